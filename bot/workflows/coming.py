"""Editions that are still to come, and which of them would have anything to carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage import Storage
from storage.records import Schedule, Slot

Key = tuple[int, date, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Coming:
    """An edition to come."""

    schedule: Schedule
    slot_id: int
    local_date: date
    due_at: datetime

    @property
    def key(self) -> Key:
        """The same for the same question about its stories."""
        return (self.slot_id, self.local_date, self.schedule.sections)


def coming(schedule: Schedule, slot: Slot) -> Coming | None:
    """The next edition of a slot; None where there is none."""
    if slot.next_date is None or slot.next_run_at is None:
        return None
    return Coming(schedule, slot.id, slot.next_date, slot.next_run_at)


class Stock:
    """Remembers from one look to the next what it was told: an edition that has something to
    carry keeps it, one that has nothing gets something only when its server adds a story.
    """

    def __init__(self, storage: Storage) -> None:
        self._stories = storage.stories
        self._known: dict[Key, bool] = {}
        self._seen: dict[Key, bool] = {}
        self._newest_story: int | None = None
        self._fresh: frozenset[int] = frozenset()

    async def begin(self) -> None:
        """A new look at all that comes. What the last one did not ask about is forgotten."""
        self._known, self._seen = self._seen, {}
        before, self._newest_story = self._newest_story, await self._stories.newest_id()
        if before is not None:
            self._fresh = await self._stories.servers_with_new(before)

    async def of(self, editions: Sequence[Coming]) -> dict[Key, bool]:
        """Which of them have anything to carry."""
        stocked = {
            one.key: self._known[one.key]
            for one in editions
            if one.key in self._known
            and (self._known[one.key] or one.schedule.guild_id not in self._fresh)
        }
        stocked |= await self.ask([one for one in editions if one.key not in stocked])
        self._seen |= stocked
        return stocked

    async def ask(self, editions: Sequence[Coming]) -> dict[Key, bool]:
        """The same, without remembering anything."""
        if not editions:
            return {}
        found = await self._stories.still_to_carry(
            [
                (one.schedule.guild_id, one.schedule.id, one.due_at, one.schedule.sections)
                for one in editions
            ]
        )
        return {one.key: number in found for number, one in enumerate(editions)}
