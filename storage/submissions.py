"""What was sent in: filed once and within what each member may, listed, counted, found again. What
editors do to it is `desk`'s part.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import desk_mail, story_rows, submission_rows
from storage.database import Database, Transaction
from storage.desk_records import (
    Allowance,
    Filed,
    NewSubmission,
    Origin,
    QueueCounts,
    QueueFilter,
    QueuePage,
    Source,
    Submission,
    SubmissionState,
)
from storage.values import instant, rows_before, to_json

MOST_WAITING = 5_000
"""Submissions of one server that may wait for an editor."""
DAY = timedelta(days=1)
MOST_CHOICES = 24
"""Sections or sources that are counted out; Discord shows 25 choices."""


class Submissions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def file(
        self,
        guild_id: int,
        new: NewSubmission,
        now: datetime,
        *,
        headline: str,
        allowance: Allowance | None = None,
        draft_id: int | None = None,
    ) -> Filed:
        """Put it in the queue, once for each draft, which goes with that. One that waits already,
        by its link or its words, is answered with instead.

        headline: what it is called while there is no text. allowance: None for those without one.
        """

        async def work(transaction: Transaction) -> Filed:
            if draft_id is not None and (made := await _of_draft(transaction, guild_id, draft_id)):
                return Filed(submission=made)
            if twin := await _twin(transaction, guild_id, new):
                return Filed(submission=twin, twin=True)
            if await _waiting(transaction, guild_id) >= MOST_WAITING:
                return Filed()
            if allowance and new.submitted_by is not None:
                free_at = await _free_at(transaction, guild_id, new.submitted_by, allowance, now)
                if free_at is not None:
                    return Filed(free_at=free_at)
            named = new.text.headline if new.text else headline
            made_id = await submission_rows.insert(transaction, guild_id, new, named, now, draft_id)
            await transaction.run(
                "DELETE FROM drafts WHERE guild_id = $1 AND id = $2", guild_id, draft_id
            )
            if new.origin is not Origin.FEED:
                await desk_mail.show(transaction, guild_id, made_id, now)
            return Filed(submission=await submission_rows.get(transaction, guild_id, made_id))

        return await self._database.transaction(work)

    async def free_at(
        self, guild_id: int, user_id: int, allowance: Allowance, now: datetime
    ) -> datetime | None:
        """When a member may send the next one; None where that is now."""

        async def work(transaction: Transaction) -> datetime | None:
            return await _free_at(transaction, guild_id, user_id, allowance, now)

        return await self._database.transaction(work)

    async def get(self, guild_id: int, submission_id: int) -> Submission | None:
        """With its text."""
        rows = await self._database.fetch(
            f"{submission_rows.SELECT} WHERE submissions.guild_id = $1 AND submissions.id = $2",
            guild_id,
            submission_id,
        )
        return submission_rows.read(rows[0]) if rows else None

    async def of_draft(self, guild_id: int, draft_id: int) -> Submission | None:
        """The one that a draft has become."""
        rows = await self._database.fetch(
            f"{submission_rows.SELECT} WHERE submissions.guild_id = $1 AND draft_id = $2",
            guild_id,
            draft_id,
        )
        return submission_rows.read(rows[0]) if rows else None

    async def of_sender(self, guild_id: int, user_id: int, limit: int) -> tuple[Submission, ...]:
        """What a member has sent in, newest first."""
        rows = await self._database.fetch(
            f"""
            {submission_rows.SELECT}
            WHERE submissions.guild_id = $1 AND submissions.submitted_by = $2
            ORDER BY submissions.id DESC LIMIT $3
            """,
            guild_id,
            user_id,
            limit,
        )
        return tuple(submission_rows.read(row) for row in rows)

    async def alike(self, submission: Submission, limit: int) -> tuple[int, ...]:
        """Ids of others of its server that wait with the same link or the same words."""
        if submission.text is None:
            return ()
        rows = await self._database.fetch(
            """
            SELECT DISTINCT marks.submission_id FROM json_each($2) AS wanted
            CROSS JOIN submission_marks AS marks ON marks.guild_id = $1
                AND marks.kind = wanted.value ->> 0 AND marks.value = wanted.value ->> 1
            WHERE marks.submission_id <> $3 ORDER BY marks.submission_id LIMIT $4
            """,
            submission.guild_id,
            submission_rows.certain(submission.text.marks),
            submission.id,
            limit,
        )
        return tuple(row["submission_id"] for row in rows)

    async def queue(self, guild_id: int, wish: QueueFilter, page: int, size: int) -> QueuePage:
        """A page of those that are wanted; past the last page, the last."""
        section = None if wish.section is None else story_rows.folded(wish.section)
        values = (guild_id, wish.state, section, wish.origin, wish.feed_id)
        (counted,) = await self._database.fetch(
            """
            SELECT count(*) FROM submissions
            WHERE guild_id = $1 AND state = $2 AND ($3 IS NULL OR folded_section = $3)
                AND ($4 IS NULL OR origin = $4) AND ($5 IS NULL OR feed_id = $5)
            """,
            *values,
        )
        total: int = counted[0]
        page = min(max(page, 1), max(-(-total // size), 1))
        ids = await self._database.fetch(
            """
            SELECT id FROM submissions
            WHERE guild_id = $1 AND state = $2 AND ($3 IS NULL OR folded_section = $3)
                AND ($4 IS NULL OR origin = $4) AND ($5 IS NULL OR feed_id = $5)
            ORDER BY id DESC LIMIT $6 OFFSET $7
            """,
            *values,
            size,
            rows_before(page, size),
        )
        rows = await self._database.fetch(
            f"""
            {submission_rows.SELECT}
            JOIN json_each($2) AS wanted ON wanted.value = submissions.id
            WHERE submissions.guild_id = $1 ORDER BY submissions.id DESC
            """,
            guild_id,
            to_json([row["id"] for row in ids]),
        )
        found = tuple(submission_rows.read(row) for row in rows)
        return QueuePage(submissions=found, number=page, total=total)

    async def counts(self, guild_id: int, state: SubmissionState) -> QueueCounts:
        """Of what the queue is made, for those of one state that waits."""
        by_state = await self._database.fetch(
            """
            SELECT state, count(*) AS number FROM submissions
            WHERE guild_id = $1 AND state IN ('submitted', 'held') GROUP BY state
            """,
            guild_id,
        )
        sections = await self._database.fetch(
            """
            SELECT max(section) AS name, count(*) AS number FROM submissions
            WHERE guild_id = $1 AND state = $2 AND folded_section <> ''
            GROUP BY folded_section ORDER BY number DESC, folded_section LIMIT $3
            """,
            guild_id,
            state,
            MOST_CHOICES,
        )
        sources = await self._database.fetch(
            """
            SELECT counted.*, feeds.name FROM (
                SELECT origin, feed_id, count(*) AS number FROM submissions
                WHERE guild_id = $1 AND state = $2 GROUP BY origin, feed_id
            ) AS counted LEFT JOIN feeds ON feeds.id = counted.feed_id
            ORDER BY counted.origin = 'feed', counted.number DESC LIMIT $3
            """,
            guild_id,
            state,
            MOST_CHOICES,
        )
        number = {SubmissionState(row["state"]): row["number"] for row in by_state}
        return QueueCounts(
            submitted=number.get(SubmissionState.SUBMITTED, 0),
            held=number.get(SubmissionState.HELD, 0),
            sections=tuple((row["name"], row["number"]) for row in sections),
            sources=tuple(
                Source(
                    origin=Origin(row["origin"]),
                    feed_id=row["feed_id"],
                    name=row["name"],
                    count=row["number"],
                )
                for row in sources
            ),
        )

    async def is_quiet(self, guild_id: int, user_id: int) -> bool:
        """Whether a member wants neither to be named as a finder nor to be written to."""
        rows = await self._database.fetch(
            "SELECT 1 FROM quiet_finders WHERE guild_id = $1 AND user_id = $2", guild_id, user_id
        )
        return bool(rows)

    async def set_quiet(self, guild_id: int, user_id: int, *, quiet: bool) -> None:
        """Quiet: their name goes from the stories that have it, too. Raises Missing."""

        async def work(transaction: Transaction) -> None:
            if not quiet:
                await transaction.run(
                    "DELETE FROM quiet_finders WHERE guild_id = $1 AND user_id = $2",
                    guild_id,
                    user_id,
                )
                return
            await transaction.run(
                """
                INSERT INTO quiet_finders (guild_id, user_id) VALUES ($1, $2)
                ON CONFLICT DO NOTHING
                """,
                guild_id,
                user_id,
            )
            await transaction.run(
                "UPDATE stories SET found_by = NULL WHERE guild_id = $1 AND found_by = $2",
                guild_id,
                user_id,
            )

        await self._database.transaction(work)


async def _of_draft(transaction: Transaction, guild_id: int, draft_id: int) -> Submission | None:
    rows = await transaction.run(
        "SELECT id FROM submissions WHERE guild_id = $1 AND draft_id = $2", guild_id, draft_id
    )
    return await submission_rows.get(transaction, guild_id, rows[0]["id"]) if rows else None


async def _twin(transaction: Transaction, guild_id: int, new: NewSubmission) -> Submission | None:
    """One that waits with the same words or the same link."""
    if new.text is None:
        rows = await transaction.run(
            """
            SELECT id FROM submissions
            WHERE guild_id = $1 AND state IN ('submitted', 'held') AND link = $2 LIMIT 1
            """,
            guild_id,
            new.link,
        )
    else:
        rows = await transaction.run(
            """
            SELECT marks.submission_id AS id FROM json_each($2) AS wanted
            CROSS JOIN submission_marks AS marks ON marks.guild_id = $1
                AND marks.kind = wanted.value ->> 0 AND marks.value = wanted.value ->> 1
            LIMIT 1
            """,
            guild_id,
            submission_rows.certain(new.text.marks),
        )
    return await submission_rows.get(transaction, guild_id, rows[0]["id"]) if rows else None


async def _waiting(transaction: Transaction, guild_id: int) -> int:
    rows = await transaction.run(
        """
        SELECT count(*) FROM submissions
        WHERE guild_id = $1 AND state IN ('submitted', 'held')
        """,
        guild_id,
    )
    return rows[0][0]


async def _free_at(
    transaction: Transaction, guild_id: int, user_id: int, allowance: Allowance, now: datetime
) -> datetime | None:
    rows = await transaction.run(
        """
        SELECT submitted_at FROM submissions
        WHERE guild_id = $1 AND submitted_by = $2 AND submitted_at > $3
        ORDER BY id DESC LIMIT $4
        """,
        guild_id,
        user_id,
        now - DAY,
        allowance.a_day,
    )
    times = [instant(row["submitted_at"]) for row in rows]
    free_at = max(
        times[0] + allowance.gap if times else now,
        times[-1] + DAY if len(times) >= allowance.a_day else now,
    )
    return free_at if free_at > now else None
