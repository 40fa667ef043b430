"""An edition of which the ledger knows no message, since it was put back to a backup: it is looked
for wherever its schedule may have put it, and what stands there goes on record.

When one is looked for is `delivering`'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.workflows.places import channel_of
from bot.workflows.ports import Poster, PostFailed, Renderer, Trouble
from bot.workflows.preparing import nonce_of
from storage import Storage
from storage.delivery_records import Delivery, DeliveryPart, Destination
from storage.schedule_records import ChannelKind


class FoundAgain:
    """Looks for editions in channels, threads and forums."""

    def __init__(self, storage: Storage, renderer: Renderer, poster: Poster) -> None:
        self._storage = storage
        self._renderer = renderer
        self._poster = poster

    async def look(self, row: Delivery, since: datetime, until: datetime) -> dict[int, int] | None:
        """Parts posted in that time, part to message id; they are on record then, with their place
        and the stories that they name. None if nobody can say. Raises PostFailed where Discord does
        not answer.
        """
        found = await self._found(row, since, until)
        if found is None:
            return None
        if found.parts:
            shown = [self._renderer.shown(part.payload, code=row.code) for part in found.parts]
            ids = dict.fromkeys(story_id for one in shown for story_id in one.story_ids)
            await self._storage.sending.found(found, tuple(ids))
        return {part.part: part.message_id for part in found.parts if part.message_id}

    async def _found(self, row: Delivery, since: datetime, until: datetime) -> Delivery | None:
        """The row with its place and the parts that stand there, () for none."""
        schedule = await self._storage.schedules.even_removed(row.guild_id, row.schedule_id)
        kind = self._poster.kind(row.guild_id, row.channel_id) or schedule.target.kind
        if kind is ChannelKind.FORUM:
            return await self._in_forum(row, since, until)
        seen = await self._poster.look_back(row.channel_id, row.code, since, until)
        if seen is None:
            return None
        begun = joined = None
        if schedule.target.daily_thread:
            begun = seen.get(1)  # a thread that begins at a message has its id
            joined = await self._storage.deliveries.thread_of_date(
                row.guild_id, row.schedule_id, row.local_date, row.channel_id
            )
        for thread_id in filter(None, (begun, joined)):
            inside = await self._in_thread(thread_id, row.code, since, until)
            if inside or (inside is not None and thread_id == begun):
                destination = Destination(kind=kind, joins=1 in inside)
                placed = replace(row, destination=destination, thread_id=thread_id)
                return await self._read(placed, inside | seen)
        return await self._read(replace(row, destination=Destination(kind=kind)), seen)

    async def _in_forum(self, row: Delivery, since: datetime, until: datetime) -> Delivery | None:
        post = await self._poster.look_for_post(row.channel_id, row.code, since, until)
        if not post:
            return None if post is None else replace(row, parts=())
        inside = await self._poster.look_back(post, row.code, since, until)
        if inside is None:
            return None
        placed = replace(row, destination=Destination(kind=ChannelKind.FORUM), thread_id=post)
        return await self._read(placed, {1: post} | inside)

    async def _in_thread(
        self, thread_id: int, code: str, since: datetime, until: datetime
    ) -> dict[int, int] | None:
        """None where there is no such thread any more, or none that can be read."""
        try:
            return await self._poster.look_back(thread_id, code, since, until)
        except PostFailed as failure:
            if failure.trouble in (Trouble.BARRED, Trouble.GONE):
                return None
            raise

    async def _read(self, row: Delivery, found: Mapping[int, int]) -> Delivery:
        parts: list[DeliveryPart] = []
        for number, message_id in sorted(found.items()):
            part = DeliveryPart(
                part=number, payload="", nonce=nonce_of(row, number), message_id=message_id
            )
            body = await self._poster.posted_body(channel_of(row, part), message_id)
            if body is not None:
                parts.append(replace(part, payload=body))
        return replace(row, parts=tuple(parts))
