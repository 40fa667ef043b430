"""What can go wrong with the database, each with one sentence for the person who reads it.

Nothing of `sqlite3` leaves this package: `from_sqlite` turns its errors into these.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Sequence
from pathlib import Path


class StorageError(Exception):
    """The database could not do what was asked. `str()` is a plain sentence."""


class NewerDatabase(StorageError):
    """The file was written by a newer Dateline."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"The database has version {found}, but this Dateline knows versions up to {known}. "
            "Install the newer Dateline again, or restore a backup from before the update."
        )
        self.found = found
        self.known = known


class NotADatabase(StorageError):
    """Something else lies at the database's path. It is left as it is."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            f"{path} {found}, so it was left alone. Move it away, or choose another data folder."
        )
        self.path = path


class Empty(NotADatabase):
    """A file of no length: a copy that was broken off, or a disk that lost it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "is empty")


class ForeignLog(StorageError):
    """The write-ahead log beside the database does not fit it. Both are left as they are."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The log {path}-wal is not this database's, so both were left alone."
            " Put back the newest backup, or move the log away and run dateline doctor."
        )
        self.path = path


class MigrationFailed(StorageError):
    """A migration could not be applied; it was rolled back whole."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The database could not be brought up to date at {name}: {reason} "
            "Nothing of this step was kept."
        )
        self.name = name


class OldSqlite(StorageError):
    """The SQLite library lacks what the tables need."""

    def __init__(self, found: str, needed: str) -> None:
        super().__init__(f"SQLite {needed} or newer is needed; this machine has {found}.")


class Unwritable(StorageError):
    """The folder or file cannot be opened for writing."""

    def __init__(self, where: Path | None = None) -> None:
        what = str(where) if where else "The database"
        super().__init__(f"{what} cannot be written. Check the folder, its owner and its rights.")


class StorageFull(StorageError):
    """No room left on the disk; the change was rolled back."""

    def __init__(self) -> None:
        super().__init__("The disk is full, so nothing was stored. Free some space and try again.")


class NearlyFull(StorageError):
    """So little room is left that no new stories are stored, only what happens to the old ones."""

    def __init__(self, low: int) -> None:
        super().__init__(
            f"The disk of this bot is nearly full (less than {low // 10**6} MB free), so no new"
            " stories are stored. Briefings go on. Ask the operator to free some space."
        )


class NoRoom(StorageError):
    """A copy of the database has no room where it should go."""

    def __init__(self, folder: Path, needed: int, free: int) -> None:
        super().__init__(
            f"{folder} has {free // 10**6} MB free, but {needed // 10**6 + 1} MB are needed."
            " Free some space, or choose another folder."
        )


class Unrestorable(StorageError):
    """A file that cannot be put back. Nothing was changed."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why}, so nothing was changed. Choose another backup.")


class UnusableExport(StorageError):
    """A file that is no export, or not one for here. Nothing of it was kept. line: 0 where it is
    not about one.
    """

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"Line {line} cannot be read in, so nothing was. {why}" if line else why)
        self.line = line


class NoSuchServer(StorageError):
    """A server that is to be exported is not in the database."""

    def __init__(self, guild_id: int, known: Sequence[int]) -> None:
        names = ", ".join(map(str, known)) or "none"
        super().__init__(f"There is no server {guild_id} here. Known are: {names}.")


class Locked(StorageError):
    """Another program holds the database."""

    def __init__(self) -> None:
        super().__init__("The database is locked by another program. Close it and try again.")


class InUse(StorageError):
    """Another Dateline runs on this file."""

    def __init__(self, path: Path, process: str) -> None:
        who = f"process {process}" if process else "another process"
        super().__init__(f"{path} is in use by another Dateline ({who}). Stop that one first.")
        self.path = path
        self.process = who


class OnNetwork(StorageError):
    """The file lies where two machines could write it at once."""

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(
            f"{path} lies on a network file system ({kind}), where a database can be damaged. "
            "Choose a data folder on a disk of this machine."
        )
        self.path = path


class Damaged(StorageError):
    """The file's pages do not fit together."""

    def __init__(
        self, detail: str = "The database file is damaged", newest: Path | None = None
    ) -> None:
        cure = f": dateline restore {newest}" if newest else "."
        super().__init__(f"{detail}. Restore the newest backup{cure}")
        self.detail = detail


class Replaced(StorageError):
    """Another file lies where the database was opened, or none. kept: a copy of what was open."""

    def __init__(self, path: Path, kept: Path | None = None) -> None:
        cure = (
            f"What it held lies in {kept}: dateline restore {kept} goes on with that."
            if kept
            else "Put the right file there, or restore the newest backup."
        )
        super().__init__(f"{path} was moved, removed or replaced while it was in use. {cure}")


class Faulty(StorageError):
    """The disk answered with an error; the change was rolled back."""

    def __init__(self) -> None:
        super().__init__("The disk answered with an error, so nothing was stored. Check the disk.")


class TooSlow(StorageError):
    """A reading passed its deadline and was stopped."""

    def __init__(self) -> None:
        super().__init__("The look-up took too long and was stopped. Try a narrower one.")


class Exists(StorageError):
    """A row with this name or key is already there."""

    def __init__(self, what: str = "This") -> None:
        super().__init__(f"{what} exists already. Choose another name.")


class Overtaken(StorageError):
    """The row is no longer as it was when somebody looked at it."""

    def __init__(self) -> None:
        super().__init__("This has been changed meanwhile. Look at it once more.")


class Missing(StorageError):
    """The row that this one belongs to is not there (or is another server's)."""

    def __init__(self, what: str = "What this belongs to") -> None:
        super().__init__(f"{what} is not there any more.")


class Closed(StorageError):
    """The database was closed."""

    def __init__(self) -> None:
        super().__init__("The database is closed.")


_BY_CODE: dict[int, type[StorageError]] = {
    sqlite3.SQLITE_FULL: StorageFull,
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_READONLY: Unwritable,
    sqlite3.SQLITE_CANTOPEN: Unwritable,
    sqlite3.SQLITE_PERM: Unwritable,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_NOTADB: Damaged,
    sqlite3.SQLITE_IOERR: Faulty,
    sqlite3.SQLITE_INTERRUPT: TooSlow,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: Exists,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: Exists,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: Missing,
}


def from_sqlite(error: sqlite3.Error | UnicodeDecodeError) -> StorageError:
    """The storage error that says the same: by extended result code, else by primary code.

    What SQLite says of a damaged schema quotes it, and is then no text itself.
    """
    if isinstance(error, UnicodeDecodeError):
        return Damaged()
    code: int = getattr(error, "sqlite_errorcode", 0)
    kind = _BY_CODE.get(code) or _BY_CODE.get(code & 0xFF)
    return kind() if kind else StorageError(f"The database refused a statement: {error}.")


def from_system(error: OSError, where: Path) -> StorageError:
    """The storage error for what the system refuses of a file or folder."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return StorageFull() if full else Unwritable(where)


class StoryInUse(StorageError):
    """A story cannot be deleted: an edition carries it, or another goes on with it."""

    def __init__(self) -> None:
        super().__init__(
            "This story stands in a briefing, or another goes on with it, so it stays. Correct it"
            " instead."
        )
