"""Editions that are still to come, and which of them would have anything to carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.briefing.rule import read_rule
from bot.briefing.timetable import instant_of, next_postings
from bot.briefing.zones import zone_of
from bot.errors import NotFound, Refusal
from bot.workflows.plan import NO_SCHEDULE
from bot.workflows.ports import Clock
from storage import Storage
from storage.edition_records import EditionKey
from storage.schedule_records import Schedule, Slot
from storage.story_records import Draft
from storage.story_rows import folded

OUT = (
    "This edition is out or on its way, so nothing of it can be changed here any more. /story"
    " correct mends a story that was posted."
)
ASIDE = "Nothing goes out on that date any more: it was skipped or moved with /schedule skip."
PAUSED = "This schedule is paused, so nothing is to come. /schedule resume starts it again."
NOTHING_TO_COME = "This schedule has come to its end: nothing more is planned."
PASSED = "That edition is no longer planned. /desk edition opens the next one."

MOST_FREED = 500
"""Drafts whose embargo ends before an hour, of all servers, that are reckoned with."""

Key = tuple[int, date, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Coming:
    """An edition to come."""

    schedule: Schedule
    slot_id: int
    local_date: date
    due_at: datetime

    @property
    def key(self) -> Key:
        """The same for the same question about its stories."""
        return (self.slot_id, self.local_date, self.schedule.sections)

    @property
    def edition(self) -> EditionKey:
        """As the ledger names it."""
        return EditionKey(
            guild_id=self.schedule.guild_id,
            schedule_id=self.schedule.id,
            local_date=self.local_date,
            slot=str(self.slot_id),
        )


def coming(schedule: Schedule, slot: Slot) -> Coming | None:
    """The next edition of a slot; None where there is none."""
    if slot.next_date is None or slot.next_run_at is None:
        return None
    return Coming(schedule, slot.id, slot.next_date, slot.next_run_at)


class ToCome:
    """Finds an edition that its editors can still change."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def next_of(self, guild_id: int, schedule_id: int | None) -> Coming:
        """The one that waits for its editors, else the next. Raises NotFound, Refusal."""
        schedule = await self._schedule(guild_id, schedule_id)
        kept = await self._storage.deliveries.kept_back(guild_id, schedule.id)
        if kept:
            return Coming(schedule, int(kept.slot), kept.local_date, kept.due_at)
        if schedule.paused_at:
            raise Refusal(PAUSED)
        postings = next_postings(schedule, self._clock(), 1)
        if not postings:
            raise Refusal(NOTHING_TO_COME)
        first = postings[0]
        slot = next(slot for slot in schedule.slots if slot.minute == first.minute)
        return Coming(schedule, slot.id, first.local_date, first.at)

    async def named(self, guild_id: int, schedule_id: int, slot_id: int, on: date) -> Coming:
        """The one that is named. Raises NotFound, Refusal where it cannot be changed any more."""
        schedule = await self._schedule(guild_id, schedule_id)
        slot = next((slot for slot in schedule.slots if slot.id == slot_id), None)
        key = EditionKey(
            guild_id=guild_id, schedule_id=schedule.id, local_date=on, slot=str(slot_id)
        )
        if await self._storage.edition_plans.is_closed(key):
            raise Refusal(OUT)
        if row := await self._storage.deliveries.of_edition(key):
            return Coming(schedule, slot_id, on, row.due_at)
        if slot is None:
            raise Refusal(PASSED)
        if schedule.paused_at:
            raise Refusal(PAUSED)
        rule = read_rule(schedule.rule)
        if rule.set_aside(on):
            raise Refusal(ASIDE)
        due_at = instant_of(on, slot.minute, zone_of(schedule.zone, schedule.server_zone))
        if not rule.posts(on) or (due_at <= self._clock() and slot.next_date != on):
            raise Refusal(PASSED)
        return Coming(schedule, slot_id, on, due_at)

    async def _schedule(self, guild_id: int, schedule_id: int | None) -> Schedule:
        schedule = await self._storage.schedules.get(guild_id, schedule_id) if schedule_id else None
        if schedule is None:
            raise NotFound(NO_SCHEDULE)
        return schedule


class Stock:
    """Remembers from one look to the next what it was told: an edition that has something to
    carry keeps it, one that has nothing gets something only when its server adds a story; unless
    somebody has changed something there.
    """

    def __init__(self, storage: Storage) -> None:
        self._stories = storage.stories
        self._drafts = storage.drafts
        self._log = storage.desk_log
        self._known: dict[Key, bool] = {}
        self._seen: dict[Key, bool] = {}
        self._newest: tuple[int, int] | None = None
        self._fresh: frozenset[int] = frozenset()
        self._changed: frozenset[int] = frozenset()

    async def begin(self) -> None:
        """A new look at all that comes. What the last one did not ask about is forgotten."""
        self._known, self._seen = self._seen, {}
        before, newest = (
            self._newest,
            (await self._stories.newest_id(), await self._log.newest_id()),
        )
        self._newest = newest
        if before is not None:
            story_id, entry_id = before
            self._fresh = await self._stories.servers_with_new(story_id)
            self._changed = await self._log.servers_changed(entry_id)

    async def of(self, editions: Sequence[Coming]) -> dict[Key, bool]:
        """Which of them have anything to carry."""
        stocked = {
            one.key: self._known[one.key]
            for one in editions
            if one.key in self._known
            and one.schedule.guild_id not in self._changed
            and (self._known[one.key] or one.schedule.guild_id not in self._fresh)
        }
        stocked |= await self._stored([one for one in editions if one.key not in stocked])
        self._seen |= stocked
        return await self._with_drafts(editions, stocked)

    async def ask(self, editions: Sequence[Coming]) -> dict[Key, bool]:
        """The same, without remembering anything."""
        return await self._with_drafts(editions, await self._stored(editions))

    async def _stored(self, editions: Sequence[Coming]) -> dict[Key, bool]:
        if not editions:
            return {}
        found = await self._stories.still_to_carry(
            [
                (one.schedule.guild_id, one.schedule.id, one.due_at, one.schedule.sections)
                for one in editions
            ]
        )
        return {one.key: number in found for number, one in enumerate(editions)}

    async def _with_drafts(
        self, editions: Sequence[Coming], stocked: dict[Key, bool]
    ) -> dict[Key, bool]:
        """With the drafts that will be stories by then, since their embargo has ended."""
        empty = [one for one in editions if not stocked[one.key]]
        if not empty:
            return stocked
        freed = await self._drafts.freed(max(one.due_at for one in empty), MOST_FREED)
        by_server: defaultdict[int, list[Draft]] = defaultdict(list)
        for draft in freed:
            by_server[draft.guild_id].append(draft)
        return stocked | {
            one.key: any(_will_carry(one, draft) for draft in by_server[one.schedule.guild_id])
            for one in empty
        }


def _will_carry(one: Coming, draft: Draft) -> bool:
    wanted = {folded(name) for name in one.schedule.sections}
    free = draft.embargo_until is not None and draft.embargo_until <= one.due_at
    return free and (not wanted or not wanted.isdisjoint(map(folded, draft.text.section)))
