"""Which feeds are polled now: those that are due, a few at a time, never two of one host.

A tick starts polls and does not wait for them, so that one that hangs holds up no other.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from bot.workflows import feed_timing
from bot.workflows.feed_notices import FeedNotices
from bot.workflows.feed_poll import FeedPoll, Report
from bot.workflows.figures import Figures
from bot.workflows.ports import Clock
from storage import Storage
from storage.feed_records import FeedSource

log = structlog.get_logger(__name__)

AT_ONCE = 16
MOST_FAILING = 6
"""Places that feeds may take which failed the last time."""
LEASE = timedelta(minutes=5)
"""After a crash, polls that were under way are made good after so long."""


class FeedPolls:
    """The polls under way."""

    def __init__(
        self, storage: Storage, poll: FeedPoll, tell: FeedNotices, clock: Clock, figures: Figures
    ) -> None:
        self._storage = storage
        self._poll = poll
        self._tell = tell
        self._clock = clock
        self._figures = figures
        self._short_of_room = False
        self._running: dict[int, tuple[FeedSource, asyncio.Task[Report]]] = {}

    @property
    def under_way(self) -> int:
        """How many polls are running."""
        return len(self._running)

    async def tick(self) -> None:
        """Begin what is due, as far as there are places."""
        free = AT_ONCE - len(self._running)
        if free <= 0 or self._is_short_of_room():
            return
        sources = [source for source, _ in self._running.values()]
        failing = sum(source.fail_count > 0 for source in sources)
        now = self._clock()
        due = await self._storage.feed_sources.claim_due(
            now, now + LEASE, [source.host for source in sources], free, MOST_FAILING - failing
        )
        for source in due:
            # Somebody may have asked for it while it was being claimed.
            if source.id not in self._running:
                self._begin(source)

    def _is_short_of_room(self) -> bool:
        """What is not polled is not lost: a feed still has it once there is room again."""
        low = self._storage.room.is_low()
        if low and not self._short_of_room:
            log.warning("no feeds are polled: the disk is nearly full")
        self._short_of_room = low
        return low

    async def now(self, source_id: int) -> Report:
        """Poll an address and wait for the outcome; joins a poll that is under way."""
        if source_id not in self._running:
            source = await self._storage.feed_sources.get(source_id)
            if source is None:
                return Report()
            # Asked again: another may have begun it meanwhile.
            if source_id not in self._running:
                self._begin(source)
        return await asyncio.shield(self._running[source_id][1])

    async def tell_quiet(self) -> None:
        """Tell the editors of feeds that have been silent for much longer than usual."""
        now = self._clock()
        for feed in await self._storage.feed_sources.quiet(
            now, feed_timing.QUIET_AT_LEAST, feed_timing.QUIET_TIMES
        ):
            await self._tell.quiet(feed, now)

    async def stop(self) -> None:
        """End what is under way; it is due again after a restart."""
        tasks = [task for _, task in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, source: FeedSource) -> None:
        task = asyncio.create_task(self._run(source), name=f"feed {source.id}")
        self._running[source.id] = (source, task)
        task.add_done_callback(lambda _: self._running.pop(source.id, None))

    async def _run(self, source: FeedSource) -> Report:
        try:
            report = await self._poll.poll(source)
        except Exception:
            log.exception("poll failed", source=source.id)
        else:
            outcome = "fault" if report.fault else "new" if report.new else "nothing_new"
            self._figures.feeds[outcome] += 1
            return report
        self._figures.feeds["fault"] += 1
        try:
            await self._poll.broken(source)
        except Exception:  # the database, most likely: after the lease it is tried again
            log.exception("failed poll not kept", source=source.id)
        return Report()
