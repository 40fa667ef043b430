"""Stories under embargo: they stay drafts, which nothing lists or carries, until their time.

tick, and before an edition is put together ─→ drafts.freed ─→ take_in.save
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.errors import Invalid, NotFound
from bot.reading.dates import read_date
from bot.workflows.ports import Clock
from bot.workflows.take_in import TakeIn
from storage import Storage
from storage.records import Draft

log = structlog.get_logger(__name__)

AT_ONCE = 20
MOST_SHOWN = 10
LONGEST = timedelta(days=366)
KEPT = timedelta(days=30)
"""Beyond its end, should it not be made a story then for some reason."""


class Embargoes:
    """Keeps stories back until their time."""

    def __init__(self, storage: Storage, take_in: TakeIn, clock: Clock) -> None:
        self._storage = storage
        self._take_in = take_in
        self._clock = clock

    async def put(self, guild_id: int, draft_id: int, typed: str) -> Draft:
        """Keep a draft back until a time. Raises Invalid, NotFound."""
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
        await self._take_in.draft(guild_id, draft_id)
        kept = await self._storage.drafts.put_under_embargo(guild_id, draft_id, until, until + KEPT)
        if not kept:
            raise NotFound("This is a story already, so no embargo can keep it back any more.")
        return await self._take_in.draft(guild_id, draft_id)

    async def of(self, guild_id: int) -> tuple[Draft, ...]:
        """What is kept back in a server, the first to end first."""
        return await self._storage.drafts.under_embargo(guild_id, MOST_SHOWN)

    async def tick(self) -> None:
        """Make stories of those whose time has come."""
        while freed := await self._storage.drafts.freed(self._clock(), AT_ONCE):
            for draft in freed:
                await self._take_in.save(draft.guild_id, draft.id, draft.user_id)
                log.info("embargo ended", draft=draft.id)
