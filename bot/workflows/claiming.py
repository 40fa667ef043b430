"""From slots whose time has come to ledger rows: what is posted, what is skipped and why."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.briefing.timetable import CatchUp, missed
from bot.workflows.ports import Clock
from storage import Storage
from storage.records import Claim, DeliveryState, Schedule, Slot

log = structlog.get_logger(__name__)


class Claiming:
    """Writes the ledger's rows. Each claim moves its slot on in the same transaction."""

    def __init__(self, storage: Storage, clock: Clock, grace: timedelta) -> None:
        self._storage = storage
        self._clock = clock
        self._grace = grace

    async def claim_due(self) -> int:
        """Claim everything that is due now. Returns the number of new ledger rows."""
        now = self._clock()
        claims: list[Claim] = []
        for schedule, slot in await self._storage.schedules.due_slots(now):
            if slot.next_date is None:
                continue
            zone = ZoneInfo(schedule.zone)
            catch_up = missed(slot.next_date, slot.minute, schedule.days, zone, now, self._grace)
            await self._realign(schedule, slot, catch_up)
            claims += _claims(schedule, slot, catch_up, now)
        if not claims:
            return 0
        made = await self._storage.deliveries.claim(claims)
        log.info("claimed", editions=len(made))
        return len(made)

    async def _realign(self, schedule: Schedule, slot: Slot, catch_up: CatchUp) -> None:
        """Move the slot to the first occurrence that is recorded.

        It stands elsewhere after a very long sleep, after new time zone rules, or when the days
        it was planned for are no longer the schedule's.
        """
        first = catch_up.occurrences[0] if catch_up.occurrences else None
        target = (
            (first.local_date, first.due_at)
            if first
            else (catch_up.next_date, catch_up.next_run_at)
        )
        if target[1] != slot.next_run_at:
            await self._storage.schedules.set_next_runs(
                schedule.guild_id, schedule.id, {slot.id: target}
            )
            log.info("slot realigned", slot=slot.id, passed_over=catch_up.older)


def _claims(schedule: Schedule, slot: Slot, catch_up: CatchUp, now: datetime) -> Iterator[Claim]:
    """One claim an occurrence, oldest first, each handing the slot on to the next."""
    after = [(one.local_date, one.due_at) for one in catch_up.occurrences[1:]]
    after.append((catch_up.next_date, catch_up.next_run_at))
    for one, (next_date, next_run_at) in zip(catch_up.occurrences, after, strict=True):
        yield Claim(
            guild_id=schedule.guild_id,
            schedule_id=schedule.id,
            channel_id=schedule.channel_id,
            slot_id=slot.id,
            local_date=one.local_date,
            due_at=one.due_at,
            next_date=next_date,
            next_run_at=next_run_at,
            code=secrets.token_hex(6),
            now=now,
            state=DeliveryState.SKIPPED if one.decision == "skip" else DeliveryState.PENDING,
            reason=one.reason,
        )
