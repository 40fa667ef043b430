from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Storage, open_storage
from storage.desk_log import By
from storage.errors import Missing, StorageError, StoryInUse
from storage.records import (
    CarriedStory,
    ChannelKind,
    Claim,
    Delivery,
    DeliveryPart,
    DeliveryState,
    Destination,
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
        slot_id=slot.id,
        local_date=slot.next_date,
        due_at=slot.next_run_at,
        next_date=slot.next_date + DAY,
        next_run_at=slot.next_run_at + DAY,
        code=f"code{schedule.id}",
        now=NOW + SECOND,
    )
    return claim._replace(**fields)


async def sending(storage: Storage, schedule: Schedule, parts: int = 2) -> Delivery:
    """An edition that "me" has leased, frozen and begun to send."""
    await storage.claims.claim([claim_of(schedule)])
    (leased,) = await storage.claims.lease("me", NOW, UNTIL, 9)
    await storage.sending.freeze(
        schedule.guild_id,
        leased.id,
        "me",
        [DeliveryPart(part=n, payload=f"{{{n}}}", nonce=f"n{n}") for n in range(1, parts + 1)],
        [],
        NOW,
    )
    assert await storage.sending.begin_sending(schedule.guild_id, leased.id, "me", NOW)
    return leased


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


async def test_what_is_frozen_comes_back_part_by_part(
    storage: Storage, schedule: AddSchedule, text: Text
) -> None:
    made = await schedule()
    story = await storage.stories.add(HERE, text(), 5, NOW)
    foreign = await storage.stories.add(ELSEWHERE, text(), 5, NOW)
    await storage.claims.claim([claim_of(made, code="look")])
    (row,) = await storage.claims.lease("me", NOW, UNTIL, 9)
    parts = [DeliveryPart(part=n, payload=f'{{"n": {n}}}', nonce=f"n{n}") for n in (2, 1)]
    carried = CarriedStory(
        story_id=story.id, position=0, role="lead", why={"window": ["a", 1.5, None], "名": True}
    )
    theirs = CarriedStory(story_id=foreign.id, position=1, role="item")
    assert await storage.sending.freeze(HERE, row.id, "me", parts, [carried, theirs], NOW)
    await storage.sending.part_sent(HERE, row.id, 2, 2**62, NOW)
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


async def test_what_was_put_under_embargo_meanwhile_is_not_frozen(
    storage: Storage, schedule: AddSchedule, text: Text
) -> None:
    await storage.claims.claim([claim_of(await schedule())])
    (row,) = await storage.claims.lease("me", NOW, UNTIL, 9)
    story = await storage.stories.add(HERE, text(), 5, NOW)
    part = DeliveryPart(part=1, payload="{}", nonce="n")
    carried = CarriedStory(story_id=story.id, position=0, role="lead")
    by = By(actor_id=5, at=NOW)
    assert await storage.embargoes.put(HERE, story.id, UNTIL, by)
    assert not await storage.sending.freeze(HERE, row.id, "me", [part], [carried], NOW)
    assert await storage.embargoes.put(HERE, story.id, None, by)
    assert await storage.sending.freeze(HERE, row.id, "me", [part], [carried], NOW)
    with pytest.raises(StoryInUse):
        await storage.embargoes.put(HERE, story.id, UNTIL, by)
    assert await storage.embargoes.put(ELSEWHERE, story.id, UNTIL, by) is None


async def test_freezing_again_replaces_what_was_frozen_until_sending_begins(
    storage: Storage, schedule: AddSchedule
) -> None:
    await storage.claims.claim([claim_of(await schedule())])
    (row,) = await storage.claims.lease("me", NOW, UNTIL, 9)

    async def freeze(owner: str, payload: str) -> bool:
        part = DeliveryPart(part=1, payload=payload, nonce="n")
        return await storage.sending.freeze(HERE, row.id, owner, [part], [], NOW)

    assert await freeze("me", "one")
    assert await freeze("me", "two")
    assert not await freeze("somebody else", "three")
    assert await storage.sending.begin_sending(HERE, row.id, "me", NOW)
    assert not await freeze("me", "four")
    found = await storage.deliveries.get(HERE, row.id)
    assert found is not None
    assert [part.payload for part in found.parts] == ["two"]


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


async def test_a_delivery_is_settled_only_with_an_end(
    storage: Storage, schedule: AddSchedule
) -> None:
    row = await sending(storage, await schedule())
    with pytest.raises(ValueError, match="no end"):
        await storage.sending.settle(HERE, row.id, "me", DeliveryState.PENDING, None, NOW)


async def test_anothers_delivery_reads_as_missing(storage: Storage, schedule: AddSchedule) -> None:
    theirs = await schedule(ELSEWHERE)
    row = await sending(storage, theirs, parts=1)
    deliveries = storage.deliveries
    part = DeliveryPart(part=1, payload="ours", nonce="n")
    assert await deliveries.get(HERE, row.id) is None
    assert await deliveries.by_code(HERE, row.code) is None
    assert await deliveries.latest_of(HERE, theirs.id) is None
    assert await deliveries.of_schedule(HERE, theirs.id, 9) == ()
    assert not await storage.sending.freeze(HERE, row.id, "me", [part], [], NOW)
    assert not await storage.sending.begin_sending(HERE, row.id, "me", NOW)
    assert not await storage.sending.settle(HERE, row.id, "me", DeliveryState.SENT, None, NOW)
    await storage.sending.part_sent(HERE, row.id, 1, 900, NOW)
    found = await deliveries.by_code(ELSEWHERE, row.code)
    assert found is not None
    assert [(one.payload, one.message_id) for one in found.parts] == [("{1}", None)]


