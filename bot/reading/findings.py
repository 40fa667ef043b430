"""What has been found of an article so far: credits from the lines around its body, and its times.

Shared by pasted and web pages. Which lines are the body is settled before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.reading.article import Article
from bot.reading.clock import Clock, clock_of, moment_of
from bot.reading.credits import Credit
from bot.reading.dateline import Dateline
from bot.reading.dates import WrittenDate
from bot.reading.length import count_words, reading_minutes
from bot.reading.names import is_agency
from bot.reading.page import Page

HEAD_REACH = 6
"""Lines above the headline that may still hold its time stamp."""
TAIL_REACH = 3
"""Lines below the body that may still name its source."""

_BRACKETED = re.compile(
    r"[(（\[【]\s?((?=\S*[^\W\d_a-z])[^()（）\[\]【】:：.!?。！？]{2,40}?)\s?[)）\]】]"
)
_FIELD_ORDER = tuple(part.name for part in fields(Article))


@dataclass(slots=True)
class Findings:
    """The fields found so far; `used` are the lines that became part of the article."""

    used: set[int] = field(default_factory=set[int])
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

    def doubts_in_order(self) -> tuple[str, ...]:
        """The doubted fields, in the article's own order."""
        return tuple(name for name in _FIELD_ORDER if name in self.doubts)

    def as_article(
        self, body: Sequence[str], furniture: Iterable[str], language: str, clock: Clock | None
    ) -> Article:
        """The article that they make, with its paragraphs and what is left of the page."""
        whole = "\n".join(body)
        return Article(
            headline=self.headline,
            section=self.section,
            agency=self.agency,
            publisher=self.publisher,
            byline=self.byline,
            dateline=self.dateline,
            published_at=self.published_at,
            updated_at=self.updated_at,
            zone_inferred=clock is not None and clock.inferred,
            language=language,
            body=tuple(body),
            furniture=tuple(furniture),
            word_count=count_words(whole),
            reading_minutes=reading_minutes(whole),
            doubts=self.doubts_in_order(),
        )


def take_credits(found: Findings, page: Page, top: int, first: int, end: int) -> None:
    """Credits from the lines around the body, nearest first.

    top: the headline's line. first, end: the body's first line, and the line after its last.
    """
    around = (
        *range(top + 1, first),
        *range(top - 1, max(-1, top - 1 - HEAD_REACH), -1),
        *(position for position in range(first, end) if position not in found.used),
        *range(end, min(len(page.lines), end + TAIL_REACH)),
    )
    stamps = [
        (position, credit) for position in around if (credit := page.credit(position)) is not None
    ]
    # A labelled date says what it is, so it goes before one that stands alone.
    for position, credit in sorted(stamps, key=lambda stamp: stamp[1].unlabelled):
        if _take_one(found, credit, after_body=position >= end):
            found.used.add(position)
    if found.agency is None:
        _take_bracketed(found, page, range(top + 1, first))


def take_dateline(found: Findings, dateline: Dateline | None) -> None:
    """Place, house and date that the first sentence opened with."""
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


def take_times(found: Findings, language: str, zone: ZoneInfo | None) -> Clock | None:
    """Turn the dates as written into moments. Returns the page's clock, None without a date."""
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
        _doubt(found, "published_at", sure=sure)
    if found.updated is not None:
        found.updated_at, sure = moment_of(found.updated, clock)
        _doubt(found, "updated_at", sure=sure)
    return clock


def _take_bracketed(found: Findings, page: Page, between: range) -> None:
    """Take a name alone in brackets between headline and body for the agency, known or not."""
    for position in between:
        name = _BRACKETED.fullmatch(page.lines[position].text)
        if not name or position in found.used or "/" in name[1]:
            continue
        if count_words(name[1]) <= 10:
            found.agency = name[1]
            found.used.add(position)
            found.doubts.add("agency")
            return


def _take_one(found: Findings, credit: Credit, *, after_body: bool) -> bool:
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


def _doubt(found: Findings, name: str, *, sure: bool) -> None:
    if not sure:
        found.doubts.add(name)
