"""Stories read but not yet saved. A row each, so that Save works after a restart."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from storage import story_facts, story_rows
from storage.database import Database, Transaction
from storage.desk_log import By, Change, record
from storage.story_records import LIKE, NOBODY, Draft, Found, Story, StoryText
from storage.values import epoch, instant, instant_or_none


class Drafts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        guild_id: int,
        user_id: int,
        text: StoryText,
        now: datetime,
        expires_at: datetime,
        found: Found = NOBODY,
    ) -> Draft:
        """Raises NearlyFull."""
        self._database.room.check()
        rows = await self._database.write(
            """
            INSERT INTO drafts (
                guild_id, user_id, text, created_at, expires_at, found_by, channel_id, message_id
            ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *
            """,
            guild_id,
            user_id,
            story_rows.text_to_json(text),
            now,
            expires_at,
            found.by,
            found.channel_id,
            found.message_id,
        )
        return read(rows[0])

    async def get(self, guild_id: int, draft_id: int, now: datetime) -> Draft | None:
        """None when it has expired, too."""
        rows = await self._database.fetch(
            "SELECT * FROM drafts WHERE guild_id = $1 AND id = $2 AND expires_at > $3",
            guild_id,
            draft_id,
            now,
        )
        return read(rows[0]) if rows else None

    async def replace_text(self, guild_id: int, draft_id: int, text: StoryText) -> bool:
        """False when there is no such draft, or when it is saved already."""
        rows = await self._database.write(
            """
            UPDATE drafts SET text = $3
            WHERE guild_id = $1 AND id = $2 AND story_id IS NULL RETURNING id
            """,
            guild_id,
            draft_id,
            story_rows.text_to_json(text),
        )
        return bool(rows)

    async def save(
        self,
        guild_id: int,
        draft_id: int,
        saved_by: int,
        now: datetime,
        follows_id: int | None = None,
        to_place: int = LIKE,
    ) -> Story | None:
        """Make it a story. A second call answers with the same story; None when it has gone.

        follows_id: the server's story that it goes on with, if any. to_place: LIKE or ALONE.
        """

        async def work(transaction: Transaction) -> Story | None:
            drafts = await transaction.run(
                "SELECT * FROM drafts WHERE guild_id = $1 AND id = $2 AND expires_at > $3",
                guild_id,
                draft_id,
                now,
            )
            if not drafts:
                return None
            draft = read(drafts[0])
            if draft.story_id is not None:
                rows = await transaction.run(
                    "SELECT * FROM stories WHERE guild_id = $1 AND id = $2",
                    guild_id,
                    draft.story_id,
                )
                return story_rows.read(rows[0])
            story = await story_rows.insert(
                transaction,
                guild_id,
                draft.text,
                saved_by,
                now,
                follows_id=follows_id,
                found_by=draft.found.by,
                to_place=to_place,
            )
            by = By(actor_id=saved_by, at=now)
            await record(transaction, guild_id, story_facts.added(by, story))
            await transaction.run(
                "UPDATE drafts SET story_id = $1 WHERE id = $2", story.id, draft_id
            )
            return story

        return await self._database.transaction(work)

    async def discard(self, guild_id: int, draft_id: int) -> bool:
        """False when there was none. A story saved from it stays."""
        rows = await self._database.write(
            "DELETE FROM drafts WHERE guild_id = $1 AND id = $2 RETURNING id", guild_id, draft_id
        )
        return bool(rows)

    async def put_under_embargo(
        self,
        guild_id: int,
        draft_id: int,
        until: datetime | None,
        expires_at: datetime,
        by: By,
    ) -> bool:
        """It becomes a story then, by itself; None: it waits for Save again. False when there is
        none, or it is one already.
        """

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                "SELECT * FROM drafts WHERE guild_id = $1 AND id = $2 AND story_id IS NULL",
                guild_id,
                draft_id,
            )
            if not rows:
                return False
            draft = read(rows[0])
            await transaction.run(
                "UPDATE drafts SET embargo_until = $2, expires_at = $3 WHERE id = $1",
                draft_id,
                until,
                expires_at,
            )
            before, after = (
                {"embargo_until": epoch(time) if time else None}
                for time in (draft.embargo_until, until)
            )
            change = Change(
                at=by.at, actor_id=by.actor_id, action="draft.embargo", subject="draft",
                subject_id=draft_id, name=draft.text.headline, before=before, after=after,
                undoes_id=by.undoes_id,
            )  # fmt: skip
            await record(transaction, guild_id, change)
            return True

        return await self._database.transaction(work)

    async def freed(self, now: datetime, limit: int) -> tuple[Draft, ...]:
        """Those whose embargo has ended and that are no stories yet. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT * FROM drafts
            WHERE embargo_until <= $1 AND embargo_until IS NOT NULL AND story_id IS NULL
            ORDER BY embargo_until LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(read(row) for row in rows)

    async def under_embargo(self, guild_id: int, limit: int) -> tuple[Draft, ...]:
        """Those of a server, the first to end first."""
        rows = await self._database.fetch(
            """
            SELECT * FROM drafts
            WHERE guild_id = $1 AND embargo_until IS NOT NULL AND story_id IS NULL
            ORDER BY embargo_until LIMIT $2
            """,
            guild_id,
            limit,
        )
        return tuple(read(row) for row in rows)

    async def delete_expired(self, now: datetime) -> int:
        """How many there were. Crosses servers."""
        return len(
            await self._database.write(
                "DELETE FROM drafts WHERE expires_at <= $1 RETURNING id", now
            )
        )


def read(row: sqlite3.Row) -> Draft:
    return Draft(
        id=row["id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        text=story_rows.text_from_json(row["text"]),
        created_at=instant(row["created_at"]),
        expires_at=instant(row["expires_at"]),
        story_id=row["story_id"],
        embargo_until=instant_or_none(row["embargo_until"]),
        found=found(row),
    )


def found(row: sqlite3.Row) -> Found:
    """Who found it and where, from the columns that drafts and submissions share."""
    return Found(by=row["found_by"], channel_id=row["channel_id"], message_id=row["message_id"])
