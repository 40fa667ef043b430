"""Where a new story belongs is written with it, whichever way it comes in, until it is placed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from storage import Storage
from storage.feed_records import ItemState
from storage.story_records import ALONE, LIKE, Report, StoryText
from tests.storage.conftest import HERE, NOW
from tests.storage.test_feeds import follow, item, poll
from tests.storage.test_submissions import by, file, marked

DAY = timedelta(days=1)


async def wanted(storage: Storage) -> list[int]:
    """Where each story that has no place belongs, the oldest first."""
    left = await storage.same_events.left(NOW, 99)
    return [await storage.same_events.to_place(*one) for one in left]


async def test_each_way_in_says_where_its_story_belongs(
    storage: Storage, text: Callable[..., StoryText]
) -> None:
    known = await storage.stories.add(HERE, text("Known"), 5, NOW)
    assert await wanted(storage) == []
    for place in (LIKE, ALONE):
        draft = await storage.drafts.add(HERE, 5, text(f"Draft {place}"), NOW, NOW + DAY)
        await storage.drafts.save(HERE, draft.id, 5, NOW, None, place)
    sent = [await file(storage, marked(text, number), user_id=number) for number in range(10, 13)]
    await storage.desk.accept(HERE, sent[0].id, 1, text("Accepted"), by())
    await storage.desk.accept(HERE, sent[1].id, 1, text("Anyway"), by(), ALONE)
    await storage.desk.merge(HERE, sent[2].id, 1, known.id, text("Merged"), by())
    feed = await follow(storage)
    await poll(storage, feed, item(feed, 0, text("Entry"), ItemState.TAKEN))
    assert await wanted(storage) == [LIKE, ALONE, LIKE, ALONE, known.id, LIKE]


async def test_a_story_that_has_its_place_is_left_no_more(
    storage: Storage, text: Callable[..., StoryText]
) -> None:
    story = await storage.stories.add(HERE, text(), 5, NOW, to_place=LIKE)
    report = Report(story_id=story.id, event_id=story.id, counts={7: 1}, length=1.0)
    assert await storage.same_events.left(NOW - DAY, 9) == ()
    assert await storage.same_events.left(NOW, 9) == ((HERE, story.id),)
    for first in (True, False):
        placed = await storage.same_events.add(
            HERE, report, language="en", happened_at=NOW, likeness=0.0, apart=False, terms=[7]
        )
        assert placed is first
    assert await storage.same_events.left(NOW, 9) == ()
