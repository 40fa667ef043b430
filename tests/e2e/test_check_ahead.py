"""Told before the hour: what will keep a briefing back is said while there is time to act."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.e2e.conftest import Desk
from tests.e2e.faults import SEND, deny
from tests.e2e.test_corrections import retract
from tests.e2e.test_desk_log import undo
from tests.e2e.test_edition_desk import Editor
from tests.e2e.test_edition_leave import told

READ_HISTORY = 1 << 16


class Watched:
    """A desk with an editors' channel and a schedule for 08:00, seen some minutes before."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.due: datetime

    async def plan(self, *, story: bool = True, channel: bool = True, **options: Any) -> None:
        desk = self.desk
        await desk.set_up()
        if channel:
            panel = await desk.chief.slash("setup")
            await desk.chief.choose(panel.message, "setup.notices", [desk.staff])
        if story:
            await desk.add_story()
        options = {"times": "08:00", "channel": desk.news, "name": "Morning", **options}
        answer = await desk.chief.slash("schedule add", **options)
        assert "Next" in answer.text
        (schedule,) = await desk.app.storage.schedules.list_all(desk.guild.id)
        assert schedule.slots[0].next_run_at is not None
        self.due = schedule.slots[0].next_run_at

    def minutes_before(self, minutes: float) -> None:
        self.desk.playground.clock.move_to(self.due - timedelta(minutes=minutes))

    def forbid(self, permission: int = SEND) -> None:
        deny(self.desk, permission)

    async def told(self, count: int, channel: Any = None) -> list[str]:
        """The notices in the editors' channel, oldest first, once there are `count`."""
        found: list[str] = []
        for _ in range(200):
            messages = await self.desk.chief.messages(channel or self.desk.staff)
            found = [str(one["components"]) for one in messages]
            found = [one for one in found if "Morning" in one]
            if len(found) >= count:
                break
            await asyncio.sleep(0.05)
        await self.desk.looked_ahead()
        return found


@pytest.fixture
def watched(desk: Desk) -> Watched:
    return Watched(desk)


async def test_a_permission_taken_ten_minutes_before_is_told_and_once_mended_told_again(
    watched: Watched,
) -> None:
    await watched.plan()
    watched.minutes_before(10)
    await watched.desk.looked_ahead()
    assert await watched.told(0) == []
    watched.forbid()
    (told,) = await watched.told(1)
    assert "will not go out" in told
    assert "Send Messages" in told
    assert f"<t:{int(watched.due.timestamp())}:R>" in told
    watched.minutes_before(5)
    await watched.desk.looked_ahead()
    assert len(await watched.told(1)) == 1
    await watched.desk.restart()
    await watched.desk.looked_ahead()
    assert len(await watched.told(1)) == 1
    watched.forbid(0)
    assert any("after all" in one for one in await watched.told(2))
    watched.minutes_before(-0.1)
    assert len(await watched.desk.posted()) == 1
    assert len(await watched.told(2)) == 2


async def test_a_channel_deleted_before_the_hour_is_told(watched: Watched) -> None:
    await watched.plan()
    watched.desk.world.delete_channel(watched.desk.news)
    watched.desk.chief.channel = watched.desk.staff
    watched.minutes_before(10)
    (told,) = await watched.told(1)
    assert "no longer exists" in told
    assert len(await watched.told(1)) == 1


async def test_that_nothing_is_new_is_told_and_a_story_in_time_changes_it(
    watched: Watched,
) -> None:
    await watched.plan(story=False)
    watched.minutes_before(10)
    (told,) = await watched.told(1)
    assert "nothing will be posted" in told
    await watched.desk.add_story()
    assert any("after all" in one for one in await watched.told(2))
    watched.minutes_before(-0.1)
    assert len(await watched.desk.posted()) == 1


async def test_a_schedule_that_posts_anyway_is_no_news_to_the_editors(watched: Watched) -> None:
    await watched.plan(story=False, post_empty=True)
    watched.minutes_before(10)
    await watched.desk.looked_ahead()
    assert await watched.told(0) == []


