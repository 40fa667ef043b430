"""The servers and their settings: joining, leaving, coming back, and being forgotten for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from storage.database import Database, Transaction
from storage.desk_log import By, Change, Facts, record
from storage.desk_records import Allowance
from storage.errors import Missing
from storage.guild_records import Guild
from storage.values import instant, instant_or_none

SLICE = 500
"""Stories deleted in one transaction: the writer is free again in well under a second."""

COUNT_DEADLINE = 60.0
SHORTEST = 16
"""Bytes of a text by which it can be told from any other."""


_SETTINGS = {
    "zone": "UPDATE guilds SET zone = $2 WHERE guild_id = $1",
    "language": "UPDATE guilds SET language = $2 WHERE guild_id = $1",
    "editors_role_id": "UPDATE guilds SET editors_role_id = $2 WHERE guild_id = $1",
    "chief_editors_role_id": "UPDATE guilds SET chief_editors_role_id = $2 WHERE guild_id = $1",
    "default_channel_id": "UPDATE guilds SET default_channel_id = $2 WHERE guild_id = $1",
    "notice_channel_id": "UPDATE guilds SET notice_channel_id = $2 WHERE guild_id = $1",
    "desk_channel_id": "UPDATE guilds SET desk_channel_id = $2 WHERE guild_id = $1",
    "plain_text": "UPDATE guilds SET plain_text = $2 WHERE guild_id = $1",
    "update_threads": "UPDATE guilds SET update_threads = $2 WHERE guild_id = $1",
    "takes_submissions": "UPDATE guilds SET takes_submissions = $2 WHERE guild_id = $1",
    "submissions_a_day": "UPDATE guilds SET submissions_a_day = $2 WHERE guild_id = $1",
    "keep_days": "UPDATE guilds SET keep_days = $2 WHERE guild_id = $1",
    "keep_stories": "UPDATE guilds SET keep_stories = $2 WHERE guild_id = $1",
    "submission_gap": "UPDATE guilds SET submission_gap = $2 WHERE guild_id = $1",
}
"""Every setting with its statement; each change of one goes into the log."""

_ROLES = {"editors_role_id", "chief_editors_role_id"}


class Guilds:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, guild_id: int) -> Guild | None:
        rows = await self._database.fetch("SELECT * FROM guilds WHERE guild_id = $1", guild_id)
        return _guild(rows[0]) if rows else None

    async def join(self, guild_id: int, now: datetime) -> Guild:
        """The server's row; one that had left is a member again, with everything it had."""
        rows = await self._database.write(
            """
            INSERT INTO guilds (guild_id, joined_at) VALUES ($1, $2)
            ON CONFLICT (guild_id) DO UPDATE SET left_at = NULL
            RETURNING *
            """,
            guild_id,
            now,
        )
        return _guild(rows[0])

    async def leave(self, guild_id: int, now: datetime) -> None:
        """Mark the server as left; the first time counts."""
        await self._database.write(
            "UPDATE guilds SET left_at = $2 WHERE guild_id = $1 AND left_at IS NULL", guild_id, now
        )

    async def present_ids(self) -> frozenset[int]:
        """Every server that the bot is a member of, as far as we know. Crosses servers."""
        rows = await self._database.fetch("SELECT guild_id FROM guilds WHERE left_at IS NULL")
        return frozenset(row["guild_id"] for row in rows)

    async def left_before(self, moment: datetime) -> tuple[int, ...]:
        """The servers left before `moment`, longest gone first. Crosses servers."""
        rows = await self._database.fetch(
            "SELECT guild_id FROM guilds WHERE left_at < $1 ORDER BY left_at, guild_id", moment
        )
        return tuple(row["guild_id"] for row in rows)

    async def set_editors_role(
        self, guild_id: int, role_id: int | None, by: By | None = None
    ) -> None:
        await self._set(guild_id, {"editors_role_id": role_id}, by)

    async def set_chief_editors_role(
        self, guild_id: int, role_id: int | None, by: By | None = None
    ) -> None:
        await self._set(guild_id, {"chief_editors_role_id": role_id}, by)

    async def set_default_channel(
        self, guild_id: int, channel_id: int | None, by: By | None = None
    ) -> None:
        await self._set(guild_id, {"default_channel_id": channel_id}, by)

    async def set_notice_channel(
        self, guild_id: int, channel_id: int | None, by: By | None = None
    ) -> None:
        await self._set(guild_id, {"notice_channel_id": channel_id}, by)

    async def set_desk_channel(
        self, guild_id: int, channel_id: int | None, by: By | None = None
    ) -> None:
        """Where new submissions are shown from now on; None for nowhere."""
        await self._set(guild_id, {"desk_channel_id": channel_id}, by)

    async def set_takes_submissions(self, guild_id: int, takes: bool, by: By | None = None) -> None:
        await self._set(guild_id, {"takes_submissions": int(takes)}, by)

    async def set_allowance(
        self, guild_id: int, allowance: Allowance, by: By | None = None
    ) -> None:
        """How much a member may send in."""
        wanted = {
            "submissions_a_day": allowance.a_day,
            "submission_gap": int(allowance.gap.total_seconds()),
        }
        await self._set(guild_id, wanted, by)

    async def set_retention(
        self, guild_id: int, days: int | None, stories: int | None, by: By | None = None
    ) -> None:
        """How long and how many stories are kept; None for no limit."""
        await self._set(guild_id, {"keep_days": days, "keep_stories": stories}, by)

    async def set_zone(self, guild_id: int, zone: str | None, by: By | None = None) -> None:
        await self._set(guild_id, {"zone": zone}, by)

    async def set_language(self, guild_id: int, language: str, by: By | None = None) -> None:
        await self._set(guild_id, {"language": language}, by)

    async def set_plain_text(self, guild_id: int, plain: bool, by: By | None = None) -> None:
        await self._set(guild_id, {"plain_text": int(plain)}, by)

    async def set_update_threads(self, guild_id: int, wanted: bool, by: By | None = None) -> None:
        """Whether updates to a story share a thread beside the briefings."""
        await self._set(guild_id, {"update_threads": int(wanted)}, by)

    async def put_back(self, guild_id: int, standing: Facts, wanted: Facts, by: By) -> bool:
        """Set what `wanted` names, if all that `standing` names is still so; False if not."""

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run("SELECT * FROM guilds WHERE guild_id = $1", guild_id)
            if not rows or any(rows[0][name] != value for name, value in standing.items()):
                return False
            await _write_settings(transaction, rows[0], wanted, by)
            return True

        return await self._database.transaction(work)

    async def mark_welcomed(self, guild_id: int, now: datetime) -> None:
        rows = await self._database.write(
            "UPDATE guilds SET welcomed_at = $2 WHERE guild_id = $1 RETURNING guild_id",
            guild_id,
            now,
        )
        if not rows:
            raise Missing("This server")

    async def _set(self, guild_id: int, wanted: Facts, by: By | None) -> None:
        async def work(transaction: Transaction) -> None:
            rows = await transaction.run("SELECT * FROM guilds WHERE guild_id = $1", guild_id)
            if not rows:
                raise Missing("This server")
            await _write_settings(transaction, rows[0], wanted, by)

        await self._database.transaction(work)

    async def erase(self, guild_id: int) -> None:
        """Every row of the server and every byte of them: tables, search index and log.

        In short transactions, the server's own row last: what is interrupted half-way is found
        by `left_before` and erased again. Raises as `Database.purge` does.
        """
        while await self._erase_stories(guild_id):
            pass
        await self._database.transaction(partial(_erase_the_rest, guild_id))
        for sql in (
            # Deleted words stay in the index's segments until those are merged.
            "INSERT INTO story_search (story_search) VALUES ('optimize')",
            "INSERT INTO story_headlines (story_headlines) VALUES ('optimize')",
        ):
            await self._database.write(sql)
        await self._database.purge()
        await self._database.write("DELETE FROM guilds WHERE guild_id = $1", guild_id)
        await self._database.truncate_log()

    async def count_rows(self, guild_id: int) -> dict[str, int]:
        """How many rows the server has, by table; tables without any are left out."""
        tables = await self._database.fetch(
            "SELECT name FROM pragma_table_list AS one WHERE schema = 'main' AND type = 'table'"
            " AND EXISTS (SELECT 1 FROM pragma_table_info(one.name) WHERE name = 'guild_id')"
        )
        counts: dict[str, int] = {}
        for (table,) in tables:
            rows = await self._database.fetch(
                f"SELECT count(*) FROM {table} WHERE guild_id = $1",  # noqa: S608
                guild_id,
                deadline=COUNT_DEADLINE,
            )
            counts[table] = rows[0][0]
        return {table: count for table, count in counts.items() if count}

    async def sample(self, guild_id: int, count: int) -> tuple[tuple[str, bytes], ...]:
        """Headlines and compressed bodies of the newest stories: what an erasure must remove."""
        rows = await self._database.fetch(
            """
            SELECT headline, body FROM stories
            JOIN story_bodies ON story_bodies.story_id = stories.id
            WHERE stories.guild_id = $1 ORDER BY stories.id DESC LIMIT $2
            """,
            guild_id,
            count,
        )
        return tuple((row["headline"], row["body"]) for row in rows)

    async def only_of_erased(self, texts: Sequence[tuple[str, bytes]]) -> tuple[bytes, ...]:
        """Those that no other server has, too, as they lie in the file. Crosses servers."""
        found: list[bytes] = []
        for headline, body in texts:
            rows = await self._database.fetch(
                """
                SELECT EXISTS (SELECT 1 FROM stories WHERE headline = $1),
                    EXISTS (SELECT 1 FROM story_bodies WHERE body = $2)
                """,
                headline,
                body,
                deadline=COUNT_DEADLINE,
            )
            if not rows[0][0] and len(headline) >= SHORTEST:
                found.append(headline.encode())
            if not rows[0][1] and len(body) >= 3 * SHORTEST:
                found.append(body[SHORTEST:])  # its beginning is every compressed text's
        return tuple(found)

    async def _erase_stories(self, guild_id: int) -> bool:
        """One slice of them; False when none was left."""
        return bool(
            await self._database.write(
                """
                DELETE FROM stories WHERE id IN
                    (SELECT id FROM stories WHERE guild_id = $1 LIMIT $2)
                RETURNING id
                """,
                guild_id,
                SLICE,
            )
        )


