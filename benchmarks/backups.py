"""A backup of 1 GB under constant writes: how long the writer waits, beside the other ways."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.report import Row
from storage import open_storage
from storage.backups import back_up
from storage.database import Transaction, open_database

SIZE = 1_000_000_000
PAUSE = 0.002
"""Seconds between two writes: some four hundred commits a second at most."""
BEFORE = 3.0
NOW = datetime(2026, 3, 2, tzinfo=UTC)


async def rows(size: int = SIZE) -> list[Row]:
    """The rows of this module."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "dateline.sqlite3"
        await _fill(path, size)
        quiet, _ = await _stall(path, lambda: asyncio.sleep(BEFORE))
        ours, seconds = await _stall(path, lambda: back_up(path, folder / "ours.sqlite3"))
        (folder / "ours.sqlite3").unlink()
        api, api_seconds = await _stall(path, lambda: _by_api(path, folder / "api.sqlite3"))
        (folder / "api.sqlite3").unlink()
        copied, copy_seconds = await _stall(path, lambda: _by_copy(path, folder / "copy.sqlite3"))
    note = (
        f"{size / 10**9:.1f} GB; took {seconds:.1f} s, page check included, against"
        f" {api_seconds:.1f} s (backup API) and {copy_seconds:.1f} s (a plain copy, which is no"
        f" sound backup: pages of different moments, without the log). Without any backup the"
        f" longest wait of the writer was {quiet:.0f} ms."
    )
    work = f"Backup of {size / 10**9:.1f} GB under constant writes: the writer's longest wait"
    return [
        Row(work=work, unit="ms", ours=ours, other_way="sqlite3's backup API", other=api,
            target=50, note=note),
        Row(work=f"{work} (beside a plain file copy)", unit="ms", ours=ours,
            other_way="a plain file copy, unsound", other=copied),
    ]  # fmt: skip


async def _fill(path: Path, size: int) -> None:
    rng = random.Random(1)
    async with open_storage(path) as storage:
        await storage.guilds.join(1, NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        for number in range(size // 100_000):
            # Bodies are the bulk of a real database: they are compressed, so as good as random.
            database.executemany(
                "INSERT INTO lookups (guild_id, user_id, kind, terms, created_at)"
                " VALUES (1, 1, 'fill', ?, ?)",
                ((rng.randbytes(490).hex(), number) for _ in range(100)),
            )
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.sync()


async def _stall(path: Path, work: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """The longest wait of a write, in ms, while `work` runs, and the seconds that took."""
    waits: list[float] = []
    async with open_database(path, readers=0) as database:
        stop = asyncio.Event()

        async def insert(transaction: Transaction) -> None:
            await transaction.run(
                "INSERT INTO lookups (guild_id, user_id, kind, terms, created_at)"
                " VALUES (1, 1, 'write', $1, 0)",
                "word " * 100,
            )

        async def write() -> None:
            while not stop.is_set():
                begun = time.perf_counter()
                await database.transaction(insert)
                waits.append((time.perf_counter() - begun) * 1000)
                await asyncio.sleep(PAUSE)

        writing = asyncio.create_task(write())
        await asyncio.sleep(0.5)
        waits.clear()
        begun = time.perf_counter()
        await work()
        seconds = time.perf_counter() - begun
        stop.set()
        await writing
    return max(waits, default=0.0), seconds


async def _by_api(path: Path, target: Path) -> None:
    def copy() -> None:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=-1)

    await asyncio.to_thread(copy)


async def _by_copy(path: Path, target: Path) -> None:
    await asyncio.to_thread(shutil.copyfile, path, target)
