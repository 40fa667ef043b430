"""The bots that are measured, each in a process of its own: ours, the barest discord.py, and one
that posts to every server in a loop.

python -m benchmarks.bots ours|busy|bare|plain SOCKET DATA     prints "ready" when it is
python -m benchmarks.bots soaked SOCKET DATA PORT     the same, with all feeds behind that port
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

TOKEN_VARIABLE = "BENCHMARK_TOKEN"
STORIES_A_SECOND = 500


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


async def soaked(socket: Path, data: Path, port: int) -> None:
    """The same, whose way out leads to feeds on this machine; says how many tasks it has when it is
    sent SIGUSR1.
    """
    from benchmarks.soak_feeds import dial_to
    from bot.app import open_app
    from bot.logs import configure_logs
    from bot.settings import Settings

    configure_logs("warning", "json")

    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        discord_socket=socket,
        dateline_data=data,
    )
    async with open_app(settings, dial=dial_to(port)) as app:
        await app.start(os.environ[TOKEN_VARIABLE])
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGUSR1, lambda: print(len(asyncio.all_tasks()), flush=True)
        )
        # After the first backup SQLite keeps its file handles for the next.
        app.ticks.soon("backups")
        print("ready", flush=True)
        await asyncio.Event().wait()


async def busy(socket: Path, data: Path) -> None:
    """Ours, while 500 stories a second come in. At a line on standard input it says how that went:
    stories and seconds, and how late, in milliseconds, its event loop was.
    """
    import json
    import statistics
    import time

    from benchmarks.generator import News, ingest
    from bot.app import open_app
    from bot.logs import configure_logs
    from bot.settings import Settings

    configure_logs("error")
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        discord_socket=socket,
        dateline_data=data,
    )
    told = list(News(9).stories(2_000))
    late: list[float] = []
    async with open_app(settings) as app:
        await app.start(os.environ[TOKEN_VARIABLE])

        async def watch() -> None:
            while True:
                begun = time.perf_counter()
                await asyncio.sleep(0.005)
                late.append((time.perf_counter() - begun - 0.005) * 1000)

        stored, begun = 0, time.perf_counter()

        async def take_in() -> None:
            nonlocal stored
            while True:
                due = int((time.perf_counter() - begun) * STORIES_A_SECOND) - stored
                some = [told[(stored + number) % len(told)] for number in range(min(due, 50))]
                await ingest(app.storage, some)
                stored += len(some)
                behind = len(some) == 50
                await asyncio.sleep(0 if behind else 0.02)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(watch())
            tasks.create_task(take_in())
            print("ready", flush=True)
            while await asyncio.to_thread(sys.stdin.readline):
                found = {
                    "stories": stored,
                    "seconds": time.perf_counter() - begun,
                    "late_p99": statistics.quantiles(late, n=100)[98],
                    "late_max": max(late),
                }
                print(json.dumps(found), flush=True)


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
    kind, socket, data, *port = sys.argv[1:]
    bots = {"ours": ours, "busy": busy, "bare": bare, "plain": plain}
    if port:
        asyncio.run(soaked(Path(socket), Path(data), int(port[0])))
    else:
        asyncio.run(bots[kind](Path(socket), Path(data)))
