"""Trust in a story: the paragraphs of its sentences, and errors that readers report."""

from __future__ import annotations

from typing import Any

import pytest

from playground import Answer
from tests.e2e.conftest import Desk
from tests.e2e.test_corrections import post

SOURCE = "Source: open a sentence's paragraph"


@pytest.fixture
async def ready(desk: Desk) -> Desk:
    await desk.set_up()
    await desk.add_story()
    return desk


async def report(desk: Desk, person: Any, words: str) -> Answer:
    """Report an error from a story's card."""
    card = await person.slash("story show", story="1")
    begun = await person.press(card.message, "Report an error")
    if begun.modal is None:
        begun = await person.press(begun.message, "Report an error in this story")
    return await person.submit(begun.modal, {"words": words})


async def answer(desk: Desk, words: str) -> Answer:
    queue = await desk.editor.slash("desk reports")
    form = await desk.editor.press(queue.message, "Answer")
    return await desk.editor.submit(form.modal, {"words": words})


async def letters(desk: Desk, person: Any) -> list[str]:
    """What the bot has written to somebody by direct message."""
    channel = desk.world.dm(person.user)
    for _ in range(40):
        if channel.messages:
            break
        await desk.quiet(0.05)
    return [str(desk.playground.messages.payload(one, 0)) for one in channel.messages.values()]


async def test_each_sentence_opens_the_paragraph_it_comes_from(ready: Desk) -> None:
    await post(ready)
    (message,) = await ready.posted()
    card = await ready.member.press(message, "Details")
    story = await ready.app.storage.stories.get(ready.guild.id, 1, with_body=True)
    assert story
    assert story.summary
    assert story.key_facts
    for kind, passages in (("summary", story.summary), ("fact", story.key_facts)):
        for number, passage in enumerate(passages):
            opened = await ready.member.choose(card.message, SOURCE, [f"{kind}-{number}"])
            assert f"Paragraph {passage.paragraph + 1} of {len(story.body)}" in opened.text
            assert f"**{passage.text}**" in opened.text.replace("\\", "")
            plain = opened.text.replace("**", "").replace("\\", "")
            assert story.body[passage.paragraph] in plain


async def test_a_sentence_that_an_editor_changed_says_so(ready: Desk) -> None:
    page = await ready.editor.slash("story edit", story="1")
    form = await ready.editor.choose(page.message, "Which part shall change?", ["summary-0"])
    await ready.editor.submit(form.modal, {"value": "The club won by a length."})
    card = await ready.member.slash("story show", story="1")
    opened = await ready.member.choose(card.message, SOURCE, ["summary-0"])
    assert "An editor has changed this sentence" in opened.text


async def test_the_queue_leads_to_the_reports_that_wait(ready: Desk) -> None:
    queue = await ready.editor.slash("desk queue")
    assert not [name for name in queue.buttons if name.startswith("Reports")]
    await report(ready, ready.member, "It was the other club.")
    queue = await ready.editor.slash("desk queue")
    shown = await ready.editor.press(queue.message, "Reports (1)")
    assert "It was the other club." in shown.text


async def test_a_report_is_answered_and_the_reporter_sees_it(ready: Desk) -> None:
    thanks = await report(ready, ready.member, "It was the other club.")
    assert "Not answered yet" in thanks.text
    queue = await ready.editor.slash("desk reports")
    assert "It was the other club." in queue.text
    done = await answer(ready, "You are right, it is corrected.")
    assert "No report" in done.text
    (letter,) = await letters(ready, ready.member)
    assert "You are right, it is corrected." in letter
    card = await ready.member.slash("story show", story="1")
    mine = await ready.member.press(card.message, "Report an error")
    assert "You are right, it is corrected." in mine.text
    stranger = ready.person(ready.world.add_member(ready.guild, "Uma"))
    card = await stranger.slash("story show", story="1")
    assert (await stranger.press(card.message, "Report an error")).modal


async def test_an_answer_reaches_a_reporter_whose_messages_are_closed(ready: Desk) -> None:
    ready.world.close_dms(ready.member.user)
    await report(ready, ready.member, "It was the other club.")
    await answer(ready, "You are right.")
    await ready.quiet()
    assert not await ready.app.storage.letters.due(ready.playground.clock.utc(), 9)
    card = await ready.member.slash("story show", story="1")
    assert "You are right." in (await ready.member.press(card.message, "Report an error")).text


async def test_a_report_leads_straight_to_the_correction(ready: Desk) -> None:
    await report(ready, ready.member, "It was the other club.")
    queue = await ready.editor.slash("desk reports")
    page = await ready.editor.press(queue.message, "Correct the story")
    assert "Which part is wrong?" in page.text


async def test_nobody_floods_the_editors_with_reports(ready: Desk) -> None:
    await report(ready, ready.member, "It was the other club.")
    again = await report(ready, ready.member, "It was the other club.")
    assert "already" in again.text
    for number in range(2, 7):
        await ready.add_story(headline=f"Ferry number {number} leaves from the mole")
    refused = None
    for number in range(2, 7):
        card = await ready.member.slash("story show", story=str(number))
        mine = await ready.member.press(card.message, "Report an error")
        form = await ready.member.press(mine.message, "Report an error in this story")
        refused = await ready.member.submit(form.modal, {"words": "No."})
    assert refused
    assert "5 errors within a day. Try again in 23 h" in refused.text
    ready.playground.clock.move(86_401)
    card = await ready.member.slash("story show", story="6")
    mine = await ready.member.press(card.message, "Report an error")
    form = await ready.member.press(mine.message, "Report an error in this story")
    assert "Thank you" in (await ready.member.submit(form.modal, {"words": "No."})).text


async def test_two_editors_answer_once(ready: Desk) -> None:
    await report(ready, ready.member, "It was the other club.")
    queue = await ready.editor.slash("desk reports")
    form = await ready.editor.press(queue.message, "Answer")
    other = await ready.chief.press((await ready.chief.slash("desk reports")).message, "Answer")
    await ready.chief.submit(other.modal, {"words": "First."})
    late = await ready.editor.submit(form.modal, {"words": "Second."})
    assert "Somebody else has answered" in late.text
    assert len(await letters(ready, ready.member)) == 1


async def test_reports_stay_in_their_server_and_are_answered_by_editors(ready: Desk) -> None:
    thanks = await report(ready, ready.member, "It was the other club.")
    assert "for editors" in (await ready.member.slash("desk reports")).text
    forged = await ready.forge(ready.member, thanks.message, "report.answer:1")
    assert "for editors" in forged.text
    elsewhere = ready.world.add_guild("Quay Courier")
    channel = ready.world.add_channel(elsewhere, "general", kind="text")
    stranger = ready.person(ready.world.add_member(elsewhere, "Zoe", owner=True), channel)
    await ready.quiet(0.1)
    empty = await stranger.slash("desk reports")
    assert "other club" not in empty.text
    for custom_id, said in (
        ("report.answer:1", "No such report"),
        ("report.begin:1", "No such story"),
        ("report.form:1", "No such story"),
        ("story.correct_open:1", "No such story"),
    ):
        assert said in (await ready.forge(stranger, empty.message, custom_id)).text
