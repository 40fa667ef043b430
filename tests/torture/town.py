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
from string import ascii_lowercase
from typing import Any

from playground import Person, Playground
from playground.records import Message
from storage import Storage, open_storage
from storage.desk_log import By
from storage.story_records import Passage, StoryText
from tests.canaries import CANARIES
from tests.payloads import PayloadWatch
from tests.torture.bot_process import Orders, main
from tests.torture.count import Promise, text_of

FIRST_DAY = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SHORTS = 5
"""Schedules whose briefing is one message."""
LONG_STORIES = 16
"""Stories of the one whose briefing is three messages."""
LEASE_SECONDS = 130
"""After so long a dead bot's leases have run out."""
NOTICE = "The quay is closed for repairs until the evening."
PATIENCE = 30.0
"""Seconds after which what has not happened never will."""

SHORT_WINDOW, LONG_WINDOW = 30.0, 86_400.0
"""Of nonces: forgotten by the time a lease has run out, or remembered all the time."""

_OPEN = "SELECT lease_owner FROM deliveries WHERE state IN ('pending', 'sending')"
_OPEN_BUT_WAITING = f"{_OPEN} AND (waits_for IS NULL OR lease_owner IS NOT NULL)"

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
        self.desk = world.add_channel(self.guild, "desk")
        self.chief: Person = playground.person(
            world.add_member(self.guild, "Ana", owner=True), self.desk
        )
        self.shorts = [world.add_channel(self.guild, f"news-{n}") for n in range(SHORTS)]
        self.long = world.add_channel(self.guild, "long-reads")
        self._log = folder / "bot.log"
        self._offset = _processes.RawValue("d", 0.0)
        self._bot: BaseProcess | None = None
        self._dead_owners: set[str] = set()
        playground.clock.moved.append(self._tell_time)
        playground.clock.move_to(FIRST_DAY - timedelta(hours=2))

    def _tell_time(self) -> None:
        self._offset.value = self.playground.clock.offset

    @property
    def due(self) -> datetime:
        """When the editions of the day that begins next are due."""
        return FIRST_DAY + self.day * DAY

    @property
    def hour(self) -> datetime:
        """When those of the day that has begun are, or were."""
        return self.due - DAY

    # The desk's work, done while no bot runs

    async def set_up(self, *, draft: timedelta | None = None, approval: bool = False) -> None:
        """Join the server and plan the schedules. draft: how long before the hour the editors see
        one, in their channel; approval: whether one of them must approve it.
        """
        now = self.playground.clock.utc()
        async with open_storage(self.database) as storage:
            await storage.guilds.join(self.guild.id, now)
            await storage.guilds.mark_welcomed(self.guild.id, now)
            if draft:
                await storage.guilds.set_notice_channel(self.guild.id, self.desk.id)
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
                    draft_minutes=int(draft.total_seconds()) // 60 if draft else None,
                    needs_approval=approval,
                )

    async def begin_day(self, *, ahead: timedelta = timedelta(0), embargoed: int = 0) -> None:
        """Write the day's stories and let the hour come, or come near: from then on its editions
        are promised.

        embargoed: so many stories more in each edition, of which every other one is a draft, kept
        back until the very hour.
        """
        stories = {"Short": 1, "Long": LONG_STORIES - embargoed}
        now = self.due - ahead
        async with open_storage(self.database) as storage:
            for section, count in stories.items():
                for number in range(count):
                    story = _story(self._headline(section, number), section, now)
                    await storage.stories.add(self.guild.id, story, self.chief.id, now)
                for number in range(count, count + embargoed):
                    headline = self._headline(section, number)
                    story = _story(headline, section, now, self._words())
                    await self._keep_back(storage, story, number % 2 == 0)
        stories = {section: count + embargoed for section, count in stories.items()}
        self.promises += [
            Promise(
                channel=channel,
                due_at=self.due,
                headlines=tuple(self._headline(kind, n) for n in range(stories[kind])),
            )
            for channel in (*self.shorts, self.long)
            for kind in ["Long" if channel is self.long else "Short"]
        ]
        self.playground.clock.move_to(now + timedelta(seconds=1))
        self.day += 1

    def _words(self) -> str:
        """Of no other story, so that they do not pass for the same event."""
        words = ("".join(self.chance.choices(ascii_lowercase, k=9)) for _ in range(20))
        return f"The {' '.join(words)}."

    async def _keep_back(self, storage: Storage, story: StoryText, as_draft: bool) -> None:
        now = self.playground.clock.utc()
        by = By(actor_id=self.chief.id, at=now)
        if as_draft:
            draft = await storage.drafts.add(self.guild.id, self.chief.id, story, now, now + DAY)
            kept = await storage.drafts.put_under_embargo(
                self.guild.id, draft.id, self.due, self.due + DAY, by
            )
        else:
            stored = await storage.stories.add(self.guild.id, story, self.chief.id, now)
            kept = await storage.embargoes.put(self.guild.id, stored.id, self.due, by)
        assert kept

    def _headline(self, section: str, number: int) -> str:
        return f"Notice {section}D{self.day:04}N{number:02}"

    # The bot

    def start(
        self, dies: str | None = None, at: int = 1, *, second: datetime | None = None
    ) -> None:
        """Start the bot, to die at the `at`-th call of a spot by that name. second: which one the
        machine's clock shows then.
        """
        playground = self.playground
        orders = Orders(
            *(playground.socket_path, self.data, playground.bot_token, self._log),
            dies=dies,
            at=at,
            second=second,
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
        held = self.ask("SELECT lease_owner FROM deliveries WHERE lease_owner IS NOT NULL")
        self._dead_owners |= {owner for (owner,) in held}
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

    async def settled(self, *, but_waiting: bool = False) -> None:
        """Wait until nothing is due and nothing open. Raises Unreached if it never comes to that.

        but_waiting: what is kept back for its editors may stay so.
        Leases of the dead run out on the way: the clock goes on, once, when they are all that is
        left. More often, and a bot that is slow to start would find everything too late.
        """
        for _ in range(int(PATIENCE / 0.02)):
            now = int(self.playground.clock.now())
            # In this order: what is claimed between two looks must not be in neither.
            due = self.ask("SELECT 1 FROM slots WHERE next_run_at <= $1 LIMIT 1", now)
            open_ = self.ask(_OPEN_BUT_WAITING if but_waiting else _OPEN)
            if not open_ and not due:
                return
            if open_ and not due and {owner for (owner,) in open_} <= self._dead_owners:
                self.playground.clock.move(LEASE_SECONDS)
                self._dead_owners.clear()
            await asyncio.sleep(0.02)
        raise Unreached(f"Something is open for ever.\n{self.last_words()}")

    async def drafted(self) -> None:
        """Wait until the editors have seen a draft of each edition that was promised."""
        for _ in range(int(PATIENCE / 0.02)):
            done = self.ask("SELECT count(*) FROM edition_drafts WHERE done_at IS NOT NULL")
            if done[0][0] == len(self.promises):
                return
            await asyncio.sleep(0.02)
        raise Unreached(f"A draft is missing.\n{self.last_words()}")

    def drafts(self) -> list[Message]:
        """What the editors have before them of the running day's drafts, oldest first."""
        return [
            message
            for message in self.desk.messages.values()
            if f"-{self.hour:%Y%m%d}:" in text_of(message)
        ]

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


def _story(headline: str, section: str, now: datetime, text: str = NOTICE) -> StoryText:
    return StoryText(
        headline=headline,
        section=(section,),
        agency="Harbour Sample Wire",
        published_at=now - timedelta(hours=1),
        utc_offset=0,
        language="en",
        summary=(Passage(text, 0),),
        body=(text,),
        word_count=len(text.split()),
    )
