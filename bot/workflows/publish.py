"""Publishing: what is due is claimed, composed, frozen, sent and settled, exactly once.

due slots ─→ claim          ledger row + the slot's next run, one transaction
lease ─→ compose ─→ freeze  the rendered parts stand in the row before anything leaves
      ─→ sending ─→ send each part with its nonce ─→ sent
a row found in `sending` is in doubt: the channel is read before anything is sent again
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.briefing.timetable import LATE_AFTER
from bot.workflows.claiming import Claiming
from bot.workflows.editions import Editions, carried_stories
from bot.workflows.ports import Clock, Poster, PostFailed, Renderer
from storage import Storage
from storage.records import Delivery, DeliveryPart, DeliveryState

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=120)
ATTEMPT_SECONDS = 90
"""One delivery's attempt; discord.py's own retries (1+3+5+7+9 s) fit well inside."""
NONCE_WINDOW = timedelta(seconds=120)
"""How long a repeated nonce surely finds the first message. Discord says "the past few minutes"."""
RENEW_SECONDS = 30
MOST_IN_FLIGHT = 64
REFILL_SECONDS = 0.25
BAN_PAUSE = timedelta(minutes=15)
"""After Cloudflare's ban nothing is sent this long, then twice as long, and so on."""
PAUSES = (1.0, 3.0, 5.0)
"""Seconds before the second, third and fourth try of one part."""


