"""Why there is no edition of a slot on a local date, as far as it can be computed afterwards.

Pure. What was written down at the time stands in the ledger; this is for dates without a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.briefing.rule import MOVED, read_rule
from bot.briefing.spoken import say_days
from bot.briefing.timetable import OVERTAKEN, TOO_LATE, instant_of
from bot.briefing.zones import zone_of
from storage.delivery_records import Delivery
from storage.schedule_records import Schedule, Slot

Value = str | date | datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """A message id with what fills it."""

    reason: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])


def absence(
    schedule: Schedule, slot: Slot, on: date, now: datetime, following: Delivery | None
) -> Absence:
    """Why the ledger has nothing of `slot` on `on`. following: its first edition after that."""
    at = instant_of(on, slot.minute, zone_of(schedule.zone, schedule.server_zone))
    return _not_planned(schedule, on) or _not_there(schedule, at) or _open(slot, at, now, following)


def _not_planned(schedule: Schedule, on: date) -> Absence | None:
    rule = read_rule(schedule.rule)
    aside = rule.set_aside(on)
    if aside == MOVED:
        target = next(to for source, to in rule.moved if source == on)
        return Absence("It was moved to {date}, with /schedule skip.", {"date": target})
    if aside:
        return Absence("The date is set aside, with /schedule skip.")
    if rule.plans(on):
        return None
    if rule.start and on < rule.start:
        return Absence("The schedule starts on {date} only.", {"date": rule.start})
    if rule.end and on > rule.end:
        return Absence("The schedule ends on {date}.", {"date": rule.end})
    return Absence("Not one of its days, which are: {days}.", {"days": say_days(rule.days)})


def _not_there(schedule: Schedule, at: datetime) -> Absence | None:
    if at < schedule.created_at:
        return Absence("The schedule was made after that, {when}.", {"when": schedule.created_at})
    if schedule.paused_at is None:
        return None
    if schedule.paused_at <= at:
        if schedule.pause_reason:
            return Absence(
                "The schedule has been paused since {when}: {reason}.",
                {"when": schedule.paused_at, "reason": schedule.pause_reason},
            )
        return Absence("The schedule has been paused since {when}.", {"when": schedule.paused_at})
    return None


def _open(slot: Slot, at: datetime, now: datetime, following: Delivery | None) -> Absence:
    if slot.next_run_at and slot.next_run_at <= now and at <= now:
        return Absence("It is being taken up right now.")
    if at > now:
        if slot.next_date is None or slot.next_run_at is None or slot.next_run_at <= at:
            return Absence("It is still to come: {when}.", {"when": at})
        return Absence("It was passed over when the schedule was changed.")
    if following and following.reason in (TOO_LATE, OVERTAKEN):
        return Absence(
            "The bot was away for so long that the oldest dates it missed were only counted."
        )
    return Absence(
        "There is no record of it: the schedule was paused or changed at the time, or it was"
        " given this hour only later."
    )
