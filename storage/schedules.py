"""The schedules and their slots: what is due next. When that is, is computed by the callers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from storage import schedule_facts, schedule_rows
from storage.database import Database, Transaction
from storage.desk_log import By, record
from storage.errors import Exists, Missing
from storage.records import Due, PlannedRun, Schedule, Slot, Target
from storage.schedule_rows import Done, NextRun
from storage.targets import write_target
from storage.values import instant

NO_TARGET = Target()
"""The channel itself, and nobody is called."""

_ONE = "SELECT * FROM schedules_with_slots WHERE guild_id = $1 AND id = $2 AND NOT removed"


class Schedules:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        guild_id: int,
        *,
        channel_id: int,
        name: str,
        zone: str,
        rule: str,
        sections: Sequence[str],
        story_cap: int,
        slots: Sequence[tuple[int, date | None, datetime | None]],
        created_by: int,
        now: datetime,
        language: str | None = None,
        post_empty: bool = False,
        target: Target = NO_TARGET,
        draft_minutes: int | None = None,
        needs_approval: bool = False,
    ) -> Schedule:
        """`slots`: minute after midnight, next local date, next instant. Raises Exists when the
        server has a schedule of that name, in whatever case.
        """

        async def work(transaction: Transaction) -> Schedule:
            rows = await transaction.run(
                """
                INSERT INTO schedules (
                    guild_id, channel_id, name, folded_name, zone, rule, sections, story_cap,
                    created_by, created_at, language, post_empty, target, draft_minutes,
                    needs_approval
                ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                ON CONFLICT DO NOTHING RETURNING id
                """,
                guild_id,
                channel_id,
                name,
                schedule_rows.folded(name),
                zone,
                rule,
                schedule_rows.names_to_json(sections),
                story_cap,
                created_by,
                now,
                language,
                post_empty,
                write_target(target),
                draft_minutes,
                needs_approval,
            )
            if not rows:
                raise Exists(f"A schedule named “{name}”")
            schedule_id: int = rows[0]["id"]
            for minute, next_date, next_run_at in slots:
                slot = Slot(id=0, minute=minute, next_date=next_date, next_run_at=next_run_at)
                await schedule_rows.add_slot(transaction, guild_id, schedule_id, slot)
            rows = await transaction.run(_ONE, guild_id, schedule_id)
            made = schedule_rows.read(rows[0])
            by = By(actor_id=created_by, at=now)
            await record(transaction, guild_id, schedule_facts.change(by, "add", None, made))
            return made

        return await self._database.transaction(work)

    async def edit(
        self,
        guild_id: int,
        schedule_id: int,
        since: date,
        change: Callable[[Schedule, Done], Schedule],
        by: By | None = None,
        verb: str = "edit",
    ) -> Schedule | None:
        """Write what `change` makes of a schedule, all or nothing; None when there is none.

        `change` gets the schedule as it stands and the editions from `since` on, and answers with
        the settings and slots that shall be. A slot with the id 0 is new, one left out goes away.
        What it raises goes to the caller. Raises Exists when the name is another schedule's.
        """

        async def work(transaction: Transaction) -> Schedule | None:
            rows = await transaction.run(_ONE, guild_id, schedule_id)
            if not rows:
                return None
            before = schedule_rows.read(rows[0])
            after = change(
                before, await schedule_rows.done(transaction, guild_id, schedule_id, since)
            )
            await schedule_rows.write_settings(transaction, before.id, after)
            kept = {slot.id for slot in after.slots}
            for slot in before.slots:
                if slot.id not in kept:
                    await transaction.run("DELETE FROM slots WHERE id = $1", slot.id)
            for slot in after.slots:
                await schedule_rows.write_slot(transaction, before, slot)
            rows = await transaction.run(_ONE, guild_id, schedule_id)
            written = schedule_rows.read(rows[0])
            await _record(transaction, by, verb, before, written)
            return written

        return await self._database.transaction(work)

    async def get(self, guild_id: int, schedule_id: int) -> Schedule | None:
        rows = await self._database.fetch(_ONE, guild_id, schedule_id)
        return schedule_rows.read(rows[0]) if rows else None

    async def even_removed(self, guild_id: int, schedule_id: int) -> Schedule:
        """As it is, or as it was when it was removed. Raises Missing where there never was one."""
        rows = await self._database.fetch(
            "SELECT * FROM schedules_with_slots WHERE guild_id = $1 AND id = $2",
            guild_id,
            schedule_id,
        )
        if not rows:
            raise Missing("The schedule")
        return schedule_rows.read(rows[0])

    async def of_channel(self, guild_id: int, channel_id: int) -> tuple[Schedule, ...]:
        """Those that post there, by name."""
        rows = await self._database.fetch(
            """
            SELECT * FROM schedules_with_slots
            WHERE guild_id = $1 AND channel_id = $2 AND NOT removed ORDER BY folded_name
            """,
            guild_id,
            channel_id,
        )
        return tuple(schedule_rows.read(row) for row in rows)

    async def list_all(self, guild_id: int) -> tuple[Schedule, ...]:
        """By name."""
        rows = await self._database.fetch(
            """
            SELECT * FROM schedules_with_slots WHERE guild_id = $1 AND NOT removed
            ORDER BY folded_name
            """,
            guild_id,
        )
        return tuple(schedule_rows.read(row) for row in rows)

    async def complete(self, guild_id: int, typed: str, limit: int = 25) -> tuple[Schedule, ...]:
        """Those whose name holds what is typed; names that begin so come first."""
        rows = await self._database.fetch(
            """
            SELECT * FROM schedules_with_slots
            WHERE guild_id = $1 AND NOT removed AND instr(folded_name, $2) > 0
            ORDER BY instr(folded_name, $2) > 1, folded_name LIMIT $3
            """,
            guild_id,
            schedule_rows.folded(typed),
            limit,
        )
        return tuple(schedule_rows.read(row) for row in rows)

    async def remove(self, guild_id: int, schedule_id: int, by: By | None = None) -> bool:
        """Stop it for good; False when there is none. The ledger keeps what it did.

        What was claimed and not begun is skipped.
        """

        async def work(transaction: Transaction) -> bool:
            before = await _one(transaction, guild_id, schedule_id)
            rows = await transaction.run(
                """
                UPDATE schedules SET removed = 1
                WHERE guild_id = $1 AND id = $2 AND NOT removed RETURNING id
                """,
                guild_id,
                schedule_id,
            )
            if rows:
                await schedule_rows.stop_slots(transaction, schedule_id)
                await schedule_rows.skip_unbegun(transaction, schedule_id, "schedule removed")
                await _record(transaction, by, "remove", before, None)
            return bool(rows)

        return await self._database.transaction(work)

    async def restore(
        self, guild_id: int, schedule_id: int, next_runs: Mapping[int, NextRun | None], by: By
    ) -> Schedule | None:
        """Bring a removed schedule back with these next runs, by slot id; None when none is.

        Raises Exists when its name is another schedule's by now.
        """

        async def work(transaction: Transaction) -> Schedule | None:
            removed = await transaction.run(
                "SELECT name FROM schedules WHERE guild_id = $1 AND id = $2 AND removed",
                guild_id,
                schedule_id,
            )
            if not removed:
                return None
            rows = await transaction.run(
                "UPDATE OR IGNORE schedules SET removed = 0 WHERE id = $1 RETURNING id",
                schedule_id,
            )
            if not rows:
                raise Exists(f"A schedule named “{removed[0]['name']}”")
            await schedule_rows.set_next_runs(transaction, schedule_id, next_runs)
            restored = await _one(transaction, guild_id, schedule_id)
            await _record(transaction, by, "restore", None, restored)
            return restored

        return await self._database.transaction(work)

    async def pause(
        self,
        guild_id: int,
        schedule_id: int,
        now: datetime,
        reason: str | None = None,
        by: By | None = None,
    ) -> bool:
        """A person pauses it. False when there is none. One that a person has paused already
        keeps its first time and reason. What was claimed and not begun is skipped.
        """

        async def work(transaction: Transaction) -> bool:
            before = await _one(transaction, guild_id, schedule_id)
            rows = await transaction.run(
                """
                UPDATE schedules
                SET pause_reason = iif(paused_at IS NULL OR retry_at NOTNULL, $4, pause_reason),
                    paused_at = coalesce(paused_at, $3), retry_at = NULL
                WHERE guild_id = $1 AND id = $2 AND NOT removed RETURNING id
                """,
                guild_id,
                schedule_id,
                now,
                reason,
            )
            if rows:
                await schedule_rows.stop_slots(transaction, schedule_id)
                await schedule_rows.skip_unbegun(transaction, schedule_id, "schedule paused")
                after = await _one(transaction, guild_id, schedule_id)
                await _record(transaction, by, "pause", before, after)
            return bool(rows)

        return await self._database.transaction(work)

    async def done(self, guild_id: int, schedule_id: int, since: date) -> Done:
        """The dates from `since` on that have their edition, by slot id."""
        return await self._database.transaction(
            lambda transaction: schedule_rows.done(transaction, guild_id, schedule_id, since)
        )

    async def resume(
        self,
        guild_id: int,
        schedule_id: int,
        next_runs: Mapping[int, NextRun | None],
        by: By | None = None,
    ) -> bool:
        """Go on with these next runs, by slot id, and a clean count of refusals."""
        return await self._resume(guild_id, schedule_id, next_runs, by, barred_only=False)

    async def resume_barred(
        self, guild_id: int, schedule_id: int, next_runs: Mapping[int, NextRun | None]
    ) -> bool:
        """As `resume`, but only if it is still the bot that has paused it."""
        return await self._resume(guild_id, schedule_id, next_runs, None, barred_only=True)

    async def _resume(
        self,
        guild_id: int,
        schedule_id: int,
        next_runs: Mapping[int, NextRun | None],
        by: By | None,
        *,
        barred_only: bool,
    ) -> bool:
        async def work(transaction: Transaction) -> bool:
            before = await _one(transaction, guild_id, schedule_id)
            rows = await transaction.run(
                """
                UPDATE schedules
                SET paused_at = NULL, pause_reason = NULL, retry_at = NULL, fail_count = 0
                WHERE guild_id = $1 AND id = $2 AND NOT removed
                    AND (retry_at NOTNULL OR NOT $3) RETURNING id
                """,
                guild_id,
                schedule_id,
                barred_only,
            )
            if rows:
                await schedule_rows.set_next_runs(transaction, schedule_id, next_runs)
                after = await _one(transaction, guild_id, schedule_id)
                await _record(transaction, by, "resume", before, after)
            return bool(rows)

        return await self._database.transaction(work)

    async def count_refusal(
        self,
        guild_id: int,
        schedule_id: int,
        most: int,
        now: datetime,
        retry_at: datetime,
        reason: str,
    ) -> Schedule | None:
        """One more edition in a row was refused. With `most` of them the schedule is paused on
        the bot's account until `retry_at`, what it has claimed is skipped, and it is returned.
        """

        async def work(transaction: Transaction) -> Schedule | None:
            await transaction.run(
                "UPDATE schedules SET fail_count = fail_count + 1 WHERE guild_id = $1 AND id = $2",
                guild_id,
                schedule_id,
            )
            rows = await transaction.run(
                """
                UPDATE schedules SET paused_at = $4, retry_at = $5, pause_reason = $6
                WHERE guild_id = $1 AND id = $2 AND fail_count >= $3
                    AND NOT removed AND paused_at IS NULL
                RETURNING id
                """,
                guild_id,
                schedule_id,
                most,
                now,
                retry_at,
                reason,
            )
            if not rows:
                return None
            await schedule_rows.stop_slots(transaction, schedule_id)
            await schedule_rows.skip_unbegun(transaction, schedule_id, reason)
            return schedule_rows.read((await transaction.run(_ONE, guild_id, schedule_id))[0])

        return await self._database.transaction(work)

    async def barred(self, now: datetime, limit: int) -> tuple[Schedule, ...]:
        """Those that the bot has paused and is to look at by now. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT schedule.* FROM schedules_with_slots AS schedule
            CROSS JOIN guilds ON guilds.guild_id = schedule.guild_id
            WHERE schedule.retry_at <= $1 AND NOT schedule.removed AND guilds.left_at IS NULL
            ORDER BY schedule.retry_at LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(schedule_rows.read(row) for row in rows)

    async def still_barred(
        self, guild_id: int, schedule_id: int, retry_at: datetime, reason: str
    ) -> None:
        """Nothing has changed: look again later. Nothing happens if it is no longer so."""
        await self._database.write(
            """
            UPDATE schedules SET retry_at = $3, pause_reason = $4
            WHERE guild_id = $1 AND id = $2 AND retry_at NOTNULL
            """,
            guild_id,
            schedule_id,
            retry_at,
            reason,
        )

    async def set_next_runs(
        self, guild_id: int, schedule_id: int, next_runs: Mapping[int, NextRun | None]
    ) -> bool:
        """Move slots to other next runs, None for no more. False when there is no such schedule
        or it is paused.
        """

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                SELECT id FROM schedules
                WHERE guild_id = $1 AND id = $2 AND NOT removed AND paused_at IS NULL
                """,
                guild_id,
                schedule_id,
            )
            if rows:
                await schedule_rows.set_next_runs(transaction, schedule_id, next_runs)
            return bool(rows)

        return await self._database.transaction(work)

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
        return Due(schedule_rows.alike(rows), last)

    async def coming_slots(
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


async def _one(transaction: Transaction, guild_id: int, schedule_id: int) -> Schedule | None:
    rows = await transaction.run(_ONE, guild_id, schedule_id)
    return schedule_rows.read(rows[0]) if rows else None


async def _record(
    transaction: Transaction,
    by: By | None,
    verb: str,
    before: Schedule | None,
    after: Schedule | None,
) -> None:
    """Into the log; what the bot does by itself (by None) is in none."""
    known = after or before
    if by is not None and known is not None:
        change = schedule_facts.change(by, verb, before, after)
        await record(transaction, known.guild_id, change)
