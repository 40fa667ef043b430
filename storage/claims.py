"""How deliveries begin: the ledger row that a claim writes, the lease by which a sender has it.

What is due is `schedules`' to say; how a claim is worked out, the callers'. What the holder of a
lease writes down is `sending`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from storage import delivery_rows
from storage.database import Database, Transaction
from storage.delivery_records import Claim, Delivery
from storage.desk_log import By, Change, record
from storage.errors import Missing
from storage.values import rows_to_json, to_json

FARTHEST = timedelta(hours=3)
"""No lease and no wait lasts this long: an instant farther ahead was written by a wrong clock."""


class Claims:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, claims: Sequence[Claim]) -> tuple[int, ...]:
        """Move each slot on and write its ledger row, all in one transaction. Crosses servers.

        A slot that has moved on already is left alone. An edition that has its row already (its
        time was edited, say) only moves the slot. Returned are the new rows' ids. A slot may be
        claimed several times in a row, each claim beginning where the one before left it.
        """

        async def work(transaction: Transaction) -> tuple[int, ...]:
            made: list[int] = []
            for round_ in _rounds(claims):
                made += await _claim(transaction, round_)
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
        by: By | None = None,
    ) -> Delivery:
        """An edition asked for by hand, `slot` being "extra:<interaction id>".

        Asking twice gives the same row, on a later date too. Raises Missing when the server has
        no such schedule.
        """

        async def work(transaction: Transaction) -> Delivery:
            new = await transaction.run(
                """
                INSERT INTO deliveries (
                    guild_id, schedule_id, channel_id, local_date, slot, due_at, state, code,
                    created_at
                )
                SELECT guild_id, id, $3, $4, $5, $6, 'pending', $7, $8 FROM schedules
                WHERE guild_id = $1 AND id = $2 AND NOT removed
                    AND NOT EXISTS (
                        SELECT 1 FROM deliveries WHERE schedule_id = schedules.id AND slot = $5
                    )
                RETURNING id, (SELECT name FROM schedules WHERE id = $2) AS name
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
                SELECT * FROM deliveries WHERE guild_id = $1 AND schedule_id = $2 AND slot = $3
                """,
                guild_id,
                schedule_id,
                slot,
            )
            if not rows:
                raise Missing("The schedule")
            made = delivery_rows.read(rows[0])
            if new and by is not None:
                await _record_extra(transaction, made, new[0]["name"], by)
            return made

        return await self._database.transaction(work)

    async def lease(
        self,
        owner: str,
        now: datetime,
        until: datetime,
        limit: int,
        at_work: Collection[int] = (),
    ) -> tuple[Delivery, ...]:
        """Take what is to be sent, longest due first, with parts and stories. Crosses servers.

        Pending rows that nobody holds, and rows whose lease has run out: of those the ones in
        state `sending` are in doubt. Passed over: what waits for its next try, what another
        edition of its schedule is still to go before (unless that waits for its editors), servers
        that we have left, and those that the owner is still at work on: a lease runs out under
        its hands where the host slept.
        """

        async def work(transaction: Transaction) -> tuple[Delivery, ...]:
            rows = await transaction.run(
                """
                UPDATE deliveries
                SET lease_owner = $1, lease_until = $3, retry_at = NULL, attempt = attempt + 1
                WHERE id IN (
                    SELECT deliveries.id FROM deliveries
                    CROSS JOIN guilds ON guilds.guild_id = deliveries.guild_id
                    WHERE state IN ('pending', 'sending')
                        AND (lease_until IS NULL OR lease_until NOT BETWEEN $2 AND $5)
                        AND (retry_at IS NULL OR retry_at NOT BETWEEN $2 AND $5)
                        AND guilds.left_at IS NULL
                        AND deliveries.id NOT IN (SELECT value FROM json_each($6))
                        AND NOT EXISTS (
                            SELECT 1 FROM deliveries AS before
                            WHERE before.schedule_id = deliveries.schedule_id
                                AND before.state IN ('pending', 'sending')
                                AND before.waits_for IS NULL
                                AND (before.due_at, before.id) < (deliveries.due_at, deliveries.id)
                        )
                    ORDER BY due_at, deliveries.id LIMIT $4
                )
                RETURNING *
                """,
                owner,
                now,
                until,
                limit,
                now + FARTHEST,
                to_json(list(at_work)),
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


async def _record_extra(transaction: Transaction, made: Delivery, name: str, by: By) -> None:
    change = Change(
        at=by.at,
        actor_id=by.actor_id,
        action="edition.extra",
        subject="edition",
        subject_id=made.id,
        name=name,
        after={"channel_id": made.channel_id, "local_date": made.local_date.isoformat()},
    )
    await record(transaction, made.guild_id, change)


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


async def _claim(transaction: Transaction, claims: Sequence[Claim]) -> list[int]:
    """Two statements for any number of claims, each of another slot. Returns the new rows' ids.

    What many slots share goes along once: 10,000 at once must not take a second.
    """
    shared: dict[tuple[object, ...], int] = {}
    slots = [[one.slot_id, one.code, shared.setdefault(one[2:], len(shared))] for one in claims]
    values = to_json(slots), rows_to_json(shared)
    made = await transaction.run(
        """
        WITH fact AS MATERIALIZED (
            SELECT key, value ->> 0 AS local_date, value ->> 1 AS due_at, value ->> 4 AS created_at,
                value ->> 5 AS state, value ->> 6 AS reason,
                coalesce(value ->> 7, value ->> 1) AS stands_at
            FROM json_each($2)
        )
        INSERT INTO deliveries (
            guild_id, schedule_id, channel_id, local_date, slot, due_at, state, code, reason,
            created_at
        )
        SELECT schedules.guild_id, schedules.id, schedules.channel_id, fact.local_date, slots.id,
            fact.due_at, fact.state, claim.value ->> 1, fact.reason, fact.created_at
        FROM json_each($1) AS claim
        CROSS JOIN fact ON fact.key = claim.value ->> 2
        CROSS JOIN slots ON slots.id = claim.value ->> 0 AND slots.next_run_at = fact.stands_at
        CROSS JOIN schedules ON schedules.id = slots.schedule_id
        WHERE fact.local_date IS NOT NULL
        ON CONFLICT (schedule_id, local_date, slot) DO NOTHING
        RETURNING id
        """,
        *values,
    )
    await transaction.run(
        """
        WITH fact AS MATERIALIZED (
            SELECT key, value ->> 2 AS next_date, value ->> 3 AS next_run_at,
                coalesce(value ->> 7, value ->> 1) AS stands_at
            FROM json_each($2)
        )
        UPDATE slots SET next_date = fact.next_date, next_run_at = fact.next_run_at
        FROM json_each($1) AS claim CROSS JOIN fact ON fact.key = claim.value ->> 2
        WHERE slots.id = claim.value ->> 0 AND slots.next_run_at = fact.stands_at
        """,
        *values,
    )
    return [row["id"] for row in made]
