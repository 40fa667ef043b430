"""What a tick that fails says in the log."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from bot.ticks import Ticks
from storage.errors import Damaged, StorageFull


async def ticked(*fails: Exception | None) -> tuple[list[tuple[str, str | None]], Ticks]:
    """What was logged of a tick that failed so, one time after the other, and its reasons."""
    ends, done = list(fails), asyncio.Event()

    async def work() -> None:
        if not ends:
            done.set()
        elif fault := ends.pop(0):
            raise fault

    ticks = Ticks()
    ticks.every(0.01, "publish", work)
    with capture_logs() as lines:
        ticks.start()
        await asyncio.wait_for(done.wait(), 20)
        await ticks.stop(1)
    return [(line["event"], line.get("reason")) for line in lines], ticks


async def test_a_full_disk_is_told_once_and_so_is_its_end() -> None:
    told, ticks = await ticked(*[StorageFull() for _ in range(5)], None, StorageFull())
    full = ("tick failed", str(StorageFull()))
    assert told == [full, ("tick works again", None), full, ("tick works again", None)]
    assert not ticks.unsound.is_set()


async def test_a_bug_of_ours_is_told_each_time_with_its_traceback() -> None:
    told, _ = await ticked(LookupError(), LookupError())
    assert told == [("tick failed", None)] * 2


async def test_a_damaged_database_is_told_on() -> None:
    told, ticks = await ticked(Damaged(), Damaged())
    assert told == [("tick failed", str(Damaged())), ("tick works again", None)]
    assert ticks.unsound.is_set()
