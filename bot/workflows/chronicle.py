"""What became of a channel's editions on a date, and why: from the ledger where there is a row,
computed where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.briefing.absence import Absence, absence
from bot.briefing.spoken import parse_date
from bot.briefing.zones import zone_of
from bot.errors import NotFound
from bot.workflows.ports import Clock
from storage import Storage
from storage.delivery_records import Delivery, DeliveryStep
from storage.schedule_records import Schedule

NOTHING_THERE = "No schedule posts to that channel, and none did on that date."
DATES_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Chain:
    """An edition and how it came about. schedule: as it is now, be it removed."""

    schedule: Schedule
    delivery: Delivery
    steps: tuple[DeliveryStep, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Times of day of a schedule without an edition, for one and the same reason."""

    schedule: Schedule
    minutes: tuple[int, ...]
    absence: Absence


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """All that is known of a channel and a date, in the order of the day."""

    channel_id: int
    on: date
    chains: tuple[Chain, ...]
    missing: tuple[Missing, ...]


class Chronicles:
    """Reads the ledger for people. Who may see the channel is asked before."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def of(self, guild_id: int, channel_id: int, typed: str | None) -> Chronicle:
        """The editions of a date, today's if none is typed. Raises Invalid, NotFound."""
        today = await self._today(guild_id)
        on = parse_date(typed, today, past=True) if typed else today
        rows = await self._storage.deliveries.of_channel(guild_id, channel_id, on)
        schedules = await self._storage.schedules.of_channel(guild_id, channel_id)
        if not rows and not schedules:
            raise NotFound(NOTHING_THERE)
        return Chronicle(
            channel_id=channel_id,
            on=on,
            chains=tuple([await self._chain(row) for row in rows]),
            missing=tuple([one for plan in schedules for one in await self._missing(plan, on)]),
        )

    async def complete_dates(self, guild_id: int, channel_id: int) -> list[date]:
        """Dates to ask about: today, and those of the channel's last editions, newest first."""
        dates = await self._storage.deliveries.dates_of_channel(guild_id, channel_id, DATES_OFFERED)
        today = await self._today(guild_id)
        return sorted({today, *dates}, reverse=True)[:DATES_OFFERED]

    async def _today(self, guild_id: int) -> date:
        guild = await self._storage.guilds.get(guild_id)
        zone = zone_of(guild.zone or "UTC" if guild else "UTC")
        return self._clock().astimezone(zone).date()

    async def _chain(self, row: Delivery) -> Chain:
        schedule = await self._storage.schedules.even_removed(row.guild_id, row.schedule_id)
        steps = await self._storage.deliveries.steps(row.guild_id, row.id)
        return Chain(schedule, row, steps)

    async def _missing(self, schedule: Schedule, on: date) -> list[Missing]:
        deliveries = self._storage.deliveries
        found: list[tuple[int, Absence]] = []
        for slot in schedule.slots:
            on_or_after = await deliveries.first_of_slot(
                schedule.guild_id, schedule.id, str(slot.id), on
            )
            if on_or_after is None or on_or_after.local_date != on:
                why = absence(schedule, slot, on, self._clock(), on_or_after)
                found.append((slot.minute, why))
        reasons: list[Absence] = []
        for _, why in found:
            if why not in reasons:
                reasons.append(why)
        return [
            Missing(schedule, tuple(minute for minute, one in found if one == why), why)
            for why in reasons
        ]
