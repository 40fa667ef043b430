"""A page pasted as text, taken apart: headline, section, credits, body, and what was dropped.

The way: lines → scores → best unbroken run (the body, without its dateline) → headline and section
above it → credits around it. Whatever is none of these is furniture, in page order.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.errors import Unreadable
from bot.reading.article import Article
from bot.reading.body import Body, find_body
from bot.reading.findings import (
    HEAD_REACH,
    Findings,
    take_credits,
    take_dateline,
    take_times,
)
from bot.reading.headline import Headline, find_headline, find_section
from bot.reading.language import language_of
from bot.reading.length import count_words
from bot.reading.names import is_agency
from bot.reading.page import Page
from bot.reading.sentences import split_sentences


def read_pasted_page(text: str, *, zone: ZoneInfo | None = None) -> Article:
    """Take a pasted page apart. Raises Unreadable.

    zone: the reader's own, for a page that neither names nor suggests one; else UTC.
    """
    page = Page.pasted(text)
    if not page.lines:
        raise Unreadable("There is no text here. Paste the whole page, from headline to end.")
    body = find_body(page)
    language = language_of("\n".join(body.paragraphs))
    found = Findings(used=set(body.positions))
    headline = find_headline(page, body.first, body.paragraphs)
    _take_headline(found, headline, body)
    if page.was_joined:
        found.doubts.add("headline")
    take_credits(found, page, headline.position if headline else body.first, body.first, body.end)
    take_dateline(found, body.dateline)
    _take_section(found, page, headline, body)
    clock = take_times(found, language, zone)
    furniture = (
        line.text for position, line in enumerate(page.lines) if position not in found.used
    )
    return found.as_article(body.paragraphs, furniture, language, clock)


def _take_headline(found: Findings, headline: Headline | None, body: Body) -> None:
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


def _take_section(found: Findings, page: Page, headline: Headline | None, body: Body) -> None:
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
