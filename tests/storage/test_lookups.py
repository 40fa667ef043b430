from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage import Storage
from storage.records import Lookup

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
