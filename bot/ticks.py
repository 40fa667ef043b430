"""A handful of fixed ticks, each of which calls one workflow. What is due stands in the database:
APScheduler knows no schedule of ours."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from storage.errors import (
    Damaged,
    Faulty,
    Locked,
    NearlyFull,
    Replaced,
    StorageError,
    StorageFull,
    Unwritable,
)

log = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[object]]

OF_THE_DISK = (StorageFull, NearlyFull, Faulty, Locked, Unwritable, Damaged, Replaced)
"""What is no bug of ours: its sentence says all, and once is enough until it is over."""


class Ticks:
    """Runs workflows at fixed intervals, one at a time each, late rather than not at all."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._at_work: set[asyncio.Task[None]] = set()
        self._told: dict[str, str] = {}
        """What each tick fails with for the time being."""
        self.ran: Counter[str] = Counter()
        """How often each tick came to its end, well or not."""
        self.unsound = asyncio.Event()
        """Set once the database was called damaged, or is no longer in its place."""

    def every(self, seconds: float, name: str, work: Work) -> None:
        """Call `work` every so many seconds, a failure of one run never ending the next."""

        async def run() -> None:
            try:
                await work()
            except OF_THE_DISK as fault:
                self._tell(name, fault)
            except Exception:
                log.exception("tick failed", tick=name)
            else:
                if self._told.pop(name, None):
                    log.info("tick works again", tick=name)
            finally:
                self.ran[name] += 1

        async def tick() -> None:
            # A task of its own: shutting APScheduler down cancels the job, and what is being
            # sent at that moment must reach its end. APScheduler would log that as an error.
            task = asyncio.create_task(run(), name=name)
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})

        self._scheduler.add_job(tick, "interval", seconds=seconds, id=name)

    def _tell(self, name: str, fault: StorageError) -> None:
        if isinstance(fault, Damaged | Replaced):
            self.unsound.set()
        reason = str(fault)
        if self._told.get(name) != reason:
            self._told[name] = reason
            log.error("tick failed", tick=name, reason=reason)

    def soon(self, name: str) -> None:
        """Let a tick run now instead of at its next time."""
        if job := self._scheduler.get_job(name):
            job.modify(next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    async def stop(self, seconds: float) -> None:
        """Begin nothing new, wait so many seconds for what runs, and break off the rest."""
        if self._scheduler.running:
            self._scheduler.remove_all_jobs()
        if self._at_work:
            _, late = await asyncio.wait(self._at_work, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=1)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
