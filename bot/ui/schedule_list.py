"""Schedules as people read them: what goes where and when, and what became of the last ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.briefing.rule import Rule
from bot.briefing.spoken import say_date, say_days, say_minute, say_minutes
from bot.briefing.timetable import Posting
from bot.briefing.zones import is_known, zone_of
from bot.ui import markup
from bot.ui.controls import Page, card, text
from bot.ui.dates import moment
from bot.ui.outcomes import outcome
from bot.words import language_name, say, say_count, spoken_locale
from bot.workflows.plan import Planned
from storage.delivery_records import Crosspost, CrosspostState, Delivery
from storage.schedule_records import ChannelKind, PingWhen, Schedule, Target

MOST_TEXT = 3_600
"""Characters on one page; Discord takes 4,000."""
DATES_NAMED = 6
"""Quiet and moved dates that are named one by one."""


def schedule_list(rows: Sequence[Planned]) -> list[Page]:
    """Every schedule of a server with its next and last edition, on as many pages as it takes."""
    if not rows:
        return [Page(text(say("No schedules yet. /schedule add makes the first one.")))]
    pages: list[list[str]] = [[say("### Schedules")]]
    for planned in rows:
        block = "\n".join(_in_short(planned))
        if sum(map(len, pages[-1])) + len(block) > MOST_TEXT:
            pages.append([])
        pages[-1].append(block)
    return [Page(card(*map(text, blocks))) for blocks in pages]


def schedule_saved(planned: Planned) -> Page:
    """The answer to /schedule add, edit and resume: what it is, and the next posting."""
    lines = [*_in_short(planned), *_rush(planned)]
    return Page(card(text("\n".join(lines))))


def _rush(planned: Planned) -> list[str]:
    """That many others post at the same minute, and when fewer do."""
    rush = planned.rush
    if rush is None:
        return []
    minutes = round(rush.wait.total_seconds() / 60)
    wait = say_count("{count} minute", "{count} minutes", minutes)
    lines = [
        say("Many briefings go out at that minute, so this one may come {wait} late.", wait=wait)
    ]
    if rush.quieter:
        zone = zone_of(planned.schedule.zone, planned.schedule.server_zone)
        local = rush.quieter.astimezone(zone)
        lines.append(say("{time} is quieter.", time=say_minute(local.hour * 60 + local.minute)))
    return [f"-# {' '.join(lines)}"]


def schedule_page(planned: Planned) -> Page:
    """Everything about a schedule: settings, postings to come, what became of the last ones."""
    schedule = planned.schedule
    zone = zone_of(schedule.zone, schedule.server_zone)
    return Page(
        card(
            text("\n".join([*_heading(planned), *_settings(planned)])),
            text("\n".join(_coming(planned, zone))),
            text("\n".join([say("**Last editions**"), *_editions(planned)])),
        )
    )


def next_page(postings: Sequence[tuple[Schedule, Posting]]) -> Page:
    """The next postings of a server."""
    if not postings:
        return Page(
            text(
                say("Nothing is planned. /schedule list says why, /schedule add makes a schedule.")
            )
        )
    lines = [
        f"{_when(posting, zone_of(schedule.zone, schedule.server_zone))}\n"
        f"-# {markup.plain(schedule.name, 80)} · <#{schedule.channel_id}>"
        for schedule, posting in postings
    ]
    return Page(card(text(say("### Next postings")), text("\n".join(lines))))


def dates_skipped(planned: Planned, dates: Sequence[date]) -> Page:
    """The answer to /schedule skip."""
    message = "{name} posts nothing on {dates}. /schedule skip with undo takes that back."
    return _changed(planned, message, dates=_dates(dates))


def date_moved(planned: Planned, dates: Sequence[date]) -> Page:
    """The answer to /schedule skip with a date to move to; `dates` are from and to."""
    source, target = map(say_date, dates)
    message = "{name} posts on {to} instead of {date}. /schedule skip with undo takes that back."
    return _changed(planned, message, date=source, to=target)


def dates_restored(planned: Planned, dates: Sequence[date]) -> Page:
    """The answer to /schedule skip with undo."""
    return _changed(planned, "{name} keeps to its plan again on {dates}.", dates=_dates(dates))


def _changed(planned: Planned, message: str, **dates: str) -> Page:
    sentence = say(message, name=markup.plain(planned.schedule.name, 80), **dates)
    return Page(text(f"{sentence}\n{_next_line(planned)}"))


def _in_short(planned: Planned) -> list[str]:
    lines = [*_heading(planned), *_exceptions(planned.rule), _next_line(planned)]
    if planned.editions:
        lines.append(f"-# {say('Last: {edition}', edition=_edition(planned.editions[0]))}")
    return lines


def _heading(planned: Planned) -> list[str]:
    """Name and channel, days and times, and what is wrong with the zone."""
    schedule, rule = planned.schedule, planned.rule
    lines = [
        f"**{markup.plain(schedule.name, 80)}** · <#{schedule.channel_id}>",
        say(
            "{days} at {times}, {zone} time.",
            days=_capital(say_days(rule.days)),
            times=say_minutes([slot.minute for slot in schedule.slots]),
            zone=schedule.zone,
        ),
    ]
    lines += _target(schedule.target)
    if rule.start:
        lines.append(say("From {date} on.", date=say_date(rule.start)))
    if rule.end:
        lines.append(say("Until {date}.", date=say_date(rule.end)))
    if schedule.sections:
        lines.append(say("Only: {names}.", names=markup.plain(", ".join(schedule.sections), 200)))
    if not is_known(schedule.zone):
        lines.append(
            say(
                "⚠️ {zone} is no longer among the world's time zones, so {other} is used for now."
                " Choose another with /schedule edit.",
                zone=schedule.zone,
                other=zone_of(schedule.zone, schedule.server_zone).key,
            )
        )
    return lines


def _target(target: Target) -> list[str]:
    """Where inside the channel, and whom it calls."""
    lines: list[str] = []
    if target.daily_thread:
        lines.append(say("Into a new thread each day."))
    if target.kind is ChannelKind.FORUM:
        names = markup.plain(", ".join(tag.name for tag in target.tags), 150)
        lines.append(
            say("Each as a forum post, tagged {names}.", names=names)
            if names
            else say("Each as a forum post.")
        )
    if target.kind is ChannelKind.ANNOUNCEMENT:
        lines.append(say("Published to the channels that follow."))
    if target.ping_role_id:
        role = f"<@&{target.ping_role_id}>"
        lines.append(
            say("Pings {role} with every edition.", role=role)
            if target.ping_when is PingWhen.EVERY
            else say("Pings {role} when there is news of the day.", role=role)
        )
    return lines


def _settings(planned: Planned) -> list[str]:
    schedule = planned.schedule
    lines = [say_count("{count} story at most.", "{count} stories at most.", schedule.story_cap)]
    if schedule.post_empty:
        lines.append(say("If nothing is new, a short note is posted."))
    else:
        lines.append(say("If nothing is new, nothing is posted."))
    if schedule.language:
        lines.append(say("Speaks {language}.", language=language_name(schedule.language)))
    if schedule.draft_minutes:
        lines.append(_draft(schedule, schedule.draft_minutes))
    return [*lines, *_exceptions(planned.rule)]


def _draft(schedule: Schedule, minutes: int) -> str:
    if schedule.needs_approval:
        return say_count(
            "Editors see the draft {count} minute before; it goes out once it is approved.",
            "Editors see the draft {count} minutes before; it goes out once it is approved.",
            minutes,
        )
    return say_count(
        "Editors see the draft {count} minute before; it goes out unless somebody holds it.",
        "Editors see the draft {count} minutes before; it goes out unless somebody holds it.",
        minutes,
    )


def _exceptions(rule: Rule) -> list[str]:
    lines: list[str] = []
    if rule.quiet:
        lines.append(say("Not on {dates}.", dates=_dates(rule.quiet)))
    moved = [move for move in rule.moved if move[1] not in rule.quiet]
    for source, target in moved[:DATES_NAMED]:
        lines.append(say("On {to} instead of {date}.", to=say_date(target), date=say_date(source)))
    return lines


def _coming(planned: Planned, zone: ZoneInfo) -> list[str]:
    if not planned.postings:
        return [_next_line(planned)]
    return [say("**Next postings**"), *(_when(posting, zone) for posting in planned.postings)]


def _next_line(planned: Planned) -> str:
    """ "Next: <timestamp>", or why there is none."""
    schedule = planned.schedule
    if schedule.paused_at and schedule.retry_at:
        return say(
            "Paused: {reason}. Every day the bot looks whether it may post again, and then goes on"
            " by itself; /schedule resume starts it at once.",
            reason=say(schedule.pause_reason or "").removesuffix("."),
        )
    if schedule.paused_at:
        reason = f": {markup.plain(schedule.pause_reason, 200)}" if schedule.pause_reason else ""
        return say("Paused{reason}. /schedule resume starts it again.", reason=reason)
    if not planned.postings:
        return say("It has come to its end. /schedule edit can give it another.")
    first = planned.postings[0].at
    return say("Next: {when} ({relative}).", when=moment(first), relative=moment(first, "R"))


def _when(posting: Posting, zone: ZoneInfo) -> str:
    """A posting on the schedule's clock, and as a timestamp on the reader's."""
    pattern = say("EEEE d MMMM, HH:mm")
    local = format_datetime(posting.at.astimezone(zone), pattern, locale=spoken_locale())
    return say(
        "{local} in {zone} · {when}", local=local, zone=zone.key, when=moment(posting.at, "f")
    )


def _editions(planned: Planned) -> list[str]:
    if not planned.editions:
        return [say("None yet.")]
    return [
        " ".join([_edition(edition), *_passed_on(edition, planned.crossposts)])
        for edition in planned.editions
    ]


def _passed_on(edition: Delivery, crossposts: Sequence[Crosspost]) -> list[str]:
    """What followers have not got of an edition."""
    own = [one for one in crossposts if one.delivery_id == edition.id]
    waiting = sum(one.state is CrosspostState.WAITING for one in own)
    failed = [one for one in own if one.state is CrosspostState.FAILED]
    lines: list[str] = []
    if waiting:
        lines.append(
            say_count(
                "Published to followers: {count} waiting.",
                "Published to followers: {count} waiting.",
                waiting,
            )
        )
    if failed:
        reason = say(failed[0].reason or "").removesuffix(".")
        lines.append(say("Not published to followers: {reason}.", reason=reason))
    return lines


def _edition(edition: Delivery) -> str:
    when = moment(edition.sent_at or edition.due_at, "f")
    return say("{when}: {outcome}.", when=when, outcome=outcome(edition))


def _dates(dates: Sequence[date]) -> str:
    named = [say_date(on) for on in dates[:DATES_NAMED]]
    if len(dates) > DATES_NAMED:
        more = len(dates) - DATES_NAMED
        named.append(say_count("{count} more date", "{count} more dates", more))
    return ", ".join(named)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
