"""A small real discord.py bot, led to the playground by its connector, and ways to run it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord import app_commands

from playground import Playground

# discord.py waits 2 s for more guilds before it says it is ready; here they all come at once.
QUICK: dict[str, Any] = {"guild_ready_timeout": 0.05, "max_ratelimit_timeout": 30.0}


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


async def until(check: Callable[[], Any], seconds: float = 5.0) -> None:
    """Wait until the check holds."""
    async with asyncio.timeout(seconds):
        while not check():
            await asyncio.sleep(0.005)
