"""The text-only twin of any layout: the same words in order, then the same controls.

For people whose previews are off or who use a screen reader. Discord takes 2,000 characters and
five rows of controls in such a message, so a long page becomes several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.ui.controls import Page
from bot.ui.markup import units

JSON = dict[str, Any]

MOST_TEXT = 1_900
MOST_ROWS = 5
MOST_BUTTONS = 5
"""In a row."""
MOST_LABEL = 80
MORE = "…"
"""Stands over controls that had no room below what they belong to."""

_plain: ContextVar[bool] = ContextVar("plain", default=False)


def use_plain_text(plain: bool) -> None:
    """Whether answers in the current task are plain text from now on."""
    _plain.set(plain)


def wants_plain_text() -> bool:
    """Whether they are."""
    return _plain.get()


_BUTTON = 2


@dataclass(slots=True)
class PlainPart:
    """One message: its text, and rows of controls as Discord writes them."""

    texts: list[str] = field(default_factory=list[str])
    rows: list[JSON] = field(default_factory=list[JSON])
    ends_in_text: bool = False

    @property
    def content(self) -> str:
        """What it says."""
        return "\n\n".join(self.texts)

    @property
    def actions(self) -> frozenset[str]:
        """The custom ids of its controls."""
        controls = (one for row in self.rows for one in row["components"])
        return frozenset(one["custom_id"] for one in controls if "custom_id" in one)


class PlainControls(discord.ui.View):
    """Rows of controls without a layout; the router answers them."""

    def __init__(self, rows: Sequence[JSON]) -> None:
        super().__init__(timeout=None)
        self._rows = list(rows)
        self.stop()

    def to_components(self) -> list[JSON]:
        return self._rows


def plain_page(page: Page) -> list[PlainPart]:
    """A page as plain messages."""
    return plain_parts(page.to_components())


def plain_parts(components: Sequence[Mapping[str, Any]]) -> list[PlainPart]:
    """Components of a layout as plain messages, in order; at least one."""
    parts = [PlainPart()]
    for piece in _told_apart(list(_pieces(components))):
        if isinstance(piece, str):
            for text in _fitting(piece):
                _add_text(parts, text)
        else:
            _add_control(parts, piece)
    return parts


def _pieces(components: Iterable[Mapping[str, Any]]) -> Iterator[str | JSON]:
    """Texts and controls, in the order of reading."""
    for one in components:
        match one.get("type"):
            case 10:
                yield str(one["content"])
            case 9:
                yield from _pieces(one["components"])
                if one["accessory"].get("type") == _BUTTON:
                    yield dict(one["accessory"])
            case 1:
                yield from (dict(control) for control in one["components"])
            case _:
                yield from _pieces(one.get("components") or ())


def _told_apart(pieces: list[str | JSON]) -> Iterator[str | JSON]:
    """Buttons of one name get the first words of what they stand under: nothing is beside them."""
    labels = Counter(str(one.get("label")) for one in pieces if not isinstance(one, str))
    above = ""
    for piece in pieces:
        if isinstance(piece, str):
            above = _heading(piece) or above
        elif piece.get("type") == _BUTTON and labels[str(piece.get("label"))] > 1 and above:
            label = f"{piece['label']}: {above}"
            piece["label"] = label if len(label) <= MOST_LABEL else f"{label[: MOST_LABEL - 1]}…"
        yield piece


def _heading(text: str) -> str:
    """The words of a block's heading, else of its bold beginning; "" if it has neither."""
    lines = text.split("\n")
    headings = [line for line in lines if line.startswith("### ")]
    bold = [line for line in lines if line.startswith("**")]
    return _unmarked(next(iter([*headings, *bold]), ""))


def _unmarked(line: str) -> str:
    """A line without its marks: a button shows none."""
    line = line.removeprefix("### ").replace("**", "")
    if line.startswith("["):
        line = line[1:].partition("](")[0]
    return line.replace("\\", "").replace("\u200b", "").strip()


def _fitting(text: str) -> Iterator[str]:
    """A long text in pieces of MOST_TEXT, parted between lines, or words where a line is longer."""
    kept = ""
    for line in text.strip("\n").split("\n"):
        for piece in _pieces_of_line(line):
            joined = f"{kept}\n{piece}" if kept else piece
            if units(joined) <= MOST_TEXT:
                kept = joined
            else:
                yield kept
                kept = piece
    if kept:
        yield kept


def _pieces_of_line(line: str) -> Iterator[str]:
    while units(line) > MOST_TEXT:
        at = line.rfind(" ", 0, MOST_TEXT // 2)
        at = at if at > 0 else MOST_TEXT // 2
        yield line[:at]
        line = line[at:].lstrip()
    yield line


def _add_text(parts: list[PlainPart], text: str) -> None:
    if units("\n\n".join([*parts[-1].texts, text])) > MOST_TEXT:
        parts.append(PlainPart())
    parts[-1].texts.append(text)
    parts[-1].ends_in_text = True


def _add_control(parts: list[PlainPart], control: JSON) -> None:
    """Beside the last button where there is room, else in a row of its own."""
    rows = parts[-1].rows
    if rows and control["type"] == _BUTTON and _has_room(rows[-1]):
        rows[-1]["components"].append(control)
        parts[-1].ends_in_text = False
        return
    if len(rows) == MOST_ROWS:
        # The text that the control belongs to goes along, if it is the last thing said.
        moved = parts[-1].texts.pop() if parts[-1].ends_in_text and parts[-1].texts[1:] else MORE
        parts.append(PlainPart([moved]))
    parts[-1].rows.append({"type": 1, "components": [control]})
    parts[-1].ends_in_text = False


def _has_room(row: JSON) -> bool:
    controls = row["components"]
    return controls[0]["type"] == _BUTTON and len(controls) < MOST_BUTTONS
