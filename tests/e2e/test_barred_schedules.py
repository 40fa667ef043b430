"""Schedules that Discord bars from posting: paused after three in a row, told once, looked at every
day, resumed by themselves; and a person's pause, which is left alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.schedule_records import Schedule
from tests.e2e.conftest import Desk
from tests.e2e.faults import (
    POST,
    SEND,
    asked,
    briefings,
    forbid,
    impatient_desk,
    planned,
    until,
)
from tests.e2e.test_schedules import to_the_next_post

DAY = 86_400


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with impatient_desk(tmp_path) as desk:
        yield desk


async def schedule(desk: Desk) -> Schedule:
    found = await desk.app.storage.schedules.get(desk.guild.id, 1)
    assert found is not None
    return found


async def fail_once(desk: Desk) -> None:
    before = (await schedule(desk)).fail_count
    await to_the_next_post(desk)

    async def counted() -> bool:
        return (await schedule(desk)).fail_count > before

    await until(counted, "a failure")


async def paused(desk: Desk) -> bool:
    return (await schedule(desk)).paused_at is not None


async def running(desk: Desk) -> bool:
    return not await paused(desk)


async def notices(desk: Desk, count: int) -> list[str]:
    """What the owner was told by direct message, once there is so much of it."""
    owner = desk.world.dm(desk.guild.members[desk.guild.owner_id])

    async def told() -> bool:
        return len(owner.messages) >= count

    await until(told, "a notice")
    await asyncio.sleep(0.3)  # one too many would come now
    return [str(desk.playground.messages.payload(one, 0)) for one in owner.messages.values()]


async def test_three_refusals_in_a_row_pause_a_schedule_and_are_told_once(desk: Desk) -> None:
    await planned(desk, name="Morning")
    await forbid(desk, SEND)
    for _ in range(2):
        await fail_once(desk)
        assert not await paused(desk)
    await fail_once(desk)
    await until(lambda: paused(desk), "the pause")
    assert "lacks Send Messages" in str((await schedule(desk)).pause_reason)
    assert asked(desk) == 0  # the cache knew
    (told,) = await notices(desk, 1)
    assert "Morning is paused" in told
    assert "lacks Send Messages" in told
    listed = (await desk.chief.slash("schedule list")).text
    assert "goes on by itself" in listed
    assert "lacks Send Messages" in listed
    assert "goes on by itself" in (await desk.chief.slash("status")).text


async def test_it_is_looked_at_every_day_and_goes_on_by_itself(desk: Desk) -> None:
    await planned(desk, name="Morning")
    await forbid(desk, SEND)
    for _ in range(3):
        await fail_once(desk)
    await until(lambda: paused(desk), "the pause")
    first = (await schedule(desk)).retry_at
    assert first is not None
    desk.playground.clock.move(DAY + 60)

    async def looked_again() -> bool:
        then = (await schedule(desk)).retry_at
        return then is not None and then > first

    await until(looked_again, "another look")
    assert await paused(desk)
    assert len(await notices(desk, 1)) == 1

    await forbid(desk, 0)
    desk.playground.clock.move(3600)
    await asyncio.sleep(0.2)
    assert await paused(desk)  # the day is not over
    desk.playground.clock.move(DAY)
    await until(lambda: running(desk), "the resumption")
    _, told = await notices(desk, 2)
    assert "goes on" in told
    slot = (await schedule(desk)).slots[0]
    assert slot.next_run_at is not None
    assert f"<t:{int(slot.next_run_at.timestamp())}:F>" in told
    await to_the_next_post(desk)
    await desk.settled()
    assert len(await briefings(desk)) == 1


async def test_refusals_of_discord_itself_count_too_and_a_post_between_clears_them(
    desk: Desk,
) -> None:
    await planned(desk)
    faults = desk.playground.faults
    for _ in range(2):
        faults.refuse(50001, on=POST)
        await fail_once(desk)
    await to_the_next_post(desk)
    await until(lambda: cleared(desk), "a post")
    for _ in range(2):
        faults.refuse(50013, on=POST)
        await fail_once(desk)
    assert not await paused(desk)


async def cleared(desk: Desk) -> bool:
    return (await schedule(desk)).fail_count == 0


async def test_a_channel_that_is_gone_pauses_at_once_and_another_one_starts_it_again(
    desk: Desk,
) -> None:
    await planned(desk, channel=desk.staff)
    desk.world.delete_channel(desk.staff)
    await to_the_next_post(desk)
    await until(lambda: paused(desk), "the pause")
    assert "no longer exists" in str((await schedule(desk)).pause_reason)
    (told,) = await notices(desk, 1)
    assert "no longer exists" in told
    await desk.chief.slash("schedule edit", schedule="1", channel=desk.news)
    await until(lambda: running(desk), "the resumption")
    await to_the_next_post(desk)
    await desk.settled()
    assert len(await briefings(desk)) == 1


async def test_a_persons_pause_is_never_resumed_for_them(desk: Desk) -> None:
    await planned(desk)
    await desk.chief.slash("schedule pause", schedule="1")
    desk.playground.clock.move(3 * DAY)
    await asyncio.sleep(0.3)
    assert await paused(desk)

    await desk.chief.slash("schedule resume", schedule="1")
    await forbid(desk, SEND)
    for _ in range(3):
        await fail_once(desk)
    await until(lambda: paused(desk), "the pause")
    await desk.chief.slash("schedule pause", schedule="1")  # now it is a person's
    await forbid(desk, 0)
    desk.playground.clock.move(3 * DAY)
    await asyncio.sleep(0.3)
    assert await paused(desk)
    assert (await schedule(desk)).retry_at is None


async def test_a_person_can_resume_it_at_once(desk: Desk) -> None:
    await planned(desk)
    await forbid(desk, SEND)
    for _ in range(3):
        await fail_once(desk)
    await until(lambda: paused(desk), "the pause")
    await forbid(desk, 0)
    assert "Next" in (await desk.chief.slash("schedule resume", schedule="1")).text
    after = await schedule(desk)
    assert (after.fail_count, after.retry_at) == (0, None)
    await to_the_next_post(desk)
    await desk.settled()
    assert len(await briefings(desk)) == 1


async def test_a_second_pause_is_told_again(desk: Desk) -> None:
    await planned(desk)
    for _ in range(2):
        await forbid(desk, SEND)
        for _ in range(3):
            await fail_once(desk)
        await until(lambda: paused(desk), "the pause")
        await forbid(desk, 0)
        desk.playground.clock.move(timedelta(days=1, minutes=5).total_seconds())
        await until(lambda: running(desk), "the resumption")
    assert len(await notices(desk, 4)) == 4
