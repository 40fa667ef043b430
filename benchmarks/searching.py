"""Search, autocomplete and ingest in libraries of 10,000 stories and more, in the largest server.

Beside ours, in the same run on the same file: the very statements on plain synchronous sqlite3 (the
ceiling), the whole history ordered by bm25, and LIKE.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.generator import (
    AGENCIES,
    BATCH,
    FIRST_SERVER,
    SECTIONS,
    UNTIL,
    News,
    Told,
    ingest,
    library,
    sizes,
)
from benchmarks.report import Row
from storage import open_storage
from storage.completions import Completions
from storage.database import PRAGMAS, WRITER_PRAGMAS, Database, open_database
from storage.question import asked_of, everywhere, scope
from storage.room import Room
from storage.search import Search
from storage.search_records import Question, Sort
from storage.story_rows import insert
from storage.values import bind

SEED = 7
QUESTIONS = 100
"""Of each kind; the other ways are asked every twentieth, as they take a hundred times as long."""
EVERY = 20
INGESTED = 5_000
TOGETHER = 32
BODIES = "story_bodies"

Ask = Callable[[str], Awaitable[object]]


class Timed:
    """A database whose statements are timed: ours, or sqlite3 on this very thread."""

    def __init__(self, database: Database | sqlite3.Connection) -> None:
        self._database = database
        self.taken: list[float] = []
        """Milliseconds on the clock; used: of this process's time, threads included."""
        self.used: list[float] = []

    async def fetch(self, sql: str, *values: object, deadline: float = 60.0) -> list[sqlite3.Row]:
        begun, used = time.perf_counter(), time.process_time()
        if isinstance(self._database, Database):
            rows = await self._database.fetch(sql, *values, deadline=deadline)
        else:
            rows = self._database.execute(sql, bind(values)).fetchall()
        self.taken.append((time.perf_counter() - begun) * 1000)
        self.used.append((time.process_time() - used) * 1000)
        return rows


class Words:
    """What people might ask for: rare, common, stop words, Chinese words, beginnings."""

    def __init__(self, news: News) -> None:
        draw = random.Random(SEED)
        self.kinds: dict[str, list[str]] = {
            "rare words": [news.words[draw.randrange(5_000, 30_000)] for _ in range(QUESTIONS)],
            "common words": [news.words[draw.randrange(60, 200)] for _ in range(QUESTIONS)],
            "stop words": [news.words[draw.randrange(10)] for _ in range(QUESTIONS)],
        }
        self.chinese = [news.chinese[draw.randrange(2_000)] for _ in range(QUESTIONS)]
        heads = [news.words[draw.randrange(40, 20_000)] for _ in range(QUESTIONS)]
        self.typed = [head[: 1 + number % 4] for number, head in enumerate(heads)]
        self.seeds = draw


async def rows(counts: Sequence[int]) -> list[Row]:
    """The rows of this module, for libraries of so many stories; targets are the largest's."""
    found = [row for count in counts for row in await looked_up(count)]
    largest = max(counts)
    path = await library(largest)
    return [*found, await _ingested(path, largest), _size(path, largest)]


