"""Which stories tell of the same event, and how common each term is in a server's library.

What is alike, `bot.editing.same_event` says.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import struct
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from storage.database import Database, Transaction
from storage.desk_log import By, Change, Facts, record
from storage.story_records import LIKE, Report
from storage.values import instant, to_json

_ALL_STORIES = -1


class SameEvents:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def spread(self, guild_id: int, terms: Collection[int]) -> tuple[dict[int, int], int]:
        """In how many of the server's stories each term stands, and how many stories there are."""
        rows = await self._database.fetch(
            """
            SELECT spread.term, spread.stories FROM json_each($2) AS wanted
            CROSS JOIN term_spread AS spread
                ON spread.guild_id = $1 AND spread.term = wanted.value
            """,
            guild_id,
            to_json([_ALL_STORIES, *terms]),
        )
        found = {row["term"]: row["stories"] for row in rows}
        return found, found.pop(_ALL_STORIES, 0)

    async def near(
        self, guild_id: int, language: str, start: datetime, end: datetime, limit: int
    ) -> tuple[Report, ...]:
        """Reports in a language that happened in [start, end], newest first."""
        rows = await self._database.fetch(
            """
            SELECT story_id, event_id, length, terms FROM story_events
            WHERE guild_id = $1 AND language = $2 AND happened_at BETWEEN $3 AND $4
                AND terms <> x''
            ORDER BY happened_at DESC LIMIT $5
            """,
            guild_id,
            language,
            start,
            end,
            limit,
        )
        # Hundreds of them take milliseconds to unpack: not on the loop.
        return await asyncio.to_thread(lambda: tuple(map(_report, rows)))

    async def add(
        self,
        guild_id: int,
        report: Report,
        *,
        language: str,
        happened_at: datetime,
        likeness: float,
        apart: bool,
        terms: Iterable[int],
    ) -> bool:
        """Keep where a story was placed, and count its terms. False when it has its place.

        It is no longer `to_place` then, in either case.
        """

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                INSERT INTO story_events (
                    story_id, guild_id, event_id, apart, language, happened_at, likeness, length,
                    terms
                )
                SELECT id, guild_id, $3, $4, $5, $6, $7, $8, $9 FROM stories
                WHERE guild_id = $1 AND id = $2
                ON CONFLICT DO NOTHING RETURNING story_id
                """,
                guild_id,
                report.story_id,
                report.event_id,
                apart,
                language,
                happened_at,
                likeness,
                report.length,
                _pack(report.counts),
            )
            if rows:
                await transaction.run(
                    """
                    INSERT INTO term_spread (guild_id, term, stories)
                    SELECT $1, value, 1 FROM json_each($2) WHERE true
                    ON CONFLICT DO UPDATE SET stories = stories + 1
                    """,
                    guild_id,
                    to_json([_ALL_STORIES, *terms]),
                )
            await transaction.run(
                """
                UPDATE stories SET to_place = NULL
                WHERE guild_id = $1 AND id = $2 AND to_place IS NOT NULL
                """,
                guild_id,
                report.story_id,
            )
            return bool(rows)

        return await self._database.transaction(work)

    async def to_place(self, guild_id: int, story_id: int) -> int:
        """Where a story belongs that has no place yet: LIKE, ALONE, or a story's id."""
        rows = await self._database.fetch(
            "SELECT to_place FROM stories WHERE guild_id = $1 AND id = $2", guild_id, story_id
        )
        return (rows[0]["to_place"] or LIKE) if rows else LIKE

    async def left(self, until: datetime, limit: int) -> tuple[tuple[int, int], ...]:
        """The server and id of stories added until then that are still to be placed, the
        oldest first. Crosses servers.
        """
        rows = await self._database.fetch(
            """
            SELECT guild_id, id FROM stories WHERE to_place >= -1 AND added_at <= $1
            ORDER BY added_at, id LIMIT $2
            """,
            until,
            limit,
        )
        return tuple((row["guild_id"], row["id"]) for row in rows)

    async def forget_terms(self, before: datetime, limit: int = 200) -> int:
        """Throw away the terms of stories that came in before then, the oldest first; how many.
        Their events stay. Crosses servers.
        """
        rows = await self._database.write(
            """
            UPDATE story_events SET terms = x''
            WHERE story_id IN (
                SELECT story_id FROM story_events WHERE terms <> x'' ORDER BY story_id LIMIT $2
            ) AND (SELECT added_at FROM stories WHERE id = story_id) < $1
            RETURNING story_id
            """,
            before,
            limit,
        )
        return len(rows)

    async def event_of(self, guild_id: int, story_id: int) -> int | None:
        rows = await self._database.fetch(
            "SELECT event_id FROM story_events WHERE guild_id = $1 AND story_id = $2",
            guild_id,
            story_id,
        )
        return rows[0]["event_id"] if rows else None

    async def events_of(self, guild_id: int, story_ids: Collection[int]) -> dict[int, int]:
        """The event of each story that has one."""
        rows = await self._database.fetch(
            """
            SELECT placed.story_id, placed.event_id FROM json_each($2) AS wanted
            CROSS JOIN story_events AS placed ON placed.story_id = wanted.value
            WHERE placed.guild_id = $1
            """,
            guild_id,
            to_json(list(story_ids)),
        )
        return {row["story_id"]: row["event_id"] for row in rows}

    async def reports_of(self, guild_id: int, event_id: int) -> tuple[int, ...]:
        """Ids of the stories of an event, oldest first."""
        rows = await self._database.fetch(
            """
            SELECT story_id FROM story_events WHERE guild_id = $1 AND event_id = $2
            ORDER BY story_id
            """,
            guild_id,
            event_id,
        )
        return tuple(row["story_id"] for row in rows)

    async def carried(
        self, guild_id: int, schedule_id: int, event_ids: Collection[int]
    ) -> dict[int, datetime]:
        """When the schedule last carried a report of each event, for those that it has carried."""
        rows = await self._database.fetch(
            """
            SELECT placed.event_id, max(deliveries.due_at) AS due_at
            FROM json_each($3) AS wanted
            CROSS JOIN story_events AS placed
                ON placed.guild_id = $1 AND placed.event_id = wanted.value
            CROSS JOIN delivery_stories AS carried ON carried.story_id = placed.story_id
            CROSS JOIN deliveries ON deliveries.id = carried.delivery_id
            WHERE deliveries.schedule_id = $2
                AND deliveries.state IN ('pending', 'sending', 'sent', 'unconfirmed')
            GROUP BY placed.event_id
            """,
            guild_id,
            schedule_id,
            to_json(list(event_ids)),
        )
        return {row["event_id"]: instant(row["due_at"]) for row in rows}

    async def set_apart(self, guild_id: int, story_id: int, by: By | None = None) -> bool:
        """Take a story out of its event, for good. False when it has no place."""

        async def work(transaction: Transaction) -> bool:
            before = await _place_of(transaction, guild_id, story_id)
            await _leave(transaction, guild_id, story_id, apart=True)
            await _record(transaction, by, guild_id, story_id, before)
            return before is not None

        return await self._database.transaction(work)

    async def put_together(
        self, guild_id: int, story_id: int, event_id: int, by: By | None = None
    ) -> bool:
        """Put a story into an event. False when there is no such story or event."""

        async def work(transaction: Transaction) -> bool:
            before = await _place_of(transaction, guild_id, story_id)
            rows = await transaction.run(
                """
                UPDATE story_events SET event_id = $3, apart = 0
                WHERE guild_id = $1 AND story_id = $2 AND EXISTS (
                    SELECT 1 FROM story_events WHERE guild_id = $1 AND event_id = $3
                )
                RETURNING story_id
                """,
                guild_id,
                story_id,
                event_id,
            )
            await _record(transaction, by, guild_id, story_id, before)
            return bool(rows)

        return await self._database.transaction(work)

    async def put_back(
        self, guild_id: int, story_id: int, standing: Facts, wanted: Facts, by: By
    ) -> bool:
        """Place a story as `wanted` says, if it still stands as `standing` does; False if not.

        Both hold what an entry of the log does: `others`, ids of its event, and `apart`.
        """

        async def work(transaction: Transaction) -> bool:
            before = await _place_of(transaction, guild_id, story_id)
            if before is None or any(before[name] != value for name, value in standing.items()):
                return False
            place = {**before, **wanted}
            await _leave(transaction, guild_id, story_id, apart=bool(place["apart"]))
            await transaction.run(
                """
                UPDATE story_events SET event_id = coalesce(
                    (
                        SELECT other.event_id FROM story_events AS other
                        WHERE other.guild_id = $1
                            AND other.story_id IN (SELECT value FROM json_each($3))
                        ORDER BY other.story_id LIMIT 1
                    ),
                    event_id
                )
                WHERE guild_id = $1 AND story_id = $2
                """,
                guild_id,
                story_id,
                to_json(place["others"]),
            )
            await _record(transaction, by, guild_id, story_id, before)
            return True

        return await self._database.transaction(work)


