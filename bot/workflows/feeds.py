"""The feeds of a server: found, followed, shown, paused, checked, removed, and what they bring.

find ─→ preview (nothing is stored but the question) ─→ follow: take 0, 3 or 10 ─→ poll
waiting entry ─→ the desk, which decides about it
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from yarl import URL

from bot.errors import Invalid, NotFound
from bot.reading.discovery import FeedLink
from bot.reading.feed import Feed
from bot.workflows.feed_finder import Found, find_feed
from bot.workflows.feed_poll import Report
from bot.workflows.feed_polls import FeedPolls
from bot.workflows.feed_stories import FeedStories
from bot.workflows.ports import Clock, Web
from bot.workflows.same_event import SameEvent
from bot.workflows.same_story import SameStory
from storage import Storage
from storage.desk_log import By
from storage.errors import Exists
from storage.feed_records import FeedMode, FollowedFeed

MOST_FEEDS = 50
SHOWN = 5
"""Waiting entries shown at a time."""
OFFERED = 25
FIRST_TAKES = (0, 3, 10)
"""How many of the newest entries may be taken when a feed is followed."""

NO_FEED = "No such feed here. Pick one from the list that appears while you type."
NO_QUESTION = "This was asked too long ago. Please use /feed add once more."


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPreview:
    """A feed that was found, before anything is stored. lookup_id: keeps the question."""

    lookup_id: int
    url: str
    feed: Feed
    section: tuple[str, ...]
    mode: FeedMode
    others: tuple[FeedLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedShown:
    """A feed as its page shows it."""

    feed: FollowedFeed


class Feeds:
    """What editors do with feeds."""

    def __init__(self, storage: Storage, web: Web, polls: FeedPolls, clock: Clock) -> None:
        self._storage = storage
        self._web = web
        self._polls = polls
        self._clock = clock
        self._stories = FeedStories(web)
        self._same = SameStory(storage)
        self._same_event = SameEvent(storage, clock)

    async def find(
        self, guild_id: int, user_id: int, address: str, section: str | None, mode: FeedMode
    ) -> FeedPreview:
        """Find the feed at an address or of the site there.

        Raises Invalid, FetchFailed, Unreadable.
        """
        await self._check_room(guild_id)
        address = address.strip()
        found = await find_feed(self._web, address if "://" in address else f"https://{address}")
        return await self._preview(guild_id, user_id, found, _path(section), mode, found.others)

    async def look(self, guild_id: int, user_id: int, lookup_id: int, at: int) -> FeedPreview:
        """Another of the feeds that the page names. Raises as `find`."""
        asked = await self._asked(guild_id, lookup_id)
        others = [FeedLink(*link) for link in asked["others"]]
        if at >= len(others):
            raise NotFound(NO_QUESTION)
        found = await find_feed(self._web, others[at].url)
        rest = [other for place, other in enumerate(others) if place != at]
        rest.append(FeedLink(asked["url"], asked["title"]))
        section, mode = tuple(asked["section"]), FeedMode(asked["mode"])
        return await self._preview(guild_id, user_id, found, section, mode, tuple(rest))

    async def follow(
        self, guild_id: int, user_id: int, lookup_id: int, take: int
    ) -> tuple[FollowedFeed, Report]:
        """Follow the feed that was shown, and take so many of its newest entries.

        Raises Invalid for one too many or one that is followed, NotFound.
        """
        asked = await self._asked(guild_id, lookup_id)
        await self._check_room(guild_id)
        now = self._clock()
        try:
            feed = await self._storage.feeds.follow(
                guild_id,
                url=asked["url"],
                host=host_of(asked["url"]),
                name=asked["title"] or host_of(asked["url"]),
                section=asked["section"],
                mode=FeedMode(asked["mode"]),
                take_first=take if take in FIRST_TAKES else 0,
                added_by=user_id,
                now=now,
                next_poll_at=now,
            )
        except Exists:
            raise Invalid("This server follows that feed already. See /feed list.") from None
        report = await self._polls.now(feed.source.id)
        return await self.get(guild_id, feed.id), report

    async def get(self, guild_id: int, feed_id: int | None) -> FollowedFeed:
        """Raises NotFound."""
        feed = await self._storage.feeds.get(guild_id, feed_id) if feed_id is not None else None
        if feed is None:
            raise NotFound(NO_FEED)
        return feed

    async def list_all(self, guild_id: int) -> tuple[FollowedFeed, ...]:
        """By name."""
        return await self._storage.feeds.list_all(guild_id)

    async def show(self, guild_id: int, feed_id: int | None) -> FeedShown:
        """A feed and what waits. Raises NotFound."""
        feed = await self.get(guild_id, feed_id)
        return FeedShown(feed=feed)

    async def pause(self, guild_id: int, user_id: int, feed_id: int | None) -> FollowedFeed:
        """Raises NotFound."""
        feed = await self.get(guild_id, feed_id)
        by = self._by(user_id)
        await self._storage.feeds.pause(guild_id, feed.id, by.at, by)
        return feed

    async def resume(self, guild_id: int, user_id: int, feed_id: int | None) -> FollowedFeed:
        """Go on with what comes from now on. Raises NotFound."""
        feed = await self.get(guild_id, feed_id)
        by = self._by(user_id)
        await self._storage.feeds.resume(guild_id, feed.id, by.at, by)
        return feed

    async def remove(self, guild_id: int, user_id: int, feed_id: int | None) -> FollowedFeed:
        """Raises NotFound."""
        feed = await self.get(guild_id, feed_id)
        await self._storage.feeds.remove(guild_id, feed.id, self._by(user_id))
        return feed

    async def check(self, guild_id: int, feed_id: int | None) -> tuple[FeedShown, Report]:
        """Poll it now; one that was given up is tried anew. Raises NotFound, Invalid."""
        feed = await self.get(guild_id, feed_id)
        if feed.paused_at is not None:
            raise Invalid("{name} is paused. /feed resume starts it again.", name=feed.name)
        await self._storage.feeds.retry(guild_id, feed.id, self._clock())
        report = await self._polls.now(feed.source.id)
        return await self.show(guild_id, feed.id), report

    async def complete(self, guild_id: int, typed: str) -> list[tuple[str, int]]:
        """Names and ids of feeds that hold what is typed."""
        wanted = typed.casefold().strip()
        feeds = await self._storage.feeds.list_all(guild_id)
        found = [feed for feed in feeds if wanted in f"{feed.name} {feed.source.url}".casefold()]
        return [(f"{feed.name} ({feed.source.host})", feed.id) for feed in found[:OFFERED]]

    async def skip_all(self, guild_id: int, user_id: int, feed_id: int) -> FeedShown:
        """Let all go that wait, those held included. Raises NotFound."""
        feed = await self.get(guild_id, feed_id)
        await self._storage.feeds.skip_all(guild_id, feed.id, self._by(user_id))
        return await self.show(guild_id, feed_id)

    async def release(self, guild_id: int, user_id: int, feed_id: int, count: int) -> FeedShown:
        """Let the newest `count` of those held wait, and the others go. Raises NotFound."""
        feed = await self.get(guild_id, feed_id)
        await self._storage.feeds.release(guild_id, feed.id, count, self._by(user_id))
        return await self.show(guild_id, feed.id)

    def _by(self, user_id: int) -> By:
        return By(actor_id=user_id, at=self._clock())

    async def _check_room(self, guild_id: int) -> None:
        if len(await self._storage.feeds.list_all(guild_id)) >= MOST_FEEDS:
            raise Invalid(
                "This server follows {count} feeds, the most it can. Remove one first.",
                count=MOST_FEEDS,
            )

    async def _preview(
        self,
        guild_id: int,
        user_id: int,
        found: Found,
        section: tuple[str, ...],
        mode: FeedMode,
        others: tuple[FeedLink, ...],
    ) -> FeedPreview:
        if _is_of_this_server(found.feed, guild_id):
            raise Invalid(
                "The entries of this feed are messages of this server, briefings among them."
                " Following it would carry them again."
            )
        now = self._clock()
        asked = {
            "url": found.url,
            "title": found.feed.title[:80],
            "section": section,
            "mode": mode,
            "others": [(other.url, other.title) for other in others],
        }
        terms = json.dumps(asked, ensure_ascii=False)
        kept = await self._storage.lookups.add(guild_id, user_id, "feed", terms, now)
        return FeedPreview(
            lookup_id=kept.id,
            url=found.url,
            feed=found.feed,
            section=section,
            mode=mode,
            others=others,
        )

    async def _asked(self, guild_id: int, lookup_id: int) -> dict[str, Any]:
        kept = await self._storage.lookups.get(guild_id, lookup_id)
        if kept is None or kept.kind != "feed":
            raise NotFound(NO_QUESTION)
        return json.loads(kept.terms)


def _is_of_this_server(feed: Feed, guild_id: int) -> bool:
    """Whether most of its entries lead to the server's own messages."""
    own = re.compile(rf"https?://(?:\w+\.)?discord(?:app)?\.com/channels/{guild_id}/")
    links = [entry.link for entry in feed.entries if entry.link]
    return sum(own.match(link) is not None for link in links) * 2 > len(links)


def host_of(url: str) -> str:
    """The host that a feed's address names."""
    return URL(url).host or url


def _path(section: str | None) -> tuple[str, ...]:
    parts = (section or "").replace("›", ">").split(">")
    return tuple(name for part in parts if (name := " ".join(part.split())))
