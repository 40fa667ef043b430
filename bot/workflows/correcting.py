"""Changing a story after it was taken in: edited while nobody has read it, corrected or retracted
once a message carries it, and each of these taken back.

correct ─→ story, version, correction, log and the mends of every message, in one transaction
        ─→ mending     edits the messages
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.briefing.zones import zone_of
from bot.editing.story_fields import changed, part_of, restored, value_after
from bot.errors import Invalid, NotFound, Refusal
from bot.workflows.ports import Clock
from storage import Storage
from storage.correction_records import Correction, CorrectionKind, Listed, Progress
from storage.corrections import PartChange
from storage.desk_log import By
from storage.errors import Missing, Overtaken
from storage.story_records import Story, StoryText

MOST_WORDS = 300
PAGE_SIZE = 5
WATCH_SECONDS = 1.0
WATCHED_TIMES = 120
NO_STORY = "No such story here. Pick one from the list that appears while you type."


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A story with what was corrected of it, oldest first, and how far the newest has come.

    versions: how often it was changed. published: whether a message carries it.
    """

    story: Story
    corrections: tuple[Correction, ...]
    published: bool
    versions: int
    zone: ZoneInfo
    progress: Progress | None = None


class Correcting:
    """The editors' way to change what is stored and posted."""

    def __init__(self, storage: Storage, clock: Clock, wake: Callable[[], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake
        self._stopping = False

    def stop(self) -> None:
        """Let those who watch a progress go."""
        self._stopping = True

    async def standing(self, guild_id: int, story_id: int | None) -> Standing:
        """A story as it is now. Raises NotFound, also for another server's."""
        story = await self._storage.stories.get(guild_id, story_id) if story_id else None
        if story is None:
            raise NotFound(NO_STORY)
        corrections = await self._storage.corrections.of_story(guild_id, story.id)
        return Standing(
            story=story,
            corrections=corrections,
            published=await self._storage.corrections.is_published(guild_id, story.id),
            versions=len(await self._storage.corrections.versions(guild_id, story.id)),
            zone=await self.zone(guild_id),
            progress=await self.progress(guild_id, corrections[-1].id) if corrections else None,
        )

    async def edit(
        self, guild_id: int, user_id: int, story_id: int, part: str, typed: str, *, seen: int
    ) -> Story:
        """Change a part of a story that no message carries. Raises NotFound, Invalid, Refusal.

        seen: how often the story had been changed when the editor saw it.
        """
        standing = await self._unchanged(guild_id, story_id, seen, typed)
        if standing.published:
            raise Refusal(
                "Story {id} has been posted meanwhile, so a change is a correction now: use /story"
                " correct.",
                id=story_id,
            )
        change = _putting(part, typed, standing.zone)
        by = By(actor_id=user_id, at=self._clock())
        try:
            return await self._storage.corrections.edit(guild_id, story_id, part, change, by, seen)
        except Overtaken:
            raise _overtaken(story_id, typed) from None

    async def correct(
        self,
        guild_id: int,
        user_id: int,
        story_id: int,
        part: str,
        typed: str,
        words: str,
        *,
        seen: int,
    ) -> Correction:
        """Change a part of a story and say so in every message that carries it. Raises NotFound,
        Invalid, Refusal.
        """
        standing = await self._unchanged(guild_id, story_id, seen, typed)
        if standing.story.retracted_at is not None:
            raise Refusal(
                "Story {id} is retracted, so nothing of it can be corrected.", id=story_id
            )
        change, by = _putting(part, typed, standing.zone), By(actor_id=user_id, at=self._clock())
        try:
            made = await self._storage.corrections.correct(
                guild_id, story_id, part, change, _said(words), by, seen
            )
        except Overtaken:
            raise _overtaken(story_id, typed) from None
        self._wake()
        return made

    async def retract(
        self, guild_id: int, user_id: int, story_id: int | None, words: str
    ) -> Correction:
        """Take a story back, in every message that carries it. Raises NotFound, Refusal."""
        standing = await self.standing(guild_id, story_id)
        made = await self._storage.corrections.retract(
            guild_id, standing.story.id, _said(words), By(actor_id=user_id, at=self._clock())
        )
        if made is None:
            raise Refusal("Story {id} is retracted already.", id=standing.story.id)
        self._wake()
        return made

    async def undo(self, guild_id: int, correction_id: int, by: By) -> Correction:
        """Take a correction or retraction back, in the story and in every message. Raises NotFound,
        and Refusal where the part was changed again since.
        """
        made = await self.made(guild_id, correction_id)
        change = None
        if made.kind is CorrectionKind.CORRECTION:
            change = _putting_back(made, await self.zone(guild_id))
        try:
            undone = await self._storage.corrections.undo(guild_id, made.id, change, by)
        except Missing as error:
            raise NotFound(NO_STORY) from error
        if undone is None:
            raise Refusal("That was undone before.")
        self._wake()
        return undone

    async def undo_edit(
        self, guild_id: int, story_id: int, part: str, was: str, became: str, by: By
    ) -> Story:
        """Take an edit of an unpublished story back. Raises NotFound, Refusal."""
        standing = await self.standing(guild_id, story_id)
        if standing.published:
            raise Refusal("Story {id} has been posted since: use /story correct.", id=story_id)
        change = _exchanging(part, became, was, standing.zone)
        return await self._storage.corrections.edit(guild_id, story_id, part, change, by)

    async def progress(self, guild_id: int, correction_id: int) -> Progress:
        """How many of a correction's messages are mended. Raises NotFound."""
        await self.made(guild_id, correction_id)
        return await self._storage.corrections.progress(guild_id, correction_id)

    async def watch(self, guild_id: int, correction_id: int) -> AsyncIterator[Progress]:
        """The progress each time that it has changed, for two minutes at most."""
        before: Progress | None = None
        for _ in range(WATCHED_TIMES):
            if self._stopping:
                return
            now = await self.progress(guild_id, correction_id)
            if now != before:
                yield now
            if now.done + now.failed == now.total:
                return
            before = now
            await asyncio.sleep(WATCH_SECONDS)

    async def try_again(self, guild_id: int, correction_id: int) -> Progress:
        """Try the messages that have failed once more. Raises NotFound."""
        await self.made(guild_id, correction_id)
        await self._storage.mends.try_failed(guild_id, correction_id, self._clock())
        self._wake()
        return await self.progress(guild_id, correction_id)

    async def page(self, guild_id: int, number: int) -> tuple[tuple[Listed, ...], bool, ZoneInfo]:
        """A page of the server's corrections, newest first; whether there are more; its zone."""
        listed, more = await self._storage.corrections.page(guild_id, max(number, 1), PAGE_SIZE)
        return listed, more, await self.zone(guild_id)

    async def of_story(self, guild_id: int, story_id: int) -> tuple[Correction, ...]:
        """What stands of a story's corrections, oldest first."""
        return await self._storage.corrections.of_story(guild_id, story_id)

    async def zone(self, guild_id: int) -> ZoneInfo:
        """In which the server dates things."""
        guild = await self._storage.guilds.get(guild_id)
        return zone_of(guild.zone or "UTC" if guild else "UTC")

    async def made(self, guild_id: int, correction_id: int) -> Correction:
        """One of this server's. Raises NotFound."""
        made = await self._storage.corrections.get(guild_id, correction_id)
        if made is None:
            raise NotFound("No such correction here.")
        return made

    async def _unchanged(self, guild_id: int, story_id: int, seen: int, typed: str) -> Standing:
        """The story, as the editor saw it. Raises Refusal with what was typed, so that it is not
        lost.
        """
        standing = await self.standing(guild_id, story_id)
        if standing.versions != seen:
            raise _overtaken(story_id, typed)
        return standing


def _overtaken(story_id: int, typed: str) -> Refusal:
    return Refusal(
        "Somebody else has changed story {id} meanwhile. Open it once more; this is what you had"
        " typed: {typed}",
        id=story_id,
        typed=typed,
    )


def _said(words: str) -> str:
    said = " ".join(words.split())
    if not said:
        raise Invalid("Say in a sentence what was wrong and what is right: readers will see it.")
    return said[:MOST_WORDS]


def _putting(part: str, typed: str, zone: ZoneInfo) -> PartChange:
    def change(story: Story) -> tuple[StoryText, str, str]:
        was = part_of(story, part).value
        text = changed(story, part, typed, zone)
        return text, was, value_after(story, text, part)

    return change


def _putting_back(made: Correction, zone: ZoneInfo) -> PartChange:
    return _exchanging(made.part or "", made.became or "", made.was or "", zone)


def _exchanging(part: str, now: str, then: str, zone: ZoneInfo) -> PartChange:
    """Puts `then` back where `now` stands; Refusal where something else does."""

    def change(story: Story) -> tuple[StoryText, str, str]:
        text = restored(story, part, now, then, zone)
        return text, now, then

    return change
