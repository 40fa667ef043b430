"""The desk, end to end: members send in, editors decide, two of them at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from playground import Answer, Person, Upload
from storage.desk_records import Submission, SubmissionState
from tests.e2e.conftest import Desk


@pytest.fixture
async def queue(desk: Desk) -> Desk:
    """The desk with submissions from members allowed, without a pause between them."""
    await desk.set_up()
    panel = await desk.chief.slash("setup")
    await desk.chief.press(panel.message, "Take stories from members")
    form = await desk.chief.press(panel.message, "How many")
    fields = {"Stories a day": "50", "Seconds from one to the next": "0"}
    await desk.chief.submit(form.modal, fields)
    for person in (desk.chief, desk.editor, desk.member):
        person.quiet_patience = 30
    return desk


HEADLINES = (
    "Lighthouse keeper hands the lamp to his daughter",
    "Bakery on the quay bakes through the night of the storm",
    "Tram line seven gets a stop at the old shipyard",
    "School orchestra plays on the breakwater at low tide",
)


def page_about(desk: Desk, headline: str) -> str:
    """A page that shares no sentence with another headline's."""
    name = headline.split()[0].lower()
    body = "\n\n".join(
        f"The {name} story has part {number}, told by {name}{number} people of the {name} quarter"
        f" on Sunday, who counted {number * 7 + len(name)} {name} boats in the harbour."
        for number in range(1, 6)
    )
    date = f"{desk.playground.clock.utc():%Y-%m-%d %H:%M} UTC"
    return f"Harbour\nTown\n\n{headline}\n\nUpdated: {date}\n\n(Harbour Sample Wire)\n\n{body}\n"


async def send(desk: Desk, headline: str = HEADLINES[0], person: Person | None = None) -> Answer:
    data = page_about(desk, headline).encode()
    return await (person or desk.member).slash("submit file", file=Upload("page.txt", data))


async def submission(desk: Desk, number: int = 1) -> Submission:
    found = await desk.app.storage.submissions.get(desk.guild.id, number)
    assert found is not None
    return found


async def test_a_member_sends_a_story_and_an_editor_accepts_it(queue: Desk) -> None:
    sent = await send(queue)
    assert sent.ephemeral
    assert "Sent to the desk" in sent.text, sent.text
    shown = await queue.editor.slash("desk queue")
    assert "1 story waits" in shown.text
    assert HEADLINES[0] in shown.text
    assert f"Sent by <@{queue.member.id}>" in shown.text
    accepted = await queue.editor.press(shown.message, "Accept")
    assert "as story 1" in accepted.text, accepted.text
    assert "The queue is empty" in accepted.text
    story = await queue.app.storage.stories.get(queue.guild.id, 1)
    assert story is not None
    assert story.found_by == queue.member.id
    card = await queue.member.slash("story show", story="1")
    assert f"Found by <@{queue.member.id}>" in card.text
    mine = await queue.member.slash("submit mine")
    assert "accepted as story 1" in mine.text


async def test_members_may_send_only_where_the_server_allows_it(desk: Desk) -> None:
    refused = await send(desk)
    assert "takes no stories from its members" in refused.text
    message = await desk.chief.post("https://pages.example/one")
    menu = await desk.member.menu("Add to the desk", message)
    assert "takes no stories from its members" in menu.text


async def test_only_editors_see_the_queue(queue: Desk) -> None:
    await send(queue)
    shown = await queue.editor.slash("desk queue")
    refused = await queue.member.slash("desk queue", anyway=True)
    assert "for editors" in refused.text
    forged = await queue.forge(queue.member, refused.message, "desk.do:accept:1:1:0:1")
    assert "for editors" in forged.text
    assert (await submission(queue)).state is SubmissionState.SUBMITTED
    assert shown.ephemeral


async def test_an_editor_puts_a_draft_in_the_queue_or_saves_it_at_once(queue: Desk) -> None:
    draft = await send(queue, person=queue.editor)
    assert "Save" in draft.buttons
    put = await queue.editor.press(draft.message, "Put in the queue")
    assert "In the queue, as submission 1" in put.text
    assert (await submission(queue)).origin == "editor"
    other = await send(queue, HEADLINES[1], person=queue.editor)
    saved = await queue.editor.press(other.message, "Save")
    assert "Saved as story 1" in saved.text


