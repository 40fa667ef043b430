"""Find the headline above the body, and the sections named above the headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.reading.length import count_words
from bot.reading.lines import Line
from bot.reading.names import is_agency, is_publisher
from bot.reading.page import Page
from bot.reading.page_words import ACCOUNT_WORDS, FURNITURE_STARTS, HOME_WORDS, SECTION_NAMES
from bot.reading.scripts import UNSPACED
from bot.reading.stop_words import STOP_WORDS

REACH = 40
"""Lines above the body that may hold the headline."""
LONGEST = 220
"""Characters a headline may have."""
ENOUGH = 1.0
"""Least worth of a line to be taken for the headline."""

_WORD = re.compile(r"[^\W_]+")
_SMALL_WORDS = frozenset[str]().union(*STOP_WORDS.values())
_SITE = re.compile(r"\s+(?:[-–—|·:»]|::)\s+(?P<site>[^-–—|·»]{2,40})$|[_|](?P<wide>[^_|]{2,20})$")


@dataclass(frozen=True, slots=True)
class Headline:
    """The line taken for the headline; text is without the site's name, which stands apart."""

    position: int
    text: str
    site: str | None
    sure: bool


def find_headline(page: Page, first: int, body: Sequence[str]) -> Headline | None:
    """The headline above the body, whose first line is `first`, or None."""
    lines = page.lines
    vocabulary = _stems(" ".join(body[:12]))
    times_seen = Counter(line.text.casefold() for line in lines)
    best: tuple[float, int] | None = None
    distance = 0
    for position in range(first - 1, max(-1, first - 1 - REACH), -1):
        if page.is_credit(position):
            continue
        worth = _worth(lines[position].text, vocabulary)
        if worth is not None and not page.scores[position].furniture:
            beside = position + 1 == first or page.is_credit(position + 1)
            # Right above the time stamp stands the headline, whatever words the body uses.
            stamped = count_words(lines[position].text) > 2 and page.is_stamp(position + 1)
            worth += (1.0 if stamped else 0.6 * beside) + 0.5 * (
                times_seen[lines[position].text.casefold()] > 1
            )
            worth -= 0.12 * distance
            if best is None or worth > best[0]:
                best = (worth, position)
        distance += not page.scores[position].furniture
    if best is None or best[0] < ENOUGH:
        return None
    text, site = _without_site(lines[best[1]].text, lines)
    return Headline(best[1], text, site, sure=best[0] >= ENOUGH + 0.4)


def find_section(page: Page, below: int) -> tuple[list[int], bool]:
    """Positions of the section lines above line `below`, outermost first, and whether it is sure.

    Credits and share bars may stand between.
    """
    lines = page.lines
    above = below - 1
    while (
        above >= 0
        and below - above <= 5
        and (page.is_credit(above) or page.scores[above].furniture)
    ):
        above -= 1
    run: list[int] = []
    position = above
    while position >= 0 and len(run) < 8 and _is_section_like(lines[position].text):
        run.append(position)
        position -= 1
    names = [lines[index].text.casefold() for index in run]
    if HOME_WORDS.intersection(names):
        home = next(index for index, name in enumerate(names) if name in HOME_WORDS)
        run, names = run[:home], names[:home]
        position = -1
    # Where readers sign in, a menu stands, and what is above belongs to that.
    menu = next((at for at, index in enumerate(run) if _is_of_a_menu(lines[index].text)), None)
    if menu is not None:
        position = run[menu]
        run, names = run[:menu], names[:menu]
    if 1 < len(run) <= 3 and position < 0:
        return run[::-1], len(run) < 3 and all(name in SECTION_NAMES for name in names)
    known = next((i for i, name in enumerate(names) if name not in SECTION_NAMES), len(names))
    if 0 < known <= 3:
        return run[:known][::-1], known == len(run) and known < 3
    if 0 < len(run) <= 2 and position < 0:
        return run[::-1], False
    return [], True


def _worth(text: str, vocabulary: frozenset[str]) -> float | None:
    """How well a line would do as headline, before looking at where it stands."""
    wide = len(UNSPACED.findall(text))
    words = count_words(text)
    if len(text) > LONGEST or is_agency(text) or is_publisher(text):
        return None
    if wide * 2 > len(text):
        if not 5 <= wide <= 45 or text.endswith(("。", "；", "：")):
            return None
    elif not 2 <= words <= 30 or text.endswith((";", ":", ",")) or text.casefold() in SECTION_NAMES:
        return None
    stems = _stems(text)
    if not stems:
        return None
    shared = len(stems & vocabulary) / len(stems)
    if words == 2 and not wide and shared < 0.5:
        return None
    worth = 2.0 * shared + (0.3 if 4 <= words <= 20 or wide else 0.0)
    if text.endswith(".") and not text.endswith(("..", "U.S.", "U.K.", "Inc.", "Jr.")):
        worth -= 1.0
    return worth


def _stems(text: str) -> frozenset[str]:
    """Word beginnings that carry meaning; pairs of characters where there are no blanks."""
    wide = UNSPACED.findall(text)
    stems = {a + b for a, b in pairwise(wide)}
    for word in _WORD.findall(text.lower()):
        if word not in _SMALL_WORDS and len(word) > 2 and not UNSPACED.search(word):
            stems.add(word[:6])
    return frozenset(stems)


def _without_site(text: str, lines: Sequence[Line]) -> tuple[str, str | None]:
    """ "Headline - BBC News" parted, where the page says that the end is the site's name."""
    found = _SITE.search(text)
    if found is None:
        return text, None
    site, bare = found["site"] or found["wide"], text[: found.start()].strip()
    known = is_publisher(site) or is_agency(site)
    if known or any(line.text == bare for line in lines):
        return bare, site.strip()
    return text, None


def _is_section_like(text: str) -> bool:
    wide = UNSPACED.search(text) is not None
    if len(text) > 32 or count_words(text) > (8 if wide else 4):
        return False
    if (wide and text.count(" ") > 1) or text.count("|") > 1:
        return False  # a menu on one line
    return text[-1:] not in ".!?,;:。！？" and not any(character.isdigit() for character in text)


def _is_of_a_menu(text: str) -> bool:
    name = text.casefold()
    if name in SECTION_NAMES:
        return False
    parts = (part.strip() for part in re.split(r"[|/·]" if "|" in name else r"\s", name))
    return (
        name in ACCOUNT_WORDS
        or name.startswith(FURNITURE_STARTS)
        or all(not part or part in ACCOUNT_WORDS for part in parts)
    )
