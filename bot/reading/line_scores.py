"""How much each line of a page looks like an article's running text. Choosing is `body`'s."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.reading.credits import is_share_bar
from bot.reading.language import language_of
from bot.reading.length import count_words
from bot.reading.lines import Line
from bot.reading.page_words import FURNITURE_PARTS, FURNITURE_STARTS, TAIL_STARTS
from bot.reading.scripts import UNSPACED
from bot.reading.stop_words import STOP_WORDS

FULL_WORDS = 45.0
"""Words that score one each; those beyond score less, so that no line alone outweighs a page."""
BEYOND = 0.4
SHORT_LINE = -8.0
FURNITURE = -12.0
INTERRUPTION = -4.0
"""Advertisements and "Read more" stand inside articles too."""
LIST_ITEM = -2.0
TAIL = -40.0
BLURB = 0.4
"""What is left of the score of a single sentence between short lines."""

_END = re.compile("(?:[.!?。！？…:：]|[.!?。！？][\"'”’»）)」』\\]]+)$")
_INNER_END = re.compile("[.!?][\"'”’)]*\\s+[\"'“‘(]?[^\\Wa-z]|[。！？](?=.)")
_CHARACTERS_A_WORD = 1.6
"""Chinese and Japanese characters that weigh as much as a word."""
_ANY_SMALL_WORD = frozenset[str]().union(*STOP_WORDS.values())
_JOINED = frozenset({"ar", "he"})
"""Languages that write most small words joined to the next one."""
_MARKS = "\u0300-\u036f\u064b-\u0652\u0591-\u05c7"
_WORD = re.compile(rf"[^\W\d_]+(?:[{_MARKS}'’-]+[^\W\d_]+)*")
_LIST = re.compile(r"(?:[-*•·–▪■●]|\(?\d{1,2}[.)])\s")
LOOK_PAST = 12
"""Lines of a list that may stand between two paragraphs."""
_SHORTEST_PART = min(len(part) for part in FURNITURE_PARTS if part.isascii())
SHORTEST = 4
"""Characters below which a line says nothing."""
_LOOK = 200
"""Characters at a line's beginning that are searched for the page's own words."""


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """How much a line looks like the article. prose: it is running text."""

    score: float
    prose: bool
    furniture: bool = False


def score_lines(lines: Sequence[Line]) -> list[ScoredLine]:
    """One score for each line of a page."""
    language = language_of(" ".join(line.text for line in lines if len(line.text) > 60))
    small_words = STOP_WORDS.get(language, _ANY_SMALL_WORD if language == "und" else None)
    if language in _JOINED:
        small_words = None
    scores = [_score(line.text, small_words) for line in lines]
    for position, line in enumerate(lines):
        if scores[position].prose and _stands_alone(scores, position, line.text):
            blurb = scores[position]
            scores[position] = replace(blurb, score=blurb.score * BLURB)
    return scores


def _stands_alone(scores: list[ScoredLine], position: int, text: str) -> bool:
    """Whether a line is one sentence wedged between short lines, as teasers are."""
    return (
        _INNER_END.search(text) is None
        and not _leads_to_prose(scores, range(position - 1, -1, -1))
        and not _leads_to_prose(scores, range(position + 1, len(scores)))
    )


def _leads_to_prose(scores: list[ScoredLine], way: range) -> bool:
    """Whether running text is the next thing that way, interruptions and lists aside."""
    for position in way[:LOOK_PAST]:
        if scores[position].score <= SHORT_LINE:
            return False
        if scores[position].prose:
            return True
    return False


_LIVE_STAMP = re.compile(
    r"""(?:\d{1,2}\s?[:.h時时点]\s?\d{2}\s?(?:[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?)
    (?:\s?(?:GMT|BST|CES?T|MES?Z|E[SD]?T|P[SD]T|UTC|JST|IST|Uhr|分))?
    |\d+\s?(?:m|h|mins?|hrs?|minutes?|hours?)\sago|vor\s\d+\s(?:Min\w*|Std|Stunden?)\.?
    |il\sy\sa\s\d+\s(?:min\w*|h\w*)|hace\s\d+\s(?:min\w*|h\w*)|\d+\s?(?:分钟|小时|分|時間)前
    |key\sevents?|live\sfeed|posted\sat\s[\d:.]+""",
    re.VERBOSE | re.IGNORECASE,
)


def is_live_stamp(text: str) -> bool:
    """Whether a line is no more than an entry's time of day on a page that is written live."""
    return len(text) <= 24 and _LIVE_STAMP.fullmatch(text.strip("[]() •|-")) is not None


def is_interruption(text: str) -> bool:
    """Whether a line begins as advertisements, captions and links inside an article do."""
    head = text[:_LOOK].lower().lstrip("[(*-–—•►▶ ")
    return head.startswith(FURNITURE_STARTS) and count_words(head) <= 25


def is_furniture(text: str) -> bool:
    """Whether a line's own words say that it belongs to the page."""
    head = text[:_LOOK].lower()
    if is_share_bar(head):
        return True
    if head.isascii() and len(head) < _SHORTEST_PART:
        return False
    return any(part in head for part in FURNITURE_PARTS)


def opens_tail(text: str) -> bool:
    """Whether a short line announces what stands after an article."""
    head = text[:60].lower().lstrip("[(*-–—•►▶# ")
    return len(text) <= 60 and count_words(text) <= 6 and head.startswith(TAIL_STARTS)


def _score(text: str, small_words: frozenset[str] | None) -> ScoredLine:
    if len(text) < SHORTEST:
        return ScoredLine(SHORT_LINE, prose=False)
    if is_interruption(text) or is_live_stamp(text):
        return ScoredLine(INTERRUPTION, prose=False, furniture=True)
    if is_furniture(text):
        return ScoredLine(FURNITURE, prose=False, furniture=True)
    if opens_tail(text):
        return ScoredLine(TAIL, prose=False, furniture=True)
    wide = len(UNSPACED.findall(text))
    if wide * 3 > len(text):
        return _score_unspaced(text, wide)
    words = _WORD.findall(text.lower())
    count = len(words)
    if not count:
        return ScoredLine(SHORT_LINE, prose=False)
    ends = _END.search(text) is not None
    if small_words is None:  # a language whose small words are not known here
        prose = (count >= 6 and ends) or count >= 20
    else:
        small = sum(word in small_words for word in words) / count
        prose = (count >= 4 and ends and small >= 0.12) or (count >= 14 and small >= 0.2)
    if not prose:
        return ScoredLine(LIST_ITEM if _LIST.match(text) else SHORT_LINE, prose=False)
    return ScoredLine(_weight(count) * (1.0 if ends else 0.5), prose=True)


def _weight(words: float) -> float:
    return min(words, FULL_WORDS) + BEYOND * max(0.0, words - FULL_WORDS)


def _score_unspaced(text: str, wide: int) -> ScoredLine:
    words = wide / _CHARACTERS_A_WORD
    ends = _END.search(text) is not None
    if not (ends and wide >= 8) and not (wide >= 30 and re.search("[，。、；]", text)):
        return ScoredLine(SHORT_LINE, prose=False)
    return ScoredLine(_weight(words) * (1.0 if ends else 0.5), prose=True)
