"""The ledger: claiming editions, leasing them to a sender, and writing down what became of them.

One row an edition, for ever. What is due is `schedules`' to say; how a claim is worked out and
what is sent, the callers'.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from storage import delivery_rows, delivery_steps, mend_rows
from storage.database import Database, Transaction
from storage.desk_log import By, Change, record
from storage.edition_records import EditionKey, Wait
from storage.errors import Missing
from storage.records import (
    CarriedStory,
    Claim,
    Delivery,
    DeliveryPart,
    DeliveryState,
    DeliveryStep,
    Destination,
    Ledger,
    Step,
)
from storage.targets import write_destination
from storage.values import instant_or_none, to_json

_FINAL = frozenset(
    {
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.SKIPPED,
        DeliveryState.UNCONFIRMED,
    }
)


FARTHEST = timedelta(hours=3)
"""No lease and no wait lasts this long: an instant farther ahead was written by a wrong clock."""


class Deliveries:
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
                made += await delivery_rows.claim(transaction, round_)
            return tuple(made)

        return await self._database.transaction(work)

    async def ledger(self) -> Ledger:
        """Which ledger this is. Crosses servers."""
        (row,) = await self._database.fetch("SELECT * FROM ledger")
        return Ledger(id=row["id"], restored_at=instant_or_none(row["restored_at"]))

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
            if new and by is not None:
                change = Change(
                    at=by.at,
                    actor_id=by.actor_id,
                    action="edition.extra",
                    subject="edition",
                    subject_id=new[0]["id"],
                    name=new[0]["name"],
                    after={"channel_id": channel_id, "local_date": local_date.isoformat()},
                )
                await record(transaction, guild_id, change)
            return delivery_rows.read(rows[0])

        return await self._database.transaction(work)

    async def lease(
        self, owner: str, now: datetime, until: datetime, limit: int
    ) -> tuple[Delivery, ...]:
        """Take what is to be sent, longest due first, with parts and stories. Crosses servers.

        Pending rows that nobody holds, and rows whose lease has run out: of those the ones in
        state `sending` are in doubt. Passed over: what waits for its next try, what another
        edition of its schedule is still to go before (unless that waits for its editors), and
        servers that we have left.
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
            held = await transaction.run(
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
                guild_id,
                delivery_id,
                owner,
                plan_version,
                to_json([story.story_id for story in stories]),
            )
            if held:
                await delivery_rows.freeze(transaction, guild_id, delivery_id, parts, stories)
                await delivery_rows.keep_facts(transaction, delivery_id, facts or {})
                await mend_rows.catch_up(transaction, guild_id, delivery_id, now)
                count = str(len(parts))
                await delivery_steps.add(
                    transaction, guild_id, delivery_id, now, Step.FROZEN, count
                )
            return bool(held)

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

    async def begin_sending(
        self, guild_id: int, delivery_id: int, owner: str, now: datetime
    ) -> bool:
        """Committed before the first request leaves. False: the lease is lost, do not send."""

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                UPDATE deliveries
                SET state = 'sending', first_try_at = coalesce(first_try_at, $4), last_try_at = $4
                WHERE guild_id = $1 AND id = $2 AND lease_owner = $3
                    AND state IN ('pending', 'sending')
                RETURNING id
                """,
                guild_id,
                delivery_id,
                owner,
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
            rows = await transaction.run(
                """
                UPDATE deliveries
                SET lease_owner = NULL, lease_until = NULL, retry_at = $4, reason = $5,
                    state = iif($6, 'sending', 'pending')
                WHERE guild_id = $1 AND id = $2 AND lease_owner = $3
                    AND state IN ('pending', 'sending')
                RETURNING id
                """,
                guild_id,
                delivery_id,
                owner,
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
            rows = await transaction.run(
                """
                UPDATE deliveries
                SET lease_owner = NULL, lease_until = NULL, retry_at = $4, attempt = attempt - 1,
                    waits_for = $5
                WHERE guild_id = $1 AND id = $2 AND lease_owner = $3 AND state = 'pending'
                    AND $6 = coalesce((
                        SELECT version FROM edition_plans
                        WHERE edition_plans.schedule_id = deliveries.schedule_id
                            AND edition_plans.local_date = deliveries.local_date
                            AND edition_plans.slot = deliveries.slot
                    ), 0)
                RETURNING (
                    SELECT count(*) FROM delivery_steps
                    WHERE delivery_id = deliveries.id AND what = 'waits' AND detail = $5
                ) AS known
                """,
                guild_id,
                delivery_id,
                owner,
                look_at,
                wait,
                plan_version,
            )
            if rows and not rows[0]["known"]:
                await delivery_steps.add(transaction, guild_id, delivery_id, now, Step.WAITS, wait)
            return bool(rows)

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
            rows = await transaction.run(
                """
                UPDATE deliveries
                SET state = $4, reason = $5, sent_at = iif($4 = 'sent', $6, sent_at),
                    lease_owner = NULL, lease_until = NULL, retry_at = NULL
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
                    "UPDATE schedules SET fail_count = 0 WHERE id = $1 AND $2 = 'sent'",
                    rows[0]["schedule_id"],
                    state,
                )
                await delivery_steps.add(
                    transaction, guild_id, delivery_id, now, Step.SETTLED, state
                )
            return bool(rows)

        return await self._database.transaction(work)

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

    async def carry(self, guild_id: int, delivery_id: int, story_ids: Sequence[int]) -> None:
        """Put down what a delivery was found to carry, in order. Other servers' are left out."""
        stories = [
            CarriedStory(story_id=story_id, position=position, role="item")
            for position, story_id in enumerate(story_ids)
        ]

        async def work(transaction: Transaction) -> None:
            await delivery_rows.carry(transaction, guild_id, delivery_id, stories)

        await self._database.transaction(work)

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
        found = await delivery_rows.with_contents(self._database.fetch, rows)
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
        return tuple(await delivery_rows.with_contents(self._database.fetch, rows))

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
        found = await delivery_rows.with_contents(self._database.fetch, rows)
        return tuple(
            (delivery, json.loads(row["facts"])) for delivery, row in zip(found, rows, strict=True)
        )

    async def get(self, guild_id: int, delivery_id: int) -> Delivery | None:
        """With parts and stories."""
        rows = await self._database.fetch(
            "SELECT * FROM deliveries WHERE guild_id = $1 AND id = $2", guild_id, delivery_id
        )
        found = await delivery_rows.with_contents(self._database.fetch, rows)
        return found[0] if found else None

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
        return tuple(await delivery_rows.with_contents(self._database.fetch, rows))

    async def of_day(self, guild_id: int, local_date: date) -> tuple[Delivery, ...]:
        """All of a server's editions of a local date, first due first, with parts and stories."""
        rows = await self._database.fetch(
            """
            SELECT * FROM deliveries WHERE guild_id = $1 AND local_date = $2 ORDER BY due_at, id
            """,
            guild_id,
            local_date,
        )
        return tuple(await delivery_rows.with_contents(self._database.fetch, rows))

    async def latest_of(self, guild_id: int, schedule_id: int) -> Delivery | None:
        """The last one due, extras included, without parts and stories."""
        found = await self.of_schedule(guild_id, schedule_id, 1)
        return found[0] if found else None

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
        return tuple(await delivery_rows.with_contents(self._database.fetch, rows))

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
