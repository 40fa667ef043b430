"""Schedules that may not post any more: paused after three refusals in a row, or once their
channel is gone; looked at daily; resumed by themselves. A person's pause is left alone.

refused ─→ count ─→ three, or channel gone ─→ paused, editors told
every day ─→ is there still an obstacle? ─→ no ─→ next postings planned, editors told
"""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.briefing.slots import LOOK_BACK, resumed
from bot.workflows.notices import Notices
from bot.workflows.patience import Patience
from bot.workflows.ports import Clock, Poster, PostFailed, Trouble
from storage import Storage
from storage.delivery_records import Delivery
from storage.schedule_records import Schedule

log = structlog.get_logger(__name__)

IN_A_ROW = 3
A_ROUND = 50


class Barred:
    """Pauses and resumes on the bot's own account."""

    def __init__(
        self, storage: Storage, poster: Poster, notices: Notices, clock: Clock, patience: Patience
    ) -> None:
        self._storage = storage
        self._poster = poster
        self._notices = notices
        self._clock = clock
        self._patience = patience

    async def count(self, row: Delivery, failure: PostFailed) -> None:
        """An edition was refused: pause its schedule if it was the third in a row."""
        now = self._clock()
        most = 1 if failure.trouble is Trouble.GONE else IN_A_ROW
        paused = await self._storage.pauses.count_refusal(
            row.guild_id, row.schedule_id, most, now, now + self._patience.barred_wait,
            failure.reason,
        )  # fmt: skip
        if paused is None:
            return
        log.warning("schedule paused", schedule=paused.id, reason=failure.reason)
        await self._notices.tell(
            row.guild_id,
            _subject(paused, now),
            "The schedule {name} is paused, since its briefings could not be posted in"
            " <#{channel}>: {reason}. The bot looks every day whether it may post again and then"
            " goes on by itself; /schedule resume starts it at once.",
            name=paused.name,
            reason=failure.reason,
            channel=paused.channel_id,
        )

    async def tick(self) -> None:
        """Look at the paused schedules whose day has come."""
        now = self._clock()
        for schedule in await self._storage.pauses.barred(now, A_ROUND):
            obstacle = await self._poster.obstacle(
                schedule.guild_id, schedule.channel_id, schedule.target
            )
            if obstacle is None:
                await self._resume(schedule, now)
            else:
                again = now + self._patience.barred_wait
                await self._storage.pauses.still_barred(
                    schedule.guild_id, schedule.id, again, obstacle
                )

    async def _resume(self, schedule: Schedule, now: datetime) -> None:
        since = now.date() - LOOK_BACK
        done = await self._storage.slots.done(schedule.guild_id, schedule.id, since)
        runs = resumed(schedule, now, done)
        if not await self._storage.pauses.resume_barred(schedule.guild_id, schedule.id, runs):
            return  # somebody else has resumed, paused or removed it meanwhile
        log.info("schedule resumed", schedule=schedule.id)
        subject = f"{_subject(schedule, schedule.paused_at or now)}:resumed"
        ahead = [run[1] for run in runs.values() if run]
        if ahead:
            await self._notices.tell(
                schedule.guild_id,
                subject,
                "The schedule {name} goes on, as the bot may post in <#{channel}> again. Next:"
                " <t:{at}:F>.",
                name=schedule.name,
                channel=schedule.channel_id,
                at=int(min(ahead).timestamp()),
            )


def _subject(schedule: Schedule, paused_at: datetime) -> str:
    return f"barred:{schedule.id}:{int(paused_at.timestamp())}"
