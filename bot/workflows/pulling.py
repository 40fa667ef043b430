"""Pulling a posted briefing: its messages are deleted, the ledger keeps its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.briefing.spoken import parse_date
from bot.briefing.zones import zone_of
from bot.errors import NotFound, Refusal
from bot.workflows.ports import Clock
from storage import Storage
from storage.correction_records import Progress
from storage.delivery_records import Delivery
from storage.desk_log import By
from storage.schedule_records import Schedule

LOOKED_AT = 20
NOTHING_POSTED = "There is no posted briefing of that schedule to pull."


@dataclass(frozen=True, slots=True)
class Posted:
    """A briefing that stands in a channel, or did. progress: of its deletion; total 0 before."""

    schedule: Schedule
    delivery: Delivery
    progress: Progress

    @property
    def messages(self) -> int:
        """How many there are."""
        return sum(part.message_id is not None for part in self.delivery.parts)


class Pulling:
    """The editors' way to take a post out of its channel."""

    def __init__(self, storage: Storage, clock: Clock, wake: Callable[[], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake

    async def find(self, guild_id: int, schedule: Schedule, typed: str | None) -> Posted:
        """The newest posted briefing of a schedule, of a date if one is typed. Raises NotFound,
        Invalid (the date).
        """
        deliveries = self._storage.deliveries
        if typed:
            zone = zone_of(schedule.zone, schedule.server_zone)
            on = parse_date(typed, self._clock().astimezone(zone).date(), past=True)
            rows = await deliveries.of_date(guild_id, schedule.id, on)
        else:
            rows = await deliveries.of_schedule(guild_id, schedule.id, LOOKED_AT)
        for row in rows:
            posted = await self.posted(guild_id, row.id)
            if posted.messages and not posted.progress.total:
                return posted
        raise NotFound(NOTHING_POSTED)

    async def posted(self, guild_id: int, delivery_id: int) -> Posted:
        """A briefing by its row of the ledger. Raises NotFound, also for another server's."""
        delivery = await self._storage.deliveries.get(guild_id, delivery_id)
        if delivery is None:
            raise NotFound(NOTHING_POSTED)
        return Posted(
            await self._storage.schedules.even_removed(guild_id, delivery.schedule_id),
            delivery,
            await self._storage.mends.of_delivery(guild_id, delivery_id),
        )

    async def pull(self, guild_id: int, user_id: int, delivery_id: int) -> Posted:
        """Let its messages be deleted. Raises NotFound, Refusal (pulled before)."""
        posted = await self.posted(guild_id, delivery_id)
        by = By(actor_id=user_id, at=self._clock())
        name = f"{posted.schedule.name}, {posted.delivery.local_date}"
        if not await self._storage.mends.pull(guild_id, delivery_id, name, by):
            raise Refusal("This briefing has been pulled already.")
        self._wake()
        return await self.posted(guild_id, delivery_id)
