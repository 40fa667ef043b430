"""/feed, end to end: real discord.py, a local web, the real way out and parser process."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from playground import Upload
from storage.feed_records import FollowedFeed
from tests.e2e.conftest import Desk
from tests.web.net import Visit, serving

XML = "Content-Type: application/rss+xml; charset=utf-8"
HTML = "Content-Type: text/html; charset=utf-8"


def words(number: int) -> str:
    """Two sentences that no other number has."""
    what = [
        f"{syllable}{number * place}" for place, syllable in enumerate(("bo", "ka", "li", "mu"))
    ]
    return (
        f"The harbour office said on Monday that {number} boxes with {what[0]} and {what[1]} would"
        f" go to {what[2]} by way of {what[3]}. {what[1].title()} had asked for {number + 7} of"
        f" {what[2]} a year ago, but {what[0]} and {what[3]} were late by {number * 3} days."
    )


class Quay:
    """A site whose feed can be changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.numbers: Sequence[int] = range(1, 6)
        self.title = "The Quay"
        self.item: Callable[[int], str] = self.plain_item
        self.visits: list[Visit] = []
        self.status = "200 OK"

    def plain_item(self, number: int) -> str:
        date = self._desk.playground.clock.utc() - timedelta(hours=2)
        return (
            f"<item><title>Crane report number {number}</title><guid>tag:{number}</guid>"
            f"<link>http://pages.example/{number}</link><pubDate>{format_datetime(date)}</pubDate>"
            f"<description>{words(number)}</description></item>"
        )

    def body(self) -> bytes:
        items = "".join(self.item(number) for number in reversed(self.numbers))
        head = f"<title>{self.title}</title><link>http://quay.example/</link>"
        return f"<rss version='2.0'><channel>{head}{items}</channel></rss>".encode()

    async def answer(self, visit: Visit) -> None:
        self.visits.append(visit)
        await visit.page(self.body(), status=self.status, headers=[XML])


@pytest.fixture
async def quay(desk: Desk) -> Quay:
    await desk.set_up()
    desk.editor.quiet_patience = 30  # the way out leaves a host alone for two seconds
    quay = Quay(desk)
    await desk.net.site("quay.example", quay.answer)
    return quay


async def follow(desk: Desk, button: str = "none of it", **options: Any) -> str:
    found = await desk.editor.slash("feed add", url="http://quay.example/feed", **options)
    assert "Nothing is stored yet" in found.text, found.text
    return (await desk.editor.press(found.message, button)).text


async def feeds(desk: Desk) -> tuple[FollowedFeed, ...]:
    return await desk.app.storage.feeds.list_all(desk.guild.id)


async def until(desk: Desk, holds: Callable[[FollowedFeed], bool]) -> FollowedFeed:
    """The first feed, once something holds of it."""
    for _ in range(200):
        (feed,) = await feeds(desk)
        if holds(feed):
            return feed
        await asyncio.sleep(0.05)
    raise AssertionError(await feeds(desk))


async def test_a_feed_is_shown_before_anything_is_stored_and_then_followed(
    desk: Desk, quay: Quay
) -> None:
    found = await desk.editor.slash(
        "feed add", url="http://quay.example/feed", section="Town > Port"
    )
    assert found.ephemeral
    assert "The Quay" in found.text
    assert "5 entries" in found.text
    assert "Crane report number 5" in found.text
    assert await feeds(desk) == ()
    followed = await desk.editor.press(found.message, "the newest 3")
    assert "Follows The Quay" in followed.text
    assert "3 entries wait in /desk queue" in followed.text
    (feed,) = await feeds(desk)
    assert (feed.name, feed.section, feed.waiting) == ("The Quay", ("Town", "Port"), 3)
    listed = await desk.editor.slash("feed list")
    assert "The Quay" in listed.text
    assert "3 entries wait" in listed.text


async def test_what_waits_is_accepted_or_skipped_and_survives_a_restart(
    desk: Desk, quay: Quay
) -> None:
    await follow(desk, "the newest 3")
    feed = await desk.editor.slash("feed show", feed="1")
    assert "3 entries wait" in feed.text
    shown = await desk.editor.press(feed.message, "Open the queue")
    assert "Crane report number 5" in shown.text
    assert "Crane report number 2" not in shown.text
    assert "From The Quay" in shown.text
    await desk.restart()
    accepted = await desk.editor.press(shown.message, "Accept")
    assert "as story 1" in accepted.text
    assert "2 stories wait" in accepted.text
    skipped = await desk.editor.press(accepted.message, "Skip")
    assert "1 story waits" in skipped.text
    await desk.forge(desk.editor, shown.message, "desk.do:accept:3:1:0:1")
    await desk.quiet()
    assert await desk.app.storage.stories.count(desk.guild.id) == 1
    (feed_now,) = await feeds(desk)
    assert feed_now.waiting == 1


