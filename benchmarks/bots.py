"""The bots that are measured, each in a process of its own: ours, the barest discord.py, and one
that posts to every server in a loop.

python -m benchmarks.bots ours|bare|plain SOCKET DATA     prints "ready" when it is
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

TOKEN_VARIABLE = "BENCHMARK_TOKEN"


async def ours(socket: Path, data: Path) -> None:
    """Dateline as `dateline run` starts it."""
    from bot.app import open_app
    from bot.logs import configure_logs
    from bot.settings import Settings

    configure_logs("warning")

    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        discord_socket=socket,
        dateline_data=data,
    )
    async with open_app(settings) as app:
        await app.start(os.environ[TOKEN_VARIABLE])
        print("ready", flush=True)
        await asyncio.Event().wait()


async def bare(socket: Path, _data: Path) -> None:
    """A command that answers with one word, the floor of any discord.py bot, and one that answers
    with the very page of our /help."""
    import aiohttp
    import discord
    from discord import app_commands

    client = discord.Client(
        intents=discord.Intents(guilds=True),
        connector=aiohttp.UnixConnector(path=str(socket), limit=0),
        guild_ready_timeout=0.1,
    )
    tree = app_commands.CommandTree(client)

    @tree.command(name="ping", description="Answers")
    async def ping(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong", ephemeral=True)

    @tree.command(name="page", description="Answers with a page")
    async def page(interaction: discord.Interaction) -> None:
        from bot.ui.help_page import help_page  # not before it is asked for: start is measured too

        await interaction.response.send_message(view=help_page(), ephemeral=True)

    async def setup_hook() -> None:
        await tree.sync()

    async def on_ready() -> None:
        print("ready", flush=True)

    client.setup_hook = setup_hook
    client.event(on_ready)
    async with client:
        await client.start(os.environ[TOKEN_VARIABLE])


async def plain(socket: Path, _data: Path) -> None:
    """One message to the first channel of each server, as one writes it first."""
    import aiohttp
    import discord

    client = discord.Client(
        intents=discord.Intents(guilds=True),
        connector=aiohttp.UnixConnector(path=str(socket), limit=0),
    )

    async def on_ready() -> None:
        print("ready", flush=True)
        for guild in client.guilds:
            await guild.text_channels[0].send("Good morning. " * 20)

    client.event(on_ready)
    async with client:
        await client.start(os.environ[TOKEN_VARIABLE])


if __name__ == "__main__":
    kind, socket, data = sys.argv[1:]
    asyncio.run({"ours": ours, "bare": bare, "plain": plain}[kind](Path(socket), Path(data)))
