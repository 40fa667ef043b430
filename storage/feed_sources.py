"""The addresses of feeds: which are due, what they have had, how it went. Every method crosses
servers: an address is downloaded once for all that follow it, and holds nothing of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from storage import feed_rows, story_rows, submission_rows
from storage.database import Database, Transaction
from storage.feed_records import FeedItem, FeedSource, FollowedFeed, ItemState, Polled, SeenEntry
from storage.story_records import StoryText
from storage.values import to_json

KEPT = timedelta(days=180)
MOST_KEPT = 2_000
"""Entries of a feed that are remembered however long ago they were seen."""
TOUCHED_EVERY = timedelta(days=1)


class FeedSources:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim_due(
        self,
        now: datetime,
        until: datetime,
        busy_hosts: Sequence[str],
        limit: int,
        most_failing: int,
    ) -> tuple[FeedSource, ...]:
        """Take up to `limit` that are due, one of each host, at most so many of those that fail.

        Until `until` nobody else takes them, so that a crash costs one poll. Crosses servers.
        """

        async def work(transaction: Transaction) -> tuple[FeedSource, ...]:
            rows = await transaction.run(
                """
                SELECT *, min(next_poll_at) AS first FROM feed_sources
                WHERE next_poll_at <= $1 AND host NOT IN (SELECT value FROM json_each($2))
                GROUP BY host ORDER BY fail_count > 0, first LIMIT $3
                """,
                now,
                to_json(busy_hosts),
                limit,
            )
            going_well = [row for row in rows if not row["fail_count"]]
            failing = [row for row in rows if row["fail_count"]][: max(most_failing, 0)]
            rows = [*going_well, *failing]
            for row in rows:
                await transaction.run(
                    "UPDATE feed_sources SET next_poll_at = $2 WHERE id = $1", row["id"], until
                )
            return tuple(feed_rows.read_source(row) for row in rows)

        return await self._database.transaction(work)

    async def get(self, source_id: int) -> FeedSource | None:
        """Crosses servers."""
        rows = await self._database.fetch("SELECT * FROM feed_sources WHERE id = $1", source_id)
        return feed_rows.read_source(rows[0]) if rows else None

    async def seen(self, source_id: int) -> tuple[SeenEntry, ...]:
        """What the feed has had, in the order it came. Crosses servers."""
        rows = await self._database.fetch(
            "SELECT * FROM feed_seen WHERE source_id = $1 ORDER BY id", source_id
        )
        return tuple(feed_rows.read_seen(row) for row in rows)

    async def followers(self, source_id: int) -> tuple[FollowedFeed, ...]:
        """Of servers that we are in, those not paused. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT followed_feeds.* FROM followed_feeds
            CROSS JOIN guilds ON guilds.guild_id = followed_feeds.guild_id
            WHERE source_id = $1 AND paused_at IS NULL AND guilds.left_at IS NULL
            ORDER BY followed_feeds.id
            """,
            source_id,
        )
        return tuple(feed_rows.read_followed(row) for row in rows)

    async def items_of(self, seen_ids: Sequence[int]) -> tuple[FeedItem, ...]:
        """What became of these entries wherever they wait or are a story. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT feed_items.*, texts.text AS sent FROM json_each($1) AS wanted
            CROSS JOIN feed_items ON feed_items.seen_id = wanted.value
            LEFT JOIN submissions ON feed_items.state = 'waiting'
                AND submissions.feed_item_id = feed_items.id
            LEFT JOIN submission_texts AS texts ON texts.submission_id = submissions.id
            WHERE feed_items.state IN ('held', 'waiting') OR feed_items.story_id IS NOT NULL
            """,
            to_json(seen_ids),
        )
        return tuple(feed_rows.read_item(row) for row in rows)

    async def record(self, polled: Polled, now: datetime) -> tuple[tuple[int, int], ...]:
        """Keep all that a poll found, or nothing of it. Returns the stories that it made, each
        as its server and its id. Crosses servers.
        """

        async def work(transaction: Transaction) -> tuple[tuple[int, int], ...]:
            made: list[tuple[int, int]] = []
            source_id = polled.source.id
            if not await _write(transaction, polled.source):
                return ()  # removed meanwhile
            ids = [await feed_rows.keep(transaction, source_id, entry, now) for entry in polled.new]
            await _again(transaction, polled.again, now)
            feeds = await transaction.run("SELECT id FROM feeds WHERE source_id = $1", source_id)
            there = {row["id"] for row in feeds}
            for item in polled.items:
                if item.feed_id in there:
                    seen_id = item.entry if item.is_known else ids[item.entry]
                    story_id = await feed_rows.add_item(transaction, item, seen_id, now)
                    if story_id is not None:
                        made.append((item.guild_id, story_id))
            await transaction.run(
                """
                UPDATE feeds SET take_first = NULL
                WHERE id IN (SELECT value FROM json_each($1))
                """,
                to_json(polled.begun),
            )
            if polled.new:
                await _forget(transaction, source_id, now - KEPT)
            return tuple(made)

        return await self._database.transaction(work)

    async def write(self, source: FeedSource) -> None:
        """How it goes with an address. Crosses servers."""

        async def work(transaction: Transaction) -> None:
            await _write(transaction, source)

        await self._database.transaction(work)

    async def move(self, source_id: int, url: str, host: str) -> bool:
        """The address has moved for good; False if the new one is followed already.

        Crosses servers.
        """
        rows = await self._database.write(
            "UPDATE OR IGNORE feed_sources SET url = $2, host = $3 WHERE id = $1 RETURNING id",
            source_id,
            url,
            host,
        )
        return bool(rows)

    async def rewrite(self, guild_id: int, item_id: int, text: StoryText) -> bool:
        """Put the entry's new words where it waits, or into its story if no editor changed that."""

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                "SELECT * FROM feed_items WHERE guild_id = $1 AND id = $2", guild_id, item_id
            )
            if not rows:
                return False
            if rows[0]["state"] == ItemState.WAITING:
                return await _rewrite_at_the_desk(transaction, guild_id, item_id, text)
            if rows[0]["state"] == ItemState.HELD:
                await transaction.run(
                    "UPDATE feed_items SET text = $2 WHERE id = $1",
                    item_id,
                    story_rows.text_to_json(text),
                )
                return True
            story = await feed_rows.story_of(transaction, guild_id, rows[0]["story_id"] or 0)
            if story is None or feed_rows.fingerprint(story) != rows[0]["written"]:
                return False
            if await feed_rows.was_changed(transaction, story):
                return False
            await story_rows.rewrite(transaction, story, text)
            await transaction.run(
                "UPDATE feed_items SET written = $2 WHERE id = $1",
                item_id,
                feed_rows.fingerprint(text),
            )
            return True

        return await self._database.transaction(work)

    async def quiet(
        self, now: datetime, at_least: timedelta, times: int
    ) -> tuple[FollowedFeed, ...]:
        """Followed feeds that go well and had nothing new for `at_least`, and for so many times
        what is usual. Crosses servers.
        """
        rows = await self._database.fetch(
            """
            SELECT followed_feeds.* FROM feed_sources AS address
            CROSS JOIN followed_feeds ON followed_feeds.source_id = address.id
            WHERE address.state = 'good' AND address.newest_at < $1
                AND address.newest_at < $2 - $3 * address.usual_gap AND paused_at IS NULL
            """,
            now - at_least,
            now,
            times,
        )
        return tuple(feed_rows.read_followed(row) for row in rows)


