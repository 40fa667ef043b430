"""A submission as rows: put in with its text and marks, read back, its text replaced. When, and
what is written in the log, is `desk`'s to say.
"""

from __future__ import annotations

import sqlite3
import zlib
from datetime import datetime

from storage import drafts, story_rows
from storage.database import Transaction
from storage.desk_records import NewSubmission, Origin, Submission, SubmissionState
from storage.story_records import Mark, MarkKind, StoryText
from storage.values import clean, instant, instant_or_none, to_json

LONGEST_SECTION = 90

SELECT = """
SELECT submissions.*, feeds.name AS feed_name, texts.text FROM submissions
LEFT JOIN feeds ON feeds.id = submissions.feed_id
LEFT JOIN submission_texts AS texts ON texts.submission_id = submissions.id
"""


async def insert(
    transaction: Transaction,
    guild_id: int,
    new: NewSubmission,
    headline: str,
    now: datetime,
    draft_id: int | None = None,
) -> int:
    """The submission, its text and marks. Returns its id."""
    transaction.room.check()
    section = outermost(new.text)
    rows = await transaction.run(
        """
        INSERT INTO submissions (
            guild_id, origin, feed_id, feed_item_id, draft_id, submitted_by, submitted_at,
            found_by, channel_id, message_id, headline, section, folded_section, link
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id
        """,
        guild_id,
        new.origin,
        new.feed_id,
        new.feed_item_id,
        draft_id,
        new.submitted_by,
        now,
        new.found.by,
        new.found.channel_id,
        new.found.message_id,
        headline,
        section,
        story_rows.folded(section),
        new.link,
    )
    submission_id = rows[0]["id"]
    if new.text is not None:
        await put_text(transaction, guild_id, submission_id, new.text)
    return submission_id


async def put_text(
    transaction: Transaction, guild_id: int, submission_id: int, text: StoryText
) -> None:
    """Its text, in place of the one it had."""
    section = outermost(text)
    await transaction.run(
        """
        UPDATE submissions SET headline = $2, section = $3, folded_section = $4, link = $5
        WHERE id = $1
        """,
        submission_id,
        text.headline,
        section,
        story_rows.folded(section),
        text.url,
    )
    await transaction.run(
        """
        INSERT INTO submission_texts (submission_id, guild_id, text) VALUES ($1, $2, $3)
        ON CONFLICT DO UPDATE SET text = excluded.text
        """,
        submission_id,
        guild_id,
        zlib.compress(story_rows.text_to_json(text).encode(errors="replace")),
    )
    await put_marks(transaction, guild_id, submission_id, text)


async def put_marks(
    transaction: Transaction, guild_id: int, submission_id: int, text: StoryText
) -> None:
    """What it is known by while it waits."""
    await forget_marks(transaction, submission_id)
    await transaction.run(
        """
        INSERT INTO submission_marks (submission_id, guild_id, kind, value)
        SELECT $1, $2, value ->> 0, value ->> 1 FROM json_each($3)
        """,
        submission_id,
        guild_id,
        certain(text.marks),
    )


async def forget_marks(transaction: Transaction, submission_id: int) -> None:
    await transaction.run("DELETE FROM submission_marks WHERE submission_id = $1", submission_id)


async def get(transaction: Transaction, guild_id: int, submission_id: int) -> Submission | None:
    """With its text."""
    rows = await transaction.run(
        f"{SELECT} WHERE submissions.guild_id = $1 AND submissions.id = $2",
        guild_id,
        submission_id,
    )
    return read(rows[0]) if rows else None


def certain(marks: tuple[Mark, ...]) -> str:
    """The marks that two different stories cannot share, as JSON: one of each kind."""
    kinds = {mark.kind: mark.value for mark in marks if mark.kind is not MarkKind.PHRASE}
    return to_json(list(kinds.items()))


def read(row: sqlite3.Row) -> Submission:
    """From the columns of `SELECT`."""
    return Submission(
        id=row["id"],
        guild_id=row["guild_id"],
        state=SubmissionState(row["state"]),
        version=row["version"],
        origin=Origin(row["origin"]),
        feed_id=row["feed_id"],
        feed_name=row["feed_name"],
        feed_item_id=row["feed_item_id"],
        submitted_by=row["submitted_by"],
        submitted_at=instant(row["submitted_at"]),
        found=drafts.found(row),
        headline=row["headline"],
        section=row["section"],
        link=row["link"],
        changed_by=row["changed_by"],
        changed_at=instant_or_none(row["changed_at"]),
        reason=row["reason"],
        story_id=row["story_id"],
        report_id=row["report_id"],
        text=unpack(row["text"]),
    )


def unpack(text: bytes | None) -> StoryText | None:
    """The text, compressed, or as plain JSON where a migration moved it."""
    if not text:
        return None
    plain = text if text.startswith(b"{") else zlib.decompress(text)
    return story_rows.text_from_json(plain.decode())


def outermost(text: StoryText | None) -> str:
    """The name its section path begins with, fit for a choice; "" where there is none."""
    return clean(text.section[0])[:LONGEST_SECTION] if text and text.section else ""
