"""/stats, end to end: the picture from the process that draws, and the figures in words."""

from __future__ import annotations

import asyncio
import sys
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.charts.painter import Painter
from playground.answers import Answer
from tests.e2e.conftest import Desk
from tests.e2e.stored import stored


def pictures_of(desk: Desk, answer: Answer) -> dict[str, tuple[dict[str, Any], bytes]]:
    """The attachments of an answer and their bytes, by name."""
    assert answer.message is not None
    found: dict[str, tuple[dict[str, Any], bytes]] = {}
    for attachment in answer.message["attachments"]:
        kept = desk.world.files.at(urlsplit(attachment["url"]).path)
        assert kept is not None
        found[attachment["filename"]] = attachment, kept.content
    return found


async def filled(desk: Desk, **fields: Any) -> None:
    desk.member.quiet_patience = 60  # a picture takes a second, or more on a busy machine
    desk.member.patience = 60
    today = desk.playground.clock.utc().date().isoformat()
    for number in range(3):
        await stored(desk, f"Race {number}", today, **fields)
    await stored(desk, "Bridge", today, section=("Town",), agency=None, dateline=None)
    await stored(desk, "Old crane", "2011-08-09")


async def test_the_pictures_come_with_their_words_and_the_figures_as_text(desk: Desk) -> None:
    await desk.set_up()
    await filled(desk)
    answer = await desk.member.slash("stats")
    assert answer.ephemeral
    found = pictures_of(desk, answer)
    assert list(found) == ["sections.png", "sources.png", "places.png", "weeks.png"]
    for attachment, content in found.values():
        assert content.startswith(b"\x89PNG")
        assert attachment["width"] == 720
        assert attachment["height"] <= 720
        assert "4 stories" in attachment["description"]
    assert "Harbour 3, Town 1" in found["sections.png"][0]["description"]
    assert "4 stories" in answer.text
    assert "Harbour 3 · Town 1" in answer.text
    assert "Harbour Sample Wire 3" in answer.text
    assert "PORT SAMPLE 3" in answer.text
    assert "matplotlib" not in sys.modules


async def test_other_weeks_and_the_light_picture_after_a_restart(desk: Desk) -> None:
    await filled(desk)
    dark = await desk.member.slash("stats", weeks=4)
    await desk.restart()
    light = await desk.member.press(dark.message, "Light picture")
    one, other = pictures_of(desk, dark), pictures_of(desk, light)
    for name in ("sections.png", "weeks.png"):
        assert one[name][1] != other[name][1]
    year = await desk.member.press(light.message, "A year")
    assert "Dark picture" in year.buttons
    assert "4 stories" in year.text


async def test_figures_are_kept_for_some_minutes(desk: Desk) -> None:
    await filled(desk)
    assert "4 stories" in (await desk.member.slash("stats")).text
    await stored(desk, "One more", desk.playground.clock.utc().date().isoformat())
    assert "4 stories" in (await desk.member.slash("stats")).text
    desk.playground.clock.move(601)
    assert "5 stories" in (await desk.member.slash("stats")).text


async def test_without_stories_there_is_a_sentence_and_no_picture(desk: Desk) -> None:
    answer = await desk.member.slash("stats")
    assert "No story is dated in these weeks." in answer.text
    assert pictures_of(desk, answer) == {}


async def test_letters_that_no_font_has_leave_their_figures_as_text(desk: Desk) -> None:
    await filled(desk, section=("\U0001f9ff\ufdfd\U0001e290",))  # an emoji and Toto
    answer = await desk.member.slash("stats")
    assert list(pictures_of(desk, answer)) == ["sources.png", "places.png"]
    assert "4 stories" in answer.text
    assert "\U0001e290" in answer.text


async def test_an_emoji_in_a_name_is_left_out_of_the_picture_alone(desk: Desk) -> None:
    await filled(desk, section=("\U0001f9ff\ufe0f Sport",), dateline="\U0001f9ff")
    answer = await desk.member.slash("stats")
    assert list(pictures_of(desk, answer)) == ["sections.png", "sources.png", "weeks.png"]
    assert "\U0001f9ff\ufe0f Sport 3" in answer.text


async def test_hostile_names_are_drawn_as_they_are_and_ping_nobody(desk: Desk) -> None:
    await filled(desk, section=("$x^{2$ _a_ @everyone [b](https://bad.example)",), agency="$$")
    answer = await desk.member.slash("stats")
    assert pictures_of(desk, answer) != {}
    figures = answer.text[answer.text.index("**Sections**") :]
    assert "@everyone" not in figures
    assert "](https" not in figures


async def test_forged_buttons_give_the_usual_weeks_or_a_refusal(desk: Desk) -> None:
    await filled(desk)
    shown = await desk.member.slash("stats")
    await desk.forge(desk.member, shown.message, "stats.show:9999:pink:x")
    async with asyncio.timeout(60):
        while "Dark picture" not in str(await desk.member.messages()):
            await asyncio.sleep(0.1)
    strange = await desk.forge(desk.member, shown.message, "stats.show:12:dark")
    assert "another time" in strange.text


@pytest.mark.parametrize("dark", [True, False])
async def test_the_process_that_draws_is_ended_with_the_painter(desk: Desk, dark: bool) -> None:
    today = desk.playground.clock.utc().date()
    await filled(desk)
    coverage = await desk.app.storage.coverage.count(desk.guild.id, today, today)
    painter = Painter()
    assert await painter.coverage(coverage, dark=dark)
    assert painter._process.pid is not None
    await painter.close()
    assert painter._process.pid is None
