"""Looking things up: one story, a search, the latest, and the pages of an answer."""

from __future__ import annotations

from bot.errors import NotFound, Refusal
from bot.workflows.ports import Clock
from storage import Storage
from storage.records import Lookup, Story, StoryPage
from storage.search_records import Question

PAGE_SIZE = 5
QUERY_LIMIT = 200


class LookUp:
    """Read-only questions about a server's stories."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def story(self, guild_id: int, story_id: int | None) -> Story:
        """One story of this server. Raises NotFound, also for another server's id."""
        story = await self._storage.stories.get(guild_id, story_id) if story_id else None
        if story is None:
            raise NotFound(
                "No such story here. Pick one from the list that appears while you type."
            )
        return story

    async def search(self, guild_id: int, user_id: int, query: str) -> tuple[Lookup, StoryPage]:
        """The first page of a search."""
        return await self._first(guild_id, user_id, "search", query[:QUERY_LIMIT])

    async def latest(
        self, guild_id: int, user_id: int, section: str | None
    ) -> tuple[Lookup, StoryPage]:
        """The first page of the newest stories, of one section if it is named."""
        return await self._first(guild_id, user_id, "latest", section or "")

    async def page(self, guild_id: int, lookup_id: int, number: int) -> tuple[Lookup, StoryPage]:
        """Another page of an earlier answer. Raises Refusal where the question is forgotten."""
        lookup = await self._storage.lookups.get(guild_id, lookup_id)
        if lookup is None or lookup.kind not in ("search", "latest"):
            raise Refusal("This list is too old to turn its pages. Ask once more.")
        return lookup, await self._answer(lookup, max(number, 1))

    async def complete_stories(self, guild_id: int, typed: str) -> list[tuple[str, int]]:
        """Headlines that match what was typed, with their ids."""
        stories = await self._storage.search.complete(guild_id, typed)
        return [(story.headline, story.id) for story in stories]

    async def complete_sections(self, guild_id: int, typed: str) -> list[str]:
        """Section names of this server that match what was typed."""
        return list(await self._storage.stories.sections(guild_id, typed))

    async def _first(
        self, guild_id: int, user_id: int, kind: str, terms: str
    ) -> tuple[Lookup, StoryPage]:
        lookup = await self._storage.lookups.add(guild_id, user_id, kind, terms, self._clock())
        return lookup, await self._answer(lookup, 1)

    async def _answer(self, lookup: Lookup, number: int) -> StoryPage:
        if lookup.kind == "search":
            return await self._storage.search.find(
                lookup.guild_id, Question(words=lookup.terms), page=number, size=PAGE_SIZE
            )
        return await self._storage.stories.latest(
            lookup.guild_id, lookup.terms or None, page=number, size=PAGE_SIZE
        )
