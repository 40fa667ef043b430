"""The putting back of good and bad files, and what is kept of what they replace."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage import open_storage
from storage.backups import back_up
from storage.errors import InUse, NewerDatabase, NoRoom, StorageError, Unrestorable, Unwritable
from storage.restoring import restore

HERE = 1001
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
async def backup(path: Path, tmp_path: Path, text: Callable[..., Any]) -> Path:
    """A backup of a closed database, to which something was added since."""
    async with open_storage(path) as storage:
        await storage.guilds.join(HERE, NOW)
        await storage.stories.add(HERE, text("Before the backup"), 5, NOW)
        made = tmp_path / "backup.sqlite3"
        await back_up(path, made)
        await storage.stories.add(HERE, text("After the backup"), 5, NOW)
    return made


async def headlines(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {row[0] for row in database.execute("SELECT headline FROM stories")}


async def test_a_backup_is_put_back_and_what_it_replaces_is_kept(path: Path, backup: Path) -> None:
    restored = await restore(backup, path, NOW)
    assert await headlines(path) == {"Before the backup"}
    assert restored.replaced is not None
    assert await headlines(restored.replaced) == {"Before the backup", "After the backup"}
    async with open_storage(path) as storage:
        assert (await storage.deliveries.ledger()).restored_at == NOW
    assert not list(path.parent.glob("*restoring*"))
    assert await headlines(backup) == {"Before the backup"}


async def test_what_two_restorations_in_one_second_replace_is_kept_both_times(
    path: Path, backup: Path
) -> None:
    kept = [(await restore(backup, path, NOW)).replaced for _ in range(3)]
    assert len(set(kept)) == 3
    assert kept[0] is not None
    assert await headlines(kept[0]) == {"Before the backup", "After the backup"}


async def test_a_backup_is_put_back_where_there_is_no_database(path: Path, backup: Path) -> None:
    path.unlink()
    assert (await restore(backup, path, NOW)).replaced is None
    assert await headlines(path) == {"Before the backup"}


async def test_no_number_that_was_given_out_since_the_backup_is_given_out_again(
    path: Path, backup: Path, text: Callable[..., Any]
) -> None:
    async with open_storage(path) as storage:
        lost = await storage.stories.add(HERE, text(), 5, NOW)
        asked = await storage.lookups.add(HERE, 5, "find", "{}", NOW)
    await restore(backup, path, NOW)
    async with open_storage(path) as storage:
        assert await storage.stories.get(HERE, lost.id) is None
        assert (await storage.stories.add(HERE, text(), 5, NOW)).id == lost.id + 1
        assert (await storage.lookups.add(HERE, 5, "find", "{}", NOW)).id == asked.id + 1


@pytest.mark.parametrize("damaged", [True, False])
async def test_where_nobody_knows_how_many_were_given_out_ten_thousand_are_passed_over(
    path: Path, backup: Path, text: Callable[..., Any], damaged: bool
) -> None:
    if damaged:
        path.write_bytes(b"SQLite format 3\0" + b"\xff" * 8192)
    else:
        path.unlink()
    await restore(backup, path, NOW)
    async with open_storage(path) as storage:
        first = await storage.stories.add(HERE, text(), 5, NOW)
        assert 10_000 < first.id < 10_010
        assert (await storage.lookups.add(HERE, 5, "find", "{}", NOW)).id == 10_001


async def test_the_log_of_a_killed_process_goes_with_the_database_that_is_replaced(
    path: Path, backup: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as killed:
        killed.execute("UPDATE stories SET headline = 'In the log' WHERE id = 2")
        copy = path.parent / "killed"
        copy.mkdir()
        for file in path.parent.glob(f"{path.name}*"):
            shutil.copyfile(file, copy / file.name)
    place = copy / path.name
    assert place.with_name(f"{place.name}-wal").stat().st_size
    restored = await restore(backup, place, NOW)
    assert await headlines(place) == {"Before the backup"}
    assert restored.replaced is not None
    assert "In the log" in await headlines(restored.replaced)


async def test_a_log_that_was_left_alone_is_put_aside(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as killed:
        killed.execute("UPDATE stories SET headline = 'In the log' WHERE id = 2")
        log = path.with_name(f"{path.name}-wal")
        left = log.read_bytes()
    place = path.parent / "alone" / path.name
    place.parent.mkdir()
    place.with_name(log.name).write_bytes(left)
    assert (await restore(backup, place, NOW)).replaced is None
    assert await headlines(place) == {"Before the backup"}
    (aside,) = place.parent.glob("*.replaced-*-wal")
    assert aside.read_bytes() == left


async def test_a_damaged_database_is_replaced_and_kept_as_it_is(path: Path, backup: Path) -> None:
    path.write_bytes(b"torn" * 3000)
    restored = await restore(backup, path, NOW)
    assert restored.replaced is not None
    assert restored.replaced.read_bytes() == b"torn" * 3000
    assert await headlines(path) == {"Before the backup"}


def tear(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    for page in range(2, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(whole)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 5000)


def cut_short(file: Path) -> None:
    os.truncate(file, 50)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def letter(file: Path) -> None:
    file.write_bytes(b"This is a letter, and no database. " * 100)


def foreign(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA application_id = 7")


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 9999")


def no_such_format(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[18:20] = b"\xee\xee"  # read and write version: nothing that SQLite knows
    data[21:24] = b"\x01\x02\x03"
    file.write_bytes(data)


def gone(file: Path) -> None:
    file.unlink()


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def with_a_log(file: Path) -> None:
    file.with_name(f"{file.name}-wal").write_bytes(b"x" * 5000)


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (cut, Unrestorable, "cut off"),
        (cut_short, Unrestorable, "not a database"),
        (empty, Unrestorable, "empty"),
        (letter, Unrestorable, "not a database"),
        (foreign, Unrestorable, "another program"),
        (newer, NewerDatabase, "9999"),
        (gone, Unrestorable, "not there"),
        (folder, Unrestorable, "folder"),
        (pipe, Unrestorable, "no file"),
        (with_a_log, Unrestorable, "log beside it"),
        (no_such_format, Unrestorable, "backup.* is damaged"),
        (tear, Unrestorable, "backup.* is damaged"),
    ],
)
async def test_a_file_that_is_no_sound_backup_changes_nothing(
    path: Path,
    backup: Path,
    spoil: Callable[[Path], None],
    error: type[StorageError],
    words: str,
) -> None:
    spoil(backup)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    with pytest.raises(error, match=words) as refusal:
        await restore(backup, path, NOW)
    assert "\n" not in str(refusal.value)
    (path.parent / f"{path.name}.lock").unlink(missing_ok=True)
    after = {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    assert after == before


async def test_nothing_is_put_back_under_a_running_bot(path: Path, backup: Path) -> None:
    async with open_storage(path, alone=True):
        with pytest.raises(InUse):
            await restore(backup, path, NOW)
    assert await headlines(path) == {"Before the backup", "After the backup"}


async def test_the_database_is_no_backup_of_itself(path: Path, backup: Path) -> None:
    with pytest.raises(Unrestorable, match="itself"):
        await restore(path, path, NOW)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A real file system of 512 KiB."""
    where = tmp_path / "full"
    where.mkdir()
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=512k none {where} 2>/dev/null"):
        pytest.skip("no rights to mount a small file system")
    return where


async def test_on_a_full_disk_backup_and_restoration_change_nothing(
    path: Path, backup: Path, full: Path
) -> None:
    try:
        (full / "filler").write_bytes(b"x" * 400_000)
        with pytest.raises(NoRoom, match="MB free"):
            await back_up(path, full / "a.sqlite3")
        place = full / "dateline.sqlite"
        with pytest.raises(NoRoom, match="MB free"):
            await restore(backup, place, NOW)
        assert sorted(file.name for file in full.iterdir()) == ["dateline.sqlite.lock", "filler"]
    finally:
        os.system(f"umount {full}")


async def test_where_no_file_can_be_made_it_says_so(path: Path, backup: Path) -> None:
    with pytest.raises(Unwritable):
        await back_up(path, path / "in a file" / "a.sqlite3")
