"""Everybody's briefing at eight o'clock: due schedules claimed, beside APScheduler's cron jobs.

Ours are on record when they are claimed: the ledger's rows are committed. A cron job of
APScheduler's memory store has only been called.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from benchmarks.report import Row
from bot.workflows.claiming import Claiming
from storage import open_storage

ZONES = (
    "UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles",
    "America/Sao_Paulo", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
    "Africa/Cairo", "Asia/Kathmandu",
)  # fmt: skip
RULES = ("{}", json.dumps({"days": [[[1, 2, 3, 4, 5], 0], [[6, 7], 0]]}))
DUE = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
CRON_JOBS = 10_000
CRON_SECONDS_TO_ADD = 20


async def rows() -> list[Row]:
    """The rows of this module."""
    small, large = await _claimed(10_000), await _claimed(100_000)
    cron = await _cron(CRON_JOBS)
    return [
        Row(
            work="10,000 due schedules claimed",
            unit="s",
            ours=small[0],
            other_way="10,000 APScheduler cron jobs called, nothing on record",
            other=cron[0],
            target=0.3,
        ),
        Row(
            work="10,000 due schedules: worst stall of the event loop",
            unit="ms",
            ours=small[1],
            other_way="10,000 APScheduler cron jobs",
            other=cron[1],
            target=20,
        ),
        Row(
            work="100,000 due schedules claimed",
            unit="s",
            ours=large[0],
            target=3,
            note=f"worst stall {large[1]:.0f} ms.",
        ),
    ]


async def _claimed(count: int) -> tuple[float, float]:
    """Seconds until all are on record, and the worst stall in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dateline.sqlite3"
        async with open_storage(path):
            pass
        _plan(path, count)
        async with open_storage(path) as storage:
            claiming = Claiming(storage, lambda: DUE + timedelta(seconds=2), timedelta(hours=6))
            async with _stalls() as stalls:
                begun = time.perf_counter()
                claimed = await claiming.claim_due()
                taken = time.perf_counter() - begun
            if claimed != count:
                raise RuntimeError(f"{claimed} of {count} were claimed")
    return taken, max(stalls) * 1000


def _plan(path: Path, count: int) -> None:
    """A server for each schedule, its hour being DUE in a zone of its own."""
    at = int(DUE.timestamp())
    local = {zone: DUE.astimezone(ZoneInfo(zone)) for zone in ZONES}
    with closing(sqlite3.connect(path)) as connection, connection:
        for number, zone, rule in zip(
            range(1, count + 1), cycle(ZONES), cycle(RULES), strict=False
        ):
            connection.execute("INSERT INTO guilds (guild_id, joined_at) VALUES (?, 0)", (number,))
            connection.execute(
                "INSERT INTO schedules (id, guild_id, channel_id, name, folded_name, zone, rule,"
                " sections, story_cap, created_by, created_at)"
                " VALUES (?, ?, ?, 'Morning', 'morning', ?, ?, '[]', 8, 1, 0)",
                (number, number, number, zone, rule),
            )
            connection.execute(
                "INSERT INTO slots (schedule_id, guild_id, minute, next_date, next_run_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    *(number, number, local[zone].hour * 60 + local[zone].minute),
                    *(local[zone].date().isoformat(), at),
                ),
            )


async def _cron(count: int) -> tuple[float, float]:
    """Seconds from the hour until the last job was called, and the worst stall in milliseconds."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    called = 0
    done = asyncio.Event()

    async def job() -> None:
        nonlocal called
        called += 1
        if called == count:
            done.set()

    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=CRON_SECONDS_TO_ADD)
    for _ in range(count):
        trigger = CronTrigger(hour=due.hour, minute=due.minute, second=due.second, timezone=UTC)
        scheduler.add_job(job, trigger, misfire_grace_time=None)
    scheduler.start()
    if datetime.now(UTC) > due - timedelta(seconds=1):
        raise RuntimeError("adding the jobs took longer than their hour was away")
    try:
        await asyncio.sleep((due - datetime.now(UTC)).total_seconds() - 0.2)
        async with _stalls() as stalls:
            await done.wait()
            taken = (datetime.now(UTC) - due).total_seconds()
    finally:
        scheduler.shutdown(wait=False)
    return taken, max(stalls) * 1000


@asynccontextmanager
async def _stalls() -> AsyncIterator[list[float]]:
    """How late, in seconds, a task was that wanted to run every millisecond."""
    late = [0.0]

    async def watch() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append(time.perf_counter() - begun - 0.001)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    try:
        yield late
        await asyncio.sleep(0)
    finally:
        watching.cancel()
