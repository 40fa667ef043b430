"""The connections: one writer, a few readers, transactions, deadlines, a close that always ends.

Knows no tables. Which file may be opened, and its version, is `migrate`'s work.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

import aiosqlite

from storage.errors import Closed, Locked, StorageFull, TooSlow, Unwritable, from_sqlite
from storage.handed import Handed
from storage.room import Room
from storage.writer import Transaction, Writer, run

T = TypeVar("T")

READ_DEADLINE = 5.0
"""Seconds a reading may take, the wait for a free reader included."""

PRAGMAS = (
    "busy_timeout = 5000",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    # Four mapped connections cost 1.1 GB of RSS against 78 MB.
    "mmap_size = 0",
    # The system keeps the file's pages, too: at a million stories searches with four times as much
    # take as long, and memory grows by it for days.
    "cache_size = -4096",
)
LARGEST_LOG = 64 * 1024 * 1024
"""Bytes of the write-ahead log that are kept for the next writes."""
WRITER_PRAGMAS = (
    # Of a new file only. A story takes some 800 bytes: pages of 4,096 stay empty by a tenth.
    "page_size = 8192",
    "journal_mode = WAL",
    # NORMAL may lose the newest commits at power loss; the ledger must not.
    "synchronous = FULL",
    # 16 MB: what many commits write anew, as an index does, is folded in once. More than so many
    # pages readers would find less quickly, as they are listed four thousand at a time.
    "wal_autocheckpoint = 4000",
    f"journal_size_limit = {LARGEST_LOG}",
    # Deleted words are overwritten, so that an erased server's bytes are gone from the file.
    "secure_delete = ON",
)
READER_PRAGMAS = ("query_only = ON",)


class Database:
    """One writer and some readers on one file. Made by `open_database`."""

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        readers: list[aiosqlite.Connection],
        room: Room,
    ) -> None:
        self.path = path
        self.room = room
        self._connection = writer
        self._writer = Writer(writer, room)
        self._readers = readers
        self._free: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._free.put_nowait(reader)
        self._closed = False
        self._file = _file_at(path)

    @property
    def commits(self) -> int:
        """Grows with every change: what was read at the same number still holds."""
        return self._writer.commits

    async def fetch(
        self, sql: str, *values: object, deadline: float = READ_DEADLINE
    ) -> list[sqlite3.Row]:
        """All rows of a reading, on a reader of its own while it runs. Raises TooSlow."""
        if self._closed:
            raise Closed
        try:
            async with asyncio.timeout(deadline):
                reader = await self._free.get()
                if self._closed:
                    self._free.put_nowait(reader)
                    raise Closed
                reading = asyncio.create_task(run(reader, sql, values))
                reading.add_done_callback(partial(self._give_back, reader))
                return await _or_interrupt(reader, reading)
        except TimeoutError:
            raise TooSlow from None

    def _give_back(
        self, reader: aiosqlite.Connection, reading: asyncio.Task[list[sqlite3.Row]]
    ) -> None:
        """When the statement has ended, which may be after the asker has gone."""
        self._free.put_nowait(reader)
        if not reading.cancelled():
            reading.exception()  # seen, though nobody may be left to raise it to

    async def write(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """One writing statement: a transaction by itself. Its RETURNING rows, if any."""

        async def statement(transaction: Transaction) -> list[sqlite3.Row]:
            return await transaction.run(sql, *values)

        return await self._write(statement, statement=True)

    async def transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` in one transaction: all of it is kept, or nothing when it raises.

        Cancelling the caller does not stop it half-way: it runs to its end unseen. `work` runs in
        the writer's thread: it can wait for nothing but its own statements (RuntimeError), and
        must bear to be run again from the beginning.
        """
        return await self._write(work)

    async def _write(
        self, work: Callable[[Transaction], Awaitable[T]], *, statement: bool = False
    ) -> T:
        try:
            return await self._writer.write(work, statement=statement)
        except StorageFull:
            # Once more in the room of the ballast, where there is one to give up.
            if not self.room.drop_ballast():
                raise
            return await self._writer.write(work, statement=statement)

    @property
    def log_bytes(self) -> int:
        """The size of the write-ahead log. It is used again from its beginning once all of it is in
        the file and nobody reads from it; while somebody reads on and on, it grows.
        """
        return log_bytes(self.path)

    async def truncate_log(self) -> bool:
        """Fold the write-ahead log into the file and empty it; False if a reader was in the way."""
        (row,) = await self.write("PRAGMA wal_checkpoint(TRUNCATE)")
        return row[0] == 0

    @property
    def is_in_place(self) -> bool:
        """Whether the path still leads to the file that was opened. If not, the next to open it
        would find nothing of what is written.
        """
        return _file_at(self.path) == self._file

    async def copy_out(self, target: Path) -> None:
        """Copy the file that is open, wherever it is now, to `target`, which must not be there
        yet. Raises StorageError.
        """
        _begin_file(target)
        await self.write("VACUUM INTO $1", file_uri(target))

    async def purge(self) -> None:
        """Write the file anew, without the remains of what was deleted, and empty the log.

        Overwriting what is deleted does not reach the copies that rows leave on a page when they
        move to the next one. All other writes wait meanwhile: some seconds for a gigabyte. Raises
        StorageFull without room for the file once more, Locked where another program reads it.
        """
        await self.write("PRAGMA temp_store = FILE")
        try:
            await self.write("VACUUM")
        finally:
            await self.write("PRAGMA temp_store = MEMORY")
        if not await self.truncate_log():
            raise Locked

    async def close(self) -> None:
        """End every connection's thread, even when cancelled: one left over hangs the process."""
        await not_to_be_cut_short(self._close())

    async def _close(self) -> None:
        # What another program holds up is left to the next close.
        last = ("PRAGMA busy_timeout = 100", "PRAGMA analysis_limit = 400", "PRAGMA optimize")
        await self._writer.close(last)
        self._closed = True
        for reader in self._readers:
            await reader.interrupt()
        # The writer last: the connection that closes last folds the log into the file.
        for _ in self._readers:
            await (await self._free.get()).close()
        await self._connection.close()


