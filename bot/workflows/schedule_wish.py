"""What was typed about a schedule, and the schedule that comes of it. Saving is `plan`'s work."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.briefing.rule import Rule, read_rule, write_rule
from bot.briefing.slots import at_minutes, planned
from bot.briefing.spoken import parse_date, parse_days, parse_times, say_date, say_minute
from bot.briefing.timetable import next_postings
from bot.briefing.zones import find_zone, zone_of
from bot.errors import Invalid
from bot.words import languages
from storage.schedule_records import Schedule, Target

MOST_SECTIONS = 10
MOST_NAME = 80
MOST_STORIES = 20
MOST_DRAFT = 720
DRAFT_MINUTES = 60
"""Before the hour, where an approval is asked for and no time is named."""
SERVERS_LANGUAGE = "server"

_NOTHING = frozenset({"none", "no", "never", "-", "–", "off", "无", "没有", "不限"})
_EVERYTHING = _NOTHING | {"all", "every", "everything", "全部", "所有"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleWish:
    """What was typed into /schedule add or edit; None where nothing was.

    sections: "all" takes a choice back. start, end: "none" does; language: "server" does.
    draft: minutes before the hour, 0 for no draft. approval: nothing goes out without it.
    """

    channel_id: int | None = None
    channel_name: str = ""
    times: str | None = None
    timezone: str | None = None
    days: str | None = None
    sections: str | None = None
    name: str | None = None
    story_cap: int | None = None
    start: str | None = None
    end: str | None = None
    post_empty: bool | None = None
    target: Target | None = None
    language: str | None = None
    draft: int | None = None
    approval: bool | None = None


def wished(
    schedule: Schedule,
    wish: ScheduleWish,
    now: datetime,
    done: Mapping[int, Collection[date]],
) -> Schedule:
    """The schedule as wished, its slots planned anew. Raises Invalid for what cannot be read."""
    zone = find_zone(wish.timezone) if wish.timezone else None
    today = now.astimezone(zone or zone_of(schedule.zone, schedule.server_zone)).date()
    minutes = tuple(slot.minute for slot in schedule.slots)
    if wish.times is not None:
        minutes = parse_times(wish.times)
    if wish.story_cap is not None and not 1 <= wish.story_cap <= MOST_STORIES:
        raise Invalid("A briefing carries 1 to {most} stories.", most=MOST_STORIES)
    changed = replace(
        schedule,
        channel_id=wish.channel_id or schedule.channel_id,
        name=schedule.name if wish.name is None else _name(wish.name),
        zone=zone.key if zone else schedule.zone,
        rule=write_rule(_rule(read_rule(schedule.rule), wish, today)),
        sections=schedule.sections if wish.sections is None else _sections(wish.sections),
        story_cap=wish.story_cap or schedule.story_cap,
        post_empty=schedule.post_empty if wish.post_empty is None else wish.post_empty,
        target=wish.target or schedule.target,
        language=schedule.language if wish.language is None else _language(wish.language),
        draft_minutes=_draft(schedule, wish),
        needs_approval=schedule.needs_approval if wish.approval is None else wish.approval,
        slots=at_minutes(schedule.slots, minutes),
    )
    planned_anew = with_next_runs(changed, now, done)
    if not next_postings(planned_anew, now, 1):
        raise Invalid("With these days and dates nothing would ever be posted.")
    return planned_anew


def with_next_runs(
    schedule: Schedule, now: datetime, done: Mapping[int, Collection[date]]
) -> Schedule:
    """The schedule with the next run of each slot; none while it is paused."""
    if schedule.paused_at:
        return schedule
    zone = zone_of(schedule.zone, schedule.server_zone)
    slots = planned(schedule.slots, read_rule(schedule.rule), zone, now, done)
    return replace(schedule, slots=slots)


def free_name(channel_name: str, minute: int, taken: Collection[str]) -> str:
    """A name for a schedule that was given none: "news 08:00". `taken` in small letters."""
    name = f"{channel_name[:60]} {say_minute(minute)}"
    number = 2
    while name.casefold() in taken:
        name = f"{channel_name[:60]} {say_minute(minute)} ({number})"
        number += 1
    return name


def _rule(rule: Rule, wish: ScheduleWish, today: date) -> Rule:
    start = _bound(wish.start, rule.start, today)
    end = _bound(wish.end, rule.end, max(today, start) if start else today)
    if wish.end is not None and end and end < today:
        raise Invalid("{date} has passed, so nothing would be posted.", date=say_date(end))
    if start and end and end < start:
        raise Invalid("A schedule cannot end before it starts.")
    days = rule.days if wish.days is None else parse_days(wish.days)
    return replace(rule, days=days, start=start, end=end)


def _bound(typed: str | None, now: date | None, today: date) -> date | None:
    if typed is None:
        return now
    return None if typed.strip().casefold() in _NOTHING else parse_date(typed, today)


def _sections(typed: str) -> tuple[str, ...]:
    if typed.strip().casefold() in _EVERYTHING:
        return ()
    parts = (" ".join(part.split()) for part in re.split("[,，、]", typed))
    names = tuple(dict.fromkeys(part for part in parts if part))
    if len(names) > MOST_SECTIONS:
        raise Invalid("At most {count} sections fit in a schedule.", count=MOST_SECTIONS)
    return names


def _language(typed: str) -> str | None:
    if typed == SERVERS_LANGUAGE:
        return None
    if typed not in languages():
        raise Invalid("There is no translation into that language yet. Pick one from the list.")
    return typed


def _draft(schedule: Schedule, wish: ScheduleWish) -> int | None:
    """An approval needs something to approve, so it brings a draft along."""
    needed = schedule.needs_approval if wish.approval is None else wish.approval
    minutes = schedule.draft_minutes if wish.draft is None else wish.draft
    if needed and wish.draft == 0:
        raise Invalid(
            "Without a draft there is nothing to approve. Turn approval off, or name how many"
            " minutes before."
        )
    return minutes or (DRAFT_MINUTES if needed else None)


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Invalid("A schedule needs a name.")
    if len(name) > MOST_NAME:
        raise Invalid("A schedule's name has at most {count} characters.", count=MOST_NAME)
    return name
