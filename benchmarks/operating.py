"""What an operator waits for: `dateline doctor` beside a running bot with many servers, and the
health answer while the bot answers commands, beside a handler that does nothing.

python -m benchmarks.operating            both, printed
python -m benchmarks.operating bare PORT  the handler that does nothing; prints "ready"
python -m benchmarks.operating ask URL    asks it, and prints each answer's milliseconds as JSON
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks import fan_out
from benchmarks.bots import TOKEN_VARIABLE
from benchmarks.generator import library
from benchmarks.report import Row
from playground import Playground

SERVERS = 200
STORIES = 10_000
EXAMINED = 5
ASKED = 1_000
PAUSE = 0.005
BETWEEN = 0.05
"""Seconds between an answer to a command and the next command."""
BEAT_SECONDS = 12
"""Until the bot has told how it is for the first time."""


async def rows() -> list[Row]:
    """The rows of this module."""
    path = await library(STORIES)
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        (folder / "data").mkdir()
        shutil.copyfile(path, folder / "data" / "dateline.sqlite3")
        async with Playground(socket_path=folder / "discord.sock", port=None) as playground:
            places, person = _people(playground)
            await fan_out.plan(folder / "data" / "dateline.sqlite3", places)
            port = _free_port()
            async with _process(
                "benchmarks.bots",
                "ours",
                str(playground.socket_path),
                str(folder / "data"),
                env=_environment(playground, folder, port),
            ):
                await asyncio.sleep(BEAT_SECONDS)
                examined = [await _examine(playground, folder, port) for _ in range(EXAMINED)]
                answers = await _while_asking(person, f"http://127.0.0.1:{port}/healthz")
    bare_port = _free_port()
    async with _process("benchmarks.operating", "bare", str(bare_port)):
        bare = await _ask(f"http://127.0.0.1:{bare_port}/")
    imported = statistics.median([await _import("discord") for _ in range(EXAMINED)])
    return [
        Row(
            work=f"dateline doctor, {SERVERS} servers, the bot running",
            unit="s",
            ours=statistics.median(seconds for seconds, _ in examined),
            other_way="import discord alone",
            other=imported,
            target=2,
            note=f"a process of its own, {STORIES:,} stories; Discord was asked about"
            f" {min(count for _, count in examined)} servers.",
        ),
        Row(
            work="health answer while some twenty commands a second are answered, p99",
            unit="ms",
            ours=_p99(answers),
            other_way="a bare aiohttp handler, idle",
            other=_p99(bare),
            target=5,
            steady=False,
            note=f"p50 {statistics.median(answers):.1f} ms against"
            f" {statistics.median(bare):.1f} ms; it reads the database and the disk.",
        ),
    ]  # fmt: skip


def _people(playground: Playground) -> tuple[list[tuple[int, int]], Any]:
    places: list[tuple[int, int]] = []
    person: Any = None
    for number in range(SERVERS):
        guild = playground.world.add_guild(f"Town {number}")
        channel = playground.world.add_channel(guild, "news", kind="text")
        person = playground.person(playground.world.add_member(guild, "Ana", owner=True), channel)
        places.append((guild.id, channel.id))
    return places, person


def _environment(playground: Playground, folder: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        TOKEN_VARIABLE: playground.bot_token,
        "DISCORD_TOKEN": playground.bot_token,
        "DISCORD_SOCKET": str(playground.socket_path),
        "DATELINE_DATA": str(folder / "data"),
        "DATELINE_HEALTH_PORT": str(port),
    }


async def _examine(playground: Playground, folder: Path, port: int) -> tuple[float, int]:
    """How long doctor takes, in seconds, and about how many servers it has asked Discord."""
    playground.requests.clear()
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", "--json"),
        env=_environment(playground, folder, port),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    seconds = time.perf_counter() - begun
    found = json.loads(said)
    if "is running" not in str(found):
        raise RuntimeError(f"doctor did not find the bot: {found}")
    asked = [one for one in playground.requests if one.route == "/guilds/{guild}/channels"]
    return seconds, len(asked)


async def _while_asking(person: Any, url: str) -> list[float]:
    async def ask_on() -> None:
        while True:
            await person.slash("help")
            await asyncio.sleep(BETWEEN)

    asking = asyncio.create_task(ask_on())
    try:
        return await _ask(url)
    finally:
        asking.cancel()
        await asyncio.wait({asking})


async def _ask(url: str) -> list[float]:
    """Milliseconds of each answer, as a process of its own measures them."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.operating", "ask", url), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return json.loads(said)


async def _import(name: str) -> float:
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", f"import {name}")
    await process.wait()
    return time.perf_counter() - begun


def _p99(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[98]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def _process(*module: str, env: dict[str, str] | None = None) -> AsyncIterator[None]:
    """A module in a process of its own, once it has printed "ready"."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *module, env=env, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        if (await asyncio.wait_for(process.stdout.readline(), 60)).strip() != b"ready":
            raise RuntimeError(f"{module[0]} did not start")
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _answer_many(url: str) -> None:
    taken: list[float] = []
    async with aiohttp.ClientSession() as session:
        for _ in range(ASKED):
            begun = time.perf_counter()
            async with session.get(url) as response:
                await response.read()
                response.raise_for_status()
            taken.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(PAUSE)
    print(json.dumps(taken))


async def _bare(port: int) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"healthy": True, "faults": []})

    application = web.Application()
    application.router.add_get("/", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Measure and print, or be one of the processes that are measured."""
    match sys.argv[1:]:
        case ["bare", port]:
            asyncio.run(_bare(int(port)))
        case ["ask", url]:
            asyncio.run(_answer_many(url))
        case _:
            for row in asyncio.run(rows()):
                print(f"{row.work}: {row.ours:.2f} {row.unit} ({row.other_way}: {row.other:.2f});"
                      f" {row.note}")  # fmt: skip


if __name__ == "__main__":
    main()
