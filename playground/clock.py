"""The playground's clock: real time plus an offset that tests and the page may move.

Everything dated (ids, timestamps, the life of tokens, hourly limits) goes by it. The 3 seconds for
a first answer do not: they are a wait, not a date.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Seconds since 1970 in UTC. `moved` are called with nothing after each move."""

    def __init__(self) -> None:
        self.offset = 0.0
        self.moved: list[Callable[[], None]] = []

    def now(self) -> float:
        return time.time() + self.offset

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def stamp(self) -> str:
        """Now, as Discord writes it: ISO 8601 with microseconds and offset."""
        return self.utc().isoformat(timespec="microseconds")

    def move(self, seconds: float) -> None:
        """Forward, or back with a negative number."""
        self._set(self.offset + seconds)

    def move_to(self, moment: datetime) -> None:
        self._set(moment.timestamp() - time.time())

    def back_to_real(self) -> None:
        self._set(0.0)

    def _set(self, offset: float) -> None:
        self.offset = offset
        for listener in self.moved:
            listener()
