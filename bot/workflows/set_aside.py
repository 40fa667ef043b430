"""Dates set aside: what was typed into /schedule skip, and the schedule that comes of it. Saving
is `plan`'s work.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.briefing.rule import Rule, read_rule, write_rule
from bot.briefing.spoken import parse_date, parse_dates, say_date
from bot.briefing.timetable import instant_of, next_postings
from bot.briefing.zones import zone_of
from bot.errors import Invalid
from storage.schedule_records import Schedule

MOST_EXCEPTIONS = 200
KEPT = timedelta(days=60)
"""How long an exception stays with its schedule once it lies behind."""

Changed = tuple[Schedule, tuple[date, ...]]
"""The schedule with a changed rule, its slots not planned yet, and the dates that changed."""


def skipping(schedule: Schedule, now: datetime, typed: str | None) -> Changed:
    """Set dates aside, the next posting's if none is typed. Raises Invalid."""
    dates = _postings_on(schedule, now, typed)
    return _with_rule(schedule, now, read_rule(schedule.rule).skipping(dates)), dates


def moving(schedule: Schedule, now: datetime, typed: str | None, target: str) -> Changed:
    """Post on `target` instead, the next posting if no date is typed; from and to.

    Raises Invalid.
    """
    rule = read_rule(schedule.rule)
    to = parse_date(target, _today(schedule, now))
    source, *others = _postings_on(schedule, now, typed)
    if others:
        raise Invalid("Only one date can be moved at a time.")
    if rule.posts(to):
        raise Invalid("A briefing goes out on {date} already.", date=say_date(to))
    if not is_ahead(schedule, to, now):
        raise Invalid("On {date} its time has passed.", date=say_date(to))
    return _with_rule(schedule, now, rule.moving(source, to)), (source, to)


def restoring(schedule: Schedule, now: datetime, typed: str | None) -> Changed:
    """Take skips and moves back, the earliest still ahead if no date is typed. Raises Invalid."""
    rule = read_rule(schedule.rule)
    ahead = [on for on in rule.exceptions if is_ahead(schedule, on, now)]
    dates = parse_dates(typed, _today(schedule, now)) if typed else tuple(ahead[:1])
    restored: list[date] = []
    for on in dates:
        without = rule.restoring(on)
        if without != rule and is_ahead(schedule, on, now):
            restored.append(on)
            rule = without
    if not restored:
        raise Invalid("Nothing that is still ahead was skipped or moved there.")
    return _with_rule(schedule, now, rule), tuple(restored)


def is_ahead(schedule: Schedule, on: date, now: datetime) -> bool:
    """Whether one of its times of day is still to come on a local date."""
    zone = zone_of(schedule.zone, schedule.server_zone)
    return any(instant_of(on, slot.minute, zone) > now for slot in schedule.slots)


def _postings_on(schedule: Schedule, now: datetime, typed: str | None) -> tuple[date, ...]:
    """The dates typed on which it would post, else its next one. Raises Invalid for none."""
    rule = read_rule(schedule.rule)
    if typed is None:
        postings = next_postings(schedule, now, 1)
        if not postings:
            raise Invalid("This schedule has come to its end: nothing more is planned.")
        return (postings[0].local_date,)
    dates = parse_dates(typed, _today(schedule, now))
    found = tuple(on for on in dates if rule.posts(on) and is_ahead(schedule, on, now))
    if not found:
        raise Invalid("Nothing more is planned on {date}.", date=say_date(dates[0]))
    return found


def _with_rule(schedule: Schedule, now: datetime, rule: Rule) -> Schedule:
    rule = rule.forgetting(_today(schedule, now) - KEPT)
    if len(rule.exceptions) > MOST_EXCEPTIONS:
        raise Invalid(
            "A schedule keeps at most {most} skipped or moved dates.", most=MOST_EXCEPTIONS
        )
    return replace(schedule, rule=write_rule(rule))


def _today(schedule: Schedule, now: datetime) -> date:
    return now.astimezone(zone_of(schedule.zone, schedule.server_zone)).date()
