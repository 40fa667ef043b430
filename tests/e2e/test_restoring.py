"""A database put back to a backup: what was posted since is found in its channel, never posted
again, and what was not posted goes out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.workflows.restored import RESTORED
from playground import Playground
from playground.permissions import Permission
from storage import open_storage
from storage.backups import back_up
from storage.delivery_records import Delivery, DeliveryState
from storage.restoring import restore
from tests.bot.test_cli import dateline, one_sentence
from tests.e2e.conftest import Desk
from tests.e2e.faults import HISTORY, POST, briefings, ended, impatient_desk, planned, until
from tests.e2e.test_schedules import to_the_next_post


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with impatient_desk(tmp_path, pauses=()) as desk:
        yield desk


async def kept(desk: Desk) -> Path:
    """A backup of the running bot's database, made beside it."""
    path = desk.folder / f"backup-{desk.playground.clock.utc():%H%M%S%f}.sqlite3"
    await back_up(desk.folder / "data" / "dateline.sqlite3", path)
    return path


async def put_back(desk: Desk, backup: Path, *, seconds_later: int = 60) -> None:
    """The bot is stopped, the backup put back, and some time passes until it is started."""
    await desk.stop()
    await restore(backup, desk.folder / "data" / "dateline.sqlite3", desk.playground.clock.utc())
    desk.playground.clock.move(seconds_later)
    await desk.start()


async def ends(desk: Desk, count: int) -> list[Delivery]:
    """The schedule's editions, oldest first, once there are so many and all are settled."""

    async def settled() -> list[Delivery] | None:
        rows = await desk.app.storage.deliveries.of_schedule(desk.guild.id, 1, 99)
        open_ = [row for row in rows if row.state in ("pending", "sending")]
        return None if open_ or len(rows) < count else list(reversed(rows))

    return await until(settled, "the editions' ends")


async def test_a_post_of_a_minute_ago_is_not_posted_again(desk: Desk) -> None:
    await planned(desk, times="09:00, 21:00")
    backup = await kept(desk)
    await to_the_next_post(desk)
    assert (await ended(desk)).state is DeliveryState.SENT
    await put_back(desk, backup)  # not late yet: only the restoration tells that it is in doubt
    (row,) = await ends(desk, 1)
    assert (row.state, row.reason) == (DeliveryState.SENT, RESTORED)
    assert len(await briefings(desk)) == 1


async def test_its_stories_are_not_news_again_in_the_next_briefing(desk: Desk) -> None:
    await planned(desk, times="09:00, 21:00")
    backup = await kept(desk)
    await to_the_next_post(desk)
    await ended(desk)
    await put_back(desk, backup)
    (found,) = await ends(desk, 1)
    row = await desk.app.storage.deliveries.get(desk.guild.id, found.id)
    assert row is not None
    assert [story.story_id for story in row.stories] == [1]
    await to_the_next_post(desk)
    _, second = await ends(desk, 2)
    assert second.state is DeliveryState.SENT
    _, post = await briefings(desk)
    assert "Rowing club" not in str(post["components"])


async def test_what_was_due_and_never_posted_goes_out_once(desk: Desk) -> None:
    await planned(desk)
    backup = await kept(desk)
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    run = schedule.slots[0].next_run_at
    assert run is not None
    await desk.stop()
    desk.playground.clock.move_to(run + timedelta(hours=1))
    await put_back(desk, backup)
    (row,) = await ends(desk, 1)
    assert (row.state, row.reason) == (DeliveryState.SENT, None)
    assert len(await briefings(desk)) == 1


async def test_days_of_posts_since_the_backup_are_all_found(desk: Desk) -> None:
    await planned(desk)
    backup = await kept(desk)
    for count in range(1, 4):
        await to_the_next_post(desk)
        await ends(desk, count)
    await put_back(desk, backup, seconds_later=3600)
    rows = await ends(desk, 3)
    assert [(row.state, row.reason) for row in rows] == [(DeliveryState.SENT, RESTORED)] * 3
    assert len(await briefings(desk)) == 3


