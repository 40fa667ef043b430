"""Planning: schedules are added, listed, paused, resumed, removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.briefing.timetable import next_run, parse_days, parse_times, say_minute
from bot.briefing.zones import find_zone
from bot.errors import Invalid, NotFound
from bot.workflows.ports import Clock
from storage import Storage
from storage.errors import Exists
from storage.records import Delivery, Schedule

MOST_SCHEDULES = 20
MOST_SECTIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleWish:
    """What was typed into /schedule add."""

    channel_id: int
    channel_name: str
    times: str
    timezone: str | None = None
    days: str | None = None
    sections: str | None = None
    name: str | None = None


class Plan:
    """The schedules of a server."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def add(self, guild_id: int, user_id: int, wish: ScheduleWish) -> Schedule:
        """Make a schedule. Raises Invalid for what cannot be read, or a zone that is missing."""
        minutes = parse_times(wish.times)
        days = parse_days(wish.days or "daily")
        zone = await self._zone(guild_id, wish.timezone)
        existing = await self._storage.schedules.list_all(guild_id)
        if len(existing) >= MOST_SCHEDULES:
            raise Invalid(
                "This server has {count} schedules, the most it can have. Remove one first.",
                count=len(existing),
            )
        taken = {schedule.name.casefold() for schedule in existing}
        name = _name(wish, minutes, taken)
        now = self._clock()
        slots = [(minute, *next_run(now, minute, days, zone)) for minute in minutes]
        try:
            return await self._storage.schedules.add(
                guild_id,
                channel_id=wish.channel_id,
                name=name,
                zone=zone.key,
                days=days,
                sections=_sections(wish.sections),
                story_cap=8,
                slots=slots,
                created_by=user_id,
                now=now,
            )
        except Exists as error:
            raise Invalid(
                "There is already a schedule named “{name}”. Choose another name.", name=name
            ) from error

    async def list_all(self, guild_id: int) -> list[tuple[Schedule, Delivery | None]]:
        """Every schedule with its latest edition."""
        schedules = await self._storage.schedules.list_all(guild_id)
        return [
            (schedule, await self._storage.deliveries.latest_of(guild_id, schedule.id))
            for schedule in schedules
        ]

    async def get(self, guild_id: int, schedule_id: int | None) -> Schedule:
        """One schedule of this server. Raises NotFound, also for another server's id."""
        schedule = await self._storage.schedules.get(guild_id, schedule_id) if schedule_id else None
        if schedule is None:
            raise NotFound(
                "No such schedule here. Pick one from the list that appears while you type."
            )
        return schedule

    async def remove(self, guild_id: int, schedule_id: int | None) -> Schedule:
        """Remove a schedule. Raises NotFound."""
        schedule = await self.get(guild_id, schedule_id)
        await self._storage.schedules.remove(guild_id, schedule.id)
        return schedule

    async def pause(self, guild_id: int, schedule_id: int | None) -> Schedule:
        """Stop a schedule until it is resumed. Raises NotFound."""
        schedule = await self.get(guild_id, schedule_id)
        await self._storage.schedules.pause(guild_id, schedule.id, self._clock(), None)
        return await self.get(guild_id, schedule.id)

    async def resume(self, guild_id: int, schedule_id: int | None) -> Schedule:
        """Start a paused schedule again, from its next time on. Raises NotFound."""
        schedule = await self.get(guild_id, schedule_id)
        await self._storage.schedules.resume(
            guild_id, schedule.id, _next_runs(schedule, self._clock())
        )
        return await self.get(guild_id, schedule.id)

    async def complete(self, guild_id: int, typed: str) -> list[tuple[str, int]]:
        """Names of schedules that match what was typed, with their ids."""
        schedules = await self._storage.schedules.complete(guild_id, typed)
        return [(schedule.name, schedule.id) for schedule in schedules]

    async def _zone(self, guild_id: int, typed: str | None) -> ZoneInfo:
        if typed:
            return find_zone(typed)
        guild = await self._storage.guilds.get(guild_id)
        if guild is None or guild.zone is None:
            raise Invalid(
                "Which time zone? Name one in the timezone option, such as Europe/Berlin, or set"
                " the server's in /setup."
            )
        return ZoneInfo(guild.zone)


def _next_runs(schedule: Schedule, now: datetime) -> dict[int, tuple[date, datetime]]:
    zone = ZoneInfo(schedule.zone)
    return {slot.id: next_run(now, slot.minute, schedule.days, zone) for slot in schedule.slots}


def _sections(typed: str | None) -> tuple[str, ...]:
    names = tuple(
        dict.fromkeys(" ".join(part.split()) for part in (typed or "").split(",") if part.strip())
    )
    if len(names) > MOST_SECTIONS:
        raise Invalid("At most {count} sections fit in a schedule.", count=MOST_SECTIONS)
    return names


def _name(wish: ScheduleWish, minutes: tuple[int, ...], taken: set[str]) -> str:
    typed = " ".join((wish.name or "").split())
    if typed:
        if len(typed) > 80:
            raise Invalid("A schedule's name has at most 80 characters.")
        return typed
    name = f"{wish.channel_name} {say_minute(minutes[0])}"[:80]
    number = 2
    while name.casefold() in taken:
        name = f"{wish.channel_name[:60]} {say_minute(minutes[0])} ({number})"
        number += 1
    return name
