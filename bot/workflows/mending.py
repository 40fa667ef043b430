"""Mending posted messages: each that a correction concerns is edited, each of a pulled briefing is
deleted, whenever Discord lets us.

What is to be done stands in the database, one row a message; what the message shall say is worked
out anew at each try, from the body that was frozen and the facts of now. So two corrections are one
edit, an undone one is another, and a bot that was killed half-way just goes on.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import groupby

import structlog

from bot.workflows.mended import Mended
from bot.workflows.notices import Notices
from bot.workflows.places import channel_of
from bot.workflows.ports import Cleared, Clock, Poster, PostFailed, Renderer, Trouble
from storage import Storage
from storage.correction_records import Mend, MendKind
from storage.delivery_records import Delivery, DeliveryPart, Step

log = structlog.get_logger(__name__)

A_ROUND = 200
CHANNELS_AT_ONCE = 8
"""Briefings use the same pace and go before; eight edits on their way leave them room."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=30)
GIVE_UP = timedelta(days=7)

NEVER_POSTED = "It was never posted."
GONE = "Somebody had deleted the message."
TOO_LATE = "Discord did not take it within a week."
_ABOUT_THE_CHANNEL = (Trouble.AWAY, Trouble.BANNED, Trouble.CUT, Trouble.FAULT, Trouble.REVOKED)
"""What would stop the next message of the channel, too."""


class Mending:
    """The queue's drain. One instance a process."""

    def __init__(
        self, storage: Storage, renderer: Renderer, poster: Poster, notices: Notices, clock: Clock
    ) -> None:
        self._storage = storage
        self._poster = poster
        self._notices = notices
        self._clock = clock
        self._mended = Mended(storage, renderer, poster)
        self._stopping = False

    def stop(self) -> None:
        """Begin no further edit; what is left goes on at the next start."""
        self._stopping = True

    async def tick(self) -> None:
        """Mend what has its turn, each channel's messages one after the other."""
        places = asyncio.Semaphore(CHANNELS_AT_ONCE)
        moved = True
        while moved and not self._stopping:
            due = await self._storage.mends.due(self._clock(), A_ROUND)
            found = [await self._placed(mend) for mend in due]
            found.sort(key=lambda pair: (pair[0], pair[1].delivery_id, pair[1].part))
            channels = [
                [mend for _, mend in pairs] for _, pairs in groupby(found, key=lambda pair: pair[0])
            ]
            done = await asyncio.gather(*(self._channel(places, mends) for mends in channels))
            moved = any(done)

    async def _placed(self, mend: Mend) -> tuple[int, Mend]:
        delivery = await self._storage.deliveries.get(mend.guild_id, mend.delivery_id)
        part = _part(delivery, mend) if delivery else None
        return channel_of(delivery, part) if delivery and part else 0, mend

    async def _channel(self, places: asyncio.Semaphore, mends: list[Mend]) -> bool:
        """Whether anything came to an end."""
        moved = False
        async with places:
            for mend in mends:
                if self._stopping:
                    break
                try:
                    ended, go_on = await self._mend(mend)
                except Exception:
                    # One message's bug must not hold up the others; it has its turn again later.
                    log.exception("mend failed", delivery=mend.delivery_id, part=mend.part)
                    until = self._clock() + LONGEST_WAIT
                    await self._storage.mends.wait(mend, until, "It failed on our side.")
                    continue
                moved |= ended
                if not go_on:
                    break
        return moved

    async def _mend(self, mend: Mend) -> tuple[bool, bool]:
        """Whether it has come to an end, and whether the channel's next may be tried at once."""
        try:
            reason, step = await self._do(mend)
        except PostFailed as failure:
            return await self._not_done(mend, failure)
        await self._storage.mends.done(mend, reason, step, self._clock())
        return True, True

    async def _do(self, mend: Mend) -> tuple[str | None, Step | None]:
        """Why there was nothing to do, or the step that was done. Raises PostFailed."""
        delivery = await self._storage.deliveries.get(mend.guild_id, mend.delivery_id)
        part = _part(delivery, mend) if delivery else None
        if delivery is None or part is None or part.message_id is None:
            return NEVER_POSTED, None
        place = mend.guild_id, channel_of(delivery, part), part.message_id
        if mend.kind is MendKind.DELETE:
            there = await self._poster.delete(*place)
            await self._clear(delivery)
            return (None, Step.DELETED) if there else (GONE, None)
        body = await self._mended.body(delivery, part)
        there = await self._poster.edit(*place, body)
        return (None, Step.CORRECTED) if there else (GONE, None)

    async def _clear(self, delivery: Delivery) -> None:
        """Take away the thread or post that the edition had begun, once nothing stands in it."""
        thread_id = delivery.thread_id
        if thread_id is None or delivery.destination.joins:
            return
        if await self._poster.clear_thread(thread_id) is Cleared.CLOSED:
            await self._notices.tell(
                delivery.guild_id,
                f"mend thread {thread_id}",
                "A briefing was pulled, and nothing stands in <#{thread}> any more. The bot may not"
                " delete threads there, so it has closed it: delete it by hand, or allow the bot"
                " “Manage Threads”.",
                thread=thread_id,
            )

    async def _not_done(self, mend: Mend, failure: PostFailed) -> tuple[bool, bool]:
        now = self._clock()
        if failure.final or now - mend.made_at > GIVE_UP:
            reason = failure.reason if failure.final else TOO_LATE
            # Told first: whoever is killed between the two tells nothing twice.
            await self._tell(mend, reason)
            await self._storage.mends.failed(mend, reason)
            return True, True
        wait = failure.wait or min(FIRST_WAIT * 2 ** min(mend.attempt, 9), LONGEST_WAIT)
        log.info("mend waits", delivery=mend.delivery_id, reason=failure.reason)
        await self._storage.mends.wait(mend, now + wait, failure.reason)
        return False, failure.trouble not in _ABOUT_THE_CHANNEL

    async def _tell(self, mend: Mend, reason: str) -> None:
        """The editors, once a day and channel."""
        channel_id, _ = await self._placed(mend)
        subject = f"mend {mend.kind} {channel_id} {self._clock().date()}"
        if mend.kind is MendKind.DELETE:
            await self._notices.tell(
                mend.guild_id,
                subject,
                "A briefing that was pulled still stands in <#{channel}>: {reason}. Delete it there"
                " by hand.",
                channel=channel_id,
                reason=reason,
            )
            return
        await self._notices.tell(
            mend.guild_id,
            subject,
            "A posted message in <#{channel}> could not be corrected: {reason}. Mend that, then"
            " press Try again in /story correct.",
            channel=channel_id,
            reason=reason,
        )


def _part(delivery: Delivery, mend: Mend) -> DeliveryPart | None:
    return next((part for part in delivery.parts if part.part == mend.part), None)
