"""The feeds that a server follows, and their entries that wait for an editor. Polling them is
`feed_sources`' part.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage import feed_rows, story_rows
from storage.database import Database, Transaction
from storage.desk_log import By, Change, Facts, record
from storage.errors import Exists
from storage.feed_records import FeedItem, FeedMode, FollowedFeed, ItemState
from storage.values import clean, to_json

_ONE = "SELECT * FROM followed_feeds WHERE guild_id = $1 AND id = $2"


class Feeds:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(
        self,
        guild_id: int,
        *,
        url: str,
        host: str,
        name: str,
        section: Sequence[str],
        mode: FeedMode,
        take_first: int,
        added_by: int,
        now: datetime,
        next_poll_at: datetime,
        undoes_id: int | None = None,
    ) -> FollowedFeed:
        """Follow an address, polled from `next_poll_at` on. Raises Exists if it is followed.

        An address that was given up is tried anew.
        """

        async def work(transaction: Transaction) -> FollowedFeed:
            rows = await transaction.run(
                """
                INSERT INTO feed_sources (url, host, next_poll_at) VALUES ($1, $2, $3)
                ON CONFLICT (url) DO UPDATE SET
                    next_poll_at = min(coalesce(next_poll_at, $3), $3),
                    state = iif(state IN ('good', 'new'), state, 'new'),
                    fault = NULL, fail_count = 0, kill_count = 0
                RETURNING id
                """,
                url,
                host,
                next_poll_at,
            )
            made = await transaction.run(
                """
                INSERT INTO feeds (
                    guild_id, source_id, name, folded_name, section, mode, take_first, added_by,
                    added_at
                ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT DO NOTHING RETURNING id
                """,
                guild_id,
                rows[0]["id"],
                name,
                story_rows.folded(name),
                to_json([clean(part) for part in section]),
                mode,
                take_first,
                added_by,
                now,
            )
            if not made:
                raise Exists("This feed")
            feed = await _one(transaction, guild_id, made[0]["id"])
            assert feed is not None
            by = By(actor_id=added_by, at=now, undoes_id=undoes_id)
            await _record(transaction, by, "follow", None, feed)
            return feed

        return await self._database.transaction(work)

    async def get(self, guild_id: int, feed_id: int) -> FollowedFeed | None:
        rows = await self._database.fetch(_ONE, guild_id, feed_id)
        return feed_rows.read_followed(rows[0]) if rows else None

    async def list_all(self, guild_id: int) -> tuple[FollowedFeed, ...]:
        """By name."""
        rows = await self._database.fetch(
            "SELECT * FROM followed_feeds WHERE guild_id = $1 ORDER BY folded_name, id", guild_id
        )
        return tuple(feed_rows.read_followed(row) for row in rows)

    async def waiting(self, guild_id: int) -> int:
        """How many entries wait for an editor, of all feeds."""
        rows = await self._database.fetch(
            "SELECT count(*) FROM feed_items WHERE guild_id = $1 AND state IN ('held', 'waiting')",
            guild_id,
        )
        return rows[0][0]

    async def pause(self, guild_id: int, feed_id: int, now: datetime, by: By | None = None) -> bool:
        """False when there is none. Its address rests if nobody else follows it."""

        async def work(transaction: Transaction) -> bool:
            before = await _one(transaction, guild_id, feed_id)
            rows = await transaction.run(
                """
                UPDATE feeds SET paused_at = coalesce(paused_at, $3)
                WHERE guild_id = $1 AND id = $2 RETURNING source_id
                """,
                guild_id,
                feed_id,
                now,
            )
            if rows:
                await transaction.run(
                    """
                    UPDATE feed_sources SET next_poll_at = NULL
                    WHERE id = $1 AND NOT EXISTS (
                        SELECT 1 FROM feeds WHERE source_id = $1 AND paused_at IS NULL)
                    """,
                    rows[0]["source_id"],
                )
            after = await _one(transaction, guild_id, feed_id)
            await _record(transaction, by, "pause", before, after)
            return bool(rows)

        return await self._database.transaction(work)

    async def resume(
        self, guild_id: int, feed_id: int, now: datetime, by: By | None = None
    ) -> bool:
        """Go on with what comes from now on; an address that was given up is tried anew.

        False when there is none.
        """
        return await self._wake(guild_id, feed_id, now, by, from_now_on=True)

    async def retry(self, guild_id: int, feed_id: int, now: datetime) -> bool:
        """Poll the address at once and forget its failures. False when there is none."""
        return await self._wake(guild_id, feed_id, now, None, from_now_on=False)

    async def _wake(
        self, guild_id: int, feed_id: int, now: datetime, by: By | None, *, from_now_on: bool
    ) -> bool:
        async def work(transaction: Transaction) -> bool:
            before = await _one(transaction, guild_id, feed_id)
            rows = await transaction.run(
                """
                UPDATE feeds
                SET take_first = iif($3 AND paused_at IS NOT NULL, 0, take_first),
                    paused_at = NULL
                WHERE guild_id = $1 AND id = $2 RETURNING source_id
                """,
                guild_id,
                feed_id,
                from_now_on,
            )
            if rows:
                await transaction.run(
                    """
                    UPDATE feed_sources
                    SET next_poll_at = $2, fail_count = 0, kill_count = 0, fault = NULL,
                        state = iif(state = 'good', state, 'new')
                    WHERE id = $1
                    """,
                    rows[0]["source_id"],
                    now,
                )
            after = await _one(transaction, guild_id, feed_id)
            await _record(transaction, by, "resume", before, after)
            return bool(rows)

        return await self._database.transaction(work)

    async def remove(self, guild_id: int, feed_id: int, by: By | None = None) -> bool:
        """Stop following; False when there is none. The stories it brought stay."""

        async def work(transaction: Transaction) -> bool:
            before = await _one(transaction, guild_id, feed_id)
            await transaction.run(
                """
                DELETE FROM submissions
                WHERE guild_id = $1 AND feed_id = $2 AND state IN ('submitted', 'held')
                """,
                guild_id,
                feed_id,
            )
            await transaction.run(
                "DELETE FROM feeds WHERE guild_id = $1 AND id = $2", guild_id, feed_id
            )
            await _record(transaction, by, "remove", before, None)
            return before is not None

        return await self._database.transaction(work)

    async def items(
        self, guild_id: int, feed_id: int, state: ItemState, limit: int
    ) -> tuple[FeedItem, ...]:
        """Those in a state, newest first; with their texts where they are held."""
        rows = await self._database.fetch(
            """
            SELECT * FROM feed_items
            WHERE feed_id = $2 AND state = $3 AND guild_id = $1
            ORDER BY id DESC LIMIT $4
            """,
            guild_id,
            feed_id,
            state,
            limit,
        )
        return tuple(feed_rows.read_item(row) for row in rows)

    async def item(self, guild_id: int, item_id: int) -> FeedItem | None:
        rows = await self._database.fetch(
            "SELECT * FROM feed_items WHERE guild_id = $1 AND id = $2", guild_id, item_id
        )
        return feed_rows.read_item(rows[0]) if rows else None

    async def skip_all(self, guild_id: int, feed_id: int, by: By) -> int:
        """Let go what of a feed is held or waits at the desk, except what is on hold there. How
        many there were.
        """

        async def work(transaction: Transaction) -> int:
            rows = await transaction.run(
                """
                UPDATE submissions SET state = 'declined', version = version + 1,
                    changed_by = $3, changed_at = $4
                WHERE guild_id = $1 AND feed_id = $2 AND state = 'submitted'
                RETURNING id, feed_item_id
                """,
                guild_id,
                feed_id,
                by.actor_id,
                by.at,
            )
            await transaction.run(
                """
                DELETE FROM submission_marks
                WHERE submission_id IN (SELECT value FROM json_each($1))
                """,
                to_json([row["id"] for row in rows]),
            )
            items = await transaction.run(
                """
                UPDATE feed_items SET state = 'skipped', text = NULL
                WHERE guild_id = $1 AND feed_id = $2 AND (
                    state = 'held' OR id IN (SELECT value FROM json_each($3)))
                RETURNING id
                """,
                guild_id,
                feed_id,
                to_json([row["feed_item_id"] for row in rows]),
            )
            await _log(transaction, guild_id, feed_id, "skip", len(items), by)
            return len(items)

        return await self._database.transaction(work)

    async def release(self, guild_id: int, feed_id: int, count: int, by: By) -> int:
        """Put the newest `count` of those held into the editors' queue, and let the others go."""

        async def work(transaction: Transaction) -> int:
            held = await transaction.run(
                """
                SELECT id, text FROM feed_items
                WHERE feed_id = $2 AND state = 'held' AND guild_id = $1 ORDER BY id DESC
                """,
                guild_id,
                feed_id,
            )
            kept, others = held[:count], held[count:]
            for row in reversed(kept):
                text = story_rows.text_from_json(row["text"])
                await feed_rows.to_the_desk(transaction, guild_id, feed_id, row["id"], text, by.at)
            for state, some in (("waiting", kept), ("skipped", others)):
                await transaction.run(
                    """
                    UPDATE feed_items SET state = $1, text = NULL
                    WHERE id IN (SELECT value FROM json_each($2))
                    """,
                    state,
                    to_json([row["id"] for row in some]),
                )
            await _log(transaction, guild_id, feed_id, "release", len(kept), by)
            await _log(transaction, guild_id, feed_id, "skip", len(others), by)
            return len(kept)

        return await self._database.transaction(work)

    async def delete_done(self, before: datetime) -> int:
        """Forget what became of entries so old. How many there were. Crosses servers."""
        rows = await self._database.write(
            """
            DELETE FROM feed_items
            WHERE state IN ('skipped', 'taken') AND made_at < $1 RETURNING id
            """,
            before,
        )
        return len(rows)


async def _log(
    transaction: Transaction, guild_id: int, feed_id: int, verb: str, count: int, by: By
) -> None:
    """How many entries of a feed were moved, where any were."""
    feed = await _one(transaction, guild_id, feed_id)
    if count and feed is not None:
        change = _change(by, verb, feed, None, {"entries": count})
        await record(transaction, guild_id, change)


async def _one(transaction: Transaction, guild_id: int, feed_id: int) -> FollowedFeed | None:
    rows = await transaction.run(_ONE, guild_id, feed_id)
    return feed_rows.read_followed(rows[0]) if rows else None


async def _record(
    transaction: Transaction,
    by: By | None,
    verb: str,
    before: FollowedFeed | None,
    after: FollowedFeed | None,
) -> None:
    """Into the log; what the bot does by itself (by None) is in none."""
    known = after or before
    if by is not None and known is not None:
        change = _change(by, verb, known, before and _facts(before), after and _facts(after))
        await record(transaction, known.guild_id, change)


def _change(
    by: By, verb: str, feed: FollowedFeed, before: Facts | None, after: Facts | None
) -> Change:
    return Change(
        at=by.at,
        actor_id=by.actor_id,
        action=f"feed.{verb}",
        subject="feed",
        subject_id=feed.id,
        name=feed.name,
        before=before,
        after=after,
        undoes_id=by.undoes_id,
    )


def _facts(feed: FollowedFeed) -> Facts:
    return {
        "url": feed.source.url,
        "name": feed.name,
        "section": feed.section,
        "mode": feed.mode,
        "paused": feed.paused_at is not None,
    }
