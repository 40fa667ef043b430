"""How long a server keeps its stories, and rolling off what is over that, little by little.

tick ─→ servers with a limit ─→ edge ─→ slices, each short enough that nobody waits for the writer
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.errors import Invalid
from bot.workflows.ports import Clock
from storage import Storage
from storage.desk_log import By
from storage.retention import Edge, Limit

log = structlog.get_logger(__name__)

YOUNG = timedelta(days=7)
"""What came in since then is never rolled off: it may still stand in a briefing."""
LEAST_DAYS, MOST_DAYS = 30, 36_500
LEAST_STORIES, MOST_STORIES = 100, 10_000_000
FIRST_SLICE, MOST_IN_SLICE = 20, 400
SLICE_SECONDS = 0.04
"""What a slice should hold the writer up for: well under the tenth of a second that is noticed."""
MOST_A_ROUND = 5_000
"""Stories, so that a round ends; the next goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A limit and what it means: stories there are, that would go, and that stay though they are
    over it. days, stories: None for no limit.
    """

    days: int | None
    stories: int | None
    count: int
    over: int
    wanted: int


class Retention:
    """Keeps the stories of each server within its limits."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def standing(self, guild_id: int) -> Plan:
        """The limits as they are set."""
        guild = await self._storage.guilds.get(guild_id)
        days, stories = (guild.keep_days, guild.keep_stories) if guild else (None, None)
        return await self._plan(guild_id, days, stories)

    async def consider(self, guild_id: int, days: int | None, stories: int | None) -> Plan:
        """What limits would mean; None leaves one as it is, 0 lifts it. Raises Invalid."""
        now = await self.standing(guild_id)
        wanted_days = now.days if days is None else days or None
        wanted_stories = now.stories if stories is None else stories or None
        _check(wanted_days, wanted_stories)
        return await self._plan(guild_id, wanted_days, wanted_stories)

    async def set(self, guild_id: int, user_id: int, days: int, stories: int) -> Plan:
        """Set both limits, 0 for none; what is over them goes with the next rounds. Raises
        Invalid.
        """
        _check(days or None, stories or None)
        by = By(actor_id=user_id, at=self._clock())
        await self._storage.guilds.set_retention(guild_id, days or None, stories or None, by)
        return await self.standing(guild_id)

    async def tick(self) -> None:
        """One round: the oldest that are over a limit, up to five thousand."""
        left = MOST_A_ROUND
        for limit in await self._storage.retention.limits():
            gone = await self._roll_off(limit, left)
            left -= gone
            if gone:
                log.info("stories rolled off", guild=limit.guild_id, count=gone)
            if left <= 0:
                return

    async def _roll_off(self, limit: Limit, most: int) -> int:
        edge = await self._edge(limit.guild_id, limit.keep_days, limit.keep_stories)
        gone, size = 0, FIRST_SLICE
        while edge and gone < most:
            began = time.monotonic()
            count = await self._storage.retention.roll_off(limit.guild_id, edge, size)
            seconds = max(time.monotonic() - began, 0.001)
            gone += count
            if count < size:
                break
            size = max(1, min(MOST_IN_SLICE, 2 * size, int(size * SLICE_SECONDS / seconds)))
            await asyncio.sleep(0)
        return gone

    async def _plan(self, guild_id: int, days: int | None, stories: int | None) -> Plan:
        edge = await self._edge(guild_id, days, stories)
        over, wanted = await self._storage.retention.over(guild_id, edge) if edge else (0, 0)
        return Plan(
            days=days,
            stories=stories,
            count=await self._storage.stories.count(guild_id),
            over=over,
            wanted=wanted,
        )

    async def _edge(self, guild_id: int, days: int | None, stories: int | None) -> Edge | None:
        now = self._clock()
        return await self._storage.retention.edge(
            guild_id,
            before=now - timedelta(days=days) if days else None,
            most=stories,
            young=now - YOUNG,
        )


def _check(days: int | None, stories: int | None) -> None:
    if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
        raise Invalid(
            "Stories can be kept from {least} to {most} days; 0 keeps them for good.",
            least=LEAST_DAYS,
            most=f"{MOST_DAYS:,}",
        )
    if stories is not None and not LEAST_STORIES <= stories <= MOST_STORIES:
        raise Invalid(
            "From {least} to {most} stories can be kept; 0 keeps all of them.",
            least=LEAST_STORIES,
            most=f"{MOST_STORIES:,}",
        )
