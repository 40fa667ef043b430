"""The service as people run it: `dateline run` as a process of its own, on a playground."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playground import Playground
from storage import open_storage
from tests.e2e.faults import MARK, until
from tests.payloads import PayloadWatch, roles_in

CHANNELS = 40
"""discord.py sends to one channel after the other, to many at once."""
ROOT = Path(__file__).resolve().parents[2]
_ASIDE = re.compile(r"^\S+Z \[(?:debug|info|warning) *\]")


class Town:
    """A playground with one server, a database with schedules, and processes that serve it."""

    def __init__(self, playground: Playground, folder: Path) -> None:
        self.playground = playground
        self.folder = folder
        self.guild: Any = playground.world.add_guild("Harbour Herald")
        self.channels: list[Any] = [
            playground.world.add_channel(self.guild, f"news-{number}", kind="text")
            for number in range(CHANNELS)
        ]
        self.chief: Any = playground.world.add_member(self.guild, "Ana", owner=True)
        self.processes: list[asyncio.subprocess.Process] = []
        self.logs = folder
        """Where the logs of those that are started from now on are written."""
        self._logs: dict[int, Path] = {}
        self.watch = PayloadWatch(
            playground.requests, roles_in(self.database), playground.world.files
        )

    @property
    def database(self) -> Path:
        return self.folder / "data" / "dateline.sqlite3"

    async def plan(self, count: int, *, in_seconds: float = -2) -> None:
        """So many schedules, all due then, each posting whether there is news or not."""
        due = datetime.now(UTC) + timedelta(seconds=in_seconds)
        slot = (due.hour * 60 + due.minute, due.date(), due)
        async with open_storage(self.database) as storage:
            await storage.guilds.join(self.guild.id, due)
            await storage.guilds.mark_welcomed(self.guild.id, due)
            for number in range(count):
                await storage.schedules.add(
                    self.guild.id, channel_id=self.channels[number % CHANNELS].id,
                    name=f"{number}", zone="UTC", rule="{}", sections=(), story_cap=8,
                    created_by=1, post_empty=True, slots=[slot], now=due,
                )  # fmt: skip

    async def run(
        self, settings: Mapping[str, str] | None = None, *, under: Sequence[str] = ()
    ) -> asyncio.subprocess.Process:
        """Start the service at DEBUG; its standard error is read by `said`.

        under: a command that becomes the service, such as `prlimit --fsize=…`.
        """
        log = self.logs / f"log-{len(self.processes)}"
        with log.open("wb") as stderr:
            process = await asyncio.create_subprocess_exec(
                *under, sys.executable, "-m", "bot", "run",
                cwd=self.folder,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "DISCORD_TOKEN": self.playground.bot_token,
                    "DISCORD_SOCKET": str(self.playground.socket_path),
                    "DATELINE_DATA": str(self.folder / "data"),
                    "DATELINE_TICK_SECONDS": "0.05",
                    "DATELINE_LOG_LEVEL": "debug",
                    **(settings or {}),
                },
                stderr=stderr,
            )  # fmt: skip
        self.processes.append(process)
        self._logs[process.pid] = log
        return process

    async def said(self, process: asyncio.subprocess.Process) -> str:
        """What it wrote before it ended, within the seconds that are promised; of its log only
        the errors.
        """
        await asyncio.wait_for(process.wait(), 15)
        lines = self.log(process).splitlines(keepends=True)
        return "".join(line for line in lines if not _ASIDE.search(line))

    def log(self, process: asyncio.subprocess.Process) -> str:
        """All that it has written so far."""
        return self._logs[process.pid].read_text()

    async def running(
        self, settings: Mapping[str, str] | None = None, *, under: Sequence[str] = ()
    ) -> asyncio.subprocess.Process:
        """The same, once it is connected."""
        process = await self.run(settings, under=under)
        await self.playground.bot_ready()
        return process

    async def posts(self, least: int, *, seconds: float = 10) -> list[str]:
        """The codes of the briefings in the channel, once there are so many."""

        async def enough() -> list[str] | None:
            payload = self.playground.messages.payload
            every = [one for channel in self.channels for one in channel.messages.values()]
            shown = [str(payload(one, 0)) for one in every]
            codes = [found[0] for one in shown if (found := MARK.search(one))]
            return codes if len(codes) >= least else None

        return await until(enough, f"{least} posts", seconds=seconds)

    async def doubled(self) -> list[str]:
        return [code for code, count in Counter(await self.posts(0)).items() if count > 1]

    def ledger(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.database)) as database:
            return [row[0] for row in database.execute(sql)]


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    async with Playground(socket_path=folder / "discord.sock", port=None) as playground:
        made = Town(playground, folder)
        try:
            yield made
        finally:
            for process in made.processes:
                if process.returncode is None:
                    process.send_signal(signal.SIGKILL)
                    await process.communicate()
        made.watch.check()
