"""Rolling stories off: which are over a server's limits, and deleting them in slices. Also how
large the database is and was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storage.database import Database
from storage.values import MAX_INTEGER, epoch


@dataclass(frozen=True, slots=True)
class Limit:
    """How long and how many stories a server keeps; None for no limit."""

    guild_id: int
    keep_days: int | None
    keep_stories: int | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A place in the order of intake: the story there and all that came before it are over.

    planned_from: editions from that date on keep what they are planned to carry.
    """

    added_at: int
    story_id: int
    planned_from: date


class Retention:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def limits(self) -> tuple[Limit, ...]:
        """The servers that keep less than everything. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT guild_id, keep_days, keep_stories FROM guilds
            WHERE keep_days IS NOT NULL OR keep_stories IS NOT NULL
            """
        )
        return tuple(Limit(row["guild_id"], row["keep_days"], row["keep_stories"]) for row in rows)

    async def edge(
        self, guild_id: int, *, before: datetime | None, most: int | None, young: datetime
    ) -> Edge | None:
        """Where the stories over the limits end: those that came in before `before`, and all but
        the newest `most`; never what came in since `young`. None where none is over.
        """
        planned_from = young.date()
        edges = [Edge(epoch(before) - 1, MAX_INTEGER, planned_from)] if before else []
        if most is not None:
            rows = await self._database.fetch(
                """
                SELECT added_at, id FROM stories WHERE guild_id = $1
                ORDER BY added_at DESC, id DESC LIMIT 1 OFFSET $2
                """,
                guild_id,
                most,
            )
            edges += [Edge(row["added_at"], row["id"], planned_from) for row in rows]
        if not edges:
            return None
        furthest = max(edges, key=lambda edge: (edge.added_at, edge.story_id))
        oldest_young = Edge(epoch(young) - 1, MAX_INTEGER, planned_from)
        return min(furthest, oldest_young, key=lambda edge: (edge.added_at, edge.story_id))

    async def over(self, guild_id: int, edge: Edge) -> tuple[int, int]:
        """How many stories up to the edge would go, and how many stay all the same."""
        rows = await self._database.fetch(
            f"""
            SELECT count(*) AS up_to, count(*) FILTER (WHERE {_WANTED}) AS wanted
            FROM stories WHERE guild_id = $1 AND (added_at, id) <= ($2, $3)
            """,  # noqa: S608 - a text of ours
            guild_id,
            edge.added_at,
            edge.story_id,
            edge.planned_from,
        )
        return rows[0]["up_to"] - rows[0]["wanted"], rows[0]["wanted"]

    async def roll_off(self, guild_id: int, edge: Edge, limit: int) -> int:
        """Delete the oldest up to the edge that nobody wants kept; how many there were."""
        rows = await self._database.write(
            f"""
            DELETE FROM stories WHERE id IN (
                SELECT id FROM stories
                WHERE guild_id = $1 AND (added_at, id) <= ($2, $3) AND NOT ({_WANTED})
                ORDER BY added_at, id LIMIT $5
            )
            RETURNING id
            """,  # noqa: S608 - a text of ours
            guild_id,
            edge.added_at,
            edge.story_id,
            edge.planned_from,
            limit,
        )
        return len(rows)

    async def size(self) -> tuple[int, int]:
        """Bytes of the database that are in use, and those that it will use before it grows.
        Crosses servers.
        """
        (page,) = (await self._database.fetch("PRAGMA page_size"))[0]
        (pages,) = (await self._database.fetch("PRAGMA page_count"))[0]
        (spare,) = (await self._database.fetch("PRAGMA freelist_count"))[0]
        return (pages - spare) * page, spare * page

    async def note_size(self, on: date, size: int) -> None:
        """Remember how large the database was that day. Crosses servers."""
        await self._database.write(
            """
            INSERT INTO database_sizes (on_date, bytes) VALUES ($1, $2)
            ON CONFLICT (on_date) DO UPDATE SET bytes = excluded.bytes
            """,
            on,
            size,
        )

    async def sizes(self, since: date) -> tuple[tuple[date, int], ...]:
        """What is remembered, oldest first. Crosses servers."""
        rows = await self._database.fetch(
            "SELECT on_date, bytes FROM database_sizes WHERE on_date >= $1 ORDER BY on_date",
            since,
        )
        return tuple((date.fromisoformat(row["on_date"]), row["bytes"]) for row in rows)

    async def forget_sizes(self, before: date) -> None:
        """Crosses servers."""
        await self._database.write("DELETE FROM database_sizes WHERE on_date < $1", before)


# It waits for its time, somebody has saved it, an edition that is on its way carries it, or one to
# come is to carry it.
_WANTED = """
    embargo_until IS NOT NULL OR
    EXISTS (SELECT 1 FROM saved_stories AS saved WHERE saved.story_id = stories.id)
    OR EXISTS (
        SELECT 1 FROM delivery_stories AS carried
        CROSS JOIN deliveries ON deliveries.id = carried.delivery_id
        WHERE carried.story_id = stories.id AND deliveries.state IN ('pending', 'sending')
    )
    OR EXISTS (
        SELECT 1 FROM edition_plans AS plan
        CROSS JOIN json_tree(plan.arrangement) AS named
        WHERE plan.guild_id = stories.guild_id AND plan.local_date >= $4
            AND named.type = 'integer' AND named.value = stories.id
    )"""
