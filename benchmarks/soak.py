"""A long day in some minutes: a hundred thousand events through one bot, watched for what grows.

python -m benchmarks.soak [--events 100000]     `make soak`; its table goes into docs/soak.md

The bot runs in a process of its own on a playground. Members and editors ask, type, page, save and
add stories, editions go out, and one in five events is hostile: forged controls, queries made of
query syntax, pages that are none. Memory (its children's included), threads and file handles are
read from outside, tasks from inside, once a second. What counts is the growth from a fifth of the
way to the end.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
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
from typing import Any

import psutil

from benchmarks.bots import TOKEN_VARIABLE
from benchmarks.running import PAGE
from playground import Playground, Upload
from playground.interactions import COMPONENT
from playground.picking import CannotPress

EVENTS = 100_000
AT_ONCE = 16
SERVERS = 8
SAMPLE_SECONDS = 1.0
MOST_GROWTH = 5.0
"""Percent of memory, from a fifth of the way to the end."""
MOST_MINUTES = 20.0
FORGET_EVERY = 500
"""Events after which the playground's own record of requests is emptied."""
TARGET = Path(__file__).parent.parent / "docs" / "soak.md"

WORDS = (
    "council", "ferry", "island", "harbour", "vote", "mayor", "ship", "crowns", "quay", "bridge",
    "january", "second",
)  # fmt: skip
HOSTILE = (
    '"', '" OR 1', "NEAR(a b)", "a* b*", "headline:x", "-x", "^x", "(((((", "\u202e", "@everyone",
    "'; DROP TABLE stories; --", "[x](https://evil.example)", "\x00", "消息", "%s{0}", "." * 100,
)  # fmt: skip
FORGED = (
    "draft.save:999", "draft.save:-1", "story.open:1:2", "story.open:99999999999999999999", "x",
    "", "setup.role", "privacy.erase-server", "saved.remove:1", "briefing.details:ffffffffffff:1",
    "feed.accept:1", "a:" + "b" * 90,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """events: done when it was taken. memory: MB."""

    events: int
    memory: float
    threads: int
    handles: int
    tasks: int


class Day:
    """Does events, one after the other for each of some people."""

    def __init__(self, playground: Playground, events: int) -> None:
        self._playground = playground
        self._events = events
        self._rng = random.Random(1)
        self.done = 0
        self.kinds: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self._places: list[tuple[Any, Any]] = []
        for number in range(SERVERS):
            world = playground.world
            guild = world.add_guild(f"Town {number}")
            news = world.add_channel(guild, "news", kind="text")
            chief = playground.person(world.add_member(guild, "Ana", owner=True), news)
            member = playground.person(world.add_member(guild, "Mia"), news)
            self._places.append((chief, member))

    async def prepare(self) -> None:
        """A story, a schedule and a zone for each server."""
        for chief, _ in self._places:
            await self._add_story(chief)
            await chief.slash("schedule add", channel=chief.channel, times="08:00", post_empty=True)

    async def run(self) -> None:
        await asyncio.gather(*(self._person() for _ in range(AT_ONCE)))

    async def _person(self) -> None:
        kinds = {
            self._ask: 40, self._type: 14, self._search: 14, self._save: 6, self._add: 4,
            self._post: 1, self._hostile_query: 9, self._forge: 8, self._hostile_page: 4,
        }  # fmt: skip
        while self.done < self._events:
            self.done += 1
            (work,) = self._rng.choices(list(kinds), list(kinds.values()))
            name = work.__name__.strip("_")
            self.kinds[name] += 1
            try:
                await work(*self._rng.choice(self._places))
            except (CannotPress, TimeoutError) as error:
                self.failures[f"{name}: {type(error).__name__}"] += 1
            if self.done % FORGET_EVERY == 0:
                self._forget()

    async def _ask(self, chief: Any, member: Any) -> None:
        command = self._rng.choice(
            ("story latest", "briefing today", "help", "saved", "archive", "privacy")
        )
        await self._rng.choice((chief, member)).slash(command)

    async def _type(self, _chief: Any, member: Any) -> None:
        await member.autocomplete("story show", "story", self._rng.choice(WORDS)[:3])

    async def _search(self, _chief: Any, member: Any) -> None:
        await member.slash("story search", query=" ".join(self._rng.sample(WORDS, 2)))

    async def _save(self, chief: Any, member: Any) -> None:
        page = await member.slash("story latest")
        if "Open" in page.buttons:
            await member.press(page.message, "Open")
        await chief.slash("schedule list")

    async def _add(self, chief: Any, _member: Any) -> None:
        await self._add_story(chief)

    async def _post(self, chief: Any, _member: Any) -> None:
        await chief.slash("briefing now", schedule=await self._schedule(chief))

    async def _hostile_query(self, _chief: Any, member: Any) -> None:
        query = "".join(self._rng.sample(HOSTILE, 2))[:100]
        await member.slash("story search", query=query)

    async def _hostile_page(self, chief: Any, _member: Any) -> None:
        data = self._rng.choice(
            (b"", b"\xff\xfe" * 500, b"word " * 3000, b"\n" * 9000, b"[" * 5000)
        )
        await chief.slash("story add", file=Upload("page.txt", data))

    async def _forge(self, _chief: Any, member: Any) -> None:
        shown = await member.slash("help")
        if shown.message is None:
            return
        source = member.board.anywhere(int(shown.message["id"]), member.id)
        custom_id = self._rng.choice(FORGED)
        data = {"component_type": 2, "custom_id": custom_id, "id": 1}
        start = self._playground.interactions.start
        interaction = start(COMPONENT, member.user, member.channel, data, custom_id, source=source)
        await asyncio.wait_for(interaction.first.wait(), 10)

    async def _add_story(self, chief: Any) -> None:
        words = self._rng.sample(WORDS, 4)
        number = self._rng.randrange(10**9)
        page = PAGE.replace("Council votes", f"Council {words[0]} {number} votes")
        page = page.replace("the mayor said", f"{' '.join(words)} number {number} said")
        read = await chief.slash("story add", file=Upload("page.txt", page.encode()))
        save = next((name for name in ("Save", "Different") if name in read.buttons), None)
        if save:
            await chief.press(read.message, save)

    async def _schedule(self, chief: Any) -> str:
        choices = await chief.autocomplete("briefing now", "schedule", "")
        return str(choices[0]["value"]) if choices else "1"

    def _forget(self) -> None:
        """What the playground keeps of the day is no part of what is measured."""
        self._playground.requests.clear()


async def watch(bot: asyncio.subprocess.Process, day: Day, samples: list[Sample]) -> None:
    """Sample until cancelled."""
    assert bot.stdout is not None
    process = psutil.Process(bot.pid)
    while True:
        await asyncio.sleep(SAMPLE_SECONDS)
        bot.send_signal(signal.SIGUSR1)
        tasks = int(await bot.stdout.readline())
        family = [process, *process.children(recursive=True)]
        memory = 0.0
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                memory += one.memory_info().rss / 1e6
        samples.append(Sample(day.done, memory, process.num_threads(), process.num_fds(), tasks))


@asynccontextmanager
async def bot_on(playground: Playground, data: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in a process that says how many tasks it has when it is sent SIGUSR1."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.bots", "ours", str(playground.socket_path), str(data)),
        env={**os.environ, TOKEN_VARIABLE: playground.bot_token},
        stdout=asyncio.subprocess.PIPE,
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


def growth(samples: list[Sample], events: int, name: str) -> tuple[float, float, float]:
    """Of one figure: around a fifth of the way, around the end, and the growth in percent.

    Medians of a tenth of the way each, so that no single sample decides.
    """
    early = [getattr(one, name) for one in samples if 0.2 <= one.events / events < 0.3]
    late = [getattr(one, name) for one in samples if one.events / events >= 0.9]
    if not early or not late:
        raise SystemExit("so few events were over too soon to tell: use --events 2000 or more")
    first, last = statistics.median(early), statistics.median(late)
    return first, last, (last - first) / first * 100


async def soak(events: int) -> tuple[Day, list[Sample], float]:
    """All of it; how long it took, in seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Playground(socket_path=folder / "discord.sock", port=None) as playground:
            day, samples = Day(playground, events), list[Sample]()
            async with bot_on(playground, folder / "data") as bot:
                await day.prepare()
                watching = asyncio.create_task(watch(bot, day, samples))
                begun = time.monotonic()
                await day.run()
                seconds = time.monotonic() - begun
                await asyncio.sleep(3 * SAMPLE_SECONDS)
                watching.cancel()
                await asyncio.wait({watching})
                if bot.returncode is not None:
                    raise RuntimeError(f"the bot ended with {bot.returncode}")
    return day, samples, seconds


def table(day: Day, samples: list[Sample], events: int, seconds: float) -> tuple[str, bool]:
    """The page, and whether all is as promised."""
    rows: list[str] = []
    good = seconds / 60 <= MOST_MINUTES
    for name, unit, most in (
        ("memory", "MB", MOST_GROWTH),
        ("threads", "", 0.0),
        ("handles", "", MOST_GROWTH),
        ("tasks", "", MOST_GROWTH),
    ):
        first, last, percent = growth(samples, events, name)
        met = percent <= most or (name != "memory" and last - first <= 2)
        good = good and met
        rows.append(
            f"| {name} | {first:.0f} {unit} | {last:.0f} {unit} | {percent:+.1f} % |"
            f" {'yes' if met else '**no**'} |"
        )
    pace = f"{events:,} events in {seconds / 60:.1f} minutes ({events / seconds:.0f} a second)"
    kinds = ", ".join(f"{name} {count:,}" for name, count in day.kinds.most_common())
    failed = ", ".join(f"{name} {count}" for name, count in day.failures.items())
    lines = [
        "# A hundred thousand events",
        "",
        "Written by `make soak`; do not edit. What is measured, `benchmarks/soak.py` says.",
        "",
        f"{pace}, {SERVERS} servers, {AT_ONCE} people at once.",
        "",
        "| figure | at a fifth | at the end | growth | flat |",
        "| --- | ---: | ---: | ---: | --- |",
        *rows,
        "",
        f"Events: {kinds}. Not done: {failed or 'none'}.",
    ]
    return "\n".join(lines) + "\n", good


def main() -> None:
    """Run it, write docs/soak.md, and fail where something has grown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    events: int = parser.parse_args().events
    day, samples, seconds = asyncio.run(soak(events))
    text, good = table(day, samples, events, seconds)
    if events >= EVENTS:
        TARGET.write_text(text, encoding="utf-8")
    print(text)
    if not good:
        raise SystemExit("something has grown, or it took too long: see the table")


if __name__ == "__main__":
    main()
