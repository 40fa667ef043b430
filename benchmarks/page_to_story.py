"""From a page's bytes to a stored story: parsed in its process, summarised, the row committed.

    python -m benchmarks.page_to_story DIR

DIR is a folder as benchmarks.pages takes it. The other way is newspaper4k's parse of the same bytes
and its summary, which stores nothing; bare trafilatura, which only finds the text, is the limit.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.pages import FOLDER, METHODS, Case, cases
from benchmarks.report import Row
from benchmarks.summarisers import Reading, summarisers
from bot.editing.story_text import to_story_text
from bot.errors import Unreadable
from bot.reading.sentences import split_sentences
from bot.web.guarded import PAGE
from bot.web.parser import Parsers
from storage import Storage, open_storage

GUILD = 1
IN_FLIGHT = 4
TIMES_FASTER = 4


async def rows(folder: Path = FOLDER) -> list[Row]:
    """The row of this module; none where the pages or the peer lack."""
    if not (folder / "ground-truth.json").exists() or "newspaper4k" not in summarisers()[0]:
        return []
    pages = cases(folder, "odd")
    seconds = await _seconds(pages)
    each = {name: len(pages) / taken for name, taken in seconds.items()}
    return [
        Row(
            work=f"page to stored story, {IN_FLIGHT} pages in flight",
            unit="pages/s",
            ours=each["in flight"],
            other_way="newspaper4k: parsed and summarised, not stored",
            other=each["newspaper4k"],
            target=TIMES_FASTER * each["newspaper4k"],
            higher_is_better=True,
            note=f"one at a time {each['alone']:.0f} pages/s; bare trafilatura, the text alone,"
            f" makes {each['trafilatura']:.0f} of the same {len(pages)} pages.",
        )
    ]


async def _seconds(pages: Sequence[Case]) -> dict[str, float]:
    """Seconds for all pages and each way; dozens by turns, so that a busy machine hits all."""
    taken: dict[str, float] = defaultdict(float)
    newspaper, trafilatura = _newspaper(), _method("bare trafilatura")
    parsers = Parsers()
    with tempfile.TemporaryDirectory() as folder:
        async with open_storage(Path(folder) / "dateline.sqlite3") as storage:
            await storage.guilds.join(GUILD, datetime.now(UTC))
            store = partial(_stored, parsers, storage)
            for way in (newspaper, trafilatura):  # what is imported is imported
                _each(way, pages[:1])
            await _in_flight(store, pages[:IN_FLIGHT])  # the processes have started
            for dozen in (pages[at : at + 12] for at in range(0, len(pages), 12)):
                for name, way in (("newspaper4k", newspaper), ("trafilatura", trafilatura)):
                    begun = time.perf_counter()
                    _each(way, dozen)
                    taken[name] += time.perf_counter() - begun
                begun = time.perf_counter()
                for case in dozen:
                    await store(case)
                taken["alone"] += time.perf_counter() - begun
                begun = time.perf_counter()
                await _in_flight(store, dozen)
                taken["in flight"] += time.perf_counter() - begun
    await parsers.close()
    return taken


async def _in_flight(store: Callable[[Case], Awaitable[None]], pages: Sequence[Case]) -> None:
    free = asyncio.Semaphore(IN_FLIGHT)

    async def one(case: Case) -> None:
        async with free:
            await store(case)

    await asyncio.gather(*map(one, pages))


async def _stored(parsers: Parsers, storage: Storage, case: Case) -> None:
    with suppress(Unreadable):
        article = await parsers.read(PAGE, case.html, url=case.url, charset=None)
        story = await asyncio.to_thread(to_story_text, article, url=case.url)
        await storage.stories.add(GUILD, story, 1, datetime.now(UTC))


def _each(way: Callable[[Case], object], pages: Sequence[Case]) -> None:
    for case in pages:
        with suppress(Exception):  # a peer may fail on a page
            way(case)


def _newspaper() -> Callable[[Case], object]:
    parse, summarise = _method("newspaper4k"), summarisers()[0]["newspaper4k"]

    def way(case: Case) -> object:
        text: Any = parse(case)
        return summarise(Reading(text, None, split_sentences(text)))

    return way


def _method(name: str) -> Callable[[Case], object]:
    return next(read for kind, method, read in METHODS if kind == "html" and name in method)


def main() -> None:
    """Print the row."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    logging.disable(logging.ERROR)  # the other ways complain of pages aloud
    warnings.simplefilter("ignore")
    for row in asyncio.run(rows(parser.parse_args().folder)):
        print(
            f"{row.work}: {row.ours:.1f} {row.unit}, {row.other_way}: {row.other:.1f}; {row.note}"
        )


if __name__ == "__main__":
    main()
