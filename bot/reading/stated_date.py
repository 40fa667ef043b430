"""A date as markup states it: ISO 8601 and the odd forms that stand in its place.

What is no date, or no article's (the beginning of time, a template's gap), is refused.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from bot.reading.calendar_words import MONTHS, OFFSET_MINUTES
from bot.reading.dates import WrittenDate, find_dates

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
