"""What is thrown away by the clock: old drafts, lists, steps, notices, changes, left servers."""

from __future__ import annotations

from datetime import timedelta

from bot.workflows.ports import Clock
from bot.workflows.servers import Servers
from storage import Storage

LOOKUP_LIFE = timedelta(days=7)
STEPS_LIFE = timedelta(days=90)
"""How long the ledger knows how an edition came about; that it came about it knows for ever."""
NOTICE_LIFE = timedelta(days=60)
ENTRY_LIFE = timedelta(days=180)
"""How long it is known what became of a feed's entry."""
OUTLOOK_LIFE = timedelta(days=2)
TERMS_LIFE = timedelta(days=30)
"""How long after it came in a story may be grouped with others of its days."""
LOG_LIFE = timedelta(days=180)
"""How long it is known who changed what."""


class Housekeeping:
    """Runs hourly."""

    def __init__(self, storage: Storage, servers: Servers, clock: Clock) -> None:
        self._storage = storage
        self._servers = servers
        self._clock = clock

    async def run(self) -> None:
        """One round."""
        now = self._clock()
        await self._storage.drafts.delete_expired(now)
        await self._storage.lookups.delete_older(now - LOOKUP_LIFE)
        while await self._storage.deliveries.forget_steps(now - STEPS_LIFE):
            pass
        await self._storage.notices.delete_older(now - NOTICE_LIFE)
        await self._storage.desk_mail.delete_older(now - NOTICE_LIFE)
        await self._storage.outlooks.delete_older(now - OUTLOOK_LIFE)
        await self._storage.feeds.delete_done(now - ENTRY_LIFE)
        while await self._storage.same_events.forget_terms(now - TERMS_LIFE):
            pass
        while await self._storage.desk_log.delete_older(now - LOG_LIFE):
            pass
        await self._servers.erase_departed()
