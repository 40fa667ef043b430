"""What is offered while somebody types: stories by their headlines, and sources."""

from __future__ import annotations

import re

from storage import story_rows
from storage.database import Database
from storage.question import completing, scope, words_of
from storage.story_records import Story

_ID = re.compile("#?([0-9]{1,19})", re.ASCII)


class Completions:
    """Reads the index of headlines, from the first letter on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stories(
        self, guild_id: int, typed: str, limit: int = 25, *, embargoed: bool = False
    ) -> tuple[Story, ...]:
        """Stories to choose from while typing: the id typed, then headlines, newest first."""
        words = words_of(typed)
        if not words:
            return await self._latest(guild_id, limit, embargoed=embargoed)
        ids: list[int] = []
        if match := _ID.fullmatch(typed.strip()):
            ids.append(int(match[1]))
        rows = await self._database.fetch(
            """
            SELECT rowid FROM story_headlines WHERE story_headlines MATCH $1
                AND ($3 OR rowid NOT IN (SELECT id FROM embargoed_stories WHERE guild_id = $4))
            ORDER BY rowid DESC LIMIT $2
            """,
            completing(guild_id, words),
            limit,
            embargoed,
            guild_id,
        )
        ids += [row["rowid"] for row in rows if row["rowid"] not in ids]
        found = await story_rows.by_ids(self._database.fetch, guild_id, ids)
        return tuple(one for one in found if embargoed or one.embargo_until is None)[:limit]

    async def _latest(self, guild_id: int, limit: int, *, embargoed: bool) -> tuple[Story, ...]:
        rows = await self._database.fetch(
            """
            SELECT * FROM stories WHERE guild_id = $1 AND ($3 OR embargo_until IS NULL)
            ORDER BY dated_at DESC, id DESC LIMIT $2
            """,
            guild_id,
            limit,
            embargoed,
        )
        return tuple(story_rows.read(row) for row in rows)

    async def sources(
        self, guild_id: int, typed: str = "", limit: int = 25, *, embargoed: bool = False
    ) -> tuple[str, ...]:
        """Agencies and publishers of the server's stories; those that begin so come first.

        embargoed: also those that only stories under embargo have.
        """
        rows = await self._database.fetch(
            """
            SELECT name FROM sources
            WHERE guild_id = $1 AND instr(folded, $2) > 0 AND EXISTS (
                SELECT 1 FROM story_search
                WHERE story_search MATCH $4 || ' AND {scope} : "a' || sources.id || '"'
                    AND ($5 OR story_search.rowid NOT IN (
                        SELECT id FROM embargoed_stories WHERE guild_id = $1))
            )
            ORDER BY instr(folded, $2) > 1, folded LIMIT $3
            """,
            guild_id,
            story_rows.folded(typed),
            limit,
            scope(guild_id),
            embargoed,
        )
        return tuple(row["name"] for row in rows)
