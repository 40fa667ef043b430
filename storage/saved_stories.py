"""The stories that members have put by, each their own list in each server."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from storage import story_rows
from storage.database import Database, Transaction
from storage.story_records import SavedStory
from storage.values import instant, to_json


class SavedStories:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(
        self, guild_id: int, user_id: int, story_id: int, now: datetime, most: int
    ) -> bool:
        """Put a story of the server on the list, once. False where the list has `most` already."""
        work = partial(_save, guild_id, user_id, story_id, now, most)
        return await self._database.transaction(work)

    async def remove(self, guild_id: int, user_id: int, story_ids: Sequence[int]) -> int:
        """Take stories off the list; how many were on it."""
        rows = await self._database.write(
            """
            DELETE FROM saved_stories
            WHERE guild_id = $1 AND user_id = $2
                AND story_id IN (SELECT value FROM json_each($3))
            RETURNING story_id
            """,
            guild_id,
            user_id,
            to_json(list(story_ids)),
        )
        return len(rows)

    async def has(self, guild_id: int, user_id: int, story_id: int) -> bool:
        rows = await self._database.fetch(
            """
            SELECT 1 FROM saved_stories
            WHERE guild_id = $1 AND user_id = $2 AND story_id = $3
            """,
            guild_id,
            user_id,
            story_id,
        )
        return bool(rows)

    async def count(self, guild_id: int, user_id: int) -> int:
        rows = await self._database.fetch(
            """
            SELECT count(*) FROM saved_stories WHERE guild_id = $1 AND user_id = $2
                AND story_id NOT IN (SELECT id FROM embargoed_stories WHERE guild_id = $1)
            """,
            guild_id,
            user_id,
        )
        return rows[0][0]

    async def list(
        self, guild_id: int, user_id: int, *, limit: int, offset: int = 0
    ) -> tuple[SavedStory, ...]:
        """Saved last comes first; what is under embargo comes back at its time."""
        rows = await self._database.fetch(
            """
            SELECT stories.*, saved.saved_at FROM saved_stories AS saved
            CROSS JOIN stories ON stories.id = saved.story_id
            WHERE saved.guild_id = $1 AND saved.user_id = $2 AND stories.embargo_until IS NULL
            ORDER BY saved.saved_at DESC, saved.story_id DESC LIMIT $3 OFFSET $4
            """,
            guild_id,
            user_id,
            limit,
            offset,
        )
        return tuple(_saved(row) for row in rows)


async def _save(
    guild_id: int, user_id: int, story_id: int, now: datetime, most: int, transaction: Transaction
) -> bool:
    rows = await transaction.run(
        """
        SELECT count(*) AS many, count(*) FILTER (WHERE story_id = $3) AS there
        FROM saved_stories WHERE guild_id = $1 AND user_id = $2
        """,
        guild_id,
        user_id,
        story_id,
    )
    if rows[0]["there"]:
        return True
    if rows[0]["many"] >= most:
        return False
    await transaction.run(
        """
        INSERT INTO saved_stories (guild_id, user_id, story_id, saved_at)
        SELECT guild_id, $2, id, $4 FROM stories WHERE guild_id = $1 AND id = $3
        """,
        guild_id,
        user_id,
        story_id,
        now,
    )
    return True


def _saved(row: sqlite3.Row) -> SavedStory:
    return SavedStory(story=story_rows.read(row), saved_at=instant(row["saved_at"]))
