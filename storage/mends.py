"""The queue of posted messages that are to be edited or deleted: what has its turn, and what became
of it. What puts messages into it is `mend_rows`' and `corrections`'; what they shall say, the
callers'.
"""

from __future__ import annotations

from datetime import datetime

from storage import delivery_steps, mend_rows
from storage.correction_records import Mend, MendKind, Progress
from storage.corrections import progress_of
from storage.database import Database, Transaction
from storage.delivery_records import Step
from storage.desk_log import By, Change, record
from storage.values import instant


class Mends:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def pull(self, guild_id: int, delivery_id: int, name: str, by: By) -> int:
        """Let the messages of a delivery be deleted. How many; 0 where that is wanted already, or
        nothing is posted. name: what it is called, for the log.
        """

        async def work(transaction: Transaction) -> int:
            count = await mend_rows.want_deletion(transaction, guild_id, delivery_id, by.at)
            if count:
                await delivery_steps.add(transaction, guild_id, delivery_id, by.at, Step.PULLED)
                change = Change(
                    at=by.at, actor_id=by.actor_id, action="briefing.pull", subject="briefing",
                    subject_id=delivery_id, name=name, before={"messages": count}, after=None,
                )  # fmt: skip
                await record(transaction, guild_id, change)
            return count

        return await self._database.transaction(work)

    async def due(self, now: datetime, limit: int) -> tuple[Mend, ...]:
        """Those whose turn it is, longest waiting first. Crosses servers.

        Passed over: servers that we have left, and messages that are still on their way.
        """
        rows = await self._database.fetch(
            """
            SELECT mends.*, parts.message_id FROM mends
            CROSS JOIN guilds ON guilds.guild_id = mends.guild_id
            CROSS JOIN deliveries ON deliveries.id = mends.delivery_id
            CROSS JOIN delivery_parts AS parts USING (delivery_id, part)
            WHERE mends.state = 'pending' AND mends.next_try_at <= $1 AND guilds.left_at IS NULL
                AND deliveries.state NOT IN ('pending', 'sending')
            ORDER BY mends.next_try_at, mends.delivery_id, mends.part LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(
            Mend(
                delivery_id=row["delivery_id"],
                part=row["part"],
                guild_id=row["guild_id"],
                kind=MendKind(row["kind"]),
                wanted=row["wanted"],
                attempt=row["attempt"],
                made_at=instant(row["made_at"]),
                message_id=row["message_id"],
            )
            for row in rows
        )

    async def done(self, mend: Mend, reason: str | None, step: Step | None, now: datetime) -> None:
        """It was done, or there was nothing to do: then `reason` says why.

        What has been wanted of the message since stays wanted.
        """

        async def work(transaction: Transaction) -> None:
            await transaction.run(
                """
                UPDATE mends SET state = 'done', attempt = attempt + 1, reason = $5
                WHERE guild_id = $1 AND delivery_id = $2 AND part = $3 AND wanted = $4
                """,
                mend.guild_id,
                mend.delivery_id,
                mend.part,
                mend.wanted,
                reason,
            )
            if step is not None:
                await delivery_steps.add(
                    transaction, mend.guild_id, mend.delivery_id, now, step, str(mend.part)
                )

        await self._database.transaction(work)

    async def failed(self, mend: Mend, reason: str) -> None:
        """It is not tried again by itself."""
        await self._database.write(
            """
            UPDATE mends SET state = 'failed', attempt = attempt + 1, reason = $5
            WHERE guild_id = $1 AND delivery_id = $2 AND part = $3 AND wanted = $4
            """,
            mend.guild_id,
            mend.delivery_id,
            mend.part,
            mend.wanted,
            reason,
        )

    async def wait(self, mend: Mend, until: datetime, reason: str) -> None:
        """Try it again at a later time; at once, should more be wanted by now."""
        await self._database.write(
            """
            UPDATE mends SET attempt = attempt + 1, next_try_at = $5, reason = $6
            WHERE guild_id = $1 AND delivery_id = $2 AND part = $3 AND wanted = $4
                AND state = 'pending'
            """,
            mend.guild_id,
            mend.delivery_id,
            mend.part,
            mend.wanted,
            until,
            reason,
        )

    async def try_failed(self, guild_id: int, correction_id: int, now: datetime) -> int:
        """Let what has failed of a correction be tried once more; how many."""
        rows = await self._database.write(
            """
            UPDATE mends SET state = 'pending', attempt = 0, made_at = $3, next_try_at = $3
            WHERE (delivery_id, part) IN (
                SELECT delivery_id, part FROM corrected_parts
                WHERE correction_id = $2 AND guild_id = $1
            ) AND state = 'failed'
            RETURNING part
            """,
            guild_id,
            correction_id,
            now,
        )
        return len(rows)

    async def of_delivery(self, guild_id: int, delivery_id: int) -> Progress:
        """How many of a pulled delivery's messages are deleted."""
        rows = await self._database.fetch(
            """
            SELECT count(*) AS total, sum(state = 'done') AS done, sum(state = 'failed') AS failed,
                max(iif(state = 'pending', next_try_at, NULL)) AS next_try_at,
                max(iif(state <> 'done', reason, NULL)) AS reason
            FROM mends WHERE delivery_id = $2 AND guild_id = $1 AND kind = 'delete'
            """,
            guild_id,
            delivery_id,
        )
        return progress_of(rows[0])
