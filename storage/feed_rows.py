"""Feeds as rows: addresses, followed feeds, entries seen and what became of them, read and written.
What happens in which transaction is for `feeds` and `feed_sources` to say.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import datetime, timedelta

from storage import story_rows, submission_rows
from storage.database import Transaction
from storage.desk_records import NewSubmission, Origin
from storage.feed_records import (
    FeedItem,
    FeedMode,
    FeedSource,
    FeedState,
    FollowedFeed,
    ItemState,
    NewItem,
    SeenEntry,
)
from storage.story_records import LIKE, Story, StoryText
from storage.values import clean, instant, instant_or_none, to_json


def read_source(row: sqlite3.Row, id_column: str = "id") -> FeedSource:
    fault: str | None
    values: dict[str, str]
    fault, values = json.loads(row["fault"] or "[null, {}]")
    gap = row["usual_gap"]
    return FeedSource(
        id=row[id_column],
        url=row["url"],
        host=row["host"],
        kind=row["kind"],
        site=row["site"],
        state=FeedState(row["state"]),
        fault=fault,
        fault_values=values,
        fail_count=row["fail_count"],
        kill_count=row["kill_count"],
        identity=row["identity"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        usual_gap=None if gap is None else timedelta(seconds=gap),
        newest_at=instant_or_none(row["newest_at"]),
        polled_at=instant_or_none(row["polled_at"]),
        next_poll_at=instant_or_none(row["next_poll_at"]),
    )


def read_followed(row: sqlite3.Row) -> FollowedFeed:
    return FollowedFeed(
        id=row["id"],
        guild_id=row["guild_id"],
        name=row["name"],
        section=tuple(json.loads(row["section"])),
        mode=FeedMode(row["mode"]),
        take_first=row["take_first"],
        paused_at=instant_or_none(row["paused_at"]),
        added_by=row["added_by"],
        added_at=instant(row["added_at"]),
        waiting=row["waiting"],
        held=row["held"],
        source=read_source(row, "source_id"),
    )


def read_seen(row: sqlite3.Row) -> SeenEntry:
    return SeenEntry(
        id=row["id"],
        guid=row["guid"],
        link=row["link"],
        title=row["title"],
        dated=row["dated"],
        words=row["words"],
    )


def read_item(row: sqlite3.Row) -> FeedItem:
    return FeedItem(
        id=row["id"],
        guild_id=row["guild_id"],
        feed_id=row["feed_id"],
        seen_id=row["seen_id"],
        state=ItemState(row["state"]),
        text=story_rows.text_from_json(row["text"]) if row["text"] else _at_the_desk(row),
        story_id=row["story_id"],
        made_at=instant(row["made_at"]),
    )


def _at_the_desk(row: sqlite3.Row) -> StoryText | None:
    """The text of an entry that waits in the queue, where that was joined to it."""
    return submission_rows.unpack(row["sent"]) if "sent" in row.keys() else None  # noqa: SIM118


def fault_to_json(address: FeedSource) -> str | None:
    return to_json((address.fault, address.fault_values)) if address.fault else None


def fingerprint(text: StoryText) -> str:
    """Tells whether a story's words are still these; of a story, with its body."""
    said = (text.headline, text.section, text.byline, text.url, text.body)
    return hashlib.blake2b(clean(to_json(said)).encode(), digest_size=12).hexdigest()


async def keep(transaction: Transaction, source_id: int, entry: SeenEntry, now: datetime) -> int:
    """Remember an entry. Returns its id."""
    rows = await transaction.run(
        """
        INSERT INTO feed_seen (source_id, guid, link, title, dated, words, seen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
        """,
        source_id,
        entry.guid,
        entry.link,
        entry.title,
        entry.dated,
        entry.words,
        now,
    )
    return rows[0]["id"]


async def add_item(
    transaction: Transaction, new: NewItem, seen_id: int, now: datetime
) -> int | None:
    """The entry in a server, as a story where it is to be one at once. Returns that one's id."""
    story_id = written = text = None
    if new.text is not None and new.state is ItemState.TAKEN:
        written = fingerprint(new.text)
        made = await story_rows.insert(
            *(transaction, new.guild_id, new.text, new.added_by, now), to_place=LIKE
        )
        story_id = made.id
    elif new.text is not None and new.state is ItemState.HELD:
        text = story_rows.text_to_json(new.text)
    rows = await transaction.run(
        """
        INSERT INTO feed_items
            (guild_id, feed_id, seen_id, state, text, story_id, written, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
        """,
        new.guild_id,
        new.feed_id,
        seen_id,
        new.state,
        text,
        story_id,
        written,
        now,
    )
    if new.text is not None and new.state is ItemState.WAITING:
        await to_the_desk(transaction, new.guild_id, new.feed_id, rows[0]["id"], new.text, now)
    return story_id


async def to_the_desk(
    transaction: Transaction,
    guild_id: int,
    feed_id: int,
    item_id: int,
    text: StoryText,
    now: datetime,
) -> None:
    """Put a waiting entry in the editors' queue; its text lies there while it waits."""
    new = NewSubmission(
        origin=Origin.FEED, text=text, link=text.url, feed_id=feed_id, feed_item_id=item_id
    )
    await submission_rows.insert(transaction, guild_id, new, text.headline, now)


async def taken(
    transaction: Transaction, item_id: int | None, story_id: int, text: StoryText
) -> None:
    """An entry has become a story; later edits of the feed reach it while it reads so."""
    await transaction.run(
        "UPDATE feed_items SET state = 'taken', story_id = $2, written = $3 WHERE id = $1",
        item_id,
        story_id,
        fingerprint(text),
    )


async def decided(transaction: Transaction, item_id: int, *, waits: bool) -> None:
    """An entry was let go at the desk, or waits there again."""
    await transaction.run(
        "UPDATE feed_items SET state = iif($2, 'waiting', 'skipped') WHERE id = $1",
        item_id,
        waits,
    )


async def was_changed(transaction: Transaction, story: Story) -> bool:
    """Whether an editor has changed or retracted the story, be it in words that no fingerprint
    holds.
    """
    rows = await transaction.run(
        "SELECT 1 FROM story_versions WHERE story_id = $1 LIMIT 1", story.id
    )
    return bool(rows) or story.retracted_at is not None


async def story_of(transaction: Transaction, guild_id: int, story_id: int) -> Story | None:
    """A story with its body."""
    rows = await transaction.run(
        """
        SELECT stories.*, story_bodies.body
        FROM stories JOIN story_bodies ON story_bodies.story_id = stories.id
        WHERE stories.guild_id = $1 AND stories.id = $2
        """,
        guild_id,
        story_id,
    )
    return story_rows.read(rows[0]) if rows else None
