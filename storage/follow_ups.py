"""Which story goes on with which."""

from __future__ import annotations

from storage import story_rows
from storage.database import Database, Transaction
from storage.desk_log import By, Change, record
from storage.story_records import Story

FARTHEST = 100
"""Stories that are followed back; who has so many has enough."""


class FollowUps:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def before(self, guild_id: int, story_id: int) -> tuple[Story, ...]:
        """The stories that it goes on with, the last first."""
        rows = await self._database.fetch(
            """
            WITH RECURSIVE earlier (id, depth) AS (
                SELECT follows_id, 1 FROM stories WHERE id = $2 AND guild_id = $1
                UNION
                SELECT stories.follows_id, earlier.depth + 1 FROM earlier
                CROSS JOIN stories ON stories.id = earlier.id WHERE earlier.depth < $3
            )
            SELECT stories.* FROM earlier CROSS JOIN stories ON stories.id = earlier.id
            WHERE stories.guild_id = $1 ORDER BY earlier.depth
            """,
            guild_id,
            story_id,
            FARTHEST,
        )
        return tuple(map(story_rows.read, rows))

    async def after(self, guild_id: int, story_id: int, limit: int) -> tuple[Story, ...]:
        """The stories that go on with it, in the order in which they came in."""
        rows = await self._database.fetch(
            """
            SELECT * FROM stories WHERE follows_id = $2 AND guild_id = $1 ORDER BY id LIMIT $3
            """,
            guild_id,
            story_id,
            limit,
        )
        return tuple(map(story_rows.read, rows))

    async def link(self, guild_id: int, story_id: int, earlier_id: int | None, by: By) -> bool:
        """Let it go on with that one, or with none. False where that would be a circle."""

        async def work(transaction: Transaction) -> bool:
            circle = await transaction.run(
                """
                WITH RECURSIVE earlier (id) AS (
                    SELECT $1
                    UNION
                    SELECT stories.follows_id FROM earlier
                    CROSS JOIN stories ON stories.id = earlier.id
                )
                SELECT 1 FROM earlier WHERE id = $2
                """,
                earlier_id,
                story_id,
            )
            if circle:
                return False
            rows = await transaction.run(
                "SELECT * FROM stories WHERE guild_id = $1 AND id = $2", guild_id, story_id
            )
            if rows:
                story = story_rows.read(rows[0])
                await transaction.run(
                    """
                    UPDATE stories
                    SET follows_id = (SELECT id FROM stories WHERE guild_id = $1 AND id = $3)
                    WHERE id = $2
                    """,
                    guild_id,
                    story_id,
                    earlier_id,
                )
                change = Change(
                    at=by.at, actor_id=by.actor_id, action="story.follow", subject="story",
                    subject_id=story.id, name=story.headline, undoes_id=by.undoes_id,
                    before={"follows_id": story.follows_id}, after={"follows_id": earlier_id},
                )  # fmt: skip
                await record(transaction, guild_id, change)
            return True

        return await self._database.transaction(work)
