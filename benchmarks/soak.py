"""A long day in some minutes: a hundred thousand events through one bot, watched for what grows.

python -m benchmarks.soak [--events 100000] [--stories 100000]
    `make soak`; its figures go into docs/benchmarks.md

The bot runs in a process of its own on a playground, with a library of stories as one has after
some years: SQLite's caches are full early, so that what grows later is no cache. It polls feeds
from a little web; what people do, `soak_day` says. Once a second its memory is read from outside. A
fifth of the way and at the end everybody rests until what they asked for is over, and threads, file
handles and tasks are counted: at rest each one more than before is a leak.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks import report
from benchmarks.bots import TOKEN_VARIABLE
from benchmarks.generator import library
from benchmarks.report import Row
from benchmarks.soak_day import AT_ONCE, FEED_EDITORS, SERVERS, Day
from benchmarks.soak_feeds import SoakFeeds, open_soak_feeds
from playground import Playground

EVENTS = 100_000
STORIES = 100_000
SAMPLE_SECONDS = 1.0
REST_SECONDS = 150.0
"""At most; the parsers end after a minute without work."""
COUNTS = 20
"""At rest, half a second apart; the least counts, since a tick may be at work."""
MOST_GROWTH = 5.0
"""Percent of memory, from a fifth of the way to the end."""
MOST_MINUTES = 20.0
TITLE = "A long day"


@dataclass(frozen=True, slots=True)
class Sample:
    """events: done when it was taken. bot, family: MB, without and with its child processes."""

    events: int
    bot: float
    family: float


@dataclass(frozen=True, slots=True)
class Rest:
    """Counted while nobody asks for anything."""

    threads: int
    handles: int
    tasks: int


@dataclass(slots=True)
class Found:
    """What a run has shown. seconds: with the first rest. errors: lines of the bot's log by event.
    inside: visits of the bot to the machine itself.
    """

    day: Day
    samples: list[Sample]
    early: Rest
    late: Rest
    seconds: float
    cpu: float
    errors: Counter[str]
    visits: Counter[str]
    inside: int


async def soak(events: int, stories: int) -> Found:
    """All of it."""
    path = await library(stories)
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        (folder / "data").mkdir()
        shutil.copyfile(path, folder / "data" / "dateline.sqlite3")
        async with (
            open_soak_feeds() as (feeds, port, canary),
            Playground(socket_path=folder / "discord.sock", port=None) as playground,
            bot_on(playground, folder, port) as bot,
        ):
            day, samples = Day(playground, feeds), list[Sample]()
            await day.prepare()
            watching = asyncio.create_task(watch(bot, day, samples))
            begun = time.monotonic()
            await day.run(events // 5)
            early = await rest(bot, feeds)
            await day.run(events)
            seconds = time.monotonic() - begun
            watching.cancel()
            await asyncio.wait({watching})
            late = await rest(bot, feeds)
            if bot.returncode is not None:
                raise RuntimeError(f"the bot ended with {bot.returncode}")
            times = psutil.Process(bot.pid).cpu_times()
            cpu = times.user + times.system
        errors = _errors((folder / "log").read_text(encoding="utf-8"))
    return Found(day, samples, early, late, seconds, cpu, errors, feeds.visits, canary.visits)


async def watch(bot: asyncio.subprocess.Process, day: Day, samples: list[Sample]) -> None:
    """Sample until cancelled."""
    process = psutil.Process(bot.pid)
    while True:
        await asyncio.sleep(SAMPLE_SECONDS)
        own = process.memory_info().rss / 1e6
        family = own
        for one in process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                family += one.memory_info().rss / 1e6
        samples.append(Sample(day.done, own, family))


async def rest(bot: asyncio.subprocess.Process, feeds: SoakFeeds) -> Rest:
    """What is left when everybody has gone, and the processes that read for them, too."""
    feeds.quiet = True
    process = psutil.Process(bot.pid)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(REST_SECONDS):
            while process.children():
                await asyncio.sleep(SAMPLE_SECONDS)
    counted = [await _count(bot, process) for _ in range(COUNTS)]
    feeds.quiet = False
    return Rest(*map(min, zip(*counted, strict=True)))


async def _count(bot: asyncio.subprocess.Process, process: psutil.Process) -> tuple[int, int, int]:
    assert bot.stdout is not None
    await asyncio.sleep(0.5)
    bot.send_signal(signal.SIGUSR1)
    tasks = int(await bot.stdout.readline())
    return process.num_threads(), process.num_fds(), tasks


@asynccontextmanager
async def bot_on(
    playground: Playground, folder: Path, port: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in a process that says how many tasks it has when it is sent SIGUSR1; what it logs
    goes into `folder`.
    """
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "benchmarks.bots", "soaked", str(playground.socket_path)),
            *(str(folder / "data"), str(port)),
            env={**os.environ, TOKEN_VARIABLE: playground.bot_token},
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdout is not None
    try:
        if (await asyncio.wait_for(process.stdout.readline(), 60)).strip() != b"ready":
            raise RuntimeError("the bot did not start")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _errors(log: str) -> Counter[str]:
    """Events of errors; a line that is none of ours, such as a traceback's, counts as one, too."""
    found: Counter[str] = Counter()
    for line in log.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            found[line] += 1
            continue
        if entry.get("level") in ("error", "critical"):
            cause = str(entry.get("exception", "")).splitlines()[-1:]
            found[": ".join([str(entry["event"]), *cause])] += 1
    return found


