"""Corrections and retractions: what was posted is edited, and says so."""

from __future__ import annotations

from typing import Any

import pytest

from playground import Answer
from tests.e2e.conftest import Desk
from tests.e2e.test_desk_log import entries, undo, undo_ids
from tests.e2e.test_places import briefings, long_news, settled, threads
from tests.e2e.test_schedules import add, to_the_next_post

WRONG = "The race was on Saturday, not on Sunday."


@pytest.fixture
async def ready(desk: Desk) -> Desk:
    await desk.set_up()
    return desk


async def correct(
    desk: Desk, part: str, value: str, words: str = WRONG, *, story: str = "1", person: Any = None
) -> Answer:
    """The whole way of a correction: choose the part, fill in the form."""
    who = person or desk.editor
    page = await who.slash("story correct", story=story)
    form = await who.choose(page.message, "Which part is wrong?", [part])
    fields = {"value": value, "words": words} if part != "note" else {"words": words}
    return await who.submit(form.modal, fields)


async def retract(desk: Desk, words: str, *, story: str = "1") -> Answer:
    form = await desk.editor.slash("story retract", story=story)
    return await desk.editor.submit(form.modal, {"words": words})


async def mended(desk: Desk) -> None:
    """Wait until nothing waits to be mended any more."""
    for _ in range(200):
        if not await desk.app.storage.mends.due(desk.playground.clock.utc(), 1):
            return
        await desk.quiet(0.02)
    raise AssertionError("something is still to be mended")


def texts(message: dict[str, Any]) -> list[str]:
    """Every text of a message, in order."""
    found: list[str] = []

    def walk(components: list[dict[str, Any]]) -> None:
        for one in components:
            found.extend([one["content"]] if "content" in one else [])
            walk(one.get("components", []))

    walk(message["components"])
    return found


def edits(desk: Desk) -> list[Any]:
    """The requests that edited a message in a channel."""
    return [
        one
        for one in desk.playground.requests
        if one.method == "PATCH" and one.path.startswith("/channels/") and "/messages/" in one.path
    ]


async def post(desk: Desk, **options: Any) -> None:
    await add(desk, channel=options.pop("channel", desk.news), **options)
    await to_the_next_post(desk)
    await settled(desk)


async def test_a_correction_edits_the_message_and_changes_nothing_else_in_it(ready: Desk) -> None:
    await ready.add_story()
    await ready.add_story(headline="Ferry timetable changes on the first of the month")
    await post(ready)
    (before,) = await ready.posted()
    answer = await correct(ready, "headline", "Rowing club wins the island race on Saturday")
    assert "**Corrected.**" in answer.text
    await mended(ready)
    page = await ready.editor.slash("story correct", story="1")
    assert "1 of 1 message mended" in page.text
    (after,) = await ready.posted()
    assert "Rowing club wins the island race on Saturday" in str(after["components"])
    assert "**Correction, " in str(after["components"])
    assert WRONG in str(after["components"])
    assert after["edited_timestamp"]
    changed = [
        (old, new) for old, new in zip(texts(before), texts(after), strict=True) if old != new
    ]
    assert len(changed) == 2
    assert all("photo finish" in old or "rowing club" in old for old, _ in changed)
    (edit,) = edits(ready)
    assert edit.body["allowed_mentions"]["parse"] == []


async def last_story(desk: Desk) -> str:
    """The id of the story that the newest edition carries last, as text."""
    row = (await desk.app.storage.deliveries.of_schedule(desk.guild.id, 1, 1))[0]
    whole = await desk.app.storage.deliveries.get(desk.guild.id, row.id)
    assert whole
    return str(whole.stories[-1].story_id)


