from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Storage, open_storage
from storage.delivery_records import CarriedStory, Claim, DeliveryPart
from storage.desk_log import By
from storage.retention import Limit
from storage.schedule_records import Schedule
from storage.story_records import Story, StoryText

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Text = Callable[..., StoryText]


async def aged(storage: Storage, text: StoryText, days: float, guild_id: int = HERE) -> Story:
    """A story that came in so many days ago."""
    return await storage.stories.add(guild_id, text, 5, NOW - days * DAY)


async def roll_off(storage: Storage, *, days: int | None = None, most: int | None = None) -> int:
    edge = await storage.retention.edge(
        HERE, before=NOW - days * DAY if days else None, most=most, young=NOW - 7 * DAY
    )
    return await storage.retention.roll_off(HERE, edge, 999) if edge else 0


async def left(storage: Storage, guild_id: int = HERE) -> set[int]:
    page = await storage.stories.latest(guild_id, size=999)
    return {story.id for story in page.stories}


async def test_old_ones_go_whole_and_the_others_keep_their_ids(
    storage: Storage, text: Text
) -> None:
    old, new = await aged(storage, text("Old bridge"), 40), await aged(storage, text("New"), 20)
    far = await aged(storage, text("Old next door"), 40, ELSEWHERE)
    assert await roll_off(storage, days=30) == 1
    assert await left(storage) == {new.id}
    assert await left(storage, ELSEWHERE) == {far.id}
    assert await storage.stories.get(HERE, old.id, with_body=True) is None
    assert (await storage.completions.stories(HERE, "Old")) == ()
    later = await aged(storage, text("Later"), 0)
    assert later.id > far.id, "an id is never given twice"


async def test_what_is_saved_or_on_its_way_stays(
    storage: Storage, text: Text, schedule: Callable[..., Awaitable[Schedule]]
) -> None:
    saved, carried, plain = [await aged(storage, text(f"Story {n}"), 40) for n in range(3)]
    await storage.saved_stories.save(HERE, 5, saved.id, NOW, 9)
    plan = await schedule()
    slot = plan.slots[0].id
    await storage.pauses.resume(HERE, plan.id, {slot: (NOW.date(), NOW)})
    claim = Claim(
        slot_id=slot, code="abc", local_date=NOW.date(), due_at=NOW,
        next_date=NOW.date() + DAY, next_run_at=NOW + DAY, now=NOW,
    )  # fmt: skip
    await storage.claims.claim([claim])
    (leased,) = await storage.claims.lease("me", NOW, NOW + DAY, 1)
    part = DeliveryPart(part=1, payload="{}", nonce="n")
    story = CarriedStory(story_id=carried.id, position=0, role="lead")
    await storage.sending.freeze(HERE, leased.id, "me", [part], [story], NOW)
    edge = await storage.retention.edge(HERE, before=NOW, most=None, young=NOW)
    assert edge is not None
    assert await storage.retention.over(HERE, edge) == (1, 2)
    assert await roll_off(storage, days=30) == 1
    assert await left(storage) == {saved.id, carried.id}
    assert await storage.stories.get(HERE, plain.id) is None


async def test_what_an_edition_to_come_is_planned_with_stays_until_that_is_over(
    storage: Storage,
    path: Path,
    text: Text,
    schedule: Callable[..., Awaitable[Schedule]],
) -> None:
    pinned, other = [await aged(storage, text(f"Story {n}"), 40) for n in range(2)]
    plan = await schedule()
    with closing(sqlite3.connect(path)) as connection:
        for on, story in ((NOW.date(), pinned), (NOW.date() - 30 * DAY, other)):
            connection.execute(
                """
                INSERT INTO edition_plans (schedule_id, local_date, slot, guild_id, version,
                    arrangement, changed_by, changed_at, change)
                VALUES (?, ?, '1', ?, 1, ?, 5, 0, 'pin')
                """,
                (plan.id, on.isoformat(), HERE, json.dumps({"pinned": [story.id]})),
            )
        connection.commit()
    assert await roll_off(storage, days=30) == 1
    assert await left(storage) == {pinned.id}


async def test_limits_are_a_setting_that_stands_in_the_log(storage: Storage) -> None:
    assert await storage.retention.limits() == ()
    by = By(actor_id=5, at=NOW)
    await storage.guilds.set_retention(HERE, 90, None, by)
    assert await storage.retention.limits() == (Limit(HERE, 90, None),)
    guild = await storage.guilds.get(HERE)
    assert guild is not None
    assert (guild.keep_days, guild.keep_stories) == (90, None)
    await storage.guilds.set_retention(HERE, None, None, by)
    assert await storage.retention.limits() == ()


async def test_the_size_of_each_day_is_remembered(storage: Storage) -> None:
    used, spare = await storage.retention.size()
    assert used > 0
    assert spare >= 0
    for day, size in ((1, 10), (2, 20), (2, 30)):
        await storage.retention.note_size(date(2026, 3, day), size)
    assert await storage.retention.sizes(date(2026, 3, 1)) == (
        (date(2026, 3, 1), 10),
        (date(2026, 3, 2), 30),
    )
    await storage.retention.forget_sizes(date(2026, 3, 2))
    assert await storage.retention.sizes(date(2026, 1, 1)) == ((date(2026, 3, 2), 30),)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ages=st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=14),
    days=st.none() | st.integers(1, 60),
    most=st.none() | st.integers(0, 14),
    slices=st.integers(1, 5),
)
async def test_what_goes_is_just_what_is_over_a_limit_and_wanted_by_nobody(
    text: Text,
    path: Path,
    ages: list[tuple[int, bool]],
    days: int | None,
    most: int | None,
    slices: int,
) -> None:
    async with open_storage(path) as storage:
        await storage.guilds.join(HERE, NOW)
        await storage.guilds.erase(HERE)
        await storage.guilds.join(HERE, NOW)
        stories: list[tuple[int, int, bool]] = []
        for age, saved in ages:
            story = await aged(storage, text(f"Aged {age}"), age)
            stories.append((age, story.id, saved))
            if saved:
                await storage.saved_stories.save(HERE, 5, story.id, NOW, 99)
        newest_first = sorted(stories, key=lambda one: (one[0], -one[1]))
        kept = {
            story_id
            for place, (age, story_id, saved) in enumerate(newest_first)
            if saved
            or age <= 7
            or not ((days is not None and age > days) or (most is not None and place >= most))
        }
        edge = await storage.retention.edge(
            HERE, before=NOW - days * DAY if days else None, most=most, young=NOW - 7 * DAY
        )
        while edge and await storage.retention.roll_off(HERE, edge, slices):
            pass
        assert await left(storage) == kept
