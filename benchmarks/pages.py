"""Body text against 181 real pages: how much of the article is found, and nothing else.

    python -m benchmarks.pages DIR [--kind paste]

DIR holds `ground-truth.json` ({name: {"articleBody": …}}) and `html/NAME.html.gz`. For `paste` each
page is turned into its visible lines, as a copied page is. Words are compared as bags.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from bot.errors import Unreadable
from bot.reading.pasted_page import read_pasted_page

_WORD = re.compile(r"\w+")
_HIDDEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "select", "textarea"}
)
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em",
        "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span",
        "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "input",
    }
)  # fmt: skip


class _VisibleText(HTMLParser):
    """Text as a browser would copy it: block elements break lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))


def visible_lines(html: str) -> str:
    """What a reader would copy from the page."""
    parser = _VisibleText()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def likeness(found: str, wanted: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the bags of words."""
    have, want = Counter(_WORD.findall(found.lower())), Counter(_WORD.findall(wanted.lower()))
    if not have or not want:
        return (0.0, 0.0, 0.0)
    shared = (have & want).total()
    precision, recall = shared / have.total(), shared / want.total()
    return precision, recall, 2 * precision * recall / (precision + recall) if shared else 0.0


def pasted_body(text: str) -> str:
    """The body the reader finds; nothing where it refuses the page."""
    try:
        return "\n".join(read_pasted_page(text).body)
    except Unreadable:
        return ""


METHODS = {"all lines": lambda text: text, "dateline": pasted_body}


def measure(folder: Path, *, worst: int = 0) -> list[dict[str, object]]:
    """One row per method: P, R, F1, pages with F1 ≥ .8, median ms a page."""
    truth: dict[str, dict[str, str]] = json.loads((folder / "ground-truth.json").read_text())
    pages: list[tuple[str, str, str]] = []
    for name, row in sorted(truth.items()):
        data = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        pages.append((name, visible_lines(data.decode("utf-8", "replace")), row["articleBody"]))
    rows: list[dict[str, object]] = []
    for method, read in METHODS.items():
        scores: list[tuple[float, float, float]] = []
        took: list[float] = []
        for _name, text, body in pages:
            begun = time.perf_counter()
            found = read(text)
            took.append((time.perf_counter() - begun) * 1000)
            scores.append(likeness(found, body))
        rows.append(
            {
                "method": method,
                "P": statistics.mean(score[0] for score in scores),
                "R": statistics.mean(score[1] for score in scores),
                "F1": statistics.mean(score[2] for score in scores),
                "good": sum(score[2] >= 0.8 for score in scores),
                "pages": len(scores),
                "ms": statistics.median(took),
            }
        )
        if worst and method != "all lines":
            ranked = sorted(zip(scores, pages, strict=True), key=lambda pair: pair[0][2])
            for score, (name, _text, _body) in ranked[:worst]:
                print(f"  {name[:12]}  P {score[0]:.2f}  R {score[1]:.2f}  F1 {score[2]:.2f}")
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", choices=["paste"], default="paste")
    parser.add_argument("--worst", type=int, default=0, help="list the N pages read worst")
    arguments = parser.parse_args()
    print("| method | P | R | F1 | pages ≥ .8 | ms a page |\n| --- | --- | --- | --- | --- | --- |")
    for row in measure(arguments.folder, worst=arguments.worst):
        print(
            f"| {row['method']} | {row['P']:.3f} | {row['R']:.3f} | {row['F1']:.3f}"
            f" | {row['good']} of {row['pages']} | {row['ms']:.1f} |"
        )


if __name__ == "__main__":
    main()
