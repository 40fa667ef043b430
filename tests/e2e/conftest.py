"""The real bot in a playground server: people, channels, a clock that can be moved."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, open_app
from bot.settings import Settings
from bot.workflows.patience import Patience
from playground import Answer, Person, Playground, Upload
from playground.answers import answer_to
from playground.interactions import COMPONENT
from tests.e2e.next_door import add_next_door, put_next_door
from tests.payloads import PayloadWatch, roles_in
from tests.web.net import Net

PAGE = """\
Harbour
Sport

Rowing club wins the island race after a photo finish

Updated: {date}

(Harbour Sample Wire)

Twitter Facebook Linkedin

PORT SAMPLE - The town's rowing club won the island race on Sunday by less than a boat's length,
the organisers said after looking at 3 photographs of the finish.

Some 42 crews from 9 towns took part in the race, which is 18 kilometres long and is held every
autumn. Two boats turned back because of the wind.

The winners said that they had trained since March and that they would give the prize money of
1,200 crowns to the lifeboat station.

Next year's race will start an hour earlier so that it ends before the tide turns, according to
the club's chairwoman.

E-paper

Outdoor success
Lifting the veil
"""


EVERY_TICK = (
    "publish",
    "same events",
    "drafts",
    "embargoes",
    "barred",
    "crossposts",
    "mends",
    "updates",
    "notices",
    "letters",
    "desk mail",
    "feeds",
)
"""What runs every few seconds; at each tick of the tests."""

SEND_MESSAGES = 1 << 11
MANAGE_GUILD = 1 << 5


def _early(now: datetime) -> datetime:
    """The next four in the morning, UTC. What becomes of a story that is two hours old, or whether
    nine o'clock is still to come, must not depend on when the tests are run.
    """
    early = now.replace(hour=4, minute=0, second=0, microsecond=0)
    return early if early >= now else early + timedelta(days=1)


class Desk:
    """A server with people in it, and a bot that can be stopped and started again."""

    def __init__(self, playground: Playground, folder: Path, *, next_door: bool = True) -> None:
        """next_door: whether there is another server, with canaries in it."""
        self.playground = playground
        playground.clock.move_to(_early(playground.clock.utc()))
        self.world = playground.world
        self._next_door = next_door
        self.folder = folder
        self._database = folder / "data" / "dateline.sqlite3"
        self.watch = PayloadWatch(playground.requests, roles_in(self._database), self.world.files)
        self.net = Net()
        self.guild: Any = self.world.add_guild("Harbour Herald")
        self.role: Any = self.world.add_role(self.guild, "Editors")
        self.news: Any = self.world.add_channel(self.guild, "news", kind="text")
        self.staff: Any = self.world.add_channel(self.guild, "staff", kind="text")
        self.chief = self.person(self.world.add_member(self.guild, "Ana", owner=True))
        self.editing_member = self.world.add_member(self.guild, "Ed", roles=[self.role])
        self.editor = self.person(self.editing_member)
        self.member = self.person(self.world.add_member(self.guild, "Mia"))
        if next_door:
            add_next_door(self.world)
        self._bot = AsyncExitStack()
        self.app: App
        self.settings: dict[str, Any] = {"dateline_tick_seconds": 0.05}
        self.patience: Patience | None = None

    def person(self, member: Any, channel: Any = None) -> Person:
        return self.playground.person(member, channel or self.news)

    def admins(self) -> Any:
        """A new role that may manage the server."""
        role = self.world.add_role(self.guild, "Admins")
        self.world.set_permissions(self.guild, role, MANAGE_GUILD | SEND_MESSAGES)
        return role

    async def start(self) -> None:
        if self._next_door and not self._database.exists():
            await put_next_door(self._database)
        settings = Settings(
            _env_file=None,  # pyright: ignore[reportCallIssue]
            discord_socket=self.playground.socket_path,
            dateline_data=self.folder / "data",
            **self.settings,
        )
        self.app = await self._bot.enter_async_context(
            open_app(
                settings,
                clock=self.playground.clock.utc,
                patience=self.patience,
                dial=self.net.dial(),
            )
        )
        await self.app.start(self.playground.bot_token)

    async def stop(self) -> None:
        await self._bot.aclose()
        self._bot = AsyncExitStack()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def set_up(self, zone: str = "Europe/Berlin") -> None:
        """The chief sets zone and editors' role through /setup."""
        panel = await self.chief.slash("setup")
        form = await self.chief.press(panel.message, "Set the time zone")
        await self.chief.submit(form.modal, {"Time zone": zone})
        await self.chief.choose(panel.message, "setup.role", [self.role])

    def page(self, *, hours_old: float = 2, headline: str | None = None) -> str:
        """A pasted page dated so many hours before the playground's clock, in UTC."""
        date = self.playground.clock.utc() - timedelta(hours=hours_old)
        text = PAGE.format(date=f"{date:%Y-%m-%d %H:%M} UTC")
        if headline:
            text = text.replace("Rowing club wins the island race after a photo finish", headline)
        return text

    async def add_story(self, text: str | None = None, **page: Any) -> Answer:
        """The chief adds a page as a file and saves it, on its own if it repeats another."""
        data = (text or self.page(**page)).encode()
        read = await self.chief.slash("story add", file=Upload("page.txt", data))
        save = next((name for name in ("Save", "Different") if name in read.buttons), None)
        assert save, read.text
        return await self.chief.press(read.message, save)

    async def posted(self, *, count: int = 1, channel: Any = None) -> list[dict[str, Any]]:
        """The briefings in a channel, once there are `count` of them."""
        found: list[dict[str, Any]] = []
        for _ in range(200):
            found = [
                message
                for message in await self.chief.messages(channel or self.news)
                if "briefing.why:" in str(message["components"])
            ]
            if len(found) >= count:
                break
            await asyncio.sleep(0.05)
        return found

    async def settled(self) -> None:
        """Wait until nothing is due and the ledger says what became of everything that was."""
        for _ in range(400):
            due = await self.app.storage.slots.due(self.playground.clock.utc())
            rows = [
                row
                for schedule in await self.app.storage.schedules.list_all(self.guild.id)
                for row in await self.app.storage.deliveries.of_schedule(
                    self.guild.id, schedule.id, 99
                )
            ]
            under_way = any(row.state in ("pending", "sending") for row in rows)
            if rows and not due.schedules and not under_way:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("a delivery is still open")

    async def forge(
        self,
        person: Person,
        message: dict[str, Any] | None,
        custom_id: str,
        values: Sequence[str] | None = None,
    ) -> Answer:
        """Press a button that the message does not have, or choose such values, as a forged client
        could.
        """
        assert message is not None
        source = person.board.anywhere(int(message["id"]), person.id)
        data: dict[str, Any] = {"component_type": 2, "custom_id": custom_id, "id": 1}
        if values is not None:
            data |= {"component_type": 3, "values": values}
        start = self.playground.interactions.start
        interaction = start(COMPONENT, person.user, person.channel, data, custom_id, source=source)
        await interaction.first.wait()
        return answer_to(interaction, person.board)

    async def quiet(self, seconds: float = 0.5) -> None:
        """Let several ticks pass."""
        await asyncio.gather(asyncio.sleep(seconds), self._passed(*EVERY_TICK))

    async def looked_ahead(self) -> None:
        """Let the bot look once more whether what is next will go out, and say so."""
        await self._passed("ahead")
        await self._passed("notices")

    async def _passed(self, *ticks: str) -> None:
        """Until each has run from its beginning to its end, on a slow machine, too, unless what
        it waits for holds it up.
        """
        ran, before = self.app.ticks.ran, self.app.ticks.ran.copy()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                # Two more: the one that is under way may have looked before.
                while any(ran[tick] < before[tick] + 2 for tick in ticks):
                    await asyncio.sleep(0.01)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with Playground(socket_path=tmp_path / "discord.sock", port=None) as playground:
        desk = Desk(playground, tmp_path)
        await desk.start()
        try:
            yield desk
        finally:
            await desk.stop()
            await desk.net.close()
        desk.watch.check()
