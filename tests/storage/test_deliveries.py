from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Storage, open_storage
from storage.errors import Missing
from storage.records import (
    CarriedStory,
    Claim,
    Delivery,
    DeliveryPart,
    DeliveryState,
    Schedule,
    StoryText,
)

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
UNTIL = NOW + timedelta(seconds=120)
SECOND = timedelta(seconds=1)

AddSchedule = Callable[..., Awaitable[Schedule]]
Text = Callable[..., StoryText]


def claim_of(schedule: Schedule, **fields: object) -> Claim:
    """The claim of the schedule's first slot as it stands; a day later it is due again."""
    slot = schedule.slots[0]
    assert slot.next_date is not None
    assert slot.next_run_at is not None
    claim = Claim(
        guild_id=schedule.guild_id,
        schedule_id=schedule.id,
        channel_id=schedule.channel_id,
        slot_id=slot.id,
        local_date=slot.next_date,
        due_at=slot.next_run_at,
        next_date=slot.next_date + DAY,
        next_run_at=slot.next_run_at + DAY,
        code=f"code{schedule.id}",
        now=NOW + SECOND,
    )
    return dataclasses.replace(claim, **fields)


async def sending(storage: Storage, schedule: Schedule, parts: int = 2) -> Delivery:
    """An edition that "me" has leased, frozen and begun to send."""
    await storage.deliveries.claim([claim_of(schedule)])
    (leased,) = await storage.deliveries.lease("me", NOW, UNTIL, 9)
    await storage.deliveries.freeze(
        schedule.guild_id,
        leased.id,
        "me",
        [DeliveryPart(part=n, payload=f"{{{n}}}", nonce=f"n{n}") for n in range(1, parts + 1)],
        [],
    )
    assert await storage.deliveries.begin_sending(schedule.guild_id, leased.id, "me", NOW)
    return leased


