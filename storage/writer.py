"""The writer: the one connection that writes, and the turns on it. What waits at the same moment is
committed together, since a commit waits for the disk: sixty deliveries at work make two hundred a
second. A turn is one visit to the connection's thread, however many statements it takes.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import aiosqlite

from storage.errors import Closed, Locked, StorageError, from_sqlite
from storage.handed import at_once, hand
from storage.room import Room
from storage.values import bind

T = TypeVar("T")

MOST_TOGETHER = 32


class Transaction:
    """What a transaction's work may do: run statements on the writer, in the writer's thread."""

    def __init__(self, connection: sqlite3.Connection, room: Room) -> None:
        self._connection = connection
        self.room = room

    async def run(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """One statement with `$1, $2, ...`; its rows, where it returns any. Raises StorageError."""
        try:
            return self._connection.execute(sql, bind(values)).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise from_sqlite(error) from error

    async def run_all(self, *statements: tuple[str, Sequence[object]]) -> None:
        """Several, one after the other, none of which needs the rows of another."""
        for sql, values in statements:
            await self.run(sql, *values)


@dataclass(frozen=True, slots=True)
class _Wish:
    """Work that waits. statement: it is a single one, a transaction by itself."""

    work: Callable[[Transaction], Awaitable[Any]]
    statement: bool
    done: asyncio.Future[Any]


class Writer:
    """Runs work in transactions, one after the other. On a connection made by `Handed`."""

    def __init__(self, connection: aiosqlite.Connection, room: Room) -> None:
        self._connection = connection
        self._room = room
        self._lock = asyncio.Lock()
        self._turns: set[asyncio.Task[None]] = set()
        self._waiting: deque[_Wish] = deque()
        self.commits = 0
        """Grows with every change: what was read at the same number still holds."""
        self._closed = False

    async def write(
        self, work: Callable[[Transaction], Awaitable[T]], *, statement: bool = False
    ) -> T:
        """The result of `work`, once it is committed. It may be run a second time, where what was
        to be committed with it has failed.
        """
        try:
            done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        except RuntimeError:  # in the writer's thread there is none
            raise RuntimeError("a transaction inside a transaction would wait for itself") from None
        self._waiting.append(_Wish(work, statement, done))
        turn = asyncio.create_task(self._turn())
        self._turns.add(turn)
        turn.add_done_callback(self._turns.discard)
        # Cancelling the caller does not stop it half-way.
        return await asyncio.shield(done)

    async def close(self, last: Iterable[str]) -> None:
        """Write nothing more; run these statements, should they succeed."""
        async with self._lock:
            self._closed = True
            with contextlib.suppress(StorageError):
                for sql in last:
                    await run(self._connection, sql, ())

    async def _turn(self) -> None:
        """Whoever comes first takes along all that wait; to the others nothing is left."""
        async with self._lock:
            count = min(len(self._waiting), MOST_TOGETHER)
            wishes = [self._waiting.popleft() for _ in range(count)]
            try:
                await self._fulfil(wishes)
            except Exception as error:
                for wish in wishes:
                    if not wish.done.done():
                        wish.done.set_exception(error)
            finally:
                for wish in wishes:
                    wish.done.cancel()  # only where the turn itself was cancelled

    async def _fulfil(self, wishes: list[_Wish]) -> None:
        if self._closed:
            raise Closed
        if not wishes:
            return
        ends = await hand(self._connection, partial(_fulfilled, self._room, wishes))
        self.commits += 1
        for wish, (result, error) in zip(wishes, ends, strict=True):
            if error is None:
                wish.done.set_result(result)
            else:
                wish.done.set_exception(error)


_End = tuple[Any, Exception | None]


def _fulfilled(room: Room, wishes: list[_Wish], connection: sqlite3.Connection) -> list[_End]:
    """The result or the error of each; in the connection's thread, which touches no future."""
    transaction = Transaction(connection, room)
    if len(wishes) > 1:
        # Where one fails, each again by itself: one's failure is no other's.
        with contextlib.suppress(Exception):
            try:
                at_once(transaction.run("BEGIN IMMEDIATE"))
            except Locked:  # each by itself would wait for the other program as long once more
                return [(None, Locked()) for _ in wishes]
            return [(result, None) for result in _committed(transaction, wishes)]
    return [_alone(transaction, wish) for wish in wishes]


def _alone(transaction: Transaction, wish: _Wish) -> _End:
    try:
        if wish.statement:
            return at_once(wish.work(transaction)), None
        at_once(transaction.run("BEGIN IMMEDIATE"))
        return _committed(transaction, [wish])[0], None
    except Exception as error:
        return None, error


def _committed(transaction: Transaction, wishes: list[_Wish]) -> list[Any]:
    """The results of a transaction that was begun."""
    try:
        results = [at_once(wish.work(transaction)) for wish in wishes]
        at_once(transaction.run("COMMIT"))
    except BaseException:
        # Refused where nothing is open: SQLite has rolled back.
        with contextlib.suppress(StorageError):
            at_once(transaction.run("ROLLBACK"))
        raise
    return results


async def run(
    connection: aiosqlite.Connection, sql: str, values: Iterable[object]
) -> list[sqlite3.Row]:
    """One statement on a connection. Raises StorageError."""
    try:
        return list(await connection.execute_fetchall(sql, bind(values)))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise from_sqlite(error) from error