class Publish:
    """The ledger's drain. One instance a process."""

    def __init__(
        self,
        storage: Storage,
        editions: Editions,
        renderer: Renderer,
        poster: Poster,
        clock: Clock,
        *,
        grace: timedelta,
    ) -> None:
        self._storage = storage
        self._editions = editions
        self._renderer = renderer
        self._poster = poster
        self._clock = clock
        self._grace = grace
        self._claiming = Claiming(storage, clock, grace)
        self._owner = secrets.token_hex(8)
        self._stopping = False
        self._silent_until: datetime | None = None
        self._bans = 0
        self._looked_at = time.monotonic()

    async def tick(self) -> None:
        """Claim what is due and send what is pending."""
        in_flight: set[asyncio.Task[None]] = set()
        self._looked_at = time.monotonic()
        while not self._stopping and not self._silent():
            await self._claiming.claim_due()
            self._looked_at = time.monotonic()
            for delivery in await self._lease(MOST_IN_FLIGHT - len(in_flight)):
                in_flight.add(asyncio.create_task(self._attempt(delivery)))
            if not in_flight:
                return
            # Composing runs ahead of sending: attempts beyond the next slots wait in the pacer.
            _, in_flight = await asyncio.wait(in_flight, timeout=REFILL_SECONDS)
        if in_flight:
            await asyncio.wait(in_flight)

    def stop(self) -> None:
        """Claim and lease nothing more; what is being sent goes on to its end."""
        self._stopping = True

    async def release(self) -> None:
        """Give back what was leased and not sent, so that the next start need not wait."""
        await self._storage.deliveries.release(self._owner)

    async def _lease(self, room: int) -> list[Delivery]:
        """Rows to work on, longest due first, the servers of one instant taking turns."""
        now = self._clock()
        leased = await self._storage.deliveries.lease(self._owner, now, now + LEASE, limit=room)
        return interleaved(leased)

    @property
    def silence(self) -> timedelta:
        """How long ago it last looked for what is due."""
        return timedelta(seconds=time.monotonic() - self._looked_at)

    @property
    def shut_out_until(self) -> datetime | None:
        """Until when nothing is sent, because Discord has shut its door to this address."""
        return self._silent_until if self._silent() else None

    def _silent(self) -> bool:
        """Whether Discord has shut its door to this address for a while."""
        return self._silent_until is not None and self._clock() < self._silent_until

    async def _renew(self, delivery: Delivery) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            until = self._clock() + LEASE
            await self._storage.deliveries.renew(delivery.id, self._owner, until)

    async def _attempt(self, delivery: Delivery) -> None:
        renewing = asyncio.create_task(self._renew(delivery))
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                await self._deliver(delivery)
        except TimeoutError:
            log.warning("attempt timed out", delivery=delivery.id)
        except Exception:
            # One edition's bug must not hold up the others; the lease brings this one back.
            log.exception("attempt failed", delivery=delivery.id)
        finally:
            renewing.cancel()

    async def _deliver(self, delivery: Delivery) -> None:
        if delivery.state is DeliveryState.SENDING:
            known = await self._look_back(delivery)
            if known is None:
                return
            delivery = known
        elif not delivery.parts:
            prepared = await self._prepare(delivery)
            if prepared is None:
                return
            delivery = prepared
        ours = await self._storage.deliveries.begin_sending(
            delivery.guild_id, delivery.id, self._owner, self._clock()
        )
        if not ours:
            return  # the lease ran out and somebody else has the row
        try:
            for part in delivery.parts:
                if part.message_id is None:
                    await self._send(delivery, part)
        except PostFailed as failure:
            await self._failed(delivery, failure)
        else:
            await self._settle(delivery, DeliveryState.SENT, None)

    async def _prepare(self, delivery: Delivery) -> Delivery | None:
        """Compose and freeze. None where there is nothing to send."""
        now = self._clock()
        schedule = await self._storage.schedules.get(delivery.guild_id, delivery.schedule_id)
        if schedule is None:
            await self._settle(delivery, DeliveryState.SKIPPED, "The schedule was removed.")
            return None
        briefing = await self._editions.for_schedule(
            schedule,
            local_date=delivery.local_date,
            due_at=delivery.due_at,
            late=now - delivery.due_at > LATE_AFTER,
            extra=delivery.slot.startswith("extra:"),
        )
        if briefing is None:
            await self._settle(delivery, DeliveryState.SKIPPED, "nothing new")
            return None
        parts = tuple(
            DeliveryPart(part=number, payload=body, nonce=_nonce(delivery, number))
            for number, body in enumerate(
                self._renderer.render(briefing, code=delivery.code), start=1
            )
        )
        frozen = await self._storage.deliveries.freeze(
            delivery.guild_id, delivery.id, self._owner, parts, carried_stories(briefing), now
        )
        return replace(delivery, parts=parts) if frozen else None

    async def _look_back(self, delivery: Delivery) -> Delivery | None:
        """Settle the doubt about a delivery whose sending was interrupted.

        None where nobody can say whether it was posted: it is settled as unconfirmed, because
        a second post is worse than a question.
        """
        since = delivery.first_try_at or delivery.due_at
        found = await self._poster.look_back(delivery.channel_id, delivery.code, since)
        await self._storage.deliveries.looked_back(
            delivery.guild_id, delivery.id, found, self._clock()
        )
        if found is None:
            if self._clock() - since < NONCE_WINDOW:
                return delivery  # the nonce still tells a resend from a first one
            reason = "The channel cannot be read back, so nobody can say whether it was posted."
            await self._settle(delivery, DeliveryState.UNCONFIRMED, reason)
            return None
        parts = tuple(
            replace(part, message_id=part.message_id or found.get(part.part))
            for part in delivery.parts
        )
        return replace(delivery, parts=parts)

    async def _send(self, delivery: Delivery, part: DeliveryPart) -> None:
        for pause in (*PAUSES, None):
            try:
                message_id = await self._poster.send(delivery.channel_id, part.payload, part.nonce)
            except PostFailed as failure:
                # The same nonce again: if the first try did get through, it finds that message.
                if failure.final or failure.wait or pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                self._bans = 0
                await self._part_sent(delivery, part.part, message_id)
                return

    async def _part_sent(self, delivery: Delivery, part: int, message_id: int) -> None:
        await self._storage.deliveries.part_sent(
            delivery.guild_id, delivery.id, part, message_id, self._clock()
        )

    async def _failed(self, delivery: Delivery, failure: PostFailed) -> None:
        now = self._clock()
        over = now - delivery.due_at > self._grace
        if failure.banned:
            until = now + BAN_PAUSE * 2**self._bans
            self._bans += 1
            self._silent_until = until
            log.error("Discord has blocked this address", until=until.isoformat())
        if failure.final or (over and not failure.in_doubt):
            await self._settle(delivery, DeliveryState.FAILED, failure.reason)
        elif over:
            await self._settle(delivery, DeliveryState.UNCONFIRMED, failure.reason)
        else:
            # It stays `sending`: when the lease runs out the next attempt looks back first.
            log.warning("will try again", delivery=delivery.id, reason=failure.reason)
            if failure.wait:
                later = now + max(failure.wait, LEASE)
                await self._storage.deliveries.renew(delivery.id, self._owner, later)

    async def _settle(self, delivery: Delivery, state: DeliveryState, reason: str | None) -> None:
        await self._storage.deliveries.settle(
            delivery.guild_id, delivery.id, self._owner, state, reason, self._clock()
        )
        log.info("settled", delivery=delivery.id, state=state.value, reason=reason)


def interleaved(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """By due time; within one instant the servers take turns, so that none waits for another's."""
    turns: Counter[tuple[datetime, int]] = Counter()
    order: list[tuple[datetime, int, int, Delivery]] = []
    for position, delivery in enumerate(deliveries):
        key = (delivery.due_at, delivery.guild_id)
        order.append((delivery.due_at, turns[key], position, delivery))
        turns[key] += 1
    return [delivery for *_, delivery in sorted(order, key=lambda one: one[:3])]


def _nonce(delivery: Delivery, part: int) -> str:
    """24 hex characters (Discord takes at most 25), the same for every try of one part."""
    text = f"{delivery.code}:{part}".encode()
    return hashlib.blake2b(text, digest_size=12).hexdigest()
