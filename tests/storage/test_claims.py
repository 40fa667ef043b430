"""Claiming: the ledger gets its row, and the slot its next run, in one."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from storage import Storage, open_storage
from storage.delivery_records import Delivery, DeliveryState
from storage.errors import Missing, StorageError
from tests.storage.ledger_rows import (
    DAY,
    ELSEWHERE,
    HERE,
    NOW,
    SECOND,
    AddSchedule,
    claim_of,
)


async def test_a_claim_writes_the_ledger_and_moves_the_slot_on(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    slot = made.slots[0]
    (delivery_id,) = await storage.claims.claim([claim_of(made)])
    assert await storage.deliveries.get(HERE, delivery_id) == Delivery(
        id=delivery_id,
        guild_id=HERE,
        schedule_id=made.id,
        channel_id=77,
        local_date=NOW.date(),
        slot=str(slot.id),
        due_at=NOW,
        state=DeliveryState.PENDING,
        code=f"code{made.id}",
        created_at=NOW + SECOND,
    )
    after = await storage.schedules.get(HERE, made.id)
    assert after is not None
    assert (after.slots[0].next_date, after.slots[0].next_run_at) == (NOW.date() + DAY, NOW + DAY)


async def test_a_claim_with_nothing_due_only_moves_its_slot_from_where_it_was_read(
    storage: Storage, schedule: AddSchedule
) -> None:
    made, edited = await schedule(), await schedule(name="Edited")
    later = (NOW.date() + DAY, NOW + DAY)
    claims = [claim_of(one, local_date=None) for one in (made, edited)]
    await storage.pauses.resume(HERE, edited.id, {edited.slots[0].id: later})
    assert await storage.claims.claim([one._replace(next_date=None) for one in claims]) == ()
    assert await storage.deliveries.of_schedule(HERE, made.id, 9) == ()
    moved, kept = [await storage.schedules.get(HERE, one.id) for one in (made, edited)]
    assert moved is not None
    assert kept is not None
    assert (moved.slots[0].next_date, moved.slots[0].next_run_at) == (None, NOW + DAY)
    assert (kept.slots[0].next_date, kept.slots[0].next_run_at) == later


async def test_a_claim_may_record_another_date_than_the_one_its_slot_stood_at(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    claim = claim_of(made, due_at=NOW - DAY, local_date=NOW.date() - DAY)
    assert await storage.claims.claim([claim]) == ()
    (delivery_id,) = await storage.claims.claim([claim._replace(stands_at=NOW)])
    delivery = await storage.deliveries.get(HERE, delivery_id)
    assert delivery is not None
    assert (delivery.due_at, delivery.local_date) == (NOW - DAY, NOW.date() - DAY)


async def test_an_edition_is_claimed_once_however_many_try(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = [await schedule(name=f"Schedule {n}") for n in range(20)]
    claims = [claim_of(one) for one in made]
    results = await asyncio.gather(*(storage.claims.claim(claims) for _ in range(8)))
    assert sorted(len(result) for result in results) == [0] * 7 + [20]
    for one in made:
        assert len(await storage.deliveries.of_schedule(HERE, one.id, 9)) == 1


async def test_two_programs_on_one_file_claim_an_edition_once(
    storage: Storage, schedule: AddSchedule, path: Path
) -> None:
    made = await schedule()
    async with open_storage(path) as other:
        results = await asyncio.gather(
            storage.claims.claim([claim_of(made)]), other.claims.claim([claim_of(made)])
        )
    assert sorted(len(result) for result in results) == [0, 1]


async def test_a_slot_that_moved_meanwhile_is_left_alone(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    claim = claim_of(made)
    later = (NOW.date() + 5 * DAY, NOW + 5 * DAY)
    await storage.pauses.resume(HERE, made.id, {made.slots[0].id: later})
    assert await storage.claims.claim([claim]) == ()
    await storage.pauses.pause(HERE, made.id, NOW, None)
    assert await storage.claims.claim([claim]) == ()
    assert await storage.deliveries.latest_of(HERE, made.id) is None


async def test_a_second_time_on_the_same_date_moves_on_without_a_second_edition(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    await storage.claims.claim([claim_of(made)])
    again = (NOW.date(), NOW + timedelta(hours=2))
    await storage.pauses.resume(HERE, made.id, {made.slots[0].id: again})
    edited = await storage.schedules.get(HERE, made.id)
    assert edited is not None
    assert await storage.claims.claim([claim_of(edited, code="second")]) == ()
    after = await storage.schedules.get(HERE, made.id)
    assert after is not None
    assert after.slots[0].next_date == NOW.date() + DAY
    assert len(await storage.deliveries.of_schedule(HERE, made.id, 9)) == 1


async def test_missed_editions_are_recorded_one_after_the_other(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    other = await schedule(name="Other")
    skipped = DeliveryState.SKIPPED
    claims = [
        claim_of(made, state=skipped, reason="too late", code="a"),
        claim_of(
            made, local_date=NOW.date() + DAY, due_at=NOW + DAY, next_date=NOW.date() + 2 * DAY,
            next_run_at=NOW + 2 * DAY, state=skipped, reason="too late", code="b",
        ),
        claim_of(other),
        claim_of(
            made, local_date=NOW.date() + 2 * DAY, due_at=NOW + 2 * DAY, next_date=None,
            next_run_at=None, code="c",
        ),
    ]  # fmt: skip
    assert len(await storage.claims.claim(claims)) == 4
    rows = await storage.deliveries.of_schedule(HERE, made.id, 9)
    assert [(row.code, row.state.value, row.reason) for row in rows] == [
        ("c", "pending", None),
        ("b", "skipped", "too late"),
        ("a", "skipped", "too late"),
    ]
    after = await storage.schedules.get(HERE, made.id)
    assert after is not None
    assert after.slots[0].next_run_at is None


async def test_claims_that_cannot_be_stored_move_no_slot(
    storage: Storage, schedule: AddSchedule
) -> None:
    made, other = await schedule(), await schedule(name="Other")
    bad = claim_of(other, code=None)
    with pytest.raises(StorageError):
        await storage.claims.claim([claim_of(made), bad])
    assert await storage.schedules.get(HERE, made.id) == made
    assert await storage.deliveries.of_schedule(HERE, made.id, 9) == ()


async def test_claiming_nothing_is_nothing(storage: Storage) -> None:
    assert await storage.claims.claim([]) == ()


async def test_an_extra_is_one_row_however_often_it_is_asked_for(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()

    async def ask(guild_id: int, schedule_id: int) -> Delivery:
        return await storage.claims.add_extra(
            guild_id,
            schedule_id=schedule_id,
            channel_id=78,
            local_date=NOW.date(),
            slot="extra:555",
            due_at=NOW,
            code="abc",
            now=NOW,
        )

    first, second = await ask(HERE, made.id), await ask(HERE, made.id)
    assert first == second
    assert (first.slot, first.channel_id, first.state) == ("extra:555", 78, "pending")
    # The day's own edition is another row.
    assert len(await storage.claims.claim([claim_of(made)])) == 1
    with pytest.raises(Missing):
        await ask(ELSEWHERE, made.id)
    await storage.schedules.remove(HERE, made.id)
    other = await schedule(name="Other")
    await storage.schedules.remove(HERE, other.id)
    with pytest.raises(Missing):
        await ask(HERE, other.id)
