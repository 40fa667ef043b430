"""What the process has done since it started, counted where it happens. Who reads it, and in what
form, is `bot.monitoring`'s business.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

LATENESS = (1.0, 5.0, 30.0, 60.0, 300.0, 1800.0, 3600.0, 21600.0)
"""Upper ends, in seconds, of the classes that posted editions fall into; a last one has none."""


@dataclass(slots=True)
class Figures:
    """editions: by their end in the ledger. lateness: posted ones by class of `LATENESS`, and
    late_seconds together. refusals: 429s by scope (user, global, shared, cloudflare). feeds: polls
    by outcome (new, nothing_new, fault).
    """

    editions: Counter[str] = field(default_factory=Counter[str])
    lateness: list[int] = field(default_factory=lambda: [0] * (len(LATENESS) + 1))
    late_seconds: float = 0.0
    refusals: Counter[str] = field(default_factory=Counter[str])
    feeds: Counter[str] = field(default_factory=Counter[str])

    def posted(self, behind: timedelta) -> None:
        """An edition is out, so long after it was due."""
        seconds = max(0.0, behind.total_seconds())
        self.lateness[bisect_left(LATENESS, seconds)] += 1
        self.late_seconds += seconds
