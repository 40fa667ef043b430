"""The town that is tortured: a playground with one server, schedules with a channel each, a new day
with new stories, and a bot process that is started, killed and started again.

What was promised and what came of it is `count`'s to say; where the bot dies, `bot_process`'s.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from playground import Person, Playground
from storage import open_storage
from storage.records import Passage, StoryText
from tests.canaries import CANARIES
from tests.payloads import PayloadWatch
from tests.torture.bot_process import Orders, main
from tests.torture.count import Promise

FIRST_DAY = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SHORTS = 5
"""Schedules whose briefing is one message."""
LONG_STORIES = 16
"""Stories of the one whose briefing is three messages."""
LEASE_SECONDS = 130
"""After so long a dead bot's leases have run out."""
PATIENCE = 30.0
"""Seconds after which what has not happened never will."""

SHORT_WINDOW, LONG_WINDOW = 30.0, 86_400.0
"""Of nonces: forgotten by the time a lease has run out, or remembered all the time."""

OPEN = ("pending", "sending")

CUT_SHARE = 0.02
"""Of all answers: the message was accepted, the bot never hears of it."""
SLOW_SHARE, SLOW_SECONDS = 0.5, 0.06

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.torture.bot_process"])


class Unreached(Exception):
    """The bot did not come to where it should: a fault of the bot's, or of the harness."""


