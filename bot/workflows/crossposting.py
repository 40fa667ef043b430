"""Passing posted parts on to the channels that follow an announcement channel, each in its turn.

Discord lets a channel do this about ten times an hour and may ask to wait for half an hour and
more, so what waits stands in the database. The edition itself is posted whatever becomes of this.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import groupby

import structlog

from bot.workflows.ports import Clock, Poster, PostFailed
from storage import Storage
from storage.delivery_records import Crosspost

log = structlog.get_logger(__name__)

A_ROUND = 64
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
GIVE_UP = timedelta(hours=24)
"""What has waited so long is no longer news to anybody."""
TOO_LATE = "Discord did not take it within a day."


class Crossposting:
    """The queue's drain. One instance a process."""

    def __init__(self, storage: Storage, poster: Poster, clock: Clock) -> None:
        self._storage = storage
        self._poster = poster
        self._clock = clock

    async def tick(self) -> None:
        """Pass on what has its turn, each channel's parts one after the other."""
        due = await self._storage.crossposts.due(self._clock(), A_ROUND)
        ordered = sorted(due, key=lambda one: (one.channel_id, one.message_id))
        channels = [list(rows) for _, rows in groupby(ordered, key=lambda one: one.channel_id)]
        await asyncio.gather(*map(self._channel, channels))

    async def _channel(self, rows: list[Crosspost]) -> None:
        for row in rows:
            try:
                if not await self._pass_on(row):
                    return
            except Exception:
                # One channel's bug must not hold up the others.
                log.exception("crosspost failed", delivery=row.delivery_id, part=row.part)
                return

    async def _pass_on(self, row: Crosspost) -> bool:
        """Whether the channel's next one may be tried at once."""
        queue, now = self._storage.crossposts, self._clock()
        key = row.guild_id, row.delivery_id, row.part
        if now - row.made_at > GIVE_UP:
            await queue.failed(*key, TOO_LATE)
            return True
        try:
            await self._poster.crosspost(row.guild_id, row.channel_id, row.message_id)
        except PostFailed as failure:
            log.info("not crossposted", delivery=row.delivery_id, reason=failure.reason)
            if failure.final:
                await queue.failed(*key, failure.reason)
                return True
            until = now + (failure.wait or min(FIRST_WAIT * 2 ** min(row.attempt, 9), LONGEST_WAIT))
            await queue.wait(*key, until, failure.reason)
            await queue.hold_channel(row.guild_id, row.channel_id, until)
            return False
        await queue.done(*key)
        return True
