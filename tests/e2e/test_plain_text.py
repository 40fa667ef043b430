"""Text only: what a member chose for their answers, and what a server chose for its postings."""

from __future__ import annotations

from typing import Any

from playground import Answer, Person
from playground.answers import message_text
from tests.e2e.conftest import Desk
from tests.e2e.test_corrections import mended
from tests.e2e.test_edition_desk import Editor
from tests.e2e.test_places import settled
from tests.e2e.test_saved import file_of
from tests.e2e.test_schedules import add, to_the_next_post

LAYOUT = 1 << 15


async def want_plain(person: Person) -> Answer:
    """By the button of /help."""
    page = await person.slash("help")
    return await person.press(page.message, "Answer me in plain text")


def is_plain(message: dict[str, Any] | None) -> bool:
    assert message is not None
    return bool(message["content"]) and not message["flags"] & LAYOUT


async def post_plain(desk: Desk) -> None:
    """By the button of /setup, wherever it stands."""
    panel = await desk.chief.slash("setup")
    await desk.chief.press(panel.message, "Post plain text")


async def test_a_member_chooses_plain_text_and_nobody_else_is_answered_so(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    chosen = await want_plain(desk.member)
    assert is_plain(chosen.message)
    card = await desk.member.slash("story show", story="1")
    assert is_plain(card.message)
    assert "### Rowing club" in str(card.message)
    assert not is_plain((await desk.editor.slash("story show", story="1")).message)
    back = await desk.member.slash("help")
    await desk.member.press(back.message, "Answer me with cards")
    assert not is_plain((await desk.member.slash("story show", story="1")).message)


async def test_buttons_forms_and_refusals_work_in_plain_text(desk: Desk) -> None:
    await desk.set_up()
    await want_plain(desk.editor)
    form = await desk.editor.slash("story add")
    draft = await desk.editor.submit(form.modal, {"page": desk.page()})
    assert is_plain(draft.message)
    saved = await desk.editor.press(draft.message, "Save")
    assert is_plain(saved.message)
    assert "Saved as story 1" in saved.text
    refused = await desk.editor.slash("story show", story="99")
    assert is_plain(refused.message)


async def test_a_refused_form_gives_back_what_was_typed_in_plain_text(desk: Desk) -> None:
    await desk.set_up()
    await want_plain(desk.editor)
    form = await desk.editor.slash("story add")
    page = "Twitter Facebook Linkedin\n" * 20
    refused = await desk.editor.submit(form.modal, {"page": page})
    assert is_plain(refused.message)
    assert "What you typed is in this file." in refused.text
    assert file_of(desk, refused)[1].decode() == page.strip()


async def test_an_old_card_stays_a_card_when_its_button_is_pressed(desk: Desk) -> None:
    await desk.set_up()
    form = await desk.editor.slash("story add")
    draft = await desk.editor.submit(form.modal, {"page": desk.page()})
    await want_plain(desk.editor)
    saved = await desk.editor.press(draft.message, "Save")
    assert "Saved as story 1" in saved.text
    assert not is_plain(saved.message)


async def plan_long(desk: Desk) -> None:
    """A schedule of a plain server whose edition takes two messages."""
    await desk.set_up()
    for number in range(6):
        await desk.add_story(headline=f"Crane number {number} gets a roof of its own")
    await post_plain(desk)
    await add(desk, channel=desk.news)


async def test_a_server_posts_briefings_and_notices_as_plain_text(desk: Desk) -> None:
    await plan_long(desk)
    await to_the_next_post(desk)
    await settled(desk)
    posts = await desk.posted(count=2)
    assert len(posts) > 1
    for post in posts:
        assert is_plain(post)
        assert len(post["content"]) <= 2_000
    shown = "\n".join(post["content"] for post in posts)
    assert all(f"Crane number {number}" in shown for number in range(6))
    why = await desk.editor.press(posts[0], "Why this")
    assert "Why these stories" in why.text
    details = next(
        control["label"]
        for row in posts[0]["components"]
        for control in row["components"]
        if control["label"].startswith("Details")
    )
    assert "Crane number" in (await desk.editor.press(posts[0], details)).text


async def test_a_preview_shows_what_will_be_posted_as_plain_text_too(desk: Desk) -> None:
    await plan_long(desk)
    preview = await desk.editor.slash("briefing preview", schedule="1")
    edition = await Editor(desk, desk.editor).open()
    await to_the_next_post(desk)
    await settled(desk)
    posts = await desk.posted(count=2)
    assert len(posts) > 1
    seen = [preview.message, *preview.followups]
    assert all(map(is_plain, seen))
    words = [post["content"] for post in posts]
    assert [one["content"] for one in seen if one] == words
    assert edition.post == "\n".join(map(message_text, posts))


async def test_a_correction_reaches_a_plain_posting(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await post_plain(desk)
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    await settled(desk)
    page = await desk.editor.slash("story correct", story="1")
    form = await desk.editor.choose(page.message, "Which part is wrong?", ["note"])
    await desk.editor.submit(form.modal, {"words": "The race was on Saturday."})
    await mended(desk)
    (post,) = await desk.posted()
    assert "The race was on Saturday" in post["content"]
    assert any("Why this" in str(row) for row in post["components"])


async def test_a_long_page_becomes_several_messages_and_each_stays_in_its_place(desk: Desk) -> None:
    await desk.set_up()
    await want_plain(desk.chief)
    panel = await desk.chief.slash("setup")
    assert is_plain(panel.message)
    rest = await panel.next_followup()
    assert is_plain(rest)
    changed = await desk.chief.press(rest, "Post plain text")
    assert "Post cards" in changed.buttons
