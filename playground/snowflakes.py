"""Discord's ids: 64-bit numbers that carry their time. Layout from Discord's Reference page."""

from __future__ import annotations

from datetime import UTC, datetime

from playground.clock import Clock

EPOCH_MS = 1_420_070_400_000  # the first second of 2015


class Snowflakes:
    """Hands out ids that always grow while the clock does not go back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        now = (int(self._clock.now() * 1000) - EPOCH_MS) << 22
        behind = now >> 22 < self._last >> 22
        # After the clock was moved back ids follow it; within a millisecond they count up.
        far_behind = (self._last - now) >> 22 > 1000
        self._last = self._last + 1 if behind and not far_behind else max(now, self._last + 1)
        if far_behind:
            self._last = now
        return self._last


def time_of(snowflake: int) -> datetime:
    """When the id was made, in UTC."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)