async def looked_up(count: int) -> list[Row]:
    """Search and autocomplete in a library of so many stories."""
    path, words = await library(count), Words(News())
    _read_through(path)
    where = f"{count:,} stories"
    async with open_database(path) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as plain:
            plain.row_factory = sqlite3.Row
            plain.execute("PRAGMA cache_size = -4096")  # as our readers have
            ours, ceiling = Timed(database), Timed(plain)
            search, synchronous = (Search(each) for each in (ours, ceiling))  # pyright: ignore[reportArgumentType]
            offered, offered_plainly = (Completions(each) for each in (ours, ceiling))  # pyright: ignore[reportArgumentType]
            asked = {
                kind: await _both(_found(search), _found(synchronous), typed)
                for kind, typed in words.kinds.items()
            }
            by_bm25 = {kind: _others(_bm25(plain), typed) for kind, typed in words.kinds.items()}
            by_like = {kind: _others(_like(plain), typed) for kind, typed in words.kinds.items()}
            completed = await _both(_completed(offered), _completed(offered_plainly), words.typed)
            chinese = await _both(_found(search), _found(synchronous), words.chinese)
            like_headline = _others(_like(plain, "headline"), words.typed)
            like_chinese = _others(_like(plain), words.chinese)
            every = [word for typed in words.kinds.values() for word in typed]
            cost, clock = list(ours.used), list(ours.taken)
            narrowed = await _asked(_narrowed(search, words.seeds), every)
            best = await _best(search, every[::5])
    slowest = max(asked, key=lambda kind: statistics.median(asked[kind]))
    return [
        Row(
            work=f"search in {where}, p50 of the slowest kind of word",
            steady=False,
            unit="ms",
            ours=statistics.median(asked[slowest]),
            other_way="ORDER BY bm25",
            other=statistics.median(by_bm25[slowest]),
            target=3,
            limit="one walk along the index",
            note="p50 / p99 "
            + "; ".join(
                f"{kind} {statistics.median(taken):.2f} / {_p99(taken):.1f}, by bm25"
                f" {statistics.median(by_bm25[kind]):.1f}, by LIKE"
                f" {statistics.median(by_like[kind]):.1f}"
                for kind, taken in asked.items()
            )
            + f" ms. Best match: {best}. The system holds the file; SQLite's own memory is 4 MB.",
        ),
        Row(
            work=f"search in {where}, p99 of all words",
            steady=False,
            unit="ms",
            ours=_p99([one for taken in asked.values() for one in taken]),
            other_way="LIKE",
            other=max(max(taken) for taken in by_like.values()),
            target=30,
            limit="one walk along the index",
        ),
        Row(
            work=f"search in {where}, narrowed by section, source or year, p99",
            unit="ms",
            ours=_p99(narrowed),
            target=30,
            note="periods that ended years ago take longest: what came in late is among the newer.",
        ),
        Row(
            work=f"autocomplete in {where}, p99",
            steady=False,
            unit="ms",
            ours=_p99(completed),
            other_way="LIKE over headlines",
            other=max(like_headline),
            target=15,
            limit="Discord asks at each letter",
        ),
        Row(
            work=f"Chinese word of two characters in {where}, p99",
            steady=False,
            unit="ms",
            ours=_p99(chinese),
            other_way="LIKE",
            other=max(like_chinese),
            target=15,
        ),
        Row(
            work=f"cost of a look-up's statement in {where}, p50",
            unit="ms of CPU",
            ours=statistics.median(cost),
            other_way="synchronous sqlite3, the ceiling",
            other=statistics.median(ceiling.used),
            target=3 * statistics.median(ceiling.used),
            note="the target is three times the ceiling; on the clock"
            f" {statistics.median(clock):.2f} and {statistics.median(ceiling.taken):.2f} ms.",
        ),
    ]


def _read_through(path: Path) -> None:
    """So that the system holds the file, as it does where a service has run for a day. What came
    from the disk before depended on what had been measured an hour ago.
    """
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def _found(search: Search) -> Ask:
    return lambda typed: search.find(FIRST_SERVER, Question(words=typed))


def _completed(completions: Completions) -> Ask:
    return lambda typed: completions.stories(FIRST_SERVER, typed)


def _narrowed(search: Search, draw: random.Random) -> Ask:
    async def ask(typed: str) -> object:
        year = draw.randrange(2021, 2026)
        filters: list[dict[str, Any]] = [
            {"section": draw.choice(SECTIONS)[1]},
            {"source": draw.choice(AGENCIES)},
            {"start": datetime(year, 3, 1, tzinfo=UTC), "end": datetime(year, 4, 1, tzinfo=UTC)},
            {"end": datetime(year, 6, 1, tzinfo=UTC), "section": SECTIONS[-1][0]},
        ]
        return await search.find(FIRST_SERVER, Question(words=typed, **draw.choice(filters)))

    return ask


async def _best(search: Search, typed: Sequence[str]) -> str:
    taken: list[float] = []
    given_up = 0
    for word in typed:
        begun = time.perf_counter()
        answer = await search.find(FIRST_SERVER, Question(words=word, sort=Sort.BEST))
        taken.append((time.perf_counter() - begun) * 1000)
        given_up += answer.sort is Sort.NEWEST
    return (
        f"p50 {statistics.median(taken):.1f}, at most {max(taken):.0f} ms,"
        f" {given_up} of {len(typed)} answered newest first"
    )


async def _asked(ask: Ask, typed: Sequence[str]) -> list[float]:
    """Milliseconds of each."""
    taken: list[float] = []
    for word in typed:
        begun = time.perf_counter()
        await ask(word)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


async def _both(ours: Ask, ceiling: Ask, typed: Sequence[str]) -> list[float]:
    """Milliseconds of ours; the ceiling is asked the same, in turns who comes first."""
    taken: list[float] = []
    await ours(typed[0])
    for number, word in enumerate(typed):
        if number % 2:
            await ceiling(word)
        begun = time.perf_counter()
        await ours(word)
        taken.append((time.perf_counter() - begun) * 1000)
        if not number % 2:
            await ceiling(word)
    return taken


