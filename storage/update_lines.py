"""The lines that updates to a story get in a thread beside the briefings: one for each channel that
carried them, written down as its edition is settled as sent. What they say, and when they are tried
again, is the callers' to say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database
from storage.values import instant, instant_or_none, to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateLine:
    """day: of the chain, from 1. thread_id: where it has been tried. tried_at: since when Discord
    may have taken it.
    """

    guild_id: int
    story_id: int
    channel_id: int
    delivery_id: int
    day: int
    made_at: datetime
    thread_id: int | None
    attempt: int
    tried_at: datetime | None


class UpdateLines:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> tuple[UpdateLine, ...]:
        """Those whose turn it is, longest waiting first. Crosses servers.

        Servers that we have left are passed over.
        """
        rows = await self._database.fetch(
            """
            SELECT lines.* FROM update_lines AS lines
            CROSS JOIN guilds ON guilds.guild_id = lines.guild_id AND guilds.left_at IS NULL
            WHERE lines.next_try_at <= $1
            ORDER BY lines.next_try_at, lines.story_id LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(map(_line, rows))

    async def message(
        self, guild_id: int, story_id: int, channel_id: int, delivery_id: int | None = None
    ) -> int | None:
        """The oldest message that carries the story in a channel itself, and can begin a thread; of
        that delivery, where one is named.
        """
        rows = await self._database.fetch(
            """
            SELECT parts.message_id FROM delivery_stories AS carried
            CROSS JOIN deliveries ON deliveries.id = carried.delivery_id
            CROSS JOIN delivery_parts AS parts ON parts.delivery_id = carried.delivery_id
            WHERE carried.story_id = $2 AND carried.guild_id = $1 AND parts.message_id NOT NULL
                AND deliveries.channel_id = $3 AND deliveries.thread_id IS NULL
                AND coalesce(deliveries.destination ->> 'kind', 'text') <> 'forum'
                AND ($4 IS NULL OR carried.delivery_id = $4)
                AND NOT EXISTS (
                    SELECT 1 FROM mends WHERE mends.delivery_id = parts.delivery_id
                        AND mends.part = parts.part AND mends.kind = 'delete'
                )
            ORDER BY carried.delivery_id,
                instr(parts.payload, deliveries.code || ':' || $2 || '"') > 0 DESC, parts.part
            LIMIT 1
            """,
            guild_id,
            story_id,
            channel_id,
            delivery_id,
        )
        return rows[0]["message_id"] if rows else None

    async def thread(self, guild_id: int, story_ids: Sequence[int], channel_id: int) -> int | None:
        """The thread in this channel of a chain that begins with one of these stories."""
        rows = await self._database.fetch(
            """
            SELECT lines.thread_id FROM json_each($2) AS wanted
            CROSS JOIN update_lines AS lines
                ON lines.first_id = wanted.value AND lines.channel_id = $3
            WHERE lines.guild_id = $1 AND lines.thread_id NOT NULL
            ORDER BY lines.made_at DESC, lines.story_id DESC LIMIT 1
            """,
            guild_id,
            to_json(list(story_ids)),
            channel_id,
        )
        return rows[0]["thread_id"] if rows else None

    async def has_thread(self, guild_id: int, message_id: int) -> bool:
        """Whether some chain's thread began at this message: they have the same id."""
        rows = await self._database.fetch(
            "SELECT 1 FROM update_lines WHERE guild_id = $1 AND thread_id = $2 LIMIT 1",
            guild_id,
            message_id,
        )
        return bool(rows)

    async def begin(self, line: UpdateLine, first_id: int, thread_id: int, now: datetime) -> None:
        """Written down before the request leaves: from now on Discord may have taken it."""
        await self._database.write(
            """
            UPDATE update_lines
            SET first_id = $4, thread_id = $5, tried_at = coalesce(tried_at, $6)
            WHERE guild_id = $1 AND story_id = $2 AND channel_id = $3
            """,
            line.guild_id,
            line.story_id,
            line.channel_id,
            first_id,
            thread_id,
            now,
        )

    async def wait(self, line: UpdateLine, until: datetime, *, in_doubt: bool) -> None:
        """Try it again then. Unless in_doubt, Discord has certainly not taken it."""
        await self._database.write(
            """
            UPDATE update_lines
            SET next_try_at = $4, tried_at = iif($5, tried_at, NULL), attempt = attempt + 1
            WHERE guild_id = $1 AND story_id = $2 AND channel_id = $3
            """,
            line.guild_id,
            line.story_id,
            line.channel_id,
            until,
            in_doubt,
        )

    async def settle(self, line: UpdateLine, message_id: int | None) -> None:
        """It stands there; None: it was let go."""
        await self._database.write(
            """
            UPDATE update_lines SET next_try_at = NULL, message_id = $4
            WHERE guild_id = $1 AND story_id = $2 AND channel_id = $3
            """,
            line.guild_id,
            line.story_id,
            line.channel_id,
            message_id,
        )


def _line(row: sqlite3.Row) -> UpdateLine:
    return UpdateLine(
        guild_id=row["guild_id"],
        story_id=row["story_id"],
        channel_id=row["channel_id"],
        delivery_id=row["delivery_id"],
        day=row["day"],
        made_at=instant(row["made_at"]),
        thread_id=row["thread_id"],
        attempt=row["attempt"],
        tried_at=instant_or_none(row["tried_at"]),
    )
