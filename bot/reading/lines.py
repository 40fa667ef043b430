"""A pasted text as lines: blanks collapsed, lines that were only wrapped put together again.

What a line is (headline, body, furniture) is for others to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.reading.scripts import HANGUL, UNSPACED

_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_WIDE = re.compile(f"[{HANGUL}\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]")
_COLUMN_GAP = re.compile(r"\t+|(?<=\S) {3,}(?=\S)")
_INDENT = re.compile(r"[ \u3000\t]{2,}|\t|\u3000")
_LIST_ITEM = re.compile(r"(?:[-*•·–—▪■●○►»]|\(?\d{1,2}[.)])\s")
_ENDS = re.compile("[.!?。！？:：;；][\"'”’»）)」』]*$")

NARROWEST = 44
"""Columns below which lines are short for other reasons than wrapping."""
WIDEST = 132
"""Columns above which nobody wraps by hand."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, never empty.

    parts: its columns, where tabs or wide gaps part them. width: in columns, indent included.
    """

    text: str
    parts: tuple[str, ...]
    width: int
    after_gap: bool = False
    """A blank line stands before it."""
    indented: bool = False


def page_lines(text: str) -> list[Line]:
    """The lines of `text` that hold anything, in order."""
    lines: list[Line] = []
    after_gap = False
    text = _UNFIT.sub("\ufffd" if _lone_surrogates(text) else " ", _INVISIBLE.sub("", text))
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if not line:
            after_gap = True
            continue
        if line == raw:
            parts, width, indented = (line,), _columns(line), False
        else:
            pieces = _COLUMN_GAP.split(raw.strip())
            parts = tuple(part for piece in pieces if (part := " ".join(piece.split())))
            width, indented = _columns(raw.rstrip().expandtabs()), _INDENT.match(raw) is not None
        lines.append(Line(line, parts, width, after_gap, indented))
        after_gap = False
    return _unwrapped(lines)


def _lone_surrogates(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _columns(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def _unwrapped(lines: list[Line]) -> list[Line]:
    """Join lines that break only because the next word no longer fitted the width of the page."""
    width = _wrap_width(lines)
    if width is None:
        return lines
    joined: list[Line] = []
    previous: Line | None = None
    for line in lines:
        if previous is not None and _was_wrapped(previous, line, width):
            text = joined[-1].text + _seam(joined[-1].text, line.text) + line.text
            joined[-1] = replace(joined[-1], text=text, parts=(text,))
        else:
            joined.append(line)
        previous = line
    return joined


def _wrap_width(lines: list[Line]) -> int | None:
    """The width this page was wrapped at, None where it was not.

    It was when no line of several words is longer than a hand would wrap, and most of the longer
    lines inside a block break where the next word would not have fitted.
    """
    widths = [line.width for line in lines if " " in line.text or _is_wide(line.text)]
    if not widths or not NARROWEST <= max(widths) <= WIDEST:
        return None
    width = max(widths)
    breaks = full = 0
    for line, following in pairwise(lines):
        if following.after_gap or line.width * 2 < width:
            continue
        breaks += 1
        full += _was_wrapped(line, following, width) and not _ENDS.search(line.text)
    return width if full >= 3 and full * 2 >= breaks else None


def _was_wrapped(line: Line, following: Line, width: int) -> bool:
    if following.after_gap or (following.indented and not line.indented):
        return False
    if _LIST_ITEM.match(following.text):
        return False
    first_word = following.text[:2] if _is_wide(following.text[:1]) else following.text.split()[0]
    slack = 3 if _is_wide(line.text[-1:]) else 1
    return line.width + _columns(first_word) + slack > width


def _is_wide(text: str) -> bool:
    return UNSPACED.search(text) is not None


def _seam(before: str, after: str) -> str:
    hyphenated = before[-1:] == "-" and before[-2:-1].isalpha() and after[:1].islower()
    wide = _WIDE.match(before[-1:]) and _WIDE.match(after[:1])
    return "" if hyphenated or wide else " "
