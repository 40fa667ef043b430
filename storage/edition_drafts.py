"""Drafts of editions in the editors' channel: which are wanted, and how far each has come."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from storage import schedule_rows
from storage.database import Database, Transaction
from storage.edition_records import EditionDraft, EditionKey
from storage.schedule_records import Schedule, Slot
from storage.values import instant, instant_or_none, to_json


class EditionDrafts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def wanted(self, now: datetime, limit: int) -> tuple[tuple[Schedule, Slot], ...]:
        """Editions to come whose draft should be there by now and is not whole, soonest first.
        Crosses servers. Servers without an editors' channel are passed over.
        """
        rows = await self._database.fetch(
            """
            SELECT schedule.*, coming.id AS due_slot
            FROM schedules AS drafting
            CROSS JOIN slots AS coming ON coming.schedule_id = drafting.id
                AND coming.next_run_at > $1
                AND coming.next_run_at - drafting.draft_minutes * 60 <= $1
            CROSS JOIN schedules_with_slots AS schedule ON schedule.id = drafting.id
            CROSS JOIN guilds ON guilds.guild_id = drafting.guild_id
            WHERE drafting.draft_minutes IS NOT NULL
                AND drafting.paused_at IS NULL AND NOT drafting.removed
                AND guilds.left_at IS NULL AND guilds.notice_channel_id IS NOT NULL
                AND NOT EXISTS (
                    SELECT 1 FROM edition_drafts AS drafted
                    WHERE drafted.schedule_id = drafting.id
                        AND drafted.local_date = coming.next_date
                        AND drafted.slot = CAST(coming.id AS TEXT)
                        AND drafted.done_at IS NOT NULL
                )
            ORDER BY coming.next_run_at LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(
            (schedule := schedule_rows.read(row), schedule_rows.slot_of(schedule, row["due_slot"]))
            for row in rows
        )

    async def begin(
        self, key: EditionKey, channel_id: int, messages: Sequence[str], now: datetime
    ) -> EditionDraft:
        """Fix its messages before any leaves. One that was begun stays as it is."""

        async def work(transaction: Transaction) -> EditionDraft:
            values = key.guild_id, key.schedule_id, key.local_date, key.slot
            await transaction.run(
                """
                INSERT INTO edition_drafts (
                    guild_id, schedule_id, local_date, slot, channel_id, messages, sent, begun_at
                ) VALUES ($1, $2, $3, $4, $5, $6, '{}', $7)
                ON CONFLICT (schedule_id, local_date, slot) DO NOTHING
                """,
                *values,
                channel_id,
                to_json(list(messages)),
                now,
            )
            return _read((await transaction.run(_ONE, *values))[0])

        return await self._database.transaction(work)

    async def get(self, key: EditionKey) -> EditionDraft | None:
        rows = await self._database.fetch(
            _ONE, key.guild_id, key.schedule_id, key.local_date, key.slot
        )
        return _read(rows[0]) if rows else None

    async def sent(self, key: EditionKey, sent: Mapping[int, int]) -> None:
        """Which messages are there, place to message id."""
        await self._database.write(
            """
            UPDATE edition_drafts SET sent = $5
            WHERE guild_id = $1 AND schedule_id = $2 AND local_date = $3 AND slot = $4
            """,
            key.guild_id,
            key.schedule_id,
            key.local_date,
            key.slot,
            to_json({str(place): message_id for place, message_id in sent.items()}),
        )

    async def done(self, key: EditionKey, now: datetime) -> None:
        """It is whole, or nothing more is tried; what it said is no longer kept."""
        await self._database.write(
            """
            UPDATE edition_drafts SET done_at = $5, messages = '[]'
            WHERE guild_id = $1 AND schedule_id = $2 AND local_date = $3 AND slot = $4
            """,
            key.guild_id,
            key.schedule_id,
            key.local_date,
            key.slot,
            now,
        )


_ONE = """
    SELECT * FROM edition_drafts
    WHERE guild_id = $1 AND schedule_id = $2 AND local_date = $3 AND slot = $4
"""


def _read(row: sqlite3.Row) -> EditionDraft:
    sent: dict[str, int] = json.loads(row["sent"])
    return EditionDraft(
        key=EditionKey(
            guild_id=row["guild_id"],
            schedule_id=row["schedule_id"],
            local_date=date.fromisoformat(row["local_date"]),
            slot=row["slot"],
        ),
        channel_id=row["channel_id"],
        messages=tuple(json.loads(row["messages"])),
        sent={int(place): message_id for place, message_id in sent.items()},
        begun_at=instant(row["begun_at"]),
        done_at=instant_or_none(row["done_at"]),
    )
