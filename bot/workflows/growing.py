"""Whether the disk will be full, and when: from what the database has grown by in the last weeks.

tick ─→ the day's size is remembered ─→ growth ─→ the editors are told while there is time
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.workflows.notices import Notices
from bot.workflows.ports import Clock, Vitals
from storage import Storage

LOOKED_BACK = timedelta(days=28)
KEPT = timedelta(days=400)
MEGABYTE = 1_000_000
SHORTEST = 3
"""Days between two sizes that say anything about growth."""
SOON = 30
"""Days before the disk is full that its operator should know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """In bytes. a_week: None while too little is known. days_left: until only `low` bytes are
    free; None where that is not to be seen.
    """

    used: int
    a_week: int | None = None
    days_left: int | None = None

    @property
    def full_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= SOON


def growth(sizes: Sequence[tuple[date, int]], used: int, free: int | None, low: int) -> Growth:
    """From the database's sizes by day, oldest first, its size now and the free bytes beside it."""
    if not sizes:
        return Growth(used=used)
    (first, before), (last, _) = sizes[0], sizes[-1]
    days = (last - first).days
    if days < SHORTEST:
        return Growth(used=used)
    a_day = (used - before) / days
    if free is None or a_day <= 0:
        return Growth(used=used, a_week=round(a_day * 7))
    left = max(0, int((free - low) / a_day))
    return Growth(used=used, a_week=round(a_day * 7), days_left=left if left < 3_650 else None)


class Growing:
    """Watches the database's size."""

    def __init__(
        self, storage: Storage, vitals: Vitals, notices: Notices, clock: Clock, *, low_disk: int
    ) -> None:
        self._storage = storage
        self._vitals = vitals
        self._notices = notices
        self._clock = clock
        self._low_disk = low_disk

    async def tick(self) -> None:
        """Remember today's size; tell the editors of every server, once a week, what is near."""
        today = self._clock().date()
        used, _ = await self._storage.retention.size()
        await self._storage.retention.note_size(today, used)
        await self._storage.retention.forget_sizes(today - KEPT)
        now = await self.now()
        if not now.full_soon or now.days_left is None or now.a_week is None:
            return
        year, week, _ = today.isocalendar()
        for guild_id in await self._storage.guilds.present_ids():
            await self._notices.tell(
                guild_id,
                f"growth:{year}-{week}",
                "The bot's database grows by about {size} MB a week; in about {days} days its disk"
                " is full. Its operator should make room, or keep fewer stories: /retention.",
                size=max(1, now.a_week // MEGABYTE),
                days=now.days_left,
            )

    async def now(self) -> Growth:
        """As things stand."""
        used, spare = await self._storage.retention.size()
        sizes = await self._storage.retention.sizes(self._clock().date() - LOOKED_BACK)
        free = (await self._vitals.read()).free_bytes
        return growth(sizes, used, None if free is None else free + spare, self._low_disk)
