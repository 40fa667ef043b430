from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from storage import Storage
from storage.delivery_records import CarriedStory, DeliveryPart, DeliveryState
from storage.schedule_records import Schedule
from storage.story_records import Mark, MarkKind, Posting, StoryText

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Text = Callable[..., StoryText]

LINK, WORDS = Mark(MarkKind.LINK, 2**62), Mark(MarkKind.TEXT, 5)
PHRASES = tuple(Mark(MarkKind.PHRASE, value) for value in range(10))


async def test_stories_that_share_marks_are_found_surest_first(
    storage: Storage, text: Text
) -> None:
    ids = [
        (await storage.stories.add(HERE, text(marks=marks), 5, NOW)).id
        for marks in (PHRASES[:3], PHRASES[:7], (LINK, PHRASES[0]), (WORDS, LINK), PHRASES[8:])
    ]
    found = await storage.same_stories.sharing(HERE, (LINK, WORDS, *PHRASES[:8]), 9)
    assert [one.story_id for one in found] == [ids[3], ids[2], ids[1], ids[0]]
    assert [(one.same_text, one.same_link, one.phrases) for one in found] == [
        (True, True, 0),
        (False, True, 1),
        (False, False, 7),
        (False, False, 3),
    ]
    assert len(await storage.same_stories.sharing(HERE, PHRASES, 2)) == 2


async def test_a_number_counts_only_for_its_kind_and_its_server(
    storage: Storage, text: Text
) -> None:
    await storage.stories.add(HERE, text(marks=(Mark(MarkKind.TEXT, 9),)), 5, NOW)
    await storage.stories.add(ELSEWHERE, text(marks=(Mark(MarkKind.LINK, 9),)), 5, NOW)
    assert await storage.same_stories.sharing(HERE, (Mark(MarkKind.LINK, 9),), 9) == ()
    assert await storage.same_stories.sharing(HERE, (), 9) == ()


async def test_a_draft_keeps_its_marks_until_it_is_saved(storage: Storage, text: Text) -> None:
    draft = await storage.drafts.add(HERE, 5, text(marks=(LINK, *PHRASES)), NOW, NOW + DAY)
    story = await storage.drafts.save(HERE, draft.id, 5, NOW)
    assert story is not None
    (found,) = await storage.same_stories.sharing(HERE, (LINK,), 9)
    assert found.story_id == story.id


async def test_a_saved_draft_may_follow_a_story_of_its_own_server_only(
    storage: Storage, text: Text
) -> None:
    here = await storage.stories.add(HERE, text(), 5, NOW)
    there = await storage.stories.add(ELSEWHERE, text(), 5, NOW)
    for follows, kept in ((here.id, here.id), (there.id, None), (9999, None), (None, None)):
        draft = await storage.drafts.add(HERE, 5, text(), NOW, NOW + DAY)
        story = await storage.drafts.save(HERE, draft.id, 5, NOW, follows)
        assert story is not None
        assert story.follows_id == kept
        assert await storage.stories.get(HERE, story.id) == story


async def test_the_newest_message_that_carries_a_story_is_its_posting(
    storage: Storage, text: Text, schedule: Callable[..., Awaitable[Schedule]]
) -> None:
    story = await storage.stories.add(HERE, text(), 5, NOW)
    other = await storage.stories.add(HERE, text(), 5, NOW)
    made = await schedule()
    assert await storage.same_stories.last_posting(HERE, story.id) is None
    for day in range(2):
        delivery = await storage.claims.add_extra(
            HERE,
            schedule_id=made.id,
            channel_id=77,
            local_date=NOW.date(),
            slot=f"extra:{day}",
            due_at=NOW,
            code=f"code{day}",
            now=NOW,
        )
        await storage.claims.lease("me", NOW, NOW + DAY, 9)
        parts = [
            DeliveryPart(part=1, payload=f'"x:code{day}:{story.id}0"', nonce="a"),
            DeliveryPart(part=2, payload=f'"x:code{day}:{story.id}"', nonce="b"),
        ]
        carried = [CarriedStory(story_id=story.id, position=0, role="lead")]
        await storage.sending.freeze(HERE, delivery.id, "me", parts, carried, NOW)
        assert await storage.sending.begin_sending(HERE, delivery.id, "me", NOW)
        for part in (1, 2):
            message_id = 100 * day + part
            await storage.sending.part_sent(HERE, delivery.id, part, message_id, NOW)
        await storage.sending.settle(HERE, delivery.id, "me", DeliveryState.SENT, None, NOW)
    expected = Posting(channel_id=77, message_id=102, posted_at=NOW)
    assert await storage.same_stories.last_posting(HERE, story.id) == expected
    assert await storage.same_stories.last_posting(ELSEWHERE, story.id) is None
    assert await storage.same_stories.last_posting(HERE, other.id) is None
