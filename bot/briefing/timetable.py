"""When a briefing is due: times and days as people type them, and the instants they stand for.

A slot has exactly one instant for every local date. Zones are found in `zones`; what is published
is `choose`'s and `compose`'s business, and that it happens once is the ledger's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import islice, takewhile
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from bot.errors import Invalid
from bot.words import say

MOST_TIMES = 12

LATE_AFTER = timedelta(minutes=5)
"""A posting that starts later than this says so."""

MOST_RECORDED = 7
"""Missed occurrences of a slot that are listed one by one; those before are only counted."""

TOO_LATE = "The bot was away when it was due, and too much time had passed when it came back."
OVERTAKEN = "The bot was away when it was due, and a newer edition has taken its place."

_DAY = timedelta(days=1)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EVERY = (1, 2, 3, 4, 5, 6, 7)
_GROUPS = {
    "daily": _EVERY,
    "day": _EVERY,
    "everyday": _EVERY,
    "all": _EVERY,
    "weekday": (1, 2, 3, 4, 5),
    "workday": (1, 2, 3, 4, 5),
    "weekend": (6, 7),
}
_SEPARATORS = re.compile(r"[,;&+、\s]+")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]?([0-9]{2})|h)?(?:([ap])\.?m\.?)?")
_BEFORE_AM_PM = re.compile(r"(?<=[0-9])\s+(?=[ap]\.?m)")
_RANGE = re.compile(r"\s*(?:[-–—]|\bto\b|\bthrough\b)\s*")


def parse_times(text: str) -> tuple[int, ...]:
    """Times of day, "08:00, 6:30 pm", as minutes after midnight, sorted. Raises Invalid."""
    words = _split(_BEFORE_AM_PM.sub("", _narrow(text)))
    minutes = sorted({_minute(word) for word in words})
    if not minutes:
        raise Invalid("Name at least one time of day, such as 08:00 or 08:00, 18:00.")
    if len(minutes) > MOST_TIMES:
        raise Invalid(
            "{count} times of day are more than the {most} a schedule can have.",
            count=len(minutes),
            most=MOST_TIMES,
        )
    return tuple(minutes)


def parse_days(text: str) -> tuple[int, ...]:
    """Days, "mon-fri, sun", as ISO weekdays (1 = Monday), sorted. Raises Invalid."""
    words = _split(_RANGE.sub("-", _narrow(text)))
    days = {day for word in words if word not in ("every", "on") for day in _day_range(word)}
    if not days:
        raise Invalid("Name at least one day, such as Mon-Fri, weekend or daily.")
    return tuple(sorted(days))


def say_days(days: Sequence[int]) -> str:
    """ISO weekdays as people say them."""
    chosen = tuple(sorted(set(days)))
    if chosen == _EVERY:
        return say("every day")
    if chosen == _GROUPS["weekday"]:
        return say("Monday to Friday")
    return ", ".join(say(_DAYS[day - 1]) for day in chosen)


def say_minute(minute: int) -> str:
    """Minutes after midnight as a time of day, "08:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def instant_of(local_date: date, minute: int, zone: ZoneInfo) -> datetime:
    """The one UTC instant of a slot on a local date.

    Where clocks go forward over it, it comes later by the gap's length; where they go back over
    it, the first pass counts. Both follow from fold=0.
    """
    at = time(minute // 60, minute % 60)
    return datetime.combine(local_date, at, tzinfo=zone).astimezone(UTC)


def next_run(
    after: datetime, minute: int, days: Sequence[int], zone: ZoneInfo
) -> tuple[date, datetime]:
    """The first allowed local date whose instant is later than `after`, with that instant."""
    return next(_runs(after, minute, days, zone))


def next_runs(
    after: datetime, minutes: Sequence[int], days: Sequence[int], zone: ZoneInfo, count: int
) -> list[tuple[date, int, datetime]]:
    """The next `count` postings of all slots: local date, minute, instant, soonest first."""

    def of(minute: int) -> Iterator[tuple[date, int, datetime]]:
        return ((on, minute, at) for on, at in _runs(after, minute, days, zone))

    return list(islice(merge(*map(of, minutes), key=lambda run: run[2]), count))


def previous_run(
    before: datetime, minutes: Sequence[int], days: Sequence[int], zone: ZoneInfo
) -> datetime:
    """The latest planned instant of any slot that is earlier than `before`."""
    return max(
        next(at for _, at in _runs_back(before, minute, days, zone) if at < before)
        for minute in minutes
    )


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

    occurrences: oldest first, at most MOST_RECORDED; only the last can be one to post.
    older: how many missed ones before those are not listed.
    """

    occurrences: tuple[Occurrence, ...]
    older: int
    next_date: date
    next_run_at: datetime


def missed(
    expected_date: date,
    minute: int,
    days: Sequence[int],
    zone: ZoneInfo,
    now: datetime,
    grace: timedelta,
) -> CatchUp:
    """Settle a slot that was due on `expected_date`, and maybe again since.

    The newest occurrence is posted if it is no older than `grace`; all before it are skipped.
    None is due if the days were changed and leave out what was expected.
    """
    since = takewhile(lambda run: run[0] >= expected_date, _runs_back(now, minute, days, zone))
    due = list(islice(since, MOST_RECORDED))
    occurrences = [
        _decide(local_date, due_at, now, grace, newest=number == 0)
        for number, (local_date, due_at) in enumerate(due)
    ]
    older = _count(expected_date, due[-1][0], days) if due else 0
    return CatchUp(tuple(reversed(occurrences)), older, *next_run(now, minute, days, zone))


def _decide(
    local_date: date, due_at: datetime, now: datetime, grace: timedelta, *, newest: bool
) -> Occurrence:
    if now - due_at > grace:
        return Occurrence(local_date, due_at, "skip", TOO_LATE)
    if not newest:
        return Occurrence(local_date, due_at, "skip", OVERTAKEN)
    return Occurrence(local_date, due_at, "late" if now - due_at > LATE_AFTER else "post")


def _runs(
    after: datetime, minute: int, days: Sequence[int], zone: ZoneInfo
) -> Iterator[tuple[date, datetime]]:
    """Allowed local dates with their instants from `after` on, without end.

    Starts a day early: a slot just before midnight that falls into a gap lies on the next date.
    """
    _check(days)
    on = after.astimezone(zone).date() - _DAY
    while True:
        if on.isoweekday() in days and (at := instant_of(on, minute, zone)) > after:
            yield on, at
            after = at  # a date that a zone leaves out (Apia, 30 December 2011) has no other
        on += _DAY


def _runs_back(
    until: datetime, minute: int, days: Sequence[int], zone: ZoneInfo
) -> Iterator[tuple[date, datetime]]:
    """Allowed local dates whose instants are no later than `until`, newest first, without end."""
    _check(days)
    on = until.astimezone(zone).date() + _DAY
    while True:
        if on.isoweekday() in days and (at := instant_of(on, minute, zone)) <= until:
            yield on, at
        on -= _DAY


def _check(days: Sequence[int]) -> None:
    if not days:
        raise ValueError("a schedule without days is never due")


def _count(first: date, end: date, days: Sequence[int]) -> int:
    """Allowed dates from `first` up to, not including, `end`."""
    weeks, rest = divmod((end - first).days, 7)
    return weeks * len(days) + sum(
        (first + number * _DAY).isoweekday() in days for number in range(rest)
    )


def _narrow(text: str) -> str:
    """Small letters; full-width digits and signs, as a Chinese keyboard types them, made plain."""
    return unicodedata.normalize("NFKC", text).casefold()


def _split(text: str) -> list[str]:
    return [word for word in _SEPARATORS.split(text) if word and word != "and"]


def _minute(word: str) -> int:
    match = _TIME.fullmatch(word)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half:
            hour = 24
        if hour < 24 and minute < 60:
            return hour * 60 + minute
    raise Invalid("“{part}” is not a time of day. Write it like 08:00 or 6:30 pm.", part=word[:40])


def _day_range(word: str) -> tuple[int, ...]:
    first, dash, last = word.partition("-")
    if not dash:
        group = _GROUPS.get(word.removesuffix("s"))
        return group or (_day(word, word),)
    start, end = _day(first, word), _day(last, word)
    return tuple((start - 1 + step) % 7 + 1 for step in range((end - start) % 7 + 1))


def _day(name: str, part: str) -> int:
    """The ISO weekday that a name or its beginning (two letters or more) stands for."""
    stem = name.removesuffix(".").removesuffix("s")
    found = [number for number, day in enumerate(_DAYS, start=1) if day.casefold().startswith(stem)]
    if len(stem) >= 2 and found:
        return found[0]
    raise Invalid("“{part}” is not a day. Write days like Mon-Fri, Sat or daily.", part=part[:40])
