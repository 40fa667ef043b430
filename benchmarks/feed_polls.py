"""Polling feeds, good and hostile ones together: how long the loop is held up, and who is on time.

python -m benchmarks.feed_polls
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from benchmarks.feeds import large_feed
from benchmarks.report import Row
from bot.ui.briefing_layout import DiscordRenderer
from bot.web.guarded import open_web
from bot.workflows.feed_notices import FeedNotices
from bot.workflows.feed_poll import FeedPoll
from bot.workflows.feed_polls import FeedPolls
from bot.workflows.figures import Figures
from bot.workflows.notices import Notices
from bot.workflows.ports import Poster
from storage import Storage, open_storage
from storage.feed_records import FeedMode, FeedState
from tests.web.net import Net, bomb, dripping, serving

GUILD = 1
GOOD = 24
XML = "Content-Type: application/rss+xml"
TICK = 0.2
WATCH = 0.005


async def measure() -> tuple[list[float], int, float]:
    """Lags of the loop in ms, how many good feeds were read, and seconds until all were done."""
    with tempfile.TemporaryDirectory() as folder:
        async with _town(Path(folder)) as (storage, polls):
            lags: list[float] = []
            watching = asyncio.create_task(_watch(lags))
            begun = time.perf_counter()
            await polls.tick()
            while polls.under_way:
                await asyncio.sleep(TICK)
                await polls.tick()
            seconds = time.perf_counter() - begun
            watching.cancel()
            feeds = await storage.feeds.list_all(GUILD)
            good = [feed for feed in feeds if feed.name.startswith("good")]
            read = sum(feed.source.state is FeedState.GOOD for feed in good)
            return lags, read, seconds


async def rows() -> list[Row]:
    """The rows of this module."""
    lags, read, seconds = await measure()
    return [
        Row(
            work=f"poll {GOOD} feeds of 200 articles beside hostile ones: loop lag, 99 %",
            unit="ms",
            ours=statistics.quantiles(lags, n=100)[98],
            target=100,
            note=f"at most {max(lags):.0f} ms; all done after {seconds:.0f} s.",
        ),
        Row(
            work="the same: good feeds read",
            unit="feeds",
            ours=read,
            target=GOOD,
            higher_is_better=True,
        ),
    ]


@asynccontextmanager
async def _town(folder: Path) -> AsyncIterator[tuple[Storage, FeedPolls]]:
    def clock() -> datetime:
        return datetime.now(UTC)

    net = Net()
    async with (
        open_storage(folder / "dateline.sqlite3") as storage,
        open_web(clock, dial=net.dial()) as web,
    ):
        # Telling writes a row and no more, so nothing is posted here.
        tell = FeedNotices(Notices(storage, DiscordRenderer(), cast("Poster", None), clock))
        polls = FeedPolls(storage, FeedPoll(storage, web, tell, clock), tell, clock, Figures())
        await storage.guilds.join(GUILD, clock())
        hostile = {
            "drip": dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"<", seconds=0.1),
            "bomb": serving(bomb(64), XML, "Content-Encoding: gzip"),
            "deep": serving(b"<rss version='2.0'>" + b"<a>" * 600_000, XML),
            "laughs": serving(b"<!DOCTYPE r [<!ENTITY a 'b'>]><rss/>", XML),
        }
        good = {f"good{number}": serving(large_feed(), XML) for number in range(GOOD)}
        for name, answer in {**hostile, **good}.items():
            host = f"{name}.example"
            await net.site(host, answer)
            await storage.feeds.follow(
                GUILD,
                url=f"http://{host}/feed",
                host=host,
                name=name,
                section=(),
                mode=FeedMode.QUEUE,
                take_first=10,
                added_by=1,
                now=clock(),
                next_poll_at=clock(),
            )
        try:
            yield storage, polls
        finally:
            await polls.stop()
            await net.close()


async def _watch(lags: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(WATCH)
        lags.append((time.perf_counter() - begun - WATCH) * 1000)


def main() -> None:
    """Measure and print."""
    lags, read, seconds = asyncio.run(measure())
    print(
        f"{read} of {GOOD} good feeds read, all done after {seconds:.1f} s; loop lag: median"
        f" {statistics.median(lags):.1f} ms, 99 % {statistics.quantiles(lags, n=100)[98]:.1f} ms,"
        f" at most {max(lags):.1f} ms"
    )


if __name__ == "__main__":
    main()
