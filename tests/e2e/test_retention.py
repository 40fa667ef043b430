"""/retention, end to end: what limits would mean, setting them, rolling off, the disk's end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.vitals import ProcessVitals
from bot.workflows.growing import Growing
from bot.workflows.retention import Retention
from playground import CommandHidden
from tests.e2e.conftest import Desk
from tests.e2e.stored import stored


async def filled(desk: Desk) -> None:
    """Three stories that came in 40 days ago, one saved by a member; and one of today."""
    for number in range(3):
        await stored(desk, f"Old race {number}", "2026-01-05")
    card = await desk.member.slash("story show", story="1")
    await desk.member.press(card.message, "Save")
    desk.playground.clock.move(40 * 86_400)
    await stored(desk, "Race of today", desk.playground.clock.utc().date().isoformat())


async def rolled_off(desk: Desk) -> None:
    for _ in range(100):
        if await desk.app.storage.stories.count(desk.guild.id) == 2:
            return
        await desk.quiet(0.05)
    raise AssertionError("nothing was rolled off")


async def test_limits_are_shown_before_they_are_set_and_saved_stories_stay(desk: Desk) -> None:
    await desk.set_up()
    await filled(desk)
    assert "kept for good" in (await desk.chief.slash("retention")).text
    asked = await desk.chief.slash("retention", days=30)
    assert "2 of 4 stories would be deleted" in asked.text
    assert "1 older one stays" in asked.text
    left = await desk.chief.press(asked.message, "Leave it as it is")
    assert "kept for good" in left.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 4
    asked = await desk.chief.slash("retention", days=30)
    await desk.restart()
    set_now = await desk.chief.press(asked.message, "Set these limits")
    assert "kept for 30 days" in set_now.text
    await Retention(desk.app.storage, desk.playground.clock.utc).tick()
    await rolled_off(desk)
    gone = await desk.member.slash("story show", story="2")
    assert "No such story" in gone.text
    assert "Old race 0" in (await desk.member.slash("saved")).text
    log = await desk.chief.slash("desk log")
    assert "Days" in log.text


async def test_only_chief_editors_set_limits_and_only_sensible_ones(desk: Desk) -> None:
    await desk.set_up()
    with pytest.raises(CommandHidden):
        await desk.member.slash("retention")
    refused = await desk.member.slash("retention", anyway=True)
    assert "chief editors" in refused.text
    wrongs: list[dict[str, Any]] = [{"days": 3}, {"stories": 5}]
    for wrong in wrongs:
        answer = await desk.chief.slash("retention", **wrong)
        assert "can be kept" in answer.text
    shown = await desk.chief.slash("retention")
    forged = await desk.forge(desk.chief, shown.message, "retention.set:1:0")
    assert "can be kept" in forged.text
    demoted = await desk.forge(desk.member, shown.message, "retention.set:30:0")
    assert "chief editors" in demoted.text
    assert await desk.app.storage.retention.limits() == ()


async def test_a_database_that_grows_towards_the_disks_end_is_reported_in_time(
    desk: Desk,
) -> None:
    await desk.set_up()
    today = desk.playground.clock.utc().date()
    used, _ = await desk.app.storage.retention.size()
    vitals = ProcessVitals(desk.app.client, desk.app.publish, desk.folder)
    free = (await vitals.read()).free_bytes
    assert free is not None
    # Eight days ago it was so much smaller that the disk lasts twelve days more.
    before = used - (free - 200_000_000) * 8 // 12
    await desk.app.storage.retention.note_size(today - timedelta(days=8), before)
    clock = desk.playground.clock.utc
    growing = Growing(desk.app.storage, vitals, desk.app.notices, clock, low_disk=200_000_000)
    await growing.tick()
    await growing.tick()
    notices = [
        notice
        for notice in [
            *await desk.app.storage.notices.untried(9),
            *await desk.app.storage.notices.kept(desk.guild.id, 9),
        ]
        if notice.subject.startswith("growth:") and notice.guild_id == desk.guild.id
    ]
    assert len(notices) <= 1
    assert await desk.app.storage.notices.exists(
        desk.guild.id, f"growth:{today.isocalendar().year}-{today.isocalendar().week}"
    )
    status = await desk.chief.slash("status")
    assert "MB a week" in status.text or "GB a week" in status.text
    assert "full in about" in status.text
