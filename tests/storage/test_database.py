from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Database, Transaction, open_database
from storage.errors import (
    Closed,
    Damaged,
    Exists,
    Locked,
    Missing,
    StorageError,
    StorageFull,
    TooSlow,
    Unwritable,
)

ENDLESS = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "names.sqlite"
    path.touch()
    async with open_database(path, readers=2) as opened:
        await opened.write("CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT")
        yield opened


async def names(database: Database) -> list[str]:
    return [row["name"] for row in await database.fetch("SELECT name FROM names ORDER BY id")]


async def test_numbered_parameters_are_bound_in_order(database: Database) -> None:
    rows = await database.fetch("SELECT $2 AS second, $1 AS first, $2 AS again", "a", "b")
    assert dict(rows[0]) == {"second": "b", "first": "a", "again": "b"}


async def test_a_transaction_that_raises_leaves_nothing_behind(database: Database) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("INSERT INTO names (name) VALUES ($1)", "half")
        raise LookupError

    with pytest.raises(LookupError):
        await database.transaction(work)
    assert await names(database) == []


async def test_of_two_transactions_at_once_only_the_failing_one_is_rolled_back(
    database: Database,
) -> None:
    async def add(name: str, fails: bool) -> None:
        async def work(transaction: Transaction) -> None:
            await transaction.run("INSERT INTO names (name) VALUES ($1)", name)
            if fails:
                raise LookupError
            await transaction.run("INSERT INTO names (name) VALUES ($1)", f"{name} again")

        await database.transaction(work)

    results = await asyncio.gather(
        *(add(f"n{n}", fails=n % 2 == 1) for n in range(6)), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), LookupError] * 3
    assert sorted(await names(database)) == [
        "n0", "n0 again", "n2", "n2 again", "n4", "n4 again",
    ]  # fmt: skip


async def test_what_waits_at_once_is_committed_together(database: Database, tmp_path: Path) -> None:
    """Seen from another connection: all hundred appear in a handful of steps."""
    seen: set[int] = set()
    with closing(sqlite3.connect(next(tmp_path.glob("*.sqlite")))) as other:

        async def add(name: str) -> None:
            await database.write("INSERT INTO names (name) VALUES ($1)", name)
            seen.add(other.execute("SELECT count(*) FROM names").fetchone()[0])

        await asyncio.gather(*(add(f"n{n}") for n in range(100)))
    assert len(await names(database)) == 100
    assert len(seen) < 10


async def test_one_that_fails_takes_nobody_with_it_and_results_find_their_askers(
    database: Database,
) -> None:
    async def add(number: int) -> int:
        async def work(transaction: Transaction) -> int:
            await transaction.run("INSERT INTO names (name) VALUES ($1)", f"n{number}")
            if number % 7 == 3:
                raise LookupError(number)
            return number

        return await database.transaction(work)

    results = await asyncio.gather(*(add(n) for n in range(50)), return_exceptions=True)
    for number, result in enumerate(results):
        assert result == number or (isinstance(result, LookupError) and number % 7 == 3)
    kept = [f"n{n}" for n in range(50) if n % 7 != 3]
    assert sorted(await names(database)) == sorted(kept)


async def test_a_transaction_whose_caller_is_cancelled_runs_to_its_end(database: Database) -> None:
    half_way, go_on = threading.Event(), threading.Event()

    async def work(transaction: Transaction) -> None:
        await transaction.run("INSERT INTO names (name) VALUES ('first')")
        half_way.set()
        go_on.wait(10)
        await transaction.run("INSERT INTO names (name) VALUES ('second')")

    caller = asyncio.create_task(database.transaction(work))
    await asyncio.to_thread(half_way.wait, 10)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    await database.write("INSERT INTO names (name) VALUES ('third')")
    assert await names(database) == ["first", "second", "third"]


@pytest.mark.parametrize("ticks", range(0, 14, 2))
async def test_a_transaction_cancelled_itself_is_kept_whole_or_not_at_all(
    database: Database, ticks: int
) -> None:
    async def work(transaction: Transaction) -> None:
        for name in ("first", "second"):
            await transaction.run("INSERT INTO names (name) VALUES ($1)", name)

    mine = asyncio.current_task()
    caller = asyncio.create_task(database.transaction(work))
    for _ in range(ticks):
        await asyncio.sleep(0.0005)
    # As the end of asyncio.run does: the shielded task is cancelled as well.
    for task in asyncio.all_tasks() - {mine}:
        task.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await database.write("INSERT INTO names (name) VALUES ('after')")
    assert await names(database) in (["after"], ["first", "second", "after"])


async def test_a_transaction_inside_a_transaction_raises_instead_of_waiting_for_ever(
    database: Database,
) -> None:
    async def work(transaction: Transaction) -> None:
        await database.write("INSERT INTO names (name) VALUES ('inner')")

    with pytest.raises(RuntimeError, match="inside a transaction"):
        await database.transaction(work)


