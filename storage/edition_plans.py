"""The editors' plans of editions to come: one row an edition, changed one version at a time.

What a change does is the callers' to say; that an edition was put together is the ledger's.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from storage import delivery_steps
from storage.database import Database, Transaction
from storage.delivery_records import Step
from storage.desk_log import By, Change, record
from storage.edition_records import Arrangement, EditionKey, EditionPlan
from storage.values import clean, instant_or_none, to_json


class EditionPlans:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: EditionKey, instead_of: Sequence[date] = ()) -> EditionPlan:
        """The plan of an edition, version 0 where there is none.

        instead_of: dates that were moved to this one; what was arranged for them holds for it
        until it has a plan of its own.
        """
        dates = [one.isoformat() for one in (key.local_date, *instead_of)]
        rows = await self._database.fetch(
            """
            SELECT edition_plans.* FROM json_each($4) AS wanted
            CROSS JOIN edition_plans ON schedule_id = $2 AND local_date = wanted.value
                AND slot = $3 AND guild_id = $1
            ORDER BY wanted.key LIMIT 1
            """,
            key.guild_id,
            key.schedule_id,
            key.slot,
            to_json(dates),
        )
        if not rows:
            return EditionPlan(key=key)
        found = _read(rows[0])
        return found if found.key == key else replace(found, key=key, version=0)

    async def of(self, keys: Sequence[EditionKey]) -> dict[EditionKey, EditionPlan]:
        """The plans of those that have one of their own. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT edition_plans.* FROM json_each($1) AS wanted
            CROSS JOIN edition_plans ON schedule_id = wanted.value ->> 1
                AND local_date = wanted.value ->> 2 AND slot = wanted.value ->> 3
                AND guild_id = wanted.value ->> 0
            """,
            to_json(
                [
                    [one.guild_id, one.schedule_id, one.local_date.isoformat(), one.slot]
                    for one in keys
                ]
            ),
        )
        return {plan.key: plan for plan in map(_read, rows)}

    async def put(self, plan: EditionPlan, seen: int, by: By, name: str = "") -> EditionPlan | None:
        """Write it as version `seen` + 1; an edition that waits is looked at anew. None where it
        is at another version by now, or where the edition has been put together.

        name: what the edition is called in the log.
        """

        async def work(transaction: Transaction) -> EditionPlan | None:
            key = plan.key
            before = await transaction.run(_PLAN, *_values(key))
            written = await _write(transaction, plan, seen, by)
            if written is None:
                return None
            await _wake(transaction, written, by)
            change = Change(
                at=by.at,
                actor_id=by.actor_id,
                action=f"edition.{plan.change}",
                subject="edition",
                subject_id=key.schedule_id,
                name=name,
                before=_facts(_read(before[0]) if before else EditionPlan(key=key)),
                after={
                    **_facts(written),
                    "date": key.local_date.isoformat(),
                    "slot": key.slot,
                },
                undoes_id=by.undoes_id,
            )
            await record(transaction, key.guild_id, change)
            return written

        return await self._database.transaction(work)

    async def is_closed(self, key: EditionKey) -> bool:
        """Whether the edition has been put together, or has come to its end without."""
        return bool(await self._database.fetch(_CLOSED, *_values(key)))


_PLAN = """
    SELECT * FROM edition_plans
    WHERE schedule_id = $2 AND local_date = $3 AND slot = $4 AND guild_id = $1
"""

_CLOSED = """
    SELECT id FROM deliveries
    WHERE schedule_id = $2 AND local_date = $3 AND slot = $4 AND guild_id = $1
        AND (state <> 'pending'
            OR EXISTS (SELECT 1 FROM delivery_parts WHERE delivery_id = deliveries.id))
"""


def _values(key: EditionKey) -> tuple[object, ...]:
    return key.guild_id, key.schedule_id, key.local_date, key.slot


async def _write(
    transaction: Transaction, plan: EditionPlan, seen: int, by: By
) -> EditionPlan | None:
    key = plan.key
    if await transaction.run(_CLOSED, *_values(key)):
        return None
    rows = await transaction.run(
        """
        INSERT INTO edition_plans (
            guild_id, schedule_id, local_date, slot, version, arrangement, held_by, held_at,
            approved_by, approved_at, changed_by, changed_at, change, on_story
        )
        SELECT guild_id, id, $3, $4, $5 + 1, $6, $7, $8, $9, $10, $11, $12, $13, $14
        FROM schedules WHERE guild_id = $1 AND id = $2 AND NOT removed
        ON CONFLICT (schedule_id, local_date, slot) DO UPDATE
        SET version = excluded.version, arrangement = excluded.arrangement,
            held_by = excluded.held_by, held_at = excluded.held_at,
            approved_by = excluded.approved_by, approved_at = excluded.approved_at,
            changed_by = excluded.changed_by, changed_at = excluded.changed_at,
            change = excluded.change, on_story = excluded.on_story
        WHERE edition_plans.version = $5
        RETURNING *
        """,
        *_values(key),
        seen,
        _arrangement_to_json(plan.arrangement),
        plan.held_by,
        plan.held_at,
        plan.approved_by,
        plan.approved_at,
        by.actor_id,
        by.at,
        plan.change,
        plan.on_story,
    )
    return _read(rows[0]) if rows else None


async def _wake(transaction: Transaction, plan: EditionPlan, by: By) -> None:
    """Let an edition that waits be looked at anew, by the plan as it is now."""
    rows = await transaction.run(
        """
        UPDATE deliveries SET retry_at = NULL
        WHERE schedule_id = $2 AND local_date = $3 AND slot = $4 AND guild_id = $1
            AND state = 'pending' AND waits_for IS NOT NULL
        RETURNING id
        """,
        *_values(plan.key),
    )
    if rows and plan.change in ("release", "approve"):
        await delivery_steps.add(
            transaction, plan.key.guild_id, rows[0]["id"], by.at, Step.GIVEN_FREE, plan.change
        )


def _facts(plan: EditionPlan) -> dict[str, object]:
    """What the log keeps of a plan: what it says, not who said it when."""
    return {
        **asdict(plan.arrangement),
        "held": plan.held_at is not None,
        "approved": plan.approved_at is not None,
    }


def _read(row: sqlite3.Row) -> EditionPlan:
    return EditionPlan(
        key=EditionKey(
            guild_id=row["guild_id"],
            schedule_id=row["schedule_id"],
            local_date=date.fromisoformat(row["local_date"]),
            slot=row["slot"],
        ),
        version=row["version"],
        arrangement=_arrangement(row["arrangement"]),
        held_by=row["held_by"],
        held_at=instant_or_none(row["held_at"]),
        approved_by=row["approved_by"],
        approved_at=instant_or_none(row["approved_at"]),
        changed_by=row["changed_by"],
        changed_at=instant_or_none(row["changed_at"]),
        change=row["change"],
        on_story=row["on_story"],
    )


def _arrangement_to_json(arrangement: Arrangement) -> str:
    fields = asdict(arrangement)
    fields["sections"] = [clean(name) for name in arrangement.sections]
    fields["note"] = clean(arrangement.note)
    return to_json(fields)


def _arrangement(text: str) -> Arrangement:
    fields = json.loads(text)
    return Arrangement(
        lead=fields.get("lead"),
        note=fields.get("note", ""),
        **{
            name: tuple(fields.get(name, ()))
            for name in ("pinned", "added", "dropped", "order", "sections")
        },
    )
