"""The cheap question before the hour has the same answer as composing would."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage import Storage
from storage.delivery_records import CarriedStory
from storage.schedule_records import Schedule
from storage.story_records import StoryText
from tests.storage.conftest import ELSEWHERE, HERE, NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("seed", range(12))
async def test_an_edition_has_something_exactly_if_candidates_or_archive_have(
    storage: Storage,
    text: Callable[..., StoryText],
    schedule: Callable[..., Awaitable[Schedule]],
    seed: int,
) -> None:
    rng = random.Random(seed)
    first, second = await schedule(HERE, name="A"), await schedule(HERE, name="B")
    for _ in range(rng.randrange(6)):
        dated = rng.choice([None, NOW + rng.randrange(-90, 40) * HOUR])
        section = rng.choice([("City", "Transport"), ("Sport",), ()])
        guild_id = rng.choice([HERE, HERE, ELSEWHERE])
        story = await storage.stories.add(
            guild_id, text(published_at=dated, section=section), 5, NOW
        )
        if guild_id == HERE and rng.random() < 0.6:
            await carry(storage, first, story.id)
    asked = [
        (HERE, plan.id, NOW + hours * HOUR, sections)
        for plan in (first, second)
        for hours in (-100, 0, 50)
        for sections in ((), ("city",), ("SPORT", "Nowhere"))
    ]
    found = await storage.stories.still_to_carry(asked)
    for number, (guild_id, schedule_id, until, sections) in enumerate(asked):
        start = until - 24 * HOUR
        near = await storage.stories.candidates(
            guild_id, schedule_id=schedule_id, start=start, end=until, sections=sections, limit=9
        )
        old = await storage.stories.archive(
            guild_id, schedule_id=schedule_id, before=start, sections=sections, limit=9
        )
        assert (number in found) == bool(near or old), asked[number]


async def test_servers_with_new_stories_are_those_after_the_id(
    storage: Storage, text: Callable[..., StoryText]
) -> None:
    assert await storage.stories.newest_id() == 0
    first = await storage.stories.add(HERE, text(), 5, NOW)
    await storage.stories.add(ELSEWHERE, text(), 5, NOW)
    assert await storage.stories.servers_with_new(first.id) == {ELSEWHERE}
    assert await storage.stories.servers_with_new(0) == {HERE, ELSEWHERE}
    assert await storage.stories.servers_with_new(await storage.stories.newest_id()) == frozenset()


async def carry(storage: Storage, plan: Schedule, story_id: int) -> None:
    extra = await storage.claims.add_extra(
        plan.guild_id,
        schedule_id=plan.id,
        channel_id=77,
        local_date=NOW.date(),
        slot=f"extra:{story_id}",
        due_at=NOW,
        code=f"c{story_id}",
        now=NOW,
    )
    await storage.claims.lease("me", NOW, NOW + HOUR, 9)
    carried = [CarriedStory(story_id=story_id, position=0, role="lead")]
    await storage.sending.freeze(plan.guild_id, extra.id, "me", [], carried, NOW)
