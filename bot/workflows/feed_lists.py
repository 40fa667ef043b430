"""Lists of feeds in and out: an OPML file is shown first, then followed; and written."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import Invalid, NotFound
from bot.reading.opml import Outline, read_opml, write_opml
from bot.workflows.feeds import MOST_FEEDS, NO_QUESTION, host_of
from bot.workflows.ports import Clock
from storage import Storage
from storage.errors import Exists
from storage.feed_records import FeedMode

APART = timedelta(seconds=20)
"""Between the first polls of feeds that came in one list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """What a list holds, before anything is stored. lookup_id: keeps the question.

    followed: already. unusable: no web address. over: more than a server can follow.
    """

    lookup_id: int
    new: tuple[Outline, ...]
    mode: FeedMode
    followed: int = 0
    unusable: int = 0
    over: int = 0


class FeedLists:
    """Import and export."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def preview(
        self, guild_id: int, user_id: int, data: bytes, mode: FeedMode
    ) -> ListPreview:
        """Show what a list would bring. Raises Unreadable, Invalid where nothing is new."""
        outlines = await asyncio.to_thread(read_opml, data)
        followed = {feed.source.url for feed in await self._storage.feeds.list_all(guild_id)}
        usable = [one for one in outlines if one.url is not None]
        new = [one for one in usable if one.url not in followed]
        if not new:
            raise Invalid(
                "None of the {count} feeds in this file is new: this server follows them, or"
                " their addresses cannot be used.",
                count=len(outlines),
            )
        taken = new[: max(MOST_FEEDS - len(followed), 0)]
        if not taken:
            raise Invalid(
                "This server follows {count} feeds, the most it can. Remove some first.",
                count=MOST_FEEDS,
            )
        rows = [(one.url, one.title, one.section) for one in taken]
        terms = json.dumps({"mode": mode, "feeds": rows}, ensure_ascii=False)
        kept = await self._storage.lookups.add(guild_id, user_id, "feed list", terms, self._clock())
        return ListPreview(
            lookup_id=kept.id,
            new=tuple(taken),
            mode=mode,
            followed=len(usable) - len(new),
            unusable=len(outlines) - len(usable),
            over=len(new) - len(taken),
        )

    async def follow(self, guild_id: int, user_id: int, lookup_id: int) -> int:
        """Follow what was shown; only entries from now on count. How many. Raises NotFound."""
        kept = await self._storage.lookups.get(guild_id, lookup_id)
        if kept is None or kept.kind != "feed list":
            raise NotFound(NO_QUESTION)
        asked = json.loads(kept.terms)
        now, count = self._clock(), 0
        room = MOST_FEEDS - len(await self._storage.feeds.list_all(guild_id))
        for url, title, section in asked["feeds"][: max(room, 0)]:
            try:
                await self._storage.feeds.follow(
                    guild_id,
                    url=url,
                    host=host_of(url),
                    name=title or host_of(url),
                    section=section,
                    mode=FeedMode(asked["mode"]),
                    take_first=0,
                    added_by=user_id,
                    now=now,
                    next_poll_at=now + count * APART,
                )
                count += 1
            except Exists:
                continue
        return count

    async def export(self, guild_id: int) -> str:
        """The list of the server's feeds. Raises Invalid where it follows none."""
        feeds = await self._storage.feeds.list_all(guild_id)
        if not feeds:
            raise Invalid("There is nothing to export: this server follows no feed yet.")
        outlines = [
            Outline(url=feed.source.url, title=feed.name, section=feed.section) for feed in feeds
        ]
        return write_opml("Feeds of this server, by Dateline", outlines, self._clock())
