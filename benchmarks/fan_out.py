"""Everybody's briefing on its way out: the real poster against the playground's strictest limits,
beside a loop of channel.send. Bot and playground are processes of their own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from benchmarks.bots import TOKEN_VARIABLE
from benchmarks.report import Row
from storage import open_storage
from storage.story_records import Passage, StoryText

FLOOR = 50
"""Requests a second that Discord allows a bot."""
PLAIN = 500
"""Messages of the loop."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """Shares in percent; growth in MB of resident memory over the fan-out."""

    share: float
    refused: float
    lost: int
    doubled: int
    growth: float


async def rows(count: int) -> list[Row]:
    """The rows of this module, with so many briefings."""
    ours, plain = await _run("ours", count), await _run("plain", PLAIN)
    loop = f"{PLAIN} messages by a loop of channel.send"
    return [
        Row(
            work=f"{count:,} briefings sent: share of the {FLOOR} a second",
            unit="%",
            ours=ours.share,
            other_way=loop,
            other=plain.share,
            target=95,
            higher_is_better=True,
        ),
        Row(
            work=f"{count:,} briefings sent: requests refused with 429",
            unit="%",
            ours=ours.refused,
            other_way=loop,
            other=plain.refused,
            target=0.5,
        ),
        Row(
            work=f"{count:,} briefings sent: lost or doubled",
            unit="of them",
            ours=ours.lost + ours.doubled,
            target=0,
        ),
        Row(
            work=f"{count:,} briefings sent: growth of memory",
            unit="MB",
            ours=ours.growth,
            other_way=loop,
            other=plain.growth,
            target=100,
        ),
    ]


async def _run(kind: str, count: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        socket, data = Path(folder) / "discord.sock", Path(folder) / "data"
        async with _playground(socket, count) as playground:
            about = json.loads(socket.with_suffix(".json").read_text())
            if kind == "ours":
                await plan(data / "dateline.sqlite3", about["places"])
            async with _bot(kind, socket, data, about["token"]) as process:
                before = peak = process.memory_info().rss
                tally, still = await _ask(playground), 0
                while tally["posts"] < count and still < 40:
                    await asyncio.sleep(0.5)
                    peak = max(peak, process.memory_info().rss)
                    before_that, tally = tally, await _ask(playground)
                    still = still + 1 if tally["posts"] == before_that["posts"] else 0
            return Outcome(
                share=100 * (tally["posts"] - 1) / tally["seconds"] / FLOOR,
                refused=100 * tally["refused"] / tally["requests"],
                lost=count - tally["once"] - tally["twice"],
                doubled=tally["twice"],
                growth=(peak - before) / 1e6,
            )


@asynccontextmanager
async def _playground(socket: Path, guilds: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.serving", str(socket), str(guilds), "--strict"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        await _line(process)
        yield process
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def _bot(kind: str, socket: Path, data: Path, token: str) -> AsyncIterator[psutil.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.bots", kind, str(socket), str(data)),
        env={**os.environ, TOKEN_VARIABLE: token},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        await _line(process)
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        await process.wait()


async def _ask(playground: asyncio.subprocess.Process) -> dict[str, Any]:
    assert playground.stdin is not None
    playground.stdin.write(b"\n")
    await playground.stdin.drain()
    return json.loads(await _line(playground))


async def _line(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 120)
    if not line:
        raise RuntimeError("a process of the benchmark ended by itself")
    return line


async def plan(path: Path, places: list[tuple[int, int]]) -> None:
    """A server, a schedule that is due this minute and two stories for each place."""
    now = datetime.now(UTC)
    due = now.replace(second=0, microsecond=0)
    async with open_storage(path):
        pass
    with closing(sqlite3.connect(path)) as connection, connection:
        for guild, channel in places:
            connection.execute(
                "INSERT INTO guilds (guild_id, joined_at, welcomed_at) VALUES (?, 0, 0)", (guild,)
            )
            made = connection.execute(
                "INSERT INTO schedules (guild_id, channel_id, name, folded_name, zone, sections,"
                " story_cap, created_by, created_at)"
                " VALUES (?, ?, 'Morning', 'morning', 'UTC', '[]', 8, 1, 0)",
                (guild, channel),
            )
            connection.execute(
                "INSERT INTO slots (schedule_id, guild_id, minute, next_date, next_run_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    *(made.lastrowid, guild, due.hour * 60 + due.minute),
                    *(due.date().isoformat(), int(due.timestamp())),
                ),
            )
    async with open_storage(path) as storage:
        for guild, _ in places:
            for headline in ("Harbour bridge reopens", "Second ferry from May"):
                await storage.stories.add(guild, _story(headline, due), 1, now)


def _story(headline: str, due: datetime) -> StoryText:
    return StoryText(
        headline=headline,
        section=("City", "Transport"),
        agency="Harbour Sample Wire",
        dateline="PORTHAVEN",
        published_at=due - timedelta(hours=2),
        utc_offset=0,
        language="en",
        summary=tuple(
            Passage(f"The {what} was agreed on by 9 to 4 after a debate of three hours.", number)
            for number, what in enumerate(("new quay", "longer pier", "later ferry"))
        ),
        key_facts=(Passage("It will carry 120 people and 14 cars", 1),),
        body=("The council voted on Thursday for a second ferry to the island.",) * 3,
        word_count=36,
    )
