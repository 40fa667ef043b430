"""Which stories tell of the same event: settled when one is saved, shown, and undone by editors.

saved story ─→ count_terms ─→ same_events.spread ─→ profile_of ─→ same_events.near ─→ place ─→ kept
start, tick ─→ same_events.left: stories that were saved and not settled, as by a kill in between
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.editing.same_event import count_terms, place, profile_of
from bot.errors import NotFound
from bot.workflows.ports import Clock
from storage import Storage
from storage.desk_log import By
from storage.story_records import ALONE, Report, Story

log = structlog.get_logger(__name__)

WINDOW = timedelta(hours=72)
"""How far apart two reports of one event may be dated."""
MOST_COMPARED = 400
"""Reports of those days that are looked at, the newest."""
AT_ONCE = 20
SOON = timedelta(minutes=1)
"""So long after it was saved, whoever saved a story may still be about to settle it."""


@dataclass(frozen=True, slots=True)
class Event:
    """What else tells of a story's event. possible: a story that may do so; an editor decides."""

    others: tuple[Story, ...] = ()
    possible: Story | None = None


NO_OTHERS = Event()


class SameEvent:
    """Groups reports of one event. To be told of every story that is saved."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._since = clock()

    async def tick(self) -> None:
        """Settle stories that were saved and left without a place."""
        events = self._storage.same_events
        while left := await events.left(max(self._since, self._clock() - SOON), AT_ONCE):
            settled = [await self._settle_late(guild_id, story_id) for guild_id, story_id in left]
            if not all(settled):
                return

    async def _settle_late(self, guild_id: int, story_id: int) -> bool:
        """One that cannot be placed must not keep others back."""
        try:
            await self.settle(guild_id, story_id)
        except Exception:
            log.exception("story without its place", story=story_id)
            return False
        log.info("story placed late", story=story_id)
        return True

    async def settle(self, guild_id: int, story_id: int) -> Event:
        """Place a saved story, once, where it was said to belong."""
        events, possible = self._storage.same_events, None
        if await events.event_of(guild_id, story_id) is None:
            story = await self._storage.stories.get(guild_id, story_id, with_body=True)
            if story is not None:
                possible = await self._place(story)
        event = await self.of(guild_id, story_id, embargoed=True)
        if possible is None or event.others:
            return event
        return Event(possible=await self._storage.stories.get(guild_id, possible))

    async def _place(self, story: Story) -> int | None:
        """Keep its event. Returns a story that it possibly belongs to."""
        events = self._storage.same_events
        wanted = await events.to_place(story.guild_id, story.id)
        counts = await asyncio.to_thread(count_terms, story.headline, story.body, story.language)
        spread, stories = await events.spread(story.guild_id, counts)
        profile = profile_of(counts, spread, stories)
        happened_at = story.dated_at or story.added_at
        near = await events.near(
            story.guild_id,
            story.language,
            happened_at - WINDOW,
            happened_at + WINDOW,
            MOST_COMPARED,
        )
        found = await asyncio.to_thread(place, profile, near, story.language)
        event_id = found.event_id or story.id
        if wanted == ALONE:
            event_id = story.id
        elif wanted > 0:
            await self.settle(story.guild_id, wanted)
            event_id = await events.event_of(story.guild_id, wanted) or event_id
        await events.add(
            story.guild_id,
            Report(
                story_id=story.id, event_id=event_id, counts=profile.counts, length=profile.length
            ),
            language=story.language,
            happened_at=happened_at,
            likeness=found.likeness,
            apart=wanted == ALONE,
            terms=counts,
        )
        if found.possible is None or event_id != story.id or wanted == ALONE:
            return None
        return next(one.story_id for one in near if one.event_id == found.possible)

    async def of(self, guild_id: int, story_id: int, *, embargoed: bool = False) -> Event:
        """The other reports of a story's event, oldest first, without those that are retracted;
        with `embargoed` also those that are under embargo.
        """
        events = self._storage.same_events
        event_id = await events.event_of(guild_id, story_id)
        if event_id is None:
            return NO_OTHERS
        ids = [one for one in await events.reports_of(guild_id, event_id) if one != story_id]
        found = [await self._storage.stories.get(guild_id, one) for one in ids]
        return Event(
            tuple(
                story
                for story in found
                if story is not None
                and story.retracted_at is None
                and (embargoed or story.embargo_until is None)
            )
        )

    async def set_apart(self, guild_id: int, user_id: int, story_id: int) -> Story:
        """Take a story out of its event; it stays apart. Raises NotFound."""
        story = await self._storage.stories.get(guild_id, story_id)
        events, by = self._storage.same_events, By(actor_id=user_id, at=self._clock())
        if story is None or not await events.set_apart(guild_id, story_id, by):
            raise NotFound("This story is no longer there.")
        return story

    async def put_together(
        self, guild_id: int, user_id: int, story_id: int, other_id: int
    ) -> Story:
        """Say that a story tells of the same event as another. Raises NotFound."""
        events = self._storage.same_events
        story = await self._storage.stories.get(guild_id, story_id)
        event_id = await events.event_of(guild_id, other_id)
        if story is None or event_id is None:
            raise NotFound("This story is no longer there.")
        by = By(actor_id=user_id, at=self._clock())
        if not await events.put_together(guild_id, story_id, event_id, by):
            raise NotFound("This story is no longer there.")
        return story