@contextlib.asynccontextmanager
async def open_database(
    path: Path, *, readers: int = 3, low_space: int = 0
) -> AsyncGenerator[Database]:
    """Connections to the existing file at `path`, closed at the end. Raises StorageError.

    low_space: with fewer bytes free than this no new stories are stored.
    """
    if not is_usable(path):
        raise Unwritable(path)
    opened: list[aiosqlite.Connection] = []
    try:
        await not_to_be_cut_short(_open_all(path, readers, opened))
    except BaseException:
        await not_to_be_cut_short(_close_all(opened))
        raise
    database = Database(path, opened[0], opened[1:], Room(path, low_space))
    try:
        yield database
    finally:
        await database.close()


async def _open_all(path: Path, readers: int, opened: list[aiosqlite.Connection]) -> None:
    """The writer and then the readers, each in `opened` as soon as its thread runs."""
    await _connect(path, (*PRAGMAS, *WRITER_PRAGMAS), opened)
    for _ in range(readers):
        await _connect(path, (*PRAGMAS, *READER_PRAGMAS), opened)


async def _close_all(opened: list[aiosqlite.Connection]) -> None:
    for connection in opened:
        await connection.close()


async def _connect(path: Path, pragmas: Iterable[str], opened: list[aiosqlite.Connection]) -> None:
    try:
        connection = await aiosqlite.connect(
            _uri(path), uri=True, isolation_level=None, factory=Handed
        )
    except sqlite3.Error as error:
        failure = from_sqlite(error)
        raise Unwritable(path) if isinstance(failure, Unwritable) else failure from error
    opened.append(connection)
    connection.row_factory = sqlite3.Row
    for pragma in pragmas:
        await run(connection, f"PRAGMA {pragma}", ())


async def not_to_be_cut_short(work: Coroutine[object, object, None]) -> None:
    """Wait for `work` to its end, however often we are cancelled; then be cancelled."""
    task = asyncio.create_task(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        raise cancelled from task.exception()
    task.result()


def _begin_file(path: Path) -> None:
    """Empty, and for nobody else to read."""
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise Unwritable(path) from error


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file lies there: its disk and its number on it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def log_bytes(path: Path) -> int:
    """The size of the write-ahead log of the database at `path`; 0 where there is none."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        return 0


def is_usable(path: Path) -> bool:
    """Whether it is a file that may be read and written."""
    # Asked and not tried: closing a file drops the locks that SQLite holds on it in this process.
    return path.is_file() and os.access(path, os.R_OK | os.W_OK)


def _uri(path: Path) -> str:
    # mode=rw: SQLite would otherwise make an empty database where the file is missing.
    return f"{file_uri(path)}?mode=rw"


def file_uri(path: Path) -> str:
    """How a file is named to SQLite. A bare path could be taken for an address ("file:…"), or hold
    bytes that are no text, and then another file would be meant.
    """
    return path.absolute().as_uri()


async def finish_or_interrupt(
    connection: aiosqlite.Connection, sql: str, *values: object
) -> list[sqlite3.Row]:
    """One long statement on a connection of its own, stopped when its asker is cancelled."""
    return await _or_interrupt(connection, asyncio.create_task(run(connection, sql, values)))


async def _or_interrupt(
    connection: aiosqlite.Connection, running: asyncio.Task[list[sqlite3.Row]]
) -> list[sqlite3.Row]:
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await _interrupt(connection, running)
        raise


async def _interrupt(
    reader: aiosqlite.Connection, reading: asyncio.Task[list[sqlite3.Row]]
) -> None:
    """Stop the reader's statement; asked again, as it may not have begun at the first call."""
    while not reading.done():
        await reader.interrupt()
        await asyncio.wait({reading}, timeout=0.01)
    if not reading.cancelled():
        reading.exception()  # seen: who asked has gone
