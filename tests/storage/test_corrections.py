"""Corrections and the messages that they mend, as rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage import Storage
from storage.delivery_records import CarriedStory, DeliveryPart, DeliveryState
from storage.desk_log import By
from storage.schedule_records import Schedule
from storage.story_records import Story, StoryText

HERE = 1001
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def nothing(story: Story) -> tuple[StoryText, str, str]:
    return story, "", ""


@pytest.mark.parametrize(
    ("corrected_at", "mends"), [(NOW - SECOND, 0), (NOW, 1), (NOW + SECOND, 1)]
)
async def test_what_was_corrected_while_an_edition_was_composed_is_mended_once_it_is_posted(
    storage: Storage,
    text: Callable[..., StoryText],
    schedule: Callable[..., Awaitable[Schedule]],
    corrected_at: datetime,
    mends: int,
) -> None:
    story = await storage.stories.add(HERE, text(), 5, NOW)
    made = await schedule()
    extra = await storage.claims.add_extra(
        HERE, schedule_id=made.id, channel_id=77, local_date=NOW.date(), slot="extra:1",
        due_at=NOW, code="abc", now=NOW,
    )  # fmt: skip
    by = By(actor_id=5, at=corrected_at)
    await storage.corrections.correct(HERE, story.id, "note", nothing, "It rained.", by)
    await storage.claims.lease("me", NOW, NOW + DAY, 9)
    part = DeliveryPart(part=1, payload="{}", nonce="n")
    carried = CarriedStory(story_id=story.id, position=0, role="lead")
    assert await storage.sending.freeze(HERE, extra.id, "me", [part], [carried], NOW)
    later = NOW + DAY
    assert await storage.mends.due(later, 9) == ()  # it is still on its way
    await storage.sending.begin_sending(HERE, extra.id, "me", NOW)
    await storage.sending.part_sent(HERE, extra.id, 1, 9, NOW)
    await storage.sending.settle(HERE, extra.id, "me", DeliveryState.SENT, None, NOW)
    assert len(await storage.mends.due(later, 9)) == mends


async def test_a_mend_that_is_wanted_anew_meanwhile_stays_wanted(
    storage: Storage,
    text: Callable[..., StoryText],
    schedule: Callable[..., Awaitable[Schedule]],
) -> None:
    story = await storage.stories.add(HERE, text(), 5, NOW)
    made = await schedule()
    extra = await storage.claims.add_extra(
        HERE, schedule_id=made.id, channel_id=77, local_date=NOW.date(), slot="extra:1",
        due_at=NOW, code="abc", now=NOW,
    )  # fmt: skip
    await storage.claims.lease("me", NOW, NOW + DAY, 9)
    part = DeliveryPart(part=1, payload="{}", nonce="n")
    carried = CarriedStory(story_id=story.id, position=0, role="lead")
    await storage.sending.freeze(HERE, extra.id, "me", [part], [carried], NOW)
    await storage.sending.part_sent(HERE, extra.id, 1, 9, NOW)
    await storage.sending.settle(HERE, extra.id, "me", DeliveryState.SENT, None, NOW)
    by = By(actor_id=5, at=NOW)
    first = await storage.corrections.correct(HERE, story.id, "note", nothing, "One.", by)
    (mend,) = await storage.mends.due(NOW, 9)
    second = await storage.corrections.correct(HERE, story.id, "note", nothing, "Two.", by)
    await storage.mends.done(mend, None, None, NOW)
    (again,) = await storage.mends.due(NOW, 9)
    assert again.wanted == mend.wanted + 1
    await storage.mends.done(again, None, None, NOW)
    assert await storage.mends.due(NOW, 9) == ()
    for one in (first, second):
        progress = await storage.corrections.progress(HERE, one.id)
        assert (progress.done, progress.total) == (1, 1)
    assert [one.words for one in await storage.corrections.of_message(HERE, extra.id, 1)] == [
        "One.",
        "Two.",
    ]


async def test_each_version_of_a_story_is_kept(
    storage: Storage, text: Callable[..., StoryText]
) -> None:
    story = await storage.stories.add(HERE, text("First"), 5, NOW)
    for name in ("Second", "Third"):
        await storage.corrections.edit(
            HERE,
            story.id,
            "headline",
            lambda old, name=name: (replace(old, headline=name), old.headline, name),
            By(actor_id=5, at=NOW),
        )
    versions = await storage.corrections.versions(HERE, story.id)
    assert [one.text.headline for one in versions] == ["First", "Second"]
    now = await storage.stories.get(HERE, story.id, with_body=True)
    assert now
    assert (now.headline, now.body) == ("Third", text().body)
