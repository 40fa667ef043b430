"""A host that sleeps through several hours: at most one catch-up a schedule, only within the grace,
and nothing of what was begun before is forgotten or done twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.briefing.timetable import OVERTAKEN, TOO_LATE
from storage.delivery_records import DeliveryState
from tests.e2e.conftest import Desk
from tests.e2e.faults import POST, briefings, ended, impatient_desk, planned, row, until, waiting
from tests.e2e.test_schedule_times import jump_to, local, rows
from tests.e2e.test_schedules import to_the_next_post

HOURS = 3600


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with impatient_desk(tmp_path) as desk:
        yield desk


async def test_after_eight_hours_each_schedule_catches_up_once_and_only_within_the_grace(
    desk: Desk,
) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T08:30"))
    for name, times in (
        ("Early", "09:00"),
        ("Noon", "12:00"),
        ("Often", "09:30, 11:00, 13:00, 16:00"),
        ("Evening", "18:00"),
    ):
        await desk.chief.slash(
            "schedule add", name=name, times=times, channel=desk.news, post_empty=True
        )
    await jump_to(desk, local("2027-06-01T16:30"))
    became = {
        (f"{one.due_at:%H:%M}", one.schedule_id): (one.state.value, one.reason)
        for one in await rows(desk)
    }
    assert became == {
        ("07:00", 1): ("skipped", TOO_LATE),
        ("10:00", 2): ("sent", None),
        ("07:30", 3): ("skipped", TOO_LATE),
        ("09:00", 3): ("skipped", OVERTAKEN),
        ("11:00", 3): ("skipped", OVERTAKEN),
        ("14:00", 3): ("sent", None),
    }
    posts = await briefings(desk)
    assert len(posts) == 2
    assert all("late" in str(post) for post in posts)


async def test_what_waited_for_another_try_when_the_host_fell_asleep_is_not_posted_hours_later(
    desk: Desk,
) -> None:
    await planned(desk)
    desk.playground.faults.status(503, on=POST, times=3)
    await to_the_next_post(desk)
    await waiting(desk)
    desk.playground.clock.move(8 * HOURS)
    end = await ended(desk)
    assert (end.state, end.reason) == (DeliveryState.FAILED, "Discord had a fault.")
    assert await briefings(desk) == []


async def test_what_discord_took_before_the_host_fell_asleep_is_found_and_not_posted_again(
    desk: Desk,
) -> None:
    await planned(desk)
    desk.playground.faults.cut_after(on=POST, times=3)
    await to_the_next_post(desk)
    await waiting(desk)
    desk.playground.clock.move(8 * HOURS)
    assert (await ended(desk)).state is DeliveryState.SENT
    assert len(await briefings(desk)) == 1


async def test_a_clock_set_back_while_a_try_waits_does_not_hold_it_up_for_hours(
    desk: Desk,
) -> None:
    await planned(desk)
    desk.playground.faults.limit(60, on=POST)
    await to_the_next_post(desk)
    await waiting(desk)
    desk.playground.clock.move(-5 * HOURS)
    assert (await ended(desk)).state is DeliveryState.SENT
    assert len(await briefings(desk)) == 1


async def test_a_zone_that_was_renamed_away_between_two_editions_costs_neither(desk: Desk) -> None:
    await planned(desk, timezone="Europe/Berlin")
    await to_the_next_post(desk)
    assert (await ended(desk)).state is DeliveryState.SENT
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    await rename_zone(desk, schedule.created_at.date() - timedelta(days=3))
    await desk.restart()
    await to_the_next_post(desk)
    await until(lambda: two(desk), "the second edition")
    await desk.settled()
    assert (await row(desk)).state is DeliveryState.SENT


async def two(desk: Desk) -> bool:
    return len(await briefings(desk)) == 2


async def rename_zone(desk: Desk, since: date) -> None:
    await desk.app.storage.schedules.edit(
        desk.guild.id, 1, since, lambda old, _done: replace(old, zone="Europe/Gone")
    )
