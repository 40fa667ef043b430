"""What the desk sends by itself: cards of submissions into its channel, and notes to finders.

submission, or a change of it ─→ card due ─→ send, later edit    again until Discord takes it
story used | declined ─→ note due ─→ taken up for good ─→ direct message    at most once each
Nothing here is awaited by a posting: a note that cannot be delivered is let go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable
from datetime import timedelta
from typing import Protocol

import structlog

from bot.words import use_language
from bot.workflows.desk_queue import Card, DeskQueue
from bot.workflows.notices import Notices
from bot.workflows.ports import Clock, Poster, PostFailed
from storage import Storage
from storage.desk_records import DeskCard, FinderNote, NoteKind, Submission
from storage.story_records import Story

log = structlog.get_logger(__name__)

A_ROUND = 20
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=30)
MOST_TRIES = 8
"""Of a note to a member; then it is let go."""

Posted = tuple[int, int]
"""Channel and message."""


class DeskRenderer(Protocol):
    """Turns what the desk sends into message bodies."""

    def card(self, card: Card) -> str:
        """A submission as it stands, with its buttons while it waits."""
        ...

    def used(self, story: Story, posted: Posted | None) -> str:
        """The thanks to whoever found a story."""
        ...

    def declined(self, submission: Submission) -> str:
        """Why a submission was declined, for whoever sent it."""
        ...


class DeskMail:
    """Runs at every tick."""

    def __init__(
        self,
        storage: Storage,
        queue: DeskQueue,
        renderer: DeskRenderer,
        poster: Poster,
        notices: Notices,
        clock: Clock,
    ) -> None:
        self._storage = storage
        self._queue = queue
        self._renderer = renderer
        self._poster = poster
        self._notices = notices
        self._clock = clock
        self._stopping = False

    def stop(self) -> None:
        """Begin nothing more; what is left goes on at the next start."""
        self._stopping = True

    async def tick(self) -> None:
        """Send what is due, cards first: editors wait for them."""
        mail, now = self._storage.desk_mail, self._clock()
        for card in await mail.cards_due(now, A_ROUND):
            if not self._stopping:
                await self._kept_apart(card.submission_id, self._show(card))
        for note in await mail.notes_due(now, A_ROUND):
            if not self._stopping:
                await self._kept_apart(note.id, self._tell(note))

    async def _kept_apart(self, number: int, work: Awaitable[None]) -> None:
        """One message's bug must not hold up the others."""
        try:
            await work
        except Exception:
            log.exception("desk mail failed", number=number)

    async def _show(self, card: DeskCard) -> None:
        submission = await self._storage.submissions.get(card.guild_id, card.submission_id)
        if submission is None or (card.message_id is None and not submission.state.waits):
            await self._storage.desk_mail.card_waits(card, None)
            return
        await self._speak(card.guild_id)
        body = self._renderer.card(await self._queue.as_card(submission))
        try:
            message_id = await self._put(card, body)
        except PostFailed as failure:
            await self._not_shown(card, failure)
            return
        if message_id is None:  # somebody has deleted it
            await self._storage.desk_mail.card_waits(card, None)
            return
        await self._storage.desk_mail.card_shown(card, message_id)

    async def _put(self, card: DeskCard, body: str) -> int | None:
        """Post it, or edit it. None where it is no longer there. Raises PostFailed."""
        if card.message_id is None:
            nonce = _nonce("card", card.guild_id, card.submission_id)
            return await self._poster.send(card.guild_id, card.channel_id, body, nonce)
        there = await self._poster.edit(card.guild_id, card.channel_id, card.message_id, body)
        return card.message_id if there else None

    async def _not_shown(self, card: DeskCard, failure: PostFailed) -> None:
        now = self._clock()
        until = None if failure.final else now + _wait(card.attempt, failure)
        await self._storage.desk_mail.card_waits(card, until)
        log.warning("desk card waits", submission=card.submission_id, reason=failure.reason)
        if failure.final:
            await self._notices.tell(
                card.guild_id,
                f"desk-channel:{card.channel_id}:{now.date()}",
                "New submissions cannot be shown in <#{channel}>: {reason}. They wait in"
                " /desk queue.",
                channel=card.channel_id,
                reason=failure.reason,
            )

    async def _tell(self, note: FinderNote) -> None:
        body = await self._letter(note)
        if not await self._storage.desk_mail.begin_note(note) or body is None:
            return
        nonce = _nonce("note", note.guild_id, note.id)
        try:
            channel_id = await self._poster.member_channel(note.user_id)
            await self._poster.send(note.guild_id, channel_id, body, nonce)
        except PostFailed as failure:
            log.info("finder not told", note=note.id, reason=failure.reason)
            if not failure.final and not failure.in_doubt and note.attempt < MOST_TRIES:
                until = self._clock() + _wait(note.attempt, failure)
                await self._storage.desk_mail.note_waits(note, until)
            return
        await self._storage.desk_mail.note_told(note, self._clock())

    async def _letter(self, note: FinderNote) -> str | None:
        """What it says; None where that is gone."""
        await self._speak(note.guild_id)
        if note.kind is NoteKind.USED:
            story = await self._storage.stories.get(note.guild_id, note.subject_id)
            if story is None or story.found_by != note.user_id:
                return None
            found = await self._storage.same_stories.last_posting(note.guild_id, story.id)
            return self._renderer.used(
                story, (found.channel_id, found.message_id) if found else None
            )
        submission = await self._storage.submissions.get(note.guild_id, note.subject_id)
        if submission is None or submission.state.waits:
            return None
        return self._renderer.declined(submission)

    async def _speak(self, guild_id: int) -> None:
        guild = await self._storage.guilds.get(guild_id)
        use_language(guild.language if guild else "en")


def _wait(attempt: int, failure: PostFailed) -> timedelta:
    return failure.wait or min(FIRST_WAIT * 2 ** min(attempt, 9), LONGEST_WAIT)


def _nonce(kind: str, guild_id: int, number: int) -> str:
    """The same for every try: Discord answers a repeated one with the first message."""
    text = f"{kind}:{guild_id}:{number}".encode()
    return hashlib.blake2b(text, digest_size=12).hexdigest()
