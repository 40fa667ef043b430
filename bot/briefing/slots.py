"""A schedule's slots through an edit: which of them keeps its id, and when each is due next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from bot.briefing.rule import Rule, read_rule
from bot.briefing.timetable import Run, next_run
from bot.briefing.zones import zone_of
from storage.schedule_records import Schedule, Slot

LOOK_BACK = timedelta(days=3)
"""How far back an edition can still forbid a new one: zones are at most 26 hours apart."""


def at_minutes(slots: Sequence[Slot], minutes: Sequence[int]) -> tuple[Slot, ...]:
    """The slots for these times of day, sorted. New ones have the id 0, superfluous ones go.

    A time that stays keeps its slot. Of the others each slot goes to the time in its place; where
    there are more of the one than of the other, the nearest belong together.
    """
    stay = {slot.minute: slot for slot in slots if slot.minute in minutes}
    free = sorted((slot for slot in slots if slot.minute not in stay), key=lambda one: one.minute)
    open_ = sorted(minute for minute in minutes if minute not in stay)
    pairs = _nearest([slot.minute for slot in free], open_)
    by_minute = {slot.minute: slot for slot in free}
    moved = {new: replace(by_minute[old], minute=new) for old, new in pairs}
    return tuple(
        stay.get(minute) or moved.get(minute) or Slot(id=0, minute=minute)
        for minute in sorted(set(minutes))
    )


def planned(
    slots: Sequence[Slot],
    rule: Rule,
    zone: ZoneInfo,
    now: datetime,
    done: Mapping[int, Collection[date]],
) -> tuple[Slot, ...]:
    """The slots with their next runs. `done`: by slot id, dates that have their edition already.

    A slot that is due and not claimed yet stays due: the claim settles it by the new rule, so
    that an edit in that very second does not lose the day.
    """

    def with_next_run(slot: Slot) -> Slot:
        if slot.next_run_at and slot.next_run_at <= now:
            return slot
        run = next_run(now, slot.minute, rule, zone, done=done.get(slot.id, ()))
        next_date, next_run_at = run or (None, None)
        return replace(slot, next_date=next_date, next_run_at=next_run_at)

    return tuple(with_next_run(slot) for slot in slots)


def resumed(
    schedule: Schedule, now: datetime, done: Mapping[int, Collection[date]]
) -> dict[int, Run | None]:
    """The next run of each slot of a paused schedule, by slot id. `done`: as in `planned`."""
    rule, zone = read_rule(schedule.rule), zone_of(schedule.zone, schedule.server_zone)
    return {
        slot.id: next_run(now, slot.minute, rule, zone, done=done.get(slot.id, ()))
        for slot in schedule.slots
    }


def _nearest(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs in order, as many as the shorter list has, with the least way between them."""
    count = min(len(old), len(new))
    choices = (
        list(zip(some_old, some_new, strict=True))
        for some_old in combinations(old, count)
        for some_new in combinations(new, count)
    )
    return min(choices, key=lambda pairs: sum(abs(one - two) for one, two in pairs))
