"""Work that is done in one visit to a connection's thread, however many statements it takes: the
way there and back costs more than most statements do. What the work is, others decide.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiosqlite

T = TypeVar("T")


class Handed(sqlite3.Connection):
    """A connection that also takes work in place of a script: `aiosqlite.connect(factory=...)`."""

    def executescript(
        self, sql_script: str | Callable[[sqlite3.Connection], None], /
    ) -> sqlite3.Cursor:
        if isinstance(sql_script, str):
            return super().executescript(sql_script)
        sql_script(self)
        return self.cursor()


async def hand(connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """What `work` returns or raises, called in the thread of a connection made by `Handed`."""
    results: list[T] = []

    def call(connection: sqlite3.Connection) -> None:
        results.append(work(connection))

    # aiosqlite hands on to the connection whatever it is given.
    await connection.executescript(call)  # pyright: ignore[reportArgumentType]
    return results[0]


def at_once(work: Awaitable[T]) -> T:
    """The result of what never waits. Raises RuntimeError where it does."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as end:
        return end.value
    raise RuntimeError("work in a connection's thread may wait for its own statements only")
