from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Storage
from storage.errors import Exists, Missing
from storage.records import DeliveryState, Schedule

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TOMORROW = (NOW.date() + DAY, NOW + DAY)

AddSchedule = Callable[..., Awaitable[Schedule]]


async def due_ids(storage: Storage, now: datetime = NOW) -> list[tuple[int, int]]:
    return [(one.id, slot.id) for one, slot in await storage.schedules.due_slots(now)]


async def test_a_schedule_comes_back_as_it_was_given(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule(
        name="Morning “A”",
        rule='{"days": [[[1, 5], 0]]}',
        post_empty=True,
        language="de",
        sections=("City", "世界"),
        slots=[(1080, NOW.date(), NOW + DAY / 2), (480, NOW.date(), NOW)],
    )
    assert (made.name, made.zone) == ("Morning “A”", "Europe/Berlin")
    assert (made.rule, made.post_empty, made.language) == ('{"days": [[[1, 5], 0]]}', True, "de")
    assert (made.sections, made.story_cap, made.channel_id) == (("City", "世界"), 8, 77)
    assert (made.created_by, made.created_at, made.paused_at, made.fail_count) == (5, NOW, None, 0)
    assert [(slot.minute, slot.next_date, slot.next_run_at) for slot in made.slots] == [
        (480, NOW.date(), NOW),
        (1080, NOW.date(), NOW + DAY / 2),
    ]
    assert await storage.schedules.get(HERE, made.id) == made


async def test_a_name_is_taken_once_in_a_server_in_whatever_case(
    storage: Storage, schedule: AddSchedule
) -> None:
    await schedule(name="Straße  Morgen")
    with pytest.raises(Exists, match="STRASSE morgen"):
        await schedule(name="STRASSE morgen")
    await schedule(ELSEWHERE, name="STRASSE morgen")
    assert len(await storage.schedules.list_all(HERE)) == 1


async def test_a_schedule_with_one_time_twice_is_refused_whole(
    storage: Storage, schedule: AddSchedule
) -> None:
    with pytest.raises(Exists):
        await schedule(slots=[(480, NOW.date(), NOW), (480, NOW.date(), NOW)])
    assert await storage.schedules.list_all(HERE) == ()


async def test_a_schedule_for_a_server_never_joined_is_refused(schedule: AddSchedule) -> None:
    with pytest.raises(Missing):
        await schedule(9999)


async def test_schedules_are_listed_by_name_each_server_its_own(
    storage: Storage, schedule: AddSchedule
) -> None:
    evening, bulletin = await schedule(name="evening"), await schedule(name="Bulletin")
    await schedule(ELSEWHERE)
    assert await storage.schedules.list_all(HERE) == (bulletin, evening)
    assert await storage.schedules.list_all(9999) == ()


async def test_names_complete_from_their_beginning_first(
    storage: Storage, schedule: AddSchedule
) -> None:
    late, early = await schedule(name="Late news"), await schedule(name="News early")
    await schedule(ELSEWHERE, name="News next door")
    complete = storage.schedules.complete
    assert await complete(HERE, "NEWS") == (early, late)
    assert await complete(HERE, "") == (late, early)
    assert await complete(HERE, "", 1) == (late,)
    for nothing in ("%", "_", "x", "\0\ud800"):
        assert await complete(HERE, nothing) in ((), (late, early))
    assert await complete(HERE, "%") == ()


async def test_anothers_schedule_reads_as_missing(storage: Storage, schedule: AddSchedule) -> None:
    theirs = await schedule(ELSEWHERE)
    schedules = storage.schedules
    moves = {theirs.slots[0].id: TOMORROW}
    assert await schedules.get(HERE, theirs.id) is None
    assert not await schedules.remove(HERE, theirs.id)
    assert not await schedules.pause(HERE, theirs.id, NOW, None)
    assert not await schedules.resume(HERE, theirs.id, moves)
    assert not await schedules.set_next_runs(HERE, theirs.id, moves)
    assert await schedules.get(ELSEWHERE, theirs.id) == theirs


async def test_ones_own_schedule_cannot_move_anothers_slot(
    storage: Storage, schedule: AddSchedule
) -> None:
    ours, theirs = await schedule(), await schedule(ELSEWHERE)
    moves = {theirs.slots[0].id: TOMORROW}
    await storage.schedules.set_next_runs(HERE, ours.id, moves)
    await storage.schedules.resume(HERE, ours.id, moves)
    assert await storage.schedules.get(ELSEWHERE, theirs.id) == theirs


async def test_what_is_due_comes_longest_due_first(storage: Storage, schedule: AddSchedule) -> None:
    later = await schedule(name="later", slots=[(480, NOW.date(), NOW)])
    twice = await schedule(
        ELSEWHERE,
        slots=[(60, NOW.date(), NOW - DAY), (90, NOW.date(), NOW + timedelta(seconds=1))],
    )
    due = await storage.schedules.due_slots(NOW)
    assert due == ((twice, twice.slots[0]), (later, later.slots[0]))
    assert await storage.schedules.due_slots(NOW, 1) == due[:1]
    assert len(await storage.schedules.due_slots(NOW + timedelta(seconds=1))) == 3


async def test_a_paused_schedule_is_not_due_and_goes_on_with_new_times(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    schedules = storage.schedules
    assert await schedules.pause(HERE, made.id, NOW, "channel gone")
    assert await schedules.pause(HERE, made.id, NOW + DAY, "again")
    paused = await schedules.get(HERE, made.id)
    assert paused is not None
    assert (paused.paused_at, paused.pause_reason) == (NOW, "channel gone")
    assert (paused.slots[0].next_date, paused.slots[0].next_run_at) == (None, None)
    assert await due_ids(storage, NOW + 9 * DAY) == []
    assert not await schedules.set_next_runs(HERE, made.id, {made.slots[0].id: TOMORROW})
    assert await schedules.resume(HERE, made.id, {made.slots[0].id: TOMORROW})
    resumed = await schedules.get(HERE, made.id)
    assert resumed is not None
    assert (resumed.paused_at, resumed.pause_reason) == (None, None)
    assert (resumed.slots[0].next_date, resumed.slots[0].next_run_at) == TOMORROW
    assert await due_ids(storage) == []
    assert await due_ids(storage, NOW + DAY) == [(made.id, made.slots[0].id)]


async def test_next_runs_can_be_moved(storage: Storage, schedule: AddSchedule) -> None:
    made = await schedule()
    assert await storage.schedules.set_next_runs(HERE, made.id, {made.slots[0].id: TOMORROW})
    moved = await storage.schedules.get(HERE, made.id)
    assert moved is not None
    assert moved.slots[0].id == made.slots[0].id
    assert (moved.slots[0].next_date, moved.slots[0].next_run_at) == TOMORROW


async def test_a_removed_schedule_is_gone_and_its_name_is_free(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule(name="Morning")
    schedules = storage.schedules
    assert await schedules.remove(HERE, made.id)
    assert not await schedules.remove(HERE, made.id)
    assert await schedules.get(HERE, made.id) is None
    assert await schedules.list_all(HERE) == ()
    assert await schedules.complete(HERE, "mor") == ()
    assert await due_ids(storage) == []
    assert not await schedules.pause(HERE, made.id, NOW, None)
    assert not await schedules.resume(HERE, made.id, {made.slots[0].id: TOMORROW})
    again = await schedule(name="morning")
    assert again.id != made.id


async def test_removing_skips_what_was_claimed_but_not_what_is_being_sent(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    for number in (1, 2):
        await storage.deliveries.add_extra(
            HERE,
            schedule_id=made.id,
            channel_id=77,
            local_date=NOW.date(),
            slot=f"extra:{number}",
            due_at=NOW,
            code=f"c{number}",
            now=NOW,
        )
    await storage.deliveries.lease("me", NOW, NOW + timedelta(minutes=2), 1)
    await storage.schedules.remove(HERE, made.id)
    states = [one.state for one in await storage.deliveries.of_schedule(HERE, made.id, 9)]
    assert states == [DeliveryState.SKIPPED, DeliveryState.PENDING]


async def test_a_server_that_was_left_has_nothing_due_until_it_is_back(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    await storage.guilds.leave(HERE, NOW)
    assert await due_ids(storage) == []
    await storage.guilds.join(HERE, NOW)
    assert await due_ids(storage) == [(made.id, made.slots[0].id)]


@pytest.mark.parametrize("column", ["paused_at", "removed"])
async def test_a_next_run_left_over_is_not_due_when_paused_or_removed(
    storage: Storage, schedule: AddSchedule, path: Path, column: str
) -> None:
    await schedule()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"UPDATE schedules SET {column} = 1")
    assert await due_ids(storage) == []
