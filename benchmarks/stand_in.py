"""The playground itself: how fast it starts, and what ten thousand servers weigh.

python -m benchmarks.stand_in SOCKET GUILDS     prints "ready" once it serves
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.report import Row
from playground import Playground

STARTS = 5
GUILDS = 10_000


async def rows() -> list[Row]:
    """The rows of this module."""
    starts = [(await _child(0))[0] for _ in range(STARTS)]
    small, large = (await _child(0))[1], (await _child(GUILDS))[1]
    return [
        Row(
            work="playground: start to serving",
            unit="s",
            ours=await _start(),
            target=0.3,
        ),
        Row(
            work="playground: a process of its own, imports included, to serving",
            unit="s",
            ours=statistics.median(starts),
            other_way="import aiohttp.web alone",
            other=await _import("aiohttp.web"),
        ),
        Row(
            work=f"playground: memory with {GUILDS:,} servers",
            unit="MB",
            ours=large,
            other_way="with none",
            other=small,
            target=1_000,
        ),
    ]


async def _start() -> float:
    taken: list[float] = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            async with Playground(socket_path=Path(folder) / "discord.sock"):
                taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


async def _child(guilds: int) -> tuple[float, float]:
    """Seconds to ready, and megabytes then."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "benchmarks.serving", str(Path(folder) / "discord.sock"), str(guilds)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        await process.stdout.readline()
        taken = time.perf_counter() - begun
        megabytes = psutil.Process(process.pid).memory_info().rss / 1e6
        process.kill()
        await process.wait()
    return taken, megabytes


async def _import(module: str) -> float:
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", f"import {module}")
    await process.wait()
    return time.perf_counter() - begun