def growth(samples: list[Sample], events: int, name: str) -> tuple[float, float]:
    """Of one figure: around a fifth of the way, and around the end.

    Medians of a tenth of the way each, so that no single sample decides.
    """
    early = [getattr(one, name) for one in samples if 0.2 <= one.events / events < 0.3]
    late = [getattr(one, name) for one in samples if one.events / events >= 0.9]
    if not early or not late:
        raise SystemExit("so few events were over too soon to tell: use --events 2000 or more")
    return statistics.median(early), statistics.median(late)


def rows(found: Found, events: int) -> list[Row]:
    """Every figure with its bound; the other way is what it was a fifth of the way."""
    rows = [
        Row(work=f"{events:,} events", unit="min", ours=found.seconds / 60, target=MOST_MINUTES)
    ]
    for name, work in (
        ("bot", "memory of the bot at the end"),
        ("family", "memory at the end, child processes included"),
    ):
        early, late = growth(found.samples, events, name)
        rows.append(
            Row(work=work, unit="MB", ours=late, other_way="at a fifth", other=early,
                target=early * (1 + MOST_GROWTH / 100))
        )  # fmt: skip
    for name in ("threads", "handles", "tasks"):
        early, late = getattr(found.early, name), getattr(found.late, name)
        rows.append(
            Row(work=f"{name} at rest, after it", unit="", ours=late,
                other_way="at a fifth", other=early, target=early)
        )  # fmt: skip
    failed = found.day.failures.total()
    return [
        *rows,
        Row(work="events that were not answered", unit="", ours=failed, target=0),
        Row(work="errors in the log", unit="", ours=found.errors.total(), target=0),
        Row(work="visits to the machine itself", unit="", ours=found.inside, target=0),
    ]


def section(found: Found, rows: list[Row], events: int) -> str:
    """The table and what was done, for docs/benchmarks.md."""
    kinds = ", ".join(f"{name} {count:,}" for name, count in found.day.kinds.most_common())
    visits = ", ".join(f"{name} {count:,}" for name, count in found.visits.most_common())
    pace = f"{events / found.seconds:.0f} events a second"
    cost = f"{found.cpu / events * 1000:.1f} ms of CPU an event"
    lines = [
        f"Written by `make soak` ({report.measured()}).",
        f"{pace}, {SERVERS} servers, {AT_ONCE + FEED_EDITORS} people at once; the bot took {cost}.",
        "",
        *report.table(rows),
        "",
        f"Events: {kinds}. Visits to feeds: {visits}.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Run it, write it down where it was long enough, and fail where something has grown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--stories", type=int, default=STORIES)
    options = parser.parse_args()
    events: int = options.events
    found = asyncio.run(soak(events, options.stories))
    measured = rows(found, events)
    text = section(found, measured, events)
    if events >= EVENTS:
        report.write_soak(TITLE, text)
    print(text)
    for name, count in (found.day.failures + found.errors).items():
        print(f"{count} times: {name}")
    if any(row.met is False for row in measured):
        raise SystemExit("something has grown, or it took too long: see the table")


if __name__ == "__main__":
    main()
