"""Draws bar charts as PNG pictures. Runs in a process of its own, the only one that loads
matplotlib; knows nothing of stories.

    charts as JSON ─→ fonts that have every letter ─→ a figure each ─→ PNG, in base64

A sign that no font has, such as an emoji, is left out of its name; a chart of which a letter would
be missing is not drawn.
"""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bot.errors import Unreadable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread would take memory of its own

import matplotlib as mpl  # noqa: TID251
from matplotlib.axes import Axes  # noqa: TID251
from matplotlib.figure import Figure  # noqa: TID251
from matplotlib.font_manager import fontManager  # noqa: TID251
from matplotlib.ft2font import FT2Font  # noqa: TID251

WIDTH = 720
"""Pixels. A phone shows a picture at some 300, so nothing in it may be small; and Discord cuts off
what is much taller than wide.
"""
ROW, HEAD, WEEKS = 42, 84, 420
"""Pixels of a bar, of a picture's title and margins, and of the picture of the weeks."""
DPI = 100
LARGE, SMALL = 20, 17
"""Points at 100 dots an inch, so 28 and 24 pixels."""
FONT = "DejaVu Sans"
FURTHER = ("Noto Sans", "Source Han Sans", "WenQuanYi", "Droid Sans Fallback", "IPA", "Nanum")
"""Beginnings of the names of fonts that may help out."""
MOST_LETTERS = 26
_OF_EMOJI = "\ufe0e\ufe0f\u20e3"
"""Marks that only say how the sign before them looks."""

# Okabe and Ito's colours, which the colour-blind can tell apart; those that stand out from the
# background. The last is for what has none.
_LIGHT = ("#ffffff", "#1f2328", "#6b7178", ("#0072b2", "#d55e00", "#009e73", "#b0568a"), "#8a8f98")
_DARK = ("#1e1f22", "#f2f3f5", "#a8adb5", ("#56b4e9", "#e69f00", "#00b386", "#cc79a7"), "#7d828a")


@dataclass(frozen=True, slots=True)
class Pictures:
    """PNG files by the names of their charts, in base64."""

    png: dict[str, str]


def draw(body: bytes, *, dark: bool) -> Pictures:
    """The charts that `bot.charts.painter` describes, as far as the fonts go. Raises Unreadable
    where they do for none.
    """
    chart: dict[str, Any] = json.loads(body)
    background, ink, faint, colours, grey = _DARK if dark else _LIGHT
    fonts, missing = _fonts(_texts(chart))
    mpl.rcParams.update(
        {
            "font.family": fonts,
            "text.color": ink,
            "axes.labelcolor": ink,
            "xtick.color": ink,
            "ytick.color": ink,
            "text.parse_math": False,
            "savefig.facecolor": background,
        }
    )
    drawn: dict[str, str] = {}
    for name, panel in chart["bars"].items():
        panel["names"] = [_drawn(each, missing) for each in panel["names"]]
        if all((_drawn(panel["title"], missing), *panel["names"])):
            figure, axes = _figure(HEAD + ROW * len(panel["names"]), background)
            coloured = colours if name == "sections" else ()
            _bars(axes, panel, [*coloured, *[grey] * len(panel["names"])])
            drawn[name] = _png(figure)
    weeks = chart["weeks"]
    for part in weeks["parts"]:
        part["name"] = _drawn(part["name"], missing)
    if all((_drawn(weeks["title"], missing), *(part["name"] for part in weeks["parts"]))):
        figure, axes = _figure(WEEKS, background)
        _weeks(axes, weeks, [*colours[: len(weeks["parts"]) - 1], grey], faint, background)
        drawn["weeks"] = _png(figure)
    if not drawn:
        raise Unreadable("No font on this machine has all the letters of these names.")
    return Pictures(drawn)


def _figure(height: int, background: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=background)
    figure.set_layout_engine("constrained", h_pad=0.1, w_pad=0.1)
    axes: Axes = figure.subplots()
    axes.set_facecolor(background)
    axes.tick_params(length=0, labelsize=SMALL)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure, axes


def _png(figure: Figure) -> str:
    file = BytesIO()
    figure.savefig(file, format="png")
    return base64.b64encode(file.getvalue()).decode("ascii")


def _bars(axes: Axes, panel: dict[str, Any], colours: Sequence[str]) -> None:
    """Names down the side, the largest on top, each bar with its figure."""
    names, figures = panel["names"], panel["figures"]
    rows = range(len(names), 0, -1)
    axes.barh(rows, figures, height=0.68, color=colours[: len(names)])
    axes.set_yticks(list(rows), [_short(name) for name in names])
    axes.set_xticks([])
    axes.set_xlim(0, max(figures) * 1.16)
    axes.set_title(panel["title"], loc="left", fontsize=LARGE, fontweight="bold", pad=10)
    for row, figure in zip(rows, figures, strict=True):
        axes.annotate(
            f"{figure:,}", (figure, row), xytext=(6, 0), textcoords="offset points",
            va="center", fontsize=SMALL,
        )  # fmt: skip


def _weeks(
    axes: Axes, weeks: dict[str, Any], colours: Sequence[str], faint: str, background: str
) -> None:
    """A bar a week, made of the first sections and the rest."""
    labels = weeks["labels"]
    below = [0.0] * len(labels)
    for part, colour in zip(weeks["parts"], colours, strict=True):
        axes.bar(
            range(len(labels)), part["figures"], 0.8, bottom=below, color=colour,
            edgecolor=background, linewidth=1, label=_short(part["name"]),
        )  # fmt: skip
        below = [one + more for one, more in zip(below, part["figures"], strict=True)]
    step = max(1, -(-len(labels) // 5))
    shown = range(0, len(labels), step)
    axes.set_xticks(list(shown), [labels[number] for number in shown])
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=4)  # pyright: ignore
    axes.grid(axis="y", color=faint, alpha=0.35)
    axes.set_axisbelow(True)
    axes.set_title(weeks["title"], loc="left", fontsize=LARGE, fontweight="bold", pad=10)
    if len(weeks["parts"]) > 1:
        axes.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2, fontsize=SMALL,
            frameon=False, handlelength=1, handleheight=1,
        )  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1].rstrip()}…"


def _texts(chart: dict[str, Any]) -> str:
    texts = ["0123456789,…"]
    for panel in chart["bars"].values():
        texts += [panel["title"], *panel["names"]]
    weeks = chart["weeks"]
    texts += [weeks["title"], *weeks["labels"], *(part["name"] for part in weeks["parts"])]
    return "".join(texts)


def _fonts(text: str) -> tuple[list[str], set[str]]:
    """Our own font and as many of the machine's as it takes; and the signs that none has."""
    missing = {letter for letter in text if not letter.isspace()}
    chosen: list[str] = []
    entries = [one for one in fontManager.ttflist if one.style == "normal" and one.weight == 400]
    entries.sort(key=lambda one: (one.name != FONT, one.name))
    for entry in entries:
        if entry.name == FONT or (missing and entry.name.startswith(FURTHER)):
            font = FT2Font(entry.fname)
            found = {letter for letter in missing if font.get_char_index(ord(letter))}
            if found or entry.name == FONT:
                chosen.append(entry.name)
                missing -= found
    return chosen, missing


def _drawn(text: str, missing: set[str]) -> str:
    """The text without the signs that no font has; "" where a letter is one of them."""
    lost = missing.intersection(text)
    if any(unicodedata.category(sign)[0] in "LMN" and sign not in _OF_EMOJI for sign in lost):
        return ""
    return " ".join("".join(sign for sign in text if sign not in lost).split())
