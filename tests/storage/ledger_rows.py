"""Rows of the ledger for tests: what is claimed, and what is on its way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from storage import Storage
from storage.delivery_records import Claim, Delivery, DeliveryPart
from storage.schedule_records import Schedule
from storage.story_records import StoryText

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
