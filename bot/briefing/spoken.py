"""Times, days and dates as people type and say them. What they amount to is `rule`'s and
`timetable`'s business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from babel.dates import format_date

from bot.briefing.rule import EVERY, LAST, Days
from bot.briefing.spoken_chinese import in_english
from bot.errors import Invalid
from bot.reading.dates import find_dates, read_date
from bot.words import listed, say, spoken_locale

MOST_TIMES = 12
MOST_DATES = 100
"""Dates that one text may name."""

_DAY = timedelta(days=1)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORKING = (1, 2, 3, 4, 5)
_WEEKEND = (6, 7)
_GROUPS = {
    "daily": EVERY,
    "day": EVERY,
    "everyday": EVERY,
    "all": EVERY,
    "weekday": _WORKING,
    "workday": _WORKING,
    "weekend": _WEEKEND,
}
_GROUPED: dict[tuple[int, ...], str] = {EVERY: "day", _WORKING: "weekday", _WEEKEND: "weekend day"}
_PLACES = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "last": LAST,
}  # fmt: skip
_NAMED_TIMES = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_NAMED_DATES = {"yesterday": -1, "today": 0, "tomorrow": 1}
_PLACED = {1: "first {day}", 2: "second {day}", 3: "third {day}", 4: "fourth {day}"}
_FILLERS = re.compile(
    r"\b(?:(?:of|in)\s+)?(?:(?:the|each|every|a)\s+)?month\b"
    r"|\b(?:every|each|on|the)\b|(?<=\bweekend)\s+days?\b"
)

_WORKING_DAY = re.compile(r"\b(?:working|business|week|work)\s+(?=days?\b)")
"""Before "day": two words for one."""
_SEPARATORS = re.compile(r"[,;&+、\s]+")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]?([0-9]{2})|h)?(?:([ap])\.?m\.?)?")
_BEFORE_AM_PM = re.compile(r"(?<=[0-9])\s+(?=[ap]\.?m)")
_RANGE = re.compile(r"\s*(?:[-–—]|\bto\b|\bthrough\b)\s*")
_DATE_RANGE = re.compile(r"\s*[–—]\s*|\s+(?:-|to|through|until)\s+")
_YEARLESS = re.compile(
    r"[0-9]{1,2}\D{3,}|\D{3,}[0-9]{1,2}(?:st|nd|rd|th)?|[0-9]{1,2}\.[0-9]{1,2}\."
)


def parse_times(text: str) -> tuple[int, ...]:
    """Times of day, "08:00, 6:30 pm", as minutes after midnight, sorted. Raises Invalid."""
    words = _split(_BEFORE_AM_PM.sub("", _narrow(text)))
    minutes = sorted({_minute(word) for word in words})
    if not minutes:
        raise Invalid("Name at least one time of day, such as 08:00 or 08:00, 18:00.")
    if len(minutes) > MOST_TIMES:
        raise Invalid(
            "{count} times of day are more than the {most} a schedule can have.",
            count=len(minutes),
            most=MOST_TIMES,
        )
    return tuple(minutes)


def parse_days(text: str) -> tuple[Days, ...]:
    """Days, "mon-fri, sun" or "first monday, last fri". Raises Invalid."""
    plain = _WORKING_DAY.sub("week", _narrow(text))
    words = _split(_RANGE.sub("-", _FILLERS.sub(" ", plain)))
    weekly: set[int] = set()
    monthly: set[Days] = set()
    places: list[int] = []
    for word in words:
        if word in _PLACES:
            places.append(_PLACES[word])
        elif places:
            monthly |= {Days(days, place) for days in _countable(word) for place in places}
            places = []
        else:
            weekly |= set(_weekdays(word))
    if places:
        raise Invalid("After first or last comes a day, such as first Monday or last Friday.")
    if not weekly and not monthly:
        raise Invalid("Name at least one day, such as Mon-Fri, weekend or first Monday.")
    found = {Days(tuple(sorted(weekly)))} if weekly else set[Days]()
    return tuple(sorted(found | monthly, key=_order))


def parse_date(text: str, today: date, *, past: bool = False) -> date:
    """A date, "24 Dec", "2026-12-24", "tomorrow", "friday", none in the past unless its year
    is written; with `past` none in the future but for those that say so. Raises Invalid.
    """
    typed = " ".join(_narrow(text).split())[:60]
    found = _named_date(typed, today, past=past) or _dated(typed)
    if found is None and _YEARLESS.fullmatch(typed):
        # Within eight years, even 29 February comes.
        way = -1 if past else 1
        years = (_dated(_with_year(typed, today.year + way * step)) for step in range(9))
        found = next((on for on in years if on and (on - today).days * way >= 0), None)
    if found is None:
        raise Invalid(
            "“{part}” is not a date. Write it like 2026-12-24 or 24 December.", part=text[:40]
        )
    return found


def parse_dates(text: str, today: date) -> tuple[date, ...]:
    """Dates and spans of dates, "24 Dec, 30 Dec to 2 Jan", sorted. Raises Invalid."""
    found: set[date] = set()
    for part in _date_parts(text):
        ends = _DATE_RANGE.split(_narrow(part).strip())
        first = parse_date(ends[0], today)
        last = parse_date(ends[-1], first) if ends[1:] else first
        if len(ends) > 2 or last < first:
            raise Invalid("“{part}” is not a span of dates. Write 24 Dec to 2 Jan.", part=part[:40])
        if (last - first).days + len(found) >= MOST_DATES:
            raise Invalid("At most {most} dates can be named at once.", most=MOST_DATES)
        found |= {first + number * _DAY for number in range((last - first).days + 1)}
    if not found:
        raise Invalid("Name a date, such as 2026-12-24 or 24 December.")
    return tuple(sorted(found))


def say_minute(minute: int) -> str:
    """Minutes after midnight as a time of day, "08:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def say_minutes(minutes: Sequence[int]) -> str:
    """Times of day as people say them, "08:00 and 18:00"."""
    return listed([say_minute(minute) for minute in minutes])


