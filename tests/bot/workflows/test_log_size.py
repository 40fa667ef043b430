"""A write-ahead log that grows on and on is told of once, and again only after it was small."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.workflows import log_size
from bot.workflows.log_size import LogSize
from storage import open_storage


async def test_a_log_that_a_reader_keeps_from_being_emptied_is_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_size, "LARGEST_LOG", 1_000_000)
    path = tmp_path / "dateline.sqlite3"
    async with open_storage(path) as storage:
        watch = LogSize(storage)

        async def write(megabytes: int) -> None:
            with closing(sqlite3.connect(path)) as writer:
                for _ in range(megabytes):
                    writer.execute("CREATE TABLE IF NOT EXISTS more (text TEXT)")
                    writer.execute("INSERT INTO more VALUES ($1)", ("x" * 1_000_000,))
                    writer.commit()

        with capture_logs() as told:
            await watch.tick()
            with closing(sqlite3.connect(path)) as reader:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM guilds").fetchall()
                await write(8)
                assert storage.log_bytes > 1_000_000
                await watch.tick()
                assert told == [], "one look may fall into a long change"
                await watch.tick()
                await watch.tick()
            assert [one["log_level"] for one in told] == ["warning"]
            assert told[0]["megabytes"] >= 8
            with closing(sqlite3.connect(path)) as other:
                other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            await watch.tick()
            assert len(told) == 1
