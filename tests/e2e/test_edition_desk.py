"""/desk edition: an edition arranged before it goes out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from playground import Answer
from playground.answers import message_text
from tests.e2e.conftest import Desk
from tests.e2e.test_schedules import add, to_the_next_post

PICK = "Choose a story to move, pin or drop"
HEADLINES = (
    "Ferry goes back to its winter timetable",
    "Library opens a room for night readers",
    "Rowing club wins the island race after a photo finish",
)


@pytest.fixture
async def planned(desk: Desk) -> Desk:
    """A server with three stories of today and a schedule for the morning."""
    await desk.set_up()
    for number, headline in enumerate(HEADLINES):
        await desk.add_story(hours_old=number + 1, headline=headline)
    await add(desk, channel=desk.news, name="Morning")
    return desk


class Editor:
    """One editor's private page of an edition, as it was last changed."""

    def __init__(self, desk: Desk, person: Any) -> None:
        self.desk = desk
        self.person = person
        self.page: dict[str, Any] = {}
        self.post = ""

    async def open(self) -> Editor:
        answer = await self.person.slash("desk edition", schedule="1")
        assert answer.ephemeral
        pages: list[Any] = []
        for _ in range(100):
            pages = [answer.message, *answer.followups]
            if "edition.hold" in str(pages[-1]) or "edition.release" in str(pages[-1]):
                break
            await asyncio.sleep(0.02)
        self.page = pages[-1]
        self.post = "\n".join(message_text(page) for page in pages[:-1])
        return self

    @property
    def text(self) -> str:
        return message_text(self.page)

    def took(self, answer: Answer) -> str:
        assert answer.message is not None, answer.text
        self.page = answer.message
        return answer.text

    async def press(self, button: str) -> str:
        return self.took(await self.person.press(self.page, button))

    async def pick(self, headline: str, select: str = PICK) -> str:
        value = next(
            option["value"] for option in options(self.page, select) if headline in option["label"]
        )
        return self.took(await self.person.choose(self.page, select, [value]))

    async def fill(self, button: str, label: str, text: str) -> str:
        form = await self.person.press(self.page, button)
        return self.took(await self.person.submit(form.modal, {label: text}))