@pytest.mark.parametrize("wait", [lambda: asyncio.sleep(0), lambda: asyncio.sleep(0.01)])
async def test_a_transaction_that_waits_for_something_else_raises_and_leaves_nothing_behind(
    database: Database, wait: Callable[[], Awaitable[None]]
) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("INSERT INTO names (name) VALUES ('before')")
        await wait()

    with pytest.raises(RuntimeError):
        await database.transaction(work)
    assert await names(database) == []


async def test_the_loop_goes_on_while_a_transaction_is_at_work(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    async def work(transaction: Transaction) -> None:
        begun.set()
        assert go_on.wait(10)

    writing = asyncio.create_task(database.transaction(work))
    await asyncio.to_thread(begun.wait, 10)
    assert await database.fetch("SELECT 1")
    go_on.set()
    await writing


async def test_a_reading_past_its_deadline_is_stopped_and_its_reader_goes_on(
    database: Database,
) -> None:
    for _ in range(3):
        with pytest.raises(TooSlow):
            await database.fetch(ENDLESS, deadline=0.05)
    assert [row[0] for row in await database.fetch("SELECT 1")] == [1]


async def test_a_slow_reading_does_not_hold_up_the_quick_ones_or_a_writer(
    database: Database,
) -> None:
    slow = asyncio.create_task(database.fetch(ENDLESS, deadline=30))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        await asyncio.gather(*(database.fetch("SELECT 1") for _ in range(50)))
        await database.write("INSERT INTO names (name) VALUES ('quick')")
    assert not slow.done()
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow


async def test_cancelled_readings_give_their_readers_back(database: Database) -> None:
    for _ in range(5):
        slow = asyncio.create_task(database.fetch(ENDLESS, deadline=30))
        await asyncio.sleep(0.01)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
    async with asyncio.timeout(5):
        await asyncio.gather(database.fetch("SELECT 1"), database.fetch("SELECT 1"))


async def test_waiting_for_a_free_reader_counts_towards_the_deadline(database: Database) -> None:
    slow = [asyncio.create_task(database.fetch(ENDLESS, deadline=30)) for _ in range(2)]
    await asyncio.sleep(0.02)
    with pytest.raises(TooSlow):
        await database.fetch("SELECT 1", deadline=0.05)
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(Unwritable):
        await database.fetch("INSERT INTO names (name) VALUES ('sneaked in')")
    assert await names(database) == []


async def test_the_writer_waits_for_the_disk_and_maps_no_memory(database: Database) -> None:
    async def pragma(name: str) -> object:
        return (await database.write(f"PRAGMA {name}"))[0][0]

    assert await pragma("journal_mode") == "wal"
    assert await pragma("synchronous") == 2
    assert await pragma("wal_autocheckpoint") == 4000
    assert await pragma("foreign_keys") == 1
    assert await pragma("secure_delete") == 1
    assert await pragma("busy_timeout") == 5000
    assert (await database.fetch("PRAGMA query_only"))[0][0] == 1
    assert (await database.fetch("PRAGMA mmap_size"))[0][0] == 0


async def test_the_log_can_be_emptied(database: Database, tmp_path: Path) -> None:
    await database.write("INSERT INTO names (name) VALUES ('logged')")
    log = tmp_path / "names.sqlite-wal"
    assert log.stat().st_size > 0
    assert await database.truncate_log()
    assert log.stat().st_size == 0


async def test_errors_of_sqlite_become_ours_with_a_sentence(database: Database) -> None:
    await database.write("INSERT INTO names (id, name) VALUES (1, 'one')")
    await database.write("CREATE TABLE notes (name_id INTEGER NOT NULL REFERENCES names (id))")
    with pytest.raises(Exists):
        await database.write("INSERT INTO names (name) VALUES ('one')")
    with pytest.raises(Exists):
        await database.write("INSERT INTO names (id) VALUES (1)")
    with pytest.raises(Missing):
        await database.write("INSERT INTO notes (name_id) VALUES (2)")
    with pytest.raises(StorageError, match="refused") as caught:
        await database.fetch("SELEKT")
    assert isinstance(caught.value.__cause__, sqlite3.Error)


async def test_a_database_held_by_another_program_is_called_locked(
    database: Database, tmp_path: Path
) -> None:
    await database.write("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(tmp_path / "names.sqlite", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked, match="another program"):
            await database.write("INSERT INTO names (name) VALUES ('late')")
        other.execute("ROLLBACK")
    finally:
        other.close()
    await database.write("INSERT INTO names (name) VALUES ('late')")
    assert await names(database) == ["late"]


async def test_all_that_wait_while_another_program_holds_the_database_are_told_together(
    database: Database, tmp_path: Path
) -> None:
    await database.write("PRAGMA busy_timeout = 500")
    with closing(sqlite3.connect(tmp_path / "names.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(5):  # one after the other it would be fifteen seconds
            ends = await asyncio.gather(
                *(
                    database.write("INSERT INTO names (name) VALUES ($1)", f"n{n}")
                    for n in range(30)
                ),
                return_exceptions=True,
            )
        other.execute("ROLLBACK")
    assert {type(end) for end in ends} == {Locked}
    await database.write("INSERT INTO names (name) VALUES ('late')")
    assert await names(database) == ["late"]


async def test_a_full_disk_rolls_back_and_reads_go_on_and_space_heals_it(
    database: Database,
) -> None:
    await database.write("INSERT INTO names (name) VALUES ('before')")
    (row,) = await database.write("PRAGMA page_count")
    await database.write(f"PRAGMA max_page_count = {row[0]}")

    async def work(transaction: Transaction) -> None:
        await transaction.run("INSERT INTO names (name) VALUES ('small')")
        await transaction.run("INSERT INTO names (name) VALUES ($1)", "x" * 100_000)

    with pytest.raises(StorageFull, match="disk is full"):
        await database.transaction(work)
    assert await names(database) == ["before"]
    await database.write("PRAGMA max_page_count = 100000")
    await database.transaction(work)
    assert len(await names(database)) == 3


async def test_a_damaged_file_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "names.sqlite"
    path.touch()
    async with open_database(path) as database:
        await database.write("CREATE TABLE names (name TEXT)")
        for n in range(200):
            await database.write("INSERT INTO names (name) VALUES ($1)", f"{n}" * 200)
    spoilt = bytearray(path.read_bytes())
    spoilt[4096 * 3 : 4096 * 8] = os.urandom(4096 * 5)
    path.write_bytes(spoilt)
    async with open_database(path) as database:
        with pytest.raises(Damaged, match="backup"):
            await database.fetch("SELECT name FROM names")


async def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Unwritable):
        async with open_database(tmp_path / "nowhere.sqlite"):
            pass
    assert list(tmp_path.iterdir()) == []


async def test_a_closed_database_says_so_and_leaves_no_log(tmp_path: Path) -> None:
    path = tmp_path / "odd name %41?#.sqlite"
    path.touch()
    async with open_database(path) as database:
        await database.write("CREATE TABLE names (name TEXT)")
    with pytest.raises(Closed):
        await database.fetch("SELECT 1")
    with pytest.raises(Closed):
        await database.write("INSERT INTO names (name) VALUES ('late')")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


async def test_closing_ends_running_readings_and_waits_for_a_running_transaction(
    tmp_path: Path,
) -> None:
    path = tmp_path / "names.sqlite"
    path.touch()
    async with open_database(path, readers=1) as database:
        await database.write("CREATE TABLE names (name TEXT)")

        async def work(transaction: Transaction) -> None:
            time.sleep(0.05)
            await transaction.run("INSERT INTO names (name) VALUES ('kept')")

        readings = [asyncio.create_task(database.fetch(ENDLESS, deadline=30)) for _ in range(2)]
        writing = asyncio.create_task(database.transaction(work))
        await asyncio.sleep(0.01)
    assert writing.done()
    ends = await asyncio.gather(*readings, return_exceptions=True)
    assert {type(end) for end in ends} == {TooSlow, Closed}
    async with open_database(path) as database:
        assert [row[0] for row in await database.fetch("SELECT name FROM names")] == ["kept"]


@pytest.mark.parametrize("ticks", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
async def test_opening_and_closing_end_every_thread_however_often_cancelled(
    tmp_path: Path, ticks: int
) -> None:
    path = tmp_path / "names.sqlite"
    path.touch()
    threads = threading.active_count()

    async def hold() -> None:
        async with open_database(path) as database:
            await database.write("CREATE TABLE names (name TEXT)")
            await asyncio.sleep(60)

    holding = asyncio.create_task(hold())
    for _ in range(ticks):
        await asyncio.sleep(0.0003)
    while not holding.done():
        holding.cancel()
        await asyncio.sleep(0)
    assert holding.cancelled()
    async with asyncio.timeout(10):
        while threading.active_count() > threads:
            await asyncio.sleep(0.001)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "ending", ["raise SystemExit(3)", "1 / 0", "asyncio.current_task().cancel(); await sleep(1)"]
)
def test_a_process_that_ends_badly_with_the_storage_open_does_not_hang(
    tmp_path: Path, ending: str
) -> None:
    program = f"""
import asyncio
from asyncio import sleep
from pathlib import Path
from storage import open_storage

async def main():
    async with open_storage(Path("here.sqlite").absolute()) as storage:
        {ending}

asyncio.run(main())
"""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode in (1, 3)
    assert "ResourceWarning" not in ended.stderr
