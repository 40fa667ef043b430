"""`make bench-check`: whether a quick row has become slower beside its other way than the committed
table says. Ratios, not times: they hold on another machine and on a busy one.

A row counts as slower from three times its ratio on, and only when it stays so in three runs: what
slips in by accident costs more than that, what a neighbour costs passes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import reading, renderer, report, searching
from benchmarks.report import Row

WORSE = 3.0
RUNS = 3
STORIES = 10_000


def measured() -> list[Row]:
    """The quick rows."""
    return [*reading.rows(), *renderer.rows(), *asyncio.run(searching.looked_up(STORIES))]


def committed(table: str) -> dict[str, float]:
    """The ratios of a written table by work."""
    found: dict[str, float] = {}
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) > 3:
            try:
                found[cells[0]] = float(cells[3])
            except ValueError:
                continue
    return found


def slower(rows: Sequence[Row], before: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Ratio then and now of the rows that have become worse, by work."""
    return {
        row.work: (before[row.work], row.ratio)
        for row in rows
        if row.steady and row.ratio and before.get(row.work) and _worse(row, before[row.work])
    }


def _worse(row: Row, before: float) -> bool:
    assert row.ratio is not None
    change = before / row.ratio if row.higher_is_better else row.ratio / before
    return change > WORSE


def still_slower(
    measure: Callable[[], Sequence[Row]], before: Mapping[str, float], runs: int = RUNS
) -> dict[str, tuple[float, float]]:
    """What is slower in every run; the first that finds nothing is the last."""
    found = slower(measure(), before)
    for _ in range(runs - 1):
        if found:
            again = slower(measure(), before)
            found = {work: again[work] for work in found if work in again}
    return found


def main() -> None:
    """Measure, compare, and end with an error where something is slower."""
    before = committed(Path(report.TARGET).read_text(encoding="utf-8"))
    found = still_slower(measured, before)
    for work, (then, now) in found.items():
        print(f"{work}: {then:.2f} of its other way before, {now:.2f} now")
    if found:
        raise SystemExit(f"slower than docs/benchmarks.md says, by more than {WORSE:.0f} times")
    print("no quick row is slower than docs/benchmarks.md says")


if __name__ == "__main__":
    main()
