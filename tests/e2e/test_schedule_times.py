"""Schedules through the real scheduler while its clock is moved: clock changes of six zones, edits
in the minute before, jumps. The instants themselves are computed in tests/bot/briefing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.briefing.timetable import OVERTAKEN, TOO_LATE
from storage.delivery_records import Delivery, DeliveryState
from storage.schedule_records import Schedule
from tests.e2e.conftest import Desk

BERLIN = "Europe/Berlin"


def local(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


async def add(desk: Desk, **options: Any) -> str:
    """A schedule that posts whatever there is, so that every edition can be seen."""
    options = {"times": "09:00", "channel": desk.news, "post_empty": True, **options}
    return (await desk.chief.slash("schedule add", **options)).text


async def schedules(desk: Desk) -> tuple[Schedule, ...]:
    return await desk.app.storage.schedules.list_all(desk.guild.id)


async def rows(desk: Desk) -> list[Delivery]:
    """The whole ledger, oldest due first."""
    found = [
        row
        for schedule in await schedules(desk)
        for row in await desk.app.storage.deliveries.of_schedule(desk.guild.id, schedule.id, 99)
    ]
    return sorted(found, key=lambda row: row.due_at)


async def settle(desk: Desk) -> None:
    """Wait until nothing is due and nothing is on its way."""
    for _ in range(400):
        await asyncio.sleep(0.02)
        due = (await desk.app.storage.slots.due(desk.playground.clock.utc())).schedules
        open_ = [row for row in await rows(desk) if row.state in ("pending", "sending")]
        if not due and not open_:
            return
    raise AssertionError("something is still due")


async def go_to(desk: Desk, moment: datetime) -> None:
    """Move the clock from one due moment to the next, as time does, up to `moment`."""
    while True:
        runs = [s.next_run_at for one in await schedules(desk) for s in one.slots if s.next_run_at]
        first = min((run for run in runs if run <= moment), default=None)
        if first is None:
            break
        desk.playground.clock.move_to(first + timedelta(seconds=2))
        await settle(desk)
    desk.playground.clock.move_to(moment)
    await settle(desk)


async def jump_to(desk: Desk, moment: datetime) -> None:
    """Move the clock at once."""
    desk.playground.clock.move_to(moment)
    await settle(desk)


async def editions(desk: Desk) -> list[str]:
    """What became of each local date."""
    return [f"{row.local_date} {row.state.value}" for row in await rows(desk)]


# zone, the date of the change, time of day, local time and offset of the one posting: by the
# tz data of 2026.
CHANGES = [
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "03:30+02:00"),
        ("America/New_York", "2026-03-08", "02:30", "03:30-04:00"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "01:45+11:00"),
        ("Africa/Cairo", "2026-04-24", "00:30", "01:30+03:00"),
        ("America/Havana", "2026-03-08", "00:30", "01:30-04:00"),
        ("Africa/Casablanca", "2026-02-15", "02:30", "02:30+01:00"),
    ],
    [
        ("Europe/Berlin", "2026-10-25", "02:30", "02:30+02:00"),
        ("America/New_York", "2026-11-01", "01:30", "01:30-04:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "02:45+11:00"),
        ("Africa/Cairo", "2026-10-29", "23:30", "23:30+03:00"),
        ("America/Havana", "2026-11-01", "00:30", "00:30-04:00"),
        ("Africa/Casablanca", "2026-03-22", "02:30", "03:30+01:00"),
    ],
    [
        ("Europe/Berlin", "2027-03-28", "02:00", "03:00+02:00"),
        ("America/New_York", "2027-03-14", "02:59", "03:59-04:00"),
        ("Australia/Lord_Howe", "2027-04-04", "01:30", "01:30+11:00"),
        ("Africa/Cairo", "2027-04-30", "00:00", "01:00+03:00"),
        ("America/Havana", "2027-03-14", "00:00", "01:00-04:00"),
        ("Africa/Casablanca", "2027-02-07", "02:00", "02:00+01:00"),
    ],
    [
        ("Europe/Berlin", "2027-10-31", "02:59", "02:59+02:00"),
        ("America/New_York", "2027-11-07", "01:00", "01:00-04:00"),
        ("Australia/Lord_Howe", "2027-10-03", "02:00", "02:30+11:00"),
        ("Africa/Cairo", "2027-10-28", "23:00", "23:00+03:00"),
        ("America/Havana", "2027-11-07", "00:59", "00:59-04:00"),
        ("Africa/Casablanca", "2027-03-14", "02:59", "03:59+01:00"),
    ],
]


@pytest.mark.parametrize("changes", CHANGES, ids=["first", "second", "third", "fourth"])
async def test_six_zones_post_once_a_local_date_over_a_clock_change(
    desk: Desk, changes: list[tuple[str, str, str, str]]
) -> None:
    await desk.set_up("UTC")
    days = [date.fromisoformat(change[1]) for change in changes]
    day = timedelta(days=1)
    start = datetime.combine(min(days) - 2 * day, datetime.min.time(), UTC)
    await jump_to(desk, start)
    for (zone, _, time, _), on in zip(changes, days, strict=True):
        await add(
            desk,
            name=zone,
            times=time,
            timezone=zone,
            start=f"{on - day}",
            end=f"{on + day}",
        )
    await go_to(desk, datetime.combine(max(days) + 3 * day, datetime.min.time(), UTC))
    ledger = await rows(desk)
    assert Counter((row.schedule_id, row.local_date) for row in ledger) == Counter(
        (schedule.id, on + number * day)
        for schedule in await schedules(desk)
        for zone, on in zip([change[0] for change in changes], days, strict=True)
        for number in (-1, 0, 1)
        if zone == schedule.name
    )
    assert {row.state for row in ledger} == {DeliveryState.SENT}
    assert len(await desk.posted(count=18)) == 18
    due = {
        (schedule.name, row.local_date): row.due_at
        for schedule in await schedules(desk)
        for row in ledger
        if row.schedule_id == schedule.id
    }
    for zone, on, _, expected in changes:
        assert due[zone, date.fromisoformat(on)] == datetime.fromisoformat(f"{on}T{expected}")


@pytest.mark.parametrize(
    ("edit", "next_", "posts"),
    [
        ({"times": "09:30"}, "2027-06-01T09:30", ["2027-06-01 sent", "2027-06-02 sent"]),
        ({"times": "08:30"}, "2027-06-02T08:30", ["2027-06-02 sent"]),
        ({"timezone": "Europe/Lisbon"}, "2027-06-01T10:00", ["2027-06-01 sent", "2027-06-02 sent"]),
        (
            {"timezone": "America/New_York"},
            "2027-06-01T15:00",
            ["2027-06-01 sent", "2027-06-02 sent"],
        ),
        ({"timezone": "Europe/Helsinki"}, "2027-06-02T08:00", ["2027-06-02 sent"]),
        ({"days": "tue"}, "2027-06-01T09:00", ["2027-06-01 sent"]),
        ({"days": "wed"}, "2027-06-02T09:00", ["2027-06-02 sent"]),
        ({"days": "first tuesday"}, "2027-06-01T09:00", ["2027-06-01 sent"]),
        ({"story_cap": 3}, "2027-06-01T09:00", ["2027-06-01 sent", "2027-06-02 sent"]),
    ],
)
async def test_an_edit_a_minute_before_posts_once_that_day(
    desk: Desk, edit: dict[str, Any], next_: str, posts: list[str]
) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T07:00"))
    await add(desk)
    before = (await schedules(desk))[0].slots
    await jump_to(desk, local("2027-06-01T08:59"))
    answer = (await desk.chief.slash("schedule edit", schedule="1", **edit)).text
    assert f"<t:{int(local(next_).timestamp())}:F>" in answer
    assert [slot.id for slot in (await schedules(desk))[0].slots] == [slot.id for slot in before]
    await go_to(desk, local("2027-06-02T20:00"))
    assert await editions(desk) == posts
    assert len(await desk.posted(count=len(posts))) == len(posts)


@pytest.mark.parametrize(
    "edit",
    [
        {"times": "10:00"},
        {"timezone": "America/New_York"},
        {"times": "11:00", "timezone": "Europe/Lisbon", "days": "mon-fri"},
    ],
)
async def test_an_edit_a_minute_after_does_not_post_again_that_day(
    desk: Desk, edit: dict[str, Any]
) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T07:00"))
    await add(desk)
    await go_to(desk, local("2027-06-01T09:01"))
    answer = (await desk.chief.slash("schedule edit", schedule="1", **edit)).text
    next_run_at = (await schedules(desk))[0].slots[0].next_run_at
    assert next_run_at is not None
    assert f"<t:{int(next_run_at.timestamp())}:F>" in answer
    assert (await schedules(desk))[0].slots[0].next_date == date(2027, 6, 2)
    await go_to(desk, local("2027-06-02T20:00"))
    assert await editions(desk) == ["2027-06-01 sent", "2027-06-02 sent"]
    assert len(await desk.posted(count=2)) == 2


async def test_an_hour_forward_and_back_doubles_nothing(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T08:30"))
    await add(desk)
    for moment in ("2027-06-01T09:30", "2027-06-01T08:30", "2027-06-01T09:00", "2027-06-01T09:30"):
        await jump_to(desk, local(moment) + timedelta(seconds=1))
    assert await editions(desk) == ["2027-06-01 sent"]
    assert len(await desk.posted()) == 1
    await go_to(desk, local("2027-06-02T10:00"))
    assert await editions(desk) == ["2027-06-01 sent", "2027-06-02 sent"]


async def test_a_day_forward_gives_one_catch_up_for_all_times_of_a_schedule(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T08:30"))
    await add(desk, times="09:00, 12:00, 23:00, 06:00")
    await jump_to(desk, local("2027-06-02T08:30"))
    assert [(row.due_at, row.state.value, row.reason) for row in await rows(desk)] == [
        (local("2027-06-01T09:00"), "skipped", TOO_LATE),
        (local("2027-06-01T12:00"), "skipped", TOO_LATE),
        (local("2027-06-01T23:00"), "skipped", TOO_LATE),
        (local("2027-06-02T06:00"), "sent", None),
    ]
    (post,) = await desk.posted()
    assert "late" in str(post)


async def test_of_several_times_within_the_grace_only_the_newest_is_caught_up(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T08:30"))
    await add(desk, times="09:00, 10:00, 11:00")
    await jump_to(desk, local("2027-06-01T12:00"))
    assert [(row.state.value, row.reason) for row in await rows(desk)] == [
        ("skipped", OVERTAKEN),
        ("skipped", OVERTAKEN),
        ("sent", None),
    ]
    assert len(await desk.posted()) == 1


async def test_a_clock_that_ran_a_year_ahead_does_not_silence_a_schedule(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2028-06-01T08:30"))
    await add(desk)
    await jump_to(desk, local("2028-06-01T09:01"))
    await jump_to(desk, local("2027-06-01T08:30"))
    await desk.quiet(0.2)
    assert (await schedules(desk))[0].slots[0].next_date == date(2027, 6, 1)
    await go_to(desk, local("2027-06-02T10:00"))
    assert (await editions(desk))[:2] == ["2027-06-01 sent", "2027-06-02 sent"]


async def test_runs_planned_by_older_zone_rules_are_put_right_at_the_start(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T07:00"))
    await add(desk)
    (slot,) = (await schedules(desk))[0].slots
    wrong = (date(2027, 6, 1), local("2027-06-01T10:00"))
    await desk.app.storage.pauses.resume(desk.guild.id, 1, {slot.id: wrong})
    await desk.restart()
    await desk.quiet(0.2)
    assert (await schedules(desk))[0].slots[0].next_run_at == local("2027-06-01T09:00")
    await go_to(desk, local("2027-06-01T12:00"))
    (row,) = await rows(desk)
    assert (row.state, row.due_at) == (DeliveryState.SENT, local("2027-06-01T09:00"))


async def test_a_zone_that_was_lost_is_told_and_its_hour_kept_by_the_servers_own(
    desk: Desk,
) -> None:
    await desk.set_up("Asia/Tokyo")
    await jump_to(desk, local("2027-06-01T07:00", "Asia/Tokyo"))
    await add(desk, timezone=BERLIN)
    await desk.app.storage.schedules.edit(
        desk.guild.id, 1, date(2027, 1, 1), lambda old, _done: replace(old, zone="Mars/Olympus")
    )
    await desk.restart()
    await desk.quiet(0.2)
    listed = (await desk.chief.slash("schedule list")).text
    assert "Mars/Olympus is no longer among the world's time zones" in listed
    assert "Asia/Tokyo is used for now" in listed
    shown = (await desk.chief.slash("schedule show", schedule="1")).text
    assert "Tuesday 1 June, 09:00 in Asia/Tokyo" in shown
    await go_to(desk, local("2027-06-01T20:00", "Asia/Tokyo"))
    (row,) = await rows(desk)
    assert (row.state, row.due_at) == (
        DeliveryState.SENT,
        local("2027-06-01T09:00", "Asia/Tokyo"),
    )
    mended = await desk.chief.slash("schedule edit", schedule="1", timezone=BERLIN)
    assert "no longer" not in mended.text


async def test_a_skipped_date_posts_nothing_and_says_so(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T07:00"))
    await add(desk, name="Morning")
    answer = (await desk.chief.slash("schedule skip", schedule="1")).text
    assert "Tuesday 1 June 2027" in answer
    assert f"<t:{int(local('2027-06-02T09:00').timestamp())}:F>" in answer
    await go_to(desk, local("2027-06-02T10:00"))
    assert await editions(desk) == ["2027-06-01 skipped", "2027-06-02 sent"]
    shown = (await desk.chief.slash("schedule show", schedule="1")).text
    assert "skipped: a quiet date" in shown
    assert "Not on" not in shown  # it lies behind


async def test_a_skip_that_is_undone_posts(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T07:00"))
    await add(desk)
    await desk.chief.slash("schedule skip", schedule="1", date="1 June, 2 June")
    answer = (await desk.chief.slash("schedule skip", schedule="1", undo=True)).text
    assert "keeps to its plan again on Tuesday 1 June 2027" in answer
    await go_to(desk, local("2027-06-03T10:00"))
    assert await editions(desk) == ["2027-06-01 sent", "2027-06-02 skipped", "2027-06-03 sent"]
    late = (
        await desk.chief.slash("schedule skip", schedule="1", date="2 June 2027", undo=True)
    ).text
    assert "Nothing that is still ahead" in late


async def test_a_moved_edition_goes_out_on_the_other_date_only(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T07:00"))
    await add(desk, days="first friday")
    answer = (await desk.chief.slash("schedule skip", schedule="1", move_to="2 June")).text
    assert "Wednesday 2 June 2027 instead of Friday 4 June 2027" in answer
    await go_to(desk, local("2027-07-02T10:00"))
    assert await editions(desk) == ["2027-06-02 sent", "2027-06-04 skipped", "2027-07-02 sent"]


async def test_start_and_end_are_kept_and_an_ended_schedule_can_go_on(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-06-01T07:00"))
    await add(desk, start="3 June", end="4 June")
    await go_to(desk, local("2027-06-06T10:00"))
    assert await editions(desk) == ["2027-06-03 sent", "2027-06-04 sent"]
    assert "come to its end" in (await desk.chief.slash("schedule list")).text
    await desk.chief.slash("schedule edit", schedule="1", end="7 June")
    await go_to(desk, local("2027-06-09T10:00"))
    assert (await editions(desk))[2:] == ["2027-06-07 sent"]


async def test_a_zone_changed_during_a_pause_promises_no_second_edition_of_a_date(
    desk: Desk,
) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-05-03 08:00"))
    await add(desk)
    await go_to(desk, local("2027-05-03 09:30"))
    await desk.chief.slash("schedule pause", schedule="1")
    await desk.chief.slash("schedule edit", schedule="1", timezone="America/New_York")
    answer = await desk.chief.slash("schedule resume", schedule="1")
    following = local("2027-05-04 09:00", "America/New_York")
    assert f"<t:{int(following.timestamp())}:F>" in answer.text
    await go_to(desk, following + timedelta(minutes=1))
    assert await editions(desk) == ["2027-05-03 sent", "2027-05-04 sent"]


async def test_a_date_that_was_moved_to_and_then_skipped_reads_as_skipped(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-05-03 08:00"))
    await add(desk, days="fri")
    await desk.chief.slash("schedule skip", schedule="1", date="2027-05-07", move_to="2027-05-08")
    assert "instead of" in (await desk.chief.slash("schedule show", schedule="1")).text
    await desk.chief.slash("schedule skip", schedule="1", date="2027-05-08")
    shown = (await desk.chief.slash("schedule show", schedule="1")).text
    assert "Not on Saturday 8 May 2027" in shown
    assert "instead of" not in shown


async def test_an_end_without_a_year_comes_after_the_start(desk: Desk) -> None:
    await desk.set_up()
    await jump_to(desk, local("2027-05-03 08:00"))
    answer = await add(desk, start="1 Jan", end="31 Mar")
    assert "From Saturday 1 January 2028 on" in answer
    assert "Until Friday 31 March 2028" in answer
