"""Several reports of one event: one in the briefing, the others named, an editor's way to undo."""

from __future__ import annotations

from datetime import timedelta

from playground import Answer, Upload
from tests.bot.editing.test_same_event import CRANE, FERRY, FERRY_TOO
from tests.e2e.conftest import Desk
from tests.e2e.test_schedules import add, to_the_next_post

HEADLINES = {
    FERRY: "Council votes for a second ferry",
    FERRY_TOO: "Gull Island gets another ship",
    CRANE: "Crane falls into dock",
}


async def save(desk: Desk, body: str, source: str, link: str) -> Answer:
    date = desk.playground.clock.utc() - timedelta(hours=2)
    page = (
        f"{HEADLINES[body]}\n\nUpdated: {date:%Y-%m-%d %H:%M} UTC\n\nSource: {source}\n\n{body}\n"
    )
    form = await desk.editor.slash("story add", file=Upload("page.txt", page.encode()))
    fields = await desk.editor.press(form.message, "Edit fields")
    draft = await desk.editor.submit(fields.modal, {"Link": link})
    return await desk.editor.press(draft.message, "Save")


async def fill(desk: Desk) -> None:
    await desk.set_up()
    await save(desk, CRANE, "Dock Times", "https://dock.example/crane")
    await save(desk, FERRY, "Harbour Wire", "https://wire.example/ferry")


async def test_a_second_report_is_named_under_the_first(desk: Desk) -> None:
    await fill(desk)
    saved = await save(desk, FERRY_TOO, "Quay News", "https://quay.example/ship")
    assert "The same event" in saved.text
    assert "Council votes for a second ferry" in saved.text
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    (post,) = await desk.posted()
    assert str(post).count("Also reported by") == 1
    assert "wire.example" in str(post)
    assert "quay.example" in str(post)
    assert str(post).count("briefing.details:") == 2
    why = await desk.member.press(post, "Why this")
    assert "It stands for reports of the same event by" in why.text


async def test_what_was_carried_is_not_carried_again_from_somebody_else(desk: Desk) -> None:
    await fill(desk)
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    await desk.posted()
    await desk.settled()
    saved = await save(desk, FERRY_TOO, "Quay News", "https://quay.example/ship")
    assert "The same event" in saved.text
    preview = await desk.editor.slash("briefing preview", schedule="1")
    assert "Gull Island gets another ship" not in preview.text
    shown = await desk.editor.slash("story show", story="3")
    apart = await desk.editor.press(shown.message, "Not the same event")
    assert "The same event" not in apart.text
    preview = await desk.editor.slash("briefing preview", schedule="1")
    assert "Gull Island gets another ship" in preview.text


async def test_members_see_the_others_but_only_editors_part_them(desk: Desk) -> None:
    await fill(desk)
    await save(desk, FERRY_TOO, "Quay News", "https://quay.example/ship")
    shown = await desk.member.slash("story show", story="3")
    assert "Council votes for a second ferry" in shown.text
    assert "Not the same event" not in shown.buttons
    forged = await desk.forge(desk.member, shown.message, "event.apart:3")
    assert "for editors" in forged.text
    other = await desk.forge(desk.editor, shown.message, "event.join:3:77")
    assert "no longer there" in other.text
