"""A feed's bytes in, `Feed` out: RSS, Atom, RDF and JSON Feed, in whatever state they come.

What the entries become is `feed_article`'s; which of them are new, `feed_identity`'s. Reading a
hostile feed may take long: this runs in a child process that can be killed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Refusal, Unreadable
from bot.reading.charset import decode_page

MOST_ENTRIES = 200
"""The newest entries that are used of a feed; the others are only counted."""
MOST_PARSED = 2_000
"""Entries that are parsed at all: 100,000 take 12 s."""
MOST_TAGS = 40_000
"""Tags that are parsed, markup inside entries counted: 100,000 in no order take 9 s."""

_NOT_A_FEED = (
    "There is no feed at this address. Give the address of an RSS, Atom or JSON feed, or of the"
    " site itself."
)
_SUBSET = (
    "This feed defines entities of its own (a DOCTYPE with an internal part), which can be used"
    " to overload a reader, so it is not read. Ask the site for a plain feed."
)
_TOO_MANY_TAGS = (
    "This feed has {count} tags where up to {most} are read, and few entries, so it is not read."
    " Check the address, or ask the site for a shorter feed."
)
_BROKEN = "This feed is damaged in a way that stopped the reader ({fault}). Tell the site."
_ENTRY_TAG = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)(?=[\s/>])")
_PROLOG = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*>", re.DOTALL | re.IGNORECASE)
# Numbers of no character: one of them in one title is no reason to give up the whole feed.
_BAD_REFERENCE = re.compile(
    "&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|5529[6-9]|55[3-9][0-9]{2}|5[67][0-9]{3}|6553[45])"
    "|[0-9]{8,}|x0*(?:[0-8bc]|0?[ef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef])|x[0-9a-f]{7,});",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<\w")
_ENTITY = re.compile("<!ENTITY", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry. Texts are without markup, blanks collapsed; times are aware, in their own zone.

    guid: as the feed gave it. link: http or https, absolute. title: "" where there is none.
    paragraphs: the longest text the feed carries of it.
    is_whole: the feed carries the article itself, not a teaser of it.
    doubts: names of the fields above that are guesses or were given up, in field order.
    """

    guid: str | None = None
    link: str | None = None
    title: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    is_whole: bool = False
    language: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed with its newest entries, newest first where they have dates.

    kind: "RSS 2.0", "Atom 1.0", "JSON Feed 1.1" ... site: the page the feed belongs to.
    left_out: entries that were counted only.
    """

    kind: str
    title: str = ""
    site: str | None = None
    language: str | None = None
    entries: tuple[FeedEntry, ...] = ()
    left_out: int = 0


def read_feed(body: bytes, *, url: str, charset: str | None = None) -> Feed:
    """Read a feed. url: where it came from, for its relative links. charset: as the header named
    it. Raises Unreadable for anything else, whatever goes wrong inside.
    """
    try:
        return _read(body, url, charset)
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # parsers of other people's XML raise what they like
        raise Unreadable(_BROKEN, fault=type(error).__name__) from error


def _read(body: bytes, url: str, charset: str | None) -> Feed:
    text = decode_page(body, charset).lstrip("\ufeff \t\r\n\0")
    if not text:
        raise Unreadable("There is nothing at this address: the answer is empty.")
    if text.startswith("{"):
        from bot.reading.json_feed import read_json_feed

        feed = read_json_feed(text, url)
    else:
        if "<" not in text or text[_root(text) :][:5].lower() == "<html":
            raise Unreadable(_NOT_A_FEED)
        # feedparser takes 0.1 s to import, which only the parser's process has to spend.
        from bot.reading.xml_feed import read_xml_feed

        text, cut = _shortened(_BAD_REFERENCE.sub("\ufffd", text))
        feed = read_xml_feed(text, url, cut)
    if feed is None:
        raise Unreadable(_NOT_A_FEED)
    return feed


def _root(text: str) -> int:
    """Where the root element begins. Raises Unreadable for entities defined in front of it."""
    at = 0
    while found := _PROLOG.match(text, at):
        at = found.end()
    # A DOCTYPE that is still there has an internal subset, or never ends. And feedparser takes up
    # definitions even from comments, as long as they stand before the first tag.
    tag = _ANY_TAG.search(text)
    if text[at : at + 9].upper() == "<!DOCTYPE" or _ENTITY.search(
        text, 0, (tag and tag.start()) or 0
    ):
        raise Unreadable(_SUBSET)
    return at


def _shortened(text: str) -> tuple[str, int]:
    """The document without its middle where it holds too much; how many entries were cut out.

    Some feeds have the newest entry first and some last, so that both ends are kept. Raises
    Unreadable where tags are elsewhere than in many entries.
    """
    starts = [found.start() for found in _ENTRY_TAG.finditer(text)]
    tags = [found.start() for found in _ANY_TAG.finditer(text)]
    if len(starts) <= MOST_PARSED and len(tags) <= MOST_TAGS:
        return text, 0
    entries, half = MOST_PARSED // 2, MOST_TAGS // 2
    reaches, begins = (tags[half], tags[-half]) if len(tags) > half else (len(text), 0)
    first = min(entries, bisect_right(starts, reaches) - 1)
    last = max(first, len(starts) - entries, bisect_left(starts, begins))
    if first < 0 or last == len(starts):
        raise Unreadable(_TOO_MANY_TAGS, count=f"{len(tags):,}", most=f"{MOST_TAGS:,}")
    return text[: starts[first]] + text[starts[last] :], last - first
