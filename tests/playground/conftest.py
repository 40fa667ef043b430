"""A running playground, a server in it, and discord.py bots for the tests that ask for them."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from playground import Playground
from playground.records import Channel, Guild, Member
from tests.playground import conformance
from tests.playground.trybot import Start, TryBot, running


@pytest.fixture
def socket() -> Any:
    """A short path: Unix sockets take about a hundred characters."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        yield Path(folder) / "s"


@pytest.fixture
async def pg(socket: Path) -> AsyncIterator[Playground]:
    """Everything it said is held against Discord's description when the test is over."""
    async with Playground(socket) as playground:
        told: list[tuple[str, Any]] = []
        playground.gateway.listeners.append(lambda name, data: told.append((name, data)))
        yield playground
        if conformance.is_there():
            found = conformance.of_all(playground, told)
            assert not found, "\n".join(sorted(set(found))[:20])


@pytest.fixture
async def start(pg: Playground) -> AsyncIterator[Start]:
    """Start bots: `await start(bot)`; commands of its tree are synced first."""
    async with AsyncExitStack() as stack:

        async def begin(bot: TryBot, *, sync: bool = True) -> TryBot:
            await stack.enter_async_context(running(bot, pg))
            if sync:
                await bot.tree.sync()
            return bot

        yield begin


@pytest.fixture
def guild(pg: Playground) -> Guild:
    return pg.world.add_guild("Harbour Herald")


@pytest.fixture
def news(pg: Playground, guild: Guild) -> Channel:
    return pg.world.add_channel(guild, "news")


@pytest.fixture
def ana(pg: Playground, guild: Guild) -> Member:
    return pg.world.add_member(guild, "Ana", owner=True)
