"""A schedule as rows: its settings, its slots and the editions it has had, written and read back.
What changes, and in which transaction, is for `schedules`, `pauses` and `slots` to say.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from storage.database import Transaction
from storage.errors import Exists
from storage.schedule_records import Schedule, Slot
from storage.targets import read_target, write_target
from storage.values import clean, instant, instant_or_none, to_json

NextRun = tuple[date, datetime]
"""The local date of a slot's next edition, and its instant."""

Done = Mapping[int, frozenset[date]]
"""By slot id, the local dates that have their edition already."""


ONE = "SELECT * FROM schedules_with_slots WHERE guild_id = $1 AND id = $2 AND NOT removed"


async def one(transaction: Transaction, guild_id: int, schedule_id: int) -> Schedule | None:
    rows = await transaction.run(ONE, guild_id, schedule_id)
    return read(rows[0]) if rows else None


async def done(transaction: Transaction, guild_id: int, schedule_id: int, since: date) -> Done:
    rows = await transaction.run(
        """
        SELECT slot, local_date FROM deliveries
        WHERE guild_id = $1 AND schedule_id = $2 AND local_date >= $3
        """,
        guild_id,
        schedule_id,
        since,
    )
    done: dict[int, frozenset[date]] = {}
    for slot, local_date in rows:
        if slot.isdigit():  # an extra edition belongs to no slot
            on = date.fromisoformat(local_date)
            done[int(slot)] = done.get(int(slot), frozenset()) | {on}
    return done


async def write_settings(transaction: Transaction, schedule_id: int, after: Schedule) -> None:
    rows = await transaction.run(
        """
        UPDATE OR IGNORE schedules
        SET retry_at = min(retry_at, 0), channel_id = $2,
            name = $3, folded_name = $4, zone = $5, rule = $6, sections = $7, story_cap = $8,
            language = $9, post_empty = $10, target = $11, draft_minutes = $12,
            needs_approval = $13
        WHERE id = $1 RETURNING id
        """,
        schedule_id,
        after.channel_id,
        after.name,
        folded(after.name),
        after.zone,
        after.rule,
        names_to_json(after.sections),
        after.story_cap,
        after.language,
        after.post_empty,
        write_target(after.target),
        after.draft_minutes,
        after.needs_approval,
    )
    if not rows:
        raise Exists(f"A schedule named “{after.name}”")


async def write_slot(transaction: Transaction, before: Schedule, slot: Slot) -> None:
    if not slot.id:
        await add_slot(transaction, before.guild_id, before.id, slot)
        return
    await transaction.run(
        """
        UPDATE slots SET minute = $3, next_date = $4, next_run_at = $5
        WHERE schedule_id = $1 AND id = $2
        """,
        before.id,
        slot.id,
        slot.minute,
        slot.next_date,
        slot.next_run_at,
    )


async def add_slot(transaction: Transaction, guild_id: int, schedule_id: int, slot: Slot) -> None:
    await transaction.run(
        """
        INSERT INTO slots (schedule_id, guild_id, minute, next_date, next_run_at)
        VALUES ($1, $2, $3, $4, $5)
        """,
        schedule_id,
        guild_id,
        slot.minute,
        slot.next_date,
        slot.next_run_at,
    )


async def stop_slots(transaction: Transaction, schedule_id: int) -> None:
    await transaction.run(
        "UPDATE slots SET next_date = NULL, next_run_at = NULL WHERE schedule_id = $1", schedule_id
    )


async def skip_unbegun(transaction: Transaction, schedule_id: int, reason: str) -> None:
    await transaction.run(
        """
        UPDATE deliveries SET state = 'skipped', reason = $2, retry_at = NULL
        WHERE schedule_id = $1 AND state = 'pending' AND lease_owner IS NULL
        """,
        schedule_id,
        reason,
    )


async def set_next_runs(
    transaction: Transaction, schedule_id: int, next_runs: Mapping[int, NextRun | None]
) -> None:
    for slot_id, run in next_runs.items():
        next_date, next_run_at = run or (None, None)
        await transaction.run(
            "UPDATE slots SET next_date = $3, next_run_at = $4 WHERE schedule_id = $1 AND id = $2",
            schedule_id,
            slot_id,
            next_date,
            next_run_at,
        )


def names_to_json(names: Sequence[str]) -> str:
    return to_json([clean(name) for name in names])


def folded(name: str) -> str:
    return " ".join(clean(name).split()).casefold()


def read(row: sqlite3.Row) -> Schedule:
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
        server_zone=row["server_zone"],
        rule=row["rule"],
        sections=tuple(json.loads(row["sections"])),
        story_cap=row["story_cap"],
        target=read_target(row["target"]),
        language=row["language"],
        server_language=row["server_language"] or "en",
        post_empty=bool(row["post_empty"]),
        slots=tuple(sorted(slots, key=lambda slot: slot.minute)),
        paused_at=instant_or_none(row["paused_at"]),
        pause_reason=row["pause_reason"],
        fail_count=row["fail_count"],
        retry_at=instant_or_none(row["retry_at"]),
        draft_minutes=row["draft_minutes"],
        needs_approval=bool(row["needs_approval"]),
        created_by=row["created_by"],
        created_at=instant(row["created_at"]),
    )


def slot_of(schedule: Schedule, slot_id: int) -> Slot:
    return next(slot for slot in schedule.slots if slot.id == slot_id)
