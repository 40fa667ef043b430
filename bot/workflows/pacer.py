"""The pace of everything sent unasked: one slot every 1/rate seconds, for posts and look-backs.

Discord allows a bot 50 requests a second and does not say whether the window is fixed or slides.
An even 48 a second stays under both kinds; bursts are punished by the sliding one. The figures
below are from runs against both (docs/decisions/0005-pacer.md).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

START_RATE = 48.0
CEILING = 49.5
BACK_OFF = 0.95
HOLD_SECONDS = 60.0
"""After a global 429 the lower rate is kept this long."""
CREEP = 0.25
CREEP_SECONDS = 30.0
CATCH_UP = 3
"""Slots that a late wake-up may make up for. Without any, 48 becomes 47.3."""


class Pacer:
    """Hands out slots. One instance a process, shared by all that send unasked."""

    def __init__(
        self,
        *,
        ceiling: float = CEILING,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._ceiling = ceiling
        self.rate = min(START_RATE, ceiling)
        """Slots a second at present."""
        self._now = now
        self._sleep = sleep
        self._next = now()
        self._creep_at = now() + CREEP_SECONDS

    async def slot(self) -> None:
        """Wait for the next free slot."""
        now = self._now()
        self._creep(now)
        step = 1 / self.rate
        at = max(self._next, now - CATCH_UP * step)
        self._next = at + step
        if at > now:
            await self._sleep(at - now)

    def refused(self) -> None:
        """Discord answered with a global 429: slow down by five per cent, for a while."""
        self.rate *= BACK_OFF
        self._creep_at = self._now() + HOLD_SECONDS

    def _creep(self, now: float) -> None:
        while now >= self._creep_at and self.rate < self._ceiling:
            self.rate = min(self.rate + CREEP, self._ceiling)
            self._creep_at += CREEP_SECONDS
        if now >= self._creep_at:
            self._creep_at = now + CREEP_SECONDS
