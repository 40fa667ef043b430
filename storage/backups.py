"""Backups: the whole database as one compact file, checked before it counts, and which are kept.

When one is due is the workflow's to say; putting one back is `restoring`'s.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiosqlite

from storage.database import (
    PRAGMAS,
    file_uri,
    finish_or_interrupt,
    is_usable,
    not_to_be_cut_short,
)
from storage.errors import (
    Damaged,
    Exists,
    NoRoom,
    NotADatabase,
    Unwritable,
    from_sqlite,
    from_system,
)
from storage.header import check_log
from storage.writer import run

KEPT = 7
LIFE = timedelta(days=30)
"""No backup grows older, so that what was erased is gone from all of them by then."""

ABANDONED = timedelta(hours=12)
"""A copy of hundreds of gigabytes has ended by then."""

PIECE = 4_000_000
STEPS_APART = 1000
"""SQLite's own steps from one look at the copy's size to the next: far less than a piece."""

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"dateline-(\d{8}T\d{6}Z)(-before-\d{4})?\.sqlite3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A kept backup. before_update: made before a migration, not as one of every night."""

    path: Path
    made_at: datetime
    before_update: bool = False


def name_of(made_at: datetime, before: int | None = None) -> str:
    """A backup's file name. before: the migration that it was made for."""
    return f"dateline-{made_at:{_STAMP}}{f'-before-{before:04}' if before else ''}.sqlite3"


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """Those that lie in a folder, newest first; () where there is no folder. Raises Unwritable."""
    try:
        found = [
            Backup(path=path, made_at=made_at, before_update="-before-" in path.name)
            for path in folder.glob("dateline-*.sqlite3")
            if (made_at := _stamped(path.name)) and path.is_file()
        ]
    except OSError as error:
        raise Unwritable(folder) from error
    return tuple(sorted(found, key=lambda one: one.made_at, reverse=True))


def _stamped(name: str) -> datetime | None:
    """When a backup of this name was made; None for the name of anything else."""
    match = _NAME.fullmatch(name)
    try:
        return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC) if match else None
    except ValueError:  # a thirteenth month
        return None


async def back_up(database: Path, target: Path) -> None:
    """Write a copy of the database as it is now to `target`, beside whatever writes to it.

    Under another name until its pages are found sound and it lies on the disk. Raises StorageError:
    Exists, NoRoom, Unwritable, Damaged, StorageFull, ForeignLog.
    """
    draft = target.with_name(f"{target.name}.part")
    check_log(database)
    _make_room(database, target, draft)
    try:
        await _copy(database, draft)
        await check_copy(draft)
        await asyncio.to_thread(_move_into_place, draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _make_room(database: Path, target: Path, draft: Path) -> None:
    try:
        if target.exists():
            raise Exists(f"The file {target}")
        target.parent.mkdir(parents=True, exist_ok=True)
        needed = database.stat().st_size
        free = shutil.disk_usage(target.parent).free
        draft.unlink(missing_ok=True)
        if free < needed:
            raise NoRoom(target.parent, needed, free)
        draft.touch(mode=0o600)
    except OSError as error:
        raise from_system(error, target.parent) from error


async def _copy(database: Path, draft: Path) -> None:
    async with our_connection(database) as connection:
        with _in_pieces(draft) as write_out:
            await connection.set_progress_handler(write_out, STEPS_APART)
            await finish_or_interrupt(connection, "VACUUM INTO $1", file_uri(draft))


@contextmanager
def _in_pieces(draft: Path) -> Generator[Callable[[], int]]:
    """Has each few megabytes on the disk before the next are copied. A gigabyte that waits in the
    system's memory would hold up the writer's own commits for hundreds of milliseconds.
    """
    descriptor = os.open(draft, os.O_RDWR)
    written = 0

    def write_out() -> int:
        nonlocal written
        size = os.fstat(descriptor).st_size
        if size - written >= PIECE:
            os.fdatasync(descriptor)
            written = size
        return 0  # go on

    try:
        yield write_out
    finally:
        os.close(descriptor)


async def check_pages(path: Path) -> None:
    """Look at every page of a database that nobody writes to. Raises Damaged."""
    await _check(path, "mode=ro&immutable=1")


async def check_copy(path: Path) -> None:
    """Look at every page of a copy of our own, and hold its rows against what their tables demand:
    a connection that cannot write does not even read a CHECK. Raises Damaged.
    """
    await _check(path, "mode=rw")


async def _check(path: Path, mode: str) -> None:
    async with our_connection(path, mode) as connection:
        rows = await finish_or_interrupt(connection, "PRAGMA quick_check(1)")
    if [row[0] for row in rows] != ["ok"]:
        raise Damaged(f"{path} is damaged")


def prune(folder: Path, now: datetime, keep: int = KEPT) -> None:
    """Remove what is too many or too old, and what a crash has left half-made. The newest stays,
    however old it is. One that is dated later than now was made while the clock was wrong; it takes
    no other's place. Raises Unwritable.
    """
    found = [one for one in backups_in(folder) if one.made_at <= now]
    nightly = [one for one in found if not one.before_update]
    spare = {one.path for one in nightly[keep:]}
    spare |= {one.path for one in found[1:] if now - one.made_at > LIFE}
    for path in [*spare, *folder.glob("dateline-*.sqlite3.part")]:
        try:
            if path in spare or _is_abandoned(path, now):
                path.unlink(missing_ok=True)
        except FileNotFoundError:  # finished meanwhile
            continue
        except OSError as error:
            raise Unwritable(path) from error


def _is_abandoned(draft: Path, now: datetime) -> bool:
    """A younger one may be another's that is just being made: the bot's, or one made by hand."""
    return now.timestamp() - draft.stat().st_mtime > ABANDONED.total_seconds()


@asynccontextmanager
async def our_connection(path: Path, mode: str = "mode=rw") -> AsyncGenerator[aiosqlite.Connection]:
    """One of our own: neither the writer nor a reader of the service waits for it."""
    # A thread that could open nothing would speak up after the end of the program.
    if mode == "mode=rw" and not is_usable(path):
        raise Unwritable(path)
    opened: list[aiosqlite.Connection] = []

    async def connect() -> None:
        address = f"{file_uri(path)}?{mode}"
        opened.append(await aiosqlite.connect(address, uri=True, isolation_level=None))

    try:
        await not_to_be_cut_short(connect())
        connection = opened[0]
        await connection.execute_fetchall("PRAGMA schema_version")  # reads the file's beginning
        for pragma in PRAGMAS:
            await run(connection, f"PRAGMA {pragma}", ())
        yield connection
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
            raise NotADatabase(path, "is not a database") from error
        raise from_sqlite(error) from error
    finally:
        for one in opened:
            await not_to_be_cut_short(one.close())


def _move_into_place(draft: Path, target: Path) -> None:
    try:
        sync(draft)
        os.replace(draft, target)
        sync(target.parent)
    except OSError as error:
        raise from_system(error, target) from error


def sync(path: Path) -> None:
    """Have a file or folder on the disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
