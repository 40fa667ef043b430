"""Summaries against what people wrote: ROUGE beside the lead and other libraries.

    python -m benchmarks.summaries FILE.jsonl [FILE.jsonl …]

A line is {"id": …, "article": text, "reference": text}. R-1, R-2 and R-L are F1 with stemming, L of
the summary; in brackets the 95 % interval of 1,000 resamples of the articles. ms: from the article
as read to its summary; reading is timed apart.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.given import json_lines
from benchmarks.report import Row
from benchmarks.summarisers import (
    CLEAN_LEAD,
    OURS,
    RAW_LEAD,
    Reading,
    Summariser,
    read,
    summarisers,
)

DATA = Path(__file__).parents[2] / "shared" / "data" / "summaries"
CLEAN, DIRTY = DATA / "cnndm-dev.jsonl", DATA / "cnndm-dirty.jsonl"
RESAMPLES = 1_000
ABOVE_RAW = 5.0
"""R-1 that cleaning and choosing must gain on text with bylines and stamps in it."""
MOST_MS = 2.0

_KINDS = ("rouge1", "rouge2", "rougeLsum")
_HIGHLIGHT = re.compile(r"\n| \. ")


@dataclass(slots=True)
class Scores:
    """One method over a file: R-1, R-2, R-L of each article, and the milliseconds it took."""

    by_kind: dict[str, list[float]] = field(
        default_factory=lambda: {kind: list[float]() for kind in _KINDS}
    )
    took: list[float] = field(default_factory=list[float])

    def mean(self, kind: str) -> float:
        """The mean F1 in percent."""
        return statistics.mean(self.by_kind[kind])


@dataclass(frozen=True, slots=True)
class Measured:
    """A file measured. reading_ms: median time in which our reader took an article apart."""

    methods: dict[str, Scores]
    missing: list[str]
    reading_ms: float

    def __len__(self) -> int:
        return len(self.methods[OURS].took)


def measure(path: Path) -> Measured:
    """Every method over a file of articles and references."""
    methods, missing = summarisers()
    scorer: Any = import_module("rouge_score.rouge_scorer").RougeScorer(
        list(_KINDS), use_stemmer=True
    )
    scores = {name: Scores() for name in methods}
    reading_took: list[float] = []
    for row in json_lines(path, {"article": str, "reference": str}):
        begun = time.perf_counter()
        reading = read(row["article"])
        reading_took.append((time.perf_counter() - begun) * 1000)
        reference = "\n".join(_HIGHLIGHT.split(row["reference"]))
        for name, method in methods.items():
            is_ours = name in (OURS, CLEAN_LEAD, RAW_LEAD)
            _score(scores[name], scorer, method, reading, reference, is_ours=is_ours)
    return Measured(scores, missing, statistics.median(reading_took))


def _score(
    scores: Scores,
    scorer: Any,
    method: Summariser,
    reading: Reading,
    reference: str,
    *,
    is_ours: bool,
) -> None:
    begun = time.perf_counter()
    try:
        summary = method(reading)
    except Exception:
        if is_ours:
            raise
        summary = list[str]()  # a peer may fail on a text, ours may not
    scores.took.append((time.perf_counter() - begun) * 1000)
    found = scorer.score(reference, "\n".join(summary))
    for kind in _KINDS:
        scores.by_kind[kind].append(100 * found[kind].fmeasure)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of the means of resampled `values`; the same for the same values."""
    draw = random.Random(len(values))
    means = sorted(statistics.fmean(draw.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]


def gain(one: Scores, other: Scores, kind: str = "rouge1") -> list[float]:
    """What `one` scores over `other`, article by article."""
    return [a - b for a, b in zip(one.by_kind[kind], other.by_kind[kind], strict=True)]


def table(measured: Measured) -> str:
    """The figures as a table in Markdown."""
    lines = [
        "| method | R-1 | R-2 | R-L | R-1 over raw Lead-3 | R-1 over clean Lead-3 | ms |",
        "| --- | --- | --- | --- | --- | --- | ---: |",
    ]
    leads = (measured.methods[RAW_LEAD], measured.methods[CLEAN_LEAD])
    for name, scores in measured.methods.items():
        found = [_with_interval(scores.by_kind[kind]) for kind in _KINDS]
        gains = [
            "" if scores is lead else _with_interval(gain(scores, lead), signed=True)
            for lead in leads
        ]
        took = f"{statistics.mean(scores.took):.2f}"
        lines.append(f"| {name} | {' | '.join((*found, *gains, took))} |")
    lines.append("")
    lines.append(f"Reading an article takes {measured.reading_ms:.1f} ms (median).")
    return "\n".join([*lines, *measured.missing])


def _with_interval(values: Sequence[float], *, signed: bool = False) -> str:
    low, high = interval(values)
    sign = "+" if signed else ""
    return f"{statistics.fmean(values):{sign}.1f} [{low:{sign}.1f}, {high:{sign}.1f}]"


def report() -> tuple[list[Row], dict[str, str]]:
    """Rows for the one table, and tables under their titles; none where data or ROUGE is absent."""
    if not (CLEAN.exists() and DIRTY.exists() and find_spec("rouge_score")):
        return [], {}
    clean, dirty = measure(CLEAN), measure(DIRTY)
    tables = {
        f"Summaries of {len(clean)} clean articles, against people's highlights": table(clean),
        f"Summaries of {len(dirty)} articles with bylines and stamps in their text": table(dirty),
    }
    return _rows(clean, dirty), tables


def _rows(clean: Measured, dirty: Measured) -> list[Row]:
    lead = clean.methods[CLEAN_LEAD].mean("rouge1")
    raw = dirty.methods[RAW_LEAD].mean("rouge1")
    took = {name: statistics.mean(scores.took) for name, scores in clean.methods.items()}
    quickest = min(
        (name for name in took if name not in (OURS, CLEAN_LEAD, RAW_LEAD)),
        key=lambda name: took[name],
        default=CLEAN_LEAD,
    )
    return [
        Row(
            work="summary of a clean article against people's highlights",
            unit="R-1",
            ours=clean.methods[OURS].mean("rouge1"),
            other_way="its first three sentences",
            other=lead,
            target=lead,
            higher_is_better=True,
        ),
        Row(
            work="summary of an article with bylines and stamps in its text",
            unit="R-1",
            ours=dirty.methods[OURS].mean("rouge1"),
            other_way="the first three sentences as they come",
            other=raw,
            target=raw + ABOVE_RAW,
            higher_is_better=True,
        ),
        Row(
            work="summarise an article that was read",
            unit="ms",
            ours=took[OURS],
            other_way=quickest,
            other=took[quickest],
            target=MOST_MS,
        ),
    ]


def main() -> None:
    """Print a table for each file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    for path in parser.parse_args().files:
        if not find_spec("rouge_score"):
            raise SystemExit("rouge-score is not installed: run `make .venv/.installed-bench`.")
        print(f"{path.name}\n\n{table(measure(path))}\n")


if __name__ == "__main__":
    main()
