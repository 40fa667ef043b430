"""Edits and claims that meet in the same second, on a real database with a clock of its own."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Invalid
from bot.workflows.claiming import Claiming
from bot.workflows.plan import Plan
from bot.workflows.schedule_wish import ScheduleWish
from storage import Storage, open_storage

HERE = 1001
BERLIN = ZoneInfo("Europe/Berlin")


class Clock:
    """Stands where it is put."""

    def __init__(self) -> None:
        self.now = datetime(2027, 6, 1, 5, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def to(self, text: str) -> None:
        """The time of day in Berlin, on 1 June 2027 if no date is given."""
        full = text if "T" in text else f"2027-06-01T{text}"
        self.now = datetime.fromisoformat(full).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def storage(tmp_path: Path, clock: Clock) -> AsyncIterator[Storage]:
    async with open_storage(tmp_path / "dateline.sqlite3") as opened:
        await opened.guilds.join(HERE, clock())
        yield opened


@pytest.fixture
def claiming(storage: Storage, clock: Clock) -> Claiming:
    return Claiming(storage, clock, timedelta(hours=6))


@pytest.fixture
async def plan(storage: Storage, clock: Clock) -> Plan:
    plan = Plan(storage, clock)
    await plan.add(HERE, 5, wish(channel_id=7, times="09:00", timezone="Europe/Berlin"))
    return plan


def wish(**typed: Any) -> ScheduleWish:
    return ScheduleWish(**typed)


async def ledger(storage: Storage) -> list[tuple[str, str]]:
    """Local dates with the state of their edition, oldest first."""
    rows = await storage.deliveries.of_schedule(HERE, 1, 99)
    return sorted((f"{row.local_date:%m-%d}", row.state.value) for row in rows)


@pytest.mark.parametrize(
    ("typed", "at_once"),
    [
        ({"times": "08:30"}, True),
        ({"story_cap": 3}, True),
        ({"days": "tue"}, True),
        ({"timezone": "Europe/Helsinki"}, True),
        ({"times": "10:00"}, False),
        ({"timezone": "America/New_York"}, False),
    ],
)
async def test_an_edit_between_the_hour_and_its_claim_does_not_lose_the_day(
    storage: Storage, clock: Clock, plan: Plan, claiming: Claiming, typed: Any, at_once: bool
) -> None:
    clock.to("09:00:01")
    await plan.edit(HERE, 5, 1, wish(**typed))
    await claiming.claim_due()
    assert await ledger(storage) == ([("06-01", "pending")] if at_once else [])
    clock.to("20:00")
    await claiming.claim_due()
    assert len(await ledger(storage)) == 1


async def test_a_skip_between_the_hour_and_its_claim_is_too_late_and_says_so(
    storage: Storage, clock: Clock, plan: Plan, claiming: Claiming
) -> None:
    clock.to("09:00:01")
    _, dates = await plan.skip(HERE, 5, 1, None)
    assert dates == (date(2027, 6, 2),)
    await claiming.claim_due()
    assert await ledger(storage) == [("06-01", "pending")]


async def test_the_claim_of_a_slot_that_was_edited_meanwhile_writes_nothing(
    storage: Storage, clock: Clock, plan: Plan, claiming: Claiming
) -> None:
    clock.to("08:59:59")
    before = await storage.schedules.get(HERE, 1)
    await plan.edit(HERE, 5, 1, wish(times="10:00"))
    clock.to("09:00:01")
    assert await claiming.claim_due() == 0
    clock.to("10:00:01")
    assert await claiming.claim_due() == 1
    after = await storage.schedules.get(HERE, 1)
    assert before is not None
    assert after is not None
    assert after.slots[0].id == before.slots[0].id


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_is_edited_a_slot_has_one_row_a_local_date(
    storage: Storage, clock: Clock, plan: Plan, claiming: Claiming, seed: int
) -> None:
    """Edits, skips, pauses, jumps and claims in any order, several at once."""
    chance = random.Random(seed)
    for _ in range(60):
        steps = [chance.choice(STEPS)(plan, chance) for _ in range(chance.randint(1, 3))]
        claims = [claiming.claim_due() for _ in range(chance.randint(0, 2))]
        together = [*steps, *claims]
        chance.shuffle(together)
        outcomes = await asyncio.gather(*together, return_exceptions=True)
        assert [one for one in outcomes if isinstance(one, Exception) and not refused(one)] == []
        clock.now += timedelta(minutes=chance.choice([-70, 0, 1, 20, 300, 600, 1500]))
    rows = await storage.deliveries.of_schedule(HERE, 1, 9999)
    assert max(Counter((row.local_date, row.slot) for row in rows).values(), default=1) == 1
    # Whatever went before: from now on it posts every day again.
    await plan.resume(HERE, 5, 1)
    await plan.edit(HERE, 5, 1, wish(times="09:00", timezone="Europe/Berlin", days="daily"))
    clock.now = max(clock.now, *(row.due_at for row in rows)) + timedelta(days=30)
    await claiming.claim_due()
    tomorrow = clock.now + timedelta(days=1)
    schedule = await storage.schedules.get(HERE, 1)
    assert schedule is not None
    assert schedule.slots[0].next_run_at is not None
    assert clock.now < schedule.slots[0].next_run_at <= tomorrow


@pytest.mark.parametrize("seed", range(8))
async def test_the_next_posting_that_an_answer_names_is_the_one_that_comes(
    storage: Storage, clock: Clock, plan: Plan, claiming: Claiming, seed: int
) -> None:
    """Edits, skips and moves at any moment, each followed by its posting or by another edit."""
    chance = random.Random(seed)
    kept = 0
    for _ in range(80):
        try:
            answer = await chance.choice(CHANGES)(plan, chance)
        except Invalid:
            continue
        planned = answer[0] if isinstance(answer, tuple) else answer
        promised = planned.postings[0]
        before = await storage.deliveries.of_schedule(HERE, 1, 999)
        assert promised.at > clock.now
        assert all(row.due_at < promised.at for row in before if row.state == "pending")
        if chance.random() < 0.3:
            clock.now += (promised.at - clock.now) * chance.random()
            await claiming.claim_due()
            continue
        clock.now = promised.at - timedelta(seconds=1)
        await claiming.claim_due()
        clock.now = promised.at + timedelta(seconds=1)
        assert await claiming.claim_due() >= 1
        (row,) = await storage.deliveries.of_schedule(HERE, 1, 1)
        assert (row.local_date, row.due_at, row.state) == (
            promised.local_date,
            promised.at,
            "pending",
        )
        kept += 1
    rows = await storage.deliveries.of_schedule(HERE, 1, 999)
    assert max(Counter((row.local_date, row.slot) for row in rows).values()) == 1
    assert kept > 20


def refused(outcome: Exception) -> bool:
    return isinstance(outcome, Invalid)


CHANGES = [
    lambda plan, chance: plan.edit(HERE, 5, 1, wish(times=f"{chance.randint(0, 23)}:30")),
    lambda plan, chance: plan.edit(HERE, 5, 1, wish(times=f"{chance.randint(0, 11)}:00, 18:00")),
    lambda plan, chance: plan.edit(
        HERE,
        5,
        1,
        wish(timezone=chance.choice(["Asia/Tokyo", "America/New_York", "Europe/Berlin"])),
    ),
    lambda plan, chance: plan.edit(
        HERE, 5, 1, wish(days=chance.choice(["daily", "mon-fri", "sat"]))
    ),
    lambda plan, _: plan.skip(HERE, 5, 1, None),
    lambda plan, _: plan.unskip(HERE, 5, 1, None),
    lambda plan, _: plan.move(HERE, 5, 1, None, "tomorrow"),
]
STEPS = [*CHANGES, lambda plan, _: plan.pause(HERE, 5, 1), lambda plan, _: plan.resume(HERE, 5, 1)]
