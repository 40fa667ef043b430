"""Whether the service does its work: its connection is fresh, its ticks are, and what should have
been posted is.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.workflows.ports import Clock, Vitals, VitalSigns
from storage import Storage
from storage.errors import StorageError

GATEWAY_LOST = timedelta(minutes=2)
"""discord.py comes back within seconds; an outage of Discord's lasts longer."""
SILENT = timedelta(minutes=1)
"""Ticks are at most half a minute apart."""
POSTING_LATE = timedelta(minutes=10)
"""10,000 briefings of one minute take less than four."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """connected: the gateway is there at this moment. faults: a sentence for each thing that is
    not as it should be; none is health.
    """

    connected: bool
    faults: tuple[str, ...]
    signs: VitalSigns


class HealthCheck:
    """Looks, and changes nothing."""

    def __init__(self, storage: Storage, vitals: Vitals, clock: Clock) -> None:
        self._storage = storage
        self._vitals = vitals
        self._clock = clock

    async def read(self) -> Health:
        """As things stand; a database that gives no answer is a fault like any other."""
        now = self._clock()
        # Both at once: whoever asks waits for the slower of them only.
        signs, postings = await asyncio.gather(self._vitals.read(), self._postings(now))
        faults: list[str] = []
        if signs.lost_since and now - signs.lost_since > GATEWAY_LOST:
            faults.append(f"no connection to Discord since {signs.lost_since:%Y-%m-%d %H:%M} UTC")
        if signs.silence > SILENT:
            faults.append(f"no look for due briefings in {signs.silence.total_seconds():.0f} s")
        if signs.shut_out_until:
            faults.append(f"Discord shuts this address out until {signs.shut_out_until:%H:%M} UTC")
        faults += postings
        return Health(
            connected=signs.connected_since is not None, faults=tuple(faults), signs=signs
        )

    async def _postings(self, now: datetime) -> list[str]:
        try:
            late = await self._storage.deliveries.overdue(now - POSTING_LATE)
        except StorageError as error:
            return [f"the database gives no answer: {error}"]
        return ["a briefing that was due ten minutes ago is not out"] if late else []
