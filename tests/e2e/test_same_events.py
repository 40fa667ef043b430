"""Several reports of one event: one in the briefing, the others named, an editor's way to undo."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from playground import Answer, Upload
from tests.bot.editing.test_same_event import CRANE, FERRY, FERRY_TOO
from tests.e2e.conftest import Desk
from tests.e2e.test_corrections import correct, mended, retract
from tests.e2e.test_desk_log import undo
from tests.e2e.test_schedules import add, to_the_next_post
from tests.web.net import serving

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


@pytest.mark.parametrize("plain", [False, True])
async def test_a_report_that_is_retracted_is_named_no_more_until_that_is_undone(
    desk: Desk, plain: bool
) -> None:
    await fill(desk)
    await save(desk, FERRY_TOO, "Quay News", "https://quay.example/ship")
    await desk.app.storage.guilds.set_plain_text(desk.guild.id, plain)
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    posted = str(await desk.posted())
    assert "Also reported by" in posted
    await desk.settled()
    carried, named = ("2", "3") if HEADLINES[FERRY] in posted else ("3", "2")
    await retract(desk, "The report was made up.", story=named)
    await mended(desk)
    said = str(await desk.posted())
    assert "Also reported by" not in said
    assert "made up" not in said
    assert said.count("###") == posted.count("###")
    card = await desk.editor.slash("story show", story=carried)
    assert "The same event" not in card.text
    await undo(desk)
    await mended(desk)
    assert "Also reported by" in str(await desk.posted())


async def test_a_report_whose_source_is_corrected_is_named_by_the_right_one(desk: Desk) -> None:
    await fill(desk)
    await save(desk, FERRY_TOO, "Quay News", "https://quay.example/ship")
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    posted = str(await desk.posted())
    await desk.settled()
    named = "3" if HEADLINES[FERRY] in posted else "2"
    await correct(desk, "source", "Pier Post", "It came from elsewhere.", story=named)
    await mended(desk)
    said = str(await desk.posted())
    assert "Also reported by [Pier Post" in said
    assert "came from elsewhere" not in said
    await correct(desk, "headline", "Boats for everybody", "It says so.", story=named)
    corrections = desk.app.storage.corrections
    made = await corrections.of_story(desk.guild.id, int(named))
    counts = [(await corrections.progress(desk.guild.id, one.id)).total for one in made]
    assert counts == [1, 0], "its headline stands in no message"


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


async def follow(desk: Desk, host: str, body: str, mode: str) -> None:
    desk.editor.quiet_patience = 30  # the way out leaves a host alone for two seconds
    date = format_datetime(desk.playground.clock.utc() - timedelta(hours=2))
    feed = (
        f"<rss version='2.0'><channel><title>{host}</title><link>http://{host}/</link>"
        f"<item><title>{HEADLINES[body]}</title><guid>{host}</guid><pubDate>{date}</pubDate>"
        f"<link>http://pages.{host}/1</link><description>{body}</description></item>"
        "</channel></rss>"
    )
    xml = "Content-Type: application/rss+xml; charset=utf-8"
    await desk.net.site(host, serving(feed.encode(), xml))
    found = await desk.editor.slash("feed add", url=f"http://{host}/feed", mode=mode)
    await desk.editor.press(found.message, "the newest 3")


async def test_what_two_feeds_bring_of_one_event_is_one_story_of_the_briefing(desk: Desk) -> None:
    await desk.set_up()
    await follow(desk, "dock.example", CRANE, "auto")
    await follow(desk, "wire.example", FERRY, "auto")
    await follow(desk, "quay.example", FERRY_TOO, "auto")
    assert await desk.app.storage.stories.count(desk.guild.id) == 3
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    (post,) = await desk.posted()
    assert str(post).count("Also reported by") == 1
    assert "wire.example" in str(post)
    assert "quay.example" in str(post)
    assert str(post).count("briefing.details:") == 2


async def test_an_accepted_entry_of_a_feed_names_the_other_report(desk: Desk) -> None:
    await fill(desk)
    await follow(desk, "quay.example", FERRY_TOO, "queue")
    queue = await desk.editor.slash("desk queue")
    accepted = await desk.editor.press(queue.message, "Accept")
    assert "as story 3. Counted to the event of story 2" in accepted.text
    card = await desk.editor.slash("story show", story="3")
    assert "The same event" in card.text
    assert "Council votes for a second ferry" in card.text
    assert "Not the same event" in card.buttons
    preview = await desk.editor.slash("briefing today")
    assert preview.text.count("Also reported by") == 1
