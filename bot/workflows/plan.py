"""Planning: schedules are added, edited, shown, skipped, paused, resumed, removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.briefing.rule import Rule, read_rule
from bot.briefing.rush import BEFORE, NEAR, Rush, rush_at
from bot.briefing.slots import LOOK_BACK, resumed
from bot.briefing.timetable import Posting, next_postings
from bot.briefing.zones import find_zone, zone_of
from bot.errors import Invalid, NotFound
from bot.workflows.pacer import START_RATE
from bot.workflows.ports import Clock
from bot.workflows.schedule_wish import ScheduleWish, free_name, wished, with_next_runs
from bot.workflows.set_aside import Changed, is_ahead, moving, restoring, skipping
from storage import Storage
from storage.delivery_records import Crosspost, Delivery
from storage.desk_log import By
from storage.errors import Exists
from storage.schedule_records import Schedule
from storage.schedule_rows import Done

MOST_SCHEDULES = 20
SHOWN = 5
"""Postings to come and editions past that are shown of a schedule."""
DATES_OFFERED = 20
MOST_CROSSPOSTS = 50
NO_SCHEDULE = "No such schedule here. Pick one from the list that appears while you type."


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A schedule, its next postings and what became of its last editions, newest first.

    rule: without the exceptions that lie behind. crossposts: what is still to be passed on to
    followers, or could not be. rush: how crowded the minute of its first posting is.
    """

    schedule: Schedule
    rule: Rule
    postings: tuple[Posting, ...]
    editions: tuple[Delivery, ...] = ()
    crossposts: tuple[Crosspost, ...] = ()
    rush: Rush | None = None


Excepted = tuple[Planned, tuple[date, ...]]
"""A schedule, and the dates that were skipped, moved (from, to) or taken back."""


