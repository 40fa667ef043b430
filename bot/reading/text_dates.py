"""Which days the words of an article mean: "on Monday", "yesterday", "since June 1", "昨日".

Always against the article's own date, never against today, and only where that is safe: no guess
in a quotation, about what is still to come, or beside a word that makes it another day.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from bot.reading.article import Article
from bot.reading.calendar_words import MONTHS
from bot.reading.dates import find_dates
from bot.reading.day_words import (
    DAY_WORDS,
    WIDE_AHEAD,
    WIDE_DAYS,
    WIDE_DISTANCES,
    WIDE_WEEKDAYS,
    WIDE_WEEKS,
    YEARS,
    DayWords,
)
from bot.reading.sentences import split_sentences

NEAR = 120
"""Days within which a month and day without a year can only be this one."""
SAME_MONTH = 7
"""Days back that "the 5th" reaches in Japanese and Chinese reports."""

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_MONTH_DAY = re.compile(
    rf"""(?:
      (?<![\w.,])(?P<month>{_MONTH})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)
    | (?<![\w.,])(?P<day_>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s(?:de\s|of\s)?
      (?P<month_>{_MONTH})(?!\w)
    | (?<![\d年])(?P<wide_month>\d{{1,2}})\s?[月월]\s?(?P<wide_day>\d{{1,2}})\s?[日号號일]
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_WIDE_DAY = re.compile(r"(?<![月\d年/第])(?P<day>\d{1,2})日(?![间間元前後本内目誌報中刊])")
_YEAR = re.compile(r",?\s(?:de\s|del\s)?\d{4}\b|年")
_QUOTE = re.compile('[“”„"«»「」『』]')
_CLOSED_BY = {"“": "”", "„": "“”", '"': '"', "«": "»", "»": "«", "「": "」", "『": "』"}
_GAP = re.compile(r"(?:,?\s)?(?:the\s)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LOOK = 40


def _any(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])")


_PATTERNS = {
    language: (_any(words.distances), _any(chain.from_iterable(words.weekdays)))
    for language, words in DAY_WORDS.items()
}
_YEAR_WORDS = {
    language: _any(words) if language in DAY_WORDS else re.compile("|".join(words))
    for language, words in YEARS.items()
}


@dataclass(frozen=True, slots=True)
class TextDate:
    """A day the text names: where it stands in which paragraph of the body, and the day itself."""

    paragraph: int
    start: int
    end: int
    words: str
    day: date


def dates_in(article: Article) -> tuple[TextDate, ...]:
    """The days that the body names, in order; none where the article's own date is a guess."""
    own = own_day(article)
    return tuple(
        TextDate(number, start, end, paragraph[start:end], day)
        for number, paragraph in enumerate(article.body)
        for start, end, day in days_named(paragraph, own, article.language)
    )


def own_day(article: Article) -> date | None:
    """The article's own day as its page writes it, None where it is not certain."""
    for name, moment in (
        ("published_at", article.published_at),
        ("updated_at", article.updated_at),
    ):
        if moment is not None:
            return certain_day(moment, doubted=name in article.doubts)
    return None


def certain_day(moment: datetime, *, doubted: bool) -> date | None:
    """The day of a page's moment on the page's own clock; None if day and month may be exchanged.

    A guessed zone or a missing time of day does not matter: the page's calendar is what counts.
    """
    exchangeable = moment.day <= 12 and moment.day != moment.month
    return None if doubted and exchangeable else moment.date()


def days_named(text: str, own: date | None, language: str) -> Iterator[tuple[int, int, date]]:
    """Start, end and day of every date in `text` that can be told, left to right."""
    found = sorted({*_written(text), *(_told(text, own, language) if own else ())})
    reached = 0
    for start, end, day in found:
        if start >= reached:
            yield start, end, day
            reached = end


def years_named(text: str, own: int, language: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and year of every "this year" in `text`; quotations are left alone."""
    words = YEARS.get(language)
    lower = text.lower()
    if words is None or len(lower) != len(text):
        return
    said = _Quotations(text)
    for found in _YEAR_WORDS[language].finditer(lower):
        if not said.holds(found.start()):
            yield found.start(), found.end(), own + words[found[0]]


def _written(text: str) -> Iterator[tuple[int, int, date]]:
    for written in find_dates(text):
        if not written.is_ambiguous:
            yield written.start, written.end, written.moment.date()


def _told(text: str, own: date, language: str) -> Iterator[tuple[int, int, date]]:
    said = _Quotations(text)
    # A calendar day is the same day in whoever's mouth; the rest is not.
    yield from _month_days(text, own, language)
    words = DAY_WORDS.get(language)
    start = 0
    for sentence in split_sentences(text):
        start = text.index(sentence, start)
        if words is not None:
            told = _spaced(sentence, own, words, *_PATTERNS[language])
        elif language in WIDE_DISTANCES:
            told = _unspaced(sentence, own, language)
        else:
            return
        for begins, ends, day in told:
            if not said.holds(start + begins):
                yield start + begins, start + ends, day
        start += len(sentence)


def _month_days(text: str, own: date, language: str) -> Iterator[tuple[int, int, date]]:
    for found in _MONTH_DAY.finditer(text):
        name = found["month"] or found["month_"]
        if name and language == "en" and name[0].islower():
            continue  # "may 10 people": a verb
        if _YEAR.match(text, found.end()):
            continue  # with its year it was read already
        month = MONTHS[name.lower()] if name else int(found["wide_month"])
        day = int(found["day"] or found["day_"] or found["wide_day"])
        near = _nearest(own, month, day)
        if near is not None and abs(near - own) <= timedelta(days=NEAR):
            yield found.start(), found.end(), near


def _nearest(own: date, month: int, day: int) -> date | None:
    days: list[date] = []
    for year in (own.year - 1, own.year, own.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return min(days, key=lambda other: abs(other - own), default=None)


def _spaced(
    sentence: str,
    own: date,
    words: DayWords,
    distances: re.Pattern[str],
    weekdays: re.Pattern[str],
) -> Iterator[tuple[int, int, date]]:
    """Distances and weekdays in a language that puts blanks between its words."""
    lower = sentence.lower()
    for found in distances.finditer(lower):
        if len(lower) == len(sentence):
            yield found.start(), found.end(), own + timedelta(days=words.distances[found[0]])
    if words.ahead.search(sentence) or len(lower) != len(sentence):
        return
    for found in weekdays.finditer(lower):
        number = next(n for n, names in enumerate(words.weekdays) if found[0] in names)
        before = _WORD.findall(sentence[max(0, found.start() - _LOOK) : found.start()])
        after = _WORD.match(sentence, found.end() + 1) if found.end() < len(sentence) else None
        following = after[0] if after else ""
        last = following.lower() in words.last
        if not last and not _is_plain(sentence, found, before, following, words):
            continue
        back = (own.weekday() - number) % 7
        yield found.start(), found.end(), own - timedelta(days=back or (7 if last else 0))


def _is_plain(
    sentence: str, found: re.Match[str], before: list[str], following: str, words: DayWords
) -> bool:
    """Whether a weekday stands for the one just past: nothing beside it says otherwise."""
    previous = before[-1] if before else ""
    if previous.lower() in words.not_before or following.lower() in words.not_after:
        return False
    if sentence[found.end() : found.end() + 1] in ("'", "’", "-", "–", "/"):
        return False
    gap = _GAP.match(sentence, found.end())
    if gap is not None and _MONTH_DAY.match(sentence, gap.end()):
        return False  # its own date follows
    if not words.names_capitalised:
        return True
    close = sentence[found.end() : found.end() + 1] == " "
    is_name = previous[:1].isupper() and len(before) > 1 and not _starts(sentence, found, previous)
    return not (is_name or (close and following[:1].isupper()))


def _starts(sentence: str, found: re.Match[str], previous: str) -> bool:
    """Whether the word before the weekday is the sentence's first, or a comma parts them."""
    gap = sentence[: found.start()].rstrip()
    return sentence.startswith(previous) or gap.endswith((",", ";", ":", "-", "–", "—"))


def _unspaced(sentence: str, own: date, language: str) -> Iterator[tuple[int, int, date]]:
    """Distances, weekdays and bare days of the month in Chinese and Japanese."""
    distances = WIDE_DISTANCES[language]
    for found in re.finditer("|".join(distances), sentence):
        yield found.start(), found.end(), own + timedelta(days=distances[found[0]])
    monday = own - timedelta(days=own.weekday())
    ahead = WIDE_AHEAD.search(sentence) is not None
    for found in WIDE_WEEKDAYS[language].finditer(sentence):
        number, week = WIDE_DAYS[found["day"]], found["week"]
        if week in WIDE_WEEKS:
            yield found.start(), found.end(), monday + timedelta(days=WIDE_WEEKS[week] + number)
        elif week is None and not ahead:
            back = (own.weekday() - number) % 7
            yield found.start(), found.end(), own - timedelta(days=back)
    for found in _WIDE_DAY.finditer(sentence):
        back = own.day - int(found["day"])
        if 0 <= back <= SAME_MONTH and int(found["day"]) and not ahead:
            yield found.start(), found.end(), own - timedelta(days=back)


class _Quotations:
    """Where a text quotes; a quotation that never ends goes on to the text's end."""

    def __init__(self, text: str) -> None:
        self._edges: list[int] = []
        opened = ""
        for mark in _QUOTE.finditer(text):
            if opened and mark[0] in _CLOSED_BY[opened]:
                opened = ""
            elif not opened and mark[0] in _CLOSED_BY:
                opened = mark[0]
            else:
                continue
            self._edges.append(mark.start())

    def holds(self, position: int) -> bool:
        """Whether `position` lies in a quotation."""
        return bisect_right(self._edges, position) % 2 == 1
