"""The pictures of docs/editors.md, taken from a playground in Chromium: `make pictures`.

A story goes the whole way in them, from a member's message to a correction. The people, places and
texts are our own inventions.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Locator, async_playwright

from bot.logs import configure_logs
from playground import Playground
from tests.e2e.conftest import Desk
from tests.playground.browser.conftest import ARGS, CHROMIUM, opened
from tests.playground.browser.screen import Screen, expect

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDE = {"width": 1100, "height": 760}
TALL = 1_500
PHONE = {"width": 390, "height": 844}
SLOW_MACHINE = 30.0
"""Seconds for a first answer: "did not respond" is in none of the pictures."""

TIP = """\
Ferry to the outer islands goes back to its winter timetable

Updated: {date}

PORT SAMPLE - The ferry to the outer islands goes back to its winter timetable on Monday, the \
harbour office said, with four sailings a day instead of seven.

The last boat now leaves at 18:40. The office counted 312 passengers a day in November, a third of \
those of July.

Islanders had asked for a fifth sailing on school days. The office said that it would look at that \
question again in February."""
"""What a member posts in the channel; its weekday is corrected later."""
READING = """\
The reading room stays open until nine on Thursdays, the library said on Tuesday. It had asked 240 \
readers what they lacked. Most of them named the evening hours."""
CRANE = """\
The old crane on the long quay gets a roof of 64 square metres before the winter, its friends said \
on Tuesday. They have gathered 18,000 crowns since May for the work."""
OTHERS = {
    "Reading room opens late on Thursdays": READING,
    "Old crane on the quay gets a roof": CRANE,
}


class Album:
    """Takes pictures of one window, wide and as a telephone shows it."""

    def __init__(self, screen: Screen, folder: Path) -> None:
        self.screen = screen
        self.page = screen.page
        self.folder = folder

    async def take(self, name: str, part: Locator | None = None) -> None:
        """A picture of the window, or of a part of it."""
        path = self.folder / f"{name}.png"
        await self.page.evaluate("document.fonts.ready")
        if part is None:
            await self.page.screenshot(path=path, animations="disabled")
        else:
            # Tall enough for all of it: what is scrolled away would be missing.
            before = self.page.viewport_size
            await self.page.set_viewport_size({"width": WIDE["width"], "height": TALL})
            await part.scroll_into_view_if_needed()
            await part.screenshot(path=path, animations="disabled")
            if before:
                await self.page.set_viewport_size(before)
        print(f"{path.name}: {path.stat().st_size // 1024} KiB")


async def walk(desk: Desk, album: Album) -> None:
    """From the right-click to the correction, as Ed the editor does it."""
    screen, page = album.screen, album.page
    date = f"{desk.playground.clock.utc() - timedelta(hours=1):%Y-%m-%d %H:%M} UTC"
    await desk.member.post(TIP.format(date=date))
    await screen.become("Ed")
    tip = screen.message("Ferry to the outer islands").first
    await tip.click(button="right")
    await expect(page.get_by_role("menuitem", name="Add to the desk")).to_be_visible()
    await album.take("editors-1-right-click")
    await page.get_by_role("menuitem", name="Add to the desk").click()
    draft = screen.message("Ready to save")
    await expect(draft).to_be_visible()
    await album.take("editors-2-draft", draft)
    await draft.get_by_role("button", name="Put in the queue").click()
    await expect(screen.message("In the queue")).to_be_visible()
    await screen.command("/desk queue")
    queue = screen.message("story waits")
    await expect(queue).to_be_visible()
    await album.take("editors-3-queue", queue)
    await queue.get_by_role("button", name="Accept", exact=True).click()
    await expect(screen.message("as story")).to_be_visible()
    await desk.chief.slash("schedule add", times="08:00", channel=desk.news, name="Morning")
    await screen.command("/desk edition", schedule="1")
    edition = screen.message("Goes out in")
    await expect(edition).to_be_visible()
    await album.take("editors-4-edition", edition)
    await _publish(desk)
    posted = page.locator("#messages .message:not(.ephemeral)")
    briefing = posted.filter(has=page.get_by_role("button", name="Why this"))
    await expect(briefing).to_be_visible()
    await album.take("editors-5-briefing", briefing)
    story = await _story_id(desk)
    await screen.command("/story correct", story=str(story))
    asked = screen.message("Which part is wrong?").last
    await expect(asked).to_be_visible()
    await _choose(screen, asked, "Sentence 1 of the summary")
    await expect(screen.form).to_be_visible()
    fields = screen.form.get_by_role("textbox")
    await fields.nth(0).fill(
        "The ferry to the outer islands goes back to its winter timetable on Sunday, the harbour"
        " office said, with four sailings a day instead of seven."
    )
    await fields.nth(1).fill("The winter timetable begins on Sunday, not on Monday.")
    await album.take("editors-6-correction")
    await screen.form.get_by_role("button", name="Submit").click()
    await expect(briefing).to_contain_text("begins on Sunday")
    await album.take("editors-7-corrected", briefing)
    await screen.command("/desk log")
    log = screen.message("Log of changes")
    await expect(log).to_be_visible()
    await album.take("editors-8-log", log)


async def _choose(screen: Screen, message: Locator, option: str) -> None:
    await message.get_by_role("button", name="Which part is wrong?").click()
    await screen.page.get_by_role("option", name=option).click()


async def _publish(desk: Desk) -> None:
    """To the schedule's next hour."""
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    due = schedule.slots[0].next_run_at
    assert due is not None
    ahead = due - desk.playground.clock.utc() + timedelta(seconds=1)
    desk.playground.clock.move(ahead.total_seconds())
    await desk.posted()


