"""Questions whose answers have pages, kept so that their buttons outlive a restart."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from dataclasses import astuple
from datetime import datetime

from storage.database import Database
from storage.errors import StorageError
from storage.story_records import Lookup
from storage.values import instant


class Lookups:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._coming: dict[int, Lookup] = {}
        self._writing: set[asyncio.Task[None]] = set()

    async def add(
        self, guild_id: int, user_id: int, kind: str, terms: str, now: datetime
    ) -> Lookup:
        rows = await self._database.write(
            """
            INSERT INTO lookups (guild_id, user_id, kind, terms, created_at)
            VALUES ($1, $2, $3, $4, $5) RETURNING *
            """,
            guild_id,
            user_id,
            kind,
            terms,
            now,
        )
        return _lookup(rows[0])

    def add_soon(self, guild_id: int, user_id: int, kind: str, terms: str, now: datetime) -> Lookup:
        """A question to be answered at once: its id is good, while its row may still wait behind
        other writes. Where it cannot be written at all, the log says so and `get` knows none.
        """
        lookup = Lookup(
            id=secrets.randbits(62),
            guild_id=guild_id,
            user_id=user_id,
            kind=kind,
            terms=terms,
            created_at=now,
        )
        self._coming[lookup.id] = lookup
        writing = asyncio.create_task(self._write(lookup))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)
        return lookup

    async def _write(self, lookup: Lookup) -> None:
        try:
            await self._database.write(
                """
                INSERT INTO lookups (id, guild_id, user_id, kind, terms, created_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                *astuple(lookup),
            )
        except StorageError as error:
            asyncio.get_running_loop().call_exception_handler(
                {"message": "a question was answered but could not be kept", "exception": error}
            )
        finally:
            del self._coming[lookup.id]

    async def written(self) -> None:
        """Wait for the rows of what was asked up to now. Crosses servers."""
        if self._writing:
            await asyncio.wait(set(self._writing))

    async def get(self, guild_id: int, lookup_id: int) -> Lookup | None:
        coming = self._coming.get(lookup_id)
        if coming is not None:
            return coming if coming.guild_id == guild_id else None
        rows = await self._database.fetch(
            "SELECT * FROM lookups WHERE guild_id = $1 AND id = $2", guild_id, lookup_id
        )
        return _lookup(rows[0]) if rows else None

    async def delete_older(self, moment: datetime) -> int:
        """How many there were. Crosses servers."""
        return len(
            await self._database.write(
                "DELETE FROM lookups WHERE created_at < $1 RETURNING id", moment
            )
        )


def _lookup(row: sqlite3.Row) -> Lookup:
    return Lookup(
        id=row["id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        kind=row["kind"],
        terms=row["terms"],
        created_at=instant(row["created_at"]),
    )
