"""Making an edition: which stories, in which order, and why. The same for preview and post.

window ─→ stories.candidates (or archive) ─→ choose ─→ compose ─→ Briefing
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefing.arrange import AS_IT_COMES
from bot.briefing.choose import Choice, Why, choose
from bot.briefing.compose import Briefing, compose
from bot.briefing.rule import read_rule
from bot.briefing.timetable import LATE_AFTER, next_postings, previous_run
from bot.briefing.window import Window, window_of
from bot.briefing.zones import zone_of
from bot.errors import NotFound
from bot.words import say, speaking
from bot.workflows.coming import Coming, ToCome
from bot.workflows.follow_ups import told
from bot.workflows.ports import Clock
from bot.workflows.seen_before import SeenBefore
from storage import Storage
from storage.delivery_records import CarriedStory
from storage.edition_records import Arrangement, EditionKey, EditionPlan
from storage.schedule_records import Schedule
from storage.story_records import Story

# More candidates than any briefing carries, few enough to weigh in a millisecond.
MOST_CANDIDATES = 100
TODAY_CAP = 10
MOST_LEFT_OUT = 60
"""Stories left out of an edition whose reasons are kept."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What an edition is made of, and how it is headed. schedule_id: None for "Today"."""

    guild_id: int
    schedule_id: int | None
    window: Window
    zone: ZoneInfo
    title: str
    sections: tuple[str, ...]
    cap: int
    local_date: date
    late: bool = False
    extra: bool = False
    language: str | None = None
    even_empty: bool = False
    arranged: Arrangement = AS_IT_COMES


