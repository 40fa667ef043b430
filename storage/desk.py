"""What editors do to a submission: each change once, at the version they saw, and with it its entry
in the log. Sending in and listing are `submissions`' part.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from storage import desk_mail, feed_rows, story_rows, submission_rows
from storage.database import Database, Transaction
from storage.desk_log import By, Change, Facts, record
from storage.desk_records import Changed, Submission, SubmissionState
from storage.errors import StoryInUse
from storage.story_records import LIKE, StoryText

Work = Callable[[Transaction, Submission], Awaitable[dict[str, object]]]
"""What a change does beside its own row. Returns what of the row is set with it, by column."""


_STANDING = ("state", "reason", "story_id")
"""What of a submission an undo puts back."""


class Desk:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def accept(
        self,
        guild_id: int,
        submission_id: int,
        version: int,
        text: StoryText,
        by: By,
        to_place: int = LIKE,
    ) -> Changed | None:
        """Make it a story of that text. None where there is no such submission.

        to_place: LIKE or ALONE.
        """

        async def work(transaction: Transaction, old: Submission) -> dict[str, object]:
            story = await story_rows.insert(
                *(transaction, guild_id, text, by.actor_id, by.at),
                found_by=old.found.by,
                to_place=to_place,
            )
            await feed_rows.taken(transaction, old.feed_item_id, story.id, text)
            return {"state": SubmissionState.ACCEPTED, "story_id": story.id}

        return await self._change(guild_id, submission_id, version, "accept", by, work)

    async def merge(
        self,
        guild_id: int,
        submission_id: int,
        version: int,
        into_id: int,
        text: StoryText | None,
        by: By,
    ) -> Changed | None:
        """Count it to a story of the server. text: stored as another report of the same event; None
        where the story has all of it already.
        """

        async def work(transaction: Transaction, old: Submission) -> dict[str, object]:
            wanted: dict[str, object] = {"state": SubmissionState.MERGED, "story_id": into_id}
            if text is not None:
                report = await story_rows.insert(
                    *(transaction, guild_id, text, by.actor_id, by.at),
                    found_by=old.found.by,
                    to_place=into_id,
                )
                wanted["report_id"] = report.id
            return wanted

        return await self._change(guild_id, submission_id, version, "merge", by, work)

    async def decline(
        self, guild_id: int, submission_id: int, version: int, reason: str, by: By
    ) -> Changed | None:
        """Turn it down. The text is kept."""

        async def work(transaction: Transaction, old: Submission) -> dict[str, object]:
            if old.submitted_by not in (None, by.actor_id):
                await desk_mail.tell_declined(
                    transaction, guild_id, submission_id, old.submitted_by, by.at
                )
            return {"state": SubmissionState.DECLINED, "reason": reason or None}

        return await self._change(guild_id, submission_id, version, "decline", by, work)

    async def hold(self, guild_id: int, submission_id: int, version: int, by: By) -> Changed | None:
        """Put it aside for later."""

        async def work(transaction: Transaction, old: Submission) -> dict[str, object]:
            return {"state": SubmissionState.HELD}

        return await self._change(guild_id, submission_id, version, "hold", by, work)

    async def release(
        self, guild_id: int, submission_id: int, version: int, by: By
    ) -> Changed | None:
        """Back among those that wait; also one that was declined."""

        async def work(transaction: Transaction, old: Submission) -> dict[str, object]:
            return {"state": SubmissionState.SUBMITTED, "reason": None}

        return await self._change(
            guild_id, submission_id, version, "release", by, work, also_declined=True
        )

    async def edit(
        self, guild_id: int, submission_id: int, version: int, text: StoryText, by: By
    ) -> Changed | None:
        """Replace its text. The log has what differs of its fields."""

        async def work(transaction: Transaction, old: Submission) -> dict[str, object]:
            await submission_rows.put_text(transaction, guild_id, submission_id, text)
            return {}

        return await self._change(guild_id, submission_id, version, "edit", by, work)

    async def take_back(
        self, guild_id: int, submission_id: int, standing: Facts, wanted: Facts, by: By
    ) -> bool:
        """Put its state back as `wanted` says, if it is still as `standing` says; False if not.

        The story that it had become is deleted. Raises StoryInUse where that cannot be.
        """

        async def transact(transaction: Transaction) -> bool:
            old = await submission_rows.get(transaction, guild_id, submission_id)
            if old is None or any(_facts(old)[name] != standing.get(name) for name in _STANDING):
                return False
            made = old.report_id if old.state is SubmissionState.MERGED else old.story_id
            if made is not None and not await _forget_story(transaction, guild_id, made):
                raise StoryInUse
            back = {name: wanted.get(name) for name in _STANDING} | {"report_id": None}
            new = await _write(transaction, old, back, by)
            await _note(transaction, old, new, "undo", by)
            return True

        return await self._database.transaction(transact)

    async def _change(
        self,
        guild_id: int,
        submission_id: int,
        version: int,
        verb: str,
        by: By,
        work: Work,
        *,
        also_declined: bool = False,
    ) -> Changed | None:
        """Do it if the submission is still at that version and waits; else say how it stands."""

        async def transact(transaction: Transaction) -> Changed | None:
            old = await submission_rows.get(transaction, guild_id, submission_id)
            if old is None:
                return None
            open_to = old.state.waits or (also_declined and old.state is SubmissionState.DECLINED)
            if old.version != version or not open_to:
                return Changed(submission=old, done=False)
            wanted = await work(transaction, old)
            new = await _write(transaction, old, wanted, by)
            await _note(transaction, old, new, verb, by)
            return Changed(submission=new, done=True)

        return await self._database.transaction(transact)


async def _forget_story(transaction: Transaction, guild_id: int, story_id: int) -> bool:
    """Delete a story that no edition carries and no other goes on with; False if one does."""
    rows = await transaction.run(
        """
        DELETE FROM stories WHERE guild_id = $1 AND id = $2
            AND NOT EXISTS (SELECT 1 FROM delivery_stories WHERE story_id = $2)
            AND NOT EXISTS (
                SELECT 1 FROM stories AS later
                WHERE later.guild_id = $1 AND later.follows_id = $2
            )
        RETURNING id
        """,
        guild_id,
        story_id,
    )
    return bool(rows)


async def _write(
    transaction: Transaction, old: Submission, wanted: dict[str, object], by: By
) -> Submission:
    """The row after a change; a decided one is found by its marks no more."""
    state = SubmissionState(str(wanted.get("state", old.state)))
    await transaction.run(
        """
        UPDATE submissions SET version = version + 1, state = $2, reason = $3, story_id = $4,
            report_id = $5, changed_by = $6, changed_at = $7
        WHERE id = $1
        """,
        old.id,
        state,
        wanted.get("reason", old.reason),
        wanted.get("story_id", old.story_id),
        wanted.get("report_id", old.report_id),
        by.actor_id,
        by.at,
    )
    await desk_mail.redraw(transaction, old.id, by.at)
    new = await submission_rows.get(transaction, old.guild_id, old.id)
    assert new is not None
    if not state.waits:
        await submission_rows.forget_marks(transaction, old.id)
    if old.feed_item_id is not None and state is not SubmissionState.ACCEPTED:
        await feed_rows.decided(transaction, old.feed_item_id, waits=state.waits)
    if not state.waits:
        return new
    if not old.state.waits and new.text is not None:
        await submission_rows.put_marks(transaction, old.guild_id, old.id, new.text)
    return new


async def _note(
    transaction: Transaction, old: Submission, new: Submission, verb: str, by: By
) -> None:
    """The change in the log, with what differs."""
    await record(
        transaction,
        old.guild_id,
        Change(
            at=by.at,
            actor_id=by.actor_id,
            action=f"submission.{verb}",
            subject="submission",
            subject_id=old.id,
            name=old.headline,
            before=_facts(old),
            after=_facts(new),
            undoes_id=by.undoes_id,
        ),
    )


def _facts(of: Submission) -> dict[str, object]:
    """What the log keeps of it."""
    facts: dict[str, object] = {"state": of.state, "reason": of.reason, "story_id": of.story_id}
    if of.text is not None:
        own = of.text.published_at or of.text.updated_at
        facts |= {
            "headline": of.text.headline,
            "section": list(of.text.section),
            "source": of.text.agency or of.text.publisher,
            "date": own.isoformat() if own else None,
            "url": of.text.url,
            "length": of.text.word_count,
        }
    return facts