async def test_an_accepted_teaser_gets_the_article_of_its_page(desk: Desk, quay: Quay) -> None:
    paragraphs = "".join(f"<p>{words(n)}</p>" for n in range(60, 68))
    page = f"<html><head><title>Crane</title></head><body><h1>Crane</h1>{paragraphs}</body></html>"
    await desk.net.site("pages.example", serving(page.encode(), HTML))
    await follow(desk, "the newest 3")
    shown = await desk.editor.slash("desk queue")
    await desk.editor.press(shown.message, "Accept")
    story = await desk.app.storage.stories.get(desk.guild.id, 1, with_body=True)
    assert story is not None
    assert story.headline == "Crane report number 5"
    assert len(story.body) == 8
    assert "body" not in story.doubts


async def test_in_auto_mode_entries_become_stories_at_once(desk: Desk, quay: Quay) -> None:
    said = await follow(desk, "the newest 3", mode="auto", section="Port")
    assert "becomes a story at once" in said
    latest = await desk.member.slash("story latest", section="port")
    assert "Crane report number 5" in latest.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 3
    quay.numbers = range(1, 8)
    await asyncio.sleep(2)  # the way out leaves a host alone for so long
    checked = await desk.editor.slash("feed check", feed="1")
    assert "2 new entries" in checked.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 5


async def test_what_is_here_already_is_said_before_it_is_taken(desk: Desk, quay: Quay) -> None:
    await follow(desk, "the newest 3")
    shown = await desk.editor.slash("desk queue")
    item = await desk.app.storage.submissions.get(desk.guild.id, 3)
    assert item is not None
    assert item.text is not None
    await desk.app.storage.stories.add(
        desk.guild.id, item.text, desk.editor.id, desk.playground.clock.utc()
    )
    repeated = await desk.editor.press(shown.message, "Accept")
    assert "here already" in repeated.text
    anyway = await desk.editor.press(repeated.message, "Accept anyway")
    assert "as story 2" in anyway.text


async def test_a_feed_is_polled_when_it_is_due_and_a_flood_is_held(desk: Desk, quay: Quay) -> None:
    await follow(desk)
    quay.numbers = range(1, 40)
    desk.playground.clock.move(3 * 3600)
    await until(desk, lambda feed: feed.held > 0)
    (feed,) = await feeds(desk)
    assert (feed.waiting, feed.held) == (0, 34)
    shown = await desk.editor.slash("feed show", feed="1")
    assert "34 entries are held" in shown.text
    released = await desk.editor.press(shown.message, "Take the newest 3")
    assert "3 entries wait" in released.text
    assert "held" not in released.text
    queued = await desk.editor.press(released.message, "Open the queue")
    assert "Crane report number 39" in queued.text


async def test_a_site_leads_to_its_feed(desk: Desk, quay: Quay) -> None:
    page = (
        b"<html><head><title>Pier</title>"
        b'<link rel=alternate type="application/rss+xml" title="News" href="http://quay.example/f">'
        b'<link rel=alternate type="application/rss+xml" title="Sport" href="http://sport.example/f">'
        b"</head><body>Hello</body></html>"
    )
    await desk.net.site("pier.example", serving(page, HTML))
    other = b"<rss version='2.0'><channel><title>Sport here</title></channel></rss>"
    await desk.net.site("sport.example", serving(other, XML))
    found = await desk.editor.slash("feed add", url="http://pier.example/")
    assert "The Quay" in found.text
    assert "names other feeds" in found.text
    looked = await desk.editor.press(found.message, "Sport")
    assert "Sport here" in looked.text
    assert "The Quay" in looked.buttons


async def test_an_address_without_a_feed_says_why_and_what_to_do(desk: Desk, quay: Quay) -> None:
    await desk.net.site("pier.example", serving(b"<html><body>Hello</body></html>", HTML))
    found = await desk.editor.slash("feed add", url="http://127.0.0.1/feed")
    assert "not an address on the public web" in found.text
    found = await desk.editor.slash("feed add", url="javascript:alert(1)")
    assert "cannot be used" in found.text
    assert await feeds(desk) == ()


async def test_a_feed_of_the_servers_own_messages_is_refused(desk: Desk, quay: Quay) -> None:
    plain, server = quay.item, f"https://discord.com/channels/{desk.guild.id}"
    quay.item = lambda number: plain(number).replace("http://pages.example", f"{server}/7")
    found = await desk.editor.slash("feed add", url="http://quay.example/feed")
    assert "messages of this server" in found.text
    quay.item = lambda number: plain(number).replace(
        "http://pages.example", "https://discord.com/channels/1/7"
    )
    await asyncio.sleep(2)  # the way out leaves a host alone for so long
    found = await desk.editor.slash("feed add", url="http://quay.example/feed")
    assert "Nothing is stored yet" in found.text