async def test_two_editors_at_once_are_told_of_each_other(queue: Desk) -> None:
    await send(queue)
    ana = await queue.chief.slash("desk queue")
    ed = await queue.editor.slash("desk queue")
    await queue.chief.press(ana.message, "Hold")
    late = await queue.editor.press(ed.message, "Accept")
    assert "Somebody was faster" in late.text
    assert f"<@{queue.chief.id}> put it on hold" in late.text
    assert await queue.app.storage.stories.count(queue.guild.id) == 0
    held = await queue.editor.press(late.message, "On hold (1)")
    assert HEADLINES[0] in held.text
    back = await queue.editor.press(held.message, "Back to the queue")
    assert "waits as it is now" in back.text


async def test_twenty_presses_at_once_have_one_effect(queue: Desk) -> None:
    await send(queue)
    shown = await queue.editor.slash("desk queue")
    answers = await asyncio.gather(
        *(
            queue.forge(person, shown_to.message, "desk.do:accept:1:1:0:1")
            for shown_to, person in [(shown, queue.editor)] * 20
        )
    )
    await queue.quiet(1)
    assert len(answers) == 20
    assert await queue.app.storage.stories.count(queue.guild.id) == 1
    assert (await submission(queue)).version == 2


async def test_a_double_click_says_the_same_twice(queue: Desk) -> None:
    await send(queue)
    shown = await queue.editor.slash("desk queue")
    await queue.editor.press(shown.message, "Accept")
    again = await queue.forge(queue.editor, shown.message, "desk.do:accept:1:1:0:1")
    assert not again.failed
    found = await queue.editor.messages()
    assert any("as story 1" in str(one["components"]) for one in found)
    assert await queue.app.storage.stories.count(queue.guild.id) == 1


async def test_declining_keeps_the_text_and_tells_why(queue: Desk) -> None:
    await send(queue)
    shown = await queue.editor.slash("desk queue")
    form = await queue.editor.press(shown.message, "Decline")
    declined = await queue.editor.submit(form.modal, {"Why": "We had it on Monday @everyone"})
    assert "Declined" in declined.text
    found = await submission(queue)
    assert found.state is SubmissionState.DECLINED
    assert found.text is not None
    assert found.text.body
    mine = await queue.member.slash("submit mine")
    assert "declined: We had it on Monday" in mine.text
    assert mine.message is not None
    assert not mine.message["mention_everyone"]


async def test_editing_changes_the_card_and_a_late_form_loses_nothing(queue: Desk) -> None:
    await send(queue)
    shown = await queue.editor.slash("desk queue")
    form = await queue.editor.press(shown.message, "Edit")
    late = await queue.chief.press((await queue.chief.slash("desk queue")).message, "Edit")
    edited = await queue.editor.submit(form.modal, {"Headline": "A better headline"})
    assert "A better headline" in edited.text
    lost = await queue.chief.submit(late.modal, {"Headline": "Another headline"})
    assert "Somebody was faster" in lost.text
    assert "You had typed: Another headline" in lost.text
    found = await submission(queue)
    assert (found.headline, found.version) == ("A better headline", 2)


async def test_merging_adds_a_source_to_a_story(queue: Desk) -> None:
    await send(queue)
    shown = await queue.editor.slash("desk queue")
    await queue.editor.press(shown.message, "Accept")
    await send(queue, HEADLINES[1])
    shown = await queue.editor.slash("desk queue")
    asked = await queue.editor.press(shown.message, "Merge")
    assert "with which story" in asked.text
    merged = await queue.editor.choose(asked.message, "Choose a story", ["1"])
    assert "into story 1" in merged.text, merged.text
    card = await queue.member.slash("story show", story="1")
    assert HEADLINES[1] in card.text
    assert (await submission(queue, 2)).report_id == 2


async def test_a_story_that_is_here_is_named_before_it_is_sent(queue: Desk) -> None:
    await send(queue)
    shown = await queue.editor.slash("desk queue")
    await queue.editor.press(shown.message, "Accept")
    known = await send(queue)
    assert "Already here" in known.text
    assert "Nothing was sent yet" in known.text
    sent = await queue.member.press(known.message, "Send it all the same")
    assert "Sent to the desk" in sent.text
    shown = await queue.editor.slash("desk queue")
    assert "the same text" in shown.text
    merged = await queue.editor.press(shown.message, "Merge")
    done = await queue.editor.choose(merged.message, "Choose a story", ["1"])
    assert "into story 1" in done.text
    assert await queue.app.storage.stories.count(queue.guild.id) == 1


