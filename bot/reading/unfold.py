"""A page that lost its line breaks on the way: put them back around its stamp and dateline.

Slash command options and some clipboards join all lines with blanks, text archives end each line
with a stop of their own ("By . Jane Doe . UPDATED: . 9:30 GMT"). Where the head can be told from
the first sentence it is; what stood after the article cannot, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from bot.reading.credits import date_label_before, is_label, read_credit
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
_SEAM = re.compile(r"\s?(?<!\b[A-Z])[.|](?:\s?[.|])*\s+")
"""Where an archive joined two lines: with a stop or a bar, but not the stop of an initial."""
MOST_SEAMS = 16
_OPENING = re.compile(r"(?<=\s)(?=[A-Z\u4e00-\u9fff(（【])")


def unfolded(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a joined head taken apart where there was one."""
    if not 0 < len(lines) <= FEW_LINES:
        return list(lines)
    return [*_parted(lines[0]), *lines[1:]]


def _parted(line: Line) -> list[Line]:
    cut_off, rest = _credits_cut_off(line)
    return [*cut_off, *_parted_around_stamps(rest)]


def _credits_cut_off(line: Line) -> tuple[list[Line], Line]:
    """The credits at the line's beginning that seams part from the text, and what remains."""
    pieces: list[Line] = []
    rest, before, kept = line, "", 0
    start = 0
    for seam in islice(_SEAM.finditer(line.text[:HEAD]), MOST_SEAMS):
        piece = _part(line, start, seam.start())
        label = is_label(piece.text)
        if piece.text and not label and read_credit(piece, before) is None:
            break
        start, before = seam.end(), piece.text
        if piece.text:
            pieces.append(piece)
        # A label alone at the very end labels the text, if anything.
        if not label and line.text[start:]:
            rest, kept = _part(line, start, len(line.text)), len(pieces)
    return pieces[:kept], rest


def _part(line: Line, start: int, end: int) -> Line:
    text = line.text[start:end].strip()
    return replace(line, text=text, parts=(text,))


def _parted_around_stamps(line: Line) -> list[Line]:
    head = line.text[:HEAD]
    body = _body_start(head)
    cuts = _stamp_cuts(head) if body is None else {body, *_stamp_cuts(head[:body], bare=True)}
    if not cuts or len(line.text) < HEAD / 4:
        return [line]
    edges = [0, *sorted(cuts - {0}), len(line.text)]
    pieces = [_part(line, start, end) for start, end in pairwise(edges)]
    return [piece for piece in pieces if piece.text]


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