async def test_what_was_refused_before_the_backup_and_posted_after_it_is_found(
    desk: Desk,
) -> None:
    await planned(desk)
    desk.playground.faults.status(500, on=POST, times=5)
    await to_the_next_post(desk)
    await asyncio.sleep(0.5)
    backup = await kept(desk)
    desk.playground.faults.clear()
    desk.playground.clock.move(1200)
    await until(lambda: briefings(desk), "the post")
    await ended(desk)
    await put_back(desk, backup)
    await ended(desk)
    assert len(await briefings(desk)) == 1


async def test_an_extra_edition_that_waited_is_not_sent_twice(desk: Desk) -> None:
    await planned(desk)
    await desk.stop()
    database = desk.folder / "data" / "dateline.sqlite3"
    now = desk.playground.clock.utc()
    async with open_storage(database) as storage:
        await storage.claims.add_extra(
            desk.guild.id, schedule_id=1, channel_id=desk.news.id, local_date=now.date(),
            slot="extra:1", due_at=now, code="0123456789ab", now=now,
        )  # fmt: skip
        backup = desk.folder / "backup.sqlite3"
        await back_up(database, backup)
    await desk.start()
    await ended(desk)
    assert len(await briefings(desk)) == 1
    await put_back(desk, backup)
    (row,) = await ends(desk, 1)
    assert (row.state, row.reason) == (DeliveryState.SENT, RESTORED)
    assert len(await briefings(desk)) == 1


async def test_a_time_of_day_changed_after_the_backup_gives_no_second_edition_of_the_date(
    desk: Desk,
) -> None:
    # In the morning, so that both times of the day are still ahead.
    morning = desk.playground.clock.utc().replace(hour=6) + timedelta(days=1)
    desk.playground.clock.move_to(morning)
    await planned(desk, times="21:00")
    backup = await kept(desk)
    await desk.chief.slash("schedule edit", schedule="1", times="20:00")
    await to_the_next_post(desk)
    assert (await ended(desk)).state is DeliveryState.SENT
    await put_back(desk, backup)  # at 20:01; the backup has it at 21:00
    desk.playground.clock.move(3600)
    (row,) = await ends(desk, 1)
    assert (row.state, row.reason) == (DeliveryState.SENT, RESTORED)
    assert len(await briefings(desk)) == 1


@pytest.mark.parametrize("denied", [HISTORY, Permission.VIEW_CHANNEL])
async def test_where_the_channel_cannot_be_read_nothing_is_resent_blindly(
    desk: Desk, denied: int
) -> None:
    await planned(desk)
    backup = await kept(desk)
    await to_the_next_post(desk)
    await ended(desk)
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    desk.world.set_overwrite(desk.news, bot, deny=denied)
    await put_back(desk, backup)
    (row,) = await ends(desk, 1)
    assert row.state is DeliveryState.UNCONFIRMED
    assert len(await briefings(desk)) == 1
    # What is due after the restoration was never posted, so it goes out.
    await to_the_next_post(desk)
    _, after = await ends(desk, 2)
    assert (after.state is DeliveryState.SENT) == (denied == HISTORY)


async def test_backup_and_restore_are_walked_through_in_a_shell(tmp_path: Path) -> None:
    async with Playground(socket_path=tmp_path / "discord.sock", port=None) as playground:
        desk = Desk(playground, tmp_path)
        await desk.start()
        try:
            desk.playground.clock.back_to_real()  # as the shell's is
            soon = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(minutes=2)
            await planned(desk, times=f"{soon:%H:%M}")
            shell = asyncio.to_thread
            made = await shell(dateline, "backup", cwd=tmp_path)
            assert made.returncode == 0, made.stderr
            (file,) = (tmp_path / "data" / "backups").iterdir()
            assert str(file.relative_to(tmp_path)) in made.stdout.decode()
            await to_the_next_post(desk)
            await ended(desk)
            refused = await shell(dateline, "restore", str(file), cwd=tmp_path)
            assert refused.returncode == 75
            assert "in use" in one_sentence(refused)
            await desk.stop()
            listed = await shell(dateline, "restore", cwd=tmp_path)
            assert file.name in listed.stdout.decode()
            done = await shell(dateline, "restore", str(file), cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            assert "kept as" in done.stdout.decode()
            await desk.start()
            (row,) = await ends(desk, 1)
            assert row.reason == RESTORED
            assert len(await briefings(desk)) == 1
        finally:
            await desk.stop()
            await desk.net.close()
