"""From slots whose time has come to ledger rows: what is posted, what is skipped and why.

At the start, and whenever the clock has gone back, the runs still to come are put right first.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import structlog

from bot.briefing.rule import read_rule
from bot.briefing.timetable import CatchUp, Occurrence, Run, catch_up, corrected
from bot.briefing.zones import is_known, zone_of
from bot.workflows.ports import Clock
from storage import Storage
from storage.delivery_records import Claim, DeliveryState
from storage.schedule_records import DueAlike, Slot

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
        self._ledger_id: str | None = None
        self._restored_at: datetime | None = None
        self._stopping = False

    async def claim_due(self) -> int:
        """Claim everything that is due now. Returns the number of new ledger rows."""
        now = self._clock()
        if self._last_look is None or now < self._last_look - CLOCK_SLACK:
            await self._correct_plans(now)
        self._last_look = now
        if self._ledger_id is None:
            ledger = await self._storage.deliveries.ledger()
            self._ledger_id, self._restored_at = ledger.id, ledger.restored_at
        claimed = await self._claim_all(now)
        if claimed:
            log.info("claimed", editions=claimed)
        return claimed

    async def _claim_all(self, now: datetime) -> int:
        """While the writer writes one round of claims, the next is read and worked out."""
        claimed = 0
        writing: asyncio.Task[tuple[int, ...]] | None = None
        try:
            due = await self._storage.slots.due(now)
            while not self._stopping and due.schedules:
                claims: list[Claim] = []
                for one in due.schedules:
                    claims += self._claims(one, now)
                    await asyncio.sleep(0)  # a zone that is read for the first time takes its time
                claimed += len(await writing) if writing else 0
                writing = asyncio.create_task(self._storage.claims.claim(claims))
                due = await self._storage.slots.due(now, past=due.last)
        finally:
            claimed += len(await writing) if writing else 0
        return claimed

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True

    def _claims(self, due: DueAlike, now: datetime) -> Iterator[Claim]:
        """One claim an occurrence of each slot; worked out once for all that stand alike."""
        plans = catch_up(due, now, self._grace)
        steps = [_steps(slot, plans[slot.id], now, self._restored_at) for slot in due.slots]
        for slot_ids in due.slot_ids:
            for slot_id, its_steps in zip(slot_ids, steps, strict=True):
                for step in its_steps:
                    yield step._replace(slot_id=slot_id, code=self._code(slot_id, step))

    def _code(self, slot_id: int, step: Claim) -> str:
        """An edition's own in this ledger, and the same in a backup of it: after a restoration
        what was posted in the meantime is found in the channel.
        """
        text = f"{self._ledger_id}:{slot_id}:{step.local_date}"
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()

    async def _correct_plans(self, now: datetime) -> None:
        """Move runs that today's time zone rules, or a clock that has gone back, put elsewhere."""
        lost: set[str] = set()
        moved = 0
        for planned in await self._storage.slots.planned_after(now):
            if not is_known(planned.zone):
                lost.add(planned.zone)
            zone = zone_of(planned.zone, planned.server_zone)
            for run in corrected(planned, read_rule(planned.rule), zone, now):
                moved += await self._storage.slots.move_planned(planned, run)
                planned = replace(planned, next_date=run[0], next_run_at=run[1])
        if lost:
            log.warning("time zones no longer known", zones=sorted(lost))
        if moved:
            log.info("plans corrected", slots=moved)


def _steps(
    slot: Slot, plan: CatchUp, now: datetime, restored_at: datetime | None
) -> tuple[Claim, ...]:
    """One claim an occurrence, oldest first, each handing the slot on to the next.

    The first finds the slot elsewhere after a very long sleep, after new time zone rules, or when
    the days it was planned for are no longer the schedule's. Then there may be no occurrence at
    all, and the slot only moves on.
    """
    stood = slot.next_run_at
    assert stood is not None
    runs = [*((one.local_date, one.due_at) for one in plan.occurrences), plan.following]
    if runs[0] != (slot.next_date, stood):
        log.info("slots realigned", stood=stood.isoformat(), passed_over=plan.older)
    if not plan.occurrences:
        return (_step(None, stood, plan.following, now),)
    steps = [
        _step(one.local_date, one.due_at, following, now)._replace(
            state=DeliveryState.SKIPPED if _is_skipped(one, restored_at) else DeliveryState.PENDING,
            reason=one.reason if _is_skipped(one, restored_at) else None,
        )
        for one, following in zip(plan.occurrences, runs[1:], strict=True)
    ]
    return (steps[0]._replace(stands_at=stood), *steps[1:])


def _is_skipped(one: Occurrence, restored_at: datetime | None) -> bool:
    """What was due before the database was put back may stand in its channel: that is looked up
    before it is called skipped.
    """
    in_doubt = restored_at is not None and one.due_at <= restored_at
    return one.decision == "skip" and not in_doubt


def _step(local_date: date | None, due_at: datetime, following: Run | None, now: datetime) -> Claim:
    """A claim of any slot, without a code."""
    next_date, next_run_at = following or (None, None)
    return Claim(
        slot_id=0,
        code="",
        local_date=local_date,
        due_at=due_at,
        next_date=next_date,
        next_run_at=next_run_at,
        now=now,
    )
