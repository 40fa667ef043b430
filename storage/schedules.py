"""The schedules: made, edited, removed and listed. Their pauses are in `pauses`, what is due in
`slots`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from storage import schedule_facts, schedule_rows
from storage.database import Database, Transaction
from storage.desk_log import By, record
from storage.errors import Exists, Missing
from storage.schedule_records import Schedule, Slot, Target
from storage.schedule_rows import Done, NextRun
from storage.targets import write_target

NO_TARGET = Target()
"""The channel itself, and nobody is called."""


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
            made = await schedule_rows.one(transaction, guild_id, schedule_id)
            assert made is not None
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
            before = await schedule_rows.one(transaction, guild_id, schedule_id)
            if before is None:
                return None
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
            written = await schedule_rows.one(transaction, guild_id, schedule_id)
            await schedule_facts.note(transaction, by, verb, before, written)
            return written

        return await self._database.transaction(work)

    async def get(self, guild_id: int, schedule_id: int) -> Schedule | None:
        rows = await self._database.fetch(schedule_rows.ONE, guild_id, schedule_id)
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
            before = await schedule_rows.one(transaction, guild_id, schedule_id)
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
                await schedule_facts.note(transaction, by, "remove", before, None)
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
            restored = await schedule_rows.one(transaction, guild_id, schedule_id)
            await schedule_facts.note(transaction, by, "restore", None, restored)
            return restored

        return await self._database.transaction(work)
