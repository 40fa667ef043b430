"""Bring a database file to this program's version, or refuse it and leave it as it is.

The steps are the numbered files in `migrations/`, one transaction each, forward only. What the
tables mean is said there.
"""

from __future__ import annotations

import glob
import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.backups import back_up, name_of
from storage.database import Database, Transaction, open_database
from storage.errors import (
    Damaged,
    MigrationFailed,
    NewerDatabase,
    OldSqlite,
    StorageError,
    StorageFull,
    Unwritable,
)
from storage.header import APPLICATION_ID, check_header

FOLDER = Path(__file__).parent / "migrations"

NEEDED_SQLITE = (3, 38, 0)
"""STRICT tables (3.37) and `->>` (3.38). Tested down to Debian 12's 3.40.1."""


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """The steps in order. Numbers are 1, 2, 3 … without a gap."""
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    steps = tuple(
        Migration(int(file.name[:4]), file.stem, file.read_text(encoding="utf-8")) for file in files
    )
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise ValueError(f"the numbers in {folder} have a gap or a double")
    return steps


async def prepare(path: Path, folder: Path = FOLDER, *, copies: Path | None = None) -> None:
    """Make the database if there is none, else check that it is ours and bring it up to date.

    copies: where a copy goes before the first step that changes it.
    """
    if sqlite_is_old():
        raise OldSqlite(sqlite3.sqlite_version, ".".join(map(str, NEEDED_SQLITE)))
    steps = migrations(folder)
    if _is_missing(path):
        await _create(path, steps)
    else:
        check_header(path)
        async with open_database(path, readers=0) as database:
            found = await _version(database)
            if copies and 0 < found < len(steps):
                now = datetime.now(UTC)
                copy = copies / name_of(now, before=found + 1)
                if not copy.exists():  # left by a start that was killed within this very second
                    await back_up(path, copy)
            await _apply(database, steps)


def sqlite_version() -> str:
    """Of the library that Python brings on this machine."""
    return sqlite3.sqlite_version


def sqlite_is_old() -> bool:
    """Whether this machine's SQLite lacks what the tables need."""
    return sqlite3.sqlite_version_info < NEEDED_SQLITE


def _is_missing(path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            return False
        log = path.with_name(path.name + "-wal")
        if log.exists():
            # A new file beside an old log would take up the old one's pages.
            raise Damaged(f"{path} is missing, but its log {log.name} is there")
    except OSError as error:
        raise Unwritable(path.parent) from error
    return True


async def _create(path: Path, steps: tuple[Migration, ...]) -> None:
    """Made whole under another name, so that a crash leaves no half-made database at `path`."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        draft.touch(mode=0o600)
    except OSError as error:
        raise Unwritable(path.parent) from error
    try:
        async with open_database(draft, readers=0) as database:
            await database.write(f"PRAGMA application_id = {APPLICATION_ID}")
            await _apply(database, steps)
        _move_into_place(draft, path)
    except OSError as error:
        raise Unwritable(path) from error
    finally:
        for name in ("", "-wal", "-shm"):
            draft.with_name(draft.name + name).unlink(missing_ok=True)


def _move_into_place(draft: Path, path: Path) -> None:
    """Link and not rename: what another start has put there meanwhile is never replaced."""
    try:
        os.link(draft, path)
    except (FileExistsError, FileNotFoundError):
        check_header(path)
    # Ours, what a crash has left, and what another start is making too late.
    for leftover in path.parent.glob(f"{glob.escape(path.name)}.*.new*"):
        leftover.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


async def _apply(database: Database, steps: tuple[Migration, ...]) -> None:
    found = await _version(database)
    if found > len(steps):
        raise NewerDatabase(found, len(steps))
    if found:
        await _check_past(database, steps[:found])
    for step in steps[found:]:
        await _apply_one(database, step)


async def _version(database: Database) -> int:
    async def read(transaction: Transaction) -> int:
        return (await transaction.run("PRAGMA user_version"))[0][0]

    # In a writing transaction, so that a file that cannot be written is found out here.
    return await database.transaction(read)


async def _check_past(database: Database, steps: tuple[Migration, ...]) -> None:
    async def read(transaction: Transaction) -> dict[str, str]:
        rows = await transaction.run("SELECT name, checksum FROM migrations")
        return {row["name"]: row["checksum"] for row in rows}

    applied = await database.transaction(read)
    for step in steps:
        if applied.get(step.name) != step.checksum:
            raise MigrationFailed(
                step.name, "the step that this database was made with is not the one we have."
            )


async def _apply_one(database: Database, step: Migration) -> None:
    async def work(transaction: Transaction) -> None:
        if step.number == 1:
            await transaction.run(
                "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                " checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"
            )
        for statement in statements(step.sql):
            await transaction.run(statement)
        await transaction.run(
            "INSERT INTO migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            step.number,
            step.name,
            step.checksum,
            datetime.now(UTC),
        )
        await transaction.run(f"PRAGMA user_version = {step.number}")

    try:
        await database.transaction(work)
    except (StorageFull, Unwritable):
        raise
    except StorageError as error:
        raise MigrationFailed(step.name, str(error)) from error


def statements(sql: str) -> Iterator[str]:
    """The single statements of a file, triggers whole."""
    lines: list[str] = []
    for line in sql.splitlines():
        lines.append(line)
        if line.rstrip().endswith(";") and sqlite3.complete_statement("\n".join(lines)):
            yield "\n".join(lines)
            lines.clear()
    if any(line.strip() and not line.lstrip().startswith("--") for line in lines):
        raise ValueError("the last statement has no semicolon")
