"""One try of a delivery, from whatever state it is in to sent, settled, or tried again later.

pending ─→ held, or not approved: it waits
        ─→ compose ─→ freeze    the rendered parts stand in the row before anything leaves
        ─→ begin sending        committed before the first request
        ─→ each part with its nonce ─→ sent
sending ─→ the channel is read back first: nothing in doubt is ever sent again blindly
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.briefing.timetable import LATE_AFTER, OVERTAKEN, TOO_LATE
from bot.workflows.found_again import FoundAgain
from bot.workflows.patience import Patience
from bot.workflows.places import Place, Places
from bot.workflows.ports import Clock, Poster, PostFailed, Renderer, Trouble
from bot.workflows.preparing import Preparing
from bot.workflows.restored import RESTORED, Restored
from bot.workflows.settling import Settling
from bot.workflows.waiting import Waiting
from storage import Storage
from storage.delivery_records import Delivery, DeliveryPart, DeliveryState

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=120)
RENEW_SECONDS = 30
UNREADABLE = "The channel cannot be read back, so nobody can say whether it was posted."
IN_PART = "Only a part of it could be posted in time."


@dataclass(slots=True)
class _Try:
    """A delivery at work. in_doubt: since when a request may have been taken unanswered."""

    row: Delivery
    place: Place
    in_doubt: datetime | None


class Delivering:
    """Tries deliveries that `owner` has leased."""

    def __init__(
        self,
        storage: Storage,
        restored: Restored,
        preparing: Preparing,
        waiting: Waiting,
        places: Places,
        renderer: Renderer,
        poster: Poster,
        settling: Settling,
        clock: Clock,
        patience: Patience,
        owner: str,
    ) -> None:
        self._storage = storage
        self._restored = restored
        self._found_again = FoundAgain(storage, renderer, poster)
        self._preparing = preparing
        self._waiting = waiting
        self._places = places
        self._renderer = renderer
        self._poster = poster
        self._settling = settling
        self._clock = clock
        self._patience = patience
        self._owner = owner
        self._stopping = False

    def stop(self) -> None:
        """Begin to send nothing more."""
        self._stopping = True

    async def attempt(self, row: Delivery) -> None:
        """Whatever happens is written down; nothing is raised."""
        doubt = row.first_try_at if row.state is DeliveryState.SENDING else None
        this = _Try(row, self._places.of(row), doubt)
        renewing = asyncio.create_task(self._renew(row))
        try:
            failure = await self._outcome(this)
            if failure:
                await self._settling.failed(this.row, failure, in_doubt=bool(this.in_doubt))
        except Exception:
            # One edition's bug must not hold up the others; the lease brings this one back.
            log.exception("attempt failed", delivery=row.id)
        finally:
            renewing.cancel()

    async def _renew(self, row: Delivery) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            await self._storage.claims.renew(row.id, self._owner, self._clock() + LEASE)

    async def _outcome(self, this: _Try) -> PostFailed | None:
        try:
            async with asyncio.timeout(self._patience.attempt_seconds):
                await self._deliver(this)
        except PostFailed as failure:
            return failure
        except TimeoutError:
            return PostFailed("Discord did not answer in time.", Trouble.FAULT)
        return None

    async def _deliver(self, this: _Try) -> None:
        doubt = await self._restored.doubt(this.row)
        if doubt and not await self._look_beyond(this, *doubt):
            return
        if this.in_doubt and not await self._look_back(this):
            return
        if not this.in_doubt and await self._waiting.keeps(this.row):
            return
        if await self._is_past(this):
            return
        prepared = await self._preparing.prepared(this.row)
        if prepared is None:
            return
        if prepared is not this.row:  # else its place may have learnt of a thread by looking back
            this.row, this.place = prepared, self._places.of(prepared)
        if not doubt and self._may_be_known(this.row) and await self._was_posted_before(this):
            return
        if self._poster.is_away(this.row.guild_id):
            reason = "Discord has an outage that concerns this server."
            raise PostFailed(reason, Trouble.AWAY)
        if self._stopping:
            return  # it stays as it is, for the next start
        if not await self._storage.sending.begin_sending(
            this.row.guild_id, this.row.id, self._owner, self._clock()
        ):
            return  # the lease ran out and somebody else has the row
        for part in this.row.parts:
            if part.message_id is None:
                part = await self._send(this, part)
            await this.place.sent(part)
        await self._settling.end(this.row, DeliveryState.SENT, this.place.note)

    async def _look_back(self, this: _Try) -> bool:
        """Settle the doubt. False where nobody can say: then it ends unconfirmed, because a
        second post is worse than a question.
        """
        row = this.row
        if all(part.message_id for part in row.parts):
            return True
        since, until = self._tried_between(row)
        found = await this.place.look_back(since, until)
        await self._storage.sending.looked_back(row.guild_id, row.id, found, self._clock())
        if found is None:
            if self._nonce_holds(this):
                return True  # the nonce still tells a resend from a first one
            await self._settling.end(row, DeliveryState.UNCONFIRMED, UNREADABLE)
            return False
        parts = tuple(
            replace(part, message_id=part.message_id or found.get(part.part)) for part in row.parts
        )
        this.row = replace(row, parts=parts)
        this.in_doubt = None
        return True

    async def _look_beyond(self, this: _Try, since: datetime, until: datetime) -> bool:
        """Look for what this ledger may have posted after the backup that it was put back to.
        False where that settles it. Raises PostFailed where Discord does not answer.
        """
        row, now = this.row, self._clock()
        look = this.place.look_back if row.parts else partial(self._found_again.look, row)
        found = await look(since, until)
        if found is None and row.due_at >= until:
            return True  # it was not due yet
        await self._storage.sending.looked_back(row.guild_id, row.id, found, now)
        if found is None:
            await self._settling.end(row, DeliveryState.UNCONFIRMED, UNREADABLE)
            return False
        this.in_doubt = None
        if not found:
            return True
        missing = [part for part in row.parts if part.part not in found and not part.message_id]
        if not missing:
            await self._settling.end(row, DeliveryState.SENT, RESTORED)
            return False
        parts = (
            replace(part, message_id=part.message_id or found.get(part.part)) for part in row.parts
        )
        this.row = replace(row, parts=tuple(parts))
        return True

    def _may_be_known(self, row: Delivery) -> bool:
        """A late edition that was never tried may have been posted by this ledger itself, before
        it was put back to an older backup.
        """
        late = self._clock() - row.due_at > LATE_AFTER
        return late and row.first_try_at is None and not row.slot.startswith("extra:")

    async def _was_posted_before(self, this: _Try) -> bool:
        """Settles it if so. Raises PostFailed where Discord does not answer."""
        row, now = this.row, self._clock()
        found = await self._found_again.look(row, row.due_at, now)
        if not found:
            return False
        await self._storage.sending.looked_back(row.guild_id, row.id, found, now)
        await self._settling.end(row, DeliveryState.SENT, RESTORED)
        return True

    def _tried_between(self, row: Delivery) -> tuple[datetime, datetime]:
        """Within which instants its requests were made. Where the clock has gone back since, no
        instant of then can be trusted: the whole grace is looked at.
        """
        now = self._clock()
        since = row.first_try_at or row.due_at
        last = row.last_try_at or since
        if max(since, last) > now:
            return now - self._patience.grace, now
        return since, last + timedelta(seconds=self._patience.attempt_seconds)

    def _nonce_holds(self, this: _Try) -> bool:
        since = this.in_doubt
        return since is None or (
            this.place.has_nonce
            and timedelta(0) <= self._clock() - since < self._patience.nonce_window
        )

    async def _is_past(self, this: _Try) -> bool:
        """Settle what is too late, overtaken by a newer edition, or of a paused schedule."""
        row, late = this.row, self._clock() - this.row.due_at
        begun = any(part.message_id for part in row.parts)
        if row.parts and all(part.message_id for part in row.parts):
            return False
        if late > self._patience.grace:
            if begun:
                await self._settling.end(row, DeliveryState.FAILED, IN_PART)
            elif this.in_doubt:
                await self._settling.end(row, DeliveryState.UNCONFIRMED, UNREADABLE)
            elif row.first_try_at or row.reason:
                await self._settling.end(row, DeliveryState.FAILED, row.reason or TOO_LATE)
            else:
                await self._settling.end(row, DeliveryState.SKIPPED, TOO_LATE)
            return True
        if begun or this.in_doubt or row.slot.startswith("extra:") or late <= LATE_AFTER:
            return False
        overtaken = await self._storage.deliveries.is_overtaken(row.guild_id, row.id)
        if overtaken:
            await self._settling.end(row, DeliveryState.SKIPPED, OVERTAKEN)
        return overtaken

    async def _send(self, this: _Try, part: DeliveryPart) -> DeliveryPart:
        """Post one part and write its message id down, also in the answer. Raises PostFailed."""
        row = this.row
        pauses = list(self._patience.pauses)
        while True:
            if not self._nonce_holds(this):
                raise PostFailed("Discord did not answer in time.", Trouble.FAULT)
            begun = self._clock()
            try:
                message_id = await self._posted(this, part, begun)
            except PostFailed as failure:
                if failure.trouble is Trouble.MALFORMED and (plain := self._plain(row, part)):
                    await self._storage.sending.write_plain(
                        row.guild_id, row.id, part.part, plain, failure.reason, self._clock()
                    )
                    part = replace(part, payload=plain)
                elif failure.trouble is Trouble.CUT and pauses:
                    # The same nonce again: if the first did get through, it finds that message.
                    await asyncio.sleep(pauses.pop(0))
                else:
                    raise
            else:
                this.in_doubt = None
                await self._storage.sending.part_sent(
                    row.guild_id, row.id, part.part, message_id, self._clock()
                )
                return replace(part, message_id=message_id)

    async def _posted(self, this: _Try, part: DeliveryPart, begun: datetime) -> int:
        """One request; from before it leaves until its answer the part is in doubt."""
        before = this.in_doubt
        this.in_doubt = before or begun
        try:
            return await this.place.send(part)
        except PostFailed as failure:
            if not failure.in_doubt:
                this.in_doubt = before
            raise

    def _plain(self, row: Delivery, part: DeliveryPart) -> str | None:
        return self._renderer.plain(part.payload, code=row.code, part=part.part)
