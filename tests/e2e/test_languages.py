"""Each briefing speaks its schedule's language, and nothing else does because of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot import words
from storage.schedule_records import Schedule
from storage.schedule_rows import Done
from tests.e2e.conftest import Desk
from tests.e2e.test_places import settled
from tests.e2e.test_schedules import add, to_the_next_post


@pytest.fixture
def german(tmp_path: Path) -> Iterator[None]:
    """A real catalogue with a few sentences in it."""
    catalogue = Catalog(locale="de")
    catalogue.add(("{count} story", "{count} stories"), ("{count} Meldung", "{count} Meldungen"))
    catalogue.add("Why this", "Warum dies")
    folder = tmp_path / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "dateline.po").open("wb") as file:
        write_po(file, catalogue)
    before, words.CATALOGUES = words.CATALOGUES, tmp_path / "locale"
    yield
    words.CATALOGUES = before


async def speak(desk: Desk, schedule_id: int, language: str) -> None:
    """As /schedule edit does; what it offers is fixed when the program starts."""

    def change(schedule: Schedule, _done: Done) -> Schedule:
        return replace(schedule, language=language)

    since = desk.playground.clock.utc().date()
    await desk.app.storage.schedules.edit(desk.guild.id, schedule_id, since, change)


async def test_two_briefings_of_one_minute_speak_each_its_own(desk: Desk, german: None) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news, name="One")
    await add(desk, channel=desk.staff, name="Two")
    await speak(desk, 1, "de")
    await to_the_next_post(desk)
    await settled(desk)
    (one,), (two,) = await desk.posted(), await desk.posted(channel=desk.staff)
    assert "1 Meldung" in str(one)
    assert "Warum dies" in str(one)
    assert "1 story" in str(two)
    assert "Why this" in str(two)


async def test_a_preview_speaks_the_schedules_language_and_the_answer_around_it_does_not(
    desk: Desk, german: None
) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    await speak(desk, 1, "de")
    assert "1 Meldung" in (await desk.editor.slash("briefing preview", schedule="1")).text
    assert "1 story" in (await desk.editor.slash("briefing today")).text


async def test_only_languages_with_a_catalogue_are_offered(desk: Desk, german: None) -> None:
    assert words.languages() == ("en", "de")
    assert words.language_name("zh-CN")
    await desk.set_up()
    shown = await add(desk, channel=desk.news, language="en")
    assert "Speaks" not in shown  # said by /schedule show
    page = await desk.chief.slash("schedule show", schedule="1")
    assert "Speaks English" in page.text
    back = await desk.chief.slash("schedule edit", schedule="1", language="server")
    assert "No such" not in back.text
    assert "Speaks" not in (await desk.chief.slash("schedule show", schedule="1")).text


def test_what_was_spoken_before_is_spoken_after(german: None) -> None:
    with words.speaking("de"):
        assert words.say("Why this") == "Warum dies"
        with words.speaking(None):
            assert words.say("Why this") == "Warum dies"
        with words.speaking("en"):
            assert words.say("Why this") == "Why this"
        assert words.say("Why this") == "Warum dies"
    assert words.say("Why this") == "Why this"
