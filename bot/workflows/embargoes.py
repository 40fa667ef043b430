"""Stories under embargo until their time: drafts stay drafts, which nothing lists or carries;
stored stories keep their place, and only editors find them.

tick, and before an edition is put together ─→ drafts.freed ─→ take_in.save
                                            ─→ embargoes.over ─→ embargoes.end
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.errors import Invalid, NotFound, Refusal
from bot.reading.dates import read_date
from bot.words import say
from bot.workflows.correcting import NO_STORY
from bot.workflows.ports import Clock
from bot.workflows.take_in import TakeIn
from storage import Storage
from storage.desk_log import By
from storage.errors import StoryInUse
from storage.story_records import Draft, Story

log = structlog.get_logger(__name__)

POSTED = (
    "Story {id} has been posted already, so no embargo can keep it back: take it back with /story"
    " retract."
)
AT_ONCE = 20
MOST_SHOWN = 10
LONGEST = timedelta(days=366)
KEPT = timedelta(days=30)
"""Beyond its end, should it not be made a story then for some reason."""


LIFTED = ("", "none")
"""What one types to lift an embargo, besides the word in one's own language."""


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What is under embargo in a server, the first to end first."""

    drafts: tuple[Draft, ...]
    stories: tuple[Story, ...]


class Embargoes:
    """Keeps stories back until their time."""

    def __init__(self, storage: Storage, take_in: TakeIn, clock: Clock) -> None:
        self._storage = storage
        self._take_in = take_in
        self._clock = clock

    async def put(self, guild_id: int, user_id: int, draft_id: int, typed: str) -> Draft:
        """Keep a draft back until a time. Raises Invalid, NotFound."""
        until = await self._time(guild_id, typed)
        await self._take_in.draft(guild_id, draft_id)
        by = By(actor_id=user_id, at=self._clock())
        kept = await self._storage.drafts.put_under_embargo(
            guild_id, draft_id, until, until + KEPT, by
        )
        if not kept:
            raise NotFound("This is a story already, so no embargo can keep it back any more.")
        return await self._take_in.draft(guild_id, draft_id)

    async def keep_back(
        self, guild_id: int, user_id: int, story_id: int | None, typed: str
    ) -> Story:
        """Keep a stored story back until a time, or no longer. Raises Invalid, NotFound, and
        Refusal where a briefing has carried it.
        """
        lifted = typed.strip().casefold() in (*LIFTED, say("none").casefold())
        until = None if lifted else await self._time(guild_id, typed)
        by = By(actor_id=user_id, at=self._clock())
        try:
            story = await self._storage.embargoes.put(guild_id, story_id or 0, until, by)
        except StoryInUse:
            raise Refusal(POSTED, id=story_id or 0) from None
        if story is None:
            raise NotFound(NO_STORY)
        return story

    async def _time(self, guild_id: int, typed: str) -> datetime:
        """What was typed as a time to come. Raises Invalid."""
        guild = await self._storage.guilds.get(guild_id)
        zone = ZoneInfo(guild.zone) if guild and guild.zone else None
        until, now = read_date(typed, zone=zone), self._clock()
        if until is None:
            raise Invalid(
                "“{date}” is not a time that can be read. Write it like 2026-11-26 07:00.",
                date=typed.strip()[:60],
            )
        if not now < until <= now + LONGEST:
            raise Invalid("An embargo ends after now, and within a year. Name another time.")
        return until

    async def of(self, guild_id: int) -> KeptBack:
        """What is kept back in a server."""
        return KeptBack(
            await self._storage.drafts.under_embargo(guild_id, MOST_SHOWN),
            await self._storage.embargoes.of(guild_id, MOST_SHOWN),
        )

    async def tick(self) -> None:
        """Let go those whose time has come; of drafts, make stories."""
        while over := await self._storage.embargoes.over(now := self._clock(), AT_ONCE):
            await self._storage.embargoes.end(over, now)
            log.info("embargo ended", stories=over)
        while freed := await self._storage.drafts.freed(self._clock(), AT_ONCE):
            saved = [await self._save(draft) for draft in freed]
            if not any(saved):
                return

    async def _save(self, draft: Draft) -> bool:
        """One that is gone meanwhile, or too old, must not keep editions back."""
        try:
            await self._take_in.save(draft.guild_id, draft.id, draft.user_id)
        except NotFound:
            log.warning("no story after its embargo", draft=draft.id)
            return False
        log.info("embargo ended", draft=draft.id)
        return True
