"""The gateway drops, resumes, forgets us, stays away for an hour, or shuts us out."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.errors import Ended, Exit
from playground import Playground
from storage.delivery_records import DeliveryState
from tests.e2e.conftest import Desk
from tests.e2e.faults import POST, briefings, ended, impatient_desk, planned, until
from tests.e2e.test_schedules import to_the_next_post

PATIENCE_SECONDS = 60


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with impatient_desk(tmp_path) as desk:
        yield desk


async def back(desk: Desk) -> None:
    """The bot answers commands again."""
    await desk.playground.bot_ready(PATIENCE_SECONDS)
    assert "Next" in (await desk.chief.slash("schedule list")).text


@pytest.mark.parametrize("code", [1006, 1000, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009])
async def test_a_drop_is_survived_and_nothing_planned_is_lost(desk: Desk, code: int) -> None:
    await planned(desk)
    await desk.playground.gateway.drop(code)
    await to_the_next_post(desk)
    assert (await ended(desk)).state is DeliveryState.SENT
    assert len(await briefings(desk)) == 1
    await back(desk)


async def test_a_session_that_discord_has_forgotten_is_begun_anew(desk: Desk) -> None:
    await planned(desk)
    desk.playground.gateway.invalidate(resumable=False)
    await to_the_next_post(desk)
    assert (await ended(desk)).state is DeliveryState.SENT
    await until(lambda: identified_twice(desk), "a new session")
    await back(desk)


async def identified_twice(desk: Desk) -> bool:
    return desk.playground.gateway.identified >= 2


async def test_a_gateway_that_does_not_open_at_the_start_is_waited_for(desk: Desk) -> None:
    await planned(desk)
    await desk.stop()
    desk.playground.gateway.open = False
    starting = asyncio.create_task(desk.start())
    await until(lambda: turned_away_twice(desk), "a second try to connect")
    assert not starting.done()
    desk.playground.gateway.open = True
    await asyncio.wait_for(starting, PATIENCE_SECONDS)
    await to_the_next_post(desk)
    assert (await ended(desk)).state is DeliveryState.SENT


async def turned_away_twice(desk: Desk) -> bool:
    return desk.playground.gateway.turned_away >= 2


async def test_a_start_that_is_ended_before_it_is_ready_ends_without_a_fault(desk: Desk) -> None:
    await desk.stop()
    faults: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
    sessions = desk.playground.gateway.identified
    starting = asyncio.create_task(desk.start())
    while desk.playground.gateway.identified == sessions:
        await asyncio.sleep(0.005)
    await desk.app.client.close()
    await asyncio.sleep(0.3)  # discord.py waits 0.1 s for servers that are silent
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    gc.collect()
    assert faults == []


async def test_posting_goes_on_while_the_gateway_is_down_for_an_hour(desk: Desk) -> None:
    await planned(desk, times="09:00, 09:30")
    desk.playground.gateway.open = False
    await desk.playground.gateway.drop()
    await to_the_next_post(desk)
    assert (await ended(desk)).state is DeliveryState.SENT
    desk.playground.clock.move(3600)
    await until(lambda: two(desk), "the second edition")
    desk.playground.gateway.open = True
    await back(desk)
    assert len(await briefings(desk)) == 2


async def two(desk: Desk) -> bool:
    return len(await briefings(desk)) == 2


async def test_a_server_that_was_left_meanwhile_is_noticed_at_the_next_ready(desk: Desk) -> None:
    await planned(desk)
    desk.playground.gateway.open = False
    await desk.playground.gateway.drop()
    desk.world.remove_bot(desk.guild)
    desk.playground.gateway.sessions.clear()
    desk.playground.gateway.open = True
    await desk.playground.bot_ready(PATIENCE_SECONDS)

    async def has_left() -> bool:
        guild = await desk.app.storage.guilds.get(desk.guild.id)
        return guild is not None and guild.left_at is not None

    await until(has_left, "the leave")


@pytest.mark.parametrize(
    ("code", "end"),
    [(4004, Exit.TOKEN), *((code, Exit.GATEWAY) for code in (4010, 4011, 4012, 4013, 4014))],
)
async def test_a_close_code_that_forbids_coming_back_ends_the_service(
    desk: Desk, code: int, end: Exit
) -> None:
    running = asyncio.create_task(desk.app.run_until(asyncio.Event()))
    await asyncio.sleep(0)
    await desk.playground.gateway.drop(code)
    with pytest.raises(Ended) as ended_:
        await asyncio.wait_for(running, 10)
    assert ended_.value.exit_code is end
    assert str(code) in str(ended_.value) or end is Exit.TOKEN


async def test_a_ban_at_the_greeting_does_not_keep_the_bot_from_starting(tmp_path: Path) -> None:
    async with Playground(socket_path=tmp_path / "discord.sock", port=None) as playground:
        desk = Desk(playground, tmp_path)
        playground.faults.limit(900, on=POST, scope="cloudflare", times=10)
        try:
            await asyncio.wait_for(desk.start(), 20)
            assert desk.app.publish.shut_out_until is not None
            guild = await desk.app.storage.guilds.get(desk.guild.id)
            assert guild is not None
            assert guild.welcomed_at is None
        finally:
            await desk.stop()
        desk.watch.check()