async def test_a_feed_that_fails_says_so_and_can_be_tried_again(desk: Desk, quay: Quay) -> None:
    await follow(desk)
    quay.status = "410 Gone"
    desk.playground.clock.move(3 * 3600)
    await until(desk, lambda feed: feed.source.state == "gone")
    shown = await desk.editor.slash("feed show", feed="1")
    assert "Gone for good" in shown.text
    assert "Try again" in shown.buttons
    quay.status = "200 OK"
    await asyncio.sleep(2)
    again = await desk.editor.press(shown.message, "Try again")
    assert "Checked: nothing new" in again.text
    assert "Try again" not in again.buttons


async def test_a_feed_that_is_asked_for_while_it_is_being_claimed_is_polled_once(
    desk: Desk, quay: Quay
) -> None:
    await follow(desk, mode="auto")
    quay.numbers = range(1, 8)
    before = len(quay.visits)
    with closing(sqlite3.connect(desk.folder / "data" / "dateline.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.playground.clock.move(3 * 3600)
        await asyncio.sleep(0.3)  # a tick waits to claim it
        asked = asyncio.create_task(desk.app.polls.now(1))
        while not desk.app.polls.under_way:
            await asyncio.sleep(0.01)
        other.rollback()
    assert (await asked).new == 2
    await desk.quiet()
    while desk.app.polls.under_way:
        await asyncio.sleep(0.01)
    assert len(quay.visits) == before + 1
    assert await desk.app.storage.stories.count(desk.guild.id) == 2


async def test_pause_resume_and_remove(desk: Desk, quay: Quay) -> None:
    await follow(desk)
    assert "Paused The Quay" in (await desk.editor.slash("feed pause", feed="1")).text
    refused = await desk.editor.slash("feed check", feed="1")
    assert "paused" in refused.text
    assert "Goes on with The Quay" in (await desk.editor.slash("feed resume", feed="1")).text
    assert "Removed The Quay" in (await desk.editor.slash("feed remove", feed="1")).text
    assert "No feeds yet" in (await desk.editor.slash("feed list")).text


async def test_lists_come_in_after_a_preview_and_go_out_again(desk: Desk, quay: Quay) -> None:
    opml = b"""<opml version="1.0"><body><outline text="Port">
        <outline text="The Quay" xmlUrl="http://quay.example/feed"/>
        <outline text="Pier &amp; Co" xmlUrl="http://pier.example/feed"/></outline>
        <outline text="Bad" xmlUrl="javascript:alert(1)"/></body></opml>"""
    preview = await desk.editor.slash("feed import", file=Upload("mine.opml", opml))
    assert "2 feeds to follow" in preview.text
    assert "1 has no web address" in preview.text
    assert await feeds(desk) == ()
    done = await desk.editor.press(preview.message, "Follow 2 feeds")
    assert "Follows 2 feeds more" in done.text
    twice = await desk.forge(desk.editor, preview.message, "feed.import:1")
    assert "Nothing was left" in twice.text
    assert {feed.name for feed in await feeds(desk)} == {"The Quay", "Pier & Co"}
    exported = await desk.editor.slash("feed export")
    assert exported.message is not None
    assert exported.message["attachments"][0]["filename"] == "feeds.opml"


async def test_feeds_are_for_editors_and_only_of_ones_own_server(desk: Desk, quay: Quay) -> None:
    await follow(desk, "the newest 3")
    assert "for editors" in (await desk.member.slash("feed list")).text
    other = desk.world.add_guild("Another server")
    channel = desk.world.add_channel(other, "general", kind="text")
    stranger = desk.person(desk.world.add_member(other, "Stan", owner=True), channel)
    assert "No such feed" in (await stranger.slash("feed show", feed="1")).text
    assert await stranger.autocomplete("feed show", "feed", typed="Quay") == []
    mine = await desk.editor.autocomplete("feed show", "feed", typed="quay")
    assert [choice["value"] for choice in mine] == ["1"]


async def test_a_hostile_title_pings_and_links_nothing(desk: Desk, quay: Quay) -> None:
    quay.title = "@everyone [free](http://x.example)"
    quay.item = lambda number: (
        f"<item><title>@everyone {number} [a](http://x.example)</title><guid>{number}</guid>"
        "<link>javascript:alert(1)</link><description>&lt;@&amp;1&gt; **words**</description>"
        "</item>"
    )
    found = await desk.editor.slash("feed add", url="http://quay.example/feed")
    followed = await desk.editor.press(found.message, "the newest 3")
    shown = await desk.editor.slash("feed show", feed="1")
    for answer in (found, followed, shown):
        raw = str(answer.message)
        assert "](http://x.example" not in raw
        assert "@everyone" not in raw
        assert "javascript" not in raw