async def _leave(transaction: Transaction, guild_id: int, story_id: int, *, apart: bool) -> None:
    await transaction.run(
        "UPDATE story_events SET event_id = $2, apart = $3 WHERE guild_id = $1 AND story_id = $2",
        guild_id,
        story_id,
        apart,
    )
    # The others of an event that was called after this story are called after the first of them.
    await transaction.run(
        """
        UPDATE story_events SET event_id = (
            SELECT min(story_id) FROM story_events
            WHERE guild_id = $1 AND event_id = $2 AND story_id <> $2
        )
        WHERE guild_id = $1 AND event_id = $2 AND story_id <> $2
        """,
        guild_id,
        story_id,
    )


async def _place_of(transaction: Transaction, guild_id: int, story_id: int) -> Facts | None:
    """The other stories of a story's event, and whether an editor has set it apart."""
    rows = await transaction.run(
        """
        SELECT apart, (
            SELECT json_group_array(story_id) FROM story_events
            WHERE guild_id = $1 AND event_id = placed.event_id AND story_id <> $2
        ) AS others
        FROM story_events AS placed WHERE guild_id = $1 AND story_id = $2
        """,
        guild_id,
        story_id,
    )
    if not rows:
        return None
    return {"others": sorted(json.loads(rows[0]["others"])), "apart": bool(rows[0]["apart"])}


async def _record(
    transaction: Transaction, by: By | None, guild_id: int, story_id: int, before: Facts | None
) -> None:
    if by is None or before is None:
        return
    after = await _place_of(transaction, guild_id, story_id)
    rows = await transaction.run("SELECT headline FROM stories WHERE id = $1", story_id)
    change = Change(
        at=by.at,
        actor_id=by.actor_id,
        action="story.group",
        subject="story",
        subject_id=story_id,
        name=rows[0]["headline"],
        before=before,
        after=after,
        undoes_id=by.undoes_id,
    )
    await record(transaction, guild_id, change)


def _report(row: sqlite3.Row) -> Report:
    return Report(
        story_id=row["story_id"],
        event_id=row["event_id"],
        counts=_unpack(row["terms"]),
        length=row["length"],
    )


def _pack(counts: Mapping[int, int]) -> bytes:
    numbers = [number for pair in counts.items() for number in pair]
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _unpack(terms: bytes) -> dict[int, int]:
    numbers = struct.unpack(f"<{len(terms) // 4}I", terms)
    return dict(zip(numbers[::2], numbers[1::2], strict=True))
