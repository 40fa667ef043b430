"""How changes of the feeds that are followed are taken back. Which of them may be, `undo` says."""

from __future__ import annotations

from typing import Any

from bot.errors import Invalid
from bot.workflows.feeds import MOST_FEEDS, host_of
from storage import Storage
from storage.desk_log import By, Entry
from storage.errors import Exists
from storage.feed_records import FeedMode, FollowedFeed


class FeedUndo:
    """Each answers False where the feed no longer stands as the entry left it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def remove(self, entry: Entry, by: By) -> bool:
        """Stop following it; the stories it brought stay."""
        feed = await self._standing(entry)
        if feed is None:
            return False
        return await self._storage.feeds.remove(entry.guild_id, feed.id, by)

    async def follow(self, entry: Entry, by: By) -> bool:
        """Follow it again, what comes from now on. Raises Invalid where there is no room."""
        if len(await self._storage.feeds.list_all(entry.guild_id)) >= MOST_FEEDS:
            raise Invalid(
                "This server follows {count} feeds, the most it can. Remove one first.",
                count=MOST_FEEDS,
            )
        before: dict[str, Any] = entry.before or {}
        try:
            feed = await self._storage.feeds.follow(
                entry.guild_id,
                url=before["url"],
                host=host_of(before["url"]),
                name=before["name"],
                section=before["section"],
                mode=FeedMode(before["mode"]),
                take_first=0,
                added_by=by.actor_id,
                now=by.at,
                next_poll_at=by.at,
                undoes_id=by.undoes_id,
            )
        except Exists as error:
            raise Invalid("This server follows that feed already. See /feed list.") from error
        if before["paused"]:
            await self._storage.feeds.pause(entry.guild_id, feed.id, by.at)
        return True

    async def pause(self, entry: Entry, by: By) -> bool:
        """Pause it again."""
        feed = await self._standing(entry)
        if feed is None:
            return False
        return await self._storage.feeds.pause(entry.guild_id, feed.id, by.at, by)

    async def resume(self, entry: Entry, by: By) -> bool:
        """Go on with it, what comes from now on."""
        feed = await self._standing(entry)
        if feed is None:
            return False
        return await self._storage.feeds.resume(entry.guild_id, feed.id, by.at, by)

    async def _standing(self, entry: Entry) -> FollowedFeed | None:
        """The feed, if its pause is still as the entry left it."""
        feed = await self._storage.feeds.get(entry.guild_id, entry.subject_id)
        paused = (entry.after or {}).get("paused")
        return feed if feed and (feed.paused_at is not None) == paused else None
