"""The schedules and their slots: what is due next. When that is, is computed by the callers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from storage.database import Database, Transaction
from storage.errors import Exists
from storage.records import Schedule, Slot
from storage.values import clean, instant, instant_or_none, to_json

NextRun = tuple[date, datetime]
"""The local date of a slot's next edition, and its instant."""


class Schedules:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        guild_id: int,
        *,
        channel_id: int,
        name: str,
        zone: str,
        days: Sequence[int],
        sections: Sequence[str],
        story_cap: int,
        slots: Sequence[tuple[int, date, datetime]],
        created_by: int,
        now: datetime,
    ) -> Schedule:
        """`slots`: minute after midnight, next local date, next instant. Raises Exists when the
        server has a schedule of that name, in whatever case.
        """

        async def work(transaction: Transaction) -> Schedule:
            rows = await transaction.run(
                """
                INSERT INTO schedules (
                    guild_id, channel_id, name, folded_name, zone, days, sections, story_cap,
                    created_by, created_at
                ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                ON CONFLICT DO NOTHING RETURNING id
                """,
                guild_id,
                channel_id,
                name,
                _folded(name),
                zone,
                to_json(days),
                to_json([clean(section) for section in sections]),
                story_cap,
                created_by,
                now,
            )
            if not rows:
                raise Exists(f"A schedule named “{name}”")
            schedule_id: int = rows[0]["id"]
            for minute, next_date, next_run_at in slots:
                await transaction.run(
                    """
                    INSERT INTO slots (schedule_id, guild_id, minute, next_date, next_run_at)
                    VALUES ($1, $2, $3, $4, $5)
                    """,
                    schedule_id,
                    guild_id,
                    minute,
                    next_date,
                    next_run_at,
                )
            made = await transaction.run(
                "SELECT * FROM schedules_with_slots WHERE id = $1", schedule_id
            )
            return _schedule(made[0])

        return await self._database.transaction(work)

    async def get(self, guild_id: int, schedule_id: int) -> Schedule | None:
        rows = await self._database.fetch(
            "SELECT * FROM schedules_with_slots WHERE guild_id = $1 AND id = $2 AND NOT removed",
            guild_id,
            schedule_id,
        )
        return _schedule(rows[0]) if rows else None

    async def list_all(self, guild_id: int) -> tuple[Schedule, ...]:
        """By name."""
        rows = await self._database.fetch(
            """
            SELECT * FROM schedules_with_slots WHERE guild_id = $1 AND NOT removed
            ORDER BY folded_name
            """,
            guild_id,
        )
        return tuple(_schedule(row) for row in rows)

    async def complete(self, guild_id: int, typed: str, limit: int = 25) -> tuple[Schedule, ...]:
        """Those whose name holds what is typed; names that begin so come first."""
        rows = await self._database.fetch(
            """
            SELECT * FROM schedules_with_slots
            WHERE guild_id = $1 AND NOT removed AND instr(folded_name, $2) > 0
            ORDER BY instr(folded_name, $2) > 1, folded_name LIMIT $3
            """,
            guild_id,
            _folded(typed),
            limit,
        )
        return tuple(_schedule(row) for row in rows)

    async def remove(self, guild_id: int, schedule_id: int) -> bool:
        """Stop it for good; False when there is none. The ledger keeps what it did.

        What was claimed and not begun is skipped.
        """

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                UPDATE schedules SET removed = 1
                WHERE guild_id = $1 AND id = $2 AND NOT removed RETURNING id
                """,
                guild_id,
                schedule_id,
            )
            if rows:
                await _stop_slots(transaction, schedule_id)
                await transaction.run(
                    """
                    UPDATE deliveries SET state = 'skipped', reason = 'schedule removed'
                    WHERE schedule_id = $1 AND state = 'pending' AND lease_owner IS NULL
                    """,
                    schedule_id,
                )
            return bool(rows)

        return await self._database.transaction(work)

    async def pause(
        self, guild_id: int, schedule_id: int, now: datetime, reason: str | None = None
    ) -> bool:
        """False when there is none. A schedule paused already keeps its first time and reason."""

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                UPDATE schedules
                SET pause_reason = iif(paused_at IS NULL, $4, pause_reason),
                    paused_at = coalesce(paused_at, $3)
                WHERE guild_id = $1 AND id = $2 AND NOT removed RETURNING id
                """,
                guild_id,
                schedule_id,
                now,
                reason,
            )
            if rows:
                await _stop_slots(transaction, schedule_id)
            return bool(rows)

        return await self._database.transaction(work)

    async def resume(
        self, guild_id: int, schedule_id: int, next_runs: Mapping[int, NextRun]
    ) -> bool:
        """Go on with these next runs, by slot id, and a clean count of failures."""

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                UPDATE schedules SET paused_at = NULL, pause_reason = NULL, fail_count = 0
                WHERE guild_id = $1 AND id = $2 AND NOT removed RETURNING id
                """,
                guild_id,
                schedule_id,
            )
            if rows:
                await _set_next_runs(transaction, schedule_id, next_runs)
            return bool(rows)

        return await self._database.transaction(work)

    async def set_next_runs(
        self, guild_id: int, schedule_id: int, next_runs: Mapping[int, NextRun]
    ) -> bool:
        """Move slots to other next runs; False when there is no such schedule or it is paused."""

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                SELECT id FROM schedules
                WHERE guild_id = $1 AND id = $2 AND NOT removed AND paused_at IS NULL
                """,
                guild_id,
                schedule_id,
            )
            if rows:
                await _set_next_runs(transaction, schedule_id, next_runs)
            return bool(rows)

        return await self._database.transaction(work)

    async def due_slots(self, now: datetime, limit: int = 500) -> tuple[tuple[Schedule, Slot], ...]:
        """What should have run by `now`, longest due first. Crosses servers.

        Paused and removed schedules and those of servers we have left are not among them.
        """
        rows = await self._database.fetch(
            """
            SELECT schedule.*, due.id AS due_slot
            FROM slots AS due
            CROSS JOIN schedules_with_slots AS schedule ON schedule.id = due.schedule_id
            CROSS JOIN guilds ON guilds.guild_id = schedule.guild_id
            WHERE due.next_run_at <= $1
                AND schedule.paused_at IS NULL AND NOT schedule.removed
                AND guilds.left_at IS NULL
            ORDER BY due.next_run_at, due.id LIMIT $2
            """,
            now,
            limit,
        )
        return tuple((schedule := _schedule(row), _slot(schedule, row["due_slot"])) for row in rows)


