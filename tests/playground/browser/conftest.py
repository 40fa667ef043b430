"""Chromium on the page of a playground where a showcase bot runs. One browser for all tests."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from playground import Permission, Person, Playground
from tests.playground.browser.screen import Screen
from tests.playground.browser.showcase_bot import showcase
from tests.playground.trybot import TryBot, running

PATIENCE_MS = 20_000
"""A busy machine is slow, not wrong: nothing here is a claim about time."""

expect.set_options(timeout=PATIENCE_MS)

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = "axe-core@4.11.0"


class Town:
    """A server with people, channels of every kind, and the showcase bot."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        world = self.world = playground.world
        self.guild = world.add_guild("Harbour Herald")
        self.editors = world.add_role(self.guild, "Editors")
        everyone = self.guild.roles[self.guild.id]
        silent = {everyone: (0, int(Permission.SEND_MESSAGES))}
        hidden = {everyone: (0, int(Permission.VIEW_CHANNEL))}
        room = world.add_channel(self.guild, "Newsroom", kind="category")
        self.news = world.add_channel(self.guild, "news", topic="The talk of the town", parent=room)
        self.notices = world.add_channel(
            self.guild, "notices", kind="announcement", overwrites=silent
        )
        self.secret = world.add_channel(self.guild, "secret", overwrites=hidden)
        self.forum = world.add_channel(self.guild, "letters", kind="forum", tags=["Swans"])
        ana = self.ana_member = world.add_member(self.guild, "Ana", owner=True)
        self.ana = playground.person(ana, self.news)
        self.ed = playground.person(
            world.add_member(self.guild, "Ed", roles=[self.editors]), self.news
        )
        self.mia_member = world.add_member(self.guild, "Mia")
        self.mia = playground.person(self.mia_member, self.news)
        self.thread = world.add_channel(self.guild, "The race", kind="thread", parent=self.news)
        self.letter = world.add_channel(
            self.guild,
            "Where do swans sleep?",
            kind="thread",
            parent=self.forum,
            owner=self.mia_member,
        )
        assert self.letter.thread is not None
        assert self.forum.tags is not None
        self.letter.thread.applied_tags = [self.forum.tags[0].id]
        self.bot: TryBot

    def at(self, person: Person, channel: Any) -> Person:
        return person.at(channel)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium on this machine (/usr/bin/chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def town(socket: Path) -> AsyncIterator[Town]:
    async with Playground(socket, port=0) as playground:
        town = Town(playground)
        town.bot = showcase(playground)
        async with running(town.bot, playground):
            await town.bot.tree.sync()
            yield town


@asynccontextmanager
async def opened(browser: Browser, url: str, **options: Any) -> AsyncIterator[Page]:
    """A window on the page; whatever the page itself gets wrong fails the test."""
    settings: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}
    context = await browser.new_context(**(settings | options))
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    await page.goto(url)
    await page.locator("#channel-title bdi").filter(has_not_text="Playground").wait_for()
    try:
        yield page
    finally:
        await context.close()
    assert wrong == []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def modules(browser: Browser) -> AsyncIterator[Page]:
    """A page whose modules are tried by themselves: no bot, the same for all tests."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        async with Playground(Path(folder) / "s", port=0) as playground:
            guild = playground.world.add_guild("Harbour Herald")
            playground.world.add_channel(guild, "news")
            playground.world.add_member(guild, "Ana", owner=True)
            async with opened(browser, playground.page_url) as page:
                yield page


@pytest_asyncio.fixture(loop_scope="session")
async def screen(browser: Browser, town: Town) -> AsyncIterator[Screen]:
    """Ana's window, wide, on the channel news."""
    url = f"{town.playground.page_url}#/{town.news.id}"
    async with opened(browser, url) as page:
        yield Screen(page)


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, town: Town) -> AsyncIterator[Screen]:
    """The same on a telephone."""
    url = f"{town.playground.page_url}#/{town.news.id}"
    async with opened(browser, url, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        yield Screen(page)


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched with npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core is fetched with npm, which is not on this machine")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", AXE]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=90)
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"npm could not fetch {AXE}: {error}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
