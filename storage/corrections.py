"""What editors change about stories: edits before they are posted, corrections, retractions, and
the versions that went before. What a changed story says is worked out by the callers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace

from storage import feed_rows, mend_rows, story_rows
from storage.correction_records import (
    Correction,
    CorrectionKind,
    Listed,
    Progress,
    StoryVersion,
)
from storage.database import Database, Transaction
from storage.desk_log import By, Change, Facts, record
from storage.errors import Missing, Overtaken
from storage.story_records import Story, StoryText
from storage.values import instant, instant_or_none, rows_before

PartChange = Callable[[Story], tuple[StoryText, str, str]]
"""From a story with its body to its new text, and what the part in question said and says."""


class Corrections:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def edit(
        self,
        guild_id: int,
        story_id: int,
        part: str,
        change: PartChange,
        by: By,
        seen: int | None = None,
    ) -> Story:
        """Change a part of a story without a word. seen: how often it had been changed when
        somebody looked at it. Raises Missing, Overtaken, and what `change` raises.
        """

        async def work(transaction: Transaction) -> Story:
            story, was, became = await _change(transaction, guild_id, story_id, change, by, seen)
            facts = {part: was}, {part: became}
            await record(transaction, guild_id, _logged(story, "story.edit", by, *facts))
            return story

        return await self._database.transaction(work)

    async def correct(
        self,
        guild_id: int,
        story_id: int,
        part: str,
        change: PartChange,
        words: str,
        by: By,
        seen: int | None = None,
    ) -> Correction:
        """Change a part of a story and let every message that carries it say so.

        seen: as in `edit`. Raises Missing, Overtaken, and what `change` raises.
        """

        async def work(transaction: Transaction) -> Correction:
            before = await _story(transaction, guild_id, story_id)
            story, was, became = await _change(transaction, guild_id, story_id, change, by, seen)
            kind = CorrectionKind.CORRECTION
            made = await _publish(transaction, story, kind, words, by, (part, was, became))
            if _named(story) != _named(before):
                await mend_rows.name_anew(transaction, made, by.at)
            entry = _logged(story, "story.correct", by, *_facts(made))
            await record(transaction, guild_id, entry)
            return made

        return await self._database.transaction(work)

    async def retract(self, guild_id: int, story_id: int, words: str, by: By) -> Correction | None:
        """Take a story back. None where that was done before. Raises Missing."""

        async def work(transaction: Transaction) -> Correction | None:
            story = await _story(transaction, guild_id, story_id)
            if story.retracted_at is not None:
                return None
            await transaction.run(
                "UPDATE stories SET retracted_at = $2 WHERE id = $1", story_id, by.at
            )
            kind = CorrectionKind.RETRACTION
            made = await _publish(transaction, story, kind, words, by, (None, None, None))
            await mend_rows.name_anew(transaction, made, by.at)
            change = _logged(story, "story.retract", by, *_facts(made))
            await record(transaction, guild_id, change)
            return made

        return await self._database.transaction(work)

    async def undo(
        self, guild_id: int, correction_id: int, change: PartChange | None, by: By
    ) -> Correction | None:
        """Take a correction back: the story by `change` (None for a retraction), and the words in
        every message. None where that was done before. Raises Missing, and what `change` raises.
        """

        async def work(transaction: Transaction) -> Correction | None:
            rows = await transaction.run(
                """
                UPDATE corrections SET undone_at = $3
                WHERE guild_id = $1 AND id = $2 AND undone_at IS NULL RETURNING *
                """,
                guild_id,
                correction_id,
                by.at,
            )
            if not rows:
                return None
            made = _correction(rows[0])
            if change is None:
                story = await _story(transaction, guild_id, made.story_id)
                await transaction.run(
                    "UPDATE stories SET retracted_at = NULL WHERE id = $1", made.story_id
                )
            else:
                story, _, _ = await _change(transaction, guild_id, made.story_id, change, by)
            await mend_rows.want_edits(transaction, guild_id, made.id, by.at)
            action = "story.unretract" if change is None else "story.uncorrect"
            now, then = reversed(_facts(made))
            await record(transaction, guild_id, _logged(story, action, by, now, then))
            return made

        return await self._database.transaction(work)

    async def get(self, guild_id: int, correction_id: int) -> Correction | None:
        rows = await self._database.fetch(
            "SELECT * FROM corrections WHERE guild_id = $1 AND id = $2", guild_id, correction_id
        )
        return _correction(rows[0]) if rows else None

    async def of_story(self, guild_id: int, story_id: int) -> tuple[Correction, ...]:
        """What stands of them, oldest first."""
        rows = await self._database.fetch(
            """
            SELECT * FROM corrections
            WHERE story_id = $2 AND guild_id = $1 AND undone_at IS NULL ORDER BY id
            """,
            guild_id,
            story_id,
        )
        return tuple(map(_correction, rows))

    async def of_message(
        self, guild_id: int, delivery_id: int, part: int
    ) -> tuple[Correction, ...]:
        """Those that a posted message is to say, oldest first."""
        rows = await self._database.fetch(
            """
            SELECT corrections.* FROM corrected_parts AS concerned
            CROSS JOIN corrections ON corrections.id = concerned.correction_id
            WHERE concerned.delivery_id = $2 AND concerned.part = $3 AND concerned.guild_id = $1
                AND corrections.undone_at IS NULL
            ORDER BY corrections.id
            """,
            guild_id,
            delivery_id,
            part,
        )
        return tuple(map(_correction, rows))

    async def page(self, guild_id: int, number: int, size: int) -> tuple[tuple[Listed, ...], bool]:
        """What stands of the server's corrections, newest first, and whether there are more."""
        rows = await self._database.fetch(
            """
            SELECT corrections.id AS correction_id, stories.*, corrections.kind, corrections.part,
                corrections.was, corrections.became, corrections.words, corrections.made_by,
                corrections.made_at, corrections.undone_at
            FROM corrections CROSS JOIN stories ON stories.id = corrections.story_id
            WHERE corrections.guild_id = $1 AND corrections.undone_at IS NULL
                AND stories.embargo_until IS NULL
            ORDER BY corrections.id DESC LIMIT $2 OFFSET $3
            """,
            guild_id,
            size + 1,
            rows_before(number, size),
        )
        listed = tuple(
            Listed(
                correction=_correction(row, row["correction_id"], row["id"]),
                story=story_rows.read(row),
            )
            for row in rows
        )
        return listed[:size], len(listed) > size

    async def progress(self, guild_id: int, correction_id: int) -> Progress:
        """How many of its messages have been edited."""
        rows = await self._database.fetch(
            """
            SELECT count(*) AS total, sum(mends.state = 'done') AS done,
                sum(mends.state = 'failed') AS failed,
                max(iif(mends.state = 'pending', mends.next_try_at, NULL)) AS next_try_at,
                max(iif(mends.state <> 'done', mends.reason, NULL)) AS reason
            FROM corrected_parts AS concerned
            CROSS JOIN mends USING (delivery_id, part)
            WHERE concerned.correction_id = $2 AND concerned.guild_id = $1
            """,
            guild_id,
            correction_id,
        )
        return progress_of(rows[0])

    async def versions(self, guild_id: int, story_id: int) -> tuple[StoryVersion, ...]:
        """What the story said before, oldest first."""
        rows = await self._database.fetch(
            "SELECT * FROM story_versions WHERE story_id = $2 AND guild_id = $1 ORDER BY id",
            guild_id,
            story_id,
        )
        return tuple(
            StoryVersion(
                story_id=row["story_id"],
                text=story_rows.text_from_json(row["text"]),
                replaced_by=row["replaced_by"],
                replaced_at=instant(row["replaced_at"]),
            )
            for row in rows
        )

    async def is_published(self, guild_id: int, story_id: int) -> bool:
        """Whether a message carries the story, or is about to."""
        rows = await self._database.fetch(
            """
            SELECT 1 FROM delivery_stories AS carried
            CROSS JOIN deliveries ON deliveries.id = carried.delivery_id
            WHERE carried.story_id = $2 AND carried.guild_id = $1
                AND deliveries.state IN ('pending', 'sending', 'sent', 'unconfirmed')
            LIMIT 1
            """,
            guild_id,
            story_id,
        )
        return bool(rows)


