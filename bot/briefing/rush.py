"""How crowded a minute is: how long its briefings wait for their turn, and which minute near it is
quieter. Pure; how many are planned when is counted by `storage.schedules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

BEFORE = timedelta(minutes=30)
"""A rush so long ago may still be on its way."""
NEAR = timedelta(minutes=15)
"""How far to either side a quieter minute is looked for."""
LONG_WAIT = timedelta(seconds=60)

_MINUTE = timedelta(minutes=1)


class Rush(NamedTuple):
    """How long the last briefing of a minute waits, and the nearest minute where none waits
    longer than LONG_WAIT; None where there is none near.
    """

    wait: timedelta
    quieter: datetime | None


def rush_at(at: datetime, crowd: Mapping[datetime, int], rate: float) -> Rush | None:
    """The rush at an instant; None where nobody waits long.

    crowd: briefings by instant, from BEFORE that one to NEAR after. rate: briefings sent
    in a second.
    """
    waits = _waits(at, crowd, rate)
    if waits[at] <= LONG_WAIT:
        return None
    calm = [one for one, wait in waits.items() if wait <= LONG_WAIT and abs(one - at) <= NEAR]
    return Rush(waits[at], min(calm, key=lambda one: (abs(one - at), one), default=None))


def _waits(at: datetime, crowd: Mapping[datetime, int], rate: float) -> dict[datetime, timedelta]:
    """By minute, how long the last briefing of that minute waits."""
    waits: dict[datetime, timedelta] = {}
    queue = 0.0
    minute = at - BEFORE
    while minute <= at + NEAR:
        queue += sum(
            count for instant, count in crowd.items() if minute <= instant < minute + _MINUTE
        )
        waits[minute] = timedelta(seconds=queue / rate)
        queue = max(0.0, queue - rate * 60)
        minute += _MINUTE
    return waits