async def _rewrite_at_the_desk(
    transaction: Transaction, guild_id: int, item_id: int, text: StoryText
) -> bool:
    """New words for an entry in the queue, unless an editor has been at it. An editor who has the
    old ones on the screen is told: the version moves on.
    """
    rows = await transaction.run(
        """
        UPDATE submissions SET version = version + 1
        WHERE guild_id = $1 AND feed_item_id = $2 AND changed_by IS NULL
            AND state IN ('submitted', 'held')
        RETURNING id
        """,
        guild_id,
        item_id,
    )
    if rows:
        await submission_rows.put_text(transaction, guild_id, rows[0]["id"], text)
    return bool(rows)


async def _write(transaction: Transaction, source: FeedSource) -> bool:
    rows = await transaction.run(
        """
        UPDATE feed_sources SET
            kind = $2, site = $3, state = $4, fault = $5, fail_count = $6, kill_count = $7,
            identity = $8, etag = $9, last_modified = $10, usual_gap = $11, newest_at = $12,
            polled_at = $13, next_poll_at = CASE
                WHEN NOT EXISTS (SELECT 1 FROM feeds WHERE source_id = $1 AND paused_at IS NULL)
                    THEN NULL
                -- Somebody asked for another poll while this one was under way.
                WHEN next_poll_at <= $13 THEN next_poll_at
                ELSE $14
            END
        WHERE id = $1 RETURNING id
        """,
        source.id,
        source.kind,
        source.site,
        source.state,
        feed_rows.fault_to_json(source),
        source.fail_count,
        source.kill_count,
        source.identity,
        source.etag,
        source.last_modified,
        None if source.usual_gap is None else int(source.usual_gap.total_seconds()),
        source.newest_at,
        source.polled_at,
        source.next_poll_at,
    )
    return bool(rows)


async def _again(transaction: Transaction, again: Sequence[SeenEntry], now: datetime) -> None:
    """Entries seen before: what they are known by now, and that they are still there."""
    await transaction.run(
        """
        UPDATE feed_seen SET
            guid = wanted.value ->> 1, link = wanted.value ->> 2, title = wanted.value ->> 3,
            dated = wanted.value ->> 4, words = wanted.value ->> 5, seen_at = $2
        FROM json_each($1) AS wanted
        WHERE feed_seen.id = wanted.value ->> 0 AND (
            seen_at < $3 OR guid IS NOT wanted.value ->> 1 OR link IS NOT wanted.value ->> 2
            OR title IS NOT wanted.value ->> 3 OR dated IS NOT wanted.value ->> 4
            OR words IS NOT wanted.value ->> 5)
        """,
        to_json(
            [
                (entry.id, entry.guid, entry.link, entry.title, entry.dated, entry.words)
                for entry in again
            ]
        ),
        now,
        now - TOUCHED_EVERY,
    )


async def _forget(transaction: Transaction, source_id: int, before: datetime) -> None:
    await transaction.run(
        """
        DELETE FROM feed_seen WHERE source_id = $1 AND seen_at < $2 AND seen_at < (
            SELECT seen_at FROM feed_seen WHERE source_id = $1
            ORDER BY seen_at DESC LIMIT 1 OFFSET $3)
        """,
        source_id,
        before,
        MOST_KEPT - 1,
    )
