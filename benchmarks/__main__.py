"""`make bench`: every row, printed and written to docs/benchmarks.md."""

from __future__ import annotations

import asyncio

from benchmarks import feeds, pages, reading, report, running, stand_in, summaries


def main() -> None:
    """Measure and write."""
    page_rows, page_tables = pages.report()
    summary_rows, summary_tables = summaries.report()
    rows = [
        *reading.rows(),
        *page_rows,
        *summary_rows,
        *feeds.rows(),
        *asyncio.run(running.rows()),
        *asyncio.run(stand_in.rows()),
    ]
    print(report.write(rows, {**page_tables, **summary_tables}))
    if any(row.met is False for row in rows):
        raise SystemExit("a target was missed: see the table")


if __name__ == "__main__":
    main()
