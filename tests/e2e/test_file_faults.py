"""What rights, logs, limits and file systems can do to the database, each in a process of its own:
one sentence, a code of its own, nothing lost.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import Exit
from playground import Upload
from storage.lock import NETWORK
from tests.e2e.conftest import PAGE
from tests.e2e.network_disk import NoRights, network_disk
from tests.e2e.service import ROOT, Town, town

NOBODY = 65_534


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as opened:
        yield opened


def ask(here: Town, *words: str, under: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """One of the operator's commands."""
    return subprocess.run(
        [*under, sys.executable, "-m", "bot", *words],
        cwd=here.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DATELINE_DATA": str(here.folder / "data")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


async def refused(here: Town, code: Exit, words: str, *, under: tuple[str, ...] = ()) -> None:
    """A start that ends with that sentence and code; `doctor` says it, too."""
    process = await here.run(under=under)
    error = await here.said(process)
    assert words in error
    assert error.count("\n") == 1
    assert process.returncode == code
    found = ask(here, "doctor", "--offline", under=under)
    assert found.returncode == 1
    assert found.stderr == ""
    assert words in found.stdout


@pytest.fixture
def nobody(tmp_path: Path) -> tuple[str, ...]:
    """What starts a program as somebody without rights, who may come as far as the folder."""
    there = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    if os.geteuid() or subprocess.run([*there, "true"], check=False).returncode:
        pytest.skip("only root can start a program as somebody else")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    return there


RIGHTS = {
    "a folder that can only be read": lambda data, file: data.chmod(0o555),
    "a folder that cannot be entered": lambda data, file: data.chmod(0o444),
    "a file that can only be read": lambda data, file: file.chmod(0o444),
    "a file that is another's": lambda data, file: os.chown(file, 0, 0),
}


@pytest.mark.parametrize("what", RIGHTS)
async def test_what_may_not_be_written_is_refused_and_left_as_it_is(
    here: Town, nobody: tuple[str, ...], what: str
) -> None:
    await here.plan(1)
    data = here.database.parent
    for one in (data, *data.rglob("*")):
        os.chown(one, NOBODY, NOBODY)
    before = here.database.read_bytes()
    RIGHTS[what](data, here.database)
    try:
        process = await here.run(under=nobody)
        error = await here.said(process)
        found = ask(here, "doctor", "--offline", under=nobody)
    finally:
        data.chmod(0o755)
    assert "cannot be written. Check the folder, its owner and its rights." in error
    assert error.count("\n") == 1
    assert process.returncode == Exit.READ_ONLY
    assert (found.returncode, found.stderr) == (1, "")
    assert "BAD   database: " in found.stdout
    assert here.database.read_bytes() == before


def another(path: Path, version: int | None = None) -> None:
    """A log of another database in the place of ours. version: one of ours, older than it."""
    other = path.with_name("other.sqlite3")
    if version is not None:
        shutil.copy(path, other)
    with closing(sqlite3.connect(other, isolation_level=None)) as database:
        database.execute("PRAGMA page_size = 8192")
        database.execute("PRAGMA journal_mode = WAL")
        if version is not None:
            database.execute(f"PRAGMA user_version = {version}")
        database.execute("CREATE TABLE one (text TEXT)")
        database.executemany("INSERT INTO one VALUES (?)", [("x" * 500,)] * 300)
        shutil.copy(f"{other}-wal", f"{path}-wal")


@pytest.mark.parametrize("version", [None, 3])
async def test_a_log_that_another_database_has_left_is_not_folded_in(
    here: Town, version: int | None
) -> None:
    await here.plan(1)
    backup = here.folder / "backup.sqlite3"
    assert ask(here, "backup", str(backup)).returncode == 0
    another(here.database, version)
    log = Path(f"{here.database}-wal")
    before = here.database.read_bytes(), log.read_bytes()
    await refused(here, Exit.FOREIGN, "is not this database's, so both were left alone.")
    for words in (["backup", "again.sqlite3"], ["export", "all.jsonl"]):
        done = ask(here, *words)
        assert done.returncode == Exit.FOREIGN, done.stderr
        assert done.stderr.count("\n") == 1
    assert (here.database.read_bytes(), log.read_bytes()) == before
    # The sentence's first cure.
    assert ask(here, "restore", str(backup)).returncode == 0
    (kept,) = here.database.parent.glob("dateline.sqlite3.replaced-*Z")
    assert (kept.read_bytes(), Path(f"{kept}-wal").read_bytes()) == before
    process = await here.run()
    assert len(await here.posts(1)) == 1
    process.send_signal(signal.SIGTERM)
    assert await here.said(process) == ""


async def test_a_log_of_its_own_is_folded_in_after_a_kill(here: Town) -> None:
    await here.plan(2)
    process = await here.run()
    await here.posts(2)
    process.kill()
    await process.wait()
    assert Path(f"{here.database}-wal").stat().st_size
    process = await here.running()
    process.send_signal(signal.SIGTERM)
    assert await here.said(process) == ""
    assert here.ledger("SELECT count(*) FROM deliveries") == [2]


@pytest.mark.parametrize("kind", ["fuse.sshfs", "fuse.rclone"])
async def test_a_data_folder_on_a_network_file_system_is_refused(here: Town, kind: str) -> None:
    data = here.folder / "data"
    data.mkdir()
    try:
        with network_disk(data, kind):
            assert kind in NETWORK
            await refused(here, Exit.NETWORK, f"lies on a network file system ({kind})")
    except NoRights:
        pytest.skip("no rights to mount a file system")
    assert list(data.iterdir()) == []


def allow(process: asyncio.subprocess.Process, size: int) -> None:
    """No file of that process may grow beyond so many bytes."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def test_where_nothing_can_be_written_any_more_it_reads_on_and_recovers_alone(
    here: Town,
) -> None:
    await here.plan(3, in_seconds=6)
    process = await here.running()
    allow(process, 4096)  # the log is longer than that already: each write fails half-way
    chief = here.playground.person(here.chief, here.channels[0])
    refusal = await chief.slash("story add", file=Upload("a.txt", PAGE.encode()))
    assert refusal.text == "The disk answered with an error, so nothing was stored. Check the disk."
    assert "Nothing" in (await chief.slash("story search", query="rowing")).text
    await asyncio.sleep(7)
    assert here.playground.requests.to("POST", "/channels/{channel}/messages") == []
    assert process.returncode is None
    allow(process, resource.RLIM_INFINITY)
    assert len(await here.posts(3)) == 3
    assert await here.doubled() == []
    assert (
        "Ready to save"
        in (await chief.slash("story add", file=Upload("a.txt", PAGE.encode()))).text
    )
    process.send_signal(signal.SIGTERM)
    await here.said(process)
    assert process.returncode == 0
    assert here.ledger("PRAGMA quick_check") == ["ok"]


async def test_a_start_where_nothing_can_be_written_ends_with_a_sentence(here: Town) -> None:
    await here.plan(1)
    process = await here.run(under=("prlimit", "--fsize=4096"))
    error = await here.said(process)
    assert error == (
        "dateline: The disk answered with an error, so nothing was stored. Check the disk.\n"
    )
    assert process.returncode == Exit.DATABASE
    assert here.ledger("PRAGMA quick_check") == ["ok"]


async def test_a_page_that_breaks_while_it_runs_ends_it_with_the_way_back(here: Town) -> None:
    await here.plan(1, in_seconds=60)
    assert ask(here, "backup").returncode == 0
    (backup,) = (here.database.parent / "backups").iterdir()
    process = await here.running()
    with closing(sqlite3.connect(here.database, isolation_level=None)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = other.execute("PRAGMA page_size").fetchone()
        (root,) = other.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'stories'"
        ).fetchone()
    with here.database.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    said = (await here.said(process)).splitlines()
    assert process.returncode == Exit.DAMAGED
    assert said[-1] == (
        f"dateline: {here.database} is damaged."
        f" Restore the newest backup: dateline restore {backup}"
    )
    assert "Traceback" not in said
    again = await here.run()  # at its start it says the same, or at its first look
    assert (await here.said(again)).splitlines()[-1].endswith(f"dateline restore {backup}")
    assert again.returncode == Exit.DAMAGED
    assert ask(here, "restore", str(backup)).returncode == 0
    process = await here.running()
    process.send_signal(signal.SIGTERM)
    assert await here.said(process) == ""
    assert here.ledger("SELECT count(*) FROM schedules") == [1]


TAKEN_AWAY = {
    "removed": lambda file: file.unlink(),
    "moved": lambda file: file.rename(file.with_name("old.sqlite3")),
    "replaced": lambda file: os.replace(shutil.copy(file, file.with_name("new.sqlite3")), file),
}


@pytest.mark.parametrize("how", TAKEN_AWAY)
async def test_a_database_taken_away_under_the_bot_is_kept_and_told_of(
    how: str, here: Town
) -> None:
    await here.plan(1, in_seconds=60)
    process = await here.running()
    TAKEN_AWAY[how](here.database)
    said = (await here.said(process)).splitlines()
    assert process.returncode == Exit.FOREIGN
    (kept,) = here.database.parent.glob("dateline-kept-*.sqlite3")
    assert said[-1] == (
        f"dateline: {here.database} was moved, removed or replaced while it was in use."
        f" What it held lies in {kept}: dateline restore {kept} goes on with that."
    )
    assert "Traceback" not in "".join(said)
    assert ask(here, "restore", str(kept)).returncode == 0
    process = await here.running()
    process.send_signal(signal.SIGTERM)
    assert await here.said(process) == ""
    assert here.ledger("SELECT count(*) FROM schedules") == [1]


async def test_a_data_folder_taken_away_under_the_bot_is_told_of(here: Town) -> None:
    process = await here.running()
    here.database.parent.rename(here.folder / "elsewhere")
    said = (await here.said(process)).splitlines()
    assert process.returncode == Exit.FOREIGN
    assert said[-1].endswith("Put the right file there, or restore the newest backup.")
    assert "Traceback" not in "".join(said)
