"""What is frozen of a delivery, how it ends, and its steps."""

from __future__ import annotations

import dataclasses

import pytest

from storage import Storage
from storage.delivery_records import (
    CarriedStory,
    Delivery,
    DeliveryPart,
    DeliveryState,
    Destination,
)
from storage.desk_log import By
from storage.errors import StoryInUse
from storage.schedule_records import ChannelKind
from tests.storage.ledger_rows import (
    DAY,
    ELSEWHERE,
    HERE,
    NOW,
    SECOND,
    UNTIL,
    AddSchedule,
    Text,
    claim_of,
    sending,
)


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
