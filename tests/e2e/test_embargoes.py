"""Stories that are kept back until their time."""

from __future__ import annotations

from datetime import timedelta

from playground import Answer, Upload
from tests.e2e.conftest import Desk
from tests.e2e.test_schedules import add

HEADLINE = "Rowing club wins the island race after a photo finish"


async def keep_back(desk: Desk, until: str) -> Answer:
    file = Upload("page.txt", desk.page().encode())
    draft = await desk.chief.slash("story add", file=file)
    form = await desk.chief.press(draft.message, "Embargo")
    return await desk.chief.submit(form.modal, {"Not before": until})


async def test_nobody_finds_what_is_under_embargo_and_then_it_is_in_the_edition_of_that_hour(
    desk: Desk,
) -> None:
    await desk.set_up()
    await add(desk, channel=desk.news)
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    at = schedule.slots[0].next_run_at
    assert at is not None
    kept = await keep_back(desk, f"{at:%Y-%m-%d %H:%M} +00:00")
    assert "Under embargo until" in kept.text
    for person in (desk.member, desk.chief):
        assert HEADLINE not in (await person.slash("story search", query="rowing")).text
        assert HEADLINE not in (await person.slash("story latest")).text
        assert "No stories yet" in (await person.slash("briefing today")).text
        assert await person.autocomplete("story show", "story", typed="row") == []
    assert HEADLINE in (await desk.editor.slash("desk embargoes")).text
    assert "for editors" in (await desk.member.slash("desk embargoes")).text
    await desk.stop()
    desk.playground.clock.move_to(at + timedelta(seconds=1))
    await desk.start()
    (post,) = await desk.posted()
    assert HEADLINE in str(post)
    assert HEADLINE in (await desk.member.slash("story search", query="rowing")).text
    assert "Nothing is under embargo" in (await desk.editor.slash("desk embargoes")).text


async def test_an_embargo_can_be_opened_again_and_ended_at_once(desk: Desk) -> None:
    await desk.set_up()
    until = desk.playground.clock.utc() + timedelta(days=3)
    await keep_back(desk, f"{until:%Y-%m-%d %H:%M} +00:00")
    listed = await desk.editor.slash("desk embargoes")
    opened = await desk.editor.choose(listed.message, "Open one", ["1"])
    saved = await desk.editor.press(opened.message, "Save")
    assert "story 1" in saved.text.casefold()
    assert HEADLINE in (await desk.member.slash("story latest")).text


async def test_a_time_that_is_none_or_past_gets_one_sentence(desk: Desk) -> None:
    await desk.set_up()
    assert "not a time that can be read" in (await keep_back(desk, "soonish")).text
    assert "after now" in (await keep_back(desk, "2020-01-01 08:00 +00:00")).text
