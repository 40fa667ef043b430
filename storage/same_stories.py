"""Which stored stories share marks with a text, and where a story was posted.

What the marks mean, and whether two stories are the same, `bot.editing.same_text` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from storage.database import Database
from storage.question import mark_word, marked
from storage.story_records import Mark, Marked, MarkKind, Posting
from storage.values import instant

MOST_READ = 200
"""Stories whose marks are looked at."""


class SameStories:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def sharing(self, guild_id: int, marks: Sequence[Mark], limit: int) -> tuple[Marked, ...]:
        """Stories with any of these marks: same text first, then same link, then most phrases.

        A phrase that thousands share says little: of those that share no more, the newest.
        """
        wanted = {mark_word(mark): mark.kind for mark in marks}
        certain = [word for word, kind in wanted.items() if kind is not MarkKind.PHRASE]
        rows = await self._database.fetch(
            """
            SELECT stories.id, stories.marks FROM (
                SELECT * FROM (
                    SELECT rowid FROM story_search WHERE story_search MATCH $2
                    ORDER BY rowid DESC LIMIT $4
                )
                UNION
                SELECT * FROM (
                    SELECT rowid FROM story_search WHERE story_search MATCH $3
                    ORDER BY rowid DESC LIMIT $4
                )
            ) AS found
            CROSS JOIN stories ON stories.id = found.rowid WHERE stories.guild_id = $1
            """,
            guild_id,
            marked(guild_id, certain),
            marked(guild_id, wanted),
            MOST_READ,
        )
        found = [_marked(row["id"], Counter(map(wanted.get, row["marks"].split()))) for row in rows]
        found.sort(
            key=lambda one: (one.same_text, one.same_link, one.phrases, one.story_id), reverse=True
        )
        return tuple(found[:limit])

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


def _marked(story_id: int, kinds: Mapping[MarkKind | None, int]) -> Marked:
    return Marked(
        story_id=story_id,
        same_link=MarkKind.LINK in kinds,
        same_text=MarkKind.TEXT in kinds,
        phrases=kinds.get(MarkKind.PHRASE, 0),
    )
