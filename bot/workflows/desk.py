"""What editors do with what was sent in, each thing once.

card ─→ accept ─→ same_story (asked about once) ─→ desk.accept ─→ same_event.settle
     ─→ merge into a story ─→ desk.merge ─→ same_event.settle, beside it ─→ "Also reported by"
     ─→ edit | hold | release | decline
Every action names the version of the card it was pressed on; who comes second is told.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from bot.errors import Invalid, NotFound
from bot.workflows.desk_queue import GONE
from bot.workflows.feed_stories import FeedStories
from bot.workflows.ports import Clock
from bot.workflows.same_event import NO_OTHERS, Event, SameEvent
from bot.workflows.same_story import Match, Sameness, SameStory
from bot.workflows.take_in import DraftFields, TakeIn, corrected
from storage import Storage
from storage.desk_log import By
from storage.desk_records import Changed, Origin, Submission, SubmissionState
from storage.story_records import ALONE, LIKE, Story, StoryText


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an action. done: False where somebody else was faster; `submission` is then as
    that one left it. repeats: nothing was done yet, since the story is here.
    """

    submission: Submission
    done: bool
    story: Story | None = None
    event: Event = NO_OTHERS
    repeats: tuple[Match, ...] = ()


class Desk:
    """What editors do with what was sent in."""

    def __init__(
        self,
        storage: Storage,
        take_in: TakeIn,
        same_story: SameStory,
        same_event: SameEvent,
        stories: FeedStories,
        clock: Clock,
    ) -> None:
        self._storage = storage
        self._take_in = take_in
        self._same_story = same_story
        self._same_event = same_event
        self._stories = stories
        self._clock = clock

    async def accept(
        self, guild_id: int, user_id: int, submission_id: int, version: int, *, anyway: bool = False
    ) -> Outcome:
        """Make it a story, unless the server has it and nobody said `anyway`. Raises NotFound."""
        submission = await self._get(guild_id, submission_id)
        if self._is_open(submission, version):
            if submission.text is None:
                raise Invalid("There is nothing to accept yet: read the page, or paste it.")
            text = submission.text
            if submission.origin is Origin.FEED:
                text = await self._stories.with_page(text)
            repeats = await self._same_story.find(guild_id, text)
            if repeats and not anyway:
                return Outcome(submission=submission, done=False, repeats=tuple(repeats))
            changed = await self._storage.desk.accept(
                *(guild_id, submission_id, version, text, self._by(user_id)),
                ALONE if anyway else LIKE,
            )
            submission, done = self._settled(changed)
        else:
            done = _did(submission, user_id, version, SubmissionState.ACCEPTED)
        story_id = submission.story_id
        if not done or story_id is None:
            return Outcome(submission=submission, done=False)
        event = await self._same_event.settle(guild_id, story_id)
        story = await self._storage.stories.get(guild_id, story_id)
        return Outcome(submission=submission, done=True, story=story, event=event)

    async def accept_anyway(
        self, guild_id: int, user_id: int, submission_id: int, version: int
    ) -> Outcome:
        """Make it a story though it repeats one; it stays alone in its event. Raises NotFound."""
        return await self.accept(guild_id, user_id, submission_id, version, anyway=True)

    async def merge(
        self, guild_id: int, user_id: int, submission_id: int, version: int, into_id: int
    ) -> Outcome:
        """Count it to a story: as another report of its event, or as nothing new where the story
        has the same link, or the same words from the same source. Raises NotFound.
        """
        submission = await self._get(guild_id, submission_id)
        into = await self._storage.stories.get(guild_id, into_id)
        if into is None:
            raise NotFound("No such story here. Choose another one.")
        if self._is_open(submission, version):
            text = await self._new_report(submission, into)
            changed = await self._storage.desk.merge(
                guild_id, submission_id, version, into_id, text, self._by(user_id)
            )
            submission, done = self._settled(changed)
        else:
            done = _did(submission, user_id, version, SubmissionState.MERGED)
        if done and submission.report_id is not None:
            await self._same_event.settle(guild_id, submission.report_id)
        event = await self._same_event.of(guild_id, into.id, embargoed=True) if done else NO_OTHERS
        return Outcome(submission=submission, done=done, story=into, event=event)

    async def decline(
        self, guild_id: int, user_id: int, submission_id: int, version: int, reason: str
    ) -> Outcome:
        """Turn it down, with a reason for whoever sent it. Raises NotFound."""
        reason = " ".join(reason.split())
        return await self._done(
            user_id,
            version,
            SubmissionState.DECLINED,
            self._storage.desk.decline(guild_id, submission_id, version, reason, self._by(user_id)),
        )

    async def hold(self, guild_id: int, user_id: int, submission_id: int, version: int) -> Outcome:
        """Put it aside. Raises NotFound."""
        return await self._done(
            user_id,
            version,
            SubmissionState.HELD,
            self._storage.desk.hold(guild_id, submission_id, version, self._by(user_id)),
        )

    async def release(
        self, guild_id: int, user_id: int, submission_id: int, version: int
    ) -> Outcome:
        """Put it back among the new ones. Raises NotFound."""
        return await self._done(
            user_id,
            version,
            SubmissionState.SUBMITTED,
            self._storage.desk.release(guild_id, submission_id, version, self._by(user_id)),
        )

    async def skip(self, guild_id: int, user_id: int, submission_id: int, version: int) -> Outcome:
        """Turn a feed's entry down; there is nobody to tell why. Raises NotFound."""
        return await self.decline(guild_id, user_id, submission_id, version, "")

    async def opened(self, guild_id: int, submission_id: int, version: int) -> Submission | Outcome:
        """The submission; an outcome where somebody was faster. Raises NotFound."""
        submission = await self._get(guild_id, submission_id)
        if not self._is_open(submission, version):
            return Outcome(submission=submission, done=False)
        return submission

    async def to_edit(self, guild_id: int, submission_id: int, version: int) -> StoryText | Outcome:
        """Its text for the form; an outcome where somebody was faster. Raises NotFound, Invalid."""
        opened = await self.opened(guild_id, submission_id, version)
        if isinstance(opened, Outcome):
            return opened
        if opened.text is None:
            raise Invalid("There are no fields to edit yet: read the page, or paste it.")
        return opened.text

    async def edit(
        self, guild_id: int, user_id: int, submission_id: int, version: int, fields: DraftFields
    ) -> Outcome:
        """Correct its fields. Raises NotFound, Invalid."""
        submission = await self._get(guild_id, submission_id)
        if submission.text is None or not self._is_open(submission, version):
            return Outcome(submission=submission, done=False)
        zone = await self._take_in.zone(guild_id)
        text = corrected(submission.text, fields, zone)
        return await self._put(guild_id, user_id, submission, text)

    async def read(self, guild_id: int, user_id: int, submission_id: int, version: int) -> Outcome:
        """Fetch the page of a link that could not be read. Raises NotFound, Refusal."""
        submission = await self._get(guild_id, submission_id)
        if submission.link is None or not self._is_open(submission, version):
            return Outcome(submission=submission, done=False)
        text = await self._take_in.read_page(guild_id, submission.link)
        return await self._put(guild_id, user_id, submission, text)

    async def paste(
        self, guild_id: int, user_id: int, submission_id: int, version: int, text: str
    ) -> Outcome:
        """Give it the text of a pasted page. Raises NotFound, Unreadable."""
        submission = await self._get(guild_id, submission_id)
        if not self._is_open(submission, version):
            return Outcome(submission=submission, done=False)
        read = await self._take_in.read_paste(guild_id, text, url=submission.link)
        return await self._put(guild_id, user_id, submission, read)

    async def _put(
        self, guild_id: int, user_id: int, submission: Submission, text: StoryText
    ) -> Outcome:
        return await self._done(
            user_id,
            submission.version,
            submission.state,
            self._storage.desk.edit(
                guild_id, submission.id, submission.version, text, self._by(user_id)
            ),
        )

    async def _done(
        self, user_id: int, version: int, state: SubmissionState, work: Awaitable[Changed | None]
    ) -> Outcome:
        """The second press of one's own button counts as done, too."""
        submission, done = self._settled(await work)
        return Outcome(
            submission=submission, done=done or _did(submission, user_id, version, state)
        )

    async def _new_report(self, submission: Submission, into: Story) -> StoryText | None:
        """What a merge adds to the story; None where it has all of it."""
        text = submission.text
        if text is None:
            return None
        for match in await self._same_story.find(into.guild_id, text):
            if match.story.id == into.id and (
                match.sameness is Sameness.LINK
                or (match.sameness is Sameness.TEXT and _source(text) == _source(into))
            ):
                return None
        return text

    async def _get(self, guild_id: int, submission_id: int) -> Submission:
        submission = await self._storage.submissions.get(guild_id, submission_id)
        if submission is None:
            raise NotFound(GONE)
        return submission

    def _by(self, user_id: int) -> By:
        return By(actor_id=user_id, at=self._clock())

    @staticmethod
    def _is_open(submission: Submission, version: int) -> bool:
        return submission.state.waits and submission.version == version

    @staticmethod
    def _settled(changed: Changed | None) -> tuple[Submission, bool]:
        if changed is None:
            raise NotFound(GONE)
        return changed.submission, changed.done


def _did(submission: Submission, user_id: int, version: int, state: SubmissionState) -> bool:
    """Whether this is what the same person has just done by the same button."""
    return (
        submission.changed_by == user_id
        and submission.version == version + 1
        and submission.state is state
    )


def _source(text: StoryText) -> str:
    return (text.publisher or text.agency or "").casefold()
