"""What a server's stories of some days are about, where they are from and when: counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from storage.database import Database
from storage.values import epoch

DEADLINE = 15.0
"""Seconds; counting reads each story once: a year of the largest server takes about one."""
MOST_NAMED = 8
COLOURED = 4
"""Sections that are told apart week by week."""

_LONG_AGO = 100_000
"""Weeks added so that none is negative: SQLite rounds those towards zero. The first second of
1970 was a Thursday's, hence the three days that are added, too."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stories have a name."""

    name: str
    stories: int


@dataclass(frozen=True, slots=True)
class Week:
    """The stories of a week by its Monday: all, and those of the first sections, in their order."""

    monday: date
    stories: int
    by_section: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Stories dated from `first` to `last`, by the day on their page; most stories first. Those
    under embargo are not among them.

    sections: outermost names. sources: agency, else publisher. places: datelines. Each is a list
    of eight at most; a story may have none of them. weeks: all of them, in order.
    """

    first: date
    last: date
    total: int
    sections: tuple[Tally, ...] = ()
    sources: tuple[Tally, ...] = ()
    places: tuple[Tally, ...] = ()
    weeks: tuple[Week, ...] = ()


class Coverages:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, guild_id: int, first: date, last: date) -> Coverage:
        """All figures in one walk over the stories of these days. Raises TooSlow."""
        rows = await self._database.fetch(
            """
            WITH dated AS MATERIALIZED (
                SELECT
                    (dated_at + coalesce(utc_offset, 0) * 60 + 259200 + $6) / 604800 AS week,
                    trim(section ->> 0) AS section,
                    trim(coalesce(agency, publisher)) AS source,
                    trim(dateline) AS place
                FROM stories
                WHERE guild_id = $1 AND dated_at BETWEEN $2 - 86400 AND $3 + 86400
                    AND dated_at + coalesce(utc_offset, 0) * 60 BETWEEN $2 AND $3
                    AND embargo_until IS NULL
            ), sections AS MATERIALIZED (
                SELECT section AS name, count(*) AS stories FROM dated WHERE section <> ''
                GROUP BY section COLLATE NOCASE ORDER BY 2 DESC, 1 LIMIT $4
            )
            SELECT 'total' AS what, '' AS name, 0 AS week, count(*) AS stories FROM dated
            UNION ALL SELECT 'section', name, 0, stories FROM sections
            UNION ALL SELECT * FROM (
                SELECT 'source', source, 0, count(*) FROM dated WHERE source <> ''
                GROUP BY source COLLATE NOCASE ORDER BY 4 DESC, 2 LIMIT $4
            )
            UNION ALL SELECT * FROM (
                SELECT 'place', place, 0, count(*) FROM dated WHERE place <> ''
                GROUP BY place COLLATE NOCASE ORDER BY 4 DESC, 2 LIMIT $4
            )
            UNION ALL SELECT 'week', '', week, count(*) FROM dated GROUP BY week
            UNION ALL SELECT 'week of section', name, week, count(*)
                FROM (SELECT name FROM sections LIMIT $5) CROSS JOIN dated
                    ON dated.section = name COLLATE NOCASE
                GROUP BY name, week
            """,
            guild_id,
            _midnight(first),
            _midnight(last) + 86_399,
            MOST_NAMED,
            COLOURED,
            _LONG_AGO * 604_800,
            deadline=DEADLINE,
        )
        return _coverage(rows, first, last)


def _coverage(rows: Sequence[sqlite3.Row], first: date, last: date) -> Coverage:
    """The figures of the one walk, each by what it counts."""

    def tallies(what: str) -> tuple[Tally, ...]:
        found = [Tally(row["name"], row["stories"]) for row in rows if row["what"] == what]
        return tuple(sorted(found, key=lambda tally: (-tally.stories, tally.name)))

    sections = tallies("section")
    weekly = {row["week"]: row["stories"] for row in rows if row["what"] == "week"}
    by_section = {
        (row["week"], row["name"]): row["stories"]
        for row in rows
        if row["what"] == "week of section"
    }
    return Coverage(
        first=first,
        last=last,
        total=next(row["stories"] for row in rows if row["what"] == "total"),
        sections=sections,
        sources=tallies("source"),
        places=tallies("place"),
        weeks=tuple(
            Week(
                monday,
                weekly.get(number, 0),
                tuple(by_section.get((number, one.name), 0) for one in sections[:COLOURED]),
            )
            for number, monday in _mondays(first, last)
        ),
    )


def _mondays(first: date, last: date) -> Iterable[tuple[int, date]]:
    """The number and the Monday of each week that the days touch."""
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield (_midnight(monday) + 259_200) // 604_800 + _LONG_AGO, monday
        monday += timedelta(days=7)


def _midnight(on: date) -> int:
    return epoch(datetime(on.year, on.month, on.day, tzinfo=UTC))
