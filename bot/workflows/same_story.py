"""Whether a server has a story already: marks ─→ the few that share some ─→ compared in full."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.editing.same_text import ASKED, SAME, marks_of, shared
from storage import Storage
from storage.story_records import Marked, Posting, Story, StoryText

MOST_COMPARED = 6
"""Stories read in full for one that comes in; those that share most come first."""
MOST_FOUND = 3


class Sameness(StrEnum):
    """By what a story is known to be here already."""

    TEXT = "text"
    LINK = "link"
    PASSAGES = "passages"


@dataclass(frozen=True, slots=True)
class Match:
    """A stored story that a text repeats.

    share: how much of the shorter text stands in the longer one, 0 to 1. posting: the newest
    message that carries it, if any.
    """

    story: Story
    sameness: Sameness
    share: float
    posting: Posting | None = None


class SameStory:
    """Finds what is here already. For pasted pages, files, links and feeds alike."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def find(self, guild_id: int, text: StoryText) -> list[Match]:
        """Stories that are the same text, surest first; [] for a new one."""
        marks = marks_of(text.headline, text.body, text.url, ASKED)
        found = await self._storage.same_stories.sharing(guild_id, marks, MOST_COMPARED)
        matches = [
            match for marked in found if (match := await self._compared(guild_id, text, marked))
        ]
        order = list(Sameness)
        matches.sort(key=lambda match: (order.index(match.sameness), -match.share))
        return matches[:MOST_FOUND]

    async def _compared(self, guild_id: int, text: StoryText, marked: Marked) -> Match | None:
        certain = marked.same_text or marked.same_link
        story = await self._storage.stories.get(guild_id, marked.story_id, with_body=True)
        if story is None:
            return None
        share = 1.0 if marked.same_text else await _share(text.body, story.body)
        if not certain and share < SAME:
            return None
        return Match(
            story,
            Sameness.TEXT
            if marked.same_text
            else Sameness.LINK
            if marked.same_link
            else Sameness.PASSAGES,
            share,
            await self._storage.same_stories.last_posting(guild_id, story.id),
        )


async def _share(one: Sequence[str], other: Sequence[str]) -> float:
    # Two long pages take tens of milliseconds: not on the loop.
    return await asyncio.to_thread(shared, one, other)
