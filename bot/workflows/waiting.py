"""Editions whose hour has come while an editor holds them, or before one has approved them: they
wait in the ledger, and end there when it is too late. The editors are told of both.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.briefing.leave import waits_for, why_not_posted
from bot.workflows.editions import plan_of
from bot.workflows.notices import Notices
from bot.workflows.patience import Patience
from bot.workflows.ports import Clock
from bot.workflows.settling import Settling
from storage import Storage
from storage.delivery_records import Delivery, DeliveryState
from storage.edition_records import Wait
from storage.schedule_records import Schedule

LOOKS = timedelta(minutes=10)
"""How often one that waits is looked at, should nothing wake it."""

_WAITS = {
    Wait.RELEASE: (
        "**{name}** was due at <t:{at}:t> in <#{channel}> and waits, because an editor holds it."
        " Released before <t:{until}:t>, it still goes out: /desk edition."
    ),
    Wait.APPROVAL: (
        "**{name}** was due at <t:{at}:t> in <#{channel}> and waits, because nobody has approved"
        " it. Approved before <t:{until}:t>, it still goes out: /desk edition."
    ),
}
_ENDED = "**{name}** of <t:{at}:f> was not posted in <#{channel}>. {why}"


class Waiting:
    """Keeps back deliveries that `owner` has leased."""

    def __init__(
        self,
        storage: Storage,
        settling: Settling,
        notices: Notices,
        clock: Clock,
        patience: Patience,
        owner: str,
    ) -> None:
        self._storage = storage
        self._settling = settling
        self._notices = notices
        self._clock = clock
        self._patience = patience
        self._owner = owner

    async def keeps(self, row: Delivery) -> bool:
        """Whether it is not to be sent now. It waits on then, or has come to its end."""
        if row.parts or row.slot.startswith("extra:"):
            return False
        schedule = await self._storage.schedules.get(row.guild_id, row.schedule_id)
        if schedule is None:
            return False
        seen = None
        while True:
            plan = await plan_of(self._storage, schedule, row.slot, row.local_date)
            wait = waits_for(plan, needs_approval=schedule.needs_approval)
            if wait is None:
                return False
            if plan.version == seen:
                return True  # the lease ran out and somebody else has the row
            if await self._ends(row, schedule, wait) or await self._waits(
                row, schedule, wait, plan.version
            ):
                return True
            seen = plan.version

    async def _ends(self, row: Delivery, schedule: Schedule, wait: Wait) -> bool:
        """Settle what waited for too long."""
        over = self._clock() - row.due_at > self._patience.grace
        overtaken = await self._storage.deliveries.has_newer(row.guild_id, row.id)
        if not over and not overtaken:
            return False
        why = why_not_posted(wait, overtaken=overtaken)
        await self._settling.end(row, DeliveryState.SKIPPED, why)
        await self._tell(row, schedule, f"waited:{row.id}", _ENDED, why=why)
        return True

    async def _waits(self, row: Delivery, schedule: Schedule, wait: Wait, version: int) -> bool:
        """Give the lease up until something may have changed. False where the editors have."""
        until = row.due_at + self._patience.grace
        kept = await self._storage.sending.wait(
            row.guild_id,
            row.id,
            self._owner,
            wait,
            self._next_look(schedule, until),
            self._clock(),
            plan_version=version,
        )
        if kept:
            subject = f"waits:{row.id}:{wait}"
            await self._tell(row, schedule, subject, _WAITS[wait], until=int(until.timestamp()))
        return kept

    def _next_look(self, schedule: Schedule, until: datetime) -> datetime:
        """When the next edition takes its place, it is too late, or simply after a while."""
        others = [slot.next_run_at for slot in schedule.slots if slot.next_run_at]
        return min([*others, until + timedelta(seconds=1), self._clock() + LOOKS])

    async def _tell(
        self, row: Delivery, schedule: Schedule, subject: str, message: str, **values: str | int
    ) -> None:
        await self._notices.tell(
            row.guild_id,
            subject,
            message,
            name=schedule.name,
            at=int(row.due_at.timestamp()),
            channel=schedule.channel_id,
            **values,
        )
