"""The message menu "Add to the desk", end to end: links, pages, files, previews, forwards."""

from __future__ import annotations

from typing import Any

import pytest

from playground import Upload
from tests.e2e.conftest import Desk
from tests.e2e.test_desk import HEADLINES, page_about, queue, submission
from tests.web.net import serving

__all__ = ["queue"]

MENU = "Add to the desk"
HTML = "Content-Type: text/html; charset=utf-8"


def web_page(name: str) -> bytes:
    paragraphs = "".join(
        f"<p>The {name} pier has part {number}, where {name}{number} people of the {name} quarter"
        f" counted {number * 9} {name} boats on Sunday, more than in any year before.</p>"
        for number in range(1, 8)
    )
    title = f"The {name} pier opens to the public again"
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{paragraphs}</body></html>"
    ).encode()


@pytest.fixture
async def pier(queue: Desk) -> Desk:
    """A page on the web to link to."""
    await queue.net.site("pier.example", serving(web_page("north"), HTML))
    await queue.net.site("south.example", serving(web_page("south"), HTML))
    return queue


async def test_a_members_link_goes_to_the_queue_with_credit(pier: Desk) -> None:
    message = await pier.member.post("Look at this: http://pier.example/news/one?utm_source=x !")
    sent = await pier.member.menu(MENU, message)
    assert "Sent to the desk" in sent.text, sent.text
    assert "north pier" in sent.text
    found = await submission(pier)
    assert found.found.by == pier.member.id
    assert found.found.message_id == int(message["id"])
    shown = await pier.editor.slash("desk queue")
    assert f"/{pier.news.id}/{message['id']}" in shown.text


async def test_an_editor_gets_the_draft_and_the_author_is_named(pier: Desk) -> None:
    message = await pier.member.post("<http://pier.example/news/one>")
    draft = await pier.editor.menu(MENU, message)
    assert "Save" in draft.buttons
    assert f"Found by <@{pier.member.id}>" in draft.text
    saved = await pier.editor.press(draft.message, "Save")
    assert "Saved as story 1" in saved.text
    story = await pier.app.storage.stories.get(pier.guild.id, 1)
    assert story is not None
    assert story.found_by == pier.member.id


async def test_an_attached_page_is_read(queue: Desk) -> None:
    for number, (name, data) in enumerate(
        (
            ("page.txt", page_about(queue, HEADLINES[0]).encode()),
            ("page.html", web_page("east")),
        ),
        start=1,
    ):
        message = await queue.member.post("see the file", files=[Upload(name, data)])
        sent = await queue.member.menu(MENU, message)
        assert "Sent to the desk" in sent.text, sent.text
        assert (await submission(queue, number)).text is not None
    assert "east pier" in (await submission(queue, 2)).headline


async def test_a_picture_is_no_story(queue: Desk) -> None:
    message = await queue.member.post(
        "", files=[Upload("boat.png", b"\x89PNG\r\n\x1a\n" + b"0" * 99)]
    )
    refused = await queue.member.menu(MENU, message)
    assert "nothing in this message" in refused.text


async def test_a_pasted_page_is_read_with_the_link_it_names(queue: Desk) -> None:
    text = page_about(queue, HEADLINES[1])[:1_800]
    message = await queue.member.post(text)
    sent = await queue.member.menu(MENU, message)
    assert "Sent to the desk" in sent.text
    assert HEADLINES[1] in sent.text


async def test_a_forwarded_message_is_read_like_its_own(pier: Desk) -> None:
    original = await pier.chief.at(pier.staff).post("http://pier.example/news/two")
    ana: Any = pier.chief.at(pier.staff)
    copy = await ana.at(pier.news).forward(original)
    sent = await pier.member.menu(MENU, copy)
    assert "north pier" in sent.text, sent.text


async def test_the_link_of_a_preview_counts(pier: Desk) -> None:
    preview = {"type": "article", "url": "http://south.example/x", "title": "South"}
    message = await pier.member.post("what they say about the pier", previews=[preview])
    sent = await pier.member.menu(MENU, message)
    assert "south pier" in sent.text, sent.text


async def test_of_several_links_one_is_chosen_also_after_a_restart(pier: Desk) -> None:
    message = await pier.member.post("http://pier.example/a and http://south.example/b")
    asked = await pier.member.menu(MENU, message)
    assert "Which is the story" in asked.text
    await pier.restart()
    sent = await pier.member.choose(asked.message, "Choose the story", ["1"])
    assert "south pier" in sent.text, sent.text
    foreign = await pier.forge(pier.editor, asked.message, "submit.pick:1")
    assert not foreign.failed


async def test_a_page_that_cannot_be_read_loses_nothing(queue: Desk) -> None:
    await queue.net.site("gone.example", serving(b"no", HTML, status="404 Not Found"))
    message = await queue.member.post("http://gone.example/story")
    unread = await queue.member.menu(MENU, message)
    assert "gone.example" in unread.text
    sent = await queue.member.press(unread.message, "Send just the link")
    assert "Sent to the desk" in sent.text
    shown = await queue.editor.slash("desk queue")
    assert "could not be read" in shown.text
    form = await queue.editor.press(shown.message, "Paste the page")
    page = page_about(queue, HEADLINES[2])
    pasted = await queue.editor.submit(form.modal, {"page": page[:3_900]})
    assert HEADLINES[2] in pasted.text
    accepted = await queue.editor.press(pasted.message, "Accept")
    assert "as story 1" in accepted.text
    story = await queue.app.storage.stories.get(queue.guild.id, 1)
    assert story is not None
    assert story.url == "http://gone.example/story"


async def test_the_bots_own_post_is_not_taken_up(queue: Desk) -> None:
    await queue.add_story()
    posted = await queue.chief.slash("story latest")
    assert posted.message is not None
    (welcome,) = [
        one
        for one in await queue.chief.messages()
        if one["author"].get("bot") and not one["flags"] & 64
    ][:1]
    refused = await queue.member.menu(MENU, welcome)
    assert "bot's own" in refused.text