async def test_only_stories_of_the_schedules_sections_count(watched: Watched) -> None:
    await watched.plan(sections="Politics")
    watched.minutes_before(10)
    (told,) = await watched.told(1)
    assert "nothing will be posted" in told


async def test_an_edition_that_an_editor_holds_is_told_and_its_release_too(
    watched: Watched,
) -> None:
    await watched.plan()
    edition = await Editor(watched.desk, watched.desk.editor).open()
    await edition.press("Hold")
    watched.minutes_before(10)
    (told,) = await watched.told(1)
    assert "may not go out" in told
    assert "holds it" in told
    status = await watched.desk.chief.slash("status")
    assert "An editor holds it" in status.text
    await edition.press("Release")
    assert "after all" in (await watched.told(2))[1]
    watched.minutes_before(-0.1)
    assert len(await watched.desk.posted()) == 1


async def test_an_edition_that_nobody_has_approved_yet_is_told(watched: Watched) -> None:
    await watched.plan(approval=True, draft=30)
    watched.minutes_before(10)
    assert "may not go out" in await told(watched.desk, "must approve it first")


async def test_a_story_added_by_hand_counts_though_it_is_of_no_section_of_the_schedules(
    watched: Watched,
) -> None:
    await watched.plan(sections="Politics")
    edition = await Editor(watched.desk, watched.desk.editor).open()
    await edition.fill("Add a story", "Words of its headline", "rowing")
    await edition.pick("Rowing", "Choose the story to add")
    watched.minutes_before(10)
    await watched.desk.looked_ahead()
    assert await watched.told(0) == []
    watched.minutes_before(-0.1)
    assert len(await watched.desk.posted()) == 1


async def test_an_edition_whose_only_story_was_dropped_has_nothing_to_carry(
    watched: Watched,
) -> None:
    await watched.plan()
    edition = await Editor(watched.desk, watched.desk.editor).open()
    await edition.pick("Rowing")
    await edition.press("Drop")
    watched.minutes_before(10)
    (told,) = await watched.told(1)
    assert "nothing will be posted" in told


async def test_a_story_that_is_retracted_in_the_last_minutes_is_missed_and_told(
    watched: Watched,
) -> None:
    await watched.plan()
    watched.minutes_before(10)
    await watched.desk.looked_ahead()
    assert await watched.told(0) == []
    await retract(watched.desk, "It was made up.")
    (nothing,) = await watched.told(1)
    assert "nothing will be posted" in nothing
    await undo(watched.desk)
    assert "after all" in (await watched.told(2))[1]


async def test_a_skipped_date_is_as_it_should_be(watched: Watched) -> None:
    await watched.plan()
    await watched.desk.chief.slash("schedule skip", schedule="1")
    watched.forbid()
    watched.minutes_before(10)
    await watched.desk.looked_ahead()
    assert await watched.told(0) == []


async def test_a_lost_connection_is_told_over_rest_and_its_return_too(watched: Watched) -> None:
    await watched.plan()
    gateway = watched.desk.playground.gateway
    watched.minutes_before(14)
    gateway.open = False
    await gateway.drop()
    await watched.desk.looked_ahead()
    assert await watched.told(0) == []
    watched.minutes_before(10)
    (told,) = await watched.told(1)
    assert "may not go out" in told
    assert "lost its connection" in told
    gateway.open = True
    for _ in range(400):
        if watched.desk.app.client.lost_since is None:
            break
        await asyncio.sleep(0.05)
    assert any("after all" in one for one in await watched.told(2))


async def test_a_full_disk_is_told(desk: Desk, watched: Watched) -> None:
    await watched.plan()
    await desk.stop()
    desk.settings["dateline_low_disk_mb"] = 10**12
    await desk.start()
    watched.minutes_before(10)
    (told,) = await watched.told(1)
    assert "may not go out" in told
    assert "disk" in told


