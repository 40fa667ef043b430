"""The pace of everything sent unasked: one slot every 1/rate seconds, for posts and look-backs.

Discord allows a bot 50 requests a second and does not say whether the window is fixed or slides.
An even 48 a second stays under both kinds; bursts are punished by the sliding one. The figures
below are from runs against both (docs/decisions/0005-pacer.md).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

START_RATE = 48.0
CEILING = 49.5
BACK_OFF = 0.95
HOLD_SECONDS = 5.0
"""After a global 429 the lower rate is kept this long."""
CREEP = 0.25
RECOVER_SECONDS = 0.5
"""From one step to the next on the way back to the starting rate, which is known to be safe: what
was refused below it ran into a stall on the way, not into the limit.
"""
CREEP_SECONDS = 30.0
"""From one step to the next above it; twice as long after each refusal, up to ten minutes, so that
a limit once met is not run into again and again.
"""
MOST_CREEP_SECONDS = 600.0
CATCH_UP = 3
"""Slots that a late wake-up may make up for. Without any, 48 becomes 47.3."""
SECOND = 1.0
SAME_BURST_SECONDS = 5.0
"""Refusals so close together are one: what ran into the limit once does so again a second later,
while the burst is still in Discord's window.
"""


class Pacer:
    """Hands out slots. One instance a process, shared by all that send unasked. It is told of
    each request that leaves (`left`) and of each refusal (`refused`).
    """

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
        self._last = self._next = now()
        self._given: deque[float] = deque()
        self._left: deque[float] = deque(maxlen=int(ceiling) + 1)
        self._refused_at = now() - SAME_BURST_SECONDS
        self._creep_seconds = CREEP_SECONDS
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
        # A loop that was held up wakes several at once, and lets several requests go at once.
        while (wait := self._full_until() - self._now()) > 0:
            await self._sleep(wait)
        self._last = self._now()
        self._given.append(self._last)

    def left(self) -> None:
        """A request that counts has left the process: one for which a slot was given, or one that
        discord.py makes again.
        """
        if self._given:
            self._given.popleft()
        self._left.append(self._now())

    def refused(self) -> None:
        """Discord answered with a global 429: slow down by five per cent, for a while."""
        now = self._now()
        if now - self._refused_at >= SAME_BURST_SECONDS:
            self._refused_at = now
            self.rate *= BACK_OFF
            self._creep_at = now + HOLD_SECONDS
            self._creep_seconds = min(2 * self._creep_seconds, MOST_CREEP_SECONDS)

    def _full_until(self) -> float:
        """When the last second will have room again for one slot, never more than the rate and
        one. A request that has not left yet may leave now, and counts as if it did.
        """
        now = self._now()
        while self._given and self._given[0] <= now - SECOND:
            self._given.popleft()
        room = int(self.rate) + 1 - len(self._given)
        if room <= 0:
            return self._given[0] + SECOND
        return self._left[-room] + SECOND if len(self._left) >= room else now

    def _creep(self, now: float) -> None:
        # Hours without a post show nothing: more than the starting rate is earned by sending.
        idle = now - self._last
        bound = min(START_RATE, self._ceiling) if idle > SECOND else self._ceiling
        while now >= self._creep_at and self.rate < bound:
            self.rate = min(self.rate + CREEP, bound)
            known = self.rate < START_RATE
            self._creep_at += RECOVER_SECONDS if known else self._creep_seconds
        if now >= self._creep_at:
            self._creep_at = now + self._creep_seconds