def options(page: dict[str, Any], select: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("placeholder") == select:
                found.extend(part.get("options", []))
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(page)
    return found


def places(post: Any, *words: str) -> list[int]:
    text = str(post)
    return [text.find(word) for word in words]


async def test_the_editor_sees_exactly_what_is_then_posted(planned: Desk) -> None:
    editor = await Editor(planned, planned.editor).open()
    await editor.pick("Library")
    await editor.press("Make lead")
    await editor.fill("Note", "A line at the top of the briefing", "Good *morning* @everyone")
    seen = (await Editor(planned, planned.editor).open()).post
    await to_the_next_post(planned)
    (post,) = await planned.posted()
    assert message_text(post) == seen
    ferry, library, note = places(post, "Ferry", "Library", "Good")
    assert -1 < note < library < ferry
    assert "*morning*" not in seen
    assert "@everyone" not in seen


async def test_order_pin_and_drop_hold_when_better_stories_come_in(planned: Desk) -> None:
    await planned.chief.slash("schedule edit", schedule="1", story_cap=2)
    editor = await Editor(planned, planned.editor).open()
    assert "Rowing" not in editor.post
    await editor.fill("Add a story", "Words of its headline", "rowing")
    await editor.pick("Rowing", "Choose the story to add")
    assert "added" in editor.text
    await editor.pick("Ferry")
    assert "Dropped" not in editor.text
    await editor.press("Drop")
    assert "Bring a dropped story back" in editor.text
    await planned.add_story(hours_old=0.1, headline="Market hall gets a new roof at last")
    await to_the_next_post(planned)
    (post,) = await planned.posted()
    market, rowing, ferry = places(post, "Market hall", "Rowing", "Ferry")
    assert -1 not in (market, rowing)
    assert ferry == -1


async def test_a_dropped_story_can_be_brought_back(planned: Desk) -> None:
    editor = await Editor(planned, planned.editor).open()
    await editor.pick("Ferry")
    await editor.press("Drop")
    assert "Ferry" not in (await Editor(planned, planned.editor).open()).post
    await editor.pick("Ferry", "Bring a dropped story back")
    assert "Ferry" in (await Editor(planned, planned.editor).open()).post


async def test_of_two_editors_at_once_the_second_sees_what_the_first_did(planned: Desk) -> None:
    first = await Editor(planned, planned.editor).open()
    second = await Editor(planned, planned.chief).open()
    await first.pick("Ferry")
    await second.pick("Rowing")
    await first.press("Drop")
    shown = await second.press("Make lead")
    assert "It was changed before your click" in shown
    assert f"<@{planned.editor.id}> dropped “Ferry" in shown
    await second.press("Make lead")
    assert "It was changed" not in second.text
    post = (await Editor(planned, planned.editor).open()).post
    assert "Ferry" not in post
    library, rowing = places(post, "Library", "Rowing")
    assert -1 < rowing < library


async def test_a_note_typed_beside_another_editors_change_is_shown_again(planned: Desk) -> None:
    first = await Editor(planned, planned.editor).open()
    second = await Editor(planned, planned.chief).open()
    form = await second.person.press(second.page, "Note")
    await first.fill("Note", "A line at the top of the briefing", "From Ed")
    answer = await second.person.submit(
        form.modal, {"A line at the top of the briefing": "From Ana"}
    )
    assert "You had typed: From Ana" in second.took(answer)
    assert "From Ed" in (await Editor(planned, planned.editor).open()).post


async def test_many_presses_at_once_have_one_effect(planned: Desk) -> None:
    editor = await Editor(planned, planned.editor).open()
    await editor.pick("Rowing")
    up = str(editor.page).split("edition.wish:up:")[1].split("'")[0]
    ids = [f"edition.wish:up:{up}"] * 10 + [f"edition.wish:down:{up}"] * 10
    answers = await asyncio.gather(
        *(planned.forge(planned.editor, editor.page, one) for one in ids)
    )
    assert all(not answer.failed for answer in answers)
    log = planned.app.storage.desk_log
    assert len(await log.latest(planned.guild.id, subject="edition", limit=50)) == 1


async def test_what_was_arranged_is_in_the_log_and_can_be_taken_back(planned: Desk) -> None:
    editor = await Editor(planned, planned.editor).open()
    await editor.pick("Ferry")
    await editor.press("Drop")
    log = await planned.editor.slash("desk log", what="edition")
    assert "Dropped a story from Morning" in log.text
    await planned.editor.press(log.message, "Undo")
    opened = await Editor(planned, planned.editor).open()
    assert "Ferry" in opened.post
    assert "took a change back" in opened.text


async def test_an_edition_that_is_out_cannot_be_changed_here(planned: Desk) -> None:
    editor = await Editor(planned, planned.editor).open()
    await to_the_next_post(planned)
    await planned.posted()
    await planned.settled()
    before = editor.page
    answer = await planned.editor.press(before, "Hold")
    assert "out or on its way" in answer.text
    assert "/story correct" in answer.text


async def test_what_was_arranged_goes_along_when_its_date_is_moved(planned: Desk) -> None:
    editor = await Editor(planned, planned.editor).open()
    await editor.fill("Note", "A line at the top of the briefing", "Moved along")
    on = (await planned.app.storage.schedules.list_all(planned.guild.id))[0].slots[0].next_date
    assert on is not None
    rule = await planned.chief.slash("schedule edit", schedule="1", days=f"{on:%A}")
    assert "Next" in rule.text
    target = on + timedelta(days=1)
    await planned.chief.slash("schedule skip", schedule="1", date=f"{on}", move_to=f"{target}")
    stale = await planned.editor.press(editor.page, "Hold")
    assert "skipped or moved" in stale.text
    assert "Moved along" in (await Editor(planned, planned.editor).open()).post


async def test_only_editors_and_only_editions_of_this_server(planned: Desk) -> None:
    refused = await planned.member.slash("desk edition", schedule="1")
    assert "for editors" in refused.text
    assert "No such schedule" in (await planned.editor.slash("desk edition", schedule="77")).text
    editor = await Editor(planned, planned.editor).open()
    forged = await planned.forge(planned.member, refused.message, "edition.hold:1:1:20990101:0")
    assert "for editors" in forged.text
    for odd in (
        "edition.hold:1:1:20990101:0",
        "edition.hold:9:9:20260101:0",
        "edition.hold:1:1:99999999:0",
        "edition.wish:lead:1:1:20990101:0:999",
        "edition.wish:nonsense:1:1:20990101:0:1",
        f"edition.wish:add:1:1:{today(planned)}:0:999",
    ):
        answer = await planned.forge(planned.editor, editor.page, odd)
        assert not answer.failed
        assert "Something went wrong" not in answer.text, odd


def today(desk: Desk) -> str:
    return f"{desk.playground.clock.utc():%Y%m%d}"