async def _story_id(desk: Desk) -> int:
    found = await desk.app.storage.stories.get(desk.guild.id, 3)
    return found.id if found else 1


@asynccontextmanager
async def newsroom(folder: Path) -> AsyncIterator[Desk]:
    """A server that is set up, with two stories in it and a schedule."""
    async with Playground(socket_path=folder / "discord.sock", port=0) as playground:
        playground.interactions.first_answer = SLOW_MACHINE
        desk = Desk(playground, folder, next_door=False)
        await desk.start()
        try:
            await desk.set_up()
            yield desk
        finally:
            await desk.stop()
            await desk.net.close()


async def take(folder: Path) -> None:
    """Every picture, into `folder`."""
    with tempfile.TemporaryDirectory(prefix="pg") as place:
        async with newsroom(Path(place)) as desk, async_playwright() as playwright:
            for headline, words in OTHERS.items():
                await desk.add_story(_page(desk, headline, words))
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
            url = f"{desk.playground.page_url}#/{desk.news.id}"
            async with opened(browser, url, viewport=WIDE, device_scale_factor=1) as page:
                await walk(desk, Album(Screen(page), folder))
            async with opened(browser, url, viewport=PHONE, has_touch=True) as page:
                correction = page.get_by_text("begins on Sunday").last
                await expect(correction).to_be_visible()
                # To the middle: at an edge a header or the field for messages would cover it.
                await correction.evaluate("part => part.scrollIntoView({block: 'center'})")
                await Album(Screen(page), folder).take("editors-9-phone")
            await browser.close()


def _page(desk: Desk, headline: str, words: str) -> str:
    date = desk.playground.clock.utc() - timedelta(hours=2)
    return (
        f"Harbour\nTown\n\n{headline}\n\nUpdated: {date:%Y-%m-%d %H:%M} UTC\n\n"
        f"(Harbour Sample Wire)\n\nPORT SAMPLE - {words}\n"
    )


def main() -> None:
    """Write them to docs/pictures, or to the folder that is named."""
    configure_logs("error")
    folder = Path(sys.argv[1]) if sys.argv[1:] else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(folder))


if __name__ == "__main__":
    main()
