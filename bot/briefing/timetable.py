"""When a briefing is due: the instants of a schedule's slots, and what to do about missed ones.

A slot has exactly one instant for every local date. Which dates are planned says `rule`; zones are
found in `zones`; that an edition is published once is the ledger's business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import islice, takewhile
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from bot.briefing.rule import Rule, read_rule
from bot.briefing.zones import zone_of
from storage.schedule_records import DueAlike, PlannedRun, Schedule, Slot

LATE_AFTER = timedelta(minutes=5)
"""A posting that starts later than this says so."""

MOST_RECORDED = 7
"""Missed occurrences of a slot that are listed one by one; those before are only counted."""

TOO_LATE = "The bot was away when it was due, and too much time had passed when it came back."
OVERTAKEN = "The bot was away when it was due, and a newer edition has taken its place."

Run = tuple[date, datetime]
"""A local date with a planned edition, and its instant in UTC."""

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


def instant_of(local_date: date, minute: int, zone: ZoneInfo) -> datetime:
    """The one UTC instant of a slot on a local date.

    Where clocks go forward over it, it comes later by the gap's length; where they go back over
    it, the first pass counts. Both follow from fold=0.
    """
    at = time(minute // 60, minute % 60)
    return datetime.combine(local_date, at, tzinfo=zone).astimezone(UTC)


def next_run(
    after: datetime, minute: int, rule: Rule, zone: ZoneInfo, *, done: Collection[date] = ()
) -> Run | None:
    """The first planned date whose instant is later than `after`; None where there is no more.

    Dates that are set aside count: the ledger shall say why nothing was posted. `done` are
    dates that have their edition already.
    """
    return next((run for run in _runs(after, minute, rule, zone) if run[0] not in done), None)


def corrected(planned: PlannedRun, rule: Rule, zone: ZoneInfo, now: datetime) -> list[Run]:
    """Where a run still to come should stand, one step after the other; [] if it is right.

    It stands wrong once the zone's own rules have changed, and too late where it was planned by
    a clock that has gone back since.
    """
    own = (planned.next_date, instant_of(planned.next_date, planned.minute, zone))
    steps = [own] if own[1] != planned.next_run_at else []
    first = next_run(now, planned.minute, rule, zone) if own[1] > now else None
    if first and first[0] < planned.next_date:
        steps.append(first)
    return steps


class Posting(NamedTuple):
    """A posting to come."""

    local_date: date
    minute: int
    at: datetime


def next_postings(schedule: Schedule, now: datetime, count: int) -> list[Posting]:
    """The next postings of all slots, soonest first; dates that are set aside are passed over.

    Each slot begins where it stands: a date that had its edition before an edit comes no more.
    """
    rule, zone = read_rule(schedule.rule), zone_of(schedule.zone, schedule.server_zone)

    def of(slot: Slot) -> Iterator[Posting]:
        runs = _runs(max(now, (slot.next_run_at or now) - _INSTANT), slot.minute, rule, zone)
        return (Posting(on, slot.minute, at) for on, at in runs if rule.posts(on))

    return list(islice(merge(*map(of, schedule.slots), key=lambda posting: posting.at), count))


def previous_run(
    before: datetime, minutes: Sequence[int], rule: Rule, zone: ZoneInfo
) -> datetime | None:
    """The latest posting of any slot that was planned earlier than `before`, if there is one."""
    runs = [
        at
        for minute in minutes
        for at in islice(_posted_back(before - _INSTANT, minute, rule, zone), 1)
    ]
    return max(runs, default=None)


class Occurrence(NamedTuple):
    """One local date of a slot that is due, and what becomes of it.

    reason: why it is skipped, a message id for `words.say`; None where it is posted.
    """

    local_date: date
    due_at: datetime
    decision: Literal["post", "late", "skip"]
    reason: str | None = None


class CatchUp(NamedTuple):
    """What to do about a slot whose time has come.

    occurrences: oldest first, at most MOST_RECORDED; at most one of them is to be posted.
    older: how many missed ones before those are not listed.
    following: the slot's next run.
    """

    occurrences: tuple[Occurrence, ...]
    older: int
    following: Run | None


def catch_up(schedule: Schedule | DueAlike, now: datetime, grace: timedelta) -> dict[int, CatchUp]:
    """Settle all slots of a schedule that are due, by slot id.

    Of what is late only the newest is posted, whichever slot it belongs to.
    """
    rule, zone = read_rule(schedule.rule), zone_of(schedule.zone, schedule.server_zone)
    settled = {
        slot.id: missed(slot.next_date, slot.minute, rule, zone, now, grace)
        for slot in schedule.slots
        if slot.next_date and slot.next_run_at and slot.next_run_at <= now
    }
    newest = max(
        (
            one.due_at
            for plan in settled.values()
            for one in plan.occurrences
            if one.decision != "skip"
        ),
        default=now,
    )
    return {
        slot_id: plan._replace(occurrences=tuple(_yield(one, newest) for one in plan.occurrences))
        for slot_id, plan in settled.items()
    }


def missed(
    expected_date: date,
    minute: int,
    rule: Rule,
    zone: ZoneInfo,
    now: datetime,
    grace: timedelta,
) -> CatchUp:
    """Settle a slot that was due on `expected_date`, and maybe again since.

    The newest occurrence is posted if it is no older than `grace`; all before it are skipped.
    None is due if the rule was changed and leaves out what was expected.
    """
    since = takewhile(lambda run: run[0] >= expected_date, _runs_back(now, minute, rule, zone))
    due = list(islice(since, MOST_RECORDED))
    newest = next((on for on, _ in due if rule.posts(on)), None)
    occurrences = [
        _decide(run, now, grace, newest=run[0] == newest, set_aside=rule.set_aside(run[0]))
        for run in reversed(due)
    ]
    older = _count(expected_date, due[-1][0], rule) if len(due) == MOST_RECORDED else 0
    return CatchUp(tuple(occurrences), older, next_run(now, minute, rule, zone))


def _decide(
    run: Run, now: datetime, grace: timedelta, *, newest: bool, set_aside: str | None
) -> Occurrence:
    behind = now - run[1]
    if set_aside:
        return Occurrence(*run, "skip", set_aside)
    if behind > grace:
        return Occurrence(*run, "skip", TOO_LATE)
    if not newest:
        return Occurrence(*run, "skip", OVERTAKEN)
    return Occurrence(*run, "late" if behind > LATE_AFTER else "post")


def _yield(one: Occurrence, newest: datetime) -> Occurrence:
    """What becomes of an occurrence when another slot of the schedule has a newer one."""
    if one.decision == "late" and one.due_at < newest:
        return one._replace(decision="skip", reason=OVERTAKEN)
    return one


def _runs(after: datetime, minute: int, rule: Rule, zone: ZoneInfo) -> Iterator[Run]:
    """Planned local dates with their instants from `after` on, without end if the rule has none.

    Starts a day early: a slot just before midnight that falls into a gap lies on the next date.
    """
    on = after.astimezone(zone).date() - _DAY
    if rule.first_date and on < rule.first_date:
        on = rule.first_date
    last = rule.last_date
    while last is None or on <= last:
        if rule.plans(on) and (at := instant_of(on, minute, zone)) > after:
            yield on, at
            after = at  # a date that a zone leaves out (Apia, 30 December 2011) has no other
        on += _DAY


def _runs_back(until: datetime, minute: int, rule: Rule, zone: ZoneInfo) -> Iterator[Run]:
    """Planned local dates whose instants are no later than `until`, newest first."""
    on = until.astimezone(zone).date() + _DAY
    if rule.last_date and on > rule.last_date:
        on = rule.last_date
    first = rule.first_date
    while first is None or on >= first:
        if rule.plans(on) and (at := instant_of(on, minute, zone)) <= until:
            yield on, at
        on -= _DAY


def _posted_back(until: datetime, minute: int, rule: Rule, zone: ZoneInfo) -> Iterator[datetime]:
    return (at for on, at in _runs_back(until, minute, rule, zone) if rule.posts(on))


def _count(first: date, end: date, rule: Rule) -> int:
    """Planned dates from `first` up to, not including, `end`."""
    return sum(rule.plans(first + number * _DAY) for number in range((end - first).days))
