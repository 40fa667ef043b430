"""Find dates in a line of text, with their time and zone where they are written.

Says what stands there, no more: which of a page's dates counts, and which zone a page without one
means, is `metadata`'s to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.reading.calendar_words import (
    MONTHS,
    OFFSET_MINUTES,
    UNSURE_ZONES,
    WEEKDAYS,
    ZONE_NAMES,
)

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_WEEKDAY = "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))
_DATE = re.compile(
    rf"""(?<![\w/.:-])(?:
      (?P<iso_year>\d{{4}})(?P<sep>[-/.])(?P<iso_month>\d\d?)(?P=sep)(?P<iso_day>\d\d?)(?!\d)
    | (?P<wide_year>\d{{4}})\s?[年년]
      \s?(?P<wide_month>\d\d?)\s?[月월]\s?(?P<wide_day>\d\d?)\s?[日号號일]
    | (?P<dmy_day>\d\d?)(?:st|nd|rd|th|er|º|\.)?[\s-](?:of\s|de\s)?
      (?P<dmy_month>{_MONTH})\.?,?(?:\sde|\sdel)?[\s-](?P<dmy_year>\d{{4}})\b
    | (?P<mdy_month>{_MONTH})\.?\s?(?P<mdy_day>\d\d?)(?:st|nd|rd|th)?,?\s(?P<mdy_year>\d{{4}})\b
    | (?P<first>\d\d?)(?P<mark>[/.-])(?P<second>\d\d?)(?P=mark)(?P<year>\d{{4}}|\d\d)(?![\w/-])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_ZONE_WORD = "|".join(
    sorted(map(re.escape, (*OFFSET_MINUTES, *ZONE_NAMES, *UNSURE_ZONES)), key=len, reverse=True)
)
_ZONE = rf"""(?:\s?[(,]?\s?(?:
      (?P<offset>(?:(?:GMT|UTC)\s?)?[+−-]\d\d?:?(?:\d\d)?)(?!\d)
    | (?P<zone>{_ZONE_WORD})(?!\w)
    )\)?)"""
_CLOCK = rf"""(?P<wide_half>上午|下午|晚上|凌晨|中午|오전|오후|午前|午後)?\s?
    (?:(?P<hour>\d\d?)\s?[:.h時时點点]\s?(?P<minute>\d\d)(?:[:.](?P<second_>\d\d))?(?:\.\d{{1,6}})?
      |(?P<bare_hour>\d\d?)(?=\s?[ap]\.?m\b))
    (?:分|\sUhr)?\s?(?P<half>[ap]\.?\s?m\b\.?)?{_ZONE}?"""
_AFTER = re.compile(
    rf"""(?:[（(]?(?:星期|周|週)?[一二三四五六月火水木金土日](?:曜日?)?[)）]?\s?)?(?:T|[\s,;|/–—-]|\b(?:(?:last\s)?updated(?:\sat)?|at|um|à|a\slas|às|alle|om|kl\.?|ore)\b|[（(]|北京时间|北京時間)
    {{0,5}}{_CLOCK}(?![\d:])""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"""(?<![\d:.]){_CLOCK}[\s,;|–—-]{{0,3}}(?:on\s)?(?:(?:{_WEEKDAY})\.?)?[\s,;]{{0,3}}$""",
    re.VERBOSE | re.IGNORECASE,
)
_WEEKDAY_BEFORE = re.compile(rf"(?:^|(?<=\W))(?:{_WEEKDAY})\.?,?\s*$", re.IGNORECASE)
_NEAR = 48
"""Characters before and after a date in which its time of day may stand."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it stands in a line, from `start` to `end`.

    zone: where the page named one. unsure_zone: an abbreviation with several meanings.
    has_time: a time of day stands beside it; else it is midnight.
    swapped: the moment with day and month the other way round, where both readings exist.
    """

    start: int
    end: int
    moment: datetime
    has_time: bool = False
    zone: tzinfo | None = None
    unsure_zone: str | None = None
    swapped: datetime | None = None

    @property
    def is_ambiguous(self) -> bool:
        """Day and month could change places."""
        return self.swapped is not None


def find_dates(line: str) -> Iterator[WrittenDate]:
    """Every possible date in `line`, left to right; days that do not exist are passed over."""
    reached = 0
    for found in _DATE.finditer(line):
        written = _read(line, found, reached)
        if written is not None:
            reached = written.end
            yield written


def read_date(text: str, *, zone: ZoneInfo | None = None) -> datetime | None:
    """The one date `text` consists of, aware, or None. Where it names no zone: `zone`, else UTC."""
    line = " ".join(text.split())
    dates = list(find_dates(line))
    if len(dates) != 1:
        return None
    written = dates[0]
    if any(c.isalnum() for c in line[: written.start] + line[written.end :]):
        return None
    return in_zone(written, written.zone or zone or UTC)


def in_zone(written: WrittenDate, zone: tzinfo) -> datetime:
    """The moment on the clocks of `zone`."""
    return written.moment.replace(tzinfo=zone)


def _read(line: str, found: re.Match[str], reached: int) -> WrittenDate | None:
    day, swapped = _day(found)
    if day is None:
        return None
    start, end = found.span()
    clock = _AFTER.match(line[end : end + _NEAR])
    if clock is not None:
        end += clock.end()
    else:
        lower = max(reached, start - _NEAR)
        clock = _BEFORE.search(line[lower:start])
        if clock is not None:
            start = lower + clock.start()
    time = _minutes(clock) if clock is not None else None
    weekday = _WEEKDAY_BEFORE.search(line[max(reached, start - 20) : start])
    if weekday is not None:
        start -= len(weekday[0])
    if clock is None or time is None:
        return WrittenDate(start, found.end() if clock else end, day, swapped=swapped)
    zone, unsure = _zone(clock)
    if zone is None and unsure is None and "北京时间" in line[found.end() : end]:
        zone = ZoneInfo("Asia/Shanghai")
    return WrittenDate(
        start,
        end,
        day + time,
        has_time=True,
        zone=zone,
        unsure_zone=unsure,
        swapped=swapped + time if swapped else None,
    )


def _day(found: re.Match[str]) -> tuple[datetime | None, datetime | None]:
    """The day, and the other one it may be where day and month could change places."""
    for form in ("iso", "wide", "dmy", "mdy"):
        if found[f"{form}_year"]:
            month = found[f"{form}_month"].lower()
            number = int(month) if month.isdigit() else MONTHS[month]
            return _existing(int(found[f"{form}_year"]), number, int(found[f"{form}_day"])), None
    first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
    if year < 100:
        year += 2000 if year < 70 else 1900
    day_first, month_first = _existing(year, second, first), _existing(year, first, second)
    if found["mark"] == "." and day_first is not None:
        return day_first, None  # written so only where the day comes first
    if day_first is None or month_first is None or day_first == month_first:
        return day_first or month_first, None
    return day_first, month_first


def _existing(year: int, month: int, day: int) -> datetime | None:
    if not 1800 <= year <= 2200:
        return None
    try:
        return datetime(year, month, day)  # noqa: DTZ001 - the zone follows once it is known
    except ValueError:
        return None


def _minutes(clock: re.Match[str]) -> timedelta | None:
    hour = int(clock["hour"] or clock["bare_hour"])
    minute = int(clock["minute"] or 0)
    half = (clock["half"] or "").lower()[:1]
    if clock["wide_half"]:
        late = clock["wide_half"] in ("下午", "晚上", "午後", "오후")
        half = half or ("p" if late or (clock["wide_half"] == "中午" and hour < 3) else "")
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    return timedelta(hours=hour, minutes=minute)


def _zone(clock: re.Match[str]) -> tuple[tzinfo | None, str | None]:
    if clock["offset"]:
        digits = re.sub(r"[^\d+-]", "", clock["offset"].upper().replace("−", "-"))
        sign = -1 if digits[0] == "-" else 1
        digits = digits[1:]
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return (timezone(sign * offset) if offset < timedelta(days=1) else None), None
    if not clock["zone"]:
        return None, None
    name = clock["zone"].lower()
    if name in UNSURE_ZONES:
        return None, name
    if name in ZONE_NAMES:
        return ZoneInfo(ZONE_NAMES[name]), None
    minutes = OFFSET_MINUTES[name]
    return (timezone(timedelta(minutes=minutes), name.upper()) if minutes else UTC), None
