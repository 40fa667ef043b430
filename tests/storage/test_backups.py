"""Backups of a database that is being written to, and the putting back of good and bad files."""

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
from storage.errors import (
    Exists,
    InUse,
    NewerDatabase,
    NoRoom,
    StorageError,
    Unrestorable,
    Unwritable,
)
from storage.restoring import restore
from storage.search_records import Question

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
