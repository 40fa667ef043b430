"""Which stored stories share marks with a text, and where a story was posted.

What the marks mean, and whether two stories are the same, `bot.editing.same_text` says.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.database import Database
from storage.records import Mark, Marked, Posting
from storage.values import instant, to_json


class SameStories:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def sharing(self, guild_id: int, marks: Sequence[Mark], limit: int) -> tuple[Marked, ...]:
        """Stories with any of these marks: same text first, then same link, then most phrases."""
        rows = await self._database.fetch(
            """
            SELECT marks.story_id, max(marks.kind = 1) AS same_link,
                max(marks.kind = 2) AS same_text, sum(marks.kind = 0) AS phrases
            FROM json_each($2) AS wanted
            CROSS JOIN story_marks AS marks ON marks.guild_id = $1
                AND marks.kind = wanted.value ->> 0 AND marks.value = wanted.value ->> 1
            GROUP BY marks.story_id
            ORDER BY same_text DESC, same_link DESC, phrases DESC, marks.story_id DESC LIMIT $3
            """,
            guild_id,
            to_json([(mark.kind, mark.value) for mark in marks]),
            limit,
        )
        return tuple(
            Marked(
                story_id=row["story_id"],
                same_link=bool(row["same_link"]),
                same_text=bool(row["same_text"]),
                phrases=row["phrases"],
            )
            for row in rows
        )

    async def last_posting(
        self, guild_id: int, story_id: int, schedule_id: int | None = None
    ) -> Posting | None:
        """The newest message that carries the story; rather one of that schedule's."""
        rows = await self._database.fetch(
            """
            SELECT parts.message_id,
                -- As `channel_of` has it.
                iif(
                    deliveries.thread_id IS NOT NULL AND (
                        parts.part > 1 OR deliveries.destination ->> 'joins'
                        OR deliveries.destination ->> 'kind' = 'forum'
                    ), deliveries.thread_id, deliveries.channel_id
                ) AS channel_id,
                coalesce(parts.sent_at, deliveries.sent_at, deliveries.due_at) AS posted_at
            FROM delivery_stories AS carried
            CROSS JOIN deliveries ON deliveries.id = carried.delivery_id
            CROSS JOIN delivery_parts AS parts ON parts.delivery_id = carried.delivery_id
            WHERE carried.story_id = $2 AND carried.guild_id = $1 AND parts.message_id NOT NULL
                AND NOT EXISTS (
                    SELECT 1 FROM mends WHERE mends.delivery_id = parts.delivery_id
                        AND mends.part = parts.part AND mends.kind = 'delete'
                )
            ORDER BY deliveries.schedule_id IS $3 DESC, carried.delivery_id DESC,
                instr(parts.payload, deliveries.code || ':' || $2 || '"') > 0 DESC, parts.part
            LIMIT 1
            """,
            guild_id,
            story_id,
            schedule_id,
        )
        if not rows:
            return None
        return Posting(
            channel_id=rows[0]["channel_id"],
            message_id=rows[0]["message_id"],
            posted_at=instant(rows[0]["posted_at"]),
        )
