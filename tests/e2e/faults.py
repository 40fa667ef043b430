"""What the tests of faults share: a planned briefing, waiting for an end, and the ledger's word."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.workflows.patience import Patience
from playground import Playground
from storage.delivery_records import Delivery
from tests.e2e.conftest import SEND_MESSAGES, Desk

POST = "POST /channels/*/messages"
READ = "GET /channels/*/messages"
HISTORY = 1 << 16
SEND = SEND_MESSAGES
MARK = re.compile(r"briefing\.why:[0-9a-f]{12}:|-# [0-9a-f]{12}/")


@asynccontextmanager
async def impatient_desk(folder: Path, **patience: Any) -> AsyncIterator[Desk]:
    """A desk whose pauses within a try are short; waits between tries go by the moved clock."""
    async with Playground(socket_path=folder / "discord.sock", port=None) as playground:
        desk = Desk(playground, folder)
        patience = {"grace": timedelta(hours=6), "pauses": (0.01, 0.01), **patience}
        desk.patience = Patience(**patience)
        await desk.start()
        try:
            yield desk
        finally:
            await desk.stop()
        desk.watch.check()


async def planned(desk: Desk, *, times: str = "09:00", **options: Any) -> None:
    """A story, and a schedule for it."""
    await desk.set_up()
    await desk.add_story()
    answer = await desk.chief.slash(
        "schedule add", **{"channel": desk.news, "times": times, "post_empty": True, **options}
    )
    assert "Next" in answer.text, answer.text
    desk.playground.requests.clear()


async def until(holds: Callable[[], Any], what: str = "it", *, seconds: float = 10) -> Any:
    """Wait until an awaitable check says something true, and return that."""
    for _ in range(int(seconds * 50)):
        found = await holds()
        if found:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"{what} did not come about")


async def row(desk: Desk, schedule_id: int = 1) -> Delivery:
    """The last edition of a schedule, once there is one."""
    ledger = desk.app.storage.deliveries
    return await until(lambda: ledger.latest_of(desk.guild.id, schedule_id), "an edition")


async def ended(desk: Desk, schedule_id: int = 1) -> Delivery:
    """The same, once it is settled."""

    async def settled() -> Delivery | None:
        found = await row(desk, schedule_id)
        return None if found.state in ("pending", "sending") else found

    return await until(settled, "an end")


async def waiting(desk: Desk, schedule_id: int = 1) -> Delivery:
    """The same, once a try has failed and another is planned."""

    async def postponed() -> Delivery | None:
        found = await row(desk, schedule_id)
        ahead = found.retry_at and found.retry_at > desk.playground.clock.utc()
        return found if ahead else None

    return await until(postponed, "another try")


async def to_the_next_try(desk: Desk, schedule_id: int = 1) -> None:
    """Move the clock to when it is tried again."""
    found = await waiting(desk, schedule_id)
    assert found.retry_at is not None
    desk.playground.clock.move_to(found.retry_at + timedelta(seconds=2))


async def steps(desk: Desk) -> list[tuple[str, str | None]]:
    found = await row(desk)
    taken = await desk.app.storage.deliveries.steps(desk.guild.id, found.id)
    return [(step.what.value, step.detail) for step in taken]


def deny(desk: Desk, permission: int) -> None:
    """Take that from the bot in the channel of ours; 0 gives back what was taken."""
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    desk.world.set_overwrite(desk.news, bot, deny=permission)


async def forbid(desk: Desk, permission: int) -> None:
    """The same, and the bot has heard of it."""
    deny(desk, permission)

    async def heard() -> bool:
        guild = desk.app.client.get_guild(desk.guild.id)
        channel = guild and guild.get_channel(desk.news.id)
        assert guild is not None
        assert channel is not None
        return channel.overwrites_for(guild.me).pair()[1].value == permission

    await until(heard, "word of the permission")


async def briefings(desk: Desk, channel: Any = None) -> list[dict[str, Any]]:
    """What stands in the channel of ours, plain or not, oldest first, as an administrator sees
    it: whatever the bot or a member may read.
    """
    await asyncio.sleep(0.1)
    where = channel or desk.news
    shown = [desk.playground.messages.payload(one, 0) for one in where.messages.values()]
    return [one for one in shown if MARK.search(f"{one['components']} {one['content']}")]


def asked(desk: Desk, method: str = "POST") -> int:
    """How many requests there were to a channel's messages since all was planned."""
    return sum(
        one.method == method and one.path.endswith("/messages") for one in desk.playground.requests
    )