def progress_of(row: sqlite3.Row) -> Progress:
    return Progress(
        total=row["total"],
        done=row["done"] or 0,
        failed=row["failed"] or 0,
        next_try_at=instant_or_none(row["next_try_at"]),
        reason=row["reason"],
    )


async def _story(transaction: Transaction, guild_id: int, story_id: int) -> Story:
    story = await feed_rows.story_of(transaction, guild_id, story_id)
    if story is None:
        raise Missing("The story")
    return story


async def _change(
    transaction: Transaction,
    guild_id: int,
    story_id: int,
    change: PartChange,
    by: By,
    seen: int | None = None,
) -> tuple[Story, str, str]:
    """Rewrite the story and keep what it said."""
    story = await _story(transaction, guild_id, story_id)
    rows = await transaction.run(
        "SELECT count(*) FROM story_versions WHERE story_id = $1", story_id
    )
    if seen is not None and rows[0][0] != seen:
        raise Overtaken
    text, was, became = change(story)
    await transaction.run(
        """
        INSERT INTO story_versions (story_id, guild_id, text, replaced_by, replaced_at)
        VALUES ($1, $2, $3, $4, $5)
        """,
        story_id,
        guild_id,
        story_rows.text_to_json(_kept(story)),
        by.actor_id,
        by.at,
    )
    await story_rows.rewrite(transaction, story, text)
    return await _story(transaction, guild_id, story_id), was, became


