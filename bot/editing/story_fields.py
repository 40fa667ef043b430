"""A story's parts one by one, as an editor sees and changes them. Pure: what is done with a change,
and whether it may be made, is the workflows' to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.editing.same_text import marks_of
from bot.errors import Invalid
from bot.reading.dates import read_date
from bot.reading.link import read_link
from storage.story_records import Passage, StoryText

HEADLINE, SECTION, SOURCE = "headline", "section", "source"
BYLINE, DATELINE, DATE, LINK = "byline", "dateline", "date", "link"
SUMMARY, FACT = "summary", "fact"
NOTE = "note"
"""No part at all: for what is to be said although the story's words stay."""

_NUMBERED = re.compile(rf"({SUMMARY}|{FACT})-([0-9]{{1,3}})", re.ASCII)
_LISTS = {SUMMARY: "summary", FACT: "key_facts"}
CHANGED = "That part was changed again since. Undo the later change first."
GONE = "That part of the story is no longer there. Open the story once more."


@dataclass(frozen=True, slots=True)
class Part:
    """A part and what it says. name: one of those above, or such as "summary-0", "fact-2"."""

    name: str
    value: str


def parts_of(text: StoryText) -> Iterator[Part]:
    """All parts, in the order in which a story is read."""
    yield Part(HEADLINE, text.headline)
    for kind, passages in ((SUMMARY, text.summary), (FACT, text.key_facts)):
        for number, passage in enumerate(passages):
            yield Part(f"{kind}-{number}", passage.text)
    own = text.published_at or text.updated_at
    yield Part(DATE, _on_the_page(text, own).strftime("%Y-%m-%d %H:%M %z") if own else "")
    yield Part(SECTION, " > ".join(text.section))
    yield Part(SOURCE, text.agency or text.publisher or "")
    yield Part(BYLINE, text.byline or "")
    yield Part(DATELINE, text.dateline or "")
    yield Part(LINK, text.url or "")


def part_of(text: StoryText, name: str) -> Part:
    """One part. Raises Invalid where the story has no such part."""
    if name == NOTE:
        return Part(NOTE, "")
    found = next((part for part in parts_of(text) if part.name == name), None)
    if found is None:
        raise Invalid(GONE)
    return found


def passage_of(text: StoryText, name: str) -> Passage:
    """The sentence or key fact of that name, with its paragraph. Raises Invalid."""
    if match := _NUMBERED.fullmatch(name):
        passages: tuple[Passage, ...] = getattr(text, _LISTS[match[1]])
        if int(match[2]) < len(passages):
            return passages[int(match[2])]
    raise Invalid(GONE)


def changed(text: StoryText, name: str, typed: str, zone: ZoneInfo | None) -> StoryText:
    """The story with a part as typed; a sentence or key fact of no words is taken out.

    zone: for a date without one. The text needs its body where headline or link change, since it
    is marked anew. Raises Invalid.
    """
    words = " ".join(typed.split())
    match name:
        case "headline":
            return _headed(text, words)
        case "section":
            return replace(text, section=section_of(typed), doubts=_without(text, "section"))
        case "source":
            return _sourced(text, words or None)
        case "byline":
            return replace(text, byline=words or None, doubts=_without(text, "byline"))
        case "dateline":
            return replace(text, dateline=words or None, doubts=_without(text, "dateline"))
        case "date":
            return _dated(text, typed, zone)
        case "link":
            url = str(read_link(typed)) if words else None
            return _marked(replace(text, url=url))
        case "note":
            return text
        case _:
            return _said(text, name, words)


def value_after(before: StoryText, after: StoryText, name: str) -> str:
    """What a part says after a change of it; "" where it was taken out."""
    counts = [len(text.summary) + len(text.key_facts) for text in (before, after)]
    return part_of(after, name).value if counts[0] == counts[1] else ""


def restored(text: StoryText, name: str, now: str, then: str, zone: ZoneInfo | None) -> StoryText:
    """The story with a part as it was, if it still says what it was changed to. Raises Invalid."""
    match = _NUMBERED.fullmatch(name)
    if match and not now:
        return _put_back(text, match[1], int(match[2]), then)
    if part_of(text, name).value != now:
        raise Invalid(CHANGED)
    return changed(text, name, then, zone)


def section_of(typed: str) -> tuple[str, ...]:
    """The path of a section as typed, "China > Society"."""
    return tuple(name for part in typed.replace("›", ">").split(">") if (name := part.strip()))


def _headed(text: StoryText, headline: str) -> StoryText:
    if not headline:
        raise Invalid("A story needs a headline. Please fill it in.")
    return _marked(replace(text, headline=headline, doubts=_without(text, "headline")))


def _sourced(text: StoryText, source: str | None) -> StoryText:
    text = replace(text, doubts=_without(text, "agency", "publisher"))
    if source == (text.agency or text.publisher):
        return text
    kept = None if source or not text.agency else text.publisher
    return replace(text, agency=source, publisher=kept)


def _dated(text: StoryText, typed: str, zone: ZoneInfo | None) -> StoryText:
    text = replace(text, doubts=_without(text, "published_at", "updated_at"))
    if not typed.strip():
        return replace(
            text, published_at=None, updated_at=None, utc_offset=None, zone_inferred=False
        )
    own = read_date(typed, zone=zone)
    if own is None:
        raise Invalid(
            "“{date}” is not a date that can be read. Write it like 2026-11-23 08:55.",
            date=typed.strip()[:60],
        )
    offset = own.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else text.utc_offset
    text = replace(text, utc_offset=minutes)
    if own == (text.published_at or text.updated_at):
        return text
    return replace(text, published_at=own, updated_at=None, zone_inferred=False)


def _said(text: StoryText, name: str, words: str) -> StoryText:
    passage = passage_of(text, name)
    kind, _, number = name.partition("-")
    field = _LISTS[kind]
    passages: list[Passage] = list(getattr(text, field))
    if words:
        passages[int(number)] = Passage(words, passage.paragraph)
    else:
        del passages[int(number)]
    return replace(text, **{field: tuple(passages)})


def _put_back(text: StoryText, kind: str, number: int, words: str) -> StoryText:
    field = _LISTS[kind]
    passages: list[Passage] = list(getattr(text, field))
    paragraph = next((place for place, one in enumerate(text.body) if words in one), 0)
    passages.insert(number, Passage(words, paragraph))
    return replace(text, **{field: tuple(passages)})


def _marked(text: StoryText) -> StoryText:
    return replace(text, marks=marks_of(text.headline, text.body, text.url))


def _without(text: StoryText, *settled: str) -> tuple[str, ...]:
    return tuple(name for name in text.doubts if name not in settled)


def _on_the_page(text: StoryText, instant: datetime) -> datetime:
    if text.utc_offset is None:
        return instant.astimezone(UTC)
    return instant.astimezone(timezone(timedelta(minutes=text.utc_offset)))
