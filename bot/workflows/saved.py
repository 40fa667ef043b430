"""A member's own list of stories: putting by, taking off, reading page by page, taking along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import NotFound, Refusal
from bot.workflows.ports import Clock
from storage import Storage
from storage.story_records import SavedStory
from storage.values import rows_before

MOST_SAVED = 500
"""On one member's list in one server."""
PAGE_SIZE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One page of a member's list. number, pages: from 1, also where nothing is on it."""

    stories: tuple[SavedStory, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedList:
    """All of a member's list as it stood at a moment."""

    stories: tuple[SavedStory, ...]
    at: datetime


class Saved:
    """What members put by. Nobody sees another's list."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def save(self, guild_id: int, user_id: int, story_id: int) -> None:
        """Put a story by. Raises NotFound, and Refusal where the list is full."""
        story = await self._storage.stories.get(guild_id, story_id)
        if story is None or story.embargo_until is not None:
            raise NotFound("This story is no longer there.")
        saved = self._storage.saved_stories
        if not await saved.save(guild_id, user_id, story_id, self._clock(), MOST_SAVED):
            raise Refusal(
                "Your list is full: it holds {most} stories. Remove some with /saved, then save"
                " this one.",
                most=MOST_SAVED,
            )

    async def remove(self, guild_id: int, user_id: int, story_ids: Sequence[int]) -> int:
        """Take stories off the list; how many were on it."""
        return await self._storage.saved_stories.remove(guild_id, user_id, story_ids)

    async def has(self, guild_id: int, user_id: int, story_id: int) -> bool:
        """Whether the member has put this story by."""
        return await self._storage.saved_stories.has(guild_id, user_id, story_id)

    async def page(self, guild_id: int, user_id: int, number: int) -> SavedPage:
        """A page of the list, saved last first; the nearest page there is."""
        saved = self._storage.saved_stories
        total = await saved.count(guild_id, user_id)
        pages = max(1, -(-total // PAGE_SIZE))
        number = min(max(number, 1), pages)
        stories = await saved.list(
            guild_id, user_id, limit=PAGE_SIZE, offset=rows_before(number, PAGE_SIZE)
        )
        return SavedPage(stories=stories, number=number, pages=pages, total=total)

    async def all(self, guild_id: int, user_id: int) -> SavedList:
        """The whole list, to be taken along."""
        stories = await self._storage.saved_stories.list(guild_id, user_id, limit=MOST_SAVED)
        return SavedList(stories=stories, at=self._clock())
