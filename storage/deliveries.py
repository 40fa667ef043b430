"""The ledger as it is read: one row an edition, for ever. Claims, sending and mends write it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from storage import delivery_rows, delivery_steps
from storage.database import Database
from storage.delivery_records import Delivery, DeliveryStep, Ledger
from storage.edition_records import EditionKey
from storage.values import instant_or_none


class Deliveries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def ledger(self) -> Ledger:
        """Which ledger this is. Crosses servers."""
        (row,) = await self._database.fetch("SELECT * FROM ledger")
        return Ledger(id=row["id"], restored_at=instant_or_none(row["restored_at"]))

    async def get(self, guild_id: int, delivery_id: int) -> Delivery | None:
        """With parts and stories."""
        rows = await self._database.fetch(
            "SELECT * FROM deliveries WHERE guild_id = $1 AND id = $2", guild_id, delivery_id
        )
        return await self._first_whole(rows)

    async def by_code(self, guild_id: int, code: str) -> Delivery | None:
        """With parts and stories."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries WHERE guild_id = $1 AND code = $2 ORDER BY id DESC LIMIT 1
            """,
            guild_id,
            code,
        )
        return await self._first_whole(rows)

    async def of_edition(self, key: EditionKey) -> Delivery | None:
        """The row of an edition, with parts and stories; None before its hour."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries
            WHERE schedule_id = $2 AND local_date = $3 AND slot = $4 AND guild_id = $1
            """,
            key.guild_id,
            key.schedule_id,
            key.local_date,
            key.slot,
        )
        return await self._first_whole(rows)

    async def of_date(
        self, guild_id: int, schedule_id: int, local_date: date
    ) -> tuple[Delivery, ...]:
        """The editions of one local date, extras included, last due first, with parts."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries
            WHERE schedule_id = $2 AND local_date = $3 AND guild_id = $1
            ORDER BY due_at DESC, id DESC
            """,
            guild_id,
            schedule_id,
            local_date,
        )
        return await self._whole(rows)

    async def of_day(self, guild_id: int, local_date: date) -> tuple[Delivery, ...]:
        """All of a server's editions of a local date, first due first, with parts and stories."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries WHERE guild_id = $1 AND local_date = $2 ORDER BY due_at, id
            """,
            guild_id,
            local_date,
        )
        return await self._whole(rows)

    async def of_schedule(
        self, guild_id: int, schedule_id: int, limit: int
    ) -> tuple[Delivery, ...]:
        """Last due first, without parts and stories."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries WHERE schedule_id = $2 AND guild_id = $1
            ORDER BY due_at DESC, id DESC LIMIT $3
            """,
            guild_id,
            schedule_id,
            limit,
        )
        return tuple(delivery_rows.read(row) for row in rows)

    async def ended_so(
        self, guild_id: int, schedule_id: int, reason: str, since: datetime
    ) -> tuple[Delivery, ...]:
        """Those due since then that ended for this reason, last due first, with parts."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries
            WHERE schedule_id = $2 AND due_at >= $4 AND reason = $3 AND guild_id = $1
            ORDER BY due_at DESC, id DESC
            """,
            guild_id,
            schedule_id,
            reason,
            since,
        )
        return await self._whole(rows)

    async def latest_of(self, guild_id: int, schedule_id: int) -> Delivery | None:
        """The last one due, extras included, without parts and stories."""
        found = await self.of_schedule(guild_id, schedule_id, 1)
        return found[0] if found else None

    async def kept_back(self, guild_id: int, schedule_id: int) -> Delivery | None:
        """The last due edition of a schedule that waits for its editors."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries
            WHERE schedule_id = $2 AND state = 'pending' AND waits_for IS NOT NULL
                AND guild_id = $1
            ORDER BY due_at DESC, id DESC LIMIT 1
            """,
            guild_id,
            schedule_id,
        )
        return delivery_rows.read(rows[0]) if rows else None

    async def thread_of_date(
        self, guild_id: int, schedule_id: int, local_date: date, channel_id: int
    ) -> int | None:
        """The thread that an earlier edition of the date has in this channel."""
        rows = await self._database.fetch(
            """
            SELECT thread_id FROM deliveries
            WHERE schedule_id = $2 AND local_date = $3 AND guild_id = $1 AND channel_id = $4
                AND thread_id IS NOT NULL
            ORDER BY due_at DESC, id DESC LIMIT 1
            """,
            guild_id,
            schedule_id,
            local_date,
            channel_id,
        )
        return rows[0]["thread_id"] if rows else None

    async def is_overtaken(self, guild_id: int, delivery_id: int) -> bool:
        """Whether a newer edition of the same schedule waits behind it; extras do not count."""
        rows = await self._database.fetch(
            """
            SELECT newer.id FROM deliveries AS late
            CROSS JOIN deliveries AS newer ON newer.schedule_id = late.schedule_id
            WHERE late.guild_id = $1 AND late.id = $2
                AND newer.state IN ('pending', 'sending') AND newer.due_at > late.due_at
                AND newer.slot NOT LIKE 'extra:%'
            LIMIT 1
            """,
            guild_id,
            delivery_id,
        )
        return bool(rows)

    async def has_newer(self, guild_id: int, delivery_id: int) -> bool:
        """Whether a newer edition of the same schedule is on record that was not skipped; extras
        do not count.
        """
        rows = await self._database.fetch(
            """
            SELECT newer.id FROM deliveries AS late
            CROSS JOIN deliveries AS newer
                ON newer.schedule_id = late.schedule_id AND newer.due_at > late.due_at
            WHERE late.guild_id = $1 AND late.id = $2
                AND newer.state <> 'skipped' AND newer.slot NOT LIKE 'extra:%'
            LIMIT 1
            """,
            guild_id,
            delivery_id,
        )
        return bool(rows)

    async def waiting(self) -> int:
        """How many are being prepared or on their way, without those that wait for their editors.
        Crosses servers.
        """
        rows = await self._database.fetch(
            """
            SELECT count(*) FROM deliveries
            WHERE state IN ('pending', 'sending') AND waits_for IS NULL
            """
        )
        return rows[0][0]

    async def overdue(self, before: datetime) -> bool:
        """Whether anything that was due, and might have been tried, before an instant is not out.
        What waits for its next try after a failure is not meant. Crosses servers.
        """
        rows = await self._database.fetch(
            """
            SELECT EXISTS (
                SELECT 1 FROM deliveries
                WHERE state IN ('pending', 'sending') AND due_at < $1 AND created_at < $1
                    AND coalesce(retry_at, 0) < $1
            ) OR EXISTS (
                SELECT 1 FROM slots
                CROSS JOIN schedules ON schedules.id = slots.schedule_id
                CROSS JOIN guilds ON guilds.guild_id = schedules.guild_id
                WHERE slots.next_run_at < $1
                    AND schedules.paused_at IS NULL AND NOT schedules.removed
                    AND guilds.left_at IS NULL
            )
            """,
            before,
        )
        return bool(rows[0][0])

    async def with_story(self, guild_id: int, story_id: int, limit: int) -> tuple[Delivery, ...]:
        """Editions that carry a story, last due first, with parts and stories."""
        rows = await self._database.fetch(
            """
            SELECT deliveries.* FROM delivery_stories AS carried
            CROSS JOIN deliveries ON deliveries.id = carried.delivery_id
            WHERE carried.story_id = $2 AND deliveries.guild_id = $1
            ORDER BY carried.delivery_id DESC LIMIT $3
            """,
            guild_id,
            story_id,
            limit,
        )
        return await self._whole(rows)

    async def put_together_since(
        self, guild_id: int, since: datetime, limit: int
    ) -> tuple[tuple[Delivery, Mapping[str, object]], ...]:
        """Editions due since then, last due first, with stories and what was known of them."""
        rows = await self._database.fetch(
            """
            SELECT deliveries.*, known.facts FROM edition_facts AS known
            CROSS JOIN deliveries ON deliveries.id = known.delivery_id
            WHERE known.guild_id = $1 AND known.due_at >= $2
            ORDER BY known.due_at DESC LIMIT $3
            """,
            guild_id,
            since,
            limit,
        )
        found = await self._whole(rows)
        return tuple(
            (delivery, json.loads(row["facts"])) for delivery, row in zip(found, rows, strict=True)
        )

    async def of_channel(self, guild_id: int, channel_id: int, on: date) -> tuple[Delivery, ...]:
        """The editions of a local date, first due first, with parts and stories."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries WHERE channel_id = $2 AND local_date = $3 AND guild_id = $1
            ORDER BY due_at, id
            """,
            guild_id,
            channel_id,
            on,
        )
        return await self._whole(rows)

    async def dates_of_channel(
        self, guild_id: int, channel_id: int, limit: int
    ) -> tuple[date, ...]:
        """The last local dates that had an edition there, newest first."""
        rows = await self._database.fetch(
            """
            SELECT DISTINCT local_date FROM deliveries WHERE channel_id = $2 AND guild_id = $1
            ORDER BY local_date DESC LIMIT $3
            """,
            guild_id,
            channel_id,
            limit,
        )
        return tuple(date.fromisoformat(row["local_date"]) for row in rows)

    async def first_of_slot(
        self, guild_id: int, schedule_id: int, slot: str, since: date
    ) -> Delivery | None:
        """The slot's first edition on a local date or after, without parts and stories."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries
            WHERE schedule_id = $2 AND local_date >= $4 AND slot = $3 AND guild_id = $1
            ORDER BY local_date LIMIT 1
            """,
            guild_id,
            schedule_id,
            slot,
            since,
        )
        return delivery_rows.read(rows[0]) if rows else None

    async def steps(self, guild_id: int, delivery_id: int) -> tuple[DeliveryStep, ...]:
        """What happened to it since it was claimed, in order; () for another server's."""
        rows = await self._database.fetch(
            """
            SELECT * FROM delivery_steps WHERE delivery_id = $2 AND guild_id = $1 ORDER BY number
            """,
            guild_id,
            delivery_id,
        )
        return tuple(delivery_steps.read(row) for row in rows)

    async def forget_steps(self, before: datetime, limit: int = 500) -> int:
        """Drop the steps of the oldest deliveries, made before an instant; how many were dropped,
        at most those of `limit` deliveries. Crosses servers.
        """
        rows = await self._database.write(
            """
            DELETE FROM delivery_steps WHERE delivery_id IN (
                SELECT id FROM deliveries
                WHERE id BETWEEN (SELECT min(delivery_id) FROM delivery_steps)
                        AND (SELECT min(delivery_id) + $2 FROM delivery_steps)
                    AND created_at < $1
            )
            RETURNING delivery_id
            """,
            before,
            limit,
        )
        return len(rows)

    async def _whole(self, rows: Sequence[sqlite3.Row]) -> tuple[Delivery, ...]:
        """With parts and stories."""
        return tuple(await delivery_rows.with_contents(self._database.fetch, rows))

    async def _first_whole(self, rows: Sequence[sqlite3.Row]) -> Delivery | None:
        found = await self._whole(rows)
        return found[0] if found else None
