"""Putting an edition together: composed as its editors have arranged it, rendered, and frozen.

Nothing leaves here: that is `delivering`'s work.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import datetime

from bot.briefing.compose import Briefing
from bot.briefing.timetable import LATE_AFTER
from bot.workflows.editions import Editions, carried_stories, plan_of
from bot.workflows.embargoes import Embargoes
from bot.workflows.places import Places
from bot.workflows.ports import Clock, Renderer
from bot.workflows.settling import Settling
from storage import Storage
from storage.delivery_records import Delivery, DeliveryPart, DeliveryState
from storage.edition_records import Arrangement
from storage.schedule_records import Schedule


class Preparing:
    """Makes deliveries that `owner` has leased ready to be sent."""

    def __init__(
        self,
        storage: Storage,
        editions: Editions,
        embargoes: Embargoes,
        renderer: Renderer,
        places: Places,
        settling: Settling,
        clock: Clock,
        owner: str,
    ) -> None:
        self._storage = storage
        self._editions = editions
        self._embargoes = embargoes
        self._renderer = renderer
        self._places = places
        self._settling = settling
        self._clock = clock
        self._owner = owner
        # One at a time: sixty at once hold the loop up, and what is sent next comes in a burst.
        self._composing = asyncio.Lock()

    async def prepared(self, row: Delivery) -> Delivery | None:
        """With its parts, on record. None where there is nothing to send, which is written down,
        or where the lease has run out.
        """
        if row.parts:
            return row
        schedule = await self._storage.schedules.get(row.guild_id, row.schedule_id)
        if schedule is None:
            await self._settling.end(row, DeliveryState.SKIPPED, "The schedule was removed.")
            return None
        await self._embargoes.tick()  # an embargo may end at this very hour
        plan = await plan_of(self._storage, schedule, row.slot, row.local_date)
        while True:
            begun = self._clock()
            briefing, bodies = await self._composed(schedule, row, plan.arrangement)
            ready = await self._frozen(schedule, row, briefing, bodies, begun, plan.version)
            if ready:
                return ready
            seen, plan = plan, await plan_of(self._storage, schedule, row.slot, row.local_date)
            if plan.version == seen.version and not await self._kept_back(row.guild_id, briefing):
                break
        if briefing is None:
            await self._settling.end(row, DeliveryState.SKIPPED, "nothing new")
        return None

    async def _kept_back(self, guild_id: int, briefing: Briefing | None) -> bool:
        """Whether one of its stories has been put under embargo meanwhile."""
        ids = [item.story.id for item in briefing.items] if briefing else []
        stories = await self._storage.stories.by_ids(guild_id, ids)
        return any(story.embargo_until is not None for story in stories)

    async def _composed(
        self, schedule: Schedule, row: Delivery, arranged: Arrangement
    ) -> tuple[Briefing | None, list[str]]:
        async with self._composing:
            briefing = await self._editions.for_schedule(
                schedule,
                local_date=row.local_date,
                due_at=row.due_at,
                late=self._clock() - row.due_at > LATE_AFTER,
                extra=row.slot.startswith("extra:"),
                arranged=arranged,
            )
            bodies = self._renderer.render(briefing, code=row.code) if briefing else []
        return briefing, bodies

    async def _frozen(
        self,
        schedule: Schedule,
        row: Delivery,
        briefing: Briefing | None,
        bodies: list[str],
        begun: datetime,
        plan_version: int,
    ) -> Delivery | None:
        """None where the lease is lost, the editors have changed their plan, or nothing is new.

        begun: when its composing began; what was corrected since is mended once it is posted.
        """
        if briefing is None:
            return None
        parts = tuple(
            DeliveryPart(part=number, payload=body, nonce=nonce_of(row, number))
            for number, body in enumerate(bodies, start=1)
        )
        ready = replace(await self._places.choose(row, schedule, briefing), parts=parts)
        frozen = await self._storage.sending.freeze(
            row.guild_id,
            row.id,
            self._owner,
            parts,
            carried_stories(briefing),
            begun,
            plan_version=plan_version,
            facts=briefing.facts,
        )
        return ready if frozen else None


def nonce_of(row: Delivery, part: int) -> str:
    """24 hex characters (Discord takes at most 25), the same for every try of one part."""
    return hashlib.blake2b(f"{row.code}:{part}".encode(), digest_size=12).hexdigest()
