"""When to send nothing unasked: after a ban, before one, and while the whole bot is to wait.

Discord bans an address that makes 10,000 invalid requests (401, 403, 429) in ten minutes; we stay
a hundred times below that.
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import datetime, timedelta

import structlog

from bot.workflows.ports import Clock, PostFailed, Trouble

log = structlog.get_logger(__name__)

BAN_PAUSE = timedelta(minutes=15)
"""After a ban nothing is sent this long; then twice as long, and so on."""
LONGEST_PAUSE = timedelta(hours=2)
WINDOW = timedelta(minutes=10)
MOST_INVALID = 90
"""Invalid requests in the window after which we wait; at most 100 are promised."""


class Restraint:
    """One instance a process, told of every answer by the client's session."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bans = 0
        self._until: datetime | None = None
        self._invalid: deque[datetime] = deque()
        self.revoked = asyncio.Event()
        """Set once Discord no longer knows the bot token."""

    def check(self) -> None:
        """Raises PostFailed while nothing may be sent."""
        wait = self.wait()
        if wait is not None:
            raise PostFailed("Discord answers nothing to this address.", Trouble.BANNED, wait=wait)

    def wait(self) -> timedelta | None:
        """For how long nothing is to be sent; None where nothing forbids it."""
        until = self.silent_until()
        return until - self._clock() if until else None

    def silent_until(self) -> datetime | None:
        """Until when nothing is to be sent; None where nothing forbids it."""
        now = self._clock()
        if self._until and now < self._until <= now + LONGEST_PAUSE:
            return self._until
        if self._count(now) >= MOST_INVALID:
            return self._invalid[0] + WINDOW
        return None

    def room(self, most: int) -> int:
        """How many requests may be on their way at once, of `most`: all could be refused."""
        if self._bans:
            return 1  # the first request after a ban shows whether it is over
        return max(1, min(most, MOST_INVALID - self._count(self._clock())))

    def banned(self) -> None:
        """Cloudflare has refused a request. Many at once are one ban."""
        if self.silent_until():
            return
        pause = min(BAN_PAUSE * 2**self._bans, LONGEST_PAUSE)
        self._bans += 1
        until = self._until = self._clock() + pause
        log.error("Discord has blocked this address", until=until.isoformat())

    def told_to_wait(self, wait: timedelta) -> None:
        """Discord has asked the whole bot to wait."""
        until = self._clock() + wait
        if self._until is None or self._until < until:
            self._until = until
            log.warning("Discord asked the whole bot to wait", until=until.isoformat())

    def accepted(self) -> None:
        """A request went through."""
        if self._bans and not self.silent_until():
            self._bans = 0
            self._until = None

    def refused(self) -> None:
        """An answer that counts as an invalid request: 401, 403, or 429 unless shared."""
        self._invalid.append(self._clock())
        if self._count(self._clock()) == MOST_INVALID:
            log.error("too many requests were refused, waiting", minutes=WINDOW.seconds // 60)

    def _count(self, now: datetime) -> int:
        while self._invalid and not now - WINDOW < self._invalid[0] <= now:
            self._invalid.popleft()  # also what a clock that went back has left ahead
        return len(self._invalid)
