"""Dates as a page's markup states them: ISO 8601 and the odd forms that stand in its place.

What is no date, or no article's (the beginning of time, a template's gap), is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from bot.reading.calendar_words import MONTHS, OFFSET_MINUTES
from bot.reading.dates import WrittenDate, find_dates
from bot.reading.described import Described, urlsplit_path
from bot.reading.page_markup import Markup
from bot.reading.stated import (
    JSON_LD,
    META,
    MICRODATA,
    OPENGRAPH,
    TIME_TAG,
    URL,
    SaidDate,
    Stated,
    plain,
)

FIRST_YEAR = 1850
"""Newspapers put their archives on the web; nothing older is a page's own date."""
LAST_YEAR = 2100
LONGEST = 120
"""Characters a date may have."""

_ISO = re.compile(
    r"""(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)
    (?:(?:T|t|\s|\sT)\s?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,:]\d+)?)?)?
    \s?(?P<zone>Z|z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?(?:\[[\w/]+\])?""",
    re.VERBOSE,
)
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?:\d{3})?(?:\.\d+)?")
_JAVA = re.compile(
    r"[A-Z][a-z]{2}\s(?P<month>[A-Z][a-z]{2})\s(?P<day>\d\d?)\s(?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::\d\d)?\s(?P<zone>[A-Z]{2,5}|GMT[+-]\d\d:\d\d)\s(?P<year>\d{4})"
)
_URL_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/_.]?(?P<month>0[1-9]|1[0-2]|[a-z]{3}(?=/)|[1-9](?=[-/_.]))[-/_.]?"
    r"(?P<day>0[1-9]|[12]\d|3[01]|[1-9](?=/))(?!\d)",
    re.IGNORECASE,
)


def take_dates(stated: Stated, markup: Markup, described: Described, url: str) -> None:
    """Fill in every date the page states of itself, best place first, its address last."""
    metas: Callable[..., list[str]] = markup.meta
    published = (
        (JSON_LD, described.texts("datePublished", "dateCreated", "uploadDate")),
        (OPENGRAPH, metas("article:published_time", "og:published_time", "article:published",
                          "og:article:published_time", "og:pubdate")),
        (META, metas("datepublished", "publishdate", "publish_date", "publish-date", "pubdate",
                     "publication_date", "publication-date", "dc.date.issued", "dcterms.issued",
                     "dcterms.created", "dc.date.created", "parsely-pub-date", "sailthru.date",
                     "cxenseparse:recs:publishtime", "article.published", "published_at",
                     "published-date", "originalpublicationdate", "citation_publication_date",
                     "article_date_original", "displaydate", "ptime", "date", "dc.date",
                     "dcterms.date", "article.created", "created")),
        (MICRODATA, markup.item("datepublished", "datecreated")),
        (TIME_TAG, [tag.text for tag in markup.times if tag.published]),
    )  # fmt: skip
    updated = (
        (JSON_LD, described.texts("dateModified")),
        (OPENGRAPH, metas("article:modified_time", "og:updated_time", "article:updated_time",
                          "article:modified")),
        (META, metas("datemodified", "last-modified", "lastmod", "dcterms.modified",
                     "dc.date.modified", "article.updated", "revised", "utime")),
        (MICRODATA, markup.item("datemodified")),
        (TIME_TAG, [tag.text for tag in markup.times if tag.updated]),
    )  # fmt: skip
    stated.published = list(_dates(published))
    stated.updated = list(_dates(updated))
    if not stated.published:
        tags = [tag for tag in markup.times if not (tag.published or tag.updated)]
        tags.sort(key=lambda tag: not tag.after_heading)
        for tag in tags:
            if (date := read_stated_date(tag.text)) is not None:
                only = len({tag.text for tag in tags}) == 1 or tag.after_heading
                stated.published.append(SaidDate(date, TIME_TAG, sure=only))
                break
    if (date := date_in_url(url)) is not None:
        stated.published.append(SaidDate(date, URL, sure=False))


def _dates(sources: Iterable[tuple[str, list[str]]]) -> Iterator[SaidDate]:
    for origin, values in sources:
        for value in values[:4]:
            if (date := read_stated_date(plain(value))) is not None:
                yield SaidDate(date, origin)
                break


def date_in_url(url: str) -> WrittenDate | None:
    """The day an address names, as /2011/08/09/ or /2011-08/09/ or …_20110809."""
    for found in _URL_DATE.finditer(urlsplit_path(url)[:400]):
        day = read_stated_date(f"{found['day']} {found['month']} {found['year']}") or (
            read_stated_date(f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}")
        )
        if day is not None:
            return day
    return None


def read_stated_date(text: str) -> WrittenDate | None:
    """The one date `text` states, None where there is none that could be an article's.

    has_time is false where the time is midnight to the second, as bare days are filled up.
    """
    text = " ".join(text.split())[:LONGEST]
    written = _iso(text) or _epoch(text) or _java(text) or _in_words(text)
    if written is None or not FIRST_YEAR <= written.moment.year <= LAST_YEAR:
        return None
    if written.moment.year == 1970 and written.moment.timetuple().tm_yday == 1:
        return None  # nought, written as a date
    return written


def _iso(text: str) -> WrittenDate | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    zone = _zone(found["zone"])
    timed = found["hour"] is not None and (
        (hour, minute, second) != (0, 0, 0) or (zone is not None and zone is not UTC)
    )
    return _written(
        text, int(found["year"]), int(found["month"]), int(found["day"]), hour, minute, timed, zone
    )


def _epoch(text: str) -> WrittenDate | None:
    found = _EPOCH.fullmatch(text)
    if found is None:
        return None
    moment = datetime(1970, 1, 1) + timedelta(seconds=int(found["seconds"]))  # noqa: DTZ001
    return WrittenDate(0, len(text), moment.replace(second=0), has_time=True, zone=UTC)


def _java(text: str) -> WrittenDate | None:
    found = _JAVA.fullmatch(text)
    month = MONTHS.get(found["month"].lower()) if found else None
    if found is None or month is None:
        return None
    name = found["zone"]
    minutes = OFFSET_MINUTES.get(name.lower())
    zone = _zone(name.removeprefix("GMT")) if "GMT" in name else None
    if minutes is not None:
        zone = timezone(timedelta(minutes=minutes)) if minutes else UTC
    hour, minute = int(found["hour"]), int(found["minute"])
    return _written(text, int(found["year"]), month, int(found["day"]), hour, minute, True, zone)


def _in_words(text: str) -> WrittenDate | None:
    dates = list(find_dates(text))
    return dates[0] if len(dates) == 1 else None


def _written(
    text: str, year: int, month: int, day: int, hour: int, minute: int, timed: bool,
    zone: tzinfo | None,
) -> WrittenDate | None:  # fmt: skip
    try:
        moment = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the zone stands apart
    except ValueError:
        return None
    if not timed:
        moment = moment.replace(hour=0, minute=0)
    return WrittenDate(0, len(text), moment, has_time=timed, zone=zone)


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    if name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = name[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=16) or int(digits[2:]) > 59:
        return None
    if not offset:
        return UTC
    return timezone(-offset if name[0] == "-" else offset)
