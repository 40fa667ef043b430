"""Body text against real pages: how much of the article is found, and nothing else.

    python -m benchmarks.pages DIR [--kind html|paste] [--half odd|even] [--worst N]

DIR holds `ground-truth.json` ({name: {"articleBody": …, "url": …}}) and `html/NAME.html.gz`. From
`html` the page's bytes are read; for `paste` each page is turned into its visible lines, as a
copied page is. Words are compared as bags. newspaper4k and readability-lxml come from the optional
`bench` group; bare trafilatura is the limit that our own HTML reader stands on.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import logging
import re
import statistics
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from benchmarks.given import json_objects, unusable
from benchmarks.report import Row
from bot.errors import Unreadable
from bot.reading.pasted_page import read_pasted_page
from bot.reading.web_page import read_web_page

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "pages"
GOOD = 0.8
TARGETS = {"html": 0.96, "paste": 0.88}
PEERS = {"newspaper4k": "newspaper", "readability-lxml": "readability"}
"""Optional packages by name, with the module that shows whether they are here."""

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


@dataclass(frozen=True, slots=True)
class Case:
    """One page: its bytes as downloaded, its lines as copied, and the true body."""

    name: str
    url: str
    html: bytes
    pasted: str
    body: str


@dataclass(frozen=True, slots=True)
class Score:
    """One way's figures over all pages: means, and the median time in milliseconds."""

    kind: str
    method: str
    precision: float
    recall: float
    f1: float
    good: int
    pages: int
    ms: float
    each: tuple[tuple[str, float, float, float], ...]


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


def cases(folder: Path, half: str | None = None) -> list[Case]:
    """The pages of a folder in the order of their names; every other one for a half."""
    truth = json_objects(folder / "ground-truth.json", {"articleBody": str})
    chosen = sorted(truth.items())[{"odd": 1}.get(half or "", 0) :: 2 if half else 1]
    if not chosen:
        unusable(folder, f"there is no page in the {half} half.")
    found: list[Case] = []
    for name, row in chosen:
        html = _unpacked(folder / "html" / f"{name}.html.gz")
        pasted = visible_lines(html.decode("utf-8", "replace"))
        found.append(Case(name, row.get("url") or "", html, pasted, row["articleBody"]))
    return found


def _unpacked(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        unusable(path, f"it cannot be unpacked: {error}.")


def _ours(case: Case) -> str:
    return "\n".join(read_web_page(case.html, url=case.url).body)


def _pasted(case: Case) -> str:
    return "\n".join(read_pasted_page(case.pasted).body)


def _trafilatura(case: Case) -> str:
    from trafilatura import extract

    return extract(case.html, fast=True, include_comments=False) or ""


def _newspaper(case: Case) -> str:
    import newspaper  # pyright: ignore[reportMissingImports]

    article = newspaper.Article(case.url or "https://example.org/", fetch_images=False)
    article.download(input_html=case.html.decode("utf-8", "replace"))
    article.parse()
    return article.text


def _readability(case: Case) -> str:
    from lxml.html import document_fromstring
    from readability import Document  # pyright: ignore[reportMissingImports]

    summary = Document(case.html.decode("utf-8", "replace")).summary()
    return document_fromstring(summary).text_content()


OURS = "dateline"
LIMIT = "bare trafilatura (the limit)"
WORK = {"html": "from web pages", "paste": "from the same pages as pasted lines"}
METHODS: tuple[tuple[str, str, Callable[[Case], str]], ...] = (
    ("html", OURS, _ours),
    ("html", "newspaper4k", _newspaper),
    ("html", "readability-lxml", _readability),
    ("html", LIMIT, _trafilatura),
    ("paste", OURS, _pasted),
    ("paste", "all lines", lambda case: case.pasted),
)


def missing() -> list[str]:
    """The optional packages that are not installed here."""
    return [name for name, module in PEERS.items() if importlib.util.find_spec(module) is None]


def measure(pages: Sequence[Case], kinds: Iterable[str] = ("html", "paste")) -> list[Score]:
    """One score for each way of these kinds that can be run here."""
    absent = missing()
    return [
        _score(kind, method, read, pages)
        for kind, method, read in METHODS
        if kind in kinds and method not in absent
    ]


def _score(kind: str, method: str, read: Callable[[Case], str], pages: Sequence[Case]) -> Score:
    each: list[tuple[str, float, float, float]] = []
    took: list[float] = []
    for case in pages:
        begun = time.perf_counter()
        found = _text(read, case, ours=method == OURS)
        took.append((time.perf_counter() - begun) * 1000)
        each.append((case.name, *likeness(found, case.body)))
    return Score(
        kind,
        method,
        statistics.mean(row[1] for row in each),
        statistics.mean(row[2] for row in each),
        statistics.mean(row[3] for row in each),
        sum(row[3] >= GOOD for row in each),
        len(each),
        statistics.median(took),
        tuple(each),
    )


def _text(read: Callable[[Case], str], case: Case, *, ours: bool) -> str:
    """What a way finds; nothing where it refuses. A peer may also fail, ours may not."""
    try:
        return read(case)
    except Unreadable:
        return ""
    except Exception:
        if ours:
            raise
        return ""


def report() -> tuple[list[Row], dict[str, str]]:
    """Rows for the one table, and the whole table under its title; none where the pages lack."""
    if not (FOLDER / "ground-truth.json").exists():
        return [], {}
    scores = measure(cases(FOLDER))
    title = f"The article's own text on {scores[0].pages} real pages"
    return [_row(scores, "html"), _row(scores, "paste")], {title: table(scores)}


def _row(scores: Sequence[Score], kind: str) -> Row:
    ours = next(score for score in scores if (score.kind, score.method) == (kind, OURS))
    others = [score for score in scores if score.kind == kind and score.method != LIMIT]
    best = max((score for score in others if score != ours), key=lambda score: score.f1)
    return Row(
        work=f"the article's own text, {WORK[kind]}",
        unit="F1",
        ours=ours.f1,
        other_way=best.method,
        other=best.f1,
        target=TARGETS[kind],
        higher_is_better=True,
        note=f"{ours.good} of {ours.pages} pages reach {GOOD}; {ours.ms:.1f} ms a page.",
    )


def table(scores: Sequence[Score]) -> str:
    """Every way's figures, and a line for each optional package that lacks."""
    lines = [
        "| from | method | P | R | F1 | pages ≥ .8 | ms a page |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {score.kind} | {score.method} | {score.precision:.3f} | {score.recall:.3f}"
            f" | {score.f1:.3f} | {score.good} of {score.pages} | {score.ms:.1f} |"
            for score in scores
        ),
    ]
    absent = [
        f"{name} is not installed here: `make .venv/.installed-bench` brings it."
        for name in missing()
    ]
    return "\n".join([*lines, "", *absent] if absent else lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", choices=["html", "paste"])
    parser.add_argument("--half", choices=["odd", "even"], help="every other page only")
    parser.add_argument("--worst", type=int, default=0, help="list the N pages we read worst")
    arguments = parser.parse_args()
    kinds = [arguments.kind] if arguments.kind else ["html", "paste"]
    logging.disable(logging.ERROR)  # the other ways complain of pages aloud
    scores = measure(cases(arguments.folder, arguments.half), kinds)
    print(table(scores))
    for score in scores:
        if score.method == OURS:
            for name, *figures in sorted(score.each, key=lambda row: row[3])[: arguments.worst]:
                shown = "  ".join(f"{figure:.2f}" for figure in figures)
                print(f"  {score.kind}  {name[:12]}  P R F1  {shown}")


if __name__ == "__main__":
    main()
