"""The writer: the one connection that writes, and the turns on it. What waits at the same moment is
committed together, since a commit waits for the disk: sixty deliveries at work make two hundred a
second.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import aiosqlite

from storage.errors import Closed, StorageError, from_sqlite
from storage.room import Room
from storage.values import bind

T = TypeVar("T")

MOST_TOGETHER = 32


class Transaction:
    """What a transaction's work may do: run statements on the writer."""

    def __init__(self, connection: aiosqlite.Connection, room: Room) -> None:
        self._connection = connection
        self.room = room

    async def run(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """One statement with `$1, $2, ...`; its rows, where it returns any."""
        return await run(self._connection, sql, values)

    async def run_all(self, *statements: tuple[str, Sequence[object]]) -> None:
        """Several, one after the other, none of which needs the rows of another.

        They are waited for together: going back and forth between the threads for each costs as
        much as the statements.
        """
        await asyncio.gather(*(run(self._connection, sql, values) for sql, values in statements))


@dataclass(frozen=True, slots=True)
class _Wish:
    """Work that waits. statement: it is a single one, a transaction by itself."""

    work: Callable[[Transaction], Awaitable[Any]]
    statement: bool
    done: asyncio.Future[Any]


class Writer:
    """Runs work in transactions, one after the other."""

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
        if asyncio.current_task() in self._turns:
            raise RuntimeError("a transaction inside a transaction would wait for itself")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
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
        if len(wishes) > 1:
            await self._together(wishes)
        elif wishes:
            await self._alone(wishes[0])

    async def _together(self, wishes: list[_Wish]) -> None:
        await run(self._connection, "BEGIN IMMEDIATE", ())
        try:
            results = await self._to_the_commit(wishes)
        except Exception:
            # Each again by itself: one's failure is no other's.
            for wish in wishes:
                await self._alone(wish)
        else:
            for wish, result in zip(wishes, results, strict=True):
                wish.done.set_result(result)

    async def _alone(self, wish: _Wish) -> None:
        try:
            if wish.statement:
                result = await wish.work(Transaction(self._connection, self._room))
                self.commits += 1
            else:
                await run(self._connection, "BEGIN IMMEDIATE", ())
                (result,) = await self._to_the_commit([wish])
        except Exception as error:
            wish.done.set_exception(error)
        else:
            wish.done.set_result(result)

    async def _to_the_commit(self, wishes: list[_Wish]) -> list[Any]:
        try:
            results = [
                await wish.work(Transaction(self._connection, self._room)) for wish in wishes
            ]
            await run(self._connection, "COMMIT", ())
            self.commits += 1
        except BaseException:
            # Refused where nothing is open: SQLite has rolled back.
            with contextlib.suppress(StorageError):
                await run(self._connection, "ROLLBACK", ())
            raise
        return results


async def run(
    connection: aiosqlite.Connection, sql: str, values: Iterable[object]
) -> list[sqlite3.Row]:
    """One statement on a connection. Raises StorageError."""
    try:
        return list(await connection.execute_fetchall(sql, bind(values)))
    except sqlite3.Error as error:
        raise from_sqlite(error) from error
