"""When a feed is polled next: its rhythm, its failures, never two at one moment. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=2)
UNKNOWN = timedelta(minutes=30)
"""Between two polls of a feed whose rhythm is not known."""
POLLS_A_GAP = 3
"""Polls in the time that usually lies between two entries."""

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=24)
MOST_FAILURES = 10
MOST_KILLS = 3
"""Times that reading it may end its process before it is given up."""

QUIET_AT_LEAST = timedelta(days=3)
QUIET_TIMES = 5
"""How many times its usual gap a feed may be silent before that is told."""

_GOLDEN = 0.6180339887
_GAPS = 20
_ENOUGH = 4


def usual_gap(dates: Iterable[datetime | None], now: datetime) -> timedelta | None:
    """The median time between a feed's newest entries; None where there are too few with dates."""
    known = sorted((date for date in dates if date and date <= now), reverse=True)[: _GAPS + 1]
    if len(known) < _ENOUGH:
        return None
    gaps = sorted(newer - older for newer, older in pairwise(known))
    return gaps[len(gaps) // 2]


def next_poll(
    now: datetime, source_id: int, gap: timedelta | None, *, wait: timedelta | None = None
) -> datetime:
    """When a feed that goes well is polled again. wait: what its server asks for at least."""
    interval = UNKNOWN if gap is None else min(max(gap / POLLS_A_GAP, SHORTEST), LONGEST)
    return now + max(interval + spread(source_id, interval / 5), wait or timedelta(0))


def after_failure(
    now: datetime, source_id: int, failures: int, *, wait: timedelta | None = None
) -> datetime:
    """When a feed is tried again after so many failures in a row: 5 minutes, doubling to a day."""
    pause = min(FIRST_WAIT * 2 ** min(failures - 1, 12), LONGEST_WAIT)
    return now + max(pause + spread(source_id, pause / 10), wait or timedelta(0))


def spread(number: int, span: timedelta) -> timedelta:
    """A share of `span`, another for each number and always the same for one."""
    return span * (number * _GOLDEN % 1)
