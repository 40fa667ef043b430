"""`make bench`: every row, printed and written to docs/benchmarks.md. `--full` (`make bench-full`)
sends 10,000 briefings instead of 1,500, and looks things up among 1,000,000 stories, too.
"""

from __future__ import annotations

import asyncio
import sys

from benchmarks import (
    backups,
    desk_queue,
    due_schedules,
    fan_out,
    feed_polls,
    feeds,
    looking_up,
    operating,
    page_to_story,
    pages,
    reading,
    red,
    renderer,
    report,
    running,
    same_event,
    same_text,
    searching,
    stand_in,
    summaries,
)


def main() -> None:
    """Measure and write."""
    full = "--full" in sys.argv
    briefings = 10_000 if full else 1_500
    stories = [10_000, 100_000, 1_000_000] if full else [10_000, 100_000]
    page_rows, page_tables = pages.report()
    summary_rows, summary_tables = summaries.report()
    text_rows, text_tables = same_text.report()
    event_rows, event_tables = same_event.report()
    rows = [
        *reading.rows(),
        *renderer.rows(),
        *page_rows,
        *summary_rows,
        *asyncio.run(page_to_story.rows()),
        *text_rows,
        *event_rows,
        *feeds.rows(),
        *asyncio.run(feed_polls.rows()),
        *asyncio.run(running.rows()),
        *asyncio.run(operating.rows()),
        *red.rows(install=full),
        *asyncio.run(desk_queue.rows()),
        *asyncio.run(due_schedules.rows()),
        *asyncio.run(searching.rows(stories)),
        *asyncio.run(looking_up.rows(max(stories))),
        *asyncio.run(fan_out.rows(briefings)),
        *asyncio.run(backups.rows()),
        *asyncio.run(stand_in.rows()),
    ]
    print(report.write(rows, {**page_tables, **summary_tables, **text_tables, **event_tables}))
    if any(row.met is False for row in rows):
        raise SystemExit("a target was missed: see the table")


if __name__ == "__main__":
    main()