async def test_a_claim_writes_the_ledger_and_moves_the_slot_on(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    slot = made.slots[0]
    (delivery,) = await storage.deliveries.claim([claim_of(made)])
    assert delivery == Delivery(
        id=delivery.id,
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
    assert await storage.deliveries.get(HERE, delivery.id) == delivery
    after = await storage.schedules.get(HERE, made.id)
    assert after is not None
    assert (after.slots[0].next_date, after.slots[0].next_run_at) == (NOW.date() + DAY, NOW + DAY)


async def test_an_edition_is_claimed_once_however_many_try(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = [await schedule(name=f"Schedule {n}") for n in range(20)]
    claims = [claim_of(one) for one in made]
    results = await asyncio.gather(*(storage.deliveries.claim(claims) for _ in range(8)))
    assert sorted(len(result) for result in results) == [0] * 7 + [20]
    for one in made:
        assert len(await storage.deliveries.of_schedule(HERE, one.id, 9)) == 1


async def test_two_programs_on_one_file_claim_an_edition_once(
    storage: Storage, schedule: AddSchedule, path: Path
) -> None:
    made = await schedule()
    async with open_storage(path) as other:
        results = await asyncio.gather(
            storage.deliveries.claim([claim_of(made)]), other.deliveries.claim([claim_of(made)])
        )
    assert sorted(len(result) for result in results) == [0, 1]


async def test_a_slot_that_moved_meanwhile_is_left_alone(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    claim = claim_of(made)
    later = (NOW.date() + 5 * DAY, NOW + 5 * DAY)
    await storage.schedules.set_next_runs(HERE, made.id, {made.slots[0].id: later})
    assert await storage.deliveries.claim([claim]) == ()
    await storage.schedules.pause(HERE, made.id, NOW, None)
    assert await storage.deliveries.claim([claim]) == ()
    assert await storage.deliveries.latest_of(HERE, made.id) is None


async def test_a_second_time_on_the_same_date_moves_on_without_a_second_edition(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    await storage.deliveries.claim([claim_of(made)])
    again = (NOW.date(), NOW + timedelta(hours=2))
    await storage.schedules.set_next_runs(HERE, made.id, {made.slots[0].id: again})
    edited = await storage.schedules.get(HERE, made.id)
    assert edited is not None
    assert await storage.deliveries.claim([claim_of(edited, code="second")]) == ()
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
    assert len(await storage.deliveries.claim(claims)) == 4
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
    bad = claim_of(other, guild_id=9999)
    with pytest.raises(Missing):
        await storage.deliveries.claim([claim_of(made), bad])
    assert await storage.schedules.get(HERE, made.id) == made
    assert await storage.deliveries.of_schedule(HERE, made.id, 9) == ()


async def test_claiming_nothing_is_nothing(storage: Storage) -> None:
    assert await storage.deliveries.claim([]) == ()


async def test_an_extra_is_one_row_however_often_it_is_asked_for(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()

    async def ask(guild_id: int, schedule_id: int) -> Delivery:
        return await storage.deliveries.add_extra(
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
    assert len(await storage.deliveries.claim([claim_of(made)])) == 1
    with pytest.raises(Missing):
        await ask(ELSEWHERE, made.id)
    await storage.schedules.remove(HERE, made.id)
    other = await schedule(name="Other")
    await storage.schedules.remove(HERE, other.id)
    with pytest.raises(Missing):
        await ask(HERE, other.id)


async def test_a_lease_takes_the_longest_due_and_holds_it_until_it_runs_out(
    storage: Storage, schedule: AddSchedule
) -> None:
    for n in (3, 1, 2):
        made = await schedule(name=f"{n}", slots=[(480, NOW.date(), NOW + n * SECOND)])
        await storage.deliveries.claim([claim_of(made, code=f"{n}")])
    lease = storage.deliveries.lease
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
    await storage.deliveries.claim([claim_of(one) for one in made])
    leases = await asyncio.gather(
        *(storage.deliveries.lease(f"owner {n}", NOW, UNTIL, 7) for n in range(6))
    )
    held = [row.id for lease in leases for row in lease]
    assert len(held) == len(set(held)) == 30


async def test_finished_rows_are_not_leased(storage: Storage, schedule: AddSchedule) -> None:
    for state in (
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.SKIPPED,
        DeliveryState.UNCONFIRMED,
    ):
        row = await sending(storage, await schedule(name=state))
        assert await storage.deliveries.settle(HERE, row.id, "me", state, "why", NOW)
    assert await storage.deliveries.lease("me", NOW + DAY, NOW + 2 * DAY, 9) == ()


async def test_a_row_in_doubt_is_leased_again_with_what_was_frozen(
    storage: Storage, schedule: AddSchedule
) -> None:
    row = await sending(storage, await schedule())
    await storage.deliveries.part_sent(HERE, row.id, 1, 900, NOW)
    (again,) = await storage.deliveries.lease("next", UNTIL + SECOND, UNTIL + DAY, 9)
    assert (again.state, again.first_try_at, again.attempt) == (DeliveryState.SENDING, NOW, 2)
    assert [(part.part, part.payload, part.message_id) for part in again.parts] == [
        (1, "{1}", 900),
        (2, "{2}", None),
    ]
    # The second try does not move the instant from which the channel is read back.
    assert await storage.deliveries.begin_sending(HERE, row.id, "next", UNTIL + SECOND)
    after = await storage.deliveries.get(HERE, row.id)
    assert after is not None
    assert after.first_try_at == NOW


async def test_servers_that_were_left_are_passed_over(
    storage: Storage, schedule: AddSchedule
) -> None:
    await storage.deliveries.claim([claim_of(await schedule())])
    await storage.guilds.leave(HERE, NOW)
    assert await storage.deliveries.lease("me", NOW, UNTIL, 9) == ()
    await storage.guilds.join(HERE, NOW)
    assert len(await storage.deliveries.lease("me", NOW, UNTIL, 9)) == 1


async def test_a_lease_can_be_renewed_by_its_owner_only(
    storage: Storage, schedule: AddSchedule
) -> None:
    await storage.deliveries.claim([claim_of(await schedule())])
    (row,) = await storage.deliveries.lease("me", NOW, UNTIL, 9)
    assert not await storage.deliveries.renew(row.id, "somebody else", UNTIL + DAY)
    assert await storage.deliveries.renew(row.id, "me", UNTIL + 30 * SECOND)
    assert await storage.deliveries.lease("two", UNTIL + SECOND, UNTIL + DAY, 9) == ()
    assert len(await storage.deliveries.lease("two", UNTIL + 31 * SECOND, UNTIL + DAY, 9)) == 1
    assert not await storage.deliveries.renew(row.id, "me", UNTIL + DAY)


async def test_released_rows_are_free_at_once_and_keep_their_state(
    storage: Storage, schedule: AddSchedule
) -> None:
    begun = await sending(storage, await schedule())
    await storage.deliveries.claim([claim_of(await schedule(name="Other"))])
    (waiting,) = await storage.deliveries.lease("me", NOW, UNTIL, 9)
    assert await storage.deliveries.release("somebody else") == 0
    assert await storage.deliveries.release("me") == 2
    again = await storage.deliveries.lease("next", NOW, UNTIL, 9)
    assert {row.id: row.state for row in again} == {begun.id: "sending", waiting.id: "pending"}


async def test_what_is_frozen_comes_back_part_by_part(
    storage: Storage, schedule: AddSchedule, text: Text
) -> None:
    made = await schedule()
    story = await storage.stories.add(HERE, text(), 5, NOW)
    foreign = await storage.stories.add(ELSEWHERE, text(), 5, NOW)
    await storage.deliveries.claim([claim_of(made, code="look")])
    (row,) = await storage.deliveries.lease("me", NOW, UNTIL, 9)
    parts = [DeliveryPart(part=n, payload=f'{{"n": {n}}}', nonce=f"n{n}") for n in (2, 1)]
    carried = CarriedStory(
        story_id=story.id, position=0, role="lead", why={"window": ["a", 1.5, None], "名": True}
    )
    theirs = CarriedStory(story_id=foreign.id, position=1, role="item")
    assert await storage.deliveries.freeze(HERE, row.id, "me", parts, [carried, theirs])
    await storage.deliveries.part_sent(HERE, row.id, 2, 2**62, NOW)
    for found in (
        await storage.deliveries.by_code(HERE, "look"),
        await storage.deliveries.get(HERE, row.id),
    ):
        assert found is not None
        assert found.parts == (
            parts[1],
            dataclasses.replace(parts[0], message_id=2**62, sent_at=NOW),
        )
        assert found.stories == (carried,)


async def test_freezing_again_replaces_what_was_frozen_until_sending_begins(
    storage: Storage, schedule: AddSchedule
) -> None:
    await storage.deliveries.claim([claim_of(await schedule())])
    (row,) = await storage.deliveries.lease("me", NOW, UNTIL, 9)

    async def freeze(owner: str, payload: str) -> bool:
        part = DeliveryPart(part=1, payload=payload, nonce="n")
        return await storage.deliveries.freeze(HERE, row.id, owner, [part], [])

    assert await freeze("me", "one")
    assert await freeze("me", "two")
    assert not await freeze("somebody else", "three")
    assert await storage.deliveries.begin_sending(HERE, row.id, "me", NOW)
    assert not await freeze("me", "four")
    found = await storage.deliveries.get(HERE, row.id)
    assert found is not None
    assert [part.payload for part in found.parts] == ["two"]


async def test_who_has_lost_the_lease_may_neither_send_nor_settle(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    await storage.deliveries.claim([claim_of(made)])
    (row,) = await storage.deliveries.lease("me", NOW, UNTIL, 9)
    await storage.deliveries.lease("next", UNTIL + SECOND, UNTIL + DAY, 9)
    deliveries = storage.deliveries
    assert not await deliveries.begin_sending(HERE, row.id, "me", NOW)
    assert not await deliveries.settle(HERE, row.id, "me", DeliveryState.FAILED, "x", NOW)
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
    assert await deliveries.settle(HERE, row.id, "me", DeliveryState.SENT, None, later)
    assert not await deliveries.settle(HERE, row.id, "me", DeliveryState.FAILED, "x", later)
    assert not await deliveries.begin_sending(HERE, row.id, "me", later)
    after = await deliveries.get(HERE, row.id)
    assert after is not None
    assert (after.state, after.sent_at, after.reason) == (DeliveryState.SENT, later, None)
    assert (after.lease_owner, after.lease_until) == (None, None)


async def test_a_delivery_is_settled_only_with_an_end(
    storage: Storage, schedule: AddSchedule
) -> None:
    row = await sending(storage, await schedule())
    with pytest.raises(ValueError, match="no end"):
        await storage.deliveries.settle(HERE, row.id, "me", DeliveryState.PENDING, None, NOW)


async def test_failures_in_a_row_are_counted_until_one_is_sent_or_the_schedule_resumes(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    counts: list[int] = []

    async def end(number: int, state: DeliveryState) -> None:
        extra = await storage.deliveries.add_extra(
            HERE,
            schedule_id=made.id,
            channel_id=77,
            local_date=NOW.date(),
            slot=f"extra:{number}",
            due_at=NOW,
            code=f"{number}",
            now=NOW,
        )
        await storage.deliveries.lease("me", NOW, UNTIL, 9)
        await storage.deliveries.settle(HERE, extra.id, "me", state, None, NOW)

    async def count() -> None:
        now = await storage.schedules.get(HERE, made.id)
        assert now is not None
        counts.append(now.fail_count)

    for number, state in enumerate(
        [
            DeliveryState.FAILED,
            DeliveryState.SKIPPED,
            DeliveryState.FAILED,
            DeliveryState.UNCONFIRMED,
            DeliveryState.SENT,
            DeliveryState.FAILED,
        ]
    ):
        await end(number, state)
        await count()
    await storage.schedules.resume(HERE, made.id, {})
    await count()
    assert counts == [1, 1, 2, 2, 0, 1, 0]


async def test_anothers_delivery_reads_as_missing(storage: Storage, schedule: AddSchedule) -> None:
    theirs = await schedule(ELSEWHERE)
    row = await sending(storage, theirs, parts=1)
    deliveries = storage.deliveries
    part = DeliveryPart(part=1, payload="ours", nonce="n")
    assert await deliveries.get(HERE, row.id) is None
    assert await deliveries.by_code(HERE, row.code) is None
    assert await deliveries.latest_of(HERE, theirs.id) is None
    assert await deliveries.of_schedule(HERE, theirs.id, 9) == ()
    assert not await deliveries.freeze(HERE, row.id, "me", [part], [])
    assert not await deliveries.begin_sending(HERE, row.id, "me", NOW)
    assert not await deliveries.settle(HERE, row.id, "me", DeliveryState.SENT, None, NOW)
    await deliveries.part_sent(HERE, row.id, 1, 900, NOW)
    found = await deliveries.by_code(ELSEWHERE, row.code)
    assert found is not None
    assert [(one.payload, one.message_id) for one in found.parts] == [("{1}", None)]


async def test_the_history_of_a_schedule_is_last_due_first(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    for days in (1, 0, 2):
        await storage.deliveries.add_extra(
            HERE,
            schedule_id=made.id,
            channel_id=77,
            local_date=NOW.date() + days * DAY,
            slot="extra:1",
            due_at=NOW + days * DAY,
            code=f"{days}",
            now=NOW,
        )
    rows = await storage.deliveries.of_schedule(HERE, made.id, 2)
    assert [row.code for row in rows] == ["2", "1"]
    assert await storage.deliveries.latest_of(HERE, made.id) == rows[0]
