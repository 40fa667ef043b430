"""Schedules as people read them: what goes where and when, and what became of the last one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.briefing.timetable import say_days, say_minute
from bot.ui import markup
from bot.ui.controls import Page, card, text
from bot.ui.dates import moment
from bot.words import say
from storage.records import Delivery, DeliveryState, Schedule

_OUTCOMES = {
    DeliveryState.PENDING: "being prepared",
    DeliveryState.SENDING: "going out now",
    DeliveryState.SENT: "posted",
    DeliveryState.FAILED: "failed",
    DeliveryState.SKIPPED: "skipped",
    DeliveryState.UNCONFIRMED: "unconfirmed",
}


def schedule_list(rows: Sequence[tuple[Schedule, Delivery | None]]) -> Page:
    """Every schedule of a server with its next and last edition."""
    if not rows:
        return Page(text(say("No schedules yet. /schedule add makes the first one.")))
    return Page(
        card(
            text(say("### Schedules")),
            *(text(_block(schedule, last)) for schedule, last in rows),
        )
    )


def schedule_added(schedule: Schedule) -> Page:
    """The answer to /schedule add and resume: what it is, and the next posting."""
    return Page(card(text(_block(schedule, None))))


def next_run_line(schedule: Schedule) -> str:
    """ "Next: <timestamp>", or that it is paused."""
    runs = [slot.next_run_at for slot in schedule.slots if slot.next_run_at]
    if schedule.paused_at or not runs:
        reason = f": {schedule.pause_reason}" if schedule.pause_reason else ""
        return say("Paused{reason}. /schedule resume starts it again.", reason=reason)
    first = min(runs)
    return say("Next: {when} ({relative}).", when=moment(first), relative=moment(first, "R"))


def _block(schedule: Schedule, last: Delivery | None) -> str:
    times = ", ".join(say_minute(slot.minute) for slot in schedule.slots)
    lines = [
        f"**{markup.plain(schedule.name, 80)}** · <#{schedule.channel_id}>",
        say(
            "Posts {days} at {times}, {zone} time.",
            days=say_days(schedule.days),
            times=times,
            zone=schedule.zone,
        ),
    ]
    if schedule.sections:
        lines.append(say("Only: {names}.", names=markup.plain(", ".join(schedule.sections), 200)))
    lines.append(next_run_line(schedule))
    if last:
        lines.append(f"-# {_last_line(last)}")
    return "\n".join(lines)


def _last_line(last: Delivery) -> str:
    outcome = say(_OUTCOMES[last.state])
    reason = f": {say(last.reason)}" if last.reason else ""
    when = moment(last.sent_at or last.due_at)
    return say("Last: {outcome}{reason}, {when}.", outcome=outcome, reason=reason, when=when)