def _named(story: Story) -> tuple[str | None, ...]:
    """By what it is named beside another report of its event."""
    return story.agency, story.publisher, story.url


def _kept(story: Story) -> StoryText:
    fields = {name: getattr(story, name) for name in StoryText.__dataclass_fields__}
    return replace(StoryText(**fields), body=(), marks=())


async def _publish(
    transaction: Transaction,
    story: Story,
    kind: CorrectionKind,
    words: str,
    by: By,
    part: tuple[str | None, str | None, str | None],
) -> Correction:
    rows = await transaction.run(
        """
        INSERT INTO corrections (
            guild_id, story_id, kind, words, made_by, made_at, part, was, became
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *
        """,
        story.guild_id,
        story.id,
        kind,
        words,
        by.actor_id,
        by.at,
        *part,
    )
    made = _correction(rows[0])
    await mend_rows.link(transaction, story.guild_id, story.id, made.id)
    await mend_rows.want_edits(transaction, story.guild_id, made.id, by.at)
    return made


def _facts(made: Correction) -> tuple[Facts, Facts]:
    """For the log: what was before it and after it, with the id by which an undo finds it."""
    before: dict[str, object] = {"words": None, "correction": None}
    after: dict[str, object] = {"words": made.words, "correction": made.id}
    if made.part is not None:
        before[made.part], after[made.part] = made.was, made.became
    return before, after


def _logged(story: Story, action: str, by: By, before: Facts, after: Facts) -> Change:
    return Change(
        at=by.at,
        actor_id=by.actor_id,
        action=action,
        subject="story",
        subject_id=story.id,
        name=story.headline,
        before=before,
        after=after,
        undoes_id=by.undoes_id,
    )


def _correction(
    row: sqlite3.Row, correction_id: int | None = None, story_id: int | None = None
) -> Correction:
    return Correction(
        id=correction_id or row["id"],
        guild_id=row["guild_id"],
        story_id=story_id or row["story_id"],
        kind=CorrectionKind(row["kind"]),
        part=row["part"],
        was=row["was"],
        became=row["became"],
        words=row["words"],
        made_by=row["made_by"],
        made_at=instant(row["made_at"]),
        undone_at=instant_or_none(row["undone_at"]),
    )