async def _write_settings(
    transaction: Transaction, before: sqlite3.Row, wanted: Facts, by: By | None
) -> None:
    """The settings that `wanted` names, and the entry of the log where it is somebody's doing."""
    guild_id: int = before["guild_id"]
    for name, value in wanted.items():
        await transaction.run(_SETTINGS[name], guild_id, value)
    if by is not None:
        change = Change(
            at=by.at,
            actor_id=by.actor_id,
            action="settings.roles" if wanted.keys() <= _ROLES else "settings.edit",
            subject="settings",
            subject_id=guild_id,
            before={name: before[name] for name in wanted},
            after=wanted,
            undoes_id=by.undoes_id,
        )
        await record(transaction, guild_id, change)


async def _erase_the_rest(guild_id: int, transaction: Transaction) -> None:
    for sql in (
        "DELETE FROM schedules WHERE guild_id = $1",  # slots and deliveries with them
        "DELETE FROM drafts WHERE guild_id = $1",
        "DELETE FROM lookups WHERE guild_id = $1",
        "DELETE FROM sections WHERE guild_id = $1",
        "DELETE FROM sources WHERE guild_id = $1",
        "DELETE FROM term_spread WHERE guild_id = $1",
        "DELETE FROM notices WHERE guild_id = $1",
        "DELETE FROM letters WHERE guild_id = $1",
        "DELETE FROM outlooks WHERE guild_id = $1",
        "DELETE FROM desk_log WHERE guild_id = $1",
        "DELETE FROM submissions WHERE guild_id = $1",
        "DELETE FROM quiet_finders WHERE guild_id = $1",
        "DELETE FROM finder_notes WHERE guild_id = $1",
        "DELETE FROM readers WHERE guild_id = $1",
        "DELETE FROM feed_items WHERE guild_id = $1",
        "DELETE FROM feeds WHERE guild_id = $1",  # addresses that nobody else follows with them
    ):
        await transaction.run(sql, guild_id)


def _guild(row: sqlite3.Row) -> Guild:
    return Guild(
        guild_id=row["guild_id"],
        joined_at=instant(row["joined_at"]),
        zone=row["zone"],
        language=row["language"],
        plain_text=bool(row["plain_text"]),
        update_threads=bool(row["update_threads"]),
        editors_role_id=row["editors_role_id"],
        chief_editors_role_id=row["chief_editors_role_id"],
        default_channel_id=row["default_channel_id"],
        notice_channel_id=row["notice_channel_id"],
        desk_channel_id=row["desk_channel_id"],
        keep_days=row["keep_days"],
        keep_stories=row["keep_stories"],
        takes_submissions=bool(row["takes_submissions"]),
        submissions_a_day=row["submissions_a_day"],
        submission_gap=timedelta(seconds=row["submission_gap"]),
        welcomed_at=instant_or_none(row["welcomed_at"]),
        left_at=instant_or_none(row["left_at"]),
    )
