"""A server's stories by the days they are dated: how many there are, and which.

A story's day is the one on its page: its date on the page's own clock, in UTC where it has none.
Stories under embargo have none yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from storage import story_rows
from storage.database import Database
from storage.story_records import Story
from storage.values import MAX_INTEGER, MOST_OFFSET, epoch, to_json

Days = tuple[date, date]
"""From the first to the last day, both included."""

_BEGINNING = date(1970, 1, 1)
_DAY = timedelta(days=1)


class Archive:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(
        self,
        guild_id: int,
        spans: Sequence[Days],
        section: str | None = None,
        *,
        newest_id: int = MAX_INTEGER,
    ) -> tuple[int, ...]:
        """How many stories each span has. `section` is any name of a path, in any case; later ones
        than `newest_id` are left out.
        """
        if section is None:
            rows = await self._database.fetch(
                """
                WITH spans AS MATERIALIZED (
                    SELECT key, value ->> 0 AS start, value ->> 1 AS last FROM json_each($2)
                )
                SELECT (
                    SELECT count(*) FROM stories
                    WHERE guild_id = $1 AND dated_at BETWEEN start - $3 AND last + $3
                        AND dated_at + coalesce(utc_offset, 0) * 60 BETWEEN start AND last
                        AND +id <= $4
                        AND id NOT IN (SELECT id FROM embargoed_stories WHERE guild_id = $1)
                ) AS stories
                FROM spans ORDER BY key
                """,
                guild_id,
                _seconds(spans),
                MOST_OFFSET,
                newest_id,
            )
        else:
            rows = await self._database.fetch(
                """
                WITH spans AS MATERIALIZED (
                    SELECT key, value ->> 0 AS start, value ->> 1 AS last FROM json_each($2)
                )
                SELECT (
                    SELECT count(*) FROM sections
                    CROSS JOIN story_sections AS filed ON filed.section_id = sections.id
                    CROSS JOIN stories AS dates INDEXED BY stories_dates
                        ON dates.id = filed.story_id
                    WHERE sections.guild_id = $1 AND sections.folded = $5
                        AND filed.story_id <= $4 AND filed.dated_at BETWEEN start - $3 AND last + $3
                        AND dates.dated_at + coalesce(dates.utc_offset, 0) * 60
                            BETWEEN start AND last
                        AND dates.id NOT IN (SELECT id FROM embargoed_stories WHERE guild_id = $1)
                ) AS stories
                FROM spans ORDER BY key
                """,
                guild_id,
                _seconds(spans),
                MOST_OFFSET,
                newest_id,
                story_rows.folded(section),
            )
        return tuple(row["stories"] for row in rows)

    async def dated(
        self,
        guild_id: int,
        spans: Sequence[Days],
        section: str | None = None,
        *,
        limit: int,
        offset: int = 0,
        newest_id: int = MAX_INTEGER,
    ) -> tuple[Story, ...]:
        """The stories of all the spans, newest first. Spans must not overlap; later stories than
        `newest_id` are left out.
        """
        if section is None:
            ids = await self._database.fetch(
                """
                WITH spans AS MATERIALIZED (
                    SELECT value ->> 0 AS start, value ->> 1 AS last FROM json_each($2)
                )
                SELECT dates.id FROM spans
                CROSS JOIN stories AS dates
                    ON dates.guild_id = $1 AND dates.dated_at BETWEEN start - $3 AND last + $3
                WHERE dates.dated_at + coalesce(dates.utc_offset, 0) * 60 BETWEEN start AND last
                    AND +dates.id <= $6
                    AND dates.id NOT IN (SELECT id FROM embargoed_stories WHERE guild_id = $1)
                ORDER BY dates.dated_at DESC, dates.id DESC LIMIT $4 OFFSET $5
                """,
                guild_id,
                _seconds(spans),
                MOST_OFFSET,
                limit,
                offset,
                newest_id,
            )
        else:
            ids = await self._database.fetch(
                """
                WITH spans AS MATERIALIZED (
                    SELECT value ->> 0 AS start, value ->> 1 AS last FROM json_each($2)
                )
                SELECT dates.id FROM spans
                CROSS JOIN sections ON sections.guild_id = $1 AND sections.folded = $7
                CROSS JOIN story_sections AS filed
                    ON filed.section_id = sections.id AND filed.story_id <= $6
                    AND filed.dated_at BETWEEN start - $3 AND last + $3
                CROSS JOIN stories AS dates INDEXED BY stories_dates ON dates.id = filed.story_id
                WHERE dates.dated_at + coalesce(dates.utc_offset, 0) * 60 BETWEEN start AND last
                    AND dates.id NOT IN (SELECT id FROM embargoed_stories WHERE guild_id = $1)
                ORDER BY filed.dated_at DESC, filed.story_id DESC LIMIT $4 OFFSET $5
                """,
                guild_id,
                _seconds(spans),
                MOST_OFFSET,
                limit,
                offset,
                newest_id,
                story_rows.folded(section),
            )
        return await story_rows.by_ids(self._database.fetch, guild_id, [row["id"] for row in ids])

    async def ends(self, guild_id: int) -> Days | None:
        """The days of the oldest and the newest story, where clocks differ by a day at most off;
        None where no story is dated.
        """
        rows = await self._database.fetch(
            """
            SELECT (
                SELECT dated_at + coalesce(utc_offset, 0) * 60 FROM stories
                WHERE guild_id = $1 AND dated_at IS NOT NULL ORDER BY dated_at, id LIMIT 1
            ) AS oldest, (
                SELECT dated_at + coalesce(utc_offset, 0) * 60 FROM stories
                WHERE guild_id = $1 AND dated_at IS NOT NULL
                ORDER BY dated_at DESC, id DESC LIMIT 1
            ) AS newest
            """,
            guild_id,
        )
        if rows[0]["oldest"] is None:
            return None
        oldest, newest = (
            _BEGINNING + rows[0][name] // 86_400 * _DAY for name in ("oldest", "newest")
        )
        return min(oldest, newest), max(oldest, newest)

    async def undated(self, guild_id: int) -> int:
        rows = await self._database.fetch(
            """
            SELECT count(*) FROM stories WHERE guild_id = $1 AND dated_at IS NULL
                AND id NOT IN (SELECT id FROM embargoed_stories WHERE guild_id = $1)
            """,
            guild_id,
        )
        return rows[0][0]


def _seconds(spans: Sequence[Days]) -> str:
    """Each span as its first and last second on the page's own clock."""
    return to_json([(_midnight(first), _midnight(last) + 86_399) for first, last in spans])


def _midnight(on: date) -> int:
    return epoch(datetime(on.year, on.month, on.day, tzinfo=UTC))