async def test_a_retraction_strikes_the_item_says_so_and_keeps_it_out_of_every_edition(
    ready: Desk,
) -> None:
    await ready.add_story()
    await add(ready, channel=ready.news, name="Morning", times="08:00")
    await add(ready, channel=ready.staff, name="Second", times="08:30")
    await to_the_next_post(ready)
    await ready.posted()
    answer = await retract(ready, "The race has not taken place yet.")
    assert "**Retracted.**" in answer.text
    await mended(ready)
    (message,) = await ready.posted()
    shown = "\n".join(texts(message))
    assert "### ~~Rowing club wins" in shown
    assert "**Retracted, " in shown
    assert "The race has not taken place yet." in shown
    assert "42 crews" not in shown
    ready.playground.clock.move(1801)
    await ready.settled()
    assert await briefings(ready, ready.staff) == []
    found = await ready.member.slash("story search", query="rowing")
    assert "~~Rowing club" in found.text
    assert "retracted" in found.text
    by_its_words = (await ready.member.slash("story search", query="crews")).text
    assert "An editor has retracted this story." in by_its_words
    assert "took part in the race" not in by_its_words
    card = await ready.member.slash("story show", story="1")
    assert "The race has not taken place yet." in card.text
    assert "42 crews" not in card.text
    again = await ready.editor.slash("story retract", story="1")
    assert "retracted already" in again.text


async def test_two_corrections_of_one_message_are_one_edit(ready: Desk) -> None:
    await ready.add_story()
    await post(ready)
    ready.app.mending.stop()  # as if the bot were away between them
    await correct(ready, "headline", "Rowing club wins by a length", "By a length.")
    await correct(ready, "source", "Quay Sample Press", "It was another agency.")
    await ready.restart()
    await mended(ready)
    assert len(edits(ready)) == 1
    (message,) = await ready.posted()
    shown = "\n".join(texts(message))
    assert "Rowing club wins by a length" in shown
    assert "Quay Sample Press" in shown
    assert shown.index("By a length.") < shown.index("It was another agency.")


async def test_a_correction_in_words_alone_leaves_the_story_as_it_is(ready: Desk) -> None:
    await ready.add_story()
    await post(ready)
    (before,) = await ready.posted()
    await correct(ready, "note", "", "The photograph showed another boat.")
    await mended(ready)
    (after,) = await ready.posted()
    old, new = texts(before), texts(after)
    (place,) = [number for number, one in enumerate(new) if one != old[number]]
    assert new[place].startswith(old[place])
    assert new[place].endswith("The photograph showed another boat.")


async def test_parts_of_threads_and_forum_posts_are_mended_where_they_stand(ready: Desk) -> None:
    await long_news(ready)
    forum = ready.world.add_channel(ready.guild, "reports", kind="forum")
    await add(ready, channel=ready.news, name="Thread", thread=True)
    await add(ready, channel=forum, name="Forum")
    await to_the_next_post(ready)
    await settled(ready)
    await ready.settled()
    story = await last_story(ready)
    await correct(ready, "note", "", "It was the other mole.", story=story)
    await mended(ready)
    for parent in (ready.news, forum):
        (thread,) = threads(ready, parent)
        shown = [str(one) for one in await ready.chief.messages(thread)]
        assert sum("It was the other mole." in one for one in shown) == 1


async def test_a_thread_that_is_asleep_is_woken_and_sent_to_sleep_again(ready: Desk) -> None:
    await long_news(ready)
    await post(ready, thread=True)
    (thread,) = threads(ready, ready.news)
    ready.world.archive(thread)
    story = await last_story(ready)
    await correct(ready, "note", "", "It was the other mole.", story=story)
    await mended(ready)
    assert any("It was the other mole." in str(one) for one in await ready.chief.messages(thread))
    assert thread.thread.archived


async def test_a_locked_thread_is_told_to_the_editors_and_can_be_tried_again(ready: Desk) -> None:
    await long_news(ready)
    await post(ready, thread=True)
    (thread,) = threads(ready, ready.news)
    ready.world.archive(thread, locked=True)
    story = await last_story(ready)
    await correct(ready, "note", "", "It was the other mole.", story=story)
    await mended(ready)
    page = await ready.editor.slash("story correct", story=story)
    assert "0 of 1 message mended" in page.text
    assert "1 could not be" in page.text
    notices = ready.app.storage.notices
    assert await notices.exists(ready.guild.id, _subject(ready, thread))
    thread.thread.locked = False
    await ready.editor.press(page.message, "Try again")
    await mended(ready)
    assert any("It was the other mole." in str(one) for one in await ready.chief.messages(thread))


