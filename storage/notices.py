"""What the editors of a server are told: one row a subject, kept until somebody has seen it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from storage.database import Database
from storage.delivery_records import Notice
from storage.values import instant, to_json


class Notices:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        guild_id: int,
        subject: str,
        message: str,
        values: Mapping[str, str | int],
        now: datetime,
    ) -> bool:
        """False when the server has had a notice of that subject, or is not known."""
        rows = await self._database.write(
            """
            INSERT INTO notices (guild_id, subject, message, fields, made_at)
            SELECT guild_id, $2, $3, $4, $5 FROM guilds WHERE guild_id = $1
            ON CONFLICT (guild_id, subject) DO NOTHING RETURNING id
            """,
            guild_id,
            subject,
            message,
            to_json(dict(values)),
            now,
        )
        return bool(rows)

    async def exists(self, guild_id: int, subject: str) -> bool:
        rows = await self._database.fetch(
            "SELECT id FROM notices WHERE guild_id = $1 AND subject = $2", guild_id, subject
        )
        return bool(rows)

    async def untried(self, limit: int) -> tuple[Notice, ...]:
        """Those nobody was told of yet, oldest first. Crosses servers.

        Servers that we have left are passed over.
        """
        rows = await self._database.fetch(
            """
            SELECT notices.* FROM notices
            CROSS JOIN guilds ON guilds.guild_id = notices.guild_id
            WHERE tried_at IS NULL AND told_at IS NULL AND guilds.left_at IS NULL
            ORDER BY notices.id LIMIT $1
            """,
            limit,
        )
        return tuple(_notice(row) for row in rows)

    async def kept(self, guild_id: int, limit: int) -> tuple[Notice, ...]:
        """Those that reached nobody when they were tried, oldest first."""
        rows = await self._database.fetch(
            """
            SELECT * FROM notices
            WHERE guild_id = $1 AND tried_at IS NOT NULL AND told_at IS NULL
            ORDER BY id LIMIT $2
            """,
            guild_id,
            limit,
        )
        return tuple(_notice(row) for row in rows)

    async def mark_told(self, guild_id: int, notice_id: int, now: datetime) -> None:
        await self._database.write(
            "UPDATE notices SET told_at = $3 WHERE guild_id = $1 AND id = $2 AND told_at IS NULL",
            guild_id,
            notice_id,
            now,
        )

    async def mark_tried(self, guild_id: int, notice_id: int, now: datetime) -> None:
        """It reached nobody, and waits for a chief editor's next command."""
        await self._database.write(
            "UPDATE notices SET tried_at = $3 WHERE guild_id = $1 AND id = $2",
            guild_id,
            notice_id,
            now,
        )

    async def withdraw(self, guild_id: int, subject: str) -> bool:
        """Take back what nobody has been told yet. False when there is no such notice."""
        rows = await self._database.write(
            """
            DELETE FROM notices WHERE guild_id = $1 AND subject = $2 AND told_at IS NULL
            RETURNING id
            """,
            guild_id,
            subject,
        )
        return bool(rows)

    async def delete_older(self, moment: datetime) -> int:
        """How many there were. Crosses servers."""
        return len(
            await self._database.write(
                "DELETE FROM notices WHERE made_at < $1 RETURNING id", moment
            )
        )


def _notice(row: sqlite3.Row) -> Notice:
    return Notice(
        id=row["id"],
        guild_id=row["guild_id"],
        subject=row["subject"],
        message=row["message"],
        values=json.loads(row["fields"]),
        made_at=instant(row["made_at"]),
    )
