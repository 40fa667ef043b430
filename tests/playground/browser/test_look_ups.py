"""Looking things up in front of the page: search, its pages, saving, and the pictures of /stats."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from bot.app import open_app
from bot.settings import Settings
from playground import Playground
from storage.story_records import Passage, StoryText
from tests.playground.browser.conftest import opened
from tests.playground.browser.screen import Screen, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SLOW = 60_000
"""Milliseconds: the first picture after a pause takes seconds, on a busy machine more."""


@pytest_asyncio.fixture(loop_scope="session")
async def archive(socket: Path, tmp_path: Path) -> AsyncIterator[Playground]:
    """Dateline with twelve stories in two sections."""
    async with Playground(socket, port=0) as playground:
        guild = playground.world.add_guild("Harbour Herald")
        playground.world.add_channel(guild, "news")
        playground.world.add_member(guild, "Ana", owner=True)
        settings = Settings(
            _env_file=None,  # pyright: ignore[reportCallIssue]
            discord_socket=socket,
            dateline_data=tmp_path / "data",
        )
        async with open_app(settings, clock=playground.clock.utc) as app:
            await app.start(playground.bot_token)
            now = playground.clock.utc()
            for number in range(12):
                story = StoryText(
                    headline=f"Crew number {number:02} sets out",
                    section=("Sport",) if number % 3 else ("Town",),
                    agency="Harbour Sample Wire",
                    dateline="PORT SAMPLE",
                    published_at=now - timedelta(hours=number + 1),
                    language="en",
                    summary=(Passage("Some 42 crews from 9 towns took part in the race.", 0),),
                )
                await app.storage.stories.add(guild.id, story, 1, now)
            yield playground


@asynccontextmanager
async def window(browser: Browser, playground: Playground, **options: Any) -> AsyncIterator[Page]:
    async with opened(browser, playground.page_url, **options) as page:
        page.set_default_timeout(SLOW)
        yield page


@pytest.mark.parametrize(
    "options", [{}, {"viewport": {"width": 390, "height": 844}, "has_touch": True}]
)
async def test_from_a_search_to_a_saved_story(
    browser: Browser, archive: Playground, options: dict[str, Any]
) -> None:
    async with window(browser, archive, **options) as page:
        screen = Screen(page)
        await screen.command("/story search", query="race")
        await expect(screen.last).to_contain_text("12 stories, page 1 of 3")
        await expect(screen.last.locator("strong", has_text="race").first).to_be_visible()
        await screen.last.get_by_role("button", name="Older").click()
        await expect(screen.last).to_contain_text("page 2 of 3")
        await expect(screen.last).to_contain_text("Crew number 05")
        await screen.last.get_by_role("button", name="Open").first.click()
        await screen.last.get_by_role("button", name="Save", exact=True).click()
        await expect(screen.last).to_contain_text("Remove from saved")
        await screen.command("/saved")
        await expect(screen.last).to_contain_text("Your saved stories")
        await expect(screen.last).to_contain_text("1 story")
        await screen.last.get_by_role("button", name="Export as JSON").click()
        await expect(screen.last).to_contain_text("saved-stories.json")


async def test_the_pictures_of_stats_have_their_words(
    browser: Browser, archive: Playground
) -> None:
    async with window(browser, archive) as page:
        screen = Screen(page)
        await screen.command("/stats")
        answer = screen.message("What this server covered")
        pictures = answer.locator("img[alt^='Bar chart']")
        await expect(pictures).to_have_count(4, timeout=SLOW)
        assert "Sport 8, Town 4" in (await pictures.first.get_attribute("alt") or "")
        await expect(answer).to_contain_text("Sport 8 · Town 4")
