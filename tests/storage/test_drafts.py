from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from storage import Storage
from storage.errors import Missing
from storage.search_records import Question
from storage.story_records import Draft, Passage, StoryText

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Text = Callable[..., StoryText]


async def draft(storage: Storage, text: StoryText, guild_id: int = HERE) -> Draft:
    return await storage.drafts.add(guild_id, 5, text, NOW, NOW + DAY)


async def test_a_draft_comes_back_as_it_was_given(storage: Storage, text: Text) -> None:
    given = text(
        published_at=datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8))),
        summary=(Passage("“渡轮复航。”", 3),),
        doubts=("section",),
    )
    made = await draft(storage, given)
    assert made.text == given
    assert (made.user_id, made.created_at, made.expires_at) == (5, NOW, NOW + DAY)
    assert await storage.drafts.get(HERE, made.id, NOW) == made


async def test_a_draft_expires(storage: Storage, text: Text) -> None:
    made = await draft(storage, text())
    drafts = storage.drafts
    assert await drafts.get(HERE, made.id, NOW + DAY - timedelta(seconds=1)) == made
    assert await drafts.get(HERE, made.id, NOW + DAY) is None
    assert await drafts.save(HERE, made.id, 6, NOW + DAY) is None
    assert await storage.stories.count(HERE) == 0


async def test_expired_drafts_of_all_servers_are_deleted(storage: Storage, text: Text) -> None:
    for guild_id in (HERE, ELSEWHERE):
        await draft(storage, text(), guild_id)
    fresh = await storage.drafts.add(HERE, 5, text(), NOW, NOW + 2 * DAY)
    assert await storage.drafts.delete_expired(NOW + DAY) == 2
    assert await storage.drafts.delete_expired(NOW + DAY) == 0
    assert await storage.drafts.get(HERE, fresh.id, NOW) == fresh


async def test_saving_makes_a_story_of_the_latest_text(storage: Storage, text: Text) -> None:
    made = await draft(storage, text("First"))
    assert await storage.drafts.replace_text(HERE, made.id, text("Second", body=("All of it.",)))
    story = await storage.drafts.save(HERE, made.id, 6, NOW + timedelta(hours=1))
    assert story is not None
    assert (story.headline, story.added_by) == ("Second", 6)
    assert story.added_at == NOW + timedelta(hours=1)
    stored = await storage.stories.get(HERE, story.id, with_body=True)
    assert stored is not None
    assert stored.body == ("All of it.",)
    assert (await storage.search.find(HERE, Question(words="second"))).stories == (story,)


async def test_saving_again_answers_with_the_same_story(storage: Storage, text: Text) -> None:
    made = await draft(storage, text())
    stories = await asyncio.gather(
        *(storage.drafts.save(HERE, made.id, user, NOW) for user in range(20))
    )
    assert len(set(stories)) == 1
    assert await storage.stories.count(HERE) == 1
    saved = await storage.drafts.get(HERE, made.id, NOW)
    assert saved is not None
    assert stories[0] is not None
    assert saved.story_id == stories[0].id


async def test_a_saved_draft_can_no_longer_be_changed(storage: Storage, text: Text) -> None:
    made = await draft(storage, text("Saved"))
    story = await storage.drafts.save(HERE, made.id, 5, NOW)
    assert not await storage.drafts.replace_text(HERE, made.id, text("Too late"))
    assert await storage.drafts.save(HERE, made.id, 5, NOW) == story


async def test_a_discarded_draft_is_gone_but_not_its_story(storage: Storage, text: Text) -> None:
    made = await draft(storage, text())
    await storage.drafts.save(HERE, made.id, 5, NOW)
    assert await storage.drafts.discard(HERE, made.id)
    assert not await storage.drafts.discard(HERE, made.id)
    assert await storage.drafts.get(HERE, made.id, NOW) is None
    assert await storage.drafts.save(HERE, made.id, 5, NOW) is None
    assert await storage.stories.count(HERE) == 1


async def test_anothers_draft_reads_as_missing(storage: Storage, text: Text) -> None:
    made = await draft(storage, text("Theirs"), ELSEWHERE)
    drafts = storage.drafts
    assert await drafts.get(HERE, made.id, NOW) is None
    assert not await drafts.replace_text(HERE, made.id, text("Ours now"))
    assert await drafts.save(HERE, made.id, 5, NOW) is None
    assert not await drafts.discard(HERE, made.id)
    assert await drafts.get(ELSEWHERE, made.id, NOW) == made


async def test_a_draft_for_a_server_never_joined_is_refused(storage: Storage, text: Text) -> None:
    with pytest.raises(Missing):
        await draft(storage, text(), 9999)
