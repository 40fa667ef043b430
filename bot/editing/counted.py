"""Find counts in a paragraph: a number with the noun phrase it counts, where words have blanks.

No grammar is parsed. A phrase runs from the number to the first mark, small word or verb known to
end one; what hedges the number ("at least") stays with it. Numbers that count nothing (years,
pages, times of day, telephone numbers, names) are passed over. Which counts matter is for
`key_facts` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.editing.number_words import (
    BARRED_BEFORE,
    DETERMINERS,
    DURATIONS,
    FRACTIONS,
    HEDGES,
    LINKS,
    NUMBERS,
    ONE,
    PERCENT,
    PHRASE_ENDS,
    SCALES,
    UNCHANGED_PLURALS,
    VERB_ENDINGS,
)
from bot.reading.calendar_words import MONTHS
from bot.reading.dates import find_dates
from bot.reading.stop_words import STOP_WORDS

LONGEST_PHRASE = {"en": 5, "de": 3, "nl": 3}
"""Words after the number; elsewhere two, for there the adjective follows its noun."""

_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:[-'’][^\W_]+)*|[^\w\s]", re.UNICODE)
_NOT_COUNTS = re.compile(
    r"""https?://\S+|www\.\S+|(?<![^\s(<])[^\s@]{1,64}@\S+
    | (?<!\d)(?:
        \d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)? (?=\D|$) (?<!\d\.\d\d)
      | \d{1,2}\s?[ap]\.?m\b\.?
      | \+?\(?\d{2,4}\)?(?:[\s.-]\d{2,4}){2,}
      | \d+(?:[-–/:]\d+)+ (?!\d) (?!\s?(?:%|percent|per\scent))
      | \d+(?:st|nd|rd|th)\b
      | \d+(?:[-–][^\W\d_]+)+
      | \d+[^\W\d_]\w*(?-i:(?<!\dm)(?<!\dbn)(?<!\dk)(?<!\dkm)(?<!\dkg)(?<!\dtn))
      )
    | (?<!\w)[^\W\d_]{1,30}[-–]?\d+\w*""",
    re.VERBOSE | re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_MONEY = re.compile(r"[$€£¥₹₽₩]|(?:US|HK|A|C|NT|S)\$$")
_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Count:
    """A count found, from `start` to `end` of its paragraph.

    kind: "amount" (money, shares, millions), "count", "duration" or "day".
    """

    start: int
    end: int
    kind: str
    in_words: bool = False


def find_counts(paragraph: str, language: str) -> Iterator[Count]:
    """The counts of a paragraph, left to right."""
    reader = _Reader(paragraph, language)
    position = 0
    while position < len(reader.tokens):
        count, position = reader.read(position)
        if count is not None:
            yield count


def _spans_that_count_nothing(paragraph: str) -> list[tuple[int, int]]:
    """Where times, dates, telephone numbers, addresses and names with digits stand."""
    if _DIGIT.search(paragraph) is None:
        return []
    spans = [found.span() for found in _NOT_COUNTS.finditer(paragraph)]
    return sorted(spans + [(date.start, date.end) for date in find_dates(paragraph)])


def _inside(spans: list[tuple[int, int]], tokens: list[re.Match[str]]) -> set[int]:
    """Which tokens begin inside one of the spans, which are in order of their starts."""
    inside: set[int] = set()
    upcoming, covered = 0, 0
    for number, token in enumerate(tokens):
        while upcoming < len(spans) and spans[upcoming][0] <= token.start():
            covered = max(covered, spans[upcoming][1])
            upcoming += 1
        if token.start() < covered:
            inside.add(number)
    return inside


class _Reader:
    """The tokens of one paragraph, and the walk from a number to the end of its phrase."""

    def __init__(self, paragraph: str, language: str) -> None:
        self.text = paragraph
        self.language = language
        self.tokens = list(_TOKEN.finditer(paragraph))
        self.words = [token[0].lower().replace("’", "'") for token in self.tokens]
        self.numbers = NUMBERS.get(language, _NO_WORDS)
        self.small = STOP_WORDS.get(language, _NO_WORDS) | PHRASE_ENDS
        self.links = LINKS.get(language, _NO_WORDS)
        self.barred = _inside(_spans_that_count_nothing(paragraph), self.tokens)

    def read(self, at: int) -> tuple[Count | None, int]:
        """The count that begins at token `at`, and the token to go on from."""
        day = self._day(at)
        if day is not None:
            return day, at + 2
        if not self._is_number(at) or self._is_barred(at):
            return None, at + 1
        core = self._core_end(at)
        end, nouns = self._phrase_end(core)
        scaled = any(word in SCALES or word in PERCENT for word in self.words[at:core])
        amount = scaled or self._is_money(at) or self.words[core - 1] == "%"
        if not nouns and not amount:
            return None, core
        if not amount and not self._is_plural(self.words[core:end]):
            return None, core
        kind = "amount" if amount else "count"
        if not amount and self.words[end - 1] in DURATIONS:
            kind = "duration"
        start = self._hedged_start(at)
        in_words = not self.tokens[at][0][0].isdigit()
        return Count(start, self.tokens[end - 1].end(), kind, in_words), end

    def _day(self, at: int) -> Count | None:
        """ "June 1" or "1 June", where it is not part of a full date."""
        if at + 1 >= len(self.tokens):
            return None
        one, other = self.words[at], self.words[at + 1]
        if not (one[0].isdigit() or other[0].isdigit()):
            return None
        first, last = self.tokens[at], self.tokens[at + 1]
        month, number = (first, other) if one in MONTHS else (last, one)
        if month[0].lower() not in MONTHS or not month[0][0].isupper():
            return None
        if not (number.isdigit() and 1 <= int(number[:3]) <= 31 and len(number) <= 2):
            return None
        between = self.text[first.end() : last.start()]
        if between != " " or at in self.barred or at + 1 in self.barred:
            return None
        return Count(first.start(), last.end(), "day")

    def _is_number(self, at: int) -> bool:
        word = self.words[at]
        if word == "scores":  # teams score, too
            return self.words[at + 1 : at + 2] == ["of"]
        if word[0].isdigit() or word in self.numbers:
            return True
        parts = word.split("-")
        if len(parts) > 1 and parts[0] in self.numbers:
            return all(part in self.numbers or part in FRACTIONS for part in parts)
        following = self.words[at + 1] if at + 1 < len(self.words) else ""
        return word in ONE.get(self.language, _NO_WORDS) and following in SCALES

    def _is_barred(self, at: int) -> bool:
        if at in self.barred:
            return True
        before = self.words[at - 1] if at else ""
        if before in BARRED_BEFORE or (before == "." and at > 1 and self.words[at - 2] == "no"):
            return True
        # "the Five Bells", "Big Ten": a number in capitals inside a sentence is a name.
        if at and self.tokens[at][0][0].isupper() and (before[:1].isalnum() or before == ","):
            return True
        number = self.words[at]
        return len(number) == 4 and number.isdigit() and "1500" <= number < "2100"

    def _is_money(self, at: int) -> bool:
        return at > 0 and _MONEY.search(self.words[at - 1].upper()) is not None

    def _core_end(self, at: int) -> int:
        """The token after the number with its scale, range and percent sign."""
        end = at + 1
        while end < len(self.words):
            word = self.words[end]
            if word in SCALES or word in PERCENT or word == "%" or word in self.numbers:
                end += 1
            elif (word == "per" and self.words[end + 1 : end + 2] == ["cent"]) or (
                word in ("to", "in", "-", "–", "and") and self._ranges_on(at, end)
            ):
                end += 2
            else:
                break
        return min(end, len(self.words))

    def _ranges_on(self, at: int, link: int) -> bool:
        following = self.words[link + 1] if link + 1 < len(self.words) else " "
        if self.words[link] == "and":
            return self.words[link - 1] in SCALES and following in self.numbers
        if self.words[link] == "in":  # "9 in 10", not "$5 million in 2009"
            return (
                following.isdigit()
                and link == at + 1
                and self.words[at].isdigit()
                and (int(self.words[at]) < int(following) <= 1000)
            )
        return following[0].isdigit() and self.words[at][0].isdigit()

    def _phrase_end(self, core: int) -> tuple[int, int]:
        """The token after the noun phrase, and how many words it has."""
        at = core
        if at < len(self.words) and self.words[at] in self.links:
            at += 1
            while at < len(self.words) and self.words[at] in DETERMINERS and at < core + 3:
                at += 1
        begun = at
        while at < len(self.words) and at - begun < LONGEST_PHRASE.get(self.language, 2):
            word = self.words[at]
            if not word[0].isalpha() or word in self.small or word in self.numbers:
                break
            if at > begun and (self._is_gap(at) or self._names_someone(at)):
                break
            # English puts such words before the noun too: "two wanted men".
            if (at > begun or self.language != "en") and self._is_verb(at):
                break
            at += 1
        return (at, at - begun) if at > begun else (core, 0)

    def _names_someone(self, at: int) -> bool:
        """Whether a name follows the counted noun: "five children Neil raised"."""
        before = self.tokens[at - 1][0]
        return self.language == "en" and (
            self.tokens[at][0][0].isupper() and before.islower() and self._is_plural([before])
        )

    def _is_verb(self, at: int) -> bool:
        """Whether a word after a noun looks like what the counted ones do, or had done to them."""
        word = self.words[at]
        if self.language == "de":
            return (
                at > 0 and self.tokens[at][0][0].islower() and self.tokens[at - 1][0][0].isupper()
            )
        return "-" not in word and word.endswith(VERB_ENDINGS.get(self.language, "\0"))

    def _is_gap(self, at: int) -> bool:
        return self.text[self.tokens[at - 1].end() : self.tokens[at].start()].strip(" ") != ""

    def _is_plural(self, words: list[str]) -> bool:
        if self.language != "en":
            return True
        return any(
            word.split("-")[-1] in UNCHANGED_PLURALS
            or (word.endswith("s") and not word.endswith(("ss", "us", "is")))
            for word in words
        )

    def _hedged_start(self, at: int) -> int:
        start = self.tokens[at].start()
        if self._is_money(at):
            start = self.tokens[at - 1].start()
            while start and self.text[start - 1].isalpha() and self.text[start - 1].isupper():
                start -= 1
        before = self.text[max(0, start - 20) : start].lower()
        for hedge in HEDGES.get(self.language, ()):
            if before.endswith(hedge + " "):
                begins = start - len(hedge) - 1
                if begins == 0 or not self.text[begins - 1].isalpha():
                    return begins
        return start
