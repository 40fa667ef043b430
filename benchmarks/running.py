"""Start-up, idle memory and slash round trips, ours beside a bare discord.py bot."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks.bots import TOKEN_VARIABLE
from benchmarks.report import Row
from playground import Playground, Upload

STARTS = 5
ROUNDS = 300
IN_FLIGHT = 50
BURST = 1_000
SETTLE_SECONDS = 3.0

PAGE = """\
Harbour
Council votes for a second ferry to the island

Updated: 2026-11-20 08:30 UTC

The council voted on Thursday by 9 to 4 for a second ferry to the island, the mayor said.

The ship will carry 120 people and 14 cars, and should sail from May. It costs 3.4 million crowns,
of which the county pays half.

Opponents said that the quay would have to be widened by 6 metres first, which the budget leaves
out. A second vote on the quay is planned for January.
"""


@asynccontextmanager
async def _bot(kind: str, playground: Playground, data: Path) -> AsyncIterator[tuple[float, int]]:
    """A bot in its own process: seconds from start to ready, and its process id."""
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.bots", kind, str(playground.socket_path), str(data)),
        env={**os.environ, TOKEN_VARIABLE: playground.bot_token},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        if line.strip() != b"ready":
            raise RuntimeError(f"the {kind} bot did not start: {line.decode()}")
        yield time.perf_counter() - begun, process.pid
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def rows() -> list[Row]:
    """The rows of this module."""
    starts: dict[str, list[float]] = {"ours": [], "bare": []}
    memory: dict[str, float] = {}
    trips: dict[str, float] = {}
    direct: dict[str, float] = {}
    bursts: dict[str, float] = {}
    for number in range(STARTS):
        for kind, times in starts.items():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder)
                async with (
                    Playground(socket_path=path / "discord.sock", port=None) as playground,
                ):
                    world = playground.world
                    guild = world.add_guild("Harbour Herald")
                    news = world.add_channel(guild, "news", kind="text")
                    owner = world.add_member(guild, "Ana", owner=True)
                    async with _bot(kind, playground, path / "data") as (seconds, pid):
                        times.append(seconds)
                        if number == STARTS - 1:
                            await asyncio.sleep(SETTLE_SECONDS)
                            memory[kind] = _megabytes(pid)
                            person = playground.person(owner, news)
                            command = "ping" if kind == "bare" else "help"
                            direct[kind] = await _median(lambda: person.slash(command))  # noqa: B023
                            bursts[kind] = await _burst(person, command)
                            if kind == "bare":
                                bursts["same page"] = await _burst(person, "page")
                            trips[kind] = await _round_trip(kind, person)
    return [
        Row(
            work="import and start to ready",
            unit="s",
            ours=statistics.median(starts["ours"]),
            other_way="bare discord.py bot with one command",
            other=statistics.median(starts["bare"]),
            target=1.5,
        ),
        Row(
            work="memory at idle, child processes included",
            unit="MB",
            ours=memory["ours"],
            other_way="bare discord.py bot",
            other=memory["bare"],
            target=120,
        ),
        Row(
            work="slash round trip, /story show, p50",
            unit="ms",
            ours=trips["ours"],
            other_way="bare handler with a constant answer",
            other=trips["bare"],
            target=10,
            note=f"{ROUNDS} calls one after another, playground and bot in separate processes.",
        ),
        Row(
            work="direct answer on the playground, /help, p50",
            unit="ms",
            ours=direct["ours"],
            other_way="bare handler with a constant answer",
            other=direct["bare"],
            target=3,
        ),
        Row(
            work=f"interactions with {IN_FLIGHT} in flight, /help",
            unit="a second",
            ours=bursts["ours"],
            other_way="bare handler that answers with the same page",
            other=bursts["same page"],
            target=0.8 * bursts["same page"],
            higher_is_better=True,
            note=f"{BURST} calls; the target is 0.8 of the bare handler. One that answers with a"
            f" single word makes {bursts['bare']:.0f} a second.",
        ),
    ]


async def _round_trip(kind: str, person: Any) -> float:
    if kind == "bare":
        return await _median(lambda: person.slash("ping"))
    draft = await person.slash("story add", file=Upload("page.txt", PAGE.encode()))
    await person.press(draft.message, "Save")
    return await _median(lambda: person.slash("story show", story="1"))


async def _burst(person: Any, command: str) -> float:
    """Answers a second with IN_FLIGHT people typing at once."""
    left = iter(range(BURST))

    async def type_on() -> None:
        for _ in left:
            await person.slash(command)

    begun = time.perf_counter()
    await asyncio.gather(*(type_on() for _ in range(IN_FLIGHT)))
    return BURST / (time.perf_counter() - begun)


async def _median(ask: Callable[[], Awaitable[object]]) -> float:
    taken: list[float] = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _megabytes(pid: int) -> float:
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_info().rss for one in family) / 1e6
