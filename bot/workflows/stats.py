"""What a server has covered: figures of the last weeks, and their pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.workflows.ports import Charts, Clock
from bot.workflows.servers import Servers
from storage import Storage
from storage.coverage import Coverage

PERIODS = (4, 12, 52)
"""Weeks that can be asked for, this one included."""
FRESH = timedelta(minutes=10)
"""How long figures are kept: counting walks through all the stories of the weeks."""
MOST_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What /stats shows. pictures: PNG files of "sections", "sources", "places" and "weeks", as far
    as there are any; none where they cannot be drawn.
    """

    coverage: Coverage
    weeks: int
    dark: bool
    pictures: Mapping[str, bytes]


class Stats:
    """Counts, and lets the pictures be drawn."""

    def __init__(self, storage: Storage, servers: Servers, charts: Charts, clock: Clock) -> None:
        self._storage = storage
        self._servers = servers
        self._charts = charts
        self._clock = clock
        self._kept: dict[tuple[int, int], tuple[datetime, Coverage]] = {}

    async def of(self, guild_id: int, weeks: int, *, dark: bool) -> Figures:
        """The last `weeks`, or twelve where nobody may ask for so many. Raises TooSlow."""
        weeks = weeks if weeks in PERIODS else 12
        coverage = await self._coverage(guild_id, weeks)
        pictures: Mapping[str, bytes] = {}
        if coverage.total:
            pictures = await self._charts.coverage(coverage, dark=dark)
        return Figures(coverage=coverage, weeks=weeks, dark=dark, pictures=pictures)

    async def _coverage(self, guild_id: int, weeks: int) -> Coverage:
        key, now = (guild_id, weeks), self._clock()
        self._kept = {
            one: kept
            for one, kept in self._kept.items()
            if now - kept[0] < FRESH and kept[0] <= now
        }
        if key not in self._kept:
            today = await self._servers.today(guild_id)
            first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
            coverage = await self._storage.coverage.count(guild_id, first, today)
            if len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = (now, coverage)
        return self._kept[key][1]
