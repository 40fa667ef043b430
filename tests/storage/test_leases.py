"""Who may send a delivery, and until when."""

from __future__ import annotations

import asyncio

from storage import Storage
from storage.delivery_records import DeliveryState
from tests.storage.ledger_rows import (
    DAY,
    HERE,
    NOW,
    SECOND,
    UNTIL,
    AddSchedule,
    claim_of,
    sending,
)


async def test_a_lease_takes_the_longest_due_and_holds_it_until_it_runs_out(
    storage: Storage, schedule: AddSchedule
) -> None:
    for n in (3, 1, 2):
        made = await schedule(name=f"{n}", slots=[(480, NOW.date(), NOW + n * SECOND)])
        await storage.claims.claim([claim_of(made, code=f"{n}")])
    lease = storage.claims.lease
    first = await lease("one", NOW, UNTIL, 2)
    assert [(row.code, row.attempt, row.lease_owner, row.lease_until) for row in first] == [
        ("1", 1, "one", UNTIL),
        ("2", 1, "one", UNTIL),
    ]
    assert [row.code for row in await lease("two", NOW, UNTIL, 9)] == ["3"]
    assert await lease("three", UNTIL, UNTIL + DAY, 9) == ()
    late = await lease("three", UNTIL + SECOND, UNTIL + DAY, 9)
    assert [(row.code, row.attempt) for row in late] == [("1", 2), ("2", 2), ("3", 2)]