async def test_what_waits_already_is_not_filed_twice(queue: Desk) -> None:
    await send(queue)
    again = await send(queue, person=queue.person(queue.world.add_member(queue.guild, "Ben")))
    assert "waits for an editor already" in again.text
    shown = await queue.editor.slash("desk queue")
    assert "1 story waits" in shown.text


async def test_who_sends_too_much_is_told_when_the_next_may_come_and_loses_nothing(
    queue: Desk,
) -> None:
    panel = await queue.chief.slash("setup")
    form = await queue.chief.press(panel.message, "How many")
    fields = {"Stories a day": "2", "Seconds from one to the next": "90"}
    await queue.chief.submit(form.modal, fields)
    await send(queue)
    soon = await send(queue, HEADLINES[1])
    assert "The next one may come <t:" in soon.text, soon.text
    assert HEADLINES[1] in soon.text
    early = await queue.member.press(soon.message, "Send")
    assert "The next one may come" in early.text
    queue.playground.clock.move(91)
    sent = await queue.member.press(early.message, "Send")
    assert "Sent to the desk" in sent.text
    queue.playground.clock.move(91)
    over = await send(queue, HEADLINES[2])
    assert "2 stories a day" in over.text
    queue.playground.clock.move(24 * 3600 - 2 * 91 + 5)
    assert "Sent to the desk" in (await queue.member.press(over.message, "Send")).text


async def test_another_servers_submission_reads_like_a_missing_one(queue: Desk) -> None:
    await send(queue)
    guild: Any = queue.world.add_guild("Elsewhere")
    channel: Any = queue.world.add_channel(guild, "general", kind="text")
    eve = queue.playground.person(queue.world.add_member(guild, "Eve", owner=True), channel)
    await queue.quiet()
    shown = await eve.slash("desk queue")
    assert "The queue is empty" in shown.text
    for custom_id in (
        "desk.do:accept:1:1:0:0",
        "desk.do:hold:1:1:0:0",
        "desk.read:1",
        "desk.edit:1:1:0:0",
        "desk.decline:1:1:0:0",
        "desk.merge:1:1:0:0",
    ):
        answer = await queue.forge(eve, shown.message, custom_id)
        for _ in range(40):
            if eve.board.seen_by(channel, eve.id)[-1].flags & 128:
                await asyncio.sleep(0.05)
        said = str(eve.board.seen_by(channel, eve.id)[-1].data["components"])
        assert "no longer on record" in said, (custom_id, said)
        assert HEADLINES[0] not in said
        assert not answer.failed
    assert (await submission(queue)).version == 1


async def test_filters_and_pages_of_the_queue(queue: Desk) -> None:
    for headline in HEADLINES:
        await send(queue, headline)
    editor = await send(queue, "Council opens the new reading room", person=queue.editor)
    await queue.editor.press(editor.message, "Put in the queue")
    shown = await queue.editor.slash("desk queue")
    assert "5 stories wait" in shown.text
    assert "1 to 3" in shown.text
    older = await queue.editor.press(shown.message, "Older")
    assert HEADLINES[0] in older.text
    assert HEADLINES[3] not in older.text
    members = await queue.editor.choose(older.message, "From everywhere", ["member"])
    assert "4 stories wait" in members.text
    await queue.restart()
    second = await queue.editor.press(members.message, "Older")
    assert HEADLINES[0] in second.text
    everything = await queue.editor.choose(second.message, "From everywhere", ["all"])
    assert "5 stories wait" in everything.text


async def test_decisions_stand_in_the_log_and_are_taken_back(queue: Desk) -> None:
    await send(queue)
    shown = await queue.editor.slash("desk queue")
    await queue.editor.press(shown.message, "Accept")
    log = await queue.editor.slash("desk log")
    assert f"Accepted {HEADLINES[0]} from the queue" in log.text
    await queue.editor.press(log.message, "Undo")
    assert await queue.app.storage.stories.count(queue.guild.id) == 0
    again = await queue.editor.slash("desk queue")
    assert "1 story waits" in again.text
    form = await queue.editor.press(again.message, "Decline")
    await queue.editor.submit(form.modal, {"Why": "Too old"})
    log = await queue.editor.slash("desk log")
    assert "Declined" in log.text
    await queue.editor.press(log.message, "Undo")
    found = await submission(queue)
    assert (found.state, found.reason) == (SubmissionState.SUBMITTED, None)
