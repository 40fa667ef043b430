"""The same text again: how often a changed copy is known, and an unrelated article taken for one.

    python -m benchmarks.same_text FILE.jsonl

A line is {"id": …, "article": text}. Each of 150 articles is furnished, cut to 60 %, has 8 % of its
words changed, or its sentences shuffled. "found": the marks of the copy lead to the article among
all others, "same": what they share then says that it is the same. Unrelated: 3,000 drawn pairs.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.given import json_lines, unusable
from benchmarks.report import Row
from bot.editing.same_text import ASKED, KEPT, SAME, marks_of, shared
from bot.reading.sentences import split_sentences
from bot.workflows.same_story import MOST_COMPARED
from storage.story_records import Mark, MarkKind

DATA = Path(__file__).parents[2] / "shared" / "data" / "summaries" / "cnndm-dev.jsonl"
ARTICLES = 150
FEWEST = 2
UNRELATED = 3_000
LEAST_KNOWN = 0.95
FURNITURE = (
    "Share this story with your friends. Sign up for our newsletter to get the best of the week.",
    "Most read today: ten places to see this summer, and the recipe that everybody asks for.",
    "All rights reserved. This page uses cookies to make your visit better.",
)

Change = Callable[[str, random.Random], str]


def furnished(text: str, _draw: random.Random) -> str:
    """With a page's own words around it."""
    return "\n".join((FURNITURE[0], text, *FURNITURE[1:]))


def cut(text: str, _draw: random.Random) -> str:
    """Its first 60 %."""
    words = text.split()
    return " ".join(words[: round(len(words) * 0.6)])


def reworded(text: str, draw: random.Random) -> str:
    """8 % of its words replaced by others of its own."""
    words = text.split()
    return " ".join(draw.choice(words) if draw.random() < 0.08 else word for word in words)


def shuffled(text: str, draw: random.Random) -> str:
    """Its sentences in another order."""
    sentences = split_sentences(text.replace("\n", " "))
    draw.shuffle(sentences)
    return " ".join(sentences)


CHANGES: dict[str, Change] = {
    "furniture added": furnished,
    "cut to 60 %": cut,
    "8 % of the words changed": reworded,
    "sentences shuffled": shuffled,
}


@dataclass(frozen=True, slots=True)
class Known:
    """Shares of the copies: found by their marks, and found and the same. low: 5th percentile of
    what a copy shares with its article.
    """

    found: float
    same: float
    low: float


@dataclass(frozen=True, slots=True)
class Measured:
    """By change; then what unrelated pairs share at most, how many are taken for the same, and
    the milliseconds in which an article is marked and two are compared.
    """

    changes: dict[str, Known]
    most_unrelated: float
    wrongly_same: int
    mark_ms: float
    compare_ms: float


def measure(path: Path) -> Measured:
    """Every change, and the unrelated pairs."""
    texts = [row["article"] for row in json_lines(path, {"article": str})]
    if len(texts) < FEWEST:
        unusable(path, f"{FEWEST} articles are needed, to have unrelated pairs.")
    draw = random.Random(7)
    begun = time.perf_counter()
    index: defaultdict[Mark, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for mark in _phrases(text, KEPT):
            index[mark].append(number)
    mark_ms = (time.perf_counter() - begun) * 1000 / len(texts)
    chosen = draw.sample(range(len(texts)), min(ARTICLES, len(texts)))
    changes = {name: _known(change, texts, chosen, index) for name, change in CHANGES.items()}
    pairs = [draw.sample(range(len(texts)), 2) for _ in range(UNRELATED)]
    begun = time.perf_counter()
    unrelated = [shared([texts[one]], [texts[other]]) for one, other in pairs]
    compare_ms = (time.perf_counter() - begun) * 1000 / len(pairs)
    wrongly = sum(share >= SAME for share in unrelated)
    return Measured(changes, max(unrelated), wrongly, mark_ms, compare_ms)


def _known(
    change: Change, texts: Sequence[str], chosen: Sequence[int], index: dict[Mark, list[int]]
) -> Known:
    draw = random.Random(3)
    found: list[bool] = []
    shares: list[float] = []
    for number in chosen:
        copy = change(texts[number], draw)
        hits = Counter(hit for mark in _phrases(copy, ASKED) for hit in index.get(mark, ()))
        compared = [hit for hit, _ in hits.most_common(MOST_COMPARED)]
        found.append(number in compared)
        shares.append(shared([texts[number]], [copy]))
    same = [hit and share >= SAME for hit, share in zip(found, shares, strict=True)]
    low = statistics.quantiles(shares, n=20)[0]
    return Known(statistics.fmean(found), statistics.fmean(same), low)


def _phrases(text: str, count: int) -> list[Mark]:
    return [mark for mark in marks_of("", [text], None, count) if mark.kind is MarkKind.PHRASE]


def table(measured: Measured) -> str:
    """The figures as a table in Markdown."""
    lines = ["| copy | found | same | shared, 5th percentile |", "| --- | ---: | ---: | ---: |"]
    lines += [
        f"| {name} | {known.found:.1%} | {known.same:.1%} | {known.low:.2f} |"
        for name, known in measured.changes.items()
    ]
    lines.append("")
    lines.append(
        f"Of {UNRELATED:,} unrelated pairs {measured.wrongly_same} are taken for the same; the"
        f" most that any shares is {measured.most_unrelated:.2f}. Marking takes"
        f" {measured.mark_ms:.2f} ms an article, comparing {measured.compare_ms:.2f} ms a pair."
    )
    return "\n".join(lines)


def report() -> tuple[list[Row], dict[str, str]]:
    """A row for the one table, and the table of changes; none where the data is absent."""
    if not DATA.exists():
        return [], {}
    measured = measure(DATA)
    row = Row(
        work="know a changed copy of an article, worst of four changes",
        unit="of copies",
        ours=min(known.same for known in measured.changes.values()),
        target=LEAST_KNOWN,
        higher_is_better=True,
        note=f"{measured.wrongly_same} of {UNRELATED:,} unrelated pairs are taken for the same.",
    )
    return [row], {"The same text again": table(measured)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", type=Path)
    print(table(measure(parser.parse_args().file)))


if __name__ == "__main__":
    main()