async def test_many_senders_never_hold_the_same_row(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = [await schedule(name=f"{n}") for n in range(30)]
    await storage.claims.claim([claim_of(one) for one in made])
    leases = await asyncio.gather(
        *(storage.claims.lease(f"owner {n}", NOW, UNTIL, 7) for n in range(6))
    )
    held = [row.id for lease in leases for row in lease]
    assert len(held) == len(set(held)) == 30


async def test_a_lease_that_ran_out_at_work_is_not_taken_a_second_time(
    storage: Storage, schedule: AddSchedule
) -> None:
    await storage.claims.claim([claim_of(await schedule()), claim_of(await schedule(name="2"))])
    (first,) = await storage.claims.lease("me", NOW, UNTIL, 1)
    later = UNTIL + SECOND, UNTIL + 120 * SECOND
    (other,) = await storage.claims.lease("me", *later, 9, at_work=[first.id])
    assert other.id != first.id
    assert [one.id for one in await storage.claims.lease("me", *later, 9)] == [first.id]


async def test_finished_rows_are_not_leased(storage: Storage, schedule: AddSchedule) -> None:
    for state in (
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.SKIPPED,
        DeliveryState.UNCONFIRMED,
    ):
        row = await sending(storage, await schedule(name=state))
        assert await storage.sending.settle(HERE, row.id, "me", state, "why", NOW)
    assert await storage.claims.lease("me", NOW + DAY, NOW + 2 * DAY, 9) == ()


async def test_a_row_in_doubt_is_leased_again_with_what_was_frozen(
    storage: Storage, schedule: AddSchedule
) -> None:
    row = await sending(storage, await schedule())
    await storage.sending.part_sent(HERE, row.id, 1, 900, NOW)
    (again,) = await storage.claims.lease("next", UNTIL + SECOND, UNTIL + DAY, 9)
    assert (again.state, again.first_try_at, again.attempt) == (DeliveryState.SENDING, NOW, 2)
    assert [(part.part, part.payload, part.message_id) for part in again.parts] == [
        (1, "{1}", 900),
        (2, "{2}", None),
    ]
    # The second try does not move the instant from which the channel is read back.
    assert await storage.sending.begin_sending(HERE, row.id, "next", UNTIL + SECOND)
    after = await storage.deliveries.get(HERE, row.id)
    assert after is not None
    assert after.first_try_at == NOW


async def test_servers_that_were_left_are_passed_over(
    storage: Storage, schedule: AddSchedule
) -> None:
    await storage.claims.claim([claim_of(await schedule())])
    await storage.guilds.leave(HERE, NOW)
    assert await storage.claims.lease("me", NOW, UNTIL, 9) == ()
    await storage.guilds.join(HERE, NOW)
    assert len(await storage.claims.lease("me", NOW, UNTIL, 9)) == 1


async def test_a_lease_can_be_renewed_by_its_owner_only(
    storage: Storage, schedule: AddSchedule
) -> None:
    await storage.claims.claim([claim_of(await schedule())])
    (row,) = await storage.claims.lease("me", NOW, UNTIL, 9)
    assert not await storage.claims.renew(row.id, "somebody else", UNTIL + DAY)
    assert await storage.claims.renew(row.id, "me", UNTIL + 30 * SECOND)
    assert await storage.claims.lease("two", UNTIL + SECOND, UNTIL + DAY, 9) == ()
    assert len(await storage.claims.lease("two", UNTIL + 31 * SECOND, UNTIL + DAY, 9)) == 1
    assert not await storage.claims.renew(row.id, "me", UNTIL + DAY)


async def test_released_rows_are_free_at_once_and_keep_their_state(
    storage: Storage, schedule: AddSchedule
) -> None:
    begun = await sending(storage, await schedule())
    await storage.claims.claim([claim_of(await schedule(name="Other"))])
    (waiting,) = await storage.claims.lease("me", NOW, UNTIL, 9)
    assert await storage.claims.release("somebody else") == 0
    assert await storage.claims.release("me") == 2
    again = await storage.claims.lease("next", NOW, UNTIL, 9)
    assert {row.id: row.state for row in again} == {begun.id: "sending", waiting.id: "pending"}


async def test_who_has_lost_the_lease_may_neither_send_nor_settle(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    await storage.claims.claim([claim_of(made)])
    (row,) = await storage.claims.lease("me", NOW, UNTIL, 9)
    await storage.claims.lease("next", UNTIL + SECOND, UNTIL + DAY, 9)
    deliveries = storage.deliveries
    assert not await storage.sending.begin_sending(HERE, row.id, "me", NOW)
    assert not await storage.sending.settle(HERE, row.id, "me", DeliveryState.FAILED, "x", NOW)
    after = await deliveries.get(HERE, row.id)
    assert after is not None
    assert (after.state, after.lease_owner) == (DeliveryState.PENDING, "next")
    settled = await storage.schedules.get(HERE, made.id)
    assert settled is not None
    assert settled.fail_count == 0


async def test_a_settled_row_keeps_its_end_and_gives_up_the_lease(
    storage: Storage, schedule: AddSchedule
) -> None:
    row = await sending(storage, await schedule())
    deliveries = storage.deliveries
    later = NOW + 3 * SECOND
    assert await storage.sending.settle(HERE, row.id, "me", DeliveryState.SENT, None, later)
    assert not await storage.sending.settle(HERE, row.id, "me", DeliveryState.FAILED, "x", later)
    assert not await storage.sending.begin_sending(HERE, row.id, "me", later)
    after = await deliveries.get(HERE, row.id)
    assert after is not None
    assert (after.state, after.sent_at, after.reason) == (DeliveryState.SENT, later, None)
    assert (after.lease_owner, after.lease_until) == (None, None)


async def test_a_failed_try_waits_for_its_time_and_holds_up_the_schedule_only(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    await storage.claims.claim([claim_of(made, code="first")])
    (first,) = await storage.claims.lease("me", NOW, UNTIL, 9)
    assert await storage.sending.try_again(
        HERE, first.id, "me", NOW + 60 * SECOND, "x", NOW, in_doubt=True
    )
    second = claim_of(
        made, local_date=NOW.date() + DAY, due_at=NOW + DAY, next_date=None, next_run_at=None,
        code="second",
    )  # fmt: skip
    await storage.claims.claim([second])
    await storage.claims.claim([claim_of(await schedule(name="Other"), code="other")])
    lease = storage.claims.lease
    assert [row.code for row in await lease("me", NOW + 30 * SECOND, UNTIL, 9)] == ["other"]
    assert [row.code for row in await lease("me", NOW + 61 * SECOND, UNTIL, 9)] == ["first"]
    assert await lease("me", NOW + 62 * SECOND, UNTIL, 9) == ()
    await storage.sending.settle(HERE, first.id, "me", DeliveryState.FAILED, "x", NOW)
    assert [row.code for row in await lease("me", NOW + 62 * SECOND, UNTIL, 9)] == ["second"]


async def test_a_lease_or_a_wait_that_a_wrong_clock_wrote_does_not_hold_for_a_day(
    storage: Storage, schedule: AddSchedule
) -> None:
    await storage.claims.claim([claim_of(await schedule())])
    (row,) = await storage.claims.lease("me", NOW + DAY, NOW + DAY + 120 * SECOND, 9)
    assert len(await storage.claims.lease("next", NOW, UNTIL, 9)) == 1
    assert await storage.sending.try_again(
        HERE, row.id, "next", NOW + DAY, "x", NOW + DAY, in_doubt=True
    )
    assert len(await storage.claims.lease("next", NOW, UNTIL, 9)) == 1