class Editions:
    """Composes briefings from a server's stories. Posts nothing."""

    def __init__(self, storage: Storage, seen_before: SeenBefore, clock: Clock) -> None:
        self._storage = storage
        self._seen_before = seen_before
        self._clock = clock

    async def for_schedule(
        self,
        schedule: Schedule,
        *,
        local_date: date,
        due_at: datetime,
        late: bool = False,
        extra: bool = False,
        arranged: Arrangement = AS_IT_COMES,
    ) -> Briefing | None:
        """The edition of a schedule for a local date, as its editors have arranged it; None if
        nothing is left to carry, unless the schedule posts all the same.
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
            briefing = await self._compose(
                _Asked(
                    guild_id=schedule.guild_id,
                    schedule_id=schedule.id,
                    window=window,
                    zone=zone,
                    title=schedule.name,
                    sections=schedule.sections,
                    cap=schedule.story_cap,
                    local_date=local_date,
                    late=late,
                    extra=extra,
                    language=language,
                    even_empty=schedule.post_empty and not extra,
                    arranged=arranged,
                )
            )
        guild = await self._storage.guilds.get(schedule.guild_id)
        return replace(briefing, plain=bool(guild and guild.plain_text)) if briefing else None

    async def as_planned(self, one: Coming) -> tuple[EditionPlan, Briefing | None]:
        """An edition to come, with what its editors have settled for it; the briefing is the one
        that would be posted as things stand.
        """
        schedule = one.schedule
        plan = await plan_of(self._storage, schedule, str(one.slot_id), one.local_date)
        briefing = await self.for_schedule(
            schedule,
            local_date=one.local_date,
            due_at=one.due_at,
            late=self._clock() - one.due_at > LATE_AFTER,
            arranged=plan.arrangement,
        )
        return plan, briefing

    async def preview(self, schedule: Schedule) -> Briefing | None:
        """What the schedule's next edition would be as things stand; None if there is none."""
        postings = next_postings(schedule, self._clock(), 1)
        if not postings:
            return None
        first = postings[0]
        slot = next(slot for slot in schedule.slots if slot.minute == first.minute)
        one = Coming(schedule, slot.id, first.local_date, first.at)
        return (await self.as_planned(one))[1]

    async def today(self, guild_id: int) -> Briefing | None:
        """The last 24 hours of a server, in its own zone; None if it has no stories."""
        guild = await self._storage.guilds.get(guild_id)
        zone = zone_of(guild.zone or "UTC" if guild else "UTC")
        now = self._clock()
        return await self._compose(
            _Asked(
                guild_id=guild_id,
                schedule_id=None,
                window=window_of(due_at=now, previous=now - DAY, now=now),
                zone=zone,
                title=say("Today"),
                sections=(),
                cap=TODAY_CAP,
                local_date=now.astimezone(zone).date(),
            )
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
        elif kind == "plan" and (named := read_plan_code(code)):
            one = await ToCome(self._storage, self._clock).named(guild_id, *named)
            briefing = (await self.as_planned(one))[1]
        elif delivery := await self._storage.deliveries.by_code(guild_id, code):
            return list(delivery.stories)
        if briefing is None:
            raise NotFound("This briefing is no longer on record.")
        return carried_stories(briefing)

    async def _compose(self, asked: _Asked) -> Briefing | None:
        choice, repeated = await self._choose(asked)
        if not choice.items and not asked.even_empty:
            return None
        facts = await self._facts(asked, choice, repeated)
        return compose(
            await told(self._storage, asked.guild_id, asked.schedule_id, choice, asked.zone),
            title=asked.title,
            local_date=asked.local_date,
            zone=asked.zone,
            late=asked.late,
            extra=asked.extra,
            language=asked.language,
            sections=asked.arranged.sections,
            note=asked.arranged.note,
            facts=facts,
        )

    async def _choose(self, asked: _Asked) -> tuple[Choice, dict[int, str]]:
        """The stories, and why others of the window only repeat what the schedule has carried."""
        stories, guild_id, schedule_id = self._storage.stories, asked.guild_id, asked.schedule_id
        near = await stories.candidates(
            guild_id,
            schedule_id=schedule_id,
            start=asked.window.earliest,
            end=asked.window.end,
            sections=asked.sections,
            limit=MOST_CANDIDATES,
        )
        held = [story for story in near if asked.window.holds(story)]
        today, events, repeated = await self._new(guild_id, schedule_id, held)
        archive: list[Story] = []
        if not today:
            older = await stories.archive(
                guild_id,
                schedule_id=schedule_id,
                before=asked.window.start,
                sections=asked.sections,
                limit=MOST_CANDIDATES,
            )
            archive, events, _ = await self._new(guild_id, schedule_id, older)
        found = await stories.by_ids(guild_id, asked.arranged.wanted)
        wanted = [
            story for story in found if story.retracted_at is None and story.embargo_until is None
        ]
        events |= await self._storage.same_events.events_of(guild_id, asked.arranged.wanted)
        choice = choose(
            today,
            archive,
            window=asked.window,
            cap=asked.cap,
            events=events,
            arranged=asked.arranged,
            wanted=wanted,
        )
        return choice, repeated

    async def _facts(self, asked: _Asked, choice: Choice, repeated: Mapping[int, str]) -> Why:
        """What a later question needs to know of a schedule's edition, whatever has changed by
        then.
        """
        if asked.schedule_id is None:
            return {}
        window = asked.window
        passed_over = await self._storage.stories.passed_over(
            asked.guild_id,
            schedule_id=asked.schedule_id,
            start=window.start,
            end=window.end,
            sections=asked.sections,
            limit=MOST_LEFT_OUT,
        )
        return {
            "window_start": window.start.isoformat(),
            "window_end": window.end.isoformat(),
            "cap": asked.cap,
            "sections": list(asked.sections),
            "newest": await self._storage.stories.newest_id(),
            **left_out(choice, repeated, passed_over),
        }

    async def _new(
        self, guild_id: int, schedule_id: int | None, stories: Sequence[Story]
    ) -> tuple[list[Story], dict[int, int], dict[int, str]]:
        """The stories, with the event of each, without those that only say again what the
        schedule has carried, from somebody else or under another number; why not, by id.

        A report dated a day later than that edition is taken for a new turn of the event.
        """
        same = self._storage.same_events
        events = await same.events_of(guild_id, [story.id for story in stories])
        if schedule_id is None:
            return list(stories), events, {}
        seen = await self._seen_before.among(guild_id, schedule_id, stories)
        carried = {events[story_id]: at for story_id, at in seen.items() if story_id in events}
        carried |= await same.carried(guild_id, schedule_id, set(events.values()))

        def repeats(story: Story) -> bool:
            at = carried.get(events.get(story.id, 0))
            return at is not None and (story.dated_at or story.added_at) < at + DAY

        out = {story.id: "repeated" for story in stories if repeats(story)}
        out |= dict.fromkeys(seen, "carried before")
        return [story for story in stories if story.id not in out], events, out


def left_out(choice: Choice, repeated: Mapping[int, str], passed_over: Mapping[int, str]) -> Why:
    """Why stories of the edition's days are not in it, by id; the best if there are many."""
    reasons: dict[str, object] = {
        str(one.story.id): one.why for one in choice.left_out[:MOST_LEFT_OUT]
    }
    reasons |= {str(story_id): {"reason": reason} for story_id, reason in repeated.items()}
    carried = {one.story.id for one in choice.items}
    reasons |= {
        str(story_id): {"reason": reason}
        for story_id, reason in passed_over.items()
        if story_id not in carried and str(story_id) not in reasons
    }
    return {"left_out": reasons}


def plan_code(one: Coming) -> str:
    """What stands in the buttons of an edition that is shown before it goes out."""
    return f"plan-{one.schedule.id}-{one.slot_id}-{one.local_date:%Y%m%d}"


def read_plan_code(code: str) -> tuple[int, int, date] | None:
    """Schedule, slot and date; None where it is no such code."""
    parts = code.split("-")[1:]
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    on = read_date_number(int(parts[2]))
    return (int(parts[0]), int(parts[1]), on) if on else None


def read_date_number(number: int) -> date | None:
    """20261126 as a date; None where it is none."""
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return None


async def plan_of(storage: Storage, schedule: Schedule, slot: str, local_date: date) -> EditionPlan:
    """What the editors have settled for an edition; for a date that was moved, what they had
    settled for the one it stands for.
    """
    moved = read_rule(schedule.rule).moved
    key = EditionKey(
        guild_id=schedule.guild_id, schedule_id=schedule.id, local_date=local_date, slot=slot
    )
    return await storage.edition_plans.get(key, [one for one, to in moved if to == local_date])


def carried_stories(briefing: Briefing) -> list[CarriedStory]:
    """The ledger's record of what a briefing carries."""
    return [
        CarriedStory(story_id=item.story.id, position=item.position, role=item.role, why=item.why)
        for item in briefing.items
    ]
