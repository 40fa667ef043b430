"""A service that is killed when a story is stored and not yet placed beside those of its event."""

from __future__ import annotations

import random
from pathlib import Path

from playground import Answer, Upload
from tests.bot.editing.test_same_event import FERRY, FERRY_TOO
from tests.e2e.test_same_events import HEADLINES
from tests.torture.town import SHORT_WINDOW, Town, open_town


async def read(town: Town, body: str) -> Answer:
    date = town.playground.clock.utc()
    page = f"{HEADLINES[body]}\n\nUpdated: {date:%Y-%m-%d %H:%M} UTC\n\n{body}\n"
    return await town.chief.slash("story add", file=Upload("page.txt", page.encode()))


async def test_a_report_whose_service_died_when_it_was_stored_finds_its_event_after_the_start(
    tmp_path: Path,
) -> None:
    async with open_town(tmp_path, random.Random(3), SHORT_WINDOW) as town:
        await town.set_up()
        town.start()
        await town.ready()
        first = await read(town, FERRY)
        assert "Saved" in (await town.chief.press(first.message, "Save")).text
        await town.kill()

        town.start(dies="command committed, not answered")
        await town.ready()
        second = await read(town, FERRY_TOO)
        await town.chief.press(second.message, "Save")
        await town.dead()
        assert town.ask("SELECT story_id FROM story_events") == [(1,)]
        assert town.ask("SELECT id FROM stories ORDER BY id") == [(1,), (2,)]

        town.start()
        await town.ready()
        shown = await town.chief.slash("story show", story="2")
        assert "The same event" in shown.text
        assert HEADLINES[FERRY] in shown.text
        await town.kill()
