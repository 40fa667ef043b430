"""How changes of schedules are taken back. Which of them may be, `undo` says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.briefing.slots import LOOK_BACK, at_minutes, resumed
from bot.errors import Invalid
from bot.workflows.plan import MOST_SCHEDULES
from bot.workflows.ports import Clock
from bot.workflows.schedule_wish import with_next_runs
from storage import Storage
from storage.desk_log import By, Entry
from storage.errors import Exists, Missing
from storage.schedule_facts import facts, with_facts
from storage.schedule_records import Schedule
from storage.schedule_rows import Done, NextRun

NAME_TAKEN = "Another schedule has that name already. Rename it first, then try again."


class _Otherwise(Exception):
    """The schedule no longer stands as the entry left it."""


class ScheduleUndo:
    """Each answers False where the schedule no longer stands as the entry left it."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def edit_back(self, entry: Entry, by: By) -> bool:
        """Give it the settings it had. Raises Invalid where its old name is another's by now."""
        now = self._clock()
        before: dict[str, Any] = entry.before or {}

        def change(schedule: Schedule, done: Done) -> Schedule:
            if not _stands(schedule, entry):
                raise _Otherwise
            wanted = with_facts(schedule, before)
            if "times" in before:
                wanted = replace(wanted, slots=at_minutes(schedule.slots, before["times"]))
            return with_next_runs(wanted, now, done)

        verb = entry.action.partition(".")[2]
        since = now.date() - LOOK_BACK
        try:
            edited = await self._storage.schedules.edit(
                entry.guild_id, entry.subject_id, since, change, by, verb
            )
        except _Otherwise:
            return False
        except Exists as error:
            raise Invalid(NAME_TAKEN) from error
        return edited is not None

    async def remove(self, entry: Entry, by: By) -> bool:
        """Stop it for good, if it still is as it was made or brought back."""
        found = await self._storage.schedules.get(entry.guild_id, entry.subject_id)
        if found is None or not _stands(found, entry):
            return False
        return await self._storage.schedules.remove(entry.guild_id, found.id, by)

    async def restore(self, entry: Entry, by: By) -> bool:
        """Bring a removed one back, from its next time on. Raises Invalid: no room, no name."""
        schedules, guild_id = self._storage.schedules, entry.guild_id
        if len(await schedules.list_all(guild_id)) >= MOST_SCHEDULES:
            raise Invalid(
                "This server has {count} schedules, the most it can have. Remove one first.",
                count=MOST_SCHEDULES,
            )
        try:
            removed = await schedules.even_removed(guild_id, entry.subject_id)
            runs: Mapping[int, NextRun | None] = {}
            if removed.paused_at is None:
                runs = await self._next_runs(removed)
            return await schedules.restore(guild_id, removed.id, runs, by) is not None
        except Missing:
            return False
        except Exists as error:
            raise Invalid(NAME_TAKEN) from error

    async def resume(self, entry: Entry, by: By) -> bool:
        """Start it again, if it is still paused."""
        found = await self._storage.schedules.get(entry.guild_id, entry.subject_id)
        if found is None or not _stands(found, entry):
            return False
        runs = await self._next_runs(found)
        return await self._storage.pauses.resume(entry.guild_id, found.id, runs, by)

    async def pause(self, entry: Entry, by: By) -> bool:
        """Pause it again, if it still runs."""
        found = await self._storage.schedules.get(entry.guild_id, entry.subject_id)
        if found is None or not _stands(found, entry):
            return False
        return await self._storage.pauses.pause(entry.guild_id, found.id, by.at, by=by)

    async def _next_runs(self, schedule: Schedule) -> Mapping[int, NextRun | None]:
        now = self._clock()
        since = now.date() - LOOK_BACK
        done = await self._storage.slots.done(schedule.guild_id, schedule.id, since)
        return resumed(schedule, now, done)


def _stands(schedule: Schedule, entry: Entry) -> bool:
    """Whether what the entry changed is still as it left it."""
    now = facts(schedule)
    # As they were written down: a tuple in there comes back as a list.
    written: dict[str, Any] = json.loads(json.dumps(now))
    return all(written.get(name) == value for name, value in (entry.after or {}).items())
