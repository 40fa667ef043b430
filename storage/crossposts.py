"""The queue of messages to be passed on to the channels that follow an announcement channel.

When each is tried next, is the callers' to say.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from storage.database import Database
from storage.delivery_records import Crosspost, CrosspostState
from storage.values import instant, instant_or_none


class Crossposts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        guild_id: int,
        delivery_id: int,
        part: int,
        *,
        channel_id: int,
        message_id: int,
        now: datetime,
    ) -> None:
        """Let a posted part wait for its turn; one that waits or has had it stays as it is."""
        await self._database.write(
            """
            INSERT INTO crossposts (
                delivery_id, part, guild_id, channel_id, message_id, state, made_at, next_try_at
            )
            SELECT id, $3, guild_id, $4, $5, 'waiting', $6, $6 FROM deliveries
            WHERE guild_id = $1 AND id = $2
            ON CONFLICT (delivery_id, part) DO NOTHING
            """,
            guild_id,
            delivery_id,
            part,
            channel_id,
            message_id,
            now,
        )

    async def due(self, now: datetime, limit: int) -> tuple[Crosspost, ...]:
        """Those whose turn it is, longest waiting first. Crosses servers.

        Servers that we have left are passed over.
        """
        rows = await self._database.fetch(
            """
            SELECT crossposts.* FROM crossposts
            CROSS JOIN guilds ON guilds.guild_id = crossposts.guild_id
            WHERE state = 'waiting' AND next_try_at <= $1 AND guilds.left_at IS NULL
            ORDER BY next_try_at, delivery_id, part LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(_crosspost(row) for row in rows)

    async def done(self, guild_id: int, delivery_id: int, part: int) -> None:
        await self._database.write(
            """
            UPDATE crossposts SET state = 'done', attempt = attempt + 1, reason = NULL
            WHERE guild_id = $1 AND delivery_id = $2 AND part = $3
            """,
            guild_id,
            delivery_id,
            part,
        )

    async def failed(self, guild_id: int, delivery_id: int, part: int, reason: str) -> None:
        """It will not be tried again."""
        await self._database.write(
            """
            UPDATE crossposts SET state = 'failed', attempt = attempt + 1, reason = $4
            WHERE guild_id = $1 AND delivery_id = $2 AND part = $3
            """,
            guild_id,
            delivery_id,
            part,
            reason,
        )

    async def wait(
        self, guild_id: int, delivery_id: int, part: int, until: datetime, reason: str
    ) -> None:
        """Try one again at a later time."""
        await self._database.write(
            """
            UPDATE crossposts SET attempt = attempt + 1, next_try_at = $4, reason = $5
            WHERE guild_id = $1 AND delivery_id = $2 AND part = $3 AND state = 'waiting'
            """,
            guild_id,
            delivery_id,
            part,
            until,
            reason,
        )

    async def hold_channel(self, guild_id: int, channel_id: int, until: datetime) -> None:
        """Let all that wait in a channel wait at least so long."""
        await self._database.write(
            """
            UPDATE crossposts SET next_try_at = $3
            WHERE guild_id = $1 AND channel_id = $2 AND state = 'waiting' AND next_try_at < $3
            """,
            guild_id,
            channel_id,
            until,
        )

    async def waiting(self, guild_id: int) -> tuple[int, datetime | None]:
        """How many wait for their turn, and when the last of them is tried next."""
        rows = await self._database.fetch(
            """
            SELECT count(*) AS number, max(next_try_at) AS last FROM crossposts
            WHERE guild_id = $1 AND state = 'waiting'
            """,
            guild_id,
        )
        return rows[0]["number"], instant_or_none(rows[0]["last"])

    async def of_schedule(
        self, guild_id: int, schedule_id: int, limit: int
    ) -> tuple[Crosspost, ...]:
        """Those of a schedule that have not been done, newest first."""
        rows = await self._database.fetch(
            """
            SELECT crossposts.* FROM deliveries
            CROSS JOIN crossposts ON crossposts.delivery_id = deliveries.id
            WHERE deliveries.schedule_id = $2 AND deliveries.guild_id = $1
                AND crossposts.state <> 'done'
            ORDER BY deliveries.due_at DESC, deliveries.id DESC, part LIMIT $3
            """,
            guild_id,
            schedule_id,
            limit,
        )
        return tuple(_crosspost(row) for row in rows)


def _crosspost(row: sqlite3.Row) -> Crosspost:
    return Crosspost(
        delivery_id=row["delivery_id"],
        part=row["part"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        state=CrosspostState(row["state"]),
        made_at=instant(row["made_at"]),
        next_try_at=instant(row["next_try_at"]),
        attempt=row["attempt"],
        reason=row["reason"],
    )
