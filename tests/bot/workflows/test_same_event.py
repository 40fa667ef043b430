"""Events of a server: placed once, undone for good, carried once, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import NotFound
from bot.workflows.same_event import SameEvent
from storage import Storage, open_storage
from storage.story_records import ALONE, LIKE, StoryText
from tests.bot.editing.test_same_event import CRANE, FERRY, FERRY_TOO

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with open_storage(tmp_path / "dateline.sqlite") as opened:
        await opened.guilds.join(HERE, NOW)
        await opened.guilds.join(ELSEWHERE, NOW)
        yield opened


def text(body: str, headline: str = "News", *, hours: float = 0, **fields: str) -> StoryText:
    made = StoryText(
        headline=headline,
        body=(body,),
        language="en",
        published_at=NOW + timedelta(hours=hours),
    )
    return replace(made, **fields)


async def add(
    storage: Storage, story: StoryText, guild_id: int = HERE, to_place: int | None = LIKE
) -> int:
    return (await storage.stories.add(guild_id, story, 5, NOW, to_place=to_place)).id


async def test_reports_of_one_event_find_each_other_within_three_days(storage: Storage) -> None:
    same = SameEvent(storage, lambda: NOW)
    first = await add(storage, text(FERRY))
    crane = await add(storage, text(CRANE))
    second = await add(storage, text(FERRY_TOO, hours=70))
    late = await add(storage, text(FERRY_TOO, hours=150))
    for story in (first, crane, second, late):
        await same.settle(HERE, story)
    assert [one.id for one in (await same.of(HERE, first)).others] == [second]
    assert [one.id for one in (await same.of(HERE, second)).others] == [first]
    assert (await same.of(HERE, crane)).others == (await same.of(HERE, late)).others == ()


async def test_settling_twice_changes_nothing(storage: Storage) -> None:
    same = SameEvent(storage, lambda: NOW)
    first, second = await add(storage, text(FERRY)), await add(storage, text(FERRY_TOO))
    await same.settle(HERE, first)
    told = await same.settle(HERE, second)
    counted = await storage.same_events.spread(HERE, range(9))
    assert await same.settle(HERE, second) == told
    assert await storage.same_events.spread(HERE, range(9)) == counted
    assert counted[1] == 2


async def test_a_story_of_long_ago_keeps_its_event_and_is_compared_no_more(
    storage: Storage,
) -> None:
    same = SameEvent(storage, lambda: NOW)
    first, second = await add(storage, text(FERRY)), await add(storage, text(FERRY_TOO))
    for story in (first, second):
        await same.settle(HERE, story)
    assert await storage.same_events.forget_terms(NOW) == 0
    assert await storage.same_events.forget_terms(NOW + timedelta(seconds=1), 1) == 1
    assert await storage.same_events.forget_terms(NOW + timedelta(seconds=1)) == 1
    assert await storage.same_events.forget_terms(NOW + timedelta(seconds=1)) == 0
    assert [one.id for one in (await same.of(HERE, first)).others] == [second]
    third = await add(storage, text(FERRY_TOO))
    assert (await same.settle(HERE, third)).others == ()


async def test_another_server_s_reports_are_not_compared(storage: Storage) -> None:
    same = SameEvent(storage, lambda: NOW)
    there = await add(storage, text(FERRY), ELSEWHERE)
    await same.settle(ELSEWHERE, there)
    here = await add(storage, text(FERRY_TOO))
    assert (await same.settle(HERE, here)).others == ()
    with pytest.raises(NotFound):
        await same.set_apart(HERE, 5, there)
    with pytest.raises(NotFound):
        await same.put_together(HERE, 5, here, there)


async def test_what_an_editor_sets_apart_stays_apart_whichever_came_first(
    storage: Storage,
) -> None:
    same = SameEvent(storage, lambda: NOW)
    ids = [await add(storage, text(body)) for body in (FERRY, FERRY_TOO, FERRY)]
    for story in ids:
        await same.settle(HERE, story)
    await same.set_apart(HERE, 5, ids[0])
    await same.settle(HERE, ids[0])
    assert (await same.of(HERE, ids[0])).others == ()
    assert [one.id for one in (await same.of(HERE, ids[1])).others] == [ids[2]]
    await same.put_together(HERE, 5, ids[0], ids[2])
    assert {one.id for one in (await same.of(HERE, ids[0])).others} == set(ids[1:])


async def test_a_story_kept_on_its_own_joins_no_event(storage: Storage) -> None:
    same = SameEvent(storage, lambda: NOW)
    first = await add(storage, text(FERRY))
    second = await add(storage, text(FERRY), to_place=ALONE)
    await same.settle(HERE, first)
    assert (await same.settle(HERE, second)).others == ()


async def test_a_story_said_to_belong_beside_another_is_put_there_though_it_is_not_like_it(
    storage: Storage,
) -> None:
    same = SameEvent(storage, lambda: NOW)
    first = await add(storage, text(FERRY))
    second = await add(storage, text(CRANE), to_place=first)
    told = await same.settle(HERE, second)
    assert [one.id for one in told.others] == [first]
    assert await storage.same_events.left(LATER, 9) == ()


async def test_stories_left_without_a_place_get_it_at_the_next_tick(storage: Storage) -> None:
    ids = [
        await add(storage, text(FERRY)),
        await add(storage, text(FERRY_TOO)),
        await add(storage, text(FERRY), to_place=ALONE),
        await add(storage, text(CRANE), ELSEWHERE),
        await add(storage, text(CRANE), to_place=None),
    ]
    same = SameEvent(storage, lambda: LATER)
    await same.tick()
    assert await storage.same_events.left(LATER, 9) == ()
    assert [one.id for one in (await same.of(HERE, ids[0])).others] == [ids[1]]
    assert (await same.of(HERE, ids[2])).others == ()
    assert await storage.same_events.event_of(ELSEWHERE, ids[3]) == ids[3]
    assert await storage.same_events.event_of(HERE, ids[4]) is None


async def test_a_story_is_left_for_a_minute_to_whoever_saved_it(storage: Storage) -> None:
    now = NOW - timedelta(seconds=1)
    same = SameEvent(storage, lambda: now)
    story = await add(storage, text(FERRY))
    now = NOW
    await same.tick()
    assert await storage.same_events.event_of(HERE, story) is None
    now += timedelta(minutes=1, seconds=1)
    await same.tick()
    assert await storage.same_events.event_of(HERE, story) == story


async def test_a_story_without_a_place_can_still_be_shown(storage: Storage) -> None:
    story = await add(storage, text(FERRY))
    assert (await SameEvent(storage, lambda: NOW).of(HERE, story)).others == ()
    assert (await SameEvent(storage, lambda: NOW).settle(HERE, 999)).others == ()
