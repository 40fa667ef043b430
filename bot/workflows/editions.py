"""Making an edition: which stories, in which order, and why. The same for preview and post.

window ─→ stories.candidates (or archive) ─→ choose ─→ compose ─→ Briefing
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefing.choose import choose
from bot.briefing.compose import Briefing, compose
from bot.briefing.rule import read_rule
from bot.briefing.timetable import next_postings, previous_run
from bot.briefing.window import Window, window_of
from bot.briefing.zones import zone_of
from bot.errors import NotFound
from bot.words import say, speaking
from bot.workflows.ports import Clock
from storage import Storage
from storage.records import CarriedStory, Schedule, Story

# More candidates than any briefing carries, few enough to weigh in a millisecond.
MOST_CANDIDATES = 100
TODAY_CAP = 10
DAY = timedelta(days=1)


class Editions:
    """Composes briefings from a server's stories. Posts nothing."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def for_schedule(
        self,
        schedule: Schedule,
        *,
        local_date: date,
        due_at: datetime,
        late: bool = False,
        extra: bool = False,
    ) -> Briefing | None:
        """The edition of a schedule for a local date; None if nothing is left to carry, unless
        the schedule posts all the same.
        """
        zone = zone_of(schedule.zone, schedule.server_zone)
        minutes = [slot.minute for slot in schedule.slots]
        window = window_of(
            due_at=due_at,
            previous=previous_run(due_at, minutes, read_rule(schedule.rule), zone),
            now=self._clock(),
        )
        language = schedule.language or schedule.server_language
        with speaking(language):
            return await self._compose(
                schedule.guild_id,
                schedule.id,
                window,
                zone,
                title=schedule.name,
                sections=schedule.sections,
                cap=schedule.story_cap,
                local_date=local_date,
                late=late,
                extra=extra,
                language=language,
                even_empty=schedule.post_empty and not extra,
            )

    async def preview(self, schedule: Schedule) -> Briefing | None:
        """What the schedule's next edition would be as things stand; None if there is none."""
        postings = next_postings(schedule, self._clock(), 1)
        if not postings:
            return None
        return await self.for_schedule(
            schedule, local_date=postings[0].local_date, due_at=postings[0].at
        )

    async def today(self, guild_id: int) -> Briefing | None:
        """The last 24 hours of a server, in its own zone; None if it has no stories."""
        guild = await self._storage.guilds.get(guild_id)
        zone = zone_of(guild.zone or "UTC" if guild else "UTC")
        now = self._clock()
        return await self._compose(
            guild_id,
            None,
            window_of(due_at=now, previous=now - DAY, now=now),
            zone,
            title=say("Today"),
            sections=(),
            cap=TODAY_CAP,
            local_date=now.astimezone(zone).date(),
        )

    async def why(self, guild_id: int, code: str) -> list[tuple[CarriedStory, Story | None]]:
        """The stories of a posted edition, of a preview or of today, with what chose them."""
        carried = await self._carried(guild_id, code)
        return [(one, await self._storage.stories.get(guild_id, one.story_id)) for one in carried]

    async def _carried(self, guild_id: int, code: str) -> list[CarriedStory]:
        kind, _, identifier = code.partition("-")
        briefing = None
        if code == "today":
            briefing = await self.today(guild_id)
        elif kind == "preview" and identifier.isascii() and identifier.isdigit():
            schedule = await self._storage.schedules.get(guild_id, int(identifier))
            briefing = await self.preview(schedule) if schedule else None
        elif delivery := await self._storage.deliveries.by_code(guild_id, code):
            return list(delivery.stories)
        if briefing is None:
            raise NotFound("This briefing is no longer on record.")
        return carried_stories(briefing)

    async def _compose(
        self,
        guild_id: int,
        schedule_id: int | None,
        window: Window,
        zone: ZoneInfo,
        *,
        title: str,
        sections: tuple[str, ...],
        cap: int,
        local_date: date,
        late: bool = False,
        extra: bool = False,
        language: str | None = None,
        even_empty: bool = False,
    ) -> Briefing | None:
        stories = self._storage.stories
        near = await stories.candidates(
            guild_id,
            schedule_id=schedule_id,
            start=window.earliest,
            end=window.end,
            sections=sections,
            limit=MOST_CANDIDATES,
        )
        today, events = await self._new(
            guild_id, schedule_id, [story for story in near if window.holds(story)]
        )
        archive: list[Story] = []
        if not today:
            older = await stories.archive(
                guild_id,
                schedule_id=schedule_id,
                before=window.start,
                sections=sections,
                limit=MOST_CANDIDATES,
            )
            archive, events = await self._new(guild_id, schedule_id, older)
        choice = choose(today, archive, window=window, cap=cap, events=events)
        if not choice.items and not even_empty:
            return None
        return compose(
            choice,
            title=title,
            local_date=local_date,
            zone=zone,
            late=late,
            extra=extra,
            language=language,
        )

    async def _new(
        self, guild_id: int, schedule_id: int | None, stories: Sequence[Story]
    ) -> tuple[list[Story], dict[int, int]]:
        """The stories, with the event of each, without those that only say again what the
        schedule has carried from somebody else.

        A report dated a day later than that edition is taken for a new turn of the event.
        """
        same = self._storage.same_events
        events = await same.events_of(guild_id, [story.id for story in stories])
        if schedule_id is None:
            return list(stories), events
        carried = await same.carried(guild_id, schedule_id, set(events.values()))

        def repeats(story: Story) -> bool:
            at = carried.get(events.get(story.id, 0))
            return at is not None and (story.dated_at or story.added_at) < at + DAY

        return [story for story in stories if not repeats(story)], events


def carried_stories(briefing: Briefing) -> list[CarriedStory]:
    """The ledger's record of what a briefing carries."""
    return [
        CarriedStory(story_id=item.story.id, position=item.position, role=item.role, why=item.why)
        for item in briefing.items
    ]