def _subject(desk: Desk, channel: Any) -> str:
    return f"mend edit {channel.id} {desk.playground.clock.utc().date()}"


async def test_a_message_that_somebody_deleted_counts_as_mended(ready: Desk) -> None:
    await ready.add_story()
    await post(ready)
    (message,) = await ready.posted()
    await ready.chief.delete(message)
    await correct(ready, "note", "", "It rained.")
    await mended(ready)
    page = await ready.editor.slash("story correct", story="1")
    assert "1 of 1 message mended" in page.text


async def test_a_published_message_is_edited_when_discord_lets_it_be(ready: Desk) -> None:
    wire = ready.world.add_channel(ready.guild, "wire", kind="announcement")
    await ready.add_story()
    await post(ready, channel=wire)
    await ready.quiet()
    ready.playground.limits.enabled = True
    for number in range(4):
        await correct(ready, "note", "", f"Correction number {number}.")
        await mended(ready)
        await ready.quiet(0.1)
    (message,) = await ready.posted(channel=wire)
    assert "Correction number 2." in str(message["components"])
    assert "Correction number 3." not in str(message["components"])
    page = await ready.editor.slash("story correct", story="1")
    assert "The rest waits until" in page.text
    ready.playground.clock.move(3601)
    await ready.quiet(0.2)
    await mended(ready)
    (message,) = await ready.posted(channel=wire)
    assert "Correction number 3." in str(message["components"])


async def test_the_call_of_a_role_stays_in_a_corrected_message_and_calls_nobody(
    ready: Desk,
) -> None:
    readers = ready.world.add_role(ready.guild, "Readers", mentionable=True)
    await ready.add_story()
    await post(ready, ping=readers)
    (message,) = await ready.posted()
    assert f"<@&{readers.id}>" in texts(message)[0]
    await correct(ready, "note", "", "It rained.")
    await mended(ready)
    (message,) = await ready.posted()
    assert f"<@&{readers.id}>" in texts(message)[0]
    assert "It rained." in str(message["components"])
    (edit,) = edits(ready)
    assert not edit.body["allowed_mentions"].get("roles")


async def test_a_plain_message_is_corrected_in_its_own_words(ready: Desk) -> None:
    await ready.add_story()
    await ready.add_story(headline="Ferry timetable changes on the first of the month")
    ready.playground.faults.refuse(50035, on="POST /channels/*/messages")
    await add(ready, channel=ready.news)
    await to_the_next_post(ready)
    await settled(ready)
    before = await plain(ready)
    await correct(ready, "headline", "Rowing club wins by a length", "By a length.", story="1")
    await mended(ready)
    after = await plain(ready)
    assert "Rowing club wins by a length" in after
    assert "By a length." in after
    assert "Ferry timetable changes" in after
    for line in before.split("\n"):
        assert line in after or "Rowing club" in line
    assert before.rpartition("\n")[2] == after.rpartition("\n")[2]


async def plain(desk: Desk) -> str:
    (found,) = [
        one["content"] for one in await desk.chief.messages(desk.news) if "### " in one["content"]
    ]
    return found


async def test_what_two_editors_change_at_once_is_not_lost(ready: Desk) -> None:
    await ready.add_story()
    await post(ready)
    page = await ready.editor.slash("story correct", story="1")
    form = await ready.editor.choose(page.message, "Which part is wrong?", ["headline"])
    await correct(ready, "source", "Quay Sample Press", person=ready.chief)
    late = await ready.editor.submit(form.modal, {"value": "My headline", "words": "Because."})
    assert "Somebody else has changed story 1" in late.text
    assert "My headline" in late.text


async def test_an_unpublished_story_is_edited_and_a_published_one_corrected(ready: Desk) -> None:
    await ready.add_story()
    page = await ready.editor.slash("story edit", story="1")
    form = await ready.editor.choose(page.message, "Which part shall change?", ["headline"])
    done = await ready.editor.submit(form.modal, {"value": "Rowing club wins by a length"})
    assert "No message carries story 1 yet" in done.text
    await post(ready)
    (message,) = await ready.posted()
    assert "Rowing club wins by a length" in str(message)
    assert "Correction" not in str(message)
    assert "use /story correct" in (await ready.editor.slash("story edit", story="1")).text


