"""Stretches of days as people type them when they look back: "last week", "2026-11", "3 May", "2011
to 2013". A day alone is read by `spoken`.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from bot.briefing.spoken import parse_date, say_date
from bot.errors import Invalid
from bot.reading.calendar_words import MONTHS
from bot.words import say, spoken_locale

FIRST_YEAR, LAST_YEAR = 1800, 2200
"""Years that are taken for years, as when a page is read."""
MOST_BACK = 10_000
"""The largest number in "last 90 days"."""

_DAY = timedelta(days=1)
_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_TO = re.compile(r"\s*[–—~〜]\s*|\s+(?:-|to|till|until|through)\s+|\s*[至到]\s*")
_YEAR = re.compile(r"(\d{4})\s?年?")
_YEAR_MONTH = re.compile(r"(\d{4})(?:[-/.]|\s?年\s?)(\d{1,2})\s?月?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_NAMED_MONTH = re.compile(rf"({_MONTH})\.?,?(?:\s(?:of\s)?(\d{{4}}))?")
_YEAR_NAMED = re.compile(rf"(\d{{4}})[\s-]({_MONTH})\.?")
_THIS = re.compile(r"(?:the\s)?(this|last|past|previous)\s(week|month|year)")
_LAST = re.compile(r"(?:the\s)?(?:last|past|previous)\s(\d{1,5})\s(day|week|month|year)s?")
_AGO = re.compile(r"(\d{1,5}|an?)\s(day|week|month|year)s?\sago")
_CHINESE = {
    "今天": (0, "day"), "昨天": (1, "day"), "前天": (2, "day"),
    "本周": (0, "week"), "本週": (0, "week"), "这周": (0, "week"), "這週": (0, "week"),
    "上周": (1, "week"), "上週": (1, "week"), "上星期": (1, "week"),
    "本月": (0, "month"), "这个月": (0, "month"), "這個月": (0, "month"),
    "上月": (1, "month"), "上个月": (1, "month"), "上個月": (1, "month"),
    "今年": (0, "year"), "去年": (1, "year"), "前年": (2, "year"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date


def parse_span(text: str, today: date) -> Span:
    """A day, week, month, year or stretch of them, as somebody types it who looks back from
    `today`. Raises Invalid.
    """
    typed = " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:80]
    span = _stretch(typed, today)
    if span is None:
        raise Invalid(
            "“{part}” is not a date. Write it like 2026-11-24, November 2026 or last week.",
            part=text[:40],
        )
    return span


def day_span(on: date) -> Span:
    """One day."""
    return Span(on, on)


def month_span(year: int, month: int) -> Span:
    """A month of the calendar. Raises ValueError where there is none such."""
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def year_span(year: int) -> Span:
    """A year of the calendar."""
    return Span(date(year, 1, 1), date(year, 12, 31))


def say_month(month: date) -> str:
    """ "November 2026"."""
    return format_date(month, say("LLLL y"), locale=spoken_locale())


def say_span(span: Span) -> str:
    """As people say it: a date, a month, a year, or from one date to another."""
    first, last = span.first, span.last
    if first == last:
        return say_date(first)
    if span == year_span(first.year):
        return f"{first.year}"
    if span == month_span(first.year, first.month):
        return say_month(first)
    return say("{first} to {last}", first=_short(first), last=_short(last))


def _short(on: date) -> str:
    return format_date(on, say("d MMMM y"), locale=spoken_locale())


def _stretch(typed: str, today: date) -> Span | None:
    whole = _one(typed, today)
    if whole is not None:
        return whole
    ends = _TO.split(typed)
    if len(ends) != 2:
        return None
    first, last = _one(ends[0], today), _one(ends[1], today)
    if first is None or last is None or last.last < first.first:
        return None
    return Span(first.first, last.last)


def _one(typed: str, today: date) -> Span | None:
    """A single day, week, month or year; None where it is none of them."""
    try:
        return _relative(typed, today) or _month(typed, today) or _year(typed) or _day(typed, today)
    except (ValueError, OverflowError):  # a month 13, or before the first year
        return None


def _day(typed: str, today: date) -> Span | None:
    try:
        return day_span(parse_date(typed, today, past=True))
    except Invalid:
        return None


def _year(typed: str) -> Span | None:
    found = _YEAR.fullmatch(typed)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    return year_span(int(found[1]))


def _month(typed: str, today: date) -> Span | None:
    if found := _YEAR_MONTH.fullmatch(typed):
        year, month = int(found[1]), int(found[2])
    elif found := _MONTH_YEAR.fullmatch(typed):
        year, month = int(found[2]), int(found[1])
    elif found := _YEAR_NAMED.fullmatch(typed):
        year, month = int(found[1]), MONTHS[found[2]]
    elif found := _NAMED_MONTH.fullmatch(typed):
        month = MONTHS[found[1]]
        year = int(found[2]) if found[2] else today.year - (month > today.month)
    else:
        return None
    return month_span(year, month) if FIRST_YEAR <= year <= LAST_YEAR else None


def _relative(typed: str, today: date) -> Span | None:
    if named := _CHINESE.get(typed):
        return _calendar(named[1], named[0], today)
    if found := _THIS.fullmatch(typed):
        return _calendar(found[2], 0 if found[1] == "this" else 1, today)
    if found := _AGO.fullmatch(typed):
        count = int(found[1]) if found[1].isdigit() else 1
        return _calendar(found[2], count, today) if count <= MOST_BACK else None
    if found := _LAST.fullmatch(typed):
        count = int(found[1])
        if not 0 < count <= MOST_BACK:
            return None
        return Span(_back(found[2], count, today) + _DAY, today)
    return None


def _calendar(unit: str, count: int, today: date) -> Span:
    """The day, week, month or year so many before the one of `today`; weeks begin on Monday."""
    match unit:
        case "day":
            return day_span(today - count * _DAY)
        case "week":
            monday = today - (today.weekday() + 7 * count) * _DAY
            return Span(monday, monday + 6 * _DAY)
        case "month":
            months = today.year * 12 + today.month - 1 - count
            return month_span(months // 12, months % 12 + 1)
        case _:
            return year_span(today.year - count)


def _back(unit: str, count: int, today: date) -> date:
    """The same day so many units earlier, or the last of its month."""
    if unit in ("day", "week"):
        return today - count * (7 if unit == "week" else 1) * _DAY
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    last = monthrange(months // 12, months % 12 + 1)[1]
    return date(months // 12, months % 12 + 1, min(today.day, last))
