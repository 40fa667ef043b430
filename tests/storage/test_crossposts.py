from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage import Storage
from storage.delivery_records import CrosspostState, Delivery
from storage.schedule_records import Schedule

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

AddSchedule = Callable[..., Awaitable[Schedule]]


@pytest.fixture
async def delivery(storage: Storage, schedule: AddSchedule) -> Delivery:
    made = await schedule()
    return await storage.claims.add_extra(
        HERE,
        schedule_id=made.id,
        channel_id=77,
        local_date=NOW.date(),
        slot="extra:1",
        due_at=NOW,
        code="code",
        now=NOW,
    )


async def add(storage: Storage, delivery: Delivery, part: int, guild_id: int = HERE) -> None:
    await storage.crossposts.add(
        guild_id, delivery.id, part, channel_id=77, message_id=100 + part, now=NOW
    )


async def due(storage: Storage, now: datetime = NOW) -> list[int]:
    return [one.part for one in await storage.crossposts.due(now, 9)]


async def test_a_part_waits_once_however_often_it_is_added(
    storage: Storage, delivery: Delivery
) -> None:
    await add(storage, delivery, 1)
    await add(storage, delivery, 1)
    await add(storage, delivery, 2)
    assert await due(storage) == [1, 2]
    await storage.crossposts.done(HERE, delivery.id, 1)
    await add(storage, delivery, 1)
    assert await due(storage) == [2]


async def test_what_is_to_wait_comes_back_at_its_time_with_its_channel(
    storage: Storage, delivery: Delivery
) -> None:
    await add(storage, delivery, 1)
    await add(storage, delivery, 2)
    await storage.crossposts.wait(HERE, delivery.id, 1, NOW + HOUR, "busy")
    await storage.crossposts.hold_channel(HERE, 77, NOW + HOUR)
    assert await due(storage, NOW + HOUR - timedelta(seconds=1)) == []
    found = await storage.crossposts.due(NOW + HOUR, 9)
    assert [(one.part, one.attempt, one.reason) for one in found] == [(1, 1, "busy"), (2, 0, None)]


async def test_what_has_failed_stays_visible_and_is_not_tried_again(
    storage: Storage, delivery: Delivery
) -> None:
    await add(storage, delivery, 1)
    await add(storage, delivery, 2)
    await storage.crossposts.done(HERE, delivery.id, 2)
    await storage.crossposts.failed(HERE, delivery.id, 1, "no")
    assert await due(storage, NOW + 99 * HOUR) == []
    (row,) = await storage.crossposts.of_schedule(HERE, delivery.schedule_id, 9)
    assert (row.part, row.state, row.reason) == (1, CrosspostState.FAILED, "no")


async def test_another_server_adds_changes_and_sees_nothing(
    storage: Storage, delivery: Delivery
) -> None:
    await add(storage, delivery, 1, guild_id=ELSEWHERE)
    assert await due(storage) == []
    await add(storage, delivery, 1)
    await storage.crossposts.done(ELSEWHERE, delivery.id, 1)
    await storage.crossposts.failed(ELSEWHERE, delivery.id, 1, "no")
    await storage.crossposts.wait(ELSEWHERE, delivery.id, 1, NOW + HOUR, "no")
    await storage.crossposts.hold_channel(ELSEWHERE, 77, NOW + HOUR)
    assert await due(storage) == [1]
    assert await storage.crossposts.of_schedule(ELSEWHERE, delivery.schedule_id, 9) == ()


async def test_a_server_that_was_left_is_passed_over(storage: Storage, delivery: Delivery) -> None:
    await add(storage, delivery, 1)
    await storage.guilds.leave(HERE, NOW)
    assert await due(storage) == []
