"""Cut running text into sentences. The text itself is never changed, only cut.

A mark that may end a sentence is found by pattern, then judged by the words on both sides. Every
look around is bounded, so time grows with the text only.
"""

from __future__ import annotations

import re

from bot.reading.abbreviations import (
    AFTER_TIME,
    MONTHS,
    NUMBERED,
    OPENERS,
    SAYING,
    TITLES,
    TRAILING,
)
from bot.reading.calendar_words import MONTHS as MONTH_NAMES

_CLOSERS = "\"'”’“»«›)\\]）」』】〉》"
_MARK = re.compile(rf"(?:[。！？｡]+|…+|[.!?؟।]+)(?:[{_CLOSERS}]+|[ \u00a0\u202f]»(?=[\s,.]|$))?")
_WIDE = "。！？｡"
_NEXT_WORD = re.compile(r"[\s\"'“‘«‹(\[（「『【〈《¿¡—–-]*([^\W_]+(?:[.'’][^\W_]+)*)")
_NEXT_CHARACTER = re.compile(r"[\s\"'“‘«‹(\[（「『【〈《¿¡—–-]*(\S)")
_QUOTED = re.compile(r"[:,：，] ?([\"“「『])")
_CLOSING = {'"': '"', "“": "”", "「": "」", "『": "』"}
_CLAUSE_END = re.compile("[。！？，；,.!?]")
_JAPANESE_PARTICLES = ("と", "って", "など", "は", "が", "を", "に", "の", "も", "という")
"""What a quotation is part of a sentence by."""
_GERMAN_ARTICLES = frozenset(
    """der die das den dem des am vom zum im zur beim ins einen seit bis ab jeder jede jedes ihr
    ihre sein seine""".split()  # noqa: SIM905
)

LOOK_BACK = 40
"""Characters a single word before a full stop may have."""
LONGEST_QUOTE = 400
"""Characters a quotation may run to and still be kept in one piece."""


def split_sentences(text: str) -> list[str]:
    """The sentences of `text` in order, each a slice of it without outer blanks."""
    kept_whole = _quotations(text)
    sentences: list[str] = []
    start = 0
    for mark in _MARK.finditer(text):
        while kept_whole and kept_whole[0][1] <= mark.start():
            kept_whole.pop(0)
        inside = (
            bool(kept_whole) and kept_whole[0][0] < mark.start() and (mark.end() < kept_whole[0][1])
        )
        if not inside and _ends_sentence(text, start, mark):
            _keep(sentences, text[start : mark.end()])
            start = mark.end()
    _keep(sentences, text[start:])
    return sentences


def _keep(sentences: list[str], piece: str) -> None:
    piece = piece.strip()
    if not piece:
        return
    if sentences and not any(character.isalnum() for character in piece):
        return
    sentences.append(piece)


def _quotations(text: str) -> list[tuple[int, int]]:
    """Spans of quotations that a colon or comma leads into; these are never cut."""
    spans: list[tuple[int, int]] = []
    end = 0
    for lead in _QUOTED.finditer(text):
        if lead.start() < end:
            continue
        close = text.find(_CLOSING[lead[1]], lead.end(), lead.end() + LONGEST_QUOTE)
        if close >= 0:
            end = close + 1
            spans.append((lead.start(1), end))
    return spans


def _ends_sentence(text: str, start: int, mark: re.Match[str]) -> bool:
    signs = mark[0]
    after = text[mark.end() : mark.end() + LOOK_BACK]
    if not after.strip():
        return True
    if signs[0] in _WIDE or signs[0] == "…":
        return not _speech_goes_on(signs, after)
    if not after[0].isspace() and not _is_wide(after[0]):
        return False
    upcoming = _NEXT_CHARACTER.match(after)
    if upcoming is None or upcoming[1].islower() or upcoming[1] in ",;:":
        return False
    if signs[0] != "." or (len(signs) > 1 and signs[1] == "."):
        return True
    return not _is_abbreviation(text, start, mark, after)


def _speech_goes_on(signs: str, after: str) -> bool:
    """Whether "……。”发言人说" goes on after the quotation, or an ellipsis trails into more."""
    if signs[-1] in "”」』":
        if after.startswith(_JAPANESE_PARTICLES):
            return True
        end = _CLAUSE_END.search(after)
        clause = after[: end.start()] if end else after
        return len(clause) <= 14 and any(verb in clause for verb in SAYING)
    upcoming = _NEXT_CHARACTER.match(after)
    if signs[0] != "…" or upcoming is None:
        return False
    return upcoming[1].islower() or upcoming[1] in "，,、；;" or _is_wide(after[0])


def _is_wide(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _is_abbreviation(text: str, start: int, mark: re.Match[str], after: str) -> bool:
    """Whether the full stop at `mark` belongs to the word before it."""
    head = text[max(start, mark.start() - LOOK_BACK) : mark.start()]
    word = (head.split() or [""])[-1].lstrip("\"'“‘«(（[").replace("’", "'")
    lower = word.lower().rsplit("-", 1)[-1].removeprefix("l'")
    found = _NEXT_WORD.match(after)
    upcoming = found[1] if found else ""
    closed = mark[0][-1] in "\"'”’“»«"
    if closed or not word:
        return False
    if word.isdigit():
        if len(word) <= 2 and upcoming.lower() in MONTH_NAMES:
            return True  # "am 9. August"
        before = head[: -len(word)].split()
        if len(word) <= 2 and before and before[-1].lower() in _GERMAN_ARTICLES:
            return True  # "der 3. Platz"
        return not head[: -len(word)].strip() and text[start : mark.start()].strip() == word
    if lower in MONTHS or lower in NUMBERED:
        if upcoming[:1].isdigit():
            return True
        return lower in NUMBERED and lower != "no" and lower not in TITLES
    if lower in TITLES:
        return True
    begins = upcoming.lower() in OPENERS
    if lower in ("a.m", "p.m"):
        return upcoming.lower().rstrip(".") in AFTER_TIME or upcoming[:1].isdigit()
    if word.replace(".", "").isdigit():
        return False  # "at 9.30."
    if "." in word and all(len(part) <= 2 for part in word.split(".")):
        return not begins
    if len(word) == 1 and word.isalpha():
        return not begins
    return lower in TRAILING and word not in ("in", "m", "la", "sun", "ill", "miss") and not begins
