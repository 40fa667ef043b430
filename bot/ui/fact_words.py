"""Facts of the log of changes in words: how each is called, and how its value reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from bot.briefing.rule import read_rule
from bot.briefing.spoken import say_date, say_days, say_minutes
from bot.ui import markup
from bot.ui.dates import moment
from bot.ui.part_names import is_part, part_name
from bot.words import language_name, say
from storage.values import instant

Values = Any


def fact_label(name: str) -> str | None:
    """What a fact is called; None for those that are of no use to people."""
    if name not in _labels() and is_part(name):
        return part_name(name)
    return _labels().get(name, name.replace("_", " ").capitalize())


def fact_value(name: str, value: Values, limit: int) -> str:
    """A value as people read it, at most so many characters of it."""
    if value is None or value in ("", [], {}):
        return say("every one") if name == "sections" else say("none")
    worded = _WORDED.get(name)
    if worded is not None:
        return worded(value)
    match value:
        case bool():
            return say("yes") if value else say("no")
        case list():
            parts = [str(one) for one in value]
            return markup.plain(", ".join(parts), limit)
        case dict():
            return markup.plain(json.dumps(value, ensure_ascii=False), limit)
        case _:
            return markup.plain(str(value), limit)


def _labels() -> dict[str, str | None]:
    return {
        "headline": say("Headline"),
        "section": say("Section"),
        "agency": say("Agency"),
        "publisher": say("Publisher"),
        "byline": say("Byline"),
        "url": say("Link"),
        "dated_at": say("Date"),
        "follows_id": say("Goes on with story"),
        "embargo_until": say("Under embargo until"),
        "others": say("Stands beside stories"),
        "apart": say("Set apart"),
        "channel_id": say("Channel"),
        "name": say("Name"),
        "zone": say("Time zone"),
        "story_cap": say("Stories at most"),
        "language": say("Language"),
        "post_empty": say("Posts without news"),
        "days": say("Days"),
        "start": say("From"),
        "end": say("Until"),
        "quiet": say("Skipped dates"),
        "moved": say("Moved dates"),
        "kind": None,
        "daily_thread": say("A thread each day"),
        "tags": say("Tags"),
        "ping_role_id": say("Calls"),
        "ping_when": say("Calls for"),
        "sections": say("Sections"),
        "times": say("Times"),
        "paused": say("Paused"),
        "draft_minutes": say("Draft, minutes before"),
        "needs_approval": say("Needs approval"),
        "lead": say("Leading story"),
        "pinned": say("Pinned stories"),
        "added": say("Added stories"),
        "dropped": say("Dropped stories"),
        "order": say("Order of stories"),
        "note": say("Note"),
        "held": say("Held"),
        "approved": say("Approved"),
        "slot": None,
        "mode": say("New entries"),
        "editors_role_id": say("Editors' role"),
        "chief_editors_role_id": say("Chief editors' role"),
        "default_channel_id": say("Default channel"),
        "notice_channel_id": say("Editors' channel"),
        "keep_days": say("Days stories are kept"),
        "keep_stories": say("Stories kept"),
        "text": None,
        "state": None,
        "words": say("Said to readers"),
        "desk_channel_id": say("Desk channel"),
        "update_threads": say("Threads for updates"),
        "takes_submissions": say("Takes stories from members"),
        "submissions_a_day": say("Stories a day from each"),
        "submission_gap": say("Seconds from one to the next"),
        "reason": say("Reason"),
        "story_id": say("Story"),
        "source": say("Source"),
        "date": say("Date"),
        "length": say("Words"),
        "correction": None,
        "answer": say("Answer"),
        "messages": say("Messages"),
        "summary": say("Summary"),
    }


def _channel(value: Values) -> str:
    return f"<#{int(value)}>"


def _yes(value: Values) -> str:
    return say("yes") if value else say("no")


def _role(value: Values) -> str:
    return f"<@&{int(value)}>"


def _days(value: Values) -> str:
    return say_days(read_rule(json.dumps({"days": value})).days)


def _date(value: Values) -> str:
    return say_date(date.fromisoformat(value))


def _dates(value: Values) -> str:
    return ", ".join(map(_date, value[:4])) + (" …" if len(value) > 4 else "")


def _moves(value: Values) -> str:
    moves = (say("{date} to {to}", date=_date(one), to=_date(to)) for one, to in value[:3])
    return ", ".join(moves) + (" …" if len(value) > 3 else "")


def _instant(value: Values) -> str:
    return moment(instant(int(value)), "f")


def _mode(value: Values) -> str:
    return say("become stories at once") if value == "auto" else say("wait for an editor")


def _ping_when(value: Values) -> str:
    return say("every edition") if value == "every" else say("editions with news")


def _path(value: Values) -> str:
    return markup.plain(" > ".join(map(str, value)), 120)


_WORDED: dict[str, Callable[[Values], str]] = {
    "channel_id": _channel,
    "default_channel_id": _channel,
    "notice_channel_id": _channel,
    "desk_channel_id": _channel,
    "update_threads": _yes,
    "takes_submissions": _yes,
    "editors_role_id": _role,
    "chief_editors_role_id": _role,
    "ping_role_id": _role,
    "days": _days,
    "start": _date,
    "end": _date,
    "quiet": _dates,
    "moved": _moves,
    "times": say_minutes,
    "dated_at": _instant,
    "embargo_until": _instant,
    "mode": _mode,
    "ping_when": _ping_when,
    "section": _path,
    "language": language_name,
    "tags": lambda value: markup.plain(", ".join(str(tag["name"]) for tag in value), 120),
}
