from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from storage import Storage
from storage.database import Transaction
from storage.errors import Missing
from storage.story_records import Lookup

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_a_question_is_kept_word_for_word(storage: Storage) -> None:
    kept = await storage.lookups.add(HERE, 5, "search", 'harbour "bridge" -- 桥', NOW)
    assert kept == Lookup(
        id=kept.id,
        guild_id=HERE,
        user_id=5,
        kind="search",
        terms='harbour "bridge" -- 桥',
        created_at=NOW,
    )
    assert await storage.lookups.get(HERE, kept.id) == kept


async def test_anothers_question_reads_as_missing(storage: Storage) -> None:
    kept = await storage.lookups.add(ELSEWHERE, 5, "latest", "City", NOW)
    assert await storage.lookups.get(HERE, kept.id) is None
    assert await storage.lookups.get(ELSEWHERE, kept.id + 1) is None


async def test_old_questions_of_all_servers_are_deleted(storage: Storage) -> None:
    for guild_id, days in ((HERE, 40), (ELSEWHERE, 31), (HERE, 30)):
        last = await storage.lookups.add(guild_id, 5, "search", "x", NOW - days * DAY)
    assert await storage.lookups.delete_older(NOW - 30 * DAY) == 2
    assert await storage.lookups.get(HERE, last.id) == last


async def test_a_question_to_be_kept_soon_is_there_before_the_writers_turn(
    storage: Storage,
) -> None:
    database = storage.lookups._database
    held, go_on = threading.Event(), threading.Event()

    async def hold(transaction: Transaction) -> None:
        held.set()
        go_on.wait(10)

    holding = asyncio.create_task(database.transaction(hold))
    await asyncio.to_thread(held.wait, 10)
    kept = storage.lookups.add_soon(HERE, 5, "search", "bridge", NOW)
    assert await storage.lookups.get(HERE, kept.id) == kept
    assert await storage.lookups.get(ELSEWHERE, kept.id) is None
    assert not await database.fetch("SELECT id FROM lookups")
    go_on.set()
    await holding
    await database.transaction(nothing)  # its turn comes after
    assert [row["id"] for row in await database.fetch("SELECT id FROM lookups")] == [kept.id]
    assert await storage.lookups.get(HERE, kept.id) == kept
    assert (await storage.lookups.add(HERE, 5, "search", "harbour", NOW)).id > kept.id


async def test_a_question_that_cannot_be_kept_is_reported_and_then_missing(
    storage: Storage,
) -> None:
    reported: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    asyncio.get_running_loop().set_exception_handler(lambda _, told: reported.put_nowait(told))
    kept = storage.lookups.add_soon(777, 5, "search", "a server that is gone", NOW)
    assert isinstance((await reported.get())["exception"], Missing)
    assert await storage.lookups.get(777, kept.id) is None


async def nothing(transaction: Transaction) -> None:
    """A turn at the writer, to have waited for those before."""
