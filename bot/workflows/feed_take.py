"""What of a poll goes to the servers that follow: new entries wait, are held, or become stories;
edited ones reach the queue or the story. Storing new ones is `feed_poll`'s, in one transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.editing.same_text import SAME, shared
from bot.reading.feed import Feed
from bot.reading.feed_identity import Match
from bot.workflows.feed_notices import FeedNotices
from bot.workflows.feed_stories import FeedStories, Pages, keeping_date
from bot.workflows.same_story import SameStory
from storage import Storage
from storage.feed_records import FeedItem, FeedMode, FollowedFeed, ItemState, NewItem
from storage.story_records import StoryText

FLOOD = 20
"""New entries at one poll from which on they are held until an editor has looked."""
MOST_WAITING = 500
"""Entries of one server that may wait for an editor."""
PAGES_SECONDS = 120
"""For the pages of one poll's entries; what is left after that comes as the feed tells it."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a poll found, and when. new: oldest first. pages: those read for its entries."""

    feed: Feed
    new: list[Match]
    again: list[Match]
    now: datetime
    pages: Pages = field(default_factory=Pages)


class FeedTake:
    """Decides for one server after the other."""

    def __init__(self, storage: Storage, stories: FeedStories, tell: FeedNotices) -> None:
        self._storage = storage
        self._stories = stories
        self._tell = tell
        self._same = SameStory(storage)

    async def items(self, follower: FollowedFeed, found: Findings) -> list[NewItem]:
        """What of the poll goes to one server, and how."""
        wanted = list(enumerate(found.new))
        if follower.take_first is not None:
            wanted = _newest(found, follower.take_first)
        if follower.take_first is None and len(wanted) > FLOOD:
            await self._tell.flood(follower, len(wanted), found.now)
            state = ItemState.HELD
        elif follower.mode is FeedMode.AUTO:
            return await self._stories_at_once(follower, found, wanted)
        else:
            state = ItemState.WAITING
        room = MOST_WAITING - await self._storage.feeds.waiting(follower.guild_id)
        if len(wanted) > room:
            await self._tell.full(follower, MOST_WAITING, found.now)
        items: list[NewItem] = []
        for number, (place, one) in enumerate(wanted):
            text = await self._text(follower, found, one) if number < room else None
            items.append(_item(follower, place, one, text, state))
        return items

    async def _stories_at_once(
        self, follower: FollowedFeed, found: Findings, wanted: list[tuple[int, Match]]
    ) -> list[NewItem]:
        """With the articles of their pages; what the server has already is left out."""
        deadline = asyncio.get_running_loop().time() + PAGES_SECONDS
        items: list[NewItem] = []
        for place, one in wanted:
            text = await self._text(follower, found, one)
            if asyncio.get_running_loop().time() < deadline:
                text = await self._stories.with_page(text, found.pages)
            others = [item.text for item in items if item.text is not None]
            is_new = text.body and not await self._is_here(follower.guild_id, text, others)
            items.append(_item(follower, place, one, text if is_new else None, ItemState.TAKEN))
        return items

    async def _is_here(self, guild_id: int, text: StoryText, others: list[StoryText]) -> bool:
        """Whether the server has this story, or gets it with the same poll."""
        if await self._same.find(guild_id, text):
            return True
        return await asyncio.to_thread(
            lambda: any(shared(text.body, other.body) >= SAME for other in others)
        )

    async def _text(self, follower: FollowedFeed, found: Findings, one: Match) -> StoryText:
        return await self._stories.from_feed(
            one.entry, found.feed, now=found.now, section=follower.section
        )

    async def edits(self, followers: Sequence[FollowedFeed], found: Findings) -> None:
        """Bring the new words of edited entries to where they wait or stand."""
        edited = {one.known.id: one for one in found.again if one.known and one.is_edited}
        by_id = {feed.id: feed for feed in followers}
        for item in await self._storage.feed_sources.items_of(list(edited)):
            if item.feed_id in by_id and item.seen_id is not None:
                follower, one = by_id[item.feed_id], edited[item.seen_id]
                text = await self._text(follower, found, one)
                await self._edit_item(item, text, found.pages)

    async def _edit_item(self, item: FeedItem, text: StoryText, pages: Pages) -> None:
        if item.story_id is not None:
            story = await self._storage.stories.get(item.guild_id, item.story_id)
            if story is None:
                return
            text = keeping_date(await self._stories.with_page(text, pages), story.dated_at)
            if "body" in text.doubts and "body" not in story.doubts:
                return  # the page gave more, and cannot be read now
        elif item.text is not None:
            text = keeping_date(text, item.text.published_at or item.text.updated_at)
        await self._storage.feed_sources.rewrite(item.guild_id, item.id, text)


def _item(
    follower: FollowedFeed, place: int, one: Match, text: StoryText | None, state: ItemState
) -> NewItem:
    """The entry for a server; skipped where there is no text."""
    return NewItem(
        feed_id=follower.id,
        guild_id=follower.guild_id,
        entry=one.known.id if one.known else place,
        is_known=one.known is not None,
        state=state if text else ItemState.SKIPPED,
        text=text,
        added_by=follower.added_by,
    )


def _newest(found: Findings, count: int) -> list[tuple[int, Match]]:
    """The newest entries that are there, each with its place among the new ones; oldest first.

    A date that lies ahead puts nobody first.
    """
    places = [*enumerate(found.new), *((-1, one) for one in found.again)]

    def date(place: tuple[int, Match]) -> float:
        entry = place[1].entry
        moment = entry.published_at or entry.updated_at
        return moment.timestamp() if moment and moment <= found.now else 0.0

    # Of entries without dates, those the feed has on top are the newest.
    order = {id(one): at for at, one in enumerate(found.new)}
    places.sort(key=lambda place: (date(place), order.get(id(place[1]), -1)))
    return places[len(places) - count :] if count else []
