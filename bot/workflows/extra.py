"""An edition asked for by hand: labelled extra, in the ledger like every other, never posted twice.

Only the row is written here. It goes out as every edition does, by `publish`.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.briefing.zones import zone_of
from bot.errors import NotFound
from bot.workflows.plan import NO_SCHEDULE
from bot.workflows.ports import Clock
from storage import Storage
from storage.delivery_records import Delivery, DeliveryState
from storage.desk_log import By
from storage.errors import Missing
from storage.schedule_records import Schedule

OPEN = (DeliveryState.PENDING, DeliveryState.SENDING)
_OUT = (*OPEN, DeliveryState.SENT, DeliveryState.UNCONFIRMED)

WAITS = 80
WAIT_SECONDS = 0.25
"""An answer waits 20 s at most: in the rush of a full hour its turn may come later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What became of the wish for an extra edition.

    already: today's edition that is out or going out, so that one must ask first.
    delivery: the extra edition, as far as it has come.
    """

    schedule: Schedule
    already: Delivery | None = None
    delivery: Delivery | None = None


class Extra:
    """Extra editions. `wake` lets the sending tick run now."""

    def __init__(self, storage: Storage, clock: Clock, wake: Callable[[], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Wait for no edition any longer: what was asked for is in the ledger."""
        self._stopped.set()

    async def ask(
        self, guild_id: int, user_id: int, schedule_id: int | None, request_id: int
    ) -> Asked:
        """Post an extra edition, unless today's is out or going out. Raises NotFound."""
        schedule = await self._schedule(guild_id, schedule_id)
        today = self._today(schedule)
        for delivery in await self._storage.deliveries.of_date(guild_id, schedule.id, today):
            if delivery.state in _OUT:
                return Asked(schedule=schedule, already=delivery)
        return await self.post(guild_id, user_id, schedule_id, request_id)

    async def post(
        self, guild_id: int, user_id: int, schedule_id: int | None, request_id: int
    ) -> Asked:
        """Post the extra edition of one request, whatever today had. Raises NotFound.

        request_id: the interaction that asked first; the same one never gives a second post.
        """
        schedule = await self._schedule(guild_id, schedule_id)
        now = self._clock()
        try:
            delivery = await self._storage.claims.add_extra(
                guild_id,
                schedule_id=schedule.id,
                channel_id=schedule.channel_id,
                local_date=self._today(schedule),
                slot=f"extra:{request_id}",
                due_at=now,
                code=secrets.token_hex(6),
                now=now,
                by=By(actor_id=user_id, at=now),
            )
        except Missing as error:
            raise NotFound(NO_SCHEDULE) from error
        self._wake()
        return Asked(schedule=schedule, delivery=await self._outcome(delivery))

    async def _outcome(self, delivery: Delivery) -> Delivery:
        for _ in range(WAITS):
            found = await self._storage.deliveries.get(delivery.guild_id, delivery.id)
            delivery = found or delivery
            if delivery.state not in OPEN or self._stopped.is_set():
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), WAIT_SECONDS)
        return delivery

    async def _schedule(self, guild_id: int, schedule_id: int | None) -> Schedule:
        schedule = await self._storage.schedules.get(guild_id, schedule_id) if schedule_id else None
        if schedule is None:
            raise NotFound(NO_SCHEDULE)
        return schedule

    def _today(self, schedule: Schedule) -> date:
        zone = zone_of(schedule.zone, schedule.server_zone)
        return self._clock().astimezone(zone).date()