async def test_the_history_of_a_schedule_is_last_due_first(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    for days in (1, 0, 2):
        await storage.claims.add_extra(
            HERE,
            schedule_id=made.id,
            channel_id=77,
            local_date=NOW.date() + days * DAY,
            slot=f"extra:{days}",
            due_at=NOW + days * DAY,
            code=f"{days}",
            now=NOW,
        )
    rows = await storage.deliveries.of_schedule(HERE, made.id, 2)
    assert [row.code for row in rows] == ["2", "1"]
    assert await storage.deliveries.latest_of(HERE, made.id) == rows[0]


async def steps(storage: Storage, row: Delivery) -> list[tuple[str, str | None]]:
    found = await storage.deliveries.steps(HERE, row.id)
    return [(step.what.value, step.detail) for step in found]


async def test_every_step_of_a_delivery_is_on_record(
    storage: Storage, schedule: AddSchedule
) -> None:
    deliveries = storage.deliveries
    row = await sending(storage, await schedule())
    await storage.sending.part_sent(HERE, row.id, 1, 900, NOW)
    assert await storage.sending.try_again(
        HERE, row.id, "me", UNTIL, "Discord had a fault.", NOW, in_doubt=True
    )
    await storage.claims.lease("me", UNTIL + SECOND, UNTIL + DAY, 9)
    await storage.sending.looked_back(HERE, row.id, {2: 901, 1: 900}, UNTIL + SECOND)
    await storage.sending.settle(HERE, row.id, "me", DeliveryState.SENT, None, UNTIL + SECOND)
    assert await steps(storage, row) == [
        ("frozen", "2"),
        ("begun", None),
        ("part sent", "1"),
        ("failed", "Discord had a fault."),
        ("looked back", "1, 2"),
        ("settled", "sent"),
    ]
    assert [step.at for step in await deliveries.steps(HERE, row.id)][-1] == UNTIL + SECOND
    after = await deliveries.get(HERE, row.id)
    assert after is not None
    assert [part.message_id for part in after.parts] == [900, 901]
    assert await deliveries.steps(ELSEWHERE, row.id) == ()


async def test_what_was_found_takes_the_place_of_what_is_on_record(
    storage: Storage, schedule: AddSchedule, text: Text
) -> None:
    row = await sending(storage, await schedule(), parts=3)
    one, other = [await storage.stories.add(here, text(), 7, NOW) for here in (HERE, ELSEWHERE)]
    parts = tuple(
        DeliveryPart(part=number, payload=f"found {number}", nonce=f"n{number}")
        for number in (1, 2)
    )
    place = Destination(kind=ChannelKind.FORUM)
    seen = dataclasses.replace(row, parts=parts, destination=place, thread_id=70)
    await storage.sending.found(seen, [one.id, other.id, 999])
    await storage.sending.looked_back(HERE, row.id, {1: 900, 2: 901}, NOW)
    await storage.sending.settle(HERE, row.id, "me", DeliveryState.SENT, "found", NOW)
    (after,) = await storage.deliveries.ended_so(HERE, row.schedule_id, "found", row.due_at)
    assert [(part.payload, part.message_id) for part in after.parts] == [
        ("found 1", 900),
        ("found 2", 901),
    ]
    assert (after.destination, after.thread_id) == (place, 70)
    assert [story.story_id for story in after.stories] == [one.id]
    later = row.due_at + SECOND
    assert await storage.deliveries.ended_so(HERE, row.schedule_id, "found", later) == ()
    assert await storage.deliveries.ended_so(HERE, row.schedule_id, "else", row.due_at) == ()
    assert await storage.deliveries.ended_so(ELSEWHERE, row.schedule_id, "found", row.due_at) == ()


async def test_what_changes_nothing_leaves_no_step(storage: Storage, schedule: AddSchedule) -> None:
    row = await sending(storage, await schedule())
    before = await steps(storage, row)
    assert not await storage.sending.begin_sending(HERE, row.id, "somebody else", NOW)
    assert not await storage.sending.try_again(
        HERE, row.id, "somebody else", UNTIL, "x", NOW, in_doubt=True
    )
    assert not await storage.sending.settle(HERE, row.id, "x", DeliveryState.SENT, None, NOW)
    await storage.sending.part_sent(HERE, row.id, 9, 900, NOW)
    await storage.sending.looked_back(ELSEWHERE, row.id, {}, NOW)
    assert await steps(storage, row) == before


async def test_of_a_delivery_tried_for_hours_the_first_and_the_last_steps_are_kept(
    storage: Storage, schedule: AddSchedule
) -> None:
    row = await sending(storage, await schedule())
    for number in range(90):
        await storage.sending.looked_back(HERE, row.id, {number: 1}, NOW)
    kept = await steps(storage, row)
    assert len(kept) == 50
    assert kept[:3] == [("frozen", "2"), ("begun", None), ("looked back", "0")]
    assert kept[-1] == ("looked back", "89")


async def test_steps_of_long_ago_are_forgotten_and_the_row_is_not(
    storage: Storage, schedule: AddSchedule
) -> None:
    deliveries = storage.deliveries
    old = await sending(storage, await schedule())
    await storage.claims.claim([claim_of(await schedule(name="New"), now=NOW + DAY)])
    (new,) = await storage.claims.lease("new", NOW, UNTIL, 9)
    await storage.sending.settle(
        HERE, new.id, "new", DeliveryState.SKIPPED, "nothing new", NOW + DAY
    )
    assert await deliveries.forget_steps(NOW + 2 * SECOND) == 2
    assert await deliveries.forget_steps(NOW + 2 * SECOND) == 0
    assert await steps(storage, old) == []
    assert await deliveries.get(HERE, old.id) is not None
    assert await steps(storage, new) == [("settled", "skipped")]


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
