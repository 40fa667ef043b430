"""Where each part of a delivery goes: its channel, a thread of its date, a forum post.

channel   every part into it, with its nonce
thread    part 1 into the channel, the thread is started from that message, the others into it;
          a later edition of the date goes into the thread that is there
forum     part 1 is the post's first message and has no nonce: after any doubt the forum's posts
          are read before anything is sent again; the others go into the post, with their nonces
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from bot.briefing.compose import Briefing
from bot.briefing.ping import calls
from bot.briefing.timetable import LATE_AFTER
from bot.workflows.ports import Clock, Poster, PostFailed, Renderer, Trouble
from storage import Storage
from storage.delivery_records import Delivery, DeliveryPart, Destination
from storage.schedule_records import ChannelKind, Schedule

log = structlog.get_logger(__name__)

POST_SHUT = "Its forum post was deleted or locked before it was whole."


class Places:
    """Finds the place of a delivery, once when it is composed and anew for each attempt."""

    def __init__(self, storage: Storage, renderer: Renderer, poster: Poster, clock: Clock) -> None:
        self._storage = storage
        self._renderer = renderer
        self._poster = poster
        self._clock = clock

    async def choose(self, delivery: Delivery, schedule: Schedule, briefing: Briefing) -> Delivery:
        """The delivery with its destination, which is on record from now on."""
        target = schedule.target
        kind = self._poster.kind(schedule.guild_id, schedule.channel_id) or target.kind
        titled = target.daily_thread or kind is ChannelKind.FORUM
        thread_id = None
        if target.daily_thread:
            thread_id = await self._storage.deliveries.thread_of_date(
                delivery.guild_id, schedule.id, delivery.local_date, schedule.channel_id
            )
        chosen = replace(
            delivery,
            channel_id=schedule.channel_id,
            destination=Destination(
                kind=kind,
                title=self._renderer.title(briefing) if titled else None,
                joins=thread_id is not None,
                tag_ids=tuple(tag.id for tag in target.tags),
                ping_role_id=target.ping_role_id if calls(briefing, target.ping_when) else None,
            ),
            thread_id=thread_id,
        )
        await _record(self._storage, chosen)
        return chosen

    def of(self, delivery: Delivery) -> Place:
        """The place of a delivery whose destination is on record, for one attempt."""
        return Place(delivery, self._storage, self._renderer, self._poster, self._clock)


class Place:
    """Where one delivery goes. It learns of the thread or post on the way."""

    def __init__(
        self,
        delivery: Delivery,
        storage: Storage,
        renderer: Renderer,
        poster: Poster,
        clock: Clock,
    ) -> None:
        self._delivery = delivery
        self._storage = storage
        self._renderer = renderer
        self._poster = poster
        self._clock = clock
        self.note: str | None = None
        """What was not as the schedule has it although all was posted, as a message id."""

    @property
    def has_nonce(self) -> bool:
        """Whether Discord itself would tell the next request from one that came before."""
        return not self._starts_post

    @property
    def _starts_post(self) -> bool:
        return _in_forum(self._delivery) and self._delivery.thread_id is None

    async def look_back(self, since: datetime, until: datetime) -> dict[int, int] | None:
        """Parts posted in that time, part to message id. None if nobody can say. Raises PostFailed
        where Discord does not answer.
        """
        delivery, found = self._delivery, dict[int, int]()
        if self._starts_post:
            post = await self._poster.look_for_post(
                delivery.channel_id, delivery.code, since, until
            )
            if post is None:
                return None
            if post:
                found = {1: post}
                await self._record(thread_id=post)
        elif not _in_forum(delivery) and not delivery.destination.joins:
            seen = await self._poster.look_back(delivery.channel_id, delivery.code, since, until)
            if seen is None:
                return None
            found = seen
        if thread_id := self._delivery.thread_id:
            inside = await self._poster.look_back(thread_id, delivery.code, since, until)
            if inside is None:
                return None
            found = inside | found
        return found

    async def send(self, part: DeliveryPart) -> int:
        """Post a part where it belongs. Returns the message id; raises PostFailed."""
        delivery = self._delivery
        body = self._body(part)
        if self._starts_post:
            title, tags = delivery.destination.title or "", delivery.destination.tag_ids
            post = await self._poster.start_post(
                delivery.guild_id, delivery.channel_id, title, tags, body
            )
            await self._record(thread_id=post)
            return post
        place_id = channel_of(delivery, part)
        try:
            return await self._poster.send(delivery.guild_id, place_id, body, part.nonce)
        except PostFailed as failure:
            shut = failure.trouble in (Trouble.BARRED, Trouble.GONE)
            if not shut or place_id == delivery.channel_id:
                raise
            if _in_forum(delivery):
                # Of the post, not of the forum, which must not be taken for gone.
                raise PostFailed(POST_SHUT, Trouble.REFUSED) from failure
        await self._leave_thread(part)
        return await self._poster.send(delivery.guild_id, delivery.channel_id, body, part.nonce)

    async def _leave_thread(self, part: DeliveryPart) -> None:
        """The thread was deleted or locked, or may not be written in: better the rest in the
        channel itself than half a briefing. What has not begun begins a thread of its own.
        """
        if self._delivery.destination.joins and part.part == 1:
            await self._record(joins=False, thread_id=None)
        else:
            self.note = "in part beside its thread, which could not be written in"
            await self._record(joins=False, thread_id=None, title=None)

    async def sent(self, part: DeliveryPart) -> None:
        """What a posted part brings along: a thread begins at it, it is passed on to followers.

        Doing it again does nothing more. Raises PostFailed.
        """
        delivery, message_id = self._delivery, part.message_id
        if message_id is None:
            return
        in_channel = channel_of(delivery, part) == delivery.channel_id
        if in_channel and delivery.destination.kind is ChannelKind.ANNOUNCEMENT:
            await self._storage.crossposts.add(
                delivery.guild_id,
                delivery.id,
                part.part,
                channel_id=delivery.channel_id,
                message_id=message_id,
                now=self._clock(),
            )
        title = delivery.destination.title
        if part.part == 1 and title and delivery.thread_id is None:
            await self._begin_thread(message_id, title)

    async def _begin_thread(self, message_id: int, title: str) -> None:
        place = self._delivery.guild_id, self._delivery.channel_id
        try:
            thread_id = await self._poster.open_thread(*place, message_id, title)
        except PostFailed as failure:
            if not failure.final:
                raise
            # Better the rest in the channel itself than half a briefing.
            log.warning("no thread", delivery=self._delivery.id, reason=failure.reason)
            self.note = "no thread could be opened"
            await self._record(title=None)
        else:
            await self._record(thread_id=thread_id)

    def _body(self, part: DeliveryPart) -> str:
        """The frozen body; part 1 calls the role if that is still right and allowed."""
        delivery, role_id = self._delivery, self._delivery.destination.ping_role_id
        if part.part != 1 or role_id is None:
            return part.payload
        if self._clock() - delivery.due_at > LATE_AFTER:
            self.note = "too late to ping anybody"
            return part.payload
        if not self._poster.may_ping(delivery.guild_id, delivery.channel_id, role_id):
            self.note = "without the ping, since the bot may not mention that role"
            return part.payload
        return self._renderer.calling(part.payload, role_id)

    async def _record(self, **changed: Any) -> None:
        """Take a change in and write it down: the thread, or the destination's fields."""
        thread_id = changed.pop("thread_id", self._delivery.thread_id)
        destination = replace(self._delivery.destination, **changed)
        self._delivery = replace(self._delivery, thread_id=thread_id, destination=destination)
        await _record(self._storage, self._delivery)


def channel_of(delivery: Delivery, part: DeliveryPart) -> int:
    """The channel, thread or post that a part stands in or goes to."""
    destination = delivery.destination
    begins_thread = not _in_forum(delivery) and not destination.joins and part.part == 1
    if delivery.thread_id is None or begins_thread:
        return delivery.channel_id
    return delivery.thread_id


def _in_forum(delivery: Delivery) -> bool:
    return delivery.destination.kind is ChannelKind.FORUM


async def _record(storage: Storage, delivery: Delivery) -> None:
    await storage.sending.set_destination(
        delivery.guild_id,
        delivery.id,
        channel_id=delivery.channel_id,
        destination=delivery.destination,
        thread_id=delivery.thread_id,
    )
