"""What the editors were last told of editions to come, so that they are told of changes only."""

from __future__ import annotations

from datetime import date, datetime

from storage.database import Database
from storage.delivery_records import ToldOutlook
from storage.values import instant


class Outlooks:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, told: ToldOutlook) -> None:
        """The newest replaces the one before. A server that is not known keeps none."""
        await self._database.write(
            """
            INSERT INTO outlooks (slot_id, local_date, guild_id, due_at, cause, times)
            SELECT $1, $2, guild_id, $4, $5, $6 FROM guilds WHERE guild_id = $3
            ON CONFLICT (slot_id, local_date) DO UPDATE
            SET due_at = excluded.due_at, cause = excluded.cause, times = excluded.times
            """,
            told.slot_id,
            told.local_date,
            told.guild_id,
            told.due_at,
            told.cause,
            told.times,
        )

    async def coming(self, after: datetime) -> tuple[ToldOutlook, ...]:
        """Those of editions due after `after`. Crosses servers."""
        rows = await self._database.fetch("SELECT * FROM outlooks WHERE due_at > $1", after)
        return tuple(
            ToldOutlook(
                guild_id=row["guild_id"],
                slot_id=row["slot_id"],
                local_date=date.fromisoformat(row["local_date"]),
                due_at=instant(row["due_at"]),
                cause=row["cause"],
                times=row["times"],
            )
            for row in rows
        )

    async def delete_older(self, moment: datetime) -> int:
        """How many there were. Crosses servers."""
        return len(
            await self._database.write(
                "DELETE FROM outlooks WHERE due_at < $1 RETURNING slot_id", moment
            )
        )
