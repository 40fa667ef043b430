"""The answer to /status: what will become of the next briefings, and how the bot is."""

from __future__ import annotations

from babel.numbers import format_decimal

from bot.briefing.outlook import MOST_SILENCE, Outlook, Verdict
from bot.ui import markup
from bot.ui.controls import Page, card, text
from bot.ui.dates import moment
from bot.words import say, say_count, spoken_locale
from bot.workflows.growing import Growth
from bot.workflows.ports import VitalSigns
from bot.workflows.status import LONG_QUEUE, Prospect, Standing
from storage.schedule_records import Schedule

MOST_TEXT = 3_400
"""Characters on one page; Discord takes 4,000."""

_VERDICTS = {
    Verdict.GOES: "**It will go out.**",
    Verdict.SHORT: "**It will go out**, as a short note that nothing is new.",
    Verdict.DOUBTFUL: "⚠️ **It may not go out.**",
    Verdict.NOT: "⚠️ **It will not go out.**",
    Verdict.NOTHING: "**Nothing will be posted.**",
}


def status_pages(standing: Standing) -> list[Page]:
    """Each schedule with its outlook, then the bot's health, on as many pages as it takes."""
    pages: list[list[str]] = [[say("### The next briefings")]]
    blocks = [_prospect(one) for one in standing.prospects]
    blocks = blocks or [say("No schedules yet. /schedule add makes the first one.")]
    for block in (*blocks, _health(standing)):
        if sum(map(len, pages[-1])) + len(block) > MOST_TEXT:
            pages.append([])
        pages[-1].append(block)
    return [Page(card(*map(text, blocks))) for blocks in pages]


def _prospect(prospect: Prospect) -> str:
    schedule, posting, view = prospect.schedule, prospect.posting, prospect.outlook
    heading = f"**{markup.plain(schedule.name, 80)}** · <#{schedule.channel_id}>"
    if posting is None or view is None:
        return f"{heading}\n{_stopped(schedule)}"
    when = say("{when}, {relative}", when=moment(posting.at), relative=moment(posting.at, "R"))
    return f"{heading}\n{when}\n{_view(view)}"


def _view(view: Outlook) -> str:
    verdict = say(_VERDICTS[view.verdict])
    if not view.reason:
        return verdict
    if view.verdict is Verdict.GOES:
        verdict = say("⚠️ **It will go out**, but mind this:")
    return f"{verdict} {say(view.reason)}"


def _stopped(schedule: Schedule) -> str:
    if not schedule.paused_at:
        return say("It has come to its end. /schedule edit can give it another.")
    reason = f": {say(schedule.pause_reason).removesuffix('.')}" if schedule.pause_reason else ""
    if schedule.retry_at:
        return say(
            "Paused by the bot since {when}{reason}. It looks every day whether it may post again"
            " and then goes on by itself. /schedule resume starts it at once.",
            when=moment(schedule.paused_at),
            reason=reason,
        )
    return say(
        "Paused since {when}{reason}. /schedule resume starts it again.",
        when=moment(schedule.paused_at),
        reason=reason,
    )


def _health(standing: Standing) -> str:
    signs = standing.signs
    lines = [
        say("### The bot"),
        _connection(signs),
        _looking(signs),
        _disk(signs.free_bytes, standing.low_disk),
        _growth(standing.growth),
        _queue(standing),
        _crossposts(standing),
    ]
    return "\n".join(line for line in lines if line)


def _connection(signs: VitalSigns) -> str:
    if signs.lost_since:
        return say(
            "⚠️ It lost its connection to Discord {when}. Posting may still work; what changes in"
            " channels and permissions is not heard.",
            when=moment(signs.lost_since, "R"),
        )
    if signs.connected_since is None:
        return say("⚠️ Not connected to Discord yet.")
    since = moment(signs.connected_since, "R")
    if signs.latency is None:
        return say("Connected to Discord {when}.", when=since)
    return say(
        "Connected to Discord {when}; it answers within {milliseconds} ms.",
        when=since,
        milliseconds=max(1, round(signs.latency * 1000)),
    )


def _looking(signs: VitalSigns) -> str:
    if signs.shut_out_until:
        return say(
            "⚠️ Discord answers nothing from this machine's address. The next try is {when}.",
            when=moment(signs.shut_out_until, "R"),
        )
    seconds = int(signs.silence.total_seconds())
    ago = say_count("{count} second ago", "{count} seconds ago", seconds)
    if seconds < 1:
        ago = say("a moment ago")
    if signs.silence > MOST_SILENCE:
        return say(
            "⚠️ It last looked for due briefings {ago}. Its operator should restart it.", ago=ago
        )
    return say("It last looked for due briefings {ago}.", ago=ago)


def _disk(free: int | None, low: int) -> str:
    if free is None:
        return say("⚠️ How much room the disk has cannot be told.")
    room = _size(free)
    if free < low:
        return say("⚠️ Only {room} are free on its disk. Its operator should make room.", room=room)
    return say("{room} are free on its disk.", room=room)


def _growth(growth: Growth) -> str:
    """The database's size, how it grows, and when that fills the disk."""
    size = _size(growth.used)
    if growth.a_week is None or growth.a_week <= 0:
        return say("The database has {size}.", size=size)
    grows = say(
        "The database has {size} and grows by {more} a week.", size=size, more=_size(growth.a_week)
    )
    if growth.days_left is None:
        return grows
    days = say_count("{count} day", "{count} days", growth.days_left)
    if growth.full_soon:
        warning = say(
            "⚠️ Its disk is full in about {days}: its operator should make room, or /retention keep"
            " fewer stories.",
            days=days,
        )
        return f"{grows} {warning}"
    return f"{grows} {say('At that pace its disk is full in about {days}.', days=days)}"


def _queue(standing: Standing) -> str:
    if not standing.waiting:
        return say("No briefing waits to be sent.")
    waiting = say_count(
        "{count} briefing is on its way.", "{count} briefings are on their way.", standing.waiting
    )
    if standing.queue <= LONG_QUEUE:
        return waiting
    last = moment(standing.at + standing.queue, "R")
    return f"⚠️ {waiting} {say('The last of them goes out about {when}.', when=last)}"


def _crossposts(standing: Standing) -> str:
    if not standing.crossposts or standing.crossposts_until is None:
        return ""
    return say_count(
        "{count} message waits to be passed on to following channels; the next try is {when}.",
        "{count} messages wait to be passed on to following channels; the next try of the last is"
        " {when}.",
        standing.crossposts,
        when=moment(standing.crossposts_until, "R"),
    )


def _size(size: int) -> str:
    """ "1.2 GB", decimal units."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{format_decimal(size, '#,##0', locale=spoken_locale())} {unit}"
        size = round(size / 1000)
    return f"{format_decimal(size, '#,##0', locale=spoken_locale())} TB"
