"""What becomes of a leased delivery: what is frozen, what was sent of it, and how its try ended.

Whoever writes names themselves as the lease's owner, and learns of it when the lease is lost. Who
gets a lease is `claims`' to say; what is sent, and how, the callers'.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from storage import delivery_rows, delivery_steps, mend_rows
from storage.database import Database, Transaction
from storage.delivery_records import (
    CarriedStory,
    Delivery,
    DeliveryPart,
    DeliveryState,
    Destination,
    Step,
)
from storage.edition_records import Wait
from storage.targets import write_destination
from storage.values import to_json

_FINAL = frozenset(
    {
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.SKIPPED,
        DeliveryState.UNCONFIRMED,
    }
)

Leased = tuple[int, int, str]
"""Server, delivery, and the owner of its lease."""


class Sending:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def freeze(
        self,
        guild_id: int,
        delivery_id: int,
        owner: str,
        parts: Sequence[DeliveryPart],
        stories: Sequence[CarriedStory],
        now: datetime,
        *,
        plan_version: int = 0,
        facts: Mapping[str, object] | None = None,
    ) -> bool:
        """Fix what will be sent. False when the lease is lost or sending has begun, or when the
        editors' plan is no longer at the version that this was composed from, or when one of the
        stories has been put under embargo meanwhile.

        now: when its composing began. Freezing again replaces what was frozen. Stories of other
        servers are left out.
        """

        async def work(transaction: Transaction) -> bool:
            leased = guild_id, delivery_id, owner
            may_be = await _may_be_composed(transaction, leased, plan_version, stories)
            if may_be:
                await delivery_rows.freeze(transaction, guild_id, delivery_id, parts, stories)
                await delivery_rows.keep_facts(transaction, delivery_id, facts or {})
                await mend_rows.catch_up(transaction, guild_id, delivery_id, now)
                count = str(len(parts))
                await delivery_steps.add(
                    transaction, guild_id, delivery_id, now, Step.FROZEN, count
                )
            return may_be

        return await self._database.transaction(work)

    async def set_destination(
        self,
        guild_id: int,
        delivery_id: int,
        *,
        channel_id: int,
        destination: Destination,
        thread_id: int | None,
    ) -> None:
        """Fix where it goes, or correct that: `thread_id` once its thread or post is there."""
        await self._database.write(
            """
            UPDATE deliveries SET channel_id = $3, destination = $4, thread_id = $5
            WHERE guild_id = $1 AND id = $2
            """,
            guild_id,
            delivery_id,
            channel_id,
            write_destination(destination),
            thread_id,
        )

    async def begin_sending(
        self, guild_id: int, delivery_id: int, owner: str, now: datetime
    ) -> bool:
        """Committed before the first request leaves. False: the lease is lost, do not send."""

        async def work(transaction: Transaction) -> bool:
            rows = await _change(
                transaction,
                (guild_id, delivery_id, owner),
                "state = 'sending', first_try_at = coalesce(first_try_at, $4), last_try_at = $4",
                now,
            )
            if rows:
                await delivery_steps.add(transaction, guild_id, delivery_id, now, Step.BEGUN)
            return bool(rows)

        return await self._database.transaction(work)

    async def part_sent(
        self, guild_id: int, delivery_id: int, part: int, message_id: int, now: datetime
    ) -> None:
        async def work(transaction: Transaction) -> None:
            rows = await transaction.run(
                """
                UPDATE delivery_parts SET message_id = $4, sent_at = $5
                WHERE guild_id = $1 AND delivery_id = $2 AND part = $3 RETURNING part
                """,
                guild_id,
                delivery_id,
                part,
                message_id,
                now,
            )
            if rows:
                await delivery_steps.add(
                    transaction, guild_id, delivery_id, now, Step.PART_SENT, str(part)
                )

        await self._database.transaction(work)

    async def looked_back(
        self, guild_id: int, delivery_id: int, found: Mapping[int, int] | None, now: datetime
    ) -> None:
        """Write down which parts stand in the channel, part to message id; None: nobody can say."""

        async def work(transaction: Transaction) -> None:
            for part, message_id in (found or {}).items():
                await transaction.run(
                    """
                    UPDATE delivery_parts SET message_id = $4, sent_at = coalesce(sent_at, $5)
                    WHERE guild_id = $1 AND delivery_id = $2 AND part = $3
                    """,
                    guild_id,
                    delivery_id,
                    part,
                    message_id,
                    now,
                )
            detail = None if found is None else ", ".join(map(str, sorted(found)))
            await delivery_steps.add(
                transaction, guild_id, delivery_id, now, Step.LOOKED_BACK, detail
            )

        await self._database.transaction(work)

    async def write_plain(
        self, guild_id: int, delivery_id: int, part: int, payload: str, why: str, now: datetime
    ) -> None:
        """Freeze a part anew in plain form, since Discord did not take the first."""

        async def work(transaction: Transaction) -> None:
            await transaction.run(
                """
                UPDATE delivery_parts SET payload = $4
                WHERE guild_id = $1 AND delivery_id = $2 AND part = $3 AND message_id IS NULL
                """,
                guild_id,
                delivery_id,
                part,
                payload,
            )
            await delivery_steps.add(transaction, guild_id, delivery_id, now, Step.PLAIN, why)

        await self._database.transaction(work)

    async def found(self, delivery: Delivery, story_ids: Sequence[int]) -> None:
        """Put down where a delivery was found, its parts in place of any on record, and which
        stories they carry, in order; those that are gone or another server's are left out. Which
        messages the parts are, `looked_back` says.
        """
        guild_id, delivery_id = delivery.guild_id, delivery.id
        stories = [
            CarriedStory(story_id=story_id, position=position, role="item")
            for position, story_id in enumerate(story_ids)
        ]

        async def work(transaction: Transaction) -> None:
            await transaction.run(
                """
                UPDATE deliveries SET destination = $3, thread_id = $4
                WHERE guild_id = $1 AND id = $2
                """,
                guild_id,
                delivery_id,
                write_destination(delivery.destination),
                delivery.thread_id,
            )
            await delivery_rows.freeze(transaction, guild_id, delivery_id, delivery.parts, stories)

        await self._database.transaction(work)

    async def try_again(
        self,
        guild_id: int,
        delivery_id: int,
        owner: str,
        retry_at: datetime,
        reason: str,
        now: datetime,
        *,
        in_doubt: bool,
    ) -> bool:
        """A try has failed: give up the lease until the next one. False when it is lost.

        Unless in_doubt the row is pending again: what has no message id is certainly unsent.
        """

        async def work(transaction: Transaction) -> bool:
            rows = await _change(
                transaction,
                (guild_id, delivery_id, owner),
                """
                lease_owner = NULL, lease_until = NULL, retry_at = $4, reason = $5,
                state = iif($6, 'sending', 'pending')
                """,
                retry_at,
                reason,
                in_doubt,
            )
            if rows:
                await delivery_steps.add(
                    transaction, guild_id, delivery_id, now, Step.FAILED, reason
                )
            return bool(rows)

        return await self._database.transaction(work)

    async def wait(
        self,
        guild_id: int,
        delivery_id: int,
        owner: str,
        wait: Wait,
        look_at: datetime,
        now: datetime,
        *,
        plan_version: int,
    ) -> bool:
        """Its editors keep it back: give up the lease until `look_at`, or until their plan
        changes. False when the lease is lost, or the plan is at another version by now.
        """

        async def work(transaction: Transaction) -> bool:
            leased = guild_id, delivery_id, owner
            if not await _may_be_composed(transaction, leased, plan_version):
                return False
            await _change(
                transaction,
                leased,
                """
                lease_owner = NULL, lease_until = NULL, retry_at = $4, attempt = attempt - 1,
                waits_for = $5
                """,
                look_at,
                wait,
            )
            known = await transaction.run(
                """
                SELECT 1 FROM delivery_steps
                WHERE delivery_id = $1 AND what = 'waits' AND detail = $2 LIMIT 1
                """,
                delivery_id,
                wait,
            )
            if not known:
                await delivery_steps.add(transaction, guild_id, delivery_id, now, Step.WAITS, wait)
            return True

        return await self._database.transaction(work)

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

        Sent clears the schedule's count of refusals.
        """
        if state not in _FINAL:
            raise ValueError(f"{state} is no end")

        async def work(transaction: Transaction) -> bool:
            rows = await _change(
                transaction,
                (guild_id, delivery_id, owner),
                """
                state = $4, reason = $5, sent_at = iif($4 = 'sent', $6, sent_at),
                lease_owner = NULL, lease_until = NULL, retry_at = NULL
                """,
                state,
                reason,
                now,
            )
            if rows:
                await transaction.run(
                    "UPDATE schedules SET fail_count = 0 WHERE id = $1 AND $2 = 'sent'",
                    rows[0]["schedule_id"],
                    state,
                )
                await delivery_steps.add(
                    transaction, guild_id, delivery_id, now, Step.SETTLED, state
                )
            return bool(rows)

        return await self._database.transaction(work)


