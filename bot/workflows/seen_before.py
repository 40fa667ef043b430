"""Stories that came in again after the database was put back to a backup, under new numbers: those
that a schedule's readers have seen are not news to them.

They are known by what the messages show that were found in the channel (`found_again`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.editing.shown import Seen
from bot.workflows.ports import Clock, Renderer
from bot.workflows.restored import RESTORED, Restored
from storage import Storage
from storage.story_records import Story

KEPT = timedelta(days=30)
"""After a restoration, for so long. No backup of ours is older, and hardly a feed reaches back so
far."""


class SeenBefore:
    """Costs nothing but a look at the clock while no restoration was that lately."""

    def __init__(
        self, storage: Storage, renderer: Renderer, restored: Restored, clock: Clock
    ) -> None:
        self._storage = storage
        self._renderer = renderer
        self._restored = restored
        self._clock = clock

    async def among(
        self, guild_id: int, schedule_id: int, stories: Sequence[Story]
    ) -> dict[int, datetime]:
        """Those of the stories that such messages show, by id, and until when they were posted."""
        at = await self._restored.at()
        if at is None or self._clock() - at > KEPT:
            return {}
        found = await self._storage.deliveries.ended_so(guild_id, schedule_id, RESTORED, at - KEPT)
        if not found:
            return {}
        seen = Seen(
            (
                self._renderer.shown(part.payload, code=row.code)
                for row in found
                for part in row.parts
            ),
            at,
        )
        return {story.id: at for story in stories if seen.has(story)}
