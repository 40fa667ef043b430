"""Questions whose answers have pages, kept so that their buttons outlive a restart."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from storage.database import Database
from storage.records import Lookup
from storage.values import instant


class Lookups:
    def __init__(self, database: Database) -> None:
        self._database = database

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

    async def get(self, guild_id: int, lookup_id: int) -> Lookup | None:
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
