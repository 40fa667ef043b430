"""Stories that are kept back until their time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from playground import Answer, Upload
from storage.desk_log import By
from tests.e2e.conftest import Desk
from tests.e2e.stored import stored
from tests.e2e.test_desk_log import undo
from tests.e2e.test_schedules import add, to_the_next_post

HEADLINE = "Rowing club wins the island race after a photo finish"
DAY = timedelta(days=1)


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


async def test_a_draft_that_ran_out_before_its_embargo_was_seen_to_end_holds_nothing_up(
    desk: Desk,
) -> None:
    """As after a month without a bot, before what is too old is cleared away."""
    await desk.set_up()
    await keep_back(desk, f"{desk.playground.clock.utc() + timedelta(days=3):%Y-%m-%d %H:%M}")
    await add(desk, channel=desk.news)
    await desk.stop()
    desk.playground.clock.move(60 * 24 * 3600)
    await desk.start()
    await desk.add_story(headline="Ferry timetable changes on the first of the month")
    await to_the_next_post(desk)
    (post,) = await desk.posted()
    assert "Ferry timetable" in str(post)


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


async def at_the_next_edition(desk: Desk) -> datetime:
    """When the one schedule's next edition is due."""
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    at = schedule.slots[0].next_run_at
    assert at is not None
    return at


async def embargo(desk: Desk, until: datetime | str | None, story: str = "1") -> Answer:
    if until is None:
        return await desk.editor.slash("story embargo", story=story)
    given = f"{until:%Y-%m-%d %H:%M} +00:00" if isinstance(until, datetime) else until
    return await desk.editor.slash("story embargo", story=story, until=given)


async def test_a_stored_story_under_embargo_is_missing_for_members_and_marked_for_editors(
    desk: Desk,
) -> None:
    await desk.set_up()
    await desk.add_story()
    listed = await desk.member.slash("story latest")
    card = await desk.member.slash("story show", story="1")
    await desk.member.press(card.message, "Save")
    await add(desk, channel=desk.news)
    kept = await embargo(desk, await at_the_next_edition(desk))
    assert "is under embargo until" in kept.text
    member, editor = desk.member, desk.editor
    for answer in (
        await member.slash("story search", query="rowing"),
        await member.slash("story search", query="rowing", sort="best"),
        await member.slash("story latest"),
        await member.slash("story latest", section="Sport"),
        await member.slash("archive"),
        await member.slash("saved"),
        await member.slash("briefing today"),
        await member.slash("corrections"),
    ):
        assert HEADLINE not in answer.text
    for command in ("story show", "why"):
        assert await member.autocomplete(command, "story", typed="row") == []
        assert await member.autocomplete(command, "story", typed="") == []
        assert await member.autocomplete(command, "story", typed="1") == []
        assert "No such story" in (await member.slash(command, story="1")).text
    for press in ("saved.keep:1", "report.begin:1", "report.form:1", "story.open:1"):
        answer = await desk.forge(member, listed.message, press)
        assert HEADLINE not in str(answer.message), press
        assert "No such story" in answer.text or "no longer there" in answer.text, press
    assert "under embargo until" in (await editor.slash("story search", query="rowing")).text
    assert "under embargo until" in (await editor.slash("story latest")).text
    assert "under embargo until" in (await editor.slash("story show", story="1")).text
    assert len(await editor.autocomplete("story embargo", "story", typed="row")) == 1
    assert HEADLINE not in (await editor.slash("briefing preview", schedule="1")).text
    assert HEADLINE not in (await editor.slash("briefing today")).text
    kept_back = await editor.slash("desk embargoes")
    assert HEADLINE in kept_back.text
    assert HEADLINE in (await editor.press(kept_back.message, "Open")).text


async def test_what_a_story_under_embargo_is_about_is_neither_counted_nor_offered_to_members(
    desk: Desk,
) -> None:
    await desk.set_up()
    today = desk.playground.clock.utc().date().isoformat()
    await stored(desk, "Rowing club wins", today)
    for on in (today, None):
        kept = await stored(
            desk, "Secret merger", on,
            section=("Hush",), agency="Hush Wire", dateline="HUSHVILLE",
        )  # fmt: skip
        await embargo(desk, desk.playground.clock.utc() + DAY, str(kept.id))
    for person, names in ((desk.member, []), (desk.editor, ["Hush"])):
        for command in ("story search", "story latest"):
            offered = await person.autocomplete(command, "section", typed="hush")
            assert [choice["name"] for choice in offered] == names
            offered = await person.autocomplete(command, "source", typed="hush")
            assert [choice["name"] for choice in offered] == [f"{name} Wire" for name in names]
        offered = await person.autocomplete("archive", "section", typed="hush")
        assert [choice["name"] for choice in offered] == []
        covered = str((await person.slash("stats")).message)
        assert "1 story" in covered
        assert "hush" not in covered.casefold()
        archived = (await person.slash("archive")).text
        assert "1 story" in archived
        assert "no date" not in archived


async def look_ahead(desk: Desk, at: datetime) -> str:
    """What the editors were told before the hour, and /status says."""
    panel = await desk.chief.slash("setup")
    await desk.chief.choose(panel.message, "setup.notices", [desk.staff])
    desk.playground.clock.move_to(at - timedelta(minutes=10))
    await desk.looked_ahead()
    told = str(await desk.chief.messages(desk.staff))
    return told + (await desk.chief.slash("status")).text