async def _change(
    transaction: Transaction, leased: Leased, assignments: str, *values: object
) -> list[sqlite3.Row]:
    """The delivery's schedule, once it is changed; no row when the lease is lost.

    assignments: what is set, to values from $4 on.
    """
    return await transaction.run(
        f"""
        UPDATE deliveries SET {assignments}
        WHERE guild_id = $1 AND id = $2 AND lease_owner = $3 RETURNING schedule_id
        """,  # noqa: S608 - a text of ours
        *leased,
        *values,
    )


async def _may_be_composed(
    transaction: Transaction,
    leased: Leased,
    plan_version: int,
    stories: Sequence[CarriedStory] = (),
) -> bool:
    """Whether the lease holds, nothing is on its way, the editors' plan is still at this version,
    and none of the stories is under embargo.
    """
    rows = await transaction.run(
        """
        SELECT id FROM deliveries
        WHERE guild_id = $1 AND id = $2 AND lease_owner = $3 AND state = 'pending'
            AND $4 = coalesce((
                SELECT version FROM edition_plans
                WHERE edition_plans.schedule_id = deliveries.schedule_id
                    AND edition_plans.local_date = deliveries.local_date
                    AND edition_plans.slot = deliveries.slot
            ), 0)
            AND NOT EXISTS (
                SELECT 1 FROM json_each($5) AS carried
                CROSS JOIN stories ON stories.id = carried.value
                WHERE stories.embargo_until IS NOT NULL
            )
        """,
        *leased,
        plan_version,
        to_json([story.story_id for story in stories]),
    )
    return bool(rows)
