"""The facts behind a choice, as sentences: the answer to "Why this" and "why not".

Reads what `choose` wrote, also long ago: a fact that is missing is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.briefing.zones import zone_of
from bot.words import say, spoken_locale

_REASONS = {
    "lead": "First of {of} by points, so it leads.",
    "rank": "Number {rank} of {of} by points.",
    "spread": (
        "Number {rank} of {of} by points, taken because no section may fill more than half"
        " of the {cap} places while another waits."
    ),
    "full": "Left out: number {rank} of {of} by points, and the briefing holds {cap}.",
    "section full": (
        "Left out: its section had filled half of the {cap} places, and another was waiting."
    ),
    "archive": "From the archive, because there was nothing newer to carry.",
    "made lead": "An editor made it the lead.",
    "pinned": "An editor pinned it, so it is carried whatever its points.",
    "added": "An editor added it.",
    "dropped": "Left out: an editor dropped it.",
    "carried before": "Left out: an earlier edition of this schedule had carried it.",
    "other section": "Left out: its section is not one of this schedule's.",
    "retracted": "Left out: it was retracted.",
    "under embargo": "Left out: it was under embargo.",
    "repeated": ("Left out: an earlier edition had carried another report of the same event."),
    "also": "Left out: story {id}, another report of the same event, stood for it.",
    "later": "Left out: it came in after the edition was put together.",
    "outside": "Left out: its date lies outside the time that the edition looked at.",
}
_PARTS = {
    "new": "how new {points}",
    "summary": "summary {points}",
    "key_facts": "key facts {points}",
    "source": "known source {points}",
    "details": "details {points}",
    "doubts": "doubts {points}",
}


def explain(why: Mapping[str, object]) -> str:
    """Sentences for the facts of one story; "" where there are none."""
    reason = _REASONS.get(str(why.get("reason")))
    if reason is None:
        return ""
    filled = {name: why.get(name) for name in ("rank", "of", "cap", "id")}
    sentences = [say(reason, **filled)]
    parts = why.get("parts")
    if isinstance(parts, dict):
        sentences.append(_points(cast("dict[str, int]", parts), why.get("score")))
    if "dated_at" in why:
        sentences.append(_dates(why))
    sources = why.get("sources")
    if isinstance(sources, list):
        names = ", ".join(cast("list[str]", sources))
        sentences.append(
            say("It stands for reports of the same event by {sources}.", sources=names)
        )
    return " ".join(sentences)


def _points(parts: Mapping[str, int], score: object) -> str:
    named = [
        say(_PARTS[name], points=f"{points}".replace("-", "−"))
        for name, points in parts.items()
        if name in _PARTS and points
    ]
    return say("{score} points: {parts}.", score=score, parts=", ".join(named))


def _dates(why: Mapping[str, object]) -> str:
    if not why.get("dated_at"):
        return say("It has no date.")
    if why.get("reason") == "archive":
        return say("Dated {date}.", date=_moment(why, "dated_at", say("d MMMM y")))
    return say(
        "Dated {date}, within {start} to {end} ({zone}).",
        date=_moment(why, "dated_at"),
        start=_moment(why, "window_start"),
        end=_moment(why, "window_end"),
        zone=_zone(why).key,
    )


def _moment(why: Mapping[str, object], name: str, pattern: str = "") -> str:
    moment = datetime.fromisoformat(str(why[name])).astimezone(_zone(why))
    return format_datetime(moment, pattern or say("d MMM, HH:mm"), locale=spoken_locale())


def _zone(why: Mapping[str, object]) -> ZoneInfo:
    return zone_of(str(why.get("zone") or "UTC"))
