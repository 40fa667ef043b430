"""A handful of fixed ticks, each of which calls one workflow. What is due stands in the database:
APScheduler knows no schedule of ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[object]]


class Ticks:
    """Runs workflows at fixed intervals, one at a time each, late rather than not at all."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(self, seconds: float, name: str, work: Work) -> None:
        """Call `work` every so many seconds, a failure of one run never ending the next."""

        async def run() -> None:
            try:
                await work()
            except Exception:
                log.exception("tick failed", tick=name)

        self._scheduler.add_job(run, "interval", seconds=seconds, id=name)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Begin nothing new; what runs goes on until it is done."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
