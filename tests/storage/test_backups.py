"""Backups of a database that is being written to, and which of them are kept."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.workflows.backups import Backups
from storage import Storage, open_storage
from storage.backups import LIFE, back_up, backups_in, name_of, prune
from storage.errors import Exists, StorageError
from storage.search_records import Question
from tests.storage.test_restoring import tear

HERE = 1001
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def test_a_backup_holds_all_that_was_committed_and_nothing_lies_beside_it(
    storage: Storage, path: Path, text: Callable[..., Any], tmp_path: Path
) -> None:
    story = await storage.stories.add(HERE, text(), 5, NOW)
    target = tmp_path / "kept" / "copy.sqlite3"
    await back_up(path, target)
    assert [file.name for file in target.parent.iterdir()] == ["copy.sqlite3"]
    assert target.stat().st_mode & 0o077 == 0
    async with open_storage(target) as copy:
        kept = await copy.stories.get(HERE, story.id)
        assert kept is not None
        assert kept.headline == story.headline
        assert (await copy.search.find(HERE, Question(words="bridge"))).stories
        assert (await copy.deliveries.ledger()) == (await storage.deliveries.ledger())


async def test_a_backup_under_constant_writes_is_one_moment_and_holds_up_nobody(
    storage: Storage, path: Path, tmp_path: Path
) -> None:
    stop = asyncio.Event()
    written = 0

    async def write() -> None:
        nonlocal written
        while not stop.is_set():
            # Two rows in one transaction: a copy in between would have an odd number.
            await storage.guilds._database.transaction(two)
            written += 2

    async def two(transaction: Any) -> None:
        for _ in range(2):
            await transaction.run(
                "INSERT INTO lookups (guild_id, user_id, kind, terms, created_at)"
                " VALUES (1001, 5, 'x', $1, 0)",
                "word " * 200,
            )

    writing = asyncio.create_task(write())
    while not written:
        await asyncio.sleep(0.01)
    before = written
    for number in range(3):
        await back_up(path, tmp_path / f"{number}.sqlite3")
    stop.set()
    await writing
    assert written > before > 0
    counts = []
    for number in range(3):
        with closing(sqlite3.connect(tmp_path / f"{number}.sqlite3")) as copy:
            counts.append(copy.execute("SELECT count(*) FROM lookups").fetchone()[0])
    assert counts == sorted(counts)
    assert all(count >= before and count % 2 == 0 for count in counts)


NAMES = ["file:mine.sqlite3", "50% of it?mode=ro#1.sqlite3", os.fsdecode(b"\xff\xe9.sqlite3")]
"""What SQLite could take for an address, and bytes that are no text."""


@pytest.mark.parametrize("name", NAMES, ids=ascii)
async def test_a_backup_is_whole_whatever_its_file_is_called(
    storage: Storage, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    monkeypatch.chdir(folder)
    await back_up(path, Path(name))
    assert os.listdir(folder) == [name]
    async with open_storage(folder / name) as copy:
        assert await copy.guilds.get(HERE) is not None


async def test_a_file_that_is_there_is_not_written_over(
    storage: Storage, path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "mine.sqlite3"
    target.write_text("mine")
    with pytest.raises(Exists, match="mine"):
        await back_up(path, target)
    assert target.read_text() == "mine"


async def test_a_backup_that_is_broken_off_leaves_nothing_behind(
    storage: Storage, path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    making = asyncio.create_task(back_up(path, folder / "a.sqlite3"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert list(folder.iterdir()) == []


async def test_a_damaged_database_gives_no_backup(
    storage: Storage, path: Path, tmp_path: Path, text: Callable[..., Any]
) -> None:
    for _ in range(60):
        await storage.stories.add(HERE, text(), 5, NOW)
    await storage.guilds._database.truncate_log()
    torn = tmp_path / "torn.sqlite3"
    shutil.copyfile(path, torn)
    tear(torn)
    with pytest.raises(StorageError):
        await back_up(torn, tmp_path / "kept" / "a.sqlite3")
    assert list((tmp_path / "kept").iterdir()) == []


def test_the_newest_are_kept_and_what_a_crash_left_goes(tmp_path: Path) -> None:
    for days in range(10):
        (tmp_path / name_of(NOW - timedelta(days=days))).touch()
    (tmp_path / name_of(NOW - timedelta(hours=1), before=18)).touch()
    (tmp_path / name_of(NOW - LIFE - timedelta(days=1), before=12)).touch()
    left, made_by_another = (tmp_path / f"{name_of(NOW.replace(hour=h))}.part" for h in (1, 2))
    for draft, hours in ((left, 13), (made_by_another, 0.1)):
        draft.touch()
        os.utime(draft, (0, (NOW - timedelta(hours=hours)).timestamp()))
    (tmp_path / "dateline-notes.sqlite3").touch()
    prune(tmp_path, NOW, 7)
    kept = backups_in(tmp_path)
    assert [one.made_at for one in kept if not one.before_update] == [
        NOW - timedelta(days=days) for days in range(7)
    ]
    assert [one.made_at for one in kept if one.before_update] == [NOW - timedelta(hours=1)]
    assert list(tmp_path.glob("*.part")) == [made_by_another]
    assert (tmp_path / "dateline-notes.sqlite3").exists()


def test_the_only_backup_is_kept_however_old_it_is(tmp_path: Path) -> None:
    (tmp_path / name_of(NOW - 3 * LIFE)).touch()
    prune(tmp_path, NOW, 7)
    assert len(backups_in(tmp_path)) == 1


def test_a_backup_dated_later_than_now_counts_for_nothing_and_takes_no_place(
    tmp_path: Path,
) -> None:
    ahead = tmp_path / name_of(NOW.replace(year=2099))  # the machine's clock was wrong once
    ahead.touch()
    nightly = Backups(tmp_path / "x", tmp_path, lambda: NOW, hour=3, keep=1)
    assert nightly.is_due()
    made = tmp_path / name_of(NOW)
    made.touch()
    assert not nightly.is_due()
    prune(tmp_path, NOW, 1)
    assert {one.path for one in backups_in(tmp_path)} == {ahead, made}


def test_what_is_only_called_like_a_backup_is_none(tmp_path: Path) -> None:
    (tmp_path / "dateline-20261399T000000Z.sqlite3").touch()
    (tmp_path / "dateline-20260101T000000Z.sqlite3").mkdir()
    (tmp_path / "dateline-20260102T000000Z.sqlite3").symlink_to("nowhere")
    assert backups_in(tmp_path) == ()
    prune(tmp_path, NOW, 1)
    assert len(list(tmp_path.iterdir())) == 3
