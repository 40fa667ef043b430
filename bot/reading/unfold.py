"""A page that lost its line breaks on the way: put them back around its stamp and dateline.

Slash command options and some clipboards join all lines with blanks. Where the head can be told
from the first sentence it is; what stood after the article cannot, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.reading.credits import date_label_before
from bot.reading.dateline import read_dateline
from bot.reading.dates import find_dates
from bot.reading.lines import Line
from bot.reading.names import is_agency, is_publisher
from bot.reading.places import zone_of_place

FEW_LINES = 2
"""A page of more lines has kept its breaks."""
HEAD = 600
"""Characters in which a joined page's head must be over."""

_BRACKETED = re.compile(r"[(（]([^()（）]{2,40})[)）]")
_OPENING = re.compile(r"(?<=\s)(?=[A-Z\u4e00-\u9fff(（【])")


def unfolded(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a joined head taken apart where there was one."""
    if not 0 < len(lines) <= FEW_LINES:
        return list(lines)
    return [*_parted(lines[0]), *lines[1:]]


def _parted(line: Line) -> list[Line]:
    head = line.text[:HEAD]
    body = _body_start(head)
    cuts = _stamp_cuts(head) if body is None else {body, *_stamp_cuts(head[:body], bare=True)}
    if not cuts or len(line.text) < HEAD / 4:
        return [line]
    edges = [0, *sorted(cuts - {0}), len(line.text)]
    pieces = [line.text[start:end].strip() for start, end in pairwise(edges)]
    return [replace(line, text=piece, parts=(piece,)) for piece in pieces if piece]


def _body_start(head: str) -> int | None:
    """Where the dateline begins, if it is not at the very beginning."""
    if read_dateline(head) is not None:
        return None
    first: tuple[int, str] | None = None
    for opening in _OPENING.finditer(head):
        dateline = read_dateline(head[opening.start() :])
        if dateline is None or not dateline.sure or dateline.place is None:
            continue
        if dateline.agency is None and dateline.place != dateline.place.upper():
            continue
        if first is not None and dateline.rest != first[1]:
            break
        # "Smith LONDON (AP) -" reads as a place too: the shortest that is known is meant.
        if zone_of_place(dateline.place) is not None:
            return opening.start()
        first = first or (opening.start(), dateline.rest)
    return first[0] if first else None


def _stamp_cuts(head: str, *, bare: bool = False) -> set[int]:
    """Both ends of every labelled date (a bare one too), and of every agency in brackets."""
    cuts: set[int] = set()
    for date in find_dates(head):
        label = date_label_before(head, date)
        if label is not None or bare:
            cuts.update((date.start if label is None else label, date.end))
    if not cuts:
        return cuts
    for found in _BRACKETED.finditer(head):
        if is_agency(found[1]) or is_publisher(found[1]):
            cuts.update(found.span())
    return cuts
