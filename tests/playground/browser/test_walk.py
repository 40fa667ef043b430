"""The whole way with the real Dateline bot: paste, save, search, schedule, read the briefing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.app import open_app
from bot.settings import Settings
from playground import Playground
from tests.playground.browser.conftest import opened
from tests.playground.browser.screen import Screen, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BERLIN = ZoneInfo("Europe/Berlin")
PASTED = """\
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

E-paper
"""


@pytest_asyncio.fixture(loop_scope="session")
async def newsroom(socket: Path, tmp_path: Path) -> AsyncIterator[Playground]:
    """A server with an owner and a member, and Dateline in it."""
    async with Playground(socket, port=0) as playground:
        guild = playground.world.add_guild("Harbour Herald")
        playground.world.add_channel(guild, "news")
        playground.world.add_member(guild, "Ana", owner=True)
        playground.world.add_member(guild, "Mia")
        settings = Settings(
            _env_file=None,  # pyright: ignore[reportCallIssue]
            discord_socket=socket,
            dateline_data=tmp_path / "data",
            dateline_tick_seconds=0.1,
        )
        async with open_app(settings, clock=playground.clock.utc) as app:
            await app.start(playground.bot_token)
            playground.offer("next", "To the next posting", partial(to_eight, playground))
            yield playground


async def to_eight(playground: Playground) -> str:
    """Move the clock to just after the next 08:00 in Berlin."""
    now = playground.clock.utc().astimezone(BERLIN)
    eight = now.replace(hour=8, minute=0, second=1, microsecond=0)
    playground.clock.move_to(eight if eight > now else eight + timedelta(days=1))
    return "The clock stands at 08:00 in Berlin."


async def test_from_the_pasted_page_to_the_posted_briefing_and_its_details(
    browser: Browser, newsroom: Playground
) -> None:
    async with opened(browser, newsroom.page_url) as page:
        screen = Screen(page)
        await screen.command("/story add")
        await screen.form.get_by_role("textbox").first.fill(
            PASTED.format(date=f"{newsroom.clock.utc():%Y-%m-%d} 00:00 UTC")
        )
        await screen.form.get_by_role("button", name="Submit").click()
        card = screen.message("Ready to save.")
        await expect(card).to_contain_text("Rowing club wins the island race")
        await card.get_by_role("button", name="Save", exact=True).click()
        await expect(screen.message("Saved as story 1.")).to_have_count(1)

        await screen.command("/story search", query="rowing")
        await expect(screen.message("Stories for")).to_contain_text("photo finish")

        await screen.command(
            "/schedule add", channel="news", times="08:00", timezone="Europe/Berlin"
        )
        await expect(screen.message("Next")).to_have_count(1)

        await page.get_by_role("button", name="Look inside").click()
        await page.get_by_role("button", name="To the next posting").click()
        await expect(screen.notices).to_contain_text("The clock stands at 08:00 in Berlin.")
        briefing = screen.messages.filter(has=page.get_by_role("button", name="Details"))
        await expect(briefing).to_have_count(1, timeout=15_000)
        await expect(briefing).to_contain_text("Rowing club wins the island race")
        await briefing.get_by_role("button", name="Details").click()
        await expect(screen.last).to_contain_text("Only you can see this.")
        await expect(screen.last).to_contain_text("42 crews")


async def test_an_editors_command_is_refused_to_a_member_in_words(
    browser: Browser, newsroom: Playground
) -> None:
    async with opened(browser, newsroom.page_url) as page:
        screen = Screen(page)
        await screen.become("Mia")
        await screen.command("/story add")
        await expect(screen.last).to_contain_text("This is for editors.")
        await expect(screen.last).to_contain_text("Only you can see this.")
        await screen.field.fill("/setup")
        await expect(screen.panel.get_by_role("option")).to_have_count(0)
