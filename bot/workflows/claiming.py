"""From slots whose time has come to ledger rows: what is posted, what is skipped and why.

At the start, and whenever the clock has gone back, the runs still to come are put right first.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.briefing.rule import read_rule
from bot.briefing.timetable import CatchUp, catch_up, corrected
from bot.briefing.zones import is_known, zone_of
from bot.workflows.ports import Clock
from storage import Storage
from storage.records import Claim, DeliveryState, Schedule, Slot

log = structlog.get_logger(__name__)

CLOCK_SLACK = timedelta(seconds=30)
"""A clock that goes back less than this was only being set right."""


class Claiming:
    """Writes the ledger's rows. Each claim moves its slot on in the same transaction."""

    def __init__(self, storage: Storage, clock: Clock, grace: timedelta) -> None:
        self._storage = storage
        self._clock = clock
        self._grace = grace
        self._last_look: datetime | None = None

    async def claim_due(self) -> int:
        """Claim everything that is due now. Returns the number of new ledger rows."""
        now = self._clock()
        if self._last_look is None or now < self._last_look - CLOCK_SLACK:
            await self._correct_plans(now)
        self._last_look = now
        claims: list[Claim] = []
        for schedule, slot in await self._storage.schedules.due_slots(now):
            if slot.next_date is None:
                continue
            plan = catch_up(schedule, now, self._grace)[slot.id]
            await self._realign(schedule, slot, plan)
            claims += _claims(schedule, slot, plan, now)
        if not claims:
            return 0
        made = await self._storage.deliveries.claim(claims)
        log.info("claimed", editions=len(made))
        return len(made)

    async def _correct_plans(self, now: datetime) -> None:
        """Move runs that today's time zone rules, or a clock that has gone back, put elsewhere."""
        lost: set[str] = set()
        moved = 0
        for planned in await self._storage.schedules.planned_after(now):
            if not is_known(planned.zone):
                lost.add(planned.zone)
            zone = zone_of(planned.zone, planned.server_zone)
            for run in corrected(planned, read_rule(planned.rule), zone, now):
                moved += await self._storage.schedules.move_planned(planned, run)
                planned = replace(planned, next_date=run[0], next_run_at=run[1])
        if lost:
            log.warning("time zones no longer known", zones=sorted(lost))
        if moved:
            log.info("plans corrected", slots=moved)

    async def _realign(self, schedule: Schedule, slot: Slot, plan: CatchUp) -> None:
        """Move the slot to the first occurrence that is recorded.

        It stands elsewhere after a very long sleep, after new time zone rules, or when the days
        it was planned for are no longer the schedule's.
        """
        first = plan.occurrences[0] if plan.occurrences else None
        target = (first.local_date, first.due_at) if first else plan.following
        if target is None or target[1] != slot.next_run_at:
            await self._storage.schedules.set_next_runs(
                schedule.guild_id, schedule.id, {slot.id: target}
            )
            log.info("slot realigned", slot=slot.id, passed_over=plan.older)


def _claims(schedule: Schedule, slot: Slot, plan: CatchUp, now: datetime) -> Iterator[Claim]:
    """One claim an occurrence, oldest first, each handing the slot on to the next."""
    later = [(one.local_date, one.due_at) for one in plan.occurrences[1:]]
    for one, run in zip(plan.occurrences, (*later, plan.following), strict=False):
        next_date, next_run_at = run or (None, None)
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
