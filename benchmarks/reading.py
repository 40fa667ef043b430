"""Reading one pasted page in the process, beside taking every line and the first sentences."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.report import Row
from bot.editing.key_facts import key_facts
from bot.editing.summary import summarise
from bot.reading.pasted_page import read_pasted_page
from bot.reading.sentences import split_sentences

SEED = Path(__file__).parents[2] / "shared" / "seed" / "000_5c8842111dd8874b.txt"
ROUNDS = 50


def rows() -> list[Row]:
    """The rows of this module; none where the seed page is absent."""
    if not SEED.exists():
        return []
    text = SEED.read_text(encoding="utf-8")

    def ours() -> None:
        article = read_pasted_page(text)
        summarise(article)
        key_facts(article)

    return [
        Row(
            work="read a pasted page: article, summary, key facts",
            unit="ms",
            ours=_median(ours),
            other_way="every line kept, first three sentences",
            other=_median(lambda: split_sentences(text)[:3]),
            target=10,
            note="the other way reads “China”, “Society” and the headline as its summary.",
        )
    ]


def _median(work: Callable[[], object]) -> float:
    """Of this process's own time, which no neighbour lengthens."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)
