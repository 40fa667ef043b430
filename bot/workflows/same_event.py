"""Which stories tell of the same event: settled when one is saved, shown, and undone by editors.

saved story ─→ count_terms ─→ same_events.spread ─→ profile_of ─→ same_events.near ─→ place ─→ kept
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.editing.same_event import count_terms, place, profile_of
from bot.errors import NotFound
from bot.workflows.ports import Clock
from storage import Storage
from storage.desk_log import By
from storage.records import Report, Story

WINDOW = timedelta(hours=72)
"""How far apart two reports of one event may be dated."""
MOST_COMPARED = 400
"""Reports of those days that are looked at, the newest."""


@dataclass(frozen=True, slots=True)
class Event:
    """What else tells of a story's event. possible: a story that may do so; an editor decides."""

    others: tuple[Story, ...] = ()
    possible: Story | None = None


ALONE = Event()


class SameEvent:
    """Groups reports of one event. To be told of every story that is saved."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def settle(self, guild_id: int, story_id: int, *, apart: bool = False) -> Event:
        """Place a saved story, once; `apart` keeps it alone, now and later."""
        events, possible = self._storage.same_events, None
        if await events.event_of(guild_id, story_id) is None:
            story = await self._storage.stories.get(guild_id, story_id, with_body=True)
            if story is not None:
                possible = await self._place(story, apart=apart)
        event = await self.of(guild_id, story_id, embargoed=True)
        if possible is None or event.others:
            return event
        return Event(possible=await self._storage.stories.get(guild_id, possible))

    async def _place(self, story: Story, *, apart: bool) -> int | None:
        """Keep its event. Returns a story that it possibly belongs to."""
        events = self._storage.same_events
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
        event_id = story.id if apart or found.event_id is None else found.event_id
        await events.add(
            story.guild_id,
            Report(
                story_id=story.id, event_id=event_id, counts=profile.counts, length=profile.length
            ),
            language=story.language,
            happened_at=happened_at,
            likeness=found.likeness,
            apart=apart,
            terms=counts,
        )
        if apart or found.possible is None:
            return None
        return next(one.story_id for one in near if one.event_id == found.possible)

    async def of(self, guild_id: int, story_id: int, *, embargoed: bool = False) -> Event:
        """The other reports of a story's event, oldest first; with `embargoed` also those that
        are under embargo.
        """
        events = self._storage.same_events
        event_id = await events.event_of(guild_id, story_id)
        if event_id is None:
            return ALONE
        ids = [one for one in await events.reports_of(guild_id, event_id) if one != story_id]
        found = [await self._storage.stories.get(guild_id, one) for one in ids]
        return Event(
            tuple(
                story
                for story in found
                if story is not None and (embargoed or story.embargo_until is None)
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
