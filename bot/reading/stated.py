"""What a page's markup states of its article: each field's best statement, and where it stands.

The record only; `statements` fills it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.reading.dates import WrittenDate

JSON_LD, OPENGRAPH, META = "json-ld", "opengraph", "meta"
MICRODATA, TIME_TAG, LINK = "microdata", "time tag", "link"
HEADING, TITLE, BREADCRUMB, URL = "heading", "title", "breadcrumb", "url"

_TAG = re.compile(r"<[^<>]{0,300}>")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: what, and where it stands."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class SaidDate:
    """One stated date, and where it stands. sure: nothing about the place is a guess."""

    date: WrittenDate
    origin: str
    sure: bool = True


@dataclass(slots=True)
class Stated:
    """The best statement of each field; doubts: names of fields that are guesses."""

    headline: Said | None = None
    authors: tuple[Said, ...] = ()
    agency: Said | None = None
    publisher: Said | None = None
    section: tuple[str, ...] = ()
    section_origin: str | None = None
    published: list[SaidDate] = field(default_factory=list[SaidDate])
    updated: list[SaidDate] = field(default_factory=list[SaidDate])
    language: Said | None = None
    canonical: Said | None = None
    image: Said | None = None
    body: str = ""
    is_article: bool = False
    """The markup calls the page an article."""
    is_free: bool = True
    """Nothing says that only subscribers can read it."""
    doubts: set[str] = field(default_factory=set[str])


def plain(text: str) -> str:
    """Stated text as people read it: entities, tags and blanks made plain."""
    text = html.unescape(html.unescape(text[:4000]))
    return " ".join(_TAG.sub(" ", text).split())


def said_by(*sources: tuple[str, Iterable[str]]) -> Iterator[Said]:
    """The statements of these sources that hold any words, best source first."""
    for origin, values in sources:
        for value in values:
            if text := plain(value):
                yield Said(text, origin)


def host_of(url: str) -> str:
    """The host an address names, without "www."; "" for something that is no address."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
