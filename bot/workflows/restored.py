"""Editions that may stand in their channels although the ledger knows nothing of it, since it was
put back to a backup after they were due.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.workflows.patience import Patience
from storage import Storage
from storage.delivery_records import Delivery

RESTORED = "It stood in the channel already: the database was put back to a backup."
"""How an edition ends that was found so."""
_DAY = timedelta(days=1)


class Restored:
    """Which deliveries are in doubt for that reason, and when they would have been posted."""

    def __init__(self, storage: Storage, patience: Patience) -> None:
        self._storage = storage
        self._patience = patience
        self._at: datetime | None = None
        self._known = False

    async def at(self) -> datetime | None:
        """When the ledger was last put back; None if never. No process runs at that time."""
        if not self._known:
            self._at = (await self._storage.deliveries.ledger()).restored_at
            self._known = True
        return self._at

    async def doubt(self, row: Delivery) -> tuple[datetime, datetime] | None:
        """Within which instants it may have been posted before; None where it cannot have been.

        A day more than its own time on both sides: its schedule may have had another time of day
        then, and one date has one edition.
        """
        at = await self.at()
        if at is None or row.due_at >= at + _DAY:
            return None
        if row.last_try_at is not None and row.last_try_at > at:
            return None  # tried since: it was looked for before that
        if row.slot.startswith("extra:") and row.created_at > at:
            return None
        since = min(row.first_try_at or row.due_at, row.due_at - _DAY)
        until = row.due_at + max(self._patience.grace, _DAY)
        return since, min(until, at)