class Plan:
    """The schedules of a server."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def add(self, guild_id: int, user_id: int, wish: ScheduleWish) -> Planned:
        """Make a schedule. Raises Invalid for what cannot be read, or a zone that is missing."""
        existing = await self._storage.schedules.list_all(guild_id)
        if len(existing) >= MOST_SCHEDULES:
            raise Invalid(
                "This server has {count} schedules, the most it can have. Remove one first.",
                count=len(existing),
            )
        now = self._clock()
        blank = Schedule(
            id=0,
            guild_id=guild_id,
            channel_id=0,
            name="",
            zone=await self._zone(guild_id, wish.timezone),
            created_by=user_id,
            created_at=now,
        )
        new = wished(blank, replace(wish, times=wish.times or ""), now, {})
        if not new.name:
            taken = {schedule.name.casefold() for schedule in existing}
            name = free_name(wish.channel_name, new.slots[0].minute, taken)
            new = replace(new, name=name)
        try:
            made = await self._storage.schedules.add(
                guild_id,
                channel_id=new.channel_id,
                name=new.name,
                zone=new.zone,
                rule=new.rule,
                sections=new.sections,
                story_cap=new.story_cap,
                slots=[(slot.minute, slot.next_date, slot.next_run_at) for slot in new.slots],
                created_by=user_id,
                now=now,
                post_empty=new.post_empty,
                target=new.target,
                language=new.language,
                draft_minutes=new.draft_minutes,
                needs_approval=new.needs_approval,
            )
        except Exists as error:
            raise Invalid("Another schedule has that name already.") from error
        return await self._with_rush(self._planned(made))

    async def edit(
        self, guild_id: int, user_id: int, schedule_id: int | None, wish: ScheduleWish
    ) -> Planned:
        """Change what was wished, and leave the rest. Raises Invalid, NotFound."""
        if wish == ScheduleWish():
            raise Invalid("Nothing to change was named. Fill in an option, such as times or days.")
        now = self._clock()
        return await self._change(
            guild_id,
            user_id,
            schedule_id,
            lambda schedule, done: wished(schedule, wish, now, done),
        )

    async def list_all(self, guild_id: int) -> list[Planned]:
        """Every schedule with its next posting and its latest edition."""
        return [
            await self._with_editions(schedule, 1)
            for schedule in await self._storage.schedules.list_all(guild_id)
        ]

    async def show(self, guild_id: int, schedule_id: int | None) -> Planned:
        """One schedule with its next postings and its last editions. Raises NotFound."""
        schedule = await self.get(guild_id, schedule_id)
        shown = await self._with_editions(schedule, SHOWN)
        unfinished = await self._storage.crossposts.of_schedule(
            guild_id, schedule.id, MOST_CROSSPOSTS
        )
        return replace(shown, crossposts=unfinished)

    async def next_of_all(self, guild_id: int) -> list[tuple[Schedule, Posting]]:
        """The next postings of the whole server, soonest first."""
        postings = [
            (schedule, posting)
            for schedule in await self._storage.schedules.list_all(guild_id)
            for posting in self._planned(schedule).postings
        ]
        return sorted(postings, key=lambda pair: pair[1].at)[:SHOWN]

    async def get(self, guild_id: int, schedule_id: int | None) -> Schedule:
        """One schedule of this server. Raises NotFound, also for another server's id."""
        schedule = await self._storage.schedules.get(guild_id, schedule_id) if schedule_id else None
        if schedule is None:
            raise NotFound(NO_SCHEDULE)
        return schedule

    async def skip(
        self, guild_id: int, user_id: int, schedule_id: int | None, typed: str | None
    ) -> Excepted:
        """Set dates aside, the next posting's if none is typed. Raises Invalid, NotFound."""
        return await self._except(
            guild_id, user_id, schedule_id, lambda schedule, now: skipping(schedule, now, typed)
        )

    async def move(
        self, guild_id: int, user_id: int, schedule_id: int | None, typed: str | None, target: str
    ) -> Excepted:
        """Post on `target` instead, the next posting if no date is typed. Raises Invalid,
        NotFound.
        """
        return await self._except(
            guild_id,
            user_id,
            schedule_id,
            lambda schedule, now: moving(schedule, now, typed, target),
        )

    async def unskip(
        self, guild_id: int, user_id: int, schedule_id: int | None, typed: str | None
    ) -> Excepted:
        """Take skips and moves back, the earliest if no date is typed. Raises Invalid, NotFound."""
        return await self._except(
            guild_id, user_id, schedule_id, lambda schedule, now: restoring(schedule, now, typed)
        )

    async def remove(self, guild_id: int, user_id: int, schedule_id: int | None) -> Schedule:
        """Remove a schedule. Raises NotFound."""
        schedule = await self.get(guild_id, schedule_id)
        await self._storage.schedules.remove(guild_id, schedule.id, self._by(user_id))
        return schedule

    async def pause(self, guild_id: int, user_id: int, schedule_id: int | None) -> Schedule:
        """Stop a schedule until it is resumed. Raises NotFound."""
        schedule = await self.get(guild_id, schedule_id)
        by = self._by(user_id)
        await self._storage.pauses.pause(guild_id, schedule.id, by.at, by=by)
        return await self.get(guild_id, schedule.id)

    async def resume(self, guild_id: int, user_id: int, schedule_id: int | None) -> Planned:
        """Start a paused schedule again, from its next time on. Raises NotFound."""
        schedule = await self.get(guild_id, schedule_id)
        if not schedule.paused_at:
            return self._planned(schedule)
        by = self._by(user_id)
        since = by.at.date() - LOOK_BACK
        done = await self._storage.slots.done(guild_id, schedule.id, since)
        next_runs = resumed(schedule, by.at, done)
        await self._storage.pauses.resume(guild_id, schedule.id, next_runs, by)
        return self._planned(await self.get(guild_id, schedule.id))

    async def complete(self, guild_id: int, typed: str) -> list[tuple[str, int]]:
        """Names of schedules that match what was typed, with their ids."""
        schedules = await self._storage.schedules.complete(guild_id, typed)
        return [(schedule.name, schedule.id) for schedule in schedules]

    async def complete_dates(
        self, guild_id: int, schedule_id: int | None, *, undo: bool
    ) -> list[date]:
        """Dates that can be skipped, or with `undo` those that were; [] for no schedule."""
        schedule = await self._storage.schedules.get(guild_id, schedule_id) if schedule_id else None
        if schedule is None:
            return []
        now = self._clock()
        if undo:
            exceptions = read_rule(schedule.rule).exceptions
            return [on for on in exceptions if is_ahead(schedule, on, now)]
        postings = next_postings(schedule, now, DATES_OFFERED * len(schedule.slots))
        return sorted({posting.local_date for posting in postings})[:DATES_OFFERED]

    async def _except(
        self,
        guild_id: int,
        user_id: int,
        schedule_id: int | None,
        make: Callable[[Schedule, datetime], Changed],
    ) -> Excepted:
        now = self._clock()
        dates: tuple[date, ...] = ()

        def change(schedule: Schedule, done: Done) -> Schedule:
            nonlocal dates
            changed, dates = make(schedule, now)
            return with_next_runs(changed, now, done)

        changed = await self._change(guild_id, user_id, schedule_id, change, "skip")
        return changed, dates

    async def _change(
        self,
        guild_id: int,
        user_id: int,
        schedule_id: int | None,
        change: Callable[[Schedule, Done], Schedule],
        verb: str = "edit",
    ) -> Planned:
        by = self._by(user_id)
        since = by.at.date() - LOOK_BACK
        try:
            changed = await self._storage.schedules.edit(
                guild_id, schedule_id or 0, since, change, by, verb
            )
        except Exists as error:
            raise Invalid("Another schedule has that name already.") from error
        if changed is None:
            raise NotFound(NO_SCHEDULE)
        return self._planned(changed)

    def _by(self, user_id: int) -> By:
        return By(actor_id=user_id, at=self._clock())

    async def _with_editions(self, schedule: Schedule, count: int) -> Planned:
        of_schedule = self._storage.deliveries.of_schedule
        editions = await of_schedule(schedule.guild_id, schedule.id, count)
        return replace(self._planned(schedule), editions=editions)

    async def _with_rush(self, planned: Planned) -> Planned:
        if not planned.postings:
            return planned
        at = planned.postings[0].at
        crowd = await self._storage.slots.crowd(at - BEFORE, at + NEAR)
        return replace(planned, rush=rush_at(at, crowd, START_RATE))

    def _planned(self, schedule: Schedule) -> Planned:
        now = self._clock()
        today = now.astimezone(zone_of(schedule.zone, schedule.server_zone)).date()
        rule = read_rule(schedule.rule).forgetting(today)
        postings = [] if schedule.paused_at else next_postings(schedule, now, SHOWN)
        return Planned(schedule=schedule, rule=rule, postings=tuple(postings))

    async def _zone(self, guild_id: int, typed: str | None) -> str:
        if typed:
            return find_zone(typed).key
        guild = await self._storage.guilds.get(guild_id)
        if guild is None or guild.zone is None:
            raise Invalid(
                "Which time zone? Name one in the timezone option, such as Europe/Berlin, or set"
                " the server's in /setup."
            )
        return guild.zone
