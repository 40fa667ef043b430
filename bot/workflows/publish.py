"""Publishing: what is due is claimed, leased and tried, each edition exactly once.

due slots ─→ claiming     ledger row + the slot's next run, one transaction
pending   ─→ lease ─→ delivering ─→ settling     one try each, as many at once as may be
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.workflows.claiming import Claiming
from bot.workflows.delivering import LEASE, Delivering
from bot.workflows.ports import Clock
from bot.workflows.restraint import Restraint
from storage import Storage
from storage.delivery_records import Delivery
from storage.errors import StorageError

log = structlog.get_logger(__name__)

MOST_IN_FLIGHT = 64
REFILL_SECONDS = 0.25
ABANDON_SECONDS = 2
RELEASE_SECONDS = 2


class Publish:
    """The ledger's drain. One instance a process; `owner` is its name in leases."""

    def __init__(
        self,
        storage: Storage,
        claiming: Claiming,
        delivering: Delivering,
        restraint: Restraint,
        clock: Clock,
        owner: str,
    ) -> None:
        self._storage = storage
        self._claiming = claiming
        self._delivering = delivering
        self._restraint = restraint
        self._clock = clock
        self._owner = owner
        self._stopping = False
        self._looked_at = time.monotonic()
        self._in_flight: dict[asyncio.Task[None], int] = {}

    async def tick(self) -> None:
        """Claim what is due and try what is pending."""
        self._looked_at = time.monotonic()
        while not self._stopping:
            await self._claiming.claim_due()
            self._looked_at = time.monotonic()
            if self._restraint.silent_until() is None:
                room = self._restraint.room(MOST_IN_FLIGHT) - len(self._in_flight)
                for delivery in await self._lease(room):
                    attempt = asyncio.create_task(self._delivering.attempt(delivery))
                    self._in_flight[attempt] = delivery.id
            if not self._in_flight:
                return
            # Composing runs ahead of sending: attempts beyond the next slots wait in the pacer.
            ended, _ = await asyncio.wait(self._in_flight, timeout=REFILL_SECONDS)
            for attempt in ended:
                del self._in_flight[attempt]
        if self._in_flight:
            await asyncio.wait(self._in_flight)

    def stop(self) -> None:
        """Claim and lease nothing more; what is being sent goes on to its end."""
        self._stopping = True
        self._delivering.stop()
        self._claiming.stop()

    async def abandon(self) -> None:
        """Break off what is still being sent, and give back every lease: the next start reads
        the channel for what was broken off, and goes on.
        """
        for attempt in self._in_flight:
            attempt.cancel()
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=ABANDON_SECONDS)
        try:
            await asyncio.wait_for(self._storage.claims.release(self._owner), RELEASE_SECONDS)
        except (StorageError, TimeoutError) as error:
            # They run out by themselves, two minutes after they were taken.
            log.warning("leases not given back", cause=repr(error))

    async def _lease(self, room: int) -> list[Delivery]:
        """Rows to work on, longest due first, the servers of one instant taking turns."""
        if room < 1:
            return []
        now = self._clock()
        leased = await self._storage.claims.lease(
            self._owner, now, now + LEASE, limit=room, at_work=self._in_flight.values()
        )
        return interleaved(leased)

    @property
    def silence(self) -> timedelta:
        """How long ago it last looked for what is due."""
        return timedelta(seconds=time.monotonic() - self._looked_at)

    @property
    def shut_out_until(self) -> datetime | None:
        """Until when nothing is sent, because Discord has shut its door to this address."""
        return self._restraint.silent_until()


def interleaved(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """By due time; within one instant the servers take turns, so that none waits for another's."""
    turns: Counter[tuple[datetime, int]] = Counter()
    order: list[tuple[datetime, int, int, Delivery]] = []
    for position, delivery in enumerate(deliveries):
        key = (delivery.due_at, delivery.guild_id)
        order.append((delivery.due_at, turns[key], position, delivery))
        turns[key] += 1
    return [delivery for *_, delivery in sorted(order, key=lambda one: one[:3])]
