"""How things stand: whether the next briefings of a server will go out, and how the bot is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.briefing.outlook import Outlook
from bot.briefing.timetable import Posting, next_postings
from bot.workflows.check_ahead import CheckAhead
from bot.workflows.growing import Growing, Growth
from bot.workflows.pacer import Pacer
from bot.workflows.ports import Clock, Vitals, VitalSigns
from storage import Storage
from storage.schedule_records import Schedule

LONG_QUEUE = timedelta(seconds=60)
"""A queue that takes longer is worth a word."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """A schedule, its next posting and what will become of it; both None if none is planned."""

    schedule: Schedule
    posting: Posting | None
    outlook: Outlook | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything /status shows.

    waiting: briefings of all servers that are on their way. queue: how long they will take.
    low_disk: bytes below which the disk counts as full. crossposts: messages of this server that
    are to be passed on to following channels. crossposts_until: the last of them is tried then.
    """

    at: datetime
    prospects: tuple[Prospect, ...]
    signs: VitalSigns
    waiting: int
    queue: timedelta
    low_disk: int
    growth: Growth
    crossposts: int = 0
    crossposts_until: datetime | None = None


class Status:
    """Looks, and changes nothing."""

    def __init__(
        self,
        storage: Storage,
        check_ahead: CheckAhead,
        vitals: Vitals,
        pacer: Pacer,
        growing: Growing,
        clock: Clock,
    ) -> None:
        self._storage = storage
        self._check_ahead = check_ahead
        self._vitals = vitals
        self._pacer = pacer
        self._growing = growing
        self._clock = clock

    async def of(self, guild_id: int) -> Standing:
        """As things stand for one server."""
        schedules = await self._storage.schedules.list_all(guild_id)
        waiting = await self._storage.deliveries.waiting()
        crossposts, until = await self._storage.crossposts.waiting(guild_id)
        return Standing(
            at=self._clock(),
            prospects=tuple([await self._prospect(schedule) for schedule in schedules]),
            signs=await self._vitals.read(),
            waiting=waiting,
            queue=timedelta(seconds=waiting / self._pacer.rate),
            low_disk=self._check_ahead.low_disk,
            growth=await self._growing.now(),
            crossposts=crossposts,
            crossposts_until=until,
        )

    async def _prospect(self, schedule: Schedule) -> Prospect:
        postings = [] if schedule.paused_at else next_postings(schedule, self._clock(), 1)
        if not postings:
            return Prospect(schedule, None, None)
        view = await self._check_ahead.outlook_of(schedule, postings[0])
        return Prospect(schedule, postings[0], view)