async def test_everyone_can_read_what_was_corrected(ready: Desk) -> None:
    assert "Nothing has been corrected" in (await ready.member.slash("corrections")).text
    await ready.add_story()
    for number in range(6):
        await correct(ready, "note", "", f"Correction number {number}.")
    first = await ready.member.slash("corrections")
    assert "Correction number 5." in first.text
    assert "Correction number 0." not in first.text
    older = await ready.member.press(first.message, "Older")
    assert "Correction number 0." in older.text
    card = await ready.member.slash("story show", story="1")
    assert "Correction number 5." in card.text


async def test_members_and_other_servers_can_change_nothing(ready: Desk) -> None:
    await ready.add_story()
    await post(ready)
    refused = await ready.member.slash("story correct", story="1")
    assert "for editors" in refused.text
    forged = await ready.forge(ready.member, refused.message, "mend.again:1")
    assert "for editors" in forged.text
    await correct(ready, "note", "", "It rained.")
    elsewhere = ready.world.add_guild("Quay Courier")
    channel = ready.world.add_channel(elsewhere, "general", kind="text")
    stranger = ready.person(ready.world.add_member(elsewhere, "Zoe", owner=True), channel)
    await ready.quiet(0.1)
    assert "No such story" in (await stranger.slash("story correct", story="1")).text
    assert "No such story" in (await stranger.slash("story retract", story="1")).text
    empty = await stranger.slash("corrections")
    assert "It rained." not in empty.text
    for custom_id in ("mend.progress:1", "mend.again:1"):
        assert "No such correction" in (await ready.forge(stranger, empty.message, custom_id)).text


async def test_an_undone_correction_leaves_the_message_as_it_was_posted(ready: Desk) -> None:
    await ready.add_story()
    await post(ready)
    (posted,) = await ready.posted()
    await correct(ready, "headline", "Rowing club wins by a length", "By a length.")
    await correct(ready, "summary-0", "", "That sentence was wrong.")
    await retract(ready, "All of it was wrong.")
    await mended(ready)
    log = await ready.chief.slash("desk log")
    assert "Said to readers: none → All of it was wrong." in log.text
    for _ in range(3):
        await undo(ready)
        await mended(ready)
    (now,) = await ready.posted()
    assert texts(now) == texts(posted)
    assert "Nothing has been corrected" in (await ready.member.slash("corrections")).text
    story = await ready.app.storage.stories.get(ready.guild.id, 1)
    assert story
    assert story.retracted_at is None
    assert "photo finish" in story.headline


async def test_a_part_that_was_corrected_again_is_not_undone_before_that(ready: Desk) -> None:
    await ready.add_story()
    await correct(ready, "headline", "Rowing club wins by a length")
    first = await ready.editor.slash("desk log")
    await correct(ready, "headline", "Rowing club wins by two lengths")
    refused = await ready.forge(ready.editor, first.message, undo_ids(first)[0])
    assert "has changed this since" in refused.text


async def test_an_edit_and_a_link_are_undone(ready: Desk) -> None:
    await ready.add_story()
    await ready.add_story(headline="Ferry timetable changes on the first of the month")
    page = await ready.editor.slash("story edit", story="1")
    form = await ready.editor.choose(page.message, "Which part shall change?", ["headline"])
    await ready.editor.submit(form.modal, {"value": "Rowing club wins by a length"})
    await ready.editor.slash("story follow", story="1", earlier="2")
    stories = ready.app.storage.stories
    await undo(ready)
    story = await stories.get(ready.guild.id, 1)
    assert story
    assert (story.follows_id, story.headline) == (None, "Rowing club wins by a length")
    log = await ready.chief.slash("desk log")
    edited = next(one for one in await entries(ready) if one.action == "story.edit")
    (press,) = [one for one in undo_ids(log) if f":{edited.id}:" in f"{one}:"]
    await ready.forge(ready.chief, log.message, press)
    story = await stories.get(ready.guild.id, 1)
    assert story
    assert "photo finish" in story.headline
