"""What a database's file and its log say of themselves, before anything is opened that could change
them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.database import file_uri, log_bytes
from storage.errors import Damaged, Empty, ForeignLog, NotADatabase, Unwritable, from_sqlite

APPLICATION_ID = 0x44415445
""""DATE" in the file's header, bytes 68 to 71: the sign that the file is ours."""


def check_header(path: Path) -> None:
    """Refuse what is no database of ours, or has another's log beside it. Not while this process
    has it open: closing a file drops the locks that SQLite holds on it. Raises StorageError.
    """
    try:
        if path.is_fifo():  # it would keep us waiting
            raise NotADatabase(path, "is no file")
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise Unwritable(path) from error
    if not header:
        raise Empty(path)
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise NotADatabase(path, "is not a database")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotADatabase(path, "is another program's database")
    check_log(path)


def check_log(path: Path) -> None:
    """Refuse a write-ahead log that another database has left: SQLite takes whatever log lies
    beside a file for that file's, and folds it in. One of an older state of the file is known by
    its version only. Raises ForeignLog.
    """
    if not log_bytes(path):
        return
    try:
        # Neither folds the log in when it closes; the first does not look into it at all.
        (_, version), (found, reached) = (
            _marks(path, mode) for mode in ("mode=ro&immutable=1", "mode=ro")
        )
    except sqlite3.Error as error:
        fault = from_sqlite(error)
        raise (ForeignLog(path) if isinstance(fault, Damaged) else fault) from error
    if found != APPLICATION_ID or reached < version:
        raise ForeignLog(path)


def _marks(path: Path, mode: str) -> tuple[int, int]:
    with closing(sqlite3.connect(f"{file_uri(path)}?{mode}", uri=True)) as connection:
        (found,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    return found, version


def version_in_header(path: Path) -> int:
    """The version of a database of ours, without opening it: as it stands without its log."""
    with path.open("rb") as file:
        return int.from_bytes(file.read(100)[60:64], "big")
