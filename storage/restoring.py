"""Putting a backup back: it is checked first, and what it replaces is kept beside it.

What was due since the backup is then in doubt: the ledger carries the moment, and publishing looks
into the channels before it posts anything of that time.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.backups import check_copy, sync
from storage.database import Database, not_to_be_cut_short, open_database
from storage.errors import (
    Damaged,
    NewerDatabase,
    NoRoom,
    NotADatabase,
    StorageError,
    Unrestorable,
    from_system,
)
from storage.header import APPLICATION_ID, check_log
from storage.lock import sole_process
from storage.migrate import migrations, prepare

LEAP = 10_000
"""Numbers that are passed over where it is not known how many were given out since the backup. A
button under an old message names a story or a submission by its number: it must lead to no other.
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """replaced: the database that stood there before; None where there was none."""

    replaced: Path | None


async def restore(backup: Path, database: Path, now: datetime) -> Restored:
    """Put a backup in the place of the database, which no Dateline may run on.

    Nothing is changed unless all of it succeeds. Raises StorageError: Unrestorable, NewerDatabase,
    NoRoom, StorageFull, InUse, Unwritable.
    """
    check_file(backup)
    with sole_process(database):
        _check_other(backup, database)
        draft = database.with_name(f"{database.name}.restoring")
        try:
            await not_to_be_cut_short(asyncio.to_thread(_copy, backup, draft))
            await _check_pages(draft, backup)
            await prepare(draft)
            await _fold_log(database)
            await _mark(draft, now, await _numbers(database))
            sync(draft)
            replaced = _put_aside(database, now)
            os.replace(draft, database)
            sync(database.parent)
        except OSError as error:
            raise from_system(error, database) from error
        finally:
            for leftover in (draft, *_beside(draft)):
                leftover.unlink(missing_ok=True)
    return Restored(replaced)


def check_file(backup: Path) -> None:
    """By its header and length. Raises Unrestorable, NewerDatabase."""
    try:
        kind, length = backup.stat().st_mode, backup.stat().st_size
        if not stat.S_ISREG(kind):  # a pipe would keep us waiting
            raise Unrestorable(backup, "is a folder" if stat.S_ISDIR(kind) else "is no file")
        with backup.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise Unrestorable(backup, "is not there") from None
    except OSError:
        raise Unrestorable(backup, "cannot be read") from None
    if not header:
        raise Unrestorable(backup, "is empty")
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise Unrestorable(backup, "is not a database")
    if _number(header, 68) != APPLICATION_ID:
        raise Unrestorable(backup, "is another program's database")
    if (version := _number(header, 60)) > len(migrations()):
        raise NewerDatabase(version, len(migrations()))
    page = int.from_bytes(header[16:18], "big")
    if length < (65536 if page == 1 else page) * _number(header, 28):
        raise Unrestorable(backup, "is cut off: it is shorter than it says itself")
    if any(log.exists() and log.stat().st_size for log in _beside(backup)):
        # A copy of a running database: what its log holds cannot be told from a torn one.
        raise Unrestorable(backup, "has a log beside it, so it is no backup")


async def _check_pages(draft: Path, backup: Path) -> None:
    try:
        await check_copy(draft)
    except (Damaged, NotADatabase):
        raise Unrestorable(backup, "is damaged") from None


def _number(header: bytes, at: int) -> int:
    return int.from_bytes(header[at : at + 4], "big")


def _copy(backup: Path, draft: Path) -> None:
    size, free = backup.stat().st_size, shutil.disk_usage(draft.parent).free
    if free < size:
        raise NoRoom(draft.parent, size, free)
    for old in (draft, *_beside(draft)):
        old.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    shutil.copyfile(backup, draft)


async def _mark(draft: Path, now: datetime, given: Mapping[str, int] | None) -> None:
    """Put the moment into the ledger, and let no number be given out a second time.

    given: the last numbers of the database that is replaced, by table; None where it cannot tell.
    """
    async with open_database(draft, readers=0) as database:
        await database.write("UPDATE ledger SET restored_at = $1", now)
        # Nobody holds a lease on what was being sent when the backup was made.
        await database.write("UPDATE deliveries SET lease_owner = NULL, lease_until = NULL")
        numbered = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE $1"
        kept = await _sequences(database)
        for row in await database.write(numbered, "%AUTOINCREMENT%"):
            name, last = str(row["name"]), kept.get(row["name"], 0)
            last = last + LEAP if given is None else max(last, given.get(name, 0))
            await database.write("DELETE FROM sqlite_sequence WHERE name = $1", name)
            await database.write(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", name, last
            )


async def _numbers(path: Path) -> dict[str, int] | None:
    """The last number that each table has given out; None where nobody can say."""
    try:
        check_log(path)
        async with open_database(path, readers=0) as database:
            return await _sequences(database)
    except StorageError:
        return None


async def _sequences(database: Database) -> dict[str, int]:
    rows = await database.write("SELECT name, seq FROM sqlite_sequence")
    return {str(row["name"]): int(row["seq"]) for row in rows}


def _check_other(backup: Path, database: Path) -> None:
    if database.exists() and database.samefile(backup):
        raise Unrestorable(backup, "is the database itself")


async def _fold_log(path: Path) -> None:
    try:
        check_log(path)
        async with open_database(path, readers=0) as database:
            await database.truncate_log()
    except StorageError:
        pass  # damaged, another's log, or not there: it is kept as it is, with its log


def _put_aside(database: Path, now: datetime) -> Path | None:
    """Another name for the database that is there. It keeps its own until the very end: a crash
    leaves either the old or the new one at its place, and never none. A log that was left alone is
    put aside, too.
    """
    kept = _unused(database.with_name(f"{database.name}.replaced-{now:%Y%m%dT%H%M%SZ}"))
    for log in _beside(database):
        # A log of the old one beside the new one would be taken for the new one's.
        if log.exists():
            os.replace(log, kept.with_name(log.name.replace(database.name, kept.name)))
    if not database.exists():
        return None
    try:
        os.link(database, kept)
    except OSError:
        os.rename(database, kept)  # a file system without links
    return kept


def _unused(path: Path) -> Path:
    """This name, or the next one: what was put aside in the same second is not written over."""
    number, name = 1, path
    while any(one.exists() for one in (name, *_beside(name))):
        number += 1
        name = path.with_name(f"{path.name}-{number}")
    return name


def _beside(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
