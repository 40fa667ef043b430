"""What an operator takes out of the database, one piece of text at a time: ninjs, OPML, Markdown.

The export that can be read in again is `storage.exports`'.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import date

from bot.errors import NotFound
from bot.workflows.feed_lists import FeedLists
from bot.workflows.ports import Clock
from storage import Storage
from storage.delivery_records import Delivery
from storage.story_records import Story

AT_ONCE = 200

StoryWriter = Callable[[Story], str]
EditionWriter = Callable[[str, Delivery, Sequence[Story]], str]


class TakingOut:
    """Of one server each time."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def server(self, guild_id: int | None) -> int:
        """The server named, or the only one there is. Raises NotFound."""
        known = sorted(await self._storage.guilds.present_ids())
        if guild_id is not None:
            if await self._storage.guilds.get(guild_id) is None:
                raise NotFound(
                    "There is no server {server} here. Known are: {known}.",
                    server=guild_id,
                    known=", ".join(map(str, known)) or "none",
                )
            return guild_id
        if len(known) != 1:
            raise NotFound(
                "Which server? Name one with --server: {known}.",
                known=", ".join(map(str, known)) or "there is none",
            )
        return known[0]

    async def stories(self, guild_id: int, write: StoryWriter) -> AsyncGenerator[str]:
        """Every story with its body, oldest first, one line each."""
        past = 0
        while found := await self._storage.stories.walk(guild_id, past, AT_ONCE):
            for story in found:
                yield write(story) + "\n"
            past = found[-1].id

    async def feeds(self, guild_id: int) -> AsyncGenerator[str]:
        """The list of the feeds that the server follows. Raises Invalid where there is none."""
        yield await FeedLists(self._storage, self._clock).export(guild_id)

    async def editions(self, guild_id: int, on: date, write: EditionWriter) -> AsyncGenerator[str]:
        """The editions of a date. Raises NotFound where there is none."""
        found = await self._storage.deliveries.of_day(guild_id, on)
        if not found:
            raise NotFound("There is no edition of {date}.", date=on.isoformat())
        for number, edition in enumerate(found):
            schedule = await self._storage.schedules.even_removed(guild_id, edition.schedule_id)
            carried = [
                await self._storage.stories.get(guild_id, one.story_id) for one in edition.stories
            ]
            yield ("\n" if number else "") + write(
                schedule.name, edition, [story for story in carried if story]
            )