async def _stop_slots(transaction: Transaction, schedule_id: int) -> None:
    await transaction.run(
        "UPDATE slots SET next_date = NULL, next_run_at = NULL WHERE schedule_id = $1", schedule_id
    )


async def _set_next_runs(
    transaction: Transaction, schedule_id: int, next_runs: Mapping[int, NextRun]
) -> None:
    for slot_id, (next_date, next_run_at) in next_runs.items():
        await transaction.run(
            "UPDATE slots SET next_date = $3, next_run_at = $4 WHERE schedule_id = $1 AND id = $2",
            schedule_id,
            slot_id,
            next_date,
            next_run_at,
        )


def _folded(name: str) -> str:
    return " ".join(clean(name).split()).casefold()


def _schedule(row: sqlite3.Row) -> Schedule:
    slots = [
        Slot(
            id=slot_id,
            minute=minute,
            next_date=date.fromisoformat(next_date) if next_date else None,
            next_run_at=instant_or_none(next_run_at),
        )
        for slot_id, minute, next_date, next_run_at in json.loads(row["slots"])
    ]
    return Schedule(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        name=row["name"],
        zone=row["zone"],
        days=tuple(json.loads(row["days"])),
        sections=tuple(json.loads(row["sections"])),
        story_cap=row["story_cap"],
        slots=tuple(sorted(slots, key=lambda slot: slot.minute)),
        paused_at=instant_or_none(row["paused_at"]),
        pause_reason=row["pause_reason"],
        fail_count=row["fail_count"],
        created_by=row["created_by"],
        created_at=instant(row["created_at"]),
    )


def _slot(schedule: Schedule, slot_id: int) -> Slot:
    return next(slot for slot in schedule.slots if slot.id == slot_id)
