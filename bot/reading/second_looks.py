"""Where the best run of a page ends too early or too late: second looks, after the first choice.

Each says what the first look cannot see: readers' comments, lists of other stories, boxes inside an
article, a list that its last sentence announces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.reading.calendar_words import MONTHS
from bot.reading.length import count_words
from bot.reading.page import Page

FEW_COMMENTS = 3
"""Lines of a run that show a thread of comments."""
REACH_ON = 12
"""Lines of links and teasers after which an article may go on."""
GOES_ON = 40.0
"""Score of a run that may be the same article's: some paragraphs, never a teaser."""
SAME_NAMES = 3
SAME_SHARE = 0.4
"""Names that both parts of one article have, and their share of the later part's."""
FEW_STAMPS = 3
"""Bare dates inside a run that show a list of other stories at its end."""
STAMP_WORDS = 5
LONGEST_LIST = 80
"""Lines of a list that the article's last sentence announces."""
LONG_LINE = 1200
"""Characters of a line that are looked at for names."""
_NAME = re.compile(r"(?<![.!?:“\"]\s)(?<=\s)[A-Z\u00c0-\u00de\u0400-\u042f][\w’'-]{2,}")
_ENTRY = re.compile(rf"[-*•·–▪■●\d(]|(?:{'|'.join(map(re.escape, MONTHS))})\b", re.IGNORECASE)
_COMMENT = re.compile(
    r"\S.{0,40}\b(?:says|said|wrote|writes|commented|replied|sagt|schreibt|schrieb|a écrit|dit|dice"
    r"|escribió|disse|scrive):?$"
    r"|(?:reply|like|report|flag|quote|upvote|antworten|melden|répondre|signaler|responder|responde"
    r"|rispondi|返信|回复|回覆|举报|点赞|رد)(?:\s.{0,12})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Run:
    """An unbroken run of running text, from the line `first` to before `end`."""

    first: int
    end: int
    score: float


def corrected_end(page: Page, runs: Iterable[Run], first: int, end: int) -> tuple[int, set[int]]:
    """The line after the article's last, and the lines of boxes before it that are not its own."""
    end = _before_a_list_of_stories(page, first, end)
    end, parted = _carried_on(page, runs, first, end)
    return _with_announced_list(page, end), parted


def is_thread(page: Page, first: int, end: int) -> bool:
    """Whether readers' comments stand between these lines, each with its writer's name."""
    signs = sum(
        _COMMENT.match(page.lines[position].text[:LONG_LINE]) is not None
        for position in range(max(0, first), end)
        if not page.scores[position].prose
    )
    return signs >= FEW_COMMENTS


def _carried_on(page: Page, runs: Iterable[Run], first: int, end: int) -> tuple[int, set[int]]:
    """Where the article ends that goes on after a box of related stories; the lines of such boxes.

    What a box parts shares more than a name or two.
    """
    parted: set[int] = set()
    known = _names(page, first, end)
    for run in runs:
        if run.first < end or run.first - end > REACH_ON or run.score < GOES_ON:
            continue
        named = _names(page, run.first, run.end)
        shared = len(named & known)
        if shared < SAME_NAMES or shared < SAME_SHARE * len(named):
            break
        if is_thread(page, run.first - 2, run.end):
            break
        parted.update(range(end, run.first))
        end = run.end
        known |= named
    return end, parted


def _before_a_list_of_stories(page: Page, first: int, end: int) -> int:
    """The run's end, moved up to where headline, date and blurb of other stories begin.

    One date inside an article is a stamp that strayed; several are a list.
    """
    stamps = [
        position
        for position in range(first, end)
        if count_words(page.lines[position].text) <= STAMP_WORDS
        and (credit := page.credit(position)) is not None
        and credit.unlabelled
    ]
    if len(stamps) < FEW_STAMPS:
        return end
    last = stamps[0]
    while last > first and not page.scores[last - 1].prose:
        last -= 1
    before = sum(page.scores[position].score for position in range(first, last))
    return last if before >= GOES_ON else end


def _with_announced_list(page: Page, end: int) -> int:
    """The end of the list that follows where the run's last line ends with a colon."""
    if not page.lines[end - 1].text.endswith((":", "：")):
        return end
    last = end
    while last < min(len(page.lines), end + LONGEST_LIST) and _is_entry(page, last):
        last += 1
    return last if last - end >= 3 else end


def _is_entry(page: Page, position: int) -> bool:
    """Whether a line is a list's: it begins with a mark, a number or a date, or has a figure."""
    text = page.lines[position].text
    return not page.scores[position].furniture and _ENTRY.match(text) is not None


def _names(page: Page, first: int, end: int) -> set[str]:
    return {
        name
        for position in range(first, end)
        for name in _NAME.findall(page.lines[position].text[:LONG_LINE])
    }
