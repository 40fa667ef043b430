"""The slots of the schedules: what is due, what comes next, and moving that. When a slot runs next,
the callers compute.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime

from storage import schedule_rows
from storage.database import Database
from storage.schedule_records import Due, DueAlike, PlannedRun, Schedule, Slot
from storage.schedule_rows import Done, NextRun
from storage.values import instant


class Slots:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(
        self, now: datetime, limit: int = 1_000, *, past: tuple[datetime, int] | None = None
    ) -> Due:
        """What should have run by `now`, longest due first, past the slot where an earlier reading
        ended: schedules with `limit` slots between them, and each with all of its due ones.
        Crosses servers.

        Paused and removed schedules and those of servers we have left are not among them.
        """
        rows = await self._database.fetch(
            """
            SELECT schedules.id, schedules.zone, guilds.zone AS server_zone, schedules.rule,
                (
                    SELECT json_group_array(json_array(minute, next_date, next_run_at))
                    FROM slots WHERE schedule_id = schedules.id AND next_run_at <= $1
                ) AS standing,
                (
                    SELECT json_group_array(id)
                    FROM slots WHERE schedule_id = schedules.id AND next_run_at <= $1
                ) AS slot_ids,
                due.next_run_at, due.id AS slot_id
            FROM slots AS due
            CROSS JOIN schedules ON schedules.id = due.schedule_id
            CROSS JOIN guilds ON guilds.guild_id = schedules.guild_id
            WHERE due.next_run_at <= $1 AND (due.next_run_at, due.id) > ($3, $4)
                AND schedules.paused_at IS NULL AND NOT schedules.removed
                AND guilds.left_at IS NULL
            ORDER BY due.next_run_at, due.id LIMIT $2
            """,
            now,
            limit,
            *(past or (0, 0)),
        )
        last = (instant(rows[-1]["next_run_at"]), rows[-1]["slot_id"]) if rows else None
        return Due(_alike(rows), last)

    async def coming(
        self, after: datetime, until: datetime, *, past_slot: int = 0, limit: int = 200
    ) -> tuple[tuple[Schedule, Slot], ...]:
        """What runs after `after`, or at that instant with a slot past `past_slot`, up to
        `until`, soonest first; the last one's instant and slot lead on to those that follow.
        Crosses servers. Passes over the same schedules as `due`.
        """
        rows = await self._database.fetch(
            """
            SELECT schedule.*, coming.id AS due_slot
            FROM slots AS coming
            CROSS JOIN schedules_with_slots AS schedule ON schedule.id = coming.schedule_id
            CROSS JOIN guilds ON guilds.guild_id = schedule.guild_id
            WHERE (coming.next_run_at, coming.id) > ($1, $2) AND coming.next_run_at <= $3
                AND schedule.paused_at IS NULL AND NOT schedule.removed
                AND guilds.left_at IS NULL
            ORDER BY coming.next_run_at, coming.id LIMIT $4
            """,
            after,
            past_slot,
            until,
            limit,
        )
        return tuple(
            (schedule := schedule_rows.read(row), schedule_rows.slot_of(schedule, row["due_slot"]))
            for row in rows
        )

    async def crowd(self, start: datetime, end: datetime) -> dict[datetime, int]:
        """How many slots run at each instant from `start` to `end`. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT next_run_at, count(*) AS slots FROM slots
            WHERE next_run_at BETWEEN $1 AND $2 GROUP BY next_run_at
            """,
            start,
            end,
        )
        return {instant(row["next_run_at"]): row["slots"] for row in rows}

    async def done(self, guild_id: int, schedule_id: int, since: date) -> Done:
        """The dates from `since` on that have their edition, by slot id."""
        return await self._database.transaction(
            lambda transaction: schedule_rows.done(transaction, guild_id, schedule_id, since)
        )

    async def planned_after(self, now: datetime) -> tuple[PlannedRun, ...]:
        """Every next run still to come, once for all slots that share it. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT DISTINCT zone, server_zone, rule, minute, next_date, next_run_at
            FROM slots CROSS JOIN schedules_with_slots AS schedule ON schedule.id = schedule_id
            WHERE next_run_at > $1
            """,
            now,
        )
        return tuple(
            PlannedRun(
                zone=row["zone"],
                server_zone=row["server_zone"],
                rule=row["rule"],
                minute=row["minute"],
                next_date=date.fromisoformat(row["next_date"]),
                next_run_at=instant(row["next_run_at"]),
            )
            for row in rows
        )

    async def move_planned(self, planned: PlannedRun, run: NextRun) -> int:
        """Move every slot that stands there to `run`, except where that local date has its
        edition already; how many were moved. Crosses servers.
        """
        rows = await self._database.write(
            """
            UPDATE slots SET next_date = $6, next_run_at = $7
            WHERE next_run_at = $5 AND minute = $4
                AND EXISTS (
                    SELECT 1 FROM schedules JOIN guilds ON guilds.guild_id = schedules.guild_id
                    WHERE schedules.id = slots.schedule_id
                        AND schedules.zone = $1 AND guilds.zone IS $2 AND schedules.rule = $3
                )
                AND NOT EXISTS (
                    SELECT 1 FROM deliveries
                    WHERE deliveries.schedule_id = slots.schedule_id
                        AND deliveries.local_date = $6 AND deliveries.slot = CAST(slots.id AS TEXT)
                )
            RETURNING id
            """,
            planned.zone,
            planned.server_zone,
            planned.rule,
            planned.minute,
            planned.next_run_at,
            *run,
        )
        return len(rows)


def _alike(rows: Sequence[sqlite3.Row]) -> tuple[DueAlike, ...]:
    """The due schedules of `rows`, each once, put together where they stand alike."""
    ids: dict[tuple[str, str | None, str, str], dict[int, str]] = {}
    for schedule_id, zone, server_zone, rule, standing, slot_ids, *_ in rows:
        ids.setdefault((zone, server_zone, rule, standing), {})[schedule_id] = slot_ids
    return tuple(_due(*standing, f"[{','.join(each.values())}]") for standing, each in ids.items())


def _due(zone: str, server_zone: str | None, rule: str, standing: str, slot_ids: str) -> DueAlike:
    ids: list[list[int]] = json.loads(slot_ids)
    places: list[tuple[int, str, int]] = json.loads(standing)
    slots = [
        Slot(
            id=slot_id,
            minute=minute,
            next_date=date.fromisoformat(next_date),
            next_run_at=instant(next_run_at),
        )
        for slot_id, (minute, next_date, next_run_at) in zip(ids[0], places, strict=True)
    ]
    return DueAlike(
        zone=zone,
        server_zone=server_zone,
        rule=rule,
        slots=tuple(slots),
        slot_ids=tuple(tuple(each) for each in ids),
    )
