"""Feeds in the database: one address for all who follow, entries seen, what waits for an editor."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import Storage
from storage.desk_log import By
from storage.desk_records import Origin, QueueFilter
from storage.errors import Exists
from storage.feed_records import (
    FeedMode,
    FeedSource,
    FeedState,
    FollowedFeed,
    ItemState,
    NewItem,
    Polled,
    SeenEntry,
)
from storage.migrate import FOLDER
from storage.search_records import Question
from storage.story_records import StoryText

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BY = By(actor_id=6, at=NOW)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://quay.example/feed"

Text = Callable[..., StoryText]


async def follow(storage: Storage, guild_id: int = HERE, url: str = URL, **fields: Any) -> Any:
    fields = {
        "host": url.split("/")[2],
        "name": "The Quay",
        "section": ("Town", "Port"),
        "mode": FeedMode.QUEUE,
        "take_first": 3,
        "added_by": 5,
        "now": NOW,
        "next_poll_at": NOW,
        **fields,
    }
    return await storage.feeds.follow(guild_id, url=url, **fields)


def entry(number: int, **fields: int) -> SeenEntry:
    return SeenEntry(
        guid=number, link=100 + number, title=200 + number, dated=None, words=300 + number
    )


async def poll(storage: Storage, feed: FollowedFeed, *items: NewItem, **fields: Any) -> None:
    source = replace(feed.source, state=FeedState.GOOD, polled_at=NOW, next_poll_at=NOW + HOUR)
    source = replace(source, **fields)
    new = tuple(entry(number) for number in range(len(items)))
    await storage.feed_sources.record(Polled(source=source, new=new, items=items), NOW)


def item(
    feed: FollowedFeed, number: int, text: StoryText | None, state: ItemState = ItemState.WAITING
) -> NewItem:
    return NewItem(
        feed_id=feed.id, guild_id=feed.guild_id, entry=number, state=state, text=text, added_by=5
    )


async def due(storage: Storage, now: datetime = NOW, *busy: str) -> list[str]:
    return [
        source.url for source in await storage.feed_sources.claim_due(now, now + HOUR, busy, 9, 9)
    ]


async def test_an_address_is_shared_and_goes_with_its_last_follower(storage: Storage) -> None:
    here, there = await follow(storage), await follow(storage, ELSEWHERE)
    assert here.source.id == there.source.id
    with pytest.raises(Exists):
        await follow(storage)
    assert await storage.feeds.remove(HERE, here.id)
    assert await storage.feed_sources.get(here.source.id) is not None
    assert await storage.feeds.remove(ELSEWHERE, there.id)
    assert await storage.feed_sources.get(here.source.id) is None


async def test_another_servers_feed_and_entries_read_as_missing(
    storage: Storage, text: Text
) -> None:
    feed = await follow(storage)
    await poll(storage, feed, item(feed, 0, text()))
    feeds = storage.feeds
    assert await feeds.get(ELSEWHERE, feed.id) is None
    assert await feeds.item(ELSEWHERE, 1) is None
    assert await feeds.skip_all(ELSEWHERE, feed.id, BY) == 0
    assert await feeds.release(ELSEWHERE, feed.id, 9, BY) == 0
    assert await storage.submissions.get(ELSEWHERE, 1) is None
    assert not await feeds.pause(ELSEWHERE, feed.id, NOW)
    assert not await feeds.resume(ELSEWHERE, feed.id, NOW)
    assert not await feeds.retry(ELSEWHERE, feed.id, NOW)
    assert not await feeds.remove(ELSEWHERE, feed.id)
    assert await feeds.waiting(ELSEWHERE) == 0
    assert await feeds.waiting(HERE) == 1


async def test_one_of_each_host_is_claimed_and_nothing_twice(storage: Storage) -> None:
    for path in ("a", "b"):
        await follow(storage, url=f"https://quay.example/{path}")
    await follow(storage, url="https://pier.example/a", next_poll_at=NOW - HOUR)
    assert await due(storage, NOW, "pier.example") == ["https://quay.example/a"]
    assert await due(storage) == ["https://pier.example/a", "https://quay.example/b"]
    assert await due(storage) == []
    assert len(await due(storage, NOW + HOUR)) == 2


async def test_what_fails_is_claimed_after_what_goes_well(storage: Storage) -> None:
    failing = await follow(storage, url="https://pier.example/a", next_poll_at=NOW - HOUR)
    await follow(storage)
    await storage.feed_sources.write(
        replace(failing.source, fail_count=3, state=FeedState.FAILING, polled_at=NOW - 2 * HOUR)
    )
    assert await due(storage) == [URL, "https://pier.example/a"]


async def test_a_paused_feed_rests_unless_somebody_else_follows_it(storage: Storage) -> None:
    here, there = await follow(storage), await follow(storage, ELSEWHERE)
    await storage.feeds.pause(HERE, here.id, NOW)
    assert [feed.id for feed in await storage.feed_sources.followers(here.source.id)] == [there.id]
    assert await due(storage) == [URL]
    await storage.feeds.pause(ELSEWHERE, there.id, NOW)
    await storage.feed_sources.write(replace(here.source, next_poll_at=NOW))
    assert await due(storage, NOW + DAY) == []
    await storage.feeds.resume(HERE, here.id, NOW)
    resumed = await storage.feeds.get(HERE, here.id)
    assert resumed is not None
    assert (resumed.take_first, resumed.paused_at) == (0, None)
    assert await due(storage) == [URL]


async def test_a_server_that_was_left_gets_nothing(storage: Storage) -> None:
    feed = await follow(storage)
    await storage.guilds.leave(HERE, NOW)
    assert await storage.feed_sources.followers(feed.source.id) == ()


async def test_a_poll_asked_for_during_a_poll_is_not_lost(storage: Storage) -> None:
    feed = await follow(storage)
    await due(storage)
    await storage.feeds.retry(HERE, feed.id, NOW)
    await poll(storage, feed)
    assert await due(storage) == [URL]
    await poll(storage, feed)
    assert await due(storage) == []


async def test_entries_wait_at_the_desk_and_are_taken_or_let_go_there(
    storage: Storage, text: Text
) -> None:
    feed = await follow(storage)
    await poll(storage, feed, *(item(feed, number, text(f"News {number}")) for number in range(4)))
    queued = await storage.submissions.queue(HERE, QueueFilter(feed_id=feed.id), 1, 9)
    newest, held, declined, _ = queued.submissions
    assert newest.text is not None
    assert (newest.headline, newest.feed_name, newest.origin) == ("News 3", "The Quay", Origin.FEED)
    accepted = await storage.desk.accept(HERE, newest.id, 1, newest.text, BY)
    assert accepted is not None
    assert accepted.done
    await storage.desk.hold(HERE, held.id, 1, BY)
    await storage.desk.decline(HERE, declined.id, 1, "", BY)
    shown = await storage.feeds.get(HERE, feed.id)
    assert shown is not None
    assert shown.waiting == 2
    assert await storage.feeds.skip_all(HERE, feed.id, BY) == 1  # what is on hold stays
    assert await storage.stories.count(HERE) == 1
    states = [
        one.state if (one := await storage.feeds.item(HERE, number)) else None
        for number in range(1, 5)
    ]
    assert states == ["skipped", "skipped", "waiting", "taken"]


async def test_what_waits_goes_with_its_feed_but_not_what_was_decided(
    storage: Storage, text: Text
) -> None:
    feed = await follow(storage)
    await poll(storage, feed, *(item(feed, number, text(f"News {number}")) for number in range(2)))
    await storage.desk.decline(HERE, 1, 1, "", BY)
    assert await storage.feeds.remove(HERE, feed.id)
    kept = await storage.submissions.get(HERE, 1)
    assert kept is not None
    assert (kept.feed_id, kept.feed_name) == (None, None)
    assert await storage.submissions.get(HERE, 2) is None


async def test_an_entry_may_be_a_story_at_once(storage: Storage, text: Text) -> None:
    feed = await follow(storage, mode=FeedMode.AUTO)
    await poll(storage, feed, item(feed, 0, text("At once"), ItemState.TAKEN))
    (story,) = (await storage.stories.latest(HERE)).stories
    assert story.headline == "At once"
    assert story.added_by == 5


async def test_those_held_wait_once_they_are_let_go(storage: Storage, text: Text) -> None:
    feed = await follow(storage)
    held = [item(feed, n, text(f"News {n}"), ItemState.HELD) for n in range(4)]
    await poll(storage, feed, *held)
    assert await storage.feeds.release(HERE, feed.id, 3, BY) == 3
    shown = await storage.feeds.get(HERE, feed.id)
    assert shown is not None
    assert (shown.waiting, shown.held) == (3, 0)
    queued = await storage.submissions.queue(HERE, QueueFilter(), 1, 9)
    assert [one.headline for one in queued.submissions] == ["News 3", "News 2", "News 1"]


async def test_an_edit_reaches_story_and_queue_but_not_an_editors_own_words(
    storage: Storage, text: Text
) -> None:
    feed = await follow(storage)
    states = (ItemState.WAITING, ItemState.TAKEN, ItemState.TAKEN)
    await poll(storage, feed, *(item(feed, n, text(f"N {n}"), s) for n, s in enumerate(states)))
    ids = [one.id for one in await storage.feed_sources.seen(feed.source.id)]
    waiting, taken, changed = await storage.feed_sources.items_of(ids)
    assert changed.story_id is not None
    story = await storage.stories.get(HERE, changed.story_id, with_body=True)
    assert story is not None

    async def edit_story(transaction: Any) -> None:
        await transaction.run("UPDATE stories SET headline = 'Ours' WHERE id = $1", story.id)

    await storage.feeds._database.transaction(edit_story)
    new = text("Corrected", body=("All new words.",), section=("Sea",))
    rewritten = [
        await storage.feed_sources.rewrite(HERE, one.id, new) for one in (waiting, taken, changed)
    ]
    assert rewritten == [True, True, False]
    queued = await storage.submissions.get(HERE, 1)
    assert queued is not None
    assert (queued.headline, queued.version) == ("Corrected", 2)
    await storage.desk.edit(HERE, 1, 2, text("Ours"), BY)
    assert not await storage.feed_sources.rewrite(HERE, waiting.id, new)
    headlines = {story.headline for story in (await storage.stories.latest(HERE)).stories}
    assert headlines == {"Corrected", "Ours"}
    assert (await storage.search.find(HERE, Question(words="corrected"))).total == 1
    assert (await storage.stories.latest(HERE, "Sea")).stories[0].headline == "Corrected"


async def test_two_thousand_entries_are_remembered_and_older_ones_for_180_days(
    storage: Storage,
) -> None:
    feed = await follow(storage)
    source = replace(feed.source, polled_at=NOW)
    many = tuple(entry(number) for number in range(2_005))
    await storage.feed_sources.record(Polled(source=source, new=many), NOW)
    assert len(await storage.feed_sources.seen(source.id)) == 2_005
    later = NOW + timedelta(days=181)
    await storage.feed_sources.record(Polled(source=source, new=(entry(9_000),)), later)
    known = await storage.feed_sources.seen(source.id)
    assert known[-1].guid == 9_000
    assert len(known) == 2_006  # all of one moment: none is older than the newest 2,000

    one = replace(known[5], words=77)
    polled = Polled(source=source, again=(one,), new=(entry(9_001),))
    await storage.feed_sources.record(polled, later + DAY)
    known = await storage.feed_sources.seen(source.id)
    assert one in known


async def test_quiet_feeds_are_those_past_their_usual_rhythm(storage: Storage) -> None:
    feeds = [await follow(storage, url=f"https://quay.example/{number}") for number in range(3)]
    for feed, gap in zip(feeds, (HOUR, 30 * DAY, None), strict=True):
        source: FeedSource = replace(
            feed.source,
            state=FeedState.GOOD,
            usual_gap=gap,
            newest_at=NOW - 10 * DAY,
            polled_at=NOW,
            next_poll_at=NOW,
        )
        await storage.feed_sources.write(source)
    quiet = await storage.feed_sources.quiet(NOW, timedelta(days=3), 5)
    assert [feed.id for feed in quiet] == [feeds[0].id]


async def test_what_was_decided_long_ago_is_forgotten(storage: Storage, text: Text) -> None:
    feed = await follow(storage)
    await poll(storage, feed, item(feed, 0, text()), item(feed, 1, None, ItemState.SKIPPED))
    assert await storage.feeds.delete_done(NOW + DAY) == 1
    assert await storage.feeds.waiting(HERE) == 1


async def test_entries_that_waited_before_there_was_a_desk_are_moved_to_it(
    storage: Storage, text: Text, path: Path
) -> None:
    feed = await follow(storage)
    await poll(storage, feed, item(feed, 0, text("Old entry"), ItemState.HELD))
    moving = (FOLDER / "0030_desk_mail.sql").read_text().partition("INSERT INTO submissions (")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE feed_items SET state = 'waiting'")
        connection.executescript("".join(moving[1:]))
    moved = await storage.submissions.get(HERE, 1)
    assert moved is not None
    assert moved.text is not None
    assert (moved.headline, moved.section, moved.feed_id) == ("Old entry", "City", feed.id)
    assert moved.text.body == text().body
    (queued,) = (
        await storage.submissions.queue(HERE, QueueFilter(section="CITY"), 1, 3)
    ).submissions
    assert queued == moved
    accepted = await storage.desk.accept(HERE, 1, 1, moved.text, BY)
    assert accepted is not None
    assert accepted.done
