"""A page pasted as text, taken apart: headline, section, credits, body, and what was dropped.

The way: lines → scores → best unbroken run (the body, without its dateline) → headline and section
above it → credits around it. Whatever is none of these is furniture, in page order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import Unreadable
from bot.reading.article import Article
from bot.reading.body import Body, find_body
from bot.reading.clock import Clock, clock_of, moment_of
from bot.reading.credits import Credit
from bot.reading.dates import WrittenDate
from bot.reading.headline import Headline, find_headline, find_section
from bot.reading.language import language_of
from bot.reading.length import count_words, reading_minutes
from bot.reading.names import is_agency
from bot.reading.page import Page
from bot.reading.sentences import split_sentences

HEAD_REACH = 6
"""Lines above the headline that may still hold its time stamp."""
TAIL_REACH = 3
"""Lines below the body that may still name its source."""


def read_pasted_page(text: str, *, zone: ZoneInfo | None = None) -> Article:
    """Take a pasted page apart. Raises Unreadable.

    zone: the reader's own, for a page that neither names nor suggests one; else UTC.
    """
    page = Page(text)
    if not page.lines:
        raise Unreadable("There is no text here. Paste the whole page, from headline to end.")
    body = find_body(page)
    language = language_of("\n".join(body.paragraphs))
    found = _Findings(used=set(body.positions))
    headline = find_headline(page, body.first, body.paragraphs)
    _take_headline(found, headline, body)
    if page.was_joined:
        found.doubts.add("headline")
    _take_credits(found, page, headline, body)
    _take_section(found, page, headline, body)
    clock = _take_times(found, language, zone)
    whole = "\n".join(body.paragraphs)
    return Article(
        headline=found.headline,
        section=found.section,
        agency=found.agency,
        publisher=found.publisher,
        byline=found.byline,
        dateline=found.dateline,
        published_at=found.published_at,
        updated_at=found.updated_at,
        zone_inferred=clock is not None and clock.inferred,
        language=language,
        body=body.paragraphs,
        furniture=tuple(
            line.text for position, line in enumerate(page.lines) if position not in found.used
        ),
        word_count=count_words(whole),
        reading_minutes=reading_minutes(whole),
        doubts=tuple(name for name in _FIELD_ORDER if name in found.doubts),
    )


@dataclass(slots=True)
class _Findings:
    """What has been found so far; `used` are the lines that became part of the article."""

    used: set[int]
    doubts: set[str] = field(default_factory=set[str])
    headline: str = ""
    section: tuple[str, ...] = ()
    agency: str | None = None
    publisher: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published: WrittenDate | None = None
    updated: WrittenDate | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None


_BRACKETED = re.compile(
    r"[(（\[【]\s?((?=\S*[^\W\d_a-z])[^()（）\[\]【】:：.!?。！？]{2,40}?)\s?[)）\]】]"
)
_FIELD_ORDER = tuple(part.name for part in fields(Article))


def _take_headline(found: _Findings, headline: Headline | None, body: Body) -> None:
    if headline is None:
        found.headline = split_sentences(body.paragraphs[0])[0]
        found.doubts.add("headline")
        return
    found.headline = headline.text
    found.used.add(headline.position)
    if not headline.sure:
        found.doubts.add("headline")
    if headline.site and is_agency(headline.site):
        found.agency = headline.site
    elif headline.site:
        found.publisher = headline.site


def _take_credits(found: _Findings, page: Page, headline: Headline | None, body: Body) -> None:
    """Credits from the lines around the body, nearest first; then from its dateline."""
    top = headline.position if headline else body.first
    around = (
        *range(top + 1, body.first),
        *range(top - 1, max(-1, top - 1 - HEAD_REACH), -1),
        *(position for position in range(body.first, body.end) if position not in found.used),
        *range(body.end, min(len(page.lines), body.end + TAIL_REACH)),
    )
    stamps = [
        (position, credit) for position in around if (credit := page.credit(position)) is not None
    ]
    # A labelled date says what it is, so it goes before one that stands alone.
    for position, credit in sorted(stamps, key=lambda stamp: stamp[1].unlabelled):
        if _take_one(found, credit, after_body=position >= body.end):
            found.used.add(position)
    if found.agency is None:
        _take_bracketed(found, page, range(top + 1, body.first))
    dateline = body.dateline
    if dateline is None:
        return
    found.dateline = dateline.place
    if not dateline.sure:
        found.doubts.add("dateline")
    if dateline.agency and is_agency(dateline.agency):
        found.agency = found.agency or dateline.agency
    elif dateline.agency:
        found.publisher = found.publisher or dateline.agency
    if dateline.date and not (found.published or found.updated):
        found.published = dateline.date


def _take_bracketed(found: _Findings, page: Page, between: range) -> None:
    """Take a name alone in brackets between headline and body for the agency, known or not."""
    for position in between:
        name = _BRACKETED.fullmatch(page.lines[position].text)
        if name and position not in found.used and count_words(name[1]) <= 10:
            found.agency = name[1]
            found.used.add(position)
            found.doubts.add("agency")
            return


def _take_one(found: _Findings, credit: Credit, *, after_body: bool) -> bool:
    """Fill the fields that are still empty; whether there was any."""
    taken = False
    for name in ("agency", "publisher", "byline"):
        if getattr(found, name) is None and getattr(credit, name) is not None:
            setattr(found, name, getattr(credit, name))
            taken = True
    if after_body and credit.unlabelled:
        return taken  # below the body, a bare date is another story's
    for name in ("published", "updated"):
        if getattr(found, name) is None and getattr(credit, name) is not None:
            setattr(found, name, getattr(credit, name))
            taken = True
    return taken


def _take_section(found: _Findings, page: Page, headline: Headline | None, body: Body) -> None:
    below = headline.position if headline else body.first
    for position in range(body.first - 1, max(-1, below - 1 - HEAD_REACH), -1):
        credit = page.credit(position)
        if credit is not None and credit.section:
            names = list(credit.section)
            while names and (_same(names[-1], found.headline) or count_words(names[-1]) > 6):
                names.pop()
            if names:
                found.section = tuple(names)
                found.used.add(position)
                return
    positions, sure = find_section(page, below)
    if positions:
        found.section = tuple(page.lines[position].text for position in positions)
        found.used.update(positions)
        if not sure:
            found.doubts.add("section")


def _same(step: str, headline: str) -> bool:
    short, long = step.casefold().rstrip(".… "), headline.casefold()
    return len(short) > 8 and long.startswith(short)


def _take_times(found: _Findings, language: str, zone: ZoneInfo | None) -> Clock | None:
    dates = [date for date in (found.published, found.updated) if date is not None]
    if not dates:
        return None
    clock = clock_of(
        dates,
        publisher=found.publisher,
        agency=found.agency,
        place=found.dateline,
        language=language,
        fallback=zone,
    )
    if found.published is not None:
        found.published_at, sure = moment_of(found.published, clock)
        _doubt(found, "published_at", sure)
    if found.updated is not None:
        found.updated_at, sure = moment_of(found.updated, clock)
        _doubt(found, "updated_at", sure)
    return clock


def _doubt(found: _Findings, name: str, sure: bool) -> None:
    if not sure:
        found.doubts.add(name)
