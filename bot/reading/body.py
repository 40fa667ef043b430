"""Find the article's own lines on a page: the unbroken run of lines with the greatest sum.

Furniture may hold full sentences, so no line is judged alone. A line of running text scores by
its length, a short one costs. Where the run begins right after a time stamp, or with a dateline,
it gains; words that open a page's tail cost dearly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Unreadable
from bot.reading.dateline import Dateline, read_dateline
from bot.reading.length import count_words
from bot.reading.page import Page
from bot.reading.scripts import UNSPACED
from bot.reading.second_looks import Run, corrected_end, is_thread
from bot.reading.sentences import split_sentences

DATELINE_START = 30.0
STAMP_START = 12.0
LARGEST_DROP = 80.0
"""What furniture in between may cost before the article counts as over."""

DATELINE_ANCHOR = 0.5
CREDIT_ANCHOR = 0.5
LATER_MUST_BEAT = 1.5
THREAD = 0.25
"""What is left of a run's worth where readers talk with one another."""

FEW_LINES = 6
"""A paste this short is taken at its word: any full sentence is the article."""
DATELINE_REACH = 3
"""Paragraphs among which the dateline is looked for."""
CREDIT_REACH = 3
"""Lines above a lone sentence in which a credit shows that it is an article."""

_NO_SENTENCE = (
    "There is no full sentence in this text. Paste the page with the article's own words."
)
_ONLY_FURNITURE = (
    "Only what stands around an article is here: menus, links, teasers. Paste the article itself."
)
_ENDS = (".", "!", "?", "。", "！", "？", "…", "؟", "।")
_CLOSERS = "\"'”’»）)」』]"


@dataclass(frozen=True, slots=True)
class Body:
    """The article's lines, by position on the page, without the dateline of the first."""

    positions: tuple[int, ...]
    paragraphs: tuple[str, ...]
    end: int
    """The line after the last of the run, kept or not."""
    dateline: Dateline | None

    @property
    def first(self) -> int:
        """Position of the first paragraph."""
        return self.positions[0]


def find_body(page: Page) -> Body:
    """The article's body. Raises Unreadable where the page holds none."""
    first, end = best_run(page)
    parted: set[int] = set()
    if first == end:
        first, end = _few_sentences(page)
    else:
        end, parted = corrected_end(page, _runs(page), first, end)
    kept = [
        position
        for position in range(first, end)
        if position not in parted and not _interrupts(page, position)
    ]
    texts = [page.lines[position].text for position in kept]
    if not any(is_sentence(sentence) for text in texts for sentence in split_sentences(text)):
        raise Unreadable(_ONLY_FURNITURE if _is_all_furniture(page) else _NO_SENTENCE)
    skipped, dateline = opening_dateline(texts)
    if dateline is None and _is_teaser(page, first, texts):
        raise Unreadable(_ONLY_FURNITURE)
    kept, texts = kept[skipped:], texts[skipped:]
    if dateline is not None:
        texts[0] = dateline.rest
    return Body(tuple(kept), tuple(texts), end, dateline)


def best_run(page: Page) -> tuple[int, int]:
    """First line of the run, and the line after its last; equal where nothing scored above 0."""
    best, first, end = 0.0, 0, 0
    for run in _runs(page):
        worth = run.score * _anchoring(page, run)
        if worth > best * (LATER_MUST_BEAT if best else 1.0):
            best, first, end = worth, run.first, run.end
    return first, end


def _runs(page: Page) -> list[Run]:
    """The page's separate runs of running text, each with the sum of its lines."""
    runs: list[Run] = []
    total, start = 0.0, 0
    peak, end = 0.0, 0
    for position, scored in enumerate(page.scores):
        carried_on = total + scored.score
        begun = scored.score + _start_bonus(page, position)
        if total <= 0 or total < peak - LARGEST_DROP or begun > carried_on:
            if peak > 0:
                runs.append(Run(start, end, peak))
            total, peak, start = begun, 0.0, position
        else:
            total = carried_on
        if total > peak:
            peak, end = total, position + 1
    if peak > 0:
        runs.append(Run(start, end, peak))
    return runs


def _anchoring(page: Page, run: Run) -> float:
    """How much more a run counts for what stands right above it and how it opens."""
    worth = 1.0
    dateline = read_dateline(page.lines[run.first].text)
    if dateline is not None and dateline.sure:
        worth += DATELINE_ANCHOR
    if any(page.is_credit(above) for above in range(max(0, run.first - 4), run.first)):
        worth += CREDIT_ANCHOR
    return worth * (THREAD if is_thread(page, run.first - 2, run.end) else 1.0)


def is_sentence(text: str) -> bool:
    """Whether `text` is a full sentence: an end mark and a handful of words."""
    wide = len(UNSPACED.findall(text))
    return text.rstrip(_CLOSERS).endswith(_ENDS) and (wide >= 6 or count_words(text) >= 4)


def _start_bonus(page: Page, position: int) -> float:
    if not page.scores[position].prose:
        return 0.0
    dateline = read_dateline(page.lines[position].text)
    if dateline is not None and dateline.sure:
        return DATELINE_START
    before = position - 1
    while before >= 0 and page.scores[before].furniture and position - before < 4:
        before -= 1
    return STAMP_START if before >= 0 and page.is_credit(before) else 0.0


def _few_sentences(page: Page) -> tuple[int, int]:
    if len(page.lines) > FEW_LINES:
        return 0, 0
    full = [
        position
        for position, line in enumerate(page.lines)
        if not page.scores[position].furniture and is_sentence(line.text)
    ]
    return (full[0], full[-1] + 1) if full else (0, 0)


def _interrupts(page: Page, position: int) -> bool:
    """Whether a line inside the run is the page's: an advertisement, a stamp, a share bar."""
    return page.scores[position].furniture or page.is_credit(position)


def opening_dateline(texts: Sequence[str]) -> tuple[int, Dateline | None]:
    """How many paragraphs stand before the one with the dateline, and the dateline."""
    for skipped, text in enumerate(texts[:DATELINE_REACH]):
        dateline = read_dateline(text)
        if dateline is not None and (dateline.sure or skipped == 0):
            return skipped, dateline
    return 0, None


def _is_all_furniture(page: Page) -> bool:
    return len(page.lines) >= FEW_LINES or any(scored.furniture for scored in page.scores)


def _is_teaser(page: Page, first: int, texts: list[str]) -> bool:
    """Whether the run is one lone blurb among many short lines, with no credit above it."""
    if len(texts) > 1 or len(split_sentences(texts[0])) > 2:
        return False
    if any(page.is_credit(above) for above in range(max(0, first - CREDIT_REACH), first)):
        return False
    others = [line.text for position, line in enumerate(page.lines) if position != first]
    return len(others) >= FEW_LINES and sum(map(count_words, others)) > count_words(texts[0])
