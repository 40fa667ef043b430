"""Sentences for one member each, until they are sent by direct message or given up. What they say,
and when they are tried, is the callers' to say.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database, Transaction
from storage.values import instant, to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A sentence for one member. message: an untranslated message id; `values` fill its fields."""

    id: int
    guild_id: int
    user_id: int
    subject: str
    message: str
    values: dict[str, str | int]
    made_at: datetime
    attempt: int


async def write_letter(
    transaction: Transaction,
    guild_id: int,
    user_id: int,
    subject: str,
    message: str,
    values: Mapping[str, str | int],
    now: datetime,
) -> None:
    """Put a letter out to be sent, in the transaction of what it tells of. One for each subject."""
    await transaction.run(
        """
        INSERT INTO letters (guild_id, user_id, subject, message, fields, made_at, next_try_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6)
        ON CONFLICT (guild_id, user_id, subject) DO NOTHING
        """,
        guild_id,
        user_id,
        subject,
        message,
        to_json(dict(values)),
        now,
    )


class Letters:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        guild_id: int,
        user_id: int,
        subject: str,
        message: str,
        values: Mapping[str, str | int],
        now: datetime,
    ) -> None:
        """As `write_letter`, by itself."""

        async def work(transaction: Transaction) -> None:
            await write_letter(transaction, guild_id, user_id, subject, message, values, now)

        await self._database.transaction(work)

    async def due(self, now: datetime, limit: int) -> tuple[Letter, ...]:
        """Those whose turn it is, longest waiting first. Crosses servers.

        Servers that we have left are passed over.
        """
        rows = await self._database.fetch(
            """
            SELECT letters.* FROM letters
            CROSS JOIN guilds ON guilds.guild_id = letters.guild_id
            WHERE next_try_at <= $1 AND guilds.left_at IS NULL
            ORDER BY next_try_at, letters.id LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(map(_letter, rows))

    async def done(self, guild_id: int, letter_id: int) -> None:
        """It was sent, or never will be: nothing of it is kept."""
        await self._database.write(
            "DELETE FROM letters WHERE guild_id = $1 AND id = $2", guild_id, letter_id
        )

    async def wait(self, guild_id: int, letter_id: int, until: datetime) -> None:
        """Try it again at a later time."""
        await self._database.write(
            """
            UPDATE letters SET attempt = attempt + 1, next_try_at = $3
            WHERE guild_id = $1 AND id = $2
            """,
            guild_id,
            letter_id,
            until,
        )


def _letter(row: sqlite3.Row) -> Letter:
    return Letter(
        id=row["id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        subject=row["subject"],
        message=row["message"],
        values=json.loads(row["fields"]),
        made_at=instant(row["made_at"]),
        attempt=row["attempt"],
    )
