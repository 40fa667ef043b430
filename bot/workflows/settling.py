"""What becomes of a try: an end in the ledger, or another try later.

sent, skipped ─→ the end
failed        ─→ final ─→ failed, or unconfirmed where a message may stand there all the same
              ─→ passing ─→ another try within the grace, later each time
"""

from __future__ import annotations

import structlog

from bot.workflows.barred import Barred
from bot.workflows.figures import Figures
from bot.workflows.patience import Patience
from bot.workflows.ports import Clock, PostFailed, Trouble
from storage import Storage
from storage.delivery_records import Delivery, DeliveryState

log = structlog.get_logger(__name__)


class Settling:
    """Writes down how tries end, in the name of one owner of leases."""

    def __init__(
        self,
        storage: Storage,
        barred: Barred,
        clock: Clock,
        patience: Patience,
        owner: str,
        figures: Figures,
    ) -> None:
        self._storage = storage
        self._barred = barred
        self._clock = clock
        self._patience = patience
        self._owner = owner
        self._figures = figures

    async def end(self, row: Delivery, state: DeliveryState, reason: str | None = None) -> None:
        """Settle it for good."""
        settled = await self._storage.sending.settle(
            row.guild_id, row.id, self._owner, state, reason, now := self._clock()
        )
        if settled:
            self._figures.editions[state.value] += 1
            if state is DeliveryState.SENT:
                self._figures.posted(now - row.due_at)
            log.info("settled", delivery=row.id, state=state.value, reason=reason)

    async def failed(self, row: Delivery, failure: PostFailed, *, in_doubt: bool) -> None:
        """in_doubt: a request of it may have been taken that got no answer."""
        over = self._clock() - row.due_at > self._patience.grace
        if not failure.final and not over:
            await self._again(row, failure, in_doubt=in_doubt)
            return
        if in_doubt:
            await self.end(row, DeliveryState.UNCONFIRMED, failure.reason)
        else:
            await self.end(row, DeliveryState.FAILED, failure.reason)
        if failure.trouble in (Trouble.BARRED, Trouble.GONE):
            await self._barred.count(row, failure)

    async def _again(self, row: Delivery, failure: PostFailed, *, in_doubt: bool) -> None:
        wait = self._patience.before_next_try(row.attempt, failure)
        now = self._clock()
        # A ban is told once, where it is noticed, and not by every delivery that it stops.
        tell = log.debug if failure.trouble is Trouble.BANNED else log.warning
        tell("will try again", delivery=row.id, reason=failure.reason, wait=wait.total_seconds())
        await self._storage.sending.try_again(
            row.guild_id,
            row.id,
            self._owner,
            now + wait,
            failure.reason,
            now,
            in_doubt=in_doubt,
        )
