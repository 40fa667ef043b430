"""Polling over a little internet: the real way out and parser process, a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, cast

import pytest

from bot.ui.briefing_layout import DiscordRenderer
from bot.web.download import Download, Limits
from bot.web.guarded import GuardedWeb
from bot.web.parser import Parsers
from bot.workflows.feed_notices import FeedNotices
from bot.workflows.feed_poll import FeedPoll
from bot.workflows.feed_polls import FeedPolls
from bot.workflows.figures import Figures
from bot.workflows.notices import Notices
from bot.workflows.ports import Poster
from storage import Storage, open_storage
from storage.feed_records import FeedMode, FeedState, FollowedFeed
from tests.web.net import Answer, Net, Visit, bomb, dripping, redirect, serving

HERE, ELSEWHERE = 1001, 1002
XML = "Content-Type: application/rss+xml"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PLACES = "abbey bank castle dock estuary ferry gate harbour inn jetty kiln lock mill".split()  # noqa: SIM905


def item(number: int, now: datetime, **fields: str) -> str:
    place = PLACES[number % len(PLACES)]
    said = {
        "title": f"Report {number} from the {place}",
        "guid": f"tag:{number}",
        "pubDate": format_datetime(now - HOUR),
        "description": " ".join(f"{place}{number} {word}{number * 7}." for word in PLACES),
        **fields,
    }
    return f"<item>{''.join(f'<{name}>{text}</{name}>' for name, text in said.items())}</item>"


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Q</title>{''.join(items)}</channel></rss>".encode()


@dataclass
class World:
    storage: Storage
    net: Net
    polls: FeedPolls
    now: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)
    visits: list[Visit] = field(default_factory=list)

    async def follow(self, host: str, guild_id: int = HERE, **fields: Any) -> FollowedFeed:
        fields = {"mode": FeedMode.QUEUE, "section": (), "take_first": 0, **fields}
        return await self.storage.feeds.follow(
            guild_id,
            url=f"http://{host}/feed",
            host=host,
            name=host,
            added_by=5,
            now=self.now,
            next_poll_at=self.now,
            **fields,
        )

    async def due(self) -> None:
        """Poll what is due, to the end."""
        await self.polls.tick()
        await self.idle()

    async def idle(self) -> None:
        while self.polls._running:
            await asyncio.wait([task for _, task in self.polls._running.values()])
            await asyncio.sleep(0)

    async def later(self, span: timedelta) -> None:
        self.now += span
        await self.due()

    async def feed(self, one: FollowedFeed) -> FollowedFeed:
        found = await self.storage.feeds.get(one.guild_id, one.id)
        assert found is not None
        return found

    async def notices(self) -> list[str]:
        return [notice.message for notice in await self.storage.notices.untried(50)]


@asynccontextmanager
async def opened(path: Path, *, wall: float = 15) -> AsyncIterator[World]:
    async with open_storage(path) as storage:
        net = Net()
        world = World(storage, net, cast("FeedPolls", None))
        clock: Callable[[], datetime] = lambda: world.now  # noqa: E731
        for guild_id in (HERE, ELSEWHERE):
            await storage.guilds.join(guild_id, world.now)
        limits = Limits(total=1.5, connect=0.5, pause=0)
        download = Download(net.dial(), clock, ports=(80,), limits=limits)
        parsers = Parsers(wall=wall)
        web = GuardedWeb(download, parsers)
        # Telling writes a row and no more, so nothing is posted here.
        notices = Notices(storage, DiscordRenderer(), cast("Poster", None), clock)
        tell = FeedNotices(notices)
        world.polls = FeedPolls(
            storage, FeedPoll(storage, web, tell, clock), tell, clock, Figures()
        )
        try:
            yield world
        finally:
            await world.polls.stop()
            await download.close()
            await parsers.close()
            await net.close()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path / "dateline.sqlite3") as world:
        yield world


def changing(pages: Callable[[], bytes], *headers: str) -> Answer:
    async def answer(visit: Visit) -> None:
        await visit.page(pages(), headers=[XML, *headers])

    return answer


async def test_bad_feeds_harm_only_themselves(world: World) -> None:
    hostile: dict[str, Answer] = {
        "drip": dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"<", seconds=0.1),
        "bomb": serving(bomb(64), XML, "Content-Encoding: gzip"),
        "loop": redirect("http://loop.example/feed"),
        "inside": redirect("http://127.0.0.1/feed"),
        "broken": serving(b"", status="500 Oops"),
        "page": serving(b"<html><body>Hello</body></html>"),
        "laughs": serving(b"<!DOCTYPE r [<!ENTITY a 'b'>]><rss version='2.0'></rss>", XML),
        "crash": serving(b"<rss xmlns:g='http://www.opengis.net/gml'><g:pos>1</g:pos></rss>", XML),
    }
    for name, answer in hostile.items():
        await world.net.site(f"{name}.example", answer)
    count = 1
    good: list[FollowedFeed] = []
    for number in range(8):
        host = f"good{number}.example"
        await world.net.site(
            host, changing(lambda: rss(*(item(n, world.now) for n in range(count))))
        )
        good.append(await world.follow(host))
    bad = [await world.follow(f"{name}.example") for name in hostile]
    await world.follow("nowhere.example")
    await world.due()
    for round_ in range(1, 4):
        count += 1
        await world.later(HOUR)
        for feed in good:
            shown = await world.feed(feed)
            assert (shown.source.state, shown.waiting) == (FeedState.GOOD, round_)
            assert shown.source.polled_at == world.now
    for feed in bad:
        shown = await world.feed(feed)
        assert shown.source.state is FeedState.FAILING, feed.name
        assert shown.source.fault
    assert ("127.0.0.1", 80) not in world.net.dialled


async def test_an_unchanged_feed_is_asked_for_with_its_marks(world: World) -> None:
    asked: list[str | None] = []

    async def answer(visit: Visit) -> None:
        asked.append(visit.headers.get("if-none-match"))
        if visit.headers.get("if-none-match") == '"one"':
            await visit.page(b"", status="304 Not Modified")
        else:
            await visit.page(rss(item(1, world.now)), headers=[XML, 'ETag: "one"'])

    await world.net.site("quay.example", answer)
    feed = await world.follow("quay.example")
    await world.due()
    for _ in range(3):
        await world.later(3 * HOUR)
    assert asked == [None, '"one"', '"one"', '"one"']
    assert (await world.feed(feed)).source.state is FeedState.GOOD


async def test_two_servers_share_one_download_and_nothing_else(world: World) -> None:
    visits = 0
    numbers = [1, 2, 3]

    def page() -> bytes:
        nonlocal visits
        visits += 1
        return rss(*(item(number, world.now) for number in numbers))

    await world.net.site("quay.example", changing(page))
    here = await world.follow("quay.example", take_first=2)
    there = await world.follow("quay.example", ELSEWHERE, mode=FeedMode.AUTO)
    await world.due()
    assert visits == 1
    numbers.append(4)
    await world.later(3 * HOUR)
    assert visits == 2
    assert (await world.feed(here)).waiting == 3
    assert (await world.feed(there)).waiting == 0
    assert await world.storage.stories.count(HERE) == 0
    assert await world.storage.stories.count(ELSEWHERE) == 1


async def test_failures_wait_longer_each_time_and_end_in_quarantine(world: World) -> None:
    body = b"no feed"
    await world.net.site("quay.example", changing(lambda: body))
    feed = await world.follow("quay.example")
    waits: list[timedelta] = []
    for _ in range(10):
        await world.due()
        at = (await world.feed(feed)).source.next_poll_at
        if at is not None:
            waits.append(at - world.now)
            world.now = at
    minutes = [5 * 2**number for number in range(9)]
    for wait, least in zip(waits, minutes, strict=True):
        assert least * MINUTE <= wait <= least * MINUTE * 1.1
    shown = await world.feed(feed)
    assert (shown.source.state, shown.source.next_poll_at) == (FeedState.QUARANTINED, None)
    (told,) = await world.notices()
    assert "set aside" in told
    body = rss(item(1, world.now))
    await world.storage.feeds.retry(HERE, feed.id, world.now)
    await world.due()
    assert (await world.feed(feed)).source.state is FeedState.GOOD


async def test_a_feed_that_kills_its_reader_three_times_is_set_aside(tmp_path: Path) -> None:
    async with opened(tmp_path / "dateline.sqlite3", wall=0.8) as world:
        deep = b"<rss version='2.0'>" + b"<a>" * 39_000
        await world.net.site("quay.example", serving(deep, XML))
        feed = await world.follow("quay.example")
        for _ in range(3):
            await world.due()
            world.now += HOUR
        shown = await world.feed(feed)
        assert (shown.source.state, shown.source.kill_count) == (FeedState.QUARANTINED, 3)


async def test_a_server_that_asks_for_patience_gets_it(world: World) -> None:
    busy = serving(b"", "Retry-After: 7200", status="503 Busy")
    await world.net.site("quay.example", busy)
    feed = await world.follow("quay.example")
    await world.due()
    shown = await world.feed(feed)
    assert shown.source.state is FeedState.FAILING
    assert shown.source.fail_count == 0
    assert shown.source.next_poll_at is not None
    assert shown.source.next_poll_at - world.now >= 2 * HOUR


async def test_what_is_gone_stops_and_what_moved_for_good_is_followed(world: World) -> None:
    await world.net.site("gone.example", serving(b"", status="410 Gone"))
    await world.net.site("old.example", redirect("http://new.example/feed", "308 Moved"))
    await world.net.site("now.example", redirect("http://new.example/now", "302 Found"))
    await world.net.site("new.example", serving(rss(item(1, world.now)), XML))
    gone, old, passing = [await world.follow(f"{n}.example") for n in ("gone", "old", "now")]
    await world.due()
    assert (await world.feed(gone)).source.state is FeedState.GONE
    assert (await world.feed(old)).source.url == "http://new.example/feed"
    assert (await world.feed(passing)).source.url == "http://now.example/feed"


async def test_an_edit_reaches_the_story_and_a_bumped_date_makes_no_news(world: World) -> None:
    first = world.now
    body = rss(item(1, first))
    await world.net.site("quay.example", changing(lambda: body))
    await world.follow("quay.example", mode=FeedMode.AUTO, take_first=3)
    await world.due()
    (before,) = (await world.storage.stories.latest(HERE)).stories
    for day in range(1, 4):
        bumped = {"pubDate": format_datetime(first + timedelta(days=day))}
        body = rss(item(1, first, title=f"Corrected {day} times", **bumped))
        await world.later(timedelta(days=1, minutes=1))
    (after,) = (await world.storage.stories.latest(HERE)).stories
    assert after.id == before.id
    assert after.headline == "Corrected 3 times"
    assert after.dated_at == before.dated_at


async def test_old_entries_come_with_their_own_date(world: World) -> None:
    old = item(1, world.now, pubDate="Tue, 09 Aug 2011 08:55:00 +0800")
    await world.net.site("quay.example", serving(rss(old), XML))
    await world.follow("quay.example", mode=FeedMode.AUTO, take_first=3)
    await world.due()
    (story,) = (await world.storage.stories.latest(HERE)).stories
    assert story.dated_at == datetime(2011, 8, 9, 0, 55, tzinfo=UTC)


async def test_guids_that_change_and_feeds_that_empty_repeat_nothing(world: World) -> None:
    poll = 0
    numbers = range(10)

    def page() -> bytes:
        nonlocal poll
        poll += 1
        if poll % 3 == 0:
            return rss()
        return rss(*(item(number, world.now, guid=f"{number}-{poll}") for number in numbers))

    await world.net.site("quay.example", changing(page))
    feed = await world.follow("quay.example")
    for _ in range(8):
        await world.later(3 * HOUR)
    assert (await world.feed(feed)).waiting == 0
    numbers = range(12)
    await world.later(3 * HOUR)
    await world.later(3 * HOUR)
    assert (await world.feed(feed)).waiting == 2


async def test_polls_are_spread_and_never_more_often_than_every_ten_minutes(world: World) -> None:
    items = [item(n, world.now, pubDate=format_datetime(world.now - n * MINUTE)) for n in range(9)]
    offsets: set[timedelta] = set()
    for number in range(6):
        host = f"quay{number}.example"
        await world.net.site(host, serving(rss(*items), XML))
        await world.follow(host)
    await world.due()
    for feed in await world.storage.feeds.list_all(HERE):
        assert feed.source.next_poll_at is not None
        offsets.add(feed.source.next_poll_at - world.now)
    assert len(offsets) == 6
    assert min(offsets) >= 10 * MINUTE


async def test_a_feed_that_fell_silent_is_told_once(world: World) -> None:
    items = [item(n, world.now, pubDate=format_datetime(world.now - n * HOUR)) for n in range(9)]
    await world.net.site("quay.example", serving(rss(*items), XML))
    await world.follow("quay.example")
    await world.due()
    await world.polls.tell_quiet()
    assert await world.notices() == []
    world.now += timedelta(days=4)
    await world.polls.tell_quiet()
    await world.polls.tell_quiet()
    (told,) = await world.notices()
    assert "nothing new for {days} days" in told
