"""The ledger: claiming editions, leasing them to a sender, and writing down what became of them.

One row an edition, for ever. What is due is `schedules`' to say; how a claim is worked out and
what is sent, the callers'.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from storage import delivery_rows
from storage.database import Database, Transaction
from storage.errors import Missing
from storage.records import (
    CarriedStory,
    Claim,
    Delivery,
    DeliveryPart,
    DeliveryState,
)

_FINAL = frozenset(
    {
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.SKIPPED,
        DeliveryState.UNCONFIRMED,
    }
)


class Deliveries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, claims: Sequence[Claim]) -> tuple[Delivery, ...]:
        """Move each slot on and write its ledger row, all in one transaction. Crosses servers.

        A slot that has moved on already is left alone. An edition that has its row already (its
        time was edited, say) only moves the slot. Returned are the new rows. A slot may be
        claimed several times in a row, each claim's due_at being the next_run_at before it.
        """

        async def work(transaction: Transaction) -> tuple[Delivery, ...]:
            made: list[Delivery] = []
            for round_ in _rounds(claims):
                made += await delivery_rows.claim(transaction, round_)
            return tuple(made)

        return await self._database.transaction(work)

    async def add_extra(
        self,
        guild_id: int,
        *,
        schedule_id: int,
        channel_id: int,
        local_date: date,
        slot: str,
        due_at: datetime,
        code: str,
        now: datetime,
    ) -> Delivery:
        """An edition asked for by hand, `slot` being "extra:<interaction id>".

        Asking twice gives the same row. Raises Missing when the server has no such schedule.
        """

        async def work(transaction: Transaction) -> Delivery:
            await transaction.run(
                """
                INSERT INTO deliveries (
                    guild_id, schedule_id, channel_id, local_date, slot, due_at, state, code,
                    created_at
                )
                SELECT guild_id, id, $3, $4, $5, $6, 'pending', $7, $8 FROM schedules
                WHERE guild_id = $1 AND id = $2 AND NOT removed
                ON CONFLICT (schedule_id, local_date, slot) DO NOTHING
                """,
                guild_id,
                schedule_id,
                channel_id,
                local_date,
                slot,
                due_at,
                code,
                now,
            )
            rows = await transaction.run(
                """
                SELECT * FROM deliveries
                WHERE guild_id = $1 AND schedule_id = $2 AND local_date = $3 AND slot = $4
                """,
                guild_id,
                schedule_id,
                local_date,
                slot,
            )
            if not rows:
                raise Missing("The schedule")
            return delivery_rows.read(rows[0])

        return await self._database.transaction(work)

    async def lease(
        self, owner: str, now: datetime, until: datetime, limit: int
    ) -> tuple[Delivery, ...]:
        """Take what is to be sent, longest due first, with parts and stories. Crosses servers.

        Pending rows that nobody holds, and rows whose lease has run out: of those the ones in
        state `sending` are in doubt. Servers that we have left are passed over.
        """

        async def work(transaction: Transaction) -> tuple[Delivery, ...]:
            rows = await transaction.run(
                """
                UPDATE deliveries
                SET lease_owner = $1, lease_until = $3, attempt = attempt + 1
                WHERE id IN (
                    SELECT deliveries.id FROM deliveries
                    CROSS JOIN guilds ON guilds.guild_id = deliveries.guild_id
                    WHERE state IN ('pending', 'sending')
                        AND (lease_until IS NULL OR lease_until < $2)
                        AND guilds.left_at IS NULL
                    ORDER BY due_at, deliveries.id LIMIT $4
                )
                RETURNING *
                """,
                owner,
                now,
                until,
                limit,
            )
            leased = await delivery_rows.with_contents(transaction.run, rows)
            return tuple(sorted(leased, key=lambda row: (row.due_at, row.id)))

        return await self._database.transaction(work)

    async def renew(self, delivery_id: int, owner: str, until: datetime) -> bool:
        """False when the lease is somebody else's by now. Crosses servers."""
        rows = await self._database.write(
            """
            UPDATE deliveries SET lease_until = $3 WHERE id = $1 AND lease_owner = $2 RETURNING id
            """,
            delivery_id,
            owner,
            until,
        )
        return bool(rows)

    async def release(self, owner: str) -> int:
        """Give back all that the owner still holds; how many. Crosses servers."""
        rows = await self._database.write(
            """
            UPDATE deliveries SET lease_owner = NULL, lease_until = NULL
            WHERE lease_owner = $1 RETURNING id
            """,
            owner,
        )
        return len(rows)

    async def freeze(
        self,
        guild_id: int,
        delivery_id: int,
        owner: str,
        parts: Sequence[DeliveryPart],
        stories: Sequence[CarriedStory],
    ) -> bool:
        """Fix what will be sent. False when the lease is lost or sending has begun.

        Freezing again replaces what was frozen. Stories of other servers are left out.
        """

        async def work(transaction: Transaction) -> bool:
            held = await transaction.run(
                """
                SELECT id FROM deliveries
                WHERE guild_id = $1 AND id = $2 AND lease_owner = $3 AND state = 'pending'
                """,
                guild_id,
                delivery_id,
                owner,
            )
            if held:
                await delivery_rows.freeze(transaction, guild_id, delivery_id, parts, stories)
            return bool(held)

        return await self._database.transaction(work)

    async def begin_sending(
        self, guild_id: int, delivery_id: int, owner: str, now: datetime
    ) -> bool:
        """Committed before the first request leaves. False: the lease is lost, do not send."""
        rows = await self._database.write(
            """
            UPDATE deliveries SET state = 'sending', first_try_at = coalesce(first_try_at, $4)
            WHERE guild_id = $1 AND id = $2 AND lease_owner = $3
                AND state IN ('pending', 'sending')
            RETURNING id
            """,
            guild_id,
            delivery_id,
            owner,
            now,
        )
        return bool(rows)

    async def part_sent(
        self, guild_id: int, delivery_id: int, part: int, message_id: int, now: datetime
    ) -> None:
        await self._database.write(
            """
            UPDATE delivery_parts SET message_id = $4, sent_at = $5
            WHERE guild_id = $1 AND delivery_id = $2 AND part = $3
            """,
            guild_id,
            delivery_id,
            part,
            message_id,
            now,
        )

    async def settle(
        self,
        guild_id: int,
        delivery_id: int,
        owner: str,
        state: DeliveryState,
        reason: str | None,
        now: datetime,
    ) -> bool:
        """Write down how it ended and give up the lease. False when the lease is lost.

        Sent clears the schedule's count of failures, failed adds one.
        """
        if state not in _FINAL:
            raise ValueError(f"{state} is no end")

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                UPDATE deliveries
                SET state = $4, reason = $5, sent_at = iif($4 = 'sent', $6, sent_at),
                    lease_owner = NULL, lease_until = NULL
                WHERE guild_id = $1 AND id = $2 AND lease_owner = $3
                RETURNING schedule_id
                """,
                guild_id,
                delivery_id,
                owner,
                state,
                reason,
                now,
            )
            if rows:
                await transaction.run(
                    """
                    UPDATE schedules
                    SET fail_count = CASE $2 WHEN 'sent' THEN 0 ELSE fail_count + 1 END
                    WHERE id = $1 AND $2 IN ('sent', 'failed')
                    """,
                    rows[0]["schedule_id"],
                    state,
                )
            return bool(rows)

        return await self._database.transaction(work)

    async def get(self, guild_id: int, delivery_id: int) -> Delivery | None:
        """With parts and stories."""
        rows = await self._database.fetch(
            "SELECT * FROM deliveries WHERE guild_id = $1 AND id = $2", guild_id, delivery_id
        )
        found = await delivery_rows.with_contents(self._database.fetch, rows)
        return found[0] if found else None

    async def by_code(self, guild_id: int, code: str) -> Delivery | None:
        """With parts and stories."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries WHERE guild_id = $1 AND code = $2 ORDER BY id DESC LIMIT 1
            """,
            guild_id,
            code,
        )
        found = await delivery_rows.with_contents(self._database.fetch, rows)
        return found[0] if found else None

    async def latest_of(self, guild_id: int, schedule_id: int) -> Delivery | None:
        """The last one due, extras included, without parts and stories."""
        found = await self.of_schedule(guild_id, schedule_id, 1)
        return found[0] if found else None

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


def _rounds(claims: Sequence[Claim]) -> list[list[Claim]]:
    """The claims in rounds that hold each slot once: the second edition of a slot comes after
    the first has moved it on.
    """
    rounds: list[list[Claim]] = []
    seen: dict[int, int] = {}
    for claim in claims:
        turn = seen.get(claim.slot_id, 0)
        seen[claim.slot_id] = turn + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(claim)
    return rounds
