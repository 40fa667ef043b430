"""A running playground and a real discord.py bot for each test that asks for one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from playground import Playground

# discord.py waits 2 s for more guilds before it says it is ready; here they all come at once.
QUICK = {"guild_ready_timeout": 0.05, "max_ratelimit_timeout": 30.0}


class TryBot(discord.Client):
    """A plain bot that remembers what went wrong in it."""

    def __init__(self, socket: Path, intents: discord.Intents | None = None, **more: Any) -> None:
        super().__init__(
            intents=intents or discord.Intents(guilds=True),
            connector=aiohttp.UnixConnector(path=str(socket), limit=0),
            **QUICK,
            **more,
        )
        self.tree = app_commands.CommandTree(self)
        self.tree.on_error = self._remember
        self.errors: list[BaseException] = []
        self.events: list[tuple[Any, ...]] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No pause of 5 s before a second IDENTIFY."""

    async def _remember(self, _: discord.Interaction, error: app_commands.AppCommandError) -> None:
        self.errors.append(getattr(error, "original", error))

    async def on_error(self, event: str, *_: Any, **__: Any) -> None:
        import sys

        error = sys.exc_info()[1]
        assert error is not None
        self.errors.append(error)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.events.append(("join", guild.id))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.events.append(("remove", guild.id))

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        self.events.append(("unavailable", guild.id))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        self.events.append(("available", guild.id))

    async def on_resumed(self) -> None:
        self.events.append(("resumed",))


@pytest.fixture
def socket() -> Any:
    """A short path: Unix sockets take about a hundred characters."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        yield Path(folder) / "s"


@pytest.fixture
async def pg(socket: Path) -> AsyncIterator[Playground]:
    async with Playground(socket) as playground:
        yield playground


@asynccontextmanager
async def running(bot: discord.Client, pg: Playground) -> AsyncIterator[discord.Client]:
    """Log in, connect and wait until ready; close at the end."""
    await bot.login(pg.bot_token)
    task = asyncio.create_task(bot.connect())
    ready = asyncio.create_task(bot.wait_until_ready())
    done, _ = await asyncio.wait({task, ready}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
    if task in done:
        ready.cancel()
        task.result()
    assert ready in done, "the bot did not become ready"
    try:
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


Start = Callable[..., Awaitable[TryBot]]


@pytest.fixture
async def start(pg: Playground) -> AsyncIterator[Start]:
    """Start bots: `await start(bot)`; commands of its tree are synced first."""
    async with AsyncExitStack() as stack:

        async def begin(bot: TryBot, *, sync: bool = True) -> TryBot:
            await stack.enter_async_context(running(bot, pg))
            if sync and bot.tree.get_commands() + [
                *bot.tree.get_commands(type=discord.AppCommandType.user),
                *bot.tree.get_commands(type=discord.AppCommandType.message),
            ]:
                await bot.tree.sync()
            return bot

        yield begin


async def until(check: Callable[[], Any], seconds: float = 5.0) -> None:
    """Wait until the check holds."""
    async with asyncio.timeout(seconds):
        while not check():
            await asyncio.sleep(0.005)