def say_days(days: Sequence[Days]) -> str:
    """Days as people say them, "Monday to Friday", "the first Monday of the month"."""
    weekly = [_say_weekdays(one.weekdays) for one in days if not one.place]
    placed = [_say_place(one) for one in days if one.place]
    monthly = say("the {days} of the month", days=listed(placed)) if placed else ""
    return listed([part for part in (say(", ").join(weekly), monthly) if part])


def say_date(on: date) -> str:
    """A date in words, "Thursday 24 December 2026"."""
    return format_date(on, say("EEEE d MMMM y"), locale=spoken_locale())


def _say_weekdays(weekdays: tuple[int, ...]) -> str:
    if weekdays == EVERY:
        return say("every day")
    if weekdays == _WORKING:
        return say("Monday to Friday")
    return say(", ").join(say(_NAMES[day - 1]) for day in weekdays)


def _say_place(days: Days) -> str:
    day = say(_GROUPED.get(days.weekdays) or _NAMES[days.weekdays[0] - 1])
    return say("last {day}", day=day) if days.place == LAST else say(_PLACED[days.place], day=day)


def _order(days: Days) -> tuple[int, tuple[int, ...]]:
    return (days.place if days.place != LAST else 9, days.weekdays)


def _narrow(text: str) -> str:
    """Small letters; what a Chinese keyboard types made plain: full-width signs, words for days."""
    return in_english(unicodedata.normalize("NFKC", text)).casefold()


def _split(text: str) -> list[str]:
    return [word for word in _SEPARATORS.split(text) if word and word != "and"]


def _minute(word: str) -> int:
    if word in _NAMED_TIMES:
        return _NAMED_TIMES[word]
    match = _TIME.fullmatch(word)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half:
            hour = 24
        if hour < 24 and minute < 60:
            return hour * 60 + minute
    raise Invalid("“{part}” is not a time of day. Write it like 08:00 or 6:30 pm.", part=word[:40])


def _weekdays(word: str) -> tuple[int, ...]:
    """ISO weekdays of a name, a group or a range such as fri-mon, sorted."""
    first, dash, last = word.partition("-")
    if not dash:
        return _GROUPS.get(word.removesuffix("s")) or (_weekday(word, word),)
    start, end = _weekday(first, word), _weekday(last, word)
    return tuple(sorted((start - 1 + step) % 7 + 1 for step in range((end - start) % 7 + 1)))


def _countable(word: str) -> list[tuple[int, ...]]:
    """What a place in the month is counted by: all days, working days, weekends, or one weekday."""
    weekdays = _weekdays(word)
    return [weekdays] if weekdays in _GROUPED else [(day,) for day in weekdays]


def _weekday(name: str, part: str) -> int:
    """The ISO weekday that a name or its beginning (two letters or more) stands for."""
    stem = name.removesuffix(".").removesuffix("s")
    found = [day for day, known in enumerate(_NAMES, start=1) if known.casefold().startswith(stem)]
    if len(stem) >= 2 and found:
        return found[0]
    raise Invalid(
        "“{part}” is not a day. Write days like Mon-Fri, Sat or first Monday.", part=part[:40]
    )


def _named_date(typed: str, today: date, *, past: bool = False) -> date | None:
    """Today, tomorrow, or the next date with that weekday; with `past` yesterday or the last."""
    if typed in _NAMED_DATES and (past or _NAMED_DATES[typed] >= 0):
        return today + _NAMED_DATES[typed] * _DAY
    if not typed.isalpha():
        return None
    try:
        weekday = _weekday(typed, typed)
    except Invalid:
        return None
    if past:
        return today - (today.isoweekday() - weekday) % 7 * _DAY
    return today + (weekday - today.isoweekday()) % 7 * _DAY


def _dated(typed: str) -> date | None:
    """The one date the text consists of; None where day and month could change places."""
    found = read_date(typed)
    if found is None or any(one.is_ambiguous or one.has_time for one in find_dates(typed)):
        return None
    return found.date()


def _with_year(typed: str, year: int) -> str:
    return f"{typed}{year}" if typed.endswith(".") and typed[0].isdigit() else f"{typed} {year}"


def _date_parts(text: str) -> Iterator[str]:
    """What stands between commas; a comma inside "December 24, 2026" does not part it."""
    parts = [part.strip() for part in re.split(r"[,;、\n]|\band\b|&", _narrow(text))]
    parts = [part for part in parts if part]
    for number, part in enumerate(parts):
        if re.fullmatch(r"[0-9]{4}", part) and number:
            continue
        year = parts[number + 1] if number + 1 < len(parts) else ""
        yield f"{part}, {year}" if re.fullmatch(r"[0-9]{4}", year) else part