def _others(ask: Callable[[str], object], typed: Sequence[str]) -> list[float]:
    taken: list[float] = []
    for word in typed[::EVERY]:
        begun = time.perf_counter()
        ask(word)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def _bm25(plain: sqlite3.Connection) -> Callable[[str], object]:
    def ask(typed: str) -> object:
        return plain.execute(
            "SELECT rowid FROM story_search WHERE story_search MATCH ?"
            " ORDER BY bm25(story_search, 4, 10, 2, 0) LIMIT 6",
            (everywhere(scope(FIRST_SERVER), asked_of(typed)),),
        ).fetchall()

    return ask


def _like(plain: sqlite3.Connection, columns: str = "summary") -> Callable[[str], object]:
    """The newest six of the server with the letters anywhere in headline or summary."""

    def ask(typed: str) -> object:
        return plain.execute(
            "SELECT * FROM stories WHERE guild_id = ? AND"
            f" (headline LIKE '%' || ? || '%' OR {columns} LIKE '%' || ? || '%')"
            " ORDER BY dated_at DESC, id DESC LIMIT 6",
            (FIRST_SERVER, typed, typed),
        ).fetchall()

    return ask


class _Plain:
    """A transaction on sqlite3 on this very thread."""

    def __init__(self, connection: sqlite3.Connection, room: Room) -> None:
        self._connection = connection
        self.room = room

    async def run(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self._connection.execute(sql, bind(values)).fetchall()

    async def run_all(self, *statements: tuple[str, Sequence[object]]) -> None:
        for sql, values in statements:
            await self.run(sql, *values)


async def _ingested(path: Path, count: int) -> Row:
    """So many more stories into a copy of the library."""
    told = list(islice(News(SEED).stories(INGESTED), INGESTED))
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / "dateline.sqlite3"
        shutil.copyfile(path, copy)
        async with open_storage(copy) as storage:
            seconds = sum(
                [
                    await ingest(storage, told[start : start + BATCH])
                    for start in range(0, INGESTED, BATCH)
                ]
            )
        synchronous = await _synchronously(copy, told)
    return Row(
        work=f"ingest with all indexes, at {count:,} stories",
        unit="stories/s",
        ours=INGESTED / seconds,
        other_way="the same statements on synchronous sqlite3, the ceiling",
        other=INGESTED / synchronous,
        target=700,
        higher_is_better=True,
        limit="cutting texts into words",
        note=f"batches of {BATCH}, {TOGETHER} stories a commit, synchronous=FULL; bodies are"
        " compressed, and the marks by which a story is known again are words of the index.",
    )


async def _synchronously(path: Path, told: Sequence[Told]) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        for pragma in (*PRAGMAS, *WRITER_PRAGMAS):
            connection.execute(f"PRAGMA {pragma}")
        store = partial(insert, _Plain(connection, Room(path)))  # pyright: ignore[reportArgumentType]
        begun = time.perf_counter()
        for start in range(0, len(told), TOGETHER):
            connection.execute("BEGIN IMMEDIATE")
            for one in told[start : start + TOGETHER]:
                await store(one.guild_id, one.text, 1, UNTIL)
            connection.execute("COMMIT")
        return time.perf_counter() - begun


def _size(path: Path, count: int) -> Row:
    tables = sizes(path)
    whole = sum(tables.values())
    parts = {
        "stories": ("stories", "stories_by_date", "stories_dates", "stories_by_intake"),
        "the words' index": ("story_search_data", "story_search_docsize", "story_search_idx"),
        "autocomplete": ("story_headlines_data", "story_headlines_idx"),
        "sections": ("story_sections",),
    }
    named = {name: sum(tables.get(table, 0) for table in them) for name, them in parts.items()}
    return Row(
        work=f"database of {count:,} stories without bodies",
        unit="GB",
        ours=(whole - tables[BODIES]) / 1e9,
        other_way="the stories' own columns",
        other=tables["stories"] / 1e9,
        target=1.6 * count / 1_000_000,
        note="bytes a story: "
        + ", ".join(f"{name} {size / count:.0f}" for name, size in named.items())
        + f"; bodies, compressed, {tables[BODIES] / count:.0f}.",
    )


def _p99(taken: Sequence[float]) -> float:
    return statistics.quantiles(taken, n=100)[98]
