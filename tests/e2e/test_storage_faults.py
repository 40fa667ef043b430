"""The disk or the file fails while the service runs, or is not sound at its start."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import Exit
from playground import Upload
from storage.errors import StorageFull
from storage.records import DeliveryState
from tests.e2e.conftest import Desk
from tests.e2e.faults import asked, briefings, ended, impatient_desk, planned, until
from tests.e2e.service import Town, said, town
from tests.e2e.test_schedules import to_the_next_post

NOW = datetime(2027, 6, 1, tzinfo=UTC)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as opened:
        yield opened


async def test_on_a_full_disk_nothing_is_posted_that_cannot_be_recorded_and_it_recovers_alone(
    tmp_path: Path,
) -> None:
    async with impatient_desk(tmp_path) as desk:
        await planned(desk)
        await many(desk, 80)
        database = desk.app.storage.deliveries._database
        await database.write("PRAGMA max_page_count = 1")  # no more than there are
        await fill(desk)
        await to_the_next_post(desk)
        await asyncio.sleep(0.5)
        assert asked(desk) == 0
        assert await desk.app.storage.deliveries.latest_of(desk.guild.id, 1) is None
        refused = await desk.chief.slash("story add", file=Upload("a.txt", desk.page().encode()))
        assert "full" in refused.text
        assert "Rowing club" in (await desk.member.slash("briefing today")).text
        await database.write("PRAGMA max_page_count = 1000000")
        await until(lambda: all_sent(desk, 81), "every edition")
        assert len(await briefings(desk)) == 81


async def fill(desk: Desk) -> None:
    for _ in range(1000):
        try:
            await desk.app.storage.lookups.add(desk.guild.id, 1, "x", "y" * 900, NOW)
        except StorageFull:
            return
    raise AssertionError("there is no end to the disk")


async def many(desk: Desk, count: int) -> None:
    """So many schedules more, due with the first."""
    (first,) = await desk.app.storage.schedules.list_all(desk.guild.id)
    (slot,) = first.slots
    for number in range(count):
        await desk.app.storage.schedules.add(
            desk.guild.id, channel_id=desk.news.id, name=f"{number}", zone=first.zone, rule="{}",
            sections=(), story_cap=8, created_by=1, post_empty=True, now=first.created_at,
            slots=[(slot.minute, slot.next_date, slot.next_run_at)],
        )  # fmt: skip


async def all_sent(desk: Desk, count: int) -> bool:
    return len(await briefings(desk)) == count


async def test_a_database_that_another_program_holds_delays_and_loses_nothing(
    tmp_path: Path,
) -> None:
    async with impatient_desk(tmp_path) as desk:
        await planned(desk)
        with closing(sqlite3.connect(tmp_path / "data" / "dateline.sqlite3")) as other:
            other.execute("BEGIN IMMEDIATE")
            await to_the_next_post(desk)
            command = asyncio.create_task(
                desk.chief.slash("schedule edit", schedule="1", name="Renamed")
            )
            await asyncio.sleep(1)
            assert asked(desk) == 0
            assert not command.done()
            other.rollback()
        assert "Renamed" in (await command).text
        assert (await ended(desk)).state is DeliveryState.SENT
        assert len(await briefings(desk)) == 1


async def test_a_database_locked_for_longer_than_we_wait_is_tried_again(tmp_path: Path) -> None:
    async with impatient_desk(tmp_path) as desk:
        await planned(desk)
        with closing(sqlite3.connect(tmp_path / "data" / "dateline.sqlite3")) as other:
            other.execute("BEGIN IMMEDIATE")
            await to_the_next_post(desk)
            await asyncio.sleep(6)  # SQLite gives up after five
            assert asked(desk) == 0
            other.rollback()
        assert (await ended(desk)).state is DeliveryState.SENT
        assert len(await briefings(desk)) == 1


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _garbage(path: Path) -> None:
    path.write_bytes(b"This is a letter, and no database. " * 100)


def _torn(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for page in range(1, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(whole)


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 9999")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_empty, "is empty"),
        (_garbage, "not a database"),
        (_torn, "damaged"),
        (_newer, "newer"),
    ],
)
async def test_a_file_that_is_not_our_sound_database_is_refused_and_left_as_it_is(
    here: Town, damage: Callable[[Path], None], words: str
) -> None:
    await here.plan(1)
    damage(here.database)
    before = here.database.read_bytes()
    process = await here.run()
    error = await said(process)
    assert process.returncode == Exit.DATABASE
    assert words in error
    assert error.count("\n") == 1
    assert here.database.read_bytes() == before
    assert here.playground.requests.to("POST", "/channels/{channel}/messages") == []