@pytest.mark.parametrize("kept", ["story", "draft"])
async def test_what_is_free_at_the_hour_is_reckoned_with_before_it(desk: Desk, kept: str) -> None:
    await desk.set_up()
    await add(desk, channel=desk.news)
    at = await at_the_next_edition(desk)
    if kept == "draft":
        await keep_back(desk, f"{at:%Y-%m-%d %H:%M} +00:00")
    else:
        await desk.add_story()
        await embargo(desk, at)
    ahead = await look_ahead(desk, at)
    assert "othing is new" not in ahead
    assert "nothing new" not in ahead
    desk.playground.clock.move_to(at + timedelta(seconds=1))
    assert HEADLINE in str(await desk.posted())


@pytest.mark.parametrize("kept", ["story", "draft"])
async def test_what_is_free_after_the_hour_or_of_no_section_is_not(desk: Desk, kept: str) -> None:
    await desk.set_up()
    await add(desk, channel=desk.news, **({"sections": "Politics"} if kept == "draft" else {}))
    at = await at_the_next_edition(desk)
    if kept == "draft":
        await keep_back(desk, f"{at:%Y-%m-%d %H:%M} +00:00")
    else:
        await desk.add_story()
        await embargo(desk, at + timedelta(minutes=1))
    assert "othing is new" in await look_ahead(desk, at)


async def test_the_edition_of_that_very_hour_takes_it_and_then_nothing_can_keep_it_back(
    desk: Desk,
) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    at = await at_the_next_edition(desk)
    await embargo(desk, at)
    await desk.stop()
    desk.playground.clock.move_to(at + timedelta(seconds=1))
    await desk.start()
    (post,) = await desk.posted()
    assert HEADLINE in str(post)
    assert HEADLINE in (await desk.member.slash("story latest")).text
    refused = await embargo(desk, at + timedelta(days=1))
    assert "has been posted already" in refused.text
    assert "/story retract" in refused.text


async def test_an_edition_before_its_time_goes_out_without_it_and_tells_why(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await desk.add_story(headline="Ferry timetable changes on the first of the month")
    await add(desk, channel=desk.news)
    at = await at_the_next_edition(desk)
    await embargo(desk, at + timedelta(minutes=5))
    await desk.stop()
    desk.playground.clock.move_to(at + timedelta(seconds=1))
    await desk.start()
    (post,) = await desk.posted()
    assert "Ferry timetable" in str(post)
    assert HEADLINE not in str(post)
    assert "it was under embargo" in (await desk.editor.slash("why", story="1")).text


@pytest.mark.parametrize("lift", [None, "none", "None "])
async def test_an_embargo_is_lifted_with_nothing_or_none(desk: Desk, lift: str | None) -> None:
    await desk.set_up()
    await desk.add_story()
    await embargo(desk, desk.playground.clock.utc() + timedelta(days=3))
    assert HEADLINE not in (await desk.member.slash("story latest")).text
    assert "not under embargo any more" in (await embargo(desk, lift)).text
    assert HEADLINE in (await desk.member.slash("story latest")).text


async def test_each_embargo_stands_in_the_log_and_can_be_undone(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await embargo(desk, desk.playground.clock.utc() + timedelta(days=3))
    log = await desk.chief.slash("desk log")
    assert f"Put the story {HEADLINE} under embargo" in log.text
    assert "Under embargo until: none → <t:" in log.text
    await undo(desk)
    assert HEADLINE in (await desk.member.slash("story latest")).text
    log = await desk.chief.slash("desk log")
    assert f"Lifted the embargo of the story {HEADLINE}" in log.text
    await undo(desk)
    assert HEADLINE not in (await desk.member.slash("story latest")).text


async def test_an_embargo_on_a_draft_stands_in_the_log_and_can_be_undone(desk: Desk) -> None:
    await desk.set_up()
    until = desk.playground.clock.utc() + timedelta(days=3)
    await keep_back(desk, f"{until:%Y-%m-%d %H:%M} +00:00")
    assert f"Put the draft {HEADLINE} under embargo" in (await desk.chief.slash("desk log")).text
    await undo(desk)
    assert "Nothing is under embargo" in (await desk.editor.slash("desk embargoes")).text
    assert HEADLINE not in (await desk.member.slash("story latest")).text


async def test_a_story_that_is_removed_and_brought_back_is_still_under_embargo(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await embargo(desk, desk.playground.clock.utc() + timedelta(days=3))
    entry = (await desk.app.storage.desk_log.latest(desk.guild.id, subject="story", limit=9))[-1]
    by = By(actor_id=desk.chief.id, at=desk.playground.clock.utc())
    assert entry.action == "story.add"
    assert await desk.app.storage.stories.remove(desk.guild.id, 1, by)
    await undo(desk)
    assert HEADLINE not in (await desk.member.slash("story latest")).text
    assert HEADLINE in (await desk.editor.slash("desk embargoes")).text


async def test_bad_times_and_stories_get_one_sentence_and_members_none_of_it(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    assert "not a time that can be read" in (await embargo(desk, "soonish")).text
    assert "after now" in (await embargo(desk, "2020-01-01 08:00 +00:00")).text
    assert "No such story" in (await embargo(desk, "none", story="99")).text
    refused = await desk.member.slash("story embargo", story="1", until="2030-01-01 08:00")
    assert "for editors" in refused.text
