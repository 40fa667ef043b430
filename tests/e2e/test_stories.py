"""/story, end to end: real discord.py, real HTTP and WebSocket, a real SQLite file."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground import CommandHidden, Upload
from tests.e2e.conftest import Desk
from tests.e2e.test_saved import file_of
from tests.e2e.test_schedules import add, to_the_next_post


async def test_a_pasted_page_becomes_a_draft_and_then_a_story(desk: Desk) -> None:
    await desk.set_up()
    form = await desk.editor.slash("story add")
    draft = await desk.editor.submit(form.modal, {"page": desk.page()})
    assert draft.ephemeral
    assert "Rowing club wins the island race" in draft.text
    assert "Harbour › Sport" in draft.text
    assert "Lifting the veil" not in draft.text
    saved = await desk.editor.press(draft.message, "Save")
    assert "Saved as story 1" in saved.text
    card = await desk.member.slash("story show", story="1")
    assert card.ephemeral
    assert "42 crews" in card.text


async def test_save_works_after_a_restart_and_twice_has_one_effect(desk: Desk) -> None:
    await desk.set_up()
    draft = await desk.chief.slash("story add", file=Upload("a.txt", desk.page().encode()))
    await desk.restart()
    first = await desk.chief.press(draft.message, "Save")
    again = await desk.forge(desk.chief, draft.message, "draft.save:1")
    assert "story 1" in first.text
    assert "story 1" in again.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 1


async def test_a_form_opened_before_a_restart_can_be_submitted_after_it(desk: Desk) -> None:
    await desk.set_up()
    unread = await desk.editor.slash("story add", link="https://example.org/race")
    form = await desk.editor.press(unread.message, "Paste the page")
    await desk.restart()
    draft = await desk.editor.submit(form.modal, {"page": desk.page()})
    assert "example.org" in draft.text


async def test_a_page_over_three_fields_is_joined_and_a_full_field_warns(desk: Desk) -> None:
    await desk.set_up()
    filler = "The harbour office said that the works would go on until the spring. " * 120
    page = desk.page().replace("E-paper", filler + "\n\nE-paper")
    fields = {"page": page[:4000], "page2": page[4000:8000], "page3": page[8000:]}
    form = await desk.editor.slash("story add")
    draft = await desk.editor.submit(form.modal, fields)
    assert "Field 1 was exactly full" in draft.text
    assert "Field 2 was exactly full" in draft.text
    assert "Field 3" not in draft.text


async def test_the_form_takes_a_file(desk: Desk) -> None:
    await desk.set_up()
    form = await desk.editor.slash("story add")
    draft = await desk.editor.submit(
        form.modal, {"file": [Upload("page.txt", desk.page().encode())]}
    )
    assert "Rowing club" in draft.text


async def test_fields_of_a_draft_can_be_corrected(desk: Desk) -> None:
    await desk.set_up()
    draft = await desk.chief.slash("story add", file=Upload("a.txt", desk.page().encode()))
    form = await desk.chief.press(draft.message, "Edit fields")
    corrected = await desk.chief.submit(
        form.modal,
        {
            "Headline": "Crew wins race",
            "Section": "Town > Rowing",
            "Date of the story": "2011-08-09 08:55 +08:00",
            "Link": "https://example.org/a",
        },
    )
    assert "Crew wins race" in corrected.text
    assert "Town › Rowing" in corrected.text
    saved = await desk.chief.press(corrected.message, "Save")
    assert "Crew wins race" in saved.text
    card = await desk.chief.slash("story show", story="1")
    assert "9 August 2011" in card.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"Date of the story": "soonish"}, "not a date"),
        ({"Link": "javascript:alert(1)"}, "cannot be used"),
    ],
)
async def test_a_wrong_correction_is_refused_and_loses_nothing(
    desk: Desk, fields: dict[str, str], sentence: str
) -> None:
    await desk.set_up()
    draft = await desk.chief.slash("story add", file=Upload("a.txt", desk.page().encode()))
    form = await desk.chief.press(draft.message, "Edit fields")
    refused = await desk.chief.submit(form.modal, fields)
    assert sentence in refused.text
    assert "Saved" in (await desk.chief.press(draft.message, "Save")).text


async def test_discard_stores_nothing(desk: Desk) -> None:
    await desk.set_up()
    draft = await desk.chief.slash("story add", file=Upload("a.txt", desk.page().encode()))
    gone = await desk.chief.press(draft.message, "Discard")
    assert "Nothing was stored" in gone.text
    late = await desk.forge(desk.chief, draft.message, "draft.save:1")
    assert "gone" in late.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 0


async def test_a_draft_expires_after_a_day(desk: Desk) -> None:
    await desk.set_up()
    draft = await desk.chief.slash("story add", file=Upload("a.txt", desk.page().encode()))
    desk.playground.clock.move(25 * 3600)
    late = await desk.forge(desk.chief, draft.message, "draft.save:1")
    assert "24 hours" in late.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 \x00\x01\x02", "PDF"),
        (b"\x00\x01\x02\x03" * 50, "text"),
        (b"Twitter Facebook Linkedin\nE-paper\nSpecials\n", "article"),
        (b"x" * (5 * 1024 * 1024), "KiB"),
    ],
)
async def test_a_bad_file_gets_one_clear_sentence(desk: Desk, data: bytes, sentence: str) -> None:
    await desk.set_up()
    answer = await desk.chief.slash("story add", file=Upload("a.txt", data))
    assert sentence in answer.text
    assert len(answer.text) < 300
    assert answer.buttons == []
    assert await desk.app.storage.drafts.get(desk.guild.id, 1, desk.playground.clock.utc()) is None


@pytest.mark.parametrize("command", ["story add", "submit text"])
async def test_a_pasted_page_in_which_no_article_is_found_comes_back_as_a_file(
    desk: Desk, command: str
) -> None:
    await desk.set_up()
    page = "Über uns 关于我们 Twitter Facebook\nE-paper\nSpecials\n" * 200
    fields = {"page": page[:4000], "page2": page[4000:8000], "page3": page[8000:]}
    form = await desk.editor.slash(command)
    refused = await desk.editor.submit(form.modal, fields)
    assert refused.ephemeral
    assert "article" in refused.text
    assert "What you typed is in this file." in refused.text
    attachment, content = file_of(desk, refused)
    assert attachment["filename"] == "typed.txt"
    assert content.decode() == page.strip()
    again = await desk.editor.slash("story add", file=Upload("typed.txt", content))
    assert "article" in again.text


async def test_what_was_typed_comes_back_also_where_the_role_was_taken_meanwhile(
    desk: Desk,
) -> None:
    await desk.set_up()
    form = await desk.editor.slash("story add")
    desk.world.set_roles(desk.editing_member, [])
    refused = await desk.editor.submit(form.modal, {"page": desk.page()})
    assert "for editors" in refused.text
    assert file_of(desk, refused)[1].decode() == desk.page().strip()


async def test_what_is_soon_typed_again_comes_back_as_no_file(desk: Desk) -> None:
    await desk.set_up()
    form = await desk.editor.slash("story add")
    refused = await desk.editor.submit(form.modal, {"page": "Twitter Facebook Linkedin"})
    assert "article" in refused.text
    assert refused.message
    assert refused.message["attachments"] == []


async def test_members_without_the_role_cannot_add(desk: Desk) -> None:
    await desk.set_up()
    answer = await desk.member.slash("story add")
    assert "for editors" in answer.text
    assert answer.modal is None


async def test_an_editor_who_loses_the_role_cannot_submit_the_form(desk: Desk) -> None:
    await desk.set_up()
    form = await desk.editor.slash("story add")
    desk.world.set_roles(desk.editing_member, [])
    answer = await desk.editor.submit(form.modal, {"page": desk.page()})
    assert "for editors" in answer.text


async def test_another_servers_story_reads_as_missing(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    other = desk.world.add_guild("Another server")
    channel = desk.world.add_channel(other, "general", kind="text")
    stranger = desk.person(desk.world.add_member(other, "Stan", owner=True), channel)
    foreign = await stranger.slash("story show", story="1")
    missing = await stranger.slash("story show", story="999")
    assert foreign.text == missing.text
    assert "No such story" in foreign.text
    assert await stranger.autocomplete("story show", "story", typed="Row") == []


async def test_headlines_complete_while_one_types(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    choices = await desk.member.autocomplete("story show", "story", typed="islan")
    assert [choice["value"] for choice in choices] == ["1"]
    sections = await desk.member.autocomplete("story latest", "section", typed="spo")
    assert [choice["value"] for choice in sections] == ["Sport"]


async def test_lists_turn_pages_after_a_restart(desk: Desk) -> None:
    await desk.set_up()
    for number in range(7):
        await desk.add_story(headline=f"Harbour wall repair enters week {number} of works")
    found = await desk.member.slash("story search", query="harbour wall")
    assert found.ephemeral
    assert found.text.count("repair enters week") == 5
    await desk.restart()
    older = await desk.member.press(found.message, "Older")
    assert older.text.count("repair enters week") == 2
    newer = await desk.member.press(older.message, "Newer")
    assert newer.text.count("repair enters week") == 5
    latest = await desk.member.slash("story latest", section="sport")
    assert latest.text.count("repair enters week") == 5


@pytest.mark.parametrize("query", ["*", '"', "AND", "NEAR(", "-x", "a OR b)", "' --", "\\", "%"])
async def test_a_query_is_never_syntax(desk: Desk, query: str) -> None:
    await desk.set_up()
    await desk.add_story()
    answer = await desk.member.slash("story search", query=query)
    assert "Something went wrong" not in answer.text
    assert not answer.failed


async def test_a_hostile_page_pings_and_links_nothing(desk: Desk) -> None:
    await desk.set_up()
    hostile = desk.page(headline="@everyone [free](javascript:alert(1)) <@&1> wins ](https://x.y)")
    hostile = hostile.replace("Two boats", "@here " + "[a](" * 2500 + " Two boats")
    await desk.add_story(hostile)
    card = await desk.member.slash("story show", story="1")
    raw = str(card.message)
    assert "](javascript" not in raw
    assert "](https://x.y" not in raw
    for request in desk.playground.requests:
        for mentions in _allowed_mentions(request.body):
            assert mentions.get("parse") == []


def _allowed_mentions(body: object) -> list[dict[str, object]]:
    if isinstance(body, dict):
        own = [body["allowed_mentions"]] if body.get("allowed_mentions") else []
        return own + [one for value in body.values() for one in _allowed_mentions(value)]
    return []


async def test_the_seed_page_reads_in_the_chat_as_in_the_shell(desk: Desk, seed_page: Path) -> None:
    await desk.set_up()
    draft = await desk.chief.slash("story add", file=Upload("p.txt", seed_page.read_bytes()))
    assert "China › Society" in draft.text
    assert "9 August 2011" in draft.text
    assert "zone" in draft.text
    for furniture in ("Twitter", "E-paper", "Valentine", "Palace Museum"):
        assert furniture not in draft.text


async def test_commands_that_need_manage_server_are_refused_on_the_servers_side(desk: Desk) -> None:
    with pytest.raises(CommandHidden):
        await desk.member.slash("setup")
    answer = await desk.member.slash("setup", anyway=True)
    assert "Manage Server" in answer.text


async def test_a_page_that_comes_again_is_known_and_can_be_dropped(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    cut = desk.page().replace("Two boats turned back because of the wind.", "")
    draft = await desk.editor.slash("story add", file=Upload("a.txt", cut.encode()))
    assert "Already here since" in draft.text
    assert "(story 1): 98% of the text" in draft.text
    assert draft.buttons == ["Duplicate", "Follow-up", "Different", "Edit fields", "Embargo"]
    dropped = await desk.editor.press(draft.message, "Duplicate")
    assert "already, as story 1" in dropped.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 1


async def test_a_follow_up_is_kept_and_linked(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    draft = await desk.editor.slash("story add", file=Upload("a.txt", desk.page().encode()))
    assert "(story 1): the same text" in draft.text
    saved = await desk.editor.press(draft.message, "Follow-up")
    assert "Saved as story 2. It goes on with story 1" in saved.text
    story = await desk.app.storage.stories.get(desk.guild.id, 2)
    assert story is not None
    assert story.follows_id == 1


async def test_a_story_that_was_posted_is_named_with_a_link_to_the_message(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    (message,) = await desk.posted()
    await desk.settled()
    draft = await desk.editor.slash("story add", file=Upload("a.txt", desk.page().encode()))
    assert "Already carried on" in draft.text
    assert f"/channels/{desk.guild.id}/{desk.news.id}/{message['id']}" in draft.text


async def test_a_match_button_of_another_server_s_story_finds_nothing(desk: Desk) -> None:
    await desk.set_up()
    draft = await desk.editor.slash("story add", file=Upload("a.txt", desk.page().encode()))
    for forged in ("draft.follow:1:77", "draft.duplicate:1:77"):
        answer = await desk.forge(desk.editor, draft.message, forged)
        assert "Saved" not in answer.text
        assert "Dropped" not in answer.text
    member = await desk.forge(desk.member, draft.message, "draft.different:1")
    assert "editors" in member.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 0
