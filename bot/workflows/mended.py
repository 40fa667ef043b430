"""What a posted message shall say now: the body that was frozen, with the stories that were
corrected since. Nothing is sent here.
"""

from __future__ import annotations

from typing import cast

from bot.briefing.choose import Role
from bot.briefing.compose import Item
from bot.workflows.ports import MendedItem, Poster, Renderer
from storage import Storage
from storage.correction_records import Correction
from storage.delivery_records import CarriedStory, Delivery, DeliveryPart
from storage.story_records import Story


class Mended:
    """Works bodies out."""

    def __init__(self, storage: Storage, renderer: Renderer, poster: Poster) -> None:
        self._storage = storage
        self._renderer = renderer
        self._poster = poster

    async def body(self, delivery: Delivery, part: DeliveryPart) -> str:
        """The JSON body of a posted message as things stand. Raises PostFailed.

        Without any correction that stands it is the one that was posted.
        """
        made = await self._storage.corrections.of_message(delivery.guild_id, delivery.id, part.part)
        by_story: dict[int, list[Correction]] = {}
        for one in made:
            by_story.setdefault(one.story_id, []).append(one)
        items = [
            await self._item(delivery, carried, by_story.get(carried.story_id, []))
            for carried in delivery.stories
            if not by_story.keys().isdisjoint((carried.story_id, *_named(carried)))
        ]
        body = part.payload
        if items:
            body = self._renderer.mended(
                body,
                [item for item in items if item],
                code=delivery.code,
                language=await self._language(delivery),
            )
        return await self._with_call(delivery, part, body)

    async def _item(
        self, delivery: Delivery, carried: CarriedStory, made: list[Correction]
    ) -> MendedItem | None:
        story = await self._storage.stories.get(delivery.guild_id, carried.story_id)
        if story is None:
            return None
        versions = await self._storage.corrections.versions(delivery.guild_id, story.id)
        item = Item(
            story,
            cast("Role", carried.role),
            carried.position,
            carried.why,
            await self._others(delivery.guild_id, carried),
            tuple(made),
        )
        return MendedItem(item, tuple(version.text for version in versions))

    async def _others(self, guild_id: int, carried: CarriedStory) -> tuple[Story, ...]:
        """The other reports of its event that it named, without those retracted since."""
        found = [await self._storage.stories.get(guild_id, one) for one in _named(carried)]
        return tuple(story for story in found if story and story.retracted_at is None)

    async def _language(self, delivery: Delivery) -> str:
        """What the edition speaks."""
        schedule = await self._storage.schedules.even_removed(
            delivery.guild_id, delivery.schedule_id
        )
        return schedule.language or schedule.server_language

    async def _with_call(self, delivery: Delivery, part: DeliveryPart, body: str) -> str:
        """With the mention of a role above it, if it was posted with that; an edit pings nobody."""
        role_id = delivery.destination.ping_role_id
        if role_id is None or part.part != 1 or part.message_id is None:
            return body
        called = await self._poster.mentions_role(delivery.channel_id, part.message_id, role_id)
        return self._renderer.calling(body, role_id, quietly=True) if called else body


def _named(carried: CarriedStory) -> list[int]:
    """Ids of the other reports that it was posted with."""
    return cast("list[int]", carried.why.get("also") or [])