class Town:
    """One day after the other; made by `open_town`."""

    def __init__(self, playground: Playground, folder: Path, chance: random.Random) -> None:
        self.playground = playground
        self.chance = chance
        self.data = folder / "data"
        self.database = self.data / "dateline.sqlite3"
        self.day = 0
        self.promises: list[Promise] = []
        world = playground.world
        self.guild = world.add_guild("Harbour Herald")
        self.chief: Person = playground.person(
            world.add_member(self.guild, "Ana", owner=True), world.add_channel(self.guild, "desk")
        )
        self.shorts = [world.add_channel(self.guild, f"news-{n}") for n in range(SHORTS)]
        self.long = world.add_channel(self.guild, "long-reads")
        self._log = folder / "bot.log"
        self._offset = _processes.RawValue("d", 0.0)
        self._bot: BaseProcess | None = None
        playground.clock.moved.append(self._tell_time)
        playground.clock.move_to(FIRST_DAY - timedelta(hours=2))

    def _tell_time(self) -> None:
        self._offset.value = self.playground.clock.offset

    @property
    def due(self) -> datetime:
        """When the day's editions are due."""
        return FIRST_DAY + self.day * DAY

    # The desk's work, done while no bot runs

    async def set_up(self) -> None:
        """Join the server and plan the schedules."""
        now = self.playground.clock.utc()
        async with open_storage(self.database) as storage:
            await storage.guilds.join(self.guild.id, now)
            await storage.guilds.mark_welcomed(self.guild.id, now)
            for channel in (*self.shorts, self.long):
                await storage.schedules.add(
                    self.guild.id,
                    channel_id=channel.id,
                    name=channel.name,
                    zone="UTC",
                    rule="{}",
                    sections=("Long",) if channel is self.long else ("Short",),
                    story_cap=LONG_STORIES,
                    slots=[(8 * 60, self.due.date(), self.due)],
                    created_by=self.chief.id,
                    now=now,
                )

    async def begin_day(self) -> None:
        """Write the day's stories and let the hour come: from then on its editions are promised."""
        stories = {"Short": 1, "Long": LONG_STORIES}
        async with open_storage(self.database) as storage:
            for section, count in stories.items():
                for number in range(count):
                    await storage.stories.add(
                        self.guild.id,
                        _story(self._headline(section, number), section, self.due),
                        self.chief.id,
                        self.due,
                    )
        self.promises += [
            Promise(
                channel=channel,
                due_at=self.due,
                headlines=tuple(self._headline(kind, n) for n in range(stories[kind])),
            )
            for channel in (*self.shorts, self.long)
            for kind in ["Long" if channel is self.long else "Short"]
        ]
        self.playground.clock.move_to(self.due + timedelta(seconds=1))
        self.day += 1

    def _headline(self, section: str, number: int) -> str:
        return f"Notice {section}D{self.day:04}N{number:02}"

    # The bot

    def start(self, dies: str | None = None, at: int = 1) -> None:
        """Start the bot, to die at the `at`-th call of a spot by that name."""
        playground = self.playground
        orders = Orders(
            playground.socket_path, self.data, playground.bot_token, self._log, dies=dies, at=at
        )
        self._bot = _processes.Process(target=main, args=(orders, self._offset), daemon=True)
        self._bot.start()

    async def ready(self) -> None:
        """Wait until the bot has logged in."""
        await self.playground.bot_ready(PATIENCE)

    async def dead(self) -> None:
        """Wait for the bot's death. Raises Unreached if it lives on."""
        assert self._bot is not None
        gone = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._bot.sentinel, gone.set)
        try:
            await asyncio.wait_for(gone.wait(), PATIENCE)
        except TimeoutError:
            raise Unreached(f"The bot was to die and did not.\n{self.last_words()}") from None
        finally:
            loop.remove_reader(self._bot.sentinel)
        self._bot.join()
        if self._bot.exitcode != -signal.SIGKILL:
            raise Unreached(f"The bot ended by itself: {self._bot.exitcode}.\n{self.last_words()}")
        self._bot.close()
        self._bot = None
        while self.playground.gateway.ready.is_set():
            await asyncio.sleep(0.005)

    async def kill(self) -> None:
        """`kill -9`, wherever it is."""
        self.strike()
        await self.dead()

    def strike(self) -> None:
        """`kill -9` without waiting for the end."""
        if self._bot is not None and self._bot.pid is not None:
            os.kill(self._bot.pid, signal.SIGKILL)

    async def settled(self) -> None:
        """Wait until nothing is due and nothing open. Raises Unreached if it never comes to that.

        Leases of the dead run out on the way: the clock goes on once they are all that is left.
        """
        dead_owners = {owner for (owner,) in self.ask("SELECT lease_owner FROM deliveries")}
        dead_owners.discard(None)
        for _ in range(int(PATIENCE / 0.02)):
            now = int(self.playground.clock.now())
            # In this order: what is claimed between two looks must not be in neither.
            due = self.ask("SELECT 1 FROM slots WHERE next_run_at <= $1 LIMIT 1", now)
            open_ = self.ask("SELECT lease_owner FROM deliveries WHERE state IN ($1, $2)", *OPEN)
            if not open_ and not due:
                return
            if open_ and not due and {owner for (owner,) in open_} <= dead_owners:
                self.playground.clock.move(LEASE_SECONDS)
            await asyncio.sleep(0.02)
        raise Unreached(f"Something is open for ever.\n{self.last_words()}")

    def pass_time(self) -> None:
        """Between death and restart: less than a lease, a little more, or far more."""
        self.playground.clock.move(self.chance.choice([2, LEASE_SECONDS, 1_000, 3_000]))

    def unsure(self) -> list[tuple[int, datetime]]:
        """Channel and hour of the editions that the bot has told staff it is unsure of."""
        rows = self.ask("SELECT channel_id, due_at FROM deliveries WHERE state = 'unconfirmed'")
        return [(int(channel), datetime.fromtimestamp(int(at), UTC)) for channel, at in rows]

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """A look into the database, whoever else has it open."""
        bound = {str(number): value for number, value in enumerate(values, 1)}
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, bound).fetchall()

    def last_words(self) -> str:
        """The end of the bot's log."""
        return self._log.read_text()[-3_000:] if self._log.exists() else ""


@asynccontextmanager
async def open_town(
    folder: Path, chance: random.Random, nonce_window: float
) -> AsyncIterator[Town]:
    """A town with its faults: answers cut off and slow ones, drawn by `chance`."""
    async with Playground(folder / "discord.sock", nonce_window=nonce_window) as playground:
        town = Town(playground, folder, chance)
        playground.faults.random.seed(chance.random())
        posts, always = "POST /channels/*/messages", 1_000_000
        playground.faults.cut_after(posts, always, CUT_SHARE)
        playground.faults.slow_answer(SLOW_SECONDS, posts, always, SLOW_SHARE)
        watch = PayloadWatch(playground.requests, lambda _code: None)
        try:
            yield town
        finally:
            town.strike()
            CANARIES.look_into(folder)
        watch.check()


def _story(headline: str, section: str, due: datetime) -> StoryText:
    return StoryText(
        headline=headline,
        section=(section,),
        agency="Harbour Sample Wire",
        published_at=due - timedelta(hours=1),
        utc_offset=0,
        language="en",
        summary=(Passage("The quay is closed for repairs until the evening.", 0),),
        body=("The quay is closed for repairs until the evening.",),
        word_count=9,
    )
