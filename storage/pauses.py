"""Pauses of schedules: by a person, or by the bot where Discord refuses its posts. A paused one has
no next runs; with which ones it goes on, the callers compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from storage import schedule_facts, schedule_rows
from storage.database import Database, Transaction
from storage.desk_log import By
from storage.schedule_records import Schedule
from storage.schedule_rows import NextRun


class Pauses:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def pause(
        self,
        guild_id: int,
        schedule_id: int,
        now: datetime,
        reason: str | None = None,
        by: By | None = None,
    ) -> bool:
        """A person pauses it. False when there is none. One that a person has paused already
        keeps its first time and reason. What was claimed and not begun is skipped.
        """

        async def work(transaction: Transaction) -> bool:
            before = await schedule_rows.one(transaction, guild_id, schedule_id)
            rows = await transaction.run(
                """
                UPDATE schedules
                SET pause_reason = iif(paused_at IS NULL OR retry_at NOTNULL, $4, pause_reason),
                    paused_at = coalesce(paused_at, $3), retry_at = NULL
                WHERE guild_id = $1 AND id = $2 AND NOT removed RETURNING id
                """,
                guild_id,
                schedule_id,
                now,
                reason,
            )
            if rows:
                await schedule_rows.stop_slots(transaction, schedule_id)
                await schedule_rows.skip_unbegun(transaction, schedule_id, "schedule paused")
                after = await schedule_rows.one(transaction, guild_id, schedule_id)
                await schedule_facts.note(transaction, by, "pause", before, after)
            return bool(rows)

        return await self._database.transaction(work)

    async def resume(
        self,
        guild_id: int,
        schedule_id: int,
        next_runs: Mapping[int, NextRun | None],
        by: By | None = None,
    ) -> bool:
        """Go on with these next runs, by slot id, and a clean count of refusals."""
        return await self._resume(guild_id, schedule_id, next_runs, by, barred_only=False)

    async def resume_barred(
        self, guild_id: int, schedule_id: int, next_runs: Mapping[int, NextRun | None]
    ) -> bool:
        """As `resume`, but only if it is still the bot that has paused it."""
        return await self._resume(guild_id, schedule_id, next_runs, None, barred_only=True)

    async def _resume(
        self,
        guild_id: int,
        schedule_id: int,
        next_runs: Mapping[int, NextRun | None],
        by: By | None,
        *,
        barred_only: bool,
    ) -> bool:
        async def work(transaction: Transaction) -> bool:
            before = await schedule_rows.one(transaction, guild_id, schedule_id)
            rows = await transaction.run(
                """
                UPDATE schedules
                SET paused_at = NULL, pause_reason = NULL, retry_at = NULL, fail_count = 0
                WHERE guild_id = $1 AND id = $2 AND NOT removed
                    AND (retry_at NOTNULL OR NOT $3) RETURNING id
                """,
                guild_id,
                schedule_id,
                barred_only,
            )
            if rows:
                await schedule_rows.set_next_runs(transaction, schedule_id, next_runs)
                after = await schedule_rows.one(transaction, guild_id, schedule_id)
                await schedule_facts.note(transaction, by, "resume", before, after)
            return bool(rows)

        return await self._database.transaction(work)

    async def count_refusal(
        self,
        guild_id: int,
        schedule_id: int,
        most: int,
        now: datetime,
        retry_at: datetime,
        reason: str,
    ) -> Schedule | None:
        """One more edition in a row was refused. With `most` of them the schedule is paused on
        the bot's account until `retry_at`, what it has claimed is skipped, and it is returned.
        """

        async def work(transaction: Transaction) -> Schedule | None:
            await transaction.run(
                "UPDATE schedules SET fail_count = fail_count + 1 WHERE guild_id = $1 AND id = $2",
                guild_id,
                schedule_id,
            )
            rows = await transaction.run(
                """
                UPDATE schedules SET paused_at = $4, retry_at = $5, pause_reason = $6
                WHERE guild_id = $1 AND id = $2 AND fail_count >= $3
                    AND NOT removed AND paused_at IS NULL
                RETURNING id
                """,
                guild_id,
                schedule_id,
                most,
                now,
                retry_at,
                reason,
            )
            if not rows:
                return None
            await schedule_rows.stop_slots(transaction, schedule_id)
            await schedule_rows.skip_unbegun(transaction, schedule_id, reason)
            return await schedule_rows.one(transaction, guild_id, schedule_id)

        return await self._database.transaction(work)

    async def barred(self, now: datetime, limit: int) -> tuple[Schedule, ...]:
        """Those that the bot has paused and is to look at by now. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT schedule.* FROM schedules_with_slots AS schedule
            CROSS JOIN guilds ON guilds.guild_id = schedule.guild_id
            WHERE schedule.retry_at <= $1 AND NOT schedule.removed AND guilds.left_at IS NULL
            ORDER BY schedule.retry_at LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(schedule_rows.read(row) for row in rows)

    async def still_barred(
        self, guild_id: int, schedule_id: int, retry_at: datetime, reason: str
    ) -> None:
        """Nothing has changed: look again later. Nothing happens if it is no longer so."""
        await self._database.write(
            """
            UPDATE schedules SET retry_at = $3, pause_reason = $4
            WHERE guild_id = $1 AND id = $2 AND retry_at NOTNULL
            """,
            guild_id,
            schedule_id,
            retry_at,
            reason,
        )
