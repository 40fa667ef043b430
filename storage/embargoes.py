"""Stored stories that are kept back until their time. Drafts that are, are with `drafts`."""

from __future__ import annotations

from datetime import datetime

from storage import story_facts, story_rows
from storage.database import Database, Transaction
from storage.desk_log import By, record
from storage.errors import StoryInUse
from storage.story_records import Story
from storage.values import epoch, to_json


class Embargoes:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self, guild_id: int, story_id: int, until: datetime | None, by: By
    ) -> Story | None:
        """Keep it back until then, or no longer. None when there is none; raises StoryInUse where
        an edition carries it, or is about to.
        """

        async def work(transaction: Transaction) -> Story | None:
            rows = await transaction.run(
                """
                SELECT stories.*, EXISTS (
                    SELECT 1 FROM delivery_stories AS carried
                    CROSS JOIN deliveries ON deliveries.id = carried.delivery_id
                    WHERE carried.story_id = stories.id
                        AND deliveries.state IN ('pending', 'sending', 'sent', 'unconfirmed')
                ) AS in_use
                FROM stories WHERE guild_id = $1 AND id = $2
                """,
                guild_id,
                story_id,
            )
            if not rows:
                return None
            story = story_rows.read(rows[0])
            if rows[0]["in_use"]:
                raise StoryInUse
            changed = await transaction.run(
                "UPDATE stories SET embargo_until = $2 WHERE id = $1 RETURNING *", story_id, until
            )
            before, after = (
                {"embargo_until": epoch(time) if time else None}
                for time in (story.embargo_until, until)
            )
            entry = story_facts.changed(by, "embargo", story, before, after)
            await record(transaction, guild_id, entry)
            return story_rows.read(changed[0])

        return await self._database.transaction(work)

    async def of(self, guild_id: int, limit: int) -> tuple[Story, ...]:
        """Those of a server, the first to end first."""
        rows = await self._database.fetch(
            """
            SELECT * FROM stories WHERE guild_id = $1 AND embargo_until IS NOT NULL
            ORDER BY embargo_until, id LIMIT $2
            """,
            guild_id,
            limit,
        )
        return tuple(story_rows.read(row) for row in rows)

    async def over(self, now: datetime, limit: int) -> tuple[int, ...]:
        """Ids of those whose time has come. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT id FROM embargoed_stories WHERE embargo_until <= $1
            ORDER BY embargo_until LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(row["id"] for row in rows)

    async def end(self, ids: tuple[int, ...], now: datetime) -> None:
        """Keep these back no longer, unless they were put off meanwhile. Crosses servers."""
        await self._database.write(
            """
            UPDATE stories SET embargo_until = NULL
            WHERE id IN (SELECT value FROM json_each($1)) AND embargo_until <= $2 RETURNING id
            """,
            to_json(ids),
            now,
        )
