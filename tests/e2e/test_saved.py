"""Saved stories, end to end: the button, the list, its pages, and what is taken along."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from playground.answers import Answer
from tests.e2e.conftest import Desk
from tests.e2e.test_schedules import add, to_the_next_post


async def filled(desk: Desk, count: int) -> None:
    """A server with so many stories, all saved by the member."""
    await desk.set_up()
    for number in range(1, count + 1):
        await desk.add_story(headline=f"Crew number {number} sets out")
        card = await desk.member.slash("story show", story=str(number))
        await desk.member.press(card.message, "Save")


def file_of(desk: Desk, answer: Answer) -> tuple[dict[str, Any], bytes]:
    """The attachment of an answer, and its bytes."""
    assert answer.message is not None
    (attachment,) = answer.message["attachments"]
    stored = desk.world.files.at(urlsplit(attachment["url"]).path)
    assert stored is not None
    return attachment, stored.content


async def test_a_story_is_saved_from_its_card_and_taken_off_again(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    assert "saved no stories" in (await desk.member.slash("saved")).text
    card = await desk.member.slash("story show", story="1")
    kept = await desk.member.press(card.message, "Save")
    assert "42 crews" in kept.text
    assert "Remove from saved" in kept.buttons
    mine = await desk.member.slash("saved")
    assert mine.ephemeral
    assert "Rowing club wins" in mine.text
    assert "saved no stories" in (await desk.chief.slash("saved")).text, "a list is one's own"
    opened = await desk.member.press(mine.message, "Open")
    assert "42 crews" in opened.text
    gone = await desk.member.press(opened.message, "Remove from saved")
    assert "Save" in gone.buttons
    assert "saved no stories" in (await desk.member.slash("saved")).text


async def test_a_story_is_saved_from_the_details_under_a_posted_briefing(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    (post,) = await desk.posted()
    details = await desk.member.press(post, "Details")
    assert details.ephemeral
    await desk.member.press(details.message, "Save")
    assert "Rowing club wins" in (await desk.member.slash("saved")).text


async def test_the_list_has_pages_that_turn_after_a_restart(desk: Desk) -> None:
    await filled(desk, 6)
    first = await desk.member.slash("saved")
    assert "6 stories, page 1 of 2" in first.text
    assert "Crew number 6" in first.text
    assert "Crew number 1 " not in first.text
    await desk.restart()
    second = await desk.member.press(first.message, "Older")
    assert "page 2 of 2" in second.text
    assert "Crew number 1 sets out" in second.text
    removed = await desk.member.choose(second.message, "saved.remove:2", ["1"])
    assert "5 stories" in removed.text
    assert "Crew number 6" in removed.text, "the page that is gone gives way to the one before"


async def test_the_list_is_taken_along_as_json_and_markdown(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story(headline="Crew *wins* @everyone [race](https://bad.example)")
    card = await desk.member.slash("story show", story="1")
    await desk.member.press(card.message, "Save")
    mine = await desk.member.slash("saved")

    exported = await desk.member.press(mine.message, "Export as JSON")
    assert exported.ephemeral
    attachment, content = file_of(desk, exported)
    assert attachment["filename"] == "saved-stories.json"
    document = json.loads(content)
    assert (document["format"], document["version"]) == ("dateline-saved-stories", 1)
    (story,) = document["stories"]
    assert story["headline"] == "Crew *wins* @everyone [race](https://bad.example)"
    assert story["section"] == ["Harbour", "Sport"]
    assert any("42 crews" in sentence for sentence in story["summary"] + story["key_facts"])
    assert story["published_at"] is None
    assert story["updated_at"].endswith("+00:00")
    assert story["saved_at"].endswith("Z")
    assert story["retracted_at"] is None

    exported = await desk.member.press(mine.message, "Export as Markdown")
    attachment, content = file_of(desk, exported)
    assert attachment["filename"] == "saved-stories.md"
    text = content.decode()
    assert text.startswith("# Saved stories\n\n## Crew \\*wins\\*")
    assert "@everyone" not in text
    assert "](https://bad" not in text


async def test_what_was_retracted_is_taken_along_only_as_that(desk: Desk) -> None:
    await filled(desk, 1)
    form = await desk.editor.slash("story retract", story="1")
    await desk.editor.submit(form.modal, {"words": "The race has not taken place yet."})
    mine = await desk.member.slash("saved")
    _, content = file_of(desk, await desk.member.press(mine.message, "Export as Markdown"))
    text = content.decode()
    assert "## ~~Crew number 1 sets out~~" in text
    assert "An editor has retracted this story." in text
    assert "42 crews" not in text
    _, content = file_of(desk, await desk.member.press(mine.message, "Export as JSON"))
    (story,) = json.loads(content)["stories"]
    assert story["retracted_at"].endswith("Z")
    assert (story["summary"], story["key_facts"]) == ([], [])


async def test_forged_ids_save_and_show_nothing(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    other: Any = desk.world.add_guild("Next door")
    await desk.app.storage.guilds.join(other.id, desk.playground.clock.utc())
    story = await desk.app.storage.stories.get(desk.guild.id, 1)
    assert story is not None
    foreign = await desk.app.storage.stories.add(
        other.id, story, added_by=1, now=desk.playground.clock.utc()
    )
    card = await desk.member.slash("story show", story="1")
    for forged in (f"saved.keep:{foreign.id}", "saved.keep:999", f"story.open:{foreign.id}"):
        answer = await desk.forge(desk.member, card.message, forged)
        assert "no longer there" in answer.text or "No such story" in answer.text
    for strange in ("saved.export:exe", "saved.page:x", "saved.keep"):
        answer = await desk.forge(desk.member, card.message, strange)
        assert "another time" in answer.text
    assert "saved no stories" in (await desk.member.slash("saved")).text


async def test_saving_a_story_that_has_gone_says_so(desk: Desk) -> None:
    await filled(desk, 1)
    mine = await desk.member.slash("saved")
    await desk.app.storage.saved_stories.remove(desk.guild.id, desk.member.id, [1])
    late = await desk.member.press(mine.message, "Export as JSON")
    assert "saved no stories" in late.text
