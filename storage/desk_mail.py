"""What the desk has to send: cards of submissions into its channel, and notes to members who found
stories. What they say, and when a failed try is made again, the workflows decide.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from storage.database import Database, Transaction
from storage.desk_records import DeskCard, FinderNote, NoteKind
from storage.values import instant


async def show(transaction: Transaction, guild_id: int, submission_id: int, now: datetime) -> None:
    """Have a new submission's card posted, where the server has a channel for that."""
    await transaction.run(
        """
        INSERT INTO desk_cards (submission_id, guild_id, channel_id, next_try_at)
        SELECT $2, guild_id, desk_channel_id, $3 FROM guilds
        WHERE guild_id = $1 AND desk_channel_id IS NOT NULL
        """,
        guild_id,
        submission_id,
        now,
    )


async def redraw(transaction: Transaction, submission_id: int, now: datetime) -> None:
    """Have the card edited, where there is one."""
    await transaction.run(
        "UPDATE desk_cards SET next_try_at = $2, attempt = 0 WHERE submission_id = $1",
        submission_id,
        now,
    )


async def tell_declined(
    transaction: Transaction, guild_id: int, submission_id: int, user_id: int, now: datetime
) -> None:
    """Have a member told why theirs was declined, once, unless they asked not to be written to."""
    await transaction.run(
        """
        INSERT INTO finder_notes (guild_id, user_id, kind, subject_id, made_at, next_try_at)
        SELECT $1, $2, 'declined', $3, $4, $4
        WHERE NOT EXISTS (SELECT 1 FROM quiet_finders WHERE guild_id = $1 AND user_id = $2)
        ON CONFLICT DO NOTHING
        """,
        guild_id,
        user_id,
        submission_id,
        now,
    )


class DeskMail:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def cards_due(self, now: datetime, limit: int) -> tuple[DeskCard, ...]:
        """Cards to post or to edit, longest due first. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT desk_cards.*, submissions.version FROM desk_cards
            CROSS JOIN submissions ON submissions.id = desk_cards.submission_id
            CROSS JOIN guilds ON guilds.guild_id = desk_cards.guild_id AND guilds.left_at IS NULL
            WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(_card(row) for row in rows)

    async def card_shown(self, card: DeskCard, message_id: int) -> None:
        """It stands there as of the version that was read; a later change keeps it due."""
        await self._database.write(
            """
            UPDATE desk_cards SET message_id = $3, attempt = 0, next_try_at = iif(
                (SELECT version FROM submissions WHERE id = $2) = $4, NULL, next_try_at)
            WHERE guild_id = $1 AND submission_id = $2
            """,
            card.guild_id,
            card.submission_id,
            message_id,
            card.version,
        )

    async def card_waits(self, card: DeskCard, until: datetime | None) -> None:
        """Try it again then; None: not until it changes once more."""
        await self._database.write(
            """
            UPDATE desk_cards SET next_try_at = $3, attempt = attempt + 1
            WHERE guild_id = $1 AND submission_id = $2
            """,
            card.guild_id,
            card.submission_id,
            until,
        )

    async def notes_due(self, now: datetime, limit: int) -> tuple[FinderNote, ...]:
        """Notes to send, longest due first. Crosses servers."""
        rows = await self._database.fetch(
            """
            SELECT notes.* FROM finder_notes AS notes
            CROSS JOIN guilds ON guilds.guild_id = notes.guild_id AND guilds.left_at IS NULL
            WHERE notes.next_try_at <= $1 ORDER BY notes.next_try_at LIMIT $2
            """,
            now,
            limit,
        )
        return tuple(_note(row) for row in rows)

    async def begin_note(self, note: FinderNote) -> bool:
        """Take it up for good: whatever happens now, it is not sent again by itself. False where
        somebody has, or where the member has asked not to be written to.
        """
        rows = await self._database.write(
            """
            UPDATE finder_notes SET next_try_at = NULL, attempt = attempt + 1
            WHERE guild_id = $1 AND id = $2 AND next_try_at IS NOT NULL RETURNING
                NOT EXISTS (SELECT 1 FROM quiet_finders AS quiet
                    WHERE quiet.guild_id = $1 AND quiet.user_id = finder_notes.user_id) AS wanted
            """,
            note.guild_id,
            note.id,
        )
        return bool(rows and rows[0]["wanted"])

    async def note_told(self, note: FinderNote, now: datetime) -> None:
        """It has been sent."""
        await self._database.write(
            "UPDATE finder_notes SET told_at = $3 WHERE guild_id = $1 AND id = $2",
            note.guild_id,
            note.id,
            now,
        )

    async def note_waits(self, note: FinderNote, until: datetime) -> None:
        """Discord has certainly not taken it: try it again then."""
        await self._database.write(
            "UPDATE finder_notes SET next_try_at = $3 WHERE guild_id = $1 AND id = $2",
            note.guild_id,
            note.id,
            until,
        )

    async def delete_older(self, moment: datetime) -> int:
        """Forget notes so old that nothing carries their story any more. Crosses servers."""
        return len(
            await self._database.write(
                "DELETE FROM finder_notes WHERE made_at < $1 AND kind = 'declined' RETURNING id",
                moment,
            )
        )


def _card(row: sqlite3.Row) -> DeskCard:
    return DeskCard(
        submission_id=row["submission_id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        version=row["version"],
        attempt=row["attempt"],
    )


def _note(row: sqlite3.Row) -> FinderNote:
    return FinderNote(
        id=row["id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        kind=NoteKind(row["kind"]),
        subject_id=row["subject_id"],
        delivery_id=row["delivery_id"],
        made_at=instant(row["made_at"]),
        attempt=row["attempt"],
    )
