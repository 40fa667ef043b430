"""What is here already is found, on a real database, whatever way the second one comes in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.editing.same_text import SAME
from bot.editing.story_text import to_story_text
from bot.workflows.same_story import Sameness, SameStory
from storage import Storage, open_storage
from storage.story_records import StoryText
from tests.bot.editing.articles import CHINESE, WATER

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LINK = "https://www.paper.example/water?utm_source=feed"
STORY = to_story_text(WATER, url=LINK)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with open_storage(tmp_path / "dateline.sqlite") as opened:
        await opened.guilds.join(HERE, NOW)
        await opened.guilds.join(ELSEWHERE, NOW)
        yield opened


def variant(**fields: object) -> StoryText:
    return replace(STORY, **{"url": None, **fields})  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("text", "sameness"),
    [
        (variant(), Sameness.TEXT),
        (variant(headline=STORY.headline.upper()), Sameness.TEXT),
        (variant(headline="Water flows"), Sameness.PASSAGES),
        (variant(body=("Share this page.", *STORY.body[1:])), Sameness.PASSAGES),
        (variant(headline="Later", body=("Now it rains.",), url="http://paper.example/water/"),
         Sameness.LINK),
    ],
    ids=["again", "capitals", "another headline", "cut and furnished", "same link"],
)  # fmt: skip
async def test_a_story_that_comes_again_is_found(
    storage: Storage, text: StoryText, sameness: Sameness
) -> None:
    story = await storage.stories.add(HERE, STORY, 5, NOW)
    await storage.stories.add(HERE, to_story_text(CHINESE), 5, NOW)
    (match,) = await SameStory(storage).find(HERE, text)
    assert (match.story.id, match.sameness, match.posting) == (story.id, sameness, None)
    if sameness is not Sameness.LINK:
        assert match.share >= SAME


async def test_a_new_story_and_another_server_s_are_not_found(storage: Storage) -> None:
    await storage.stories.add(ELSEWHERE, STORY, 5, NOW)
    await storage.stories.add(HERE, to_story_text(CHINESE), 5, NOW)
    assert await SameStory(storage).find(HERE, STORY) == []


async def test_the_surest_of_several_comes_first(storage: Storage) -> None:
    same = SameStory(storage)
    cut = await storage.stories.add(
        HERE, to_story_text(replace(WATER, body=WATER.body[:3]), url=None), 5, NOW
    )
    whole = await storage.stories.add(HERE, to_story_text(WATER, url=None), 5, NOW)
    assert [match.story.id for match in await same.find(HERE, STORY)] == [whole.id, cut.id]
