"""What members send in: may they, is it here already, how much may they send, what became of it.
Reading the pages is `take_in`'s work, deciding about them `desk`'s.

draft ─→ a story here? (asked about once) ─→ submissions.file, once and within the allowance
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.errors import NotAllowed, NotFound, Refusal
from bot.reading.link import read_link
from bot.workflows.ports import Clock
from bot.workflows.same_story import Match, Sameness, SameStory
from storage import Storage
from storage.desk_records import Allowance, Filed, NewSubmission, Origin, Submission
from storage.guild_records import Guild
from storage.story_records import Draft, Found
from storage.submissions import MOST_WAITING

SHOWN = 8
"""Of a member's own submissions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of sending. submission: it waits now; twin: it waited before. known: stories that
    it repeats; then nothing was sent yet.
    """

    submission: Submission | None = None
    twin: bool = False
    known: tuple[Match, ...] = ()
    draft: Draft | None = None


class TooSoon(Refusal):
    """A member has sent in as much as they may for now. Says when the next one may come."""


class Submissions:
    """Members' way in to the queue."""

    def __init__(self, storage: Storage, same_story: SameStory, clock: Clock) -> None:
        self._storage = storage
        self._same_story = same_story
        self._clock = clock

    async def check_open(self, guild_id: int) -> Guild:
        """The server's settings. Raises NotAllowed where it takes nothing from its members."""
        guild = await self._storage.guilds.get(guild_id)
        if guild is None or not guild.takes_submissions:
            raise NotAllowed(
                "This server takes no stories from its members. An admin can change that in /setup."
            )
        return guild

    async def check_turn(self, guild_id: int, user_id: int) -> None:
        """Raises NotAllowed, or TooSoon before anything is fetched for them."""
        allowance, now = _allowance(await self.check_open(guild_id)), self._clock()
        free_at = await self._storage.submissions.free_at(guild_id, user_id, allowance, now)
        if free_at is not None:
            raise _too_soon(free_at, allowance)

    async def draft(self, guild_id: int, user_id: int, draft_id: int) -> Draft:
        """A member's own draft. Raises NotFound."""
        draft = await self._storage.drafts.get(guild_id, draft_id, self._clock())
        if draft is None or draft.user_id != user_id:
            raise NotFound("This is no longer kept: it was sent, or a day has passed.")
        return draft

    async def send(
        self, guild_id: int, user_id: int, draft_id: int, *, anyway: bool = False
    ) -> Sent:
        """Put a member's draft in the queue, once; unless it is here already, or `anyway`.

        Raises NotFound, TooSoon (the draft stays), Refusal where the queue is full.
        """
        guild = await self.check_open(guild_id)
        draft = await self.draft(guild_id, user_id, draft_id)
        if not anyway:
            known = await self._known(guild_id, draft)
            if known:
                return Sent(known=known, draft=draft)
        new = NewSubmission(
            origin=Origin.MEMBER,
            submitted_by=user_id,
            text=draft.text,
            link=draft.text.url,
            found=Found(
                by=user_id,
                channel_id=draft.found.channel_id,
                message_id=draft.found.message_id,
            ),
        )
        return await self._file(guild_id, new, _allowance(guild), draft_id=draft_id)

    async def sent(self, guild_id: int, user_id: int, draft_id: int) -> Sent | None:
        """What a member's draft has become already: a second press finds it."""
        earlier = await self._storage.submissions.of_draft(guild_id, draft_id)
        if earlier is None or earlier.submitted_by != user_id:
            return None
        return Sent(submission=earlier)

    async def send_link(self, guild_id: int, user_id: int, url: str) -> Sent:
        """Put a link in the queue whose page could not be read. Raises as `send`, Invalid."""
        guild = await self.check_open(guild_id)
        new = NewSubmission(
            origin=Origin.MEMBER,
            submitted_by=user_id,
            link=str(read_link(url)),
            found=Found(by=user_id),
        )
        return await self._file(guild_id, new, _allowance(guild))

    async def put(self, guild_id: int, user_id: int, draft_id: int) -> Sent:
        """Leave an editor's draft in the queue for another one. Raises NotFound, Refusal."""
        draft = await self._storage.drafts.get(guild_id, draft_id, self._clock())
        earlier = await self._storage.submissions.of_draft(guild_id, draft_id)
        if earlier is not None:
            return Sent(submission=earlier)
        if draft is None or draft.story_id is not None:
            raise NotFound("This draft is gone: it was saved or dropped. Add the page once more.")
        new = NewSubmission(
            origin=Origin.EDITOR,
            submitted_by=user_id,
            text=draft.text,
            link=draft.text.url,
            found=draft.found,
        )
        return await self._file(guild_id, new, None, draft_id=draft_id)

    async def mine(self, guild_id: int, user_id: int) -> tuple[Submission, ...]:
        """What a member has sent in lately, newest first."""
        return await self._storage.submissions.of_sender(guild_id, user_id, SHOWN)

    async def stay_quiet(self, guild_id: int, user_id: int, *, quiet: bool) -> None:
        """Whether a member is to be neither named nor written to, from now on and looking back."""
        await self._storage.submissions.set_quiet(guild_id, user_id, quiet=quiet)

    async def is_quiet(self, guild_id: int, user_id: int) -> bool:
        """Whether they asked for that."""
        return await self._storage.submissions.is_quiet(guild_id, user_id)

    async def _known(self, guild_id: int, draft: Draft) -> tuple[Match, ...]:
        matches = await self._same_story.find(guild_id, draft.text)
        return tuple(
            one
            for one in matches
            if one.sameness is not Sameness.PASSAGES and one.story.embargo_until is None
        )

    async def _file(
        self,
        guild_id: int,
        new: NewSubmission,
        allowance: Allowance | None,
        *,
        draft_id: int | None = None,
    ) -> Sent:
        filed: Filed = await self._storage.submissions.file(
            guild_id,
            new,
            self._clock(),
            headline=new.link or "",
            allowance=allowance,
            draft_id=draft_id,
        )
        if filed.free_at is not None and allowance is not None:
            raise _too_soon(filed.free_at, allowance)
        if filed.submission is None:
            raise Refusal(
                "{most} stories wait for an editor here, the most there can be. Please try again"
                " once some have been dealt with.",
                most=MOST_WAITING,
            )
        return Sent(submission=filed.submission, twin=filed.twin)


def _allowance(guild: Guild) -> Allowance:
    """What the server's settings let a member send in."""
    return Allowance(a_day=guild.submissions_a_day, gap=guild.submission_gap)


def _too_soon(free_at: datetime, allowance: Allowance) -> TooSoon:
    return TooSoon(
        "You can send {most} stories a day, {gap} seconds apart. The next one may come"
        " <t:{at}:R>, at <t:{at}:t>.",
        most=allowance.a_day,
        gap=int(allowance.gap.total_seconds()),
        at=int(free_at.timestamp()) + 1,
    )
