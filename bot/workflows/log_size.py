"""Whether the database's write-ahead log grows without end, because something reads on and on."""

from __future__ import annotations

import structlog

from storage import Storage
from storage.database import LARGEST_LOG

log = structlog.get_logger(__name__)

MEGABYTE = 1_000_000


class LogSize:
    """Looks, and says it once."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._was_large = False
        self._told = False

    async def tick(self) -> None:
        """Warn where it was too large at the look before, too: one long transaction may need so
        much for a moment.
        """
        size = self._storage.log_bytes
        large = size > LARGEST_LOG
        if large and self._was_large and not self._told:
            log.warning(
                "the database's log grows: another program has been reading the database all the"
                " time; close it, or start Dateline again",
                megabytes=size // MEGABYTE,
            )
            self._told = True
        self._told = self._told and large
        self._was_large = large