async def test_without_history_it_goes_out_and_the_risk_is_told(watched: Watched) -> None:
    await watched.plan()
    watched.forbid(READ_HISTORY)
    watched.minutes_before(10)
    (told,) = await watched.told(1)
    assert "goes out" in told
    assert "Read Message History" in told


async def test_a_forums_tag_that_is_wanted_and_gone_is_told(watched: Watched) -> None:
    desk = watched.desk
    papers = desk.world.add_channel(
        desk.guild, "papers", kind="forum", tags=["Local", "Sport"], require_tag=True
    )
    await watched.plan()
    answer = await desk.chief.slash(
        "schedule edit", schedule="1", channel=papers, tags="Local", days="daily"
    )
    assert "Next" in answer.text
    watched.minutes_before(10)
    await watched.desk.looked_ahead()
    assert await watched.told(0) == []
    assert papers.tags is not None
    papers.tags.pop(0)
    desk.world.channel_changed(papers)
    (told,) = await watched.told(1)
    assert "will not go out" in told
    assert "tag" in told


async def test_an_outage_of_the_server_is_told_when_it_can_be(watched: Watched) -> None:
    await watched.plan()
    desk = watched.desk
    desk.world.set_unavailable(desk.guild)
    watched.minutes_before(10)
    await watched.desk.looked_ahead()
    desk.world.set_available(desk.guild)
    assert any("after all" in one for one in await watched.told(1))


async def test_with_the_owners_door_closed_the_next_command_shows_it(watched: Watched) -> None:
    await watched.plan(channel=False)
    desk = watched.desk
    desk.world.close_dms(desk.chief.user)
    watched.forbid()
    watched.minutes_before(10)
    await watched.desk.looked_ahead()
    await desk.chief.slash("help")
    assert any("will not go out" in one for one in await watched.told(2, desk.news))


async def test_what_was_mended_before_anybody_saw_it_is_not_told(watched: Watched) -> None:
    await watched.plan(channel=False)
    desk = watched.desk
    desk.world.close_dms(desk.chief.user)
    watched.forbid()
    watched.minutes_before(10)
    for _ in range(100):
        if await desk.app.storage.notices.kept(desk.guild.id, 9):
            break
        await asyncio.sleep(0.05)
    watched.forbid(0)
    for _ in range(100):
        if not await desk.app.storage.notices.kept(desk.guild.id, 9):
            break
        await asyncio.sleep(0.05)
    await watched.desk.looked_ahead()
    assert await desk.app.storage.notices.kept(desk.guild.id, 9) == ()


async def test_the_owner_of_a_quiet_server_gets_one_letter_a_week(watched: Watched) -> None:
    await watched.plan(story=False, channel=False)
    desk = watched.desk
    monday = timedelta(days=(7 - watched.due.weekday()) % 7)
    for day in (0, 1):
        desk.playground.clock.move_to(watched.due + monday + timedelta(days=day, minutes=-10))
        await watched.desk.looked_ahead()
    assert len(await watched.told(1, desk.world.dm(desk.chief.user))) == 1


async def test_trouble_that_comes_and_goes_is_told_a_few_times_only(watched: Watched) -> None:
    await watched.plan()
    watched.minutes_before(10)
    for turn in range(5):
        watched.forbid()
        await watched.told(min(2 * turn + 1, 6))
        watched.forbid(0)
        await watched.told(min(2 * turn + 2, 6))
    assert len(await watched.told(6)) == 6


async def test_a_role_that_was_deleted_is_told_before_it_is_missed(watched: Watched) -> None:
    desk = watched.desk
    await watched.plan()
    readers = desk.world.add_role(desk.guild, "Readers", mentionable=True)
    await desk.chief.slash("schedule edit", schedule="1", ping=readers)
    desk.world.delete_role(desk.guild, readers)
    await desk.quiet(0.2)
    status = (await desk.chief.slash("status")).text
    assert "mind this" in status
    assert "may not mention the role" in status
