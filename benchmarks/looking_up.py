"""Looking up while the service is busy: /story search on the playground, in the largest server of a
library, twenty times a second, while stories come in at 500 a second, read and summarised before,
and briefings go out to a thousand servers at the 50 a second that Discord takes.

The bot, with the intake inside, is one process; the playground, which asks, is another.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import psutil

from benchmarks import fan_out
from benchmarks.bots import TOKEN_VARIABLE
from benchmarks.generator import FIRST_SERVER, News, library
from benchmarks.report import Row
from benchmarks.searching import Words
from playground import Playground

BRIEFINGS = 1_000
ASKED = 400
ASKED_A_SECOND = 20


async def rows(count: int) -> list[Row]:
    """The rows of this module, in a library of so many stories."""
    path = await library(count)
    kinds = Words(News()).kinds.values()
    words = [word for each in zip(*kinds, strict=True) for word in each]
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        data, socket = Path(folder) / "data", Path(folder) / "discord.sock"
        data.mkdir()
        shutil.copyfile(path, data / "dateline.sqlite3")
        async with Playground(socket_path=socket, port=None) as playground:
            world = playground.world
            largest = world.add_guild("Largest", guild_id=FIRST_SERVER)
            person = playground.person(
                world.add_member(largest, "Ana", owner=True),
                world.add_channel(largest, "news", kind="text"),
            )
            places: list[tuple[int, int]] = []
            for number in range(BRIEFINGS):
                guild = world.add_guild(f"Town {number}")
                places.append((guild.id, world.add_channel(guild, "news", kind="text").id))
                world.add_member(guild, "Ana", owner=True)
            await fan_out.plan(data / "dateline.sqlite3", places)
            async with _busy(playground, data) as bot:
                await person.slash("story search", query=words[0])
                taken = await _trips(person, words)
                report = json.loads(await _ask(bot))
                memory = _megabytes(bot.pid)
            posted = sum(bool(one.messages) for one in world.channels.values())
    where = f"in {count:,} stories under load"
    load = (
        f"{report['stories'] / report['seconds']:.0f} stories a second came in, {posted} briefings"
        f" went out meanwhile; all of it shares one interpreter and two cores with the stand-in."
    )
    return [
        Row(
            work=f"/story search {where}, round trip p99",
            unit="ms",
            ours=statistics.quantiles(taken, n=100)[98],
            target=60,
            limit="Discord waits 3 s",
            note=f"p50 {statistics.median(taken):.1f} ms; {ASKED_A_SECOND} a second are asked for;"
            f" {load}",
        ),
        Row(
            work="the same: lateness of the event loop, p99",
            unit="ms",
            ours=report["late_p99"],
            target=25,
            limit="a heartbeat each 41 s",
            note=f"at most {report['late_max']:.0f} ms.",
        ),
        Row(
            work="the same: memory, child processes included",
            unit="MB",
            ours=memory,
            target=250,
        ),
    ]


async def _trips(person: Any, words: list[str]) -> list[float]:
    """Milliseconds of each round trip; a late answer holds up the next question."""
    taken: list[float] = []
    first = time.perf_counter()
    for word, number in zip(cycle(words), range(ASKED), strict=False):
        await asyncio.sleep(first + number / ASKED_A_SECOND - time.perf_counter())
        begun = time.perf_counter()
        await person.slash("story search", query=word)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


@asynccontextmanager
async def _busy(playground: Playground, data: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.bots", "busy", str(playground.socket_path), str(data)),
        env={**os.environ, TOKEN_VARIABLE: playground.bot_token},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        await _line(process)
        yield process
    finally:
        process.kill()
        await process.wait()


async def _ask(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdin is not None
    process.stdin.write(b"\n")
    await process.stdin.drain()
    return await _line(process)


async def _line(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 120)
    if not line:
        raise RuntimeError("the bot of the benchmark ended by itself")
    return line


def _megabytes(pid: int) -> float:
    process = psutil.Process(pid)
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) / 1e6
