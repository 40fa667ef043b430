"""Whether work grows with its text as its length does: for texts made to be slow.

Seconds are compared with seconds of the same run, of this process alone, never with a clock. Each
try may be disturbed; work that grows with the square of its text fails in all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES, MOST, TRIES = 4, 9, 6
"""Four times the text may ask for four times the work; a square law would ask for sixteen."""
FLOOR = 0.02
"""Seconds of work that are too short to be compared."""


def grows_with_its_length(work: Callable[[str], object], text: str) -> bool:
    """Whether `text` takes no more than its share compared to a quarter of it."""

    def spent(part: str) -> float:
        begun = time.process_time()
        work(part)
        return time.process_time() - begun

    short = text[: len(text) // TIMES]
    work(short)  # what is loaded the first time
    return any(spent(text) < MOST * spent(short) + FLOOR for _ in range(TRIES))
