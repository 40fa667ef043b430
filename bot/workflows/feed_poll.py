"""One poll of one feed: what is new in it goes to every server that follows it.

    fetch ─→ read ─→ match with what was seen ─→ new: wait, held, or stories ─→ one transaction
                                            │           stories ─→ same_event.settle
                                            └→ edited: into the queue or the story
    refused ─→ a longer wait ─→ … ─→ quarantine, and the editors are told

When that happens is `feed_polls`' part.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from yarl import URL

from bot.errors import Refusal
from bot.reading.feed import Feed
from bot.reading.feed_identity import Identity, Known, Marks, match
from bot.workflows import feed_timing
from bot.workflows.feed_notices import FeedNotices
from bot.workflows.feed_stories import FeedStories
from bot.workflows.feed_take import FeedTake, Findings
from bot.workflows.ports import Clock, Fetched, FetchFailed, ParserEnded, Web
from bot.workflows.same_event import SameEvent
from storage import Storage
from storage.feed_records import (
    FeedSource,
    FeedState,
    FollowedFeed,
    Polled,
    SeenEntry,
)

log = structlog.get_logger(__name__)

RESTING = timedelta(days=1)
"""Until an address is looked at again whose followers have all left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a poll came to. new: entries that were not there before. fault: why there are none."""

    new: int = 0
    fault: Refusal | None = None


class FeedPoll:
    """Polls one feed at a time."""

    def __init__(self, storage: Storage, web: Web, tell: FeedNotices, clock: Clock) -> None:
        self._storage = storage
        self._web = web
        self._tell = tell
        self._clock = clock
        self._take_up = FeedTake(storage, FeedStories(web), tell)
        self._same_event = SameEvent(storage, clock)

    async def poll(self, source: FeedSource) -> Report:
        """Download, read and keep what is new. A feed that cannot be read is no exception."""
        followers = await self._storage.feed_sources.followers(source.id)
        now = self._clock()
        if not followers:
            await self._storage.feed_sources.write(replace(source, next_poll_at=now + RESTING))
            return Report()
        try:
            fetched = await self._fetch(source, followers)
            if fetched.not_modified:
                await self._storage.feed_sources.write(self._good(source, fetched))
                return Report()
            feed = await self._web.read_feed(fetched)
        except Refusal as refusal:
            await self._failed(source, followers, refusal)
            return Report(fault=refusal)
        return await self._take(source, followers, fetched, feed)

    async def broken(self, source: FeedSource) -> None:
        """A poll ended in a bug of ours: wait as after any failure."""
        followers = await self._storage.feed_sources.followers(source.id)
        await self._failed(source, followers, Refusal("Something went wrong on our side."))

    async def _fetch(self, source: FeedSource, followers: Sequence[FollowedFeed]) -> Fetched:
        # Who begins needs the entries that are there, changed or not.
        begins = any(feed.take_first is not None for feed in followers)
        return await self._web.fetch(
            source.url,
            kind="feed",
            etag=None if begins else source.etag,
            last_modified=None if begins else source.last_modified,
        )

    async def _take(
        self, source: FeedSource, followers: Sequence[FollowedFeed], fetched: Fetched, feed: Feed
    ) -> Report:
        seen = await self._storage.feed_sources.seen(source.id)
        identity, matches = await asyncio.to_thread(
            match, feed.entries, [_known(entry) for entry in seen], Identity(source.identity)
        )
        found = Findings(
            feed,
            [one for one in reversed(matches) if one.known is None],
            [one for one in matches if one.known is not None],
            self._clock(),
            {},
        )
        items = [item for one in followers for item in await self._take_up.items(one, found)]
        await self._take_up.edits(followers, found)
        made = await self._storage.feed_sources.record(
            Polled(
                source=replace(
                    self._good(source, fetched, feed, found_new=bool(found.new)), identity=identity
                ),
                new=tuple(_seen(one.marks) for one in found.new),
                again=tuple(_seen(one.marks, one.known.id) for one in found.again if one.known),
                items=tuple(items),
                begun=tuple(one.id for one in followers if one.take_first is not None),
            ),
            self._clock(),
        )
        for guild_id, story_id in made:
            await self._same_event.settle(guild_id, story_id)
        await self._follow_move(source, fetched)
        return Report(new=len(found.new))

    async def _follow_move(self, source: FeedSource, fetched: Fetched) -> None:
        if fetched.moved_to and fetched.moved_to != source.url:
            host = URL(fetched.moved_to).host or source.host
            moved = await self._storage.feed_sources.move(source.id, fetched.moved_to, host)
            log.info("feed moved", source=source.id, adopted=moved)

    def _good(
        self,
        source: FeedSource,
        fetched: Fetched,
        feed: Feed | None = None,
        *,
        found_new: bool = False,
    ) -> FeedSource:
        """The address after a poll that went well."""
        now = self._clock()
        gap = source.usual_gap
        newest_at = now if found_new else source.newest_at
        if feed is not None:
            dates = [entry.published_at or entry.updated_at for entry in feed.entries]
            gap = feed_timing.usual_gap(dates, now) or gap
            newest_at = max((date for date in dates if date and date <= now), default=newest_at)
        return replace(
            source,
            kind=feed.kind if feed else source.kind,
            site=feed.site if feed else source.site,
            state=FeedState.GOOD,
            fault=None,
            fault_values={},
            fail_count=0,
            kill_count=0,
            etag=fetched.etag or (source.etag if fetched.not_modified else None),
            last_modified=fetched.last_modified
            or (source.last_modified if fetched.not_modified else None),
            usual_gap=gap,
            newest_at=newest_at,
            polled_at=now,
            next_poll_at=feed_timing.next_poll(now, source.id, gap),
        )

    async def _failed(
        self, source: FeedSource, followers: Sequence[FollowedFeed], refusal: Refusal
    ) -> None:
        now = self._clock()
        wait = refusal.retry_after if isinstance(refusal, FetchFailed) else None
        failures = source.fail_count + (wait is None)
        kills = source.kill_count + isinstance(refusal, ParserEnded)
        state = FeedState.FAILING
        if isinstance(refusal, FetchFailed) and refusal.gone:
            state = FeedState.GONE
        elif failures >= feed_timing.MOST_FAILURES or kills >= feed_timing.MOST_KILLS:
            state = FeedState.QUARANTINED
        stopped = state is not FeedState.FAILING
        await self._storage.feed_sources.write(
            replace(
                source,
                state=state,
                fault=refusal.message,
                fault_values={name: str(value) for name, value in refusal.values.items()},
                fail_count=failures,
                kill_count=kills,
                polled_at=now,
                next_poll_at=None
                if stopped
                else feed_timing.after_failure(now, source.id, max(failures, 1), wait=wait),
            )
        )
        log.info("feed failed", source=source.id, state=state, reason=str(refusal))
        if stopped:
            for follower in followers:
                await self._tell.stopped(follower, state, str(refusal), now)


def _known(entry: SeenEntry) -> Known:
    marks = Marks(
        guid=entry.guid,
        link=entry.link,
        title=entry.title,
        dated=entry.dated,
        words=entry.words,
    )
    return Known(entry.id, marks)


def _seen(marks: Marks, identifier: int = 0) -> SeenEntry:
    return SeenEntry(
        id=identifier,
        guid=marks.guid,
        link=marks.link,
        title=marks.title,
        dated=marks.dated,
        words=marks.words,
    )
