"""/privacy: what is held, taken along, erased to the last byte, by the person or for a server."""

from __future__ import annotations

import json
import re

from storage.traces import look_for, of_id
from tests.e2e.conftest import Desk
from tests.e2e.faults import planned
from tests.e2e.stored import stored
from tests.e2e.test_saved import file_of


async def test_nothing_is_held_about_somebody_who_did_nothing(desk: Desk) -> None:
    answer = await desk.member.slash("privacy")
    assert answer.ephemeral
    assert "Nothing." in answer.text
    assert "Erase this server's data" not in answer.buttons


async def test_a_member_sees_takes_along_and_erases_what_is_held(desk: Desk) -> None:
    await desk.set_up()
    story = await stored(desk, "Rowing club wins the island race", "2026-03-01")
    storage, guild_id, user_id = desk.app.storage, desk.guild.id, desk.member.id
    await storage.saved_stories.save(guild_id, user_id, story.id, desk.playground.clock.utc(), 99)
    await desk.member.slash("story search", query="canaryquestion")
    shown = await desk.member.slash("privacy")
    assert "1 saved story" in shown.text
    assert str(user_id) in shown.text

    took = await desk.member.press(shown.message, "Download")
    assert took.ephemeral
    _, content = file_of(desk, took)
    data = json.loads(content)
    assert data["person"] == str(user_id)
    assert data["held"]["saved_stories"][0]["story_id"] == story.id

    asked = await desk.member.press(shown.message, "Erase")
    assert "cannot be undone" in asked.text
    done = await desk.member.press(asked.message, "Erase")
    assert "nothing of it is left" in done.text
    database = desk.folder / "data" / "dateline.sqlite3"
    assert look_for(of_id(user_id), database).found == 0
    assert b"canaryquestion" not in database.read_bytes()
    again = await desk.member.slash("privacy")
    assert "Nothing." in again.text
    # What is the server's stays.
    assert await storage.stories.get(guild_id, story.id) is not None


async def test_what_an_editor_added_stays_without_the_editors_id(desk: Desk) -> None:
    await planned(desk)
    shown = await desk.chief.slash("privacy")
    assert re.search("1 story that you added or found", shown.text), shown.text
    asked = await desk.chief.press(shown.message, "Erase")
    done = await desk.chief.press(asked.message, "Erase")
    assert "Erased" in done.text
    storage = desk.app.storage
    story = await storage.stories.get(desk.guild.id, 1)
    assert story is not None
    assert story.added_by == 0
    (schedule,) = await storage.schedules.list_all(desk.guild.id)
    assert schedule.name
    database = desk.folder / "data" / "dateline.sqlite3"
    assert look_for(of_id(desk.chief.id), database).found == 0


async def test_a_chief_editor_erases_the_servers_data_once_its_name_is_typed(desk: Desk) -> None:
    await planned(desk)
    shown = await desk.chief.slash("privacy")
    form = await desk.chief.press(shown.message, "Erase this server's data")
    wrong = await desk.chief.submit(
        form.modal, {"Type the server's name to erase everything": "Another"}
    )
    assert "nothing was erased" in wrong.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 1
    done = await desk.chief.submit(
        form.modal, {"Type the server's name to erase everything": "harbour  herald"}
    )
    assert "nothing of it is left" in done.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 0
    assert "rowing club" not in (await desk.member.slash("briefing today")).text.lower()


async def test_nobody_else_erases_a_server_by_a_forged_button(desk: Desk) -> None:
    await planned(desk)
    shown = await desk.member.slash("privacy")
    for custom_id in ("privacy.erase-server", "privacy.server-erased"):
        answer = await desk.forge(desk.member, shown.message, custom_id)
        assert "needs the Manage Server permission" in answer.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 1
