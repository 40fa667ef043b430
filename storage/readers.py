"""How a member of a server wants to be answered."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Database


@dataclass(frozen=True, slots=True)
class Reader:
    """language: what the server speaks. plain: answers are plain text, without cards."""

    language: str = "en"
    plain: bool = False


class Readers:
    def __init__(self, database: Database) -> None:
        self._database = database
        # Asked before every answer: kept until anything is written.
        self._known: dict[tuple[int, int], Reader] = {}
        self._known_at = 0

    async def get(self, guild_id: int, user_id: int) -> Reader:
        """What the member chose; the server's settings where they chose nothing."""
        commits = self._database.commits
        if commits != self._known_at:
            self._known, self._known_at = {}, commits
        known = self._known
        if (guild_id, user_id) not in known:
            known[guild_id, user_id] = await self._read(guild_id, user_id)
        return known[guild_id, user_id]

    async def _read(self, guild_id: int, user_id: int) -> Reader:
        rows = await self._database.fetch(
            """
            SELECT language, coalesce(
                (SELECT plain_text FROM readers WHERE guild_id = $1 AND user_id = $2), plain_text
            ) AS plain
            FROM guilds WHERE guild_id = $1
            """,
            guild_id,
            user_id,
        )
        return Reader(rows[0]["language"], bool(rows[0]["plain"])) if rows else Reader()

    async def set_plain(self, guild_id: int, user_id: int, plain: bool) -> None:
        await self._database.write(
            """
            INSERT INTO readers (guild_id, user_id, plain_text) VALUES ($1, $2, $3)
            ON CONFLICT (guild_id, user_id) DO UPDATE SET plain_text = excluded.plain_text
            """,
            guild_id,
            user_id,
            int(plain),
        )
