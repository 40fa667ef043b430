"""Why a story stands in an edition, or does not: from what was written down when the edition was
put together, never worked out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from storage import Storage
from storage.delivery_records import Delivery
from storage.schedule_records import Schedule
from storage.story_records import Story

MOST_EDITIONS = 8
BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One edition and what became of the story there. schedule: as it is now, be it removed."""

    schedule: Schedule
    delivery: Delivery
    carried: bool
    why: Mapping[str, object]


class StoryWhy:
    """Reads the ledger for people. Which channels they may see is asked after."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def of(self, story: Story) -> list[Told]:
        """The last editions that carried it or could have, last due first."""
        deliveries, guild_id = self._storage.deliveries, story.guild_id
        carrying = await deliveries.with_story(guild_id, story.id, MOST_EDITIONS)
        told = [await self._told(one, _carried(one, story)) for one in carrying]
        known = {one.id for one in carrying}
        since = story.added_at - BEFORE
        for delivery, facts in await deliveries.put_together_since(guild_id, since, MOST_EDITIONS):
            if delivery.id not in known:
                told.append(await self._told(delivery, None, _why_not(delivery, facts, story)))
        told.sort(key=lambda one: (one.delivery.due_at, one.delivery.id), reverse=True)
        return told[:MOST_EDITIONS]

    async def _told(
        self,
        delivery: Delivery,
        carried: Mapping[str, object] | None,
        why_not: Mapping[str, object] | None = None,
    ) -> Told:
        schedule = await self._storage.schedules.even_removed(
            delivery.guild_id, delivery.schedule_id
        )
        return Told(
            schedule=schedule,
            delivery=delivery,
            carried=carried is not None,
            why=carried if carried is not None else why_not or {},
        )


def _carried(delivery: Delivery, story: Story) -> Mapping[str, object]:
    return next(one.why for one in delivery.stories if one.story_id == story.id)


def _why_not(delivery: Delivery, facts: Mapping[str, object], story: Story) -> Mapping[str, object]:
    """From the facts of the time; for a story that they do not name, from what it lacks."""
    zone = {"zone": facts.get("zone")}
    reasons = cast("dict[str, Any]", facts.get("left_out") or {})
    if (own := reasons.get(str(story.id))) is not None:
        return own | zone
    for one in delivery.stories:
        if story.id in cast("list[int]", one.why.get("also") or []):
            return {"reason": "also", "id": one.story_id} | zone
    if story.id > int(cast("int", facts.get("newest") or 0)):
        return {"reason": "later"}
    dated = story.dated_at
    window = {name: facts[name] for name in ("window_start", "window_end") if name in facts}
    return {"reason": "outside", "dated_at": dated.isoformat() if dated else None, **window} | zone
