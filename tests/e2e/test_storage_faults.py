"""The disk or the file fails while the service runs, or is not sound at its start."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import storage.migrate
from bot.errors import Exit
from playground import Upload
from storage.delivery_records import DeliveryState
from storage.errors import StorageFull
from storage.story_records import StoryText
from tests.e2e.conftest import PAGE, Desk
from tests.e2e.faults import asked, briefings, ended, impatient_desk, planned, until
from tests.e2e.service import Town, town
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
        # A few rows more fit on pages that are half empty.
        (recorded,) = await database.fetch(
            "SELECT count(*) FROM deliveries WHERE state IN ('sending', 'sent')"
        )
        assert asked(desk) <= recorded[0] < 81
        refused = await desk.chief.slash("story add", file=Upload("a.txt", desk.page().encode()))
        assert "full" in refused.text
        assert "Rowing club" in (await desk.member.slash("briefing today")).text
        assert "Rowing club" in (await desk.member.slash("story search", query="rowing")).text
        await database.write("PRAGMA max_page_count = 1000000")
        desk.playground.clock.move(600)  # the leases of what was begun run out
        await until(lambda: all_sent(desk, 81), "every edition")
        assert len(await briefings(desk)) == 81


async def fill(desk: Desk) -> None:
    """Every page of the tables that a story needs first, too."""
    storage, guild_id, text = desk.app.storage, desk.guild.id, StoryText(headline="y" * 300)
    for add in (
        lambda: storage.lookups.add(guild_id, 1, "x", "y" * 900, NOW),
        lambda: storage.drafts.add(guild_id, 1, text, NOW, NOW),
    ):
        for _ in range(1000):
            try:
                await add()
            except StorageFull:
                break
        else:
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


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA application_id = 7")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


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
    ("damage", "words", "code"),
    [
        (_empty, "is empty", Exit.EMPTY),
        (_garbage, "not a database", Exit.FOREIGN),
        (_foreign, "another program", Exit.FOREIGN),
        (_torn, "damaged", Exit.DAMAGED),
        (_newer, "newer", Exit.NEWER),
    ],
)
async def test_a_file_that_is_not_our_sound_database_is_refused_and_left_as_it_is(
    here: Town, damage: Callable[[Path], None], words: str, code: Exit
) -> None:
    await here.plan(1)
    damage(here.database)
    before = here.database.read_bytes()
    process = await here.run()
    error = await here.said(process)
    assert process.returncode == code
    assert words in error
    assert error.count("\n") == 1
    assert here.database.read_bytes() == before
    assert here.playground.requests.to("POST", "/channels/{channel}/messages") == []


async def test_a_database_that_another_program_holds_at_the_start_is_waited_for_and_then_named(
    here: Town,
) -> None:
    await here.plan(1)
    with closing(sqlite3.connect(here.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        process = await here.run()
        error = await here.said(process)
        other.execute("ROLLBACK")
    assert process.returncode == Exit.LOCKED
    assert "another program" in error
    assert error.count("\n") == 1


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A town's data folder on a real file system of 56 MiB."""
    where = tmp_path / "data"
    where.mkdir()
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=56m none {where} 2>/dev/null"):
        pytest.skip("no rights to mount a small file system")
    yield where
    os.system(f"mount -o remount,rw {where} 2>/dev/null; umount --lazy {where}")


async def test_a_data_folder_that_can_only_be_read_ends_the_start_with_a_sentence(
    small: Path, here: Town
) -> None:
    await here.plan(1)
    os.system(f"mount -o remount,ro {small}")
    process = await here.run()
    error = await here.said(process)
    assert process.returncode == Exit.READ_ONLY
    assert "cannot be written" in error
    assert error.count("\n") == 1


async def test_a_first_start_on_a_full_disk_ends_with_a_sentence(small: Path, here: Town) -> None:
    fill_up(small)
    process = await here.run()
    error = await here.said(process)
    assert process.returncode == Exit.FULL
    assert "full" in error
    assert error.count("\n") == 1


async def test_a_full_disk_that_takes_not_even_the_sentence_is_told_by_the_code(
    small: Path, here: Town
) -> None:
    here.logs = small
    fill_up(small)
    process = await here.run()
    assert await here.said(process) == ""
    assert process.returncode == Exit.FULL


async def test_a_disk_that_fills_up_while_it_runs_its_log_included_loses_nothing(
    small: Path, here: Town
) -> None:
    await here.plan(3, in_seconds=8)
    here.logs = small
    process = await here.running({"DATELINE_LOW_DISK_MB": "0"})  # no guard, no ballast
    chief = here.playground.person(here.chief, here.channels[0])
    fill_up(small)
    with closing(sqlite3.connect(here.database)) as other:  # what the log has room for
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    fill_up(small, "more")
    refused = await chief.slash("story add", file=Upload("a.txt", PAGE.encode()))
    assert "The disk is full, so nothing was stored." in refused.text
    assert "Nothing" in (await chief.slash("story search", query="rowing")).text
    await asyncio.sleep(8)
    # A row more may fit on a page that is half empty.
    begun = "SELECT count(*) FROM deliveries WHERE state IN ('sending', 'sent')"
    (recorded,) = here.ledger(begun)
    posted = here.playground.requests.to("POST", "/channels/{channel}/messages")
    assert len(posted) <= recorded
    assert process.returncode is None
    for name in ("fill", "more"):
        (small / name).unlink()
    assert len(await here.posts(3)) == 3
    assert await here.doubled() == []
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 15) == 0
    assert here.ledger("PRAGMA quick_check") == ["ok"]


async def test_with_little_room_no_story_is_taken_and_postings_go_out(
    small: Path, here: Town
) -> None:
    await here.plan(1, in_seconds=6)
    process = await here.running({"DATELINE_LOW_DISK_MB": "20"})
    ballast = small / "dateline.sqlite3.ballast"
    await until(lambda: _exists(ballast), "the ballast")
    free = shutil.disk_usage(small).free
    (small / "filler").write_bytes(b"x" * (free - 8_000_000))
    chief = here.playground.person(here.chief, here.channels[0])
    await asyncio.sleep(1.1)
    refused = await chief.slash("story add", file=Upload("a.txt", PAGE.encode()))
    assert "nearly full" in refused.text
    assert "Briefings go on" in refused.text
    # Full to the last byte: what has to be recorded takes the ballast's place.
    fill_up(small)
    await here.posts(1)
    assert await here.doubled() == []
    assert process.returncode is None


async def _exists(path: Path) -> bool:
    return path.exists()


def fill_up(folder: Path, name: str = "fill") -> None:
    """To the last byte."""
    with (folder / name).open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


async def test_a_copy_is_made_before_the_database_is_brought_up_to_date(here: Town) -> None:
    await here.plan(1)
    steps = storage.migrate.migrations()
    last = next(one for one in reversed(steps) if "ADD COLUMN" in one.sql)
    with closing(sqlite3.connect(here.database, isolation_level=None)) as database:
        # As an older Dateline has left it: that step is not known to it yet.
        database.execute("DELETE FROM migrations WHERE number >= ?", (last.number,))
        database.execute(f"PRAGMA user_version = {last.number - 1}")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    process = await here.run()
    error = await here.said(process)
    # Applied to tables that have it already it fails, and says where the way back is.
    assert process.returncode == Exit.MIGRATION
    assert last.name in error
    (copy,) = (here.folder / "data" / "backups").iterdir()
    assert copy.name.endswith(f"-before-{last.number:04}.sqlite3")
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (last.number - 1,)
        assert database.execute("SELECT count(*) FROM schedules").fetchone() == (1,)
