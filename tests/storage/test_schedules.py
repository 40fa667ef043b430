from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Storage, open_storage
from storage.delivery_records import Claim, DeliveryState
from storage.errors import Exists, Missing
from storage.migrate import FOLDER, prepare
from storage.schedule_records import PlannedRun, Schedule, Slot
from storage.schedule_rows import Done

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TOMORROW = (NOW.date() + DAY, NOW + DAY)

AddSchedule = Callable[..., Awaitable[Schedule]]


async def due_ids(storage: Storage, now: datetime = NOW) -> list[int]:
    due = await storage.slots.due(now)
    return [slot_id for alike in due.schedules for ids in alike.slot_ids for slot_id in ids]


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
    assert not await storage.pauses.pause(HERE, theirs.id, NOW, None)
    assert not await storage.pauses.resume(HERE, theirs.id, moves)
    assert await schedules.get(ELSEWHERE, theirs.id) == theirs


async def test_ones_own_schedule_cannot_move_anothers_slot(
    storage: Storage, schedule: AddSchedule
) -> None:
    ours, theirs = await schedule(), await schedule(ELSEWHERE)
    moves = {theirs.slots[0].id: TOMORROW}
    await storage.pauses.resume(HERE, ours.id, moves)
    assert await storage.schedules.get(ELSEWHERE, theirs.id) == theirs


async def test_what_is_due_comes_longest_due_first(storage: Storage, schedule: AddSchedule) -> None:
    later = await schedule(name="later", slots=[(480, NOW.date(), NOW)])
    twice = await schedule(
        ELSEWHERE,
        slots=[(60, NOW.date(), NOW - DAY), (90, NOW.date(), NOW + timedelta(seconds=1))],
    )
    due, last = await storage.slots.due(NOW)
    assert last == (NOW, later.slots[0].id)
    assert await storage.slots.due(NOW, past=last) == ((), None)
    assert [one.slots for one in due] == [twice.slots[:1], later.slots]
    assert [(one.zone, one.rule) for one in due] == [(one.zone, one.rule) for one in (twice, later)]
    first = await storage.slots.due(NOW, 1)
    assert first.schedules == due[:1]
    assert (await storage.slots.due(NOW, 1, past=first.last)).schedules == due[1:]
    soon = await storage.slots.due(NOW + timedelta(seconds=1), 1)
    assert [one.slots for one in soon.schedules] == [twice.slots], (
        "a schedule comes with all that is due"
    )


async def test_schedules_that_stand_alike_come_together(
    storage: Storage, schedule: AddSchedule
) -> None:
    slots = [
        (480, NOW.date(), NOW),
        (360, NOW.date(), NOW - DAY / 12),
        (540, NOW.date(), NOW + DAY),
    ]
    alike = [await schedule(name=f"Alike {number}", slots=slots) for number in range(3)]
    other = await schedule(name="Other", zone="Asia/Tokyo", slots=slots)
    together, apart = (await storage.slots.due(NOW)).schedules
    assert together.slots == alike[0].slots[:2]
    assert together.slot_ids == tuple(tuple(slot.id for slot in one.slots[:2]) for one in alike)
    assert (apart.zone, apart.slots) == ("Asia/Tokyo", other.slots[:2])


async def test_a_paused_schedule_is_not_due_and_goes_on_with_new_times(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    schedules = storage.schedules
    assert await storage.pauses.pause(HERE, made.id, NOW, "channel gone")
    assert await storage.pauses.pause(HERE, made.id, NOW + DAY, "again")
    paused = await schedules.get(HERE, made.id)
    assert paused is not None
    assert (paused.paused_at, paused.pause_reason) == (NOW, "channel gone")
    assert (paused.slots[0].next_date, paused.slots[0].next_run_at) == (None, None)
    assert await due_ids(storage, NOW + 9 * DAY) == []
    assert await storage.pauses.resume(HERE, made.id, {made.slots[0].id: TOMORROW})
    resumed = await schedules.get(HERE, made.id)
    assert resumed is not None
    assert (resumed.paused_at, resumed.pause_reason) == (None, None)
    assert (resumed.slots[0].next_date, resumed.slots[0].next_run_at) == TOMORROW
    assert await due_ids(storage) == []
    assert await due_ids(storage, NOW + DAY) == [made.slots[0].id]


async def test_next_runs_can_be_moved(storage: Storage, schedule: AddSchedule) -> None:
    made = await schedule()
    assert await storage.pauses.resume(HERE, made.id, {made.slots[0].id: TOMORROW})
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
    assert not await storage.pauses.pause(HERE, made.id, NOW, None)
    assert not await storage.pauses.resume(HERE, made.id, {made.slots[0].id: TOMORROW})
    again = await schedule(name="morning")
    assert again.id != made.id


async def test_removing_skips_what_was_claimed_but_not_what_is_being_sent(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    for number in (1, 2):
        await storage.claims.add_extra(
            HERE,
            schedule_id=made.id,
            channel_id=77,
            local_date=NOW.date(),
            slot=f"extra:{number}",
            due_at=NOW,
            code=f"c{number}",
            now=NOW,
        )
    await storage.claims.lease("me", NOW, NOW + timedelta(minutes=2), 1)
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
    assert await due_ids(storage) == [made.slots[0].id]


@pytest.mark.parametrize("column", ["paused_at", "removed"])
async def test_a_next_run_left_over_is_not_due_when_paused_or_removed(
    storage: Storage, schedule: AddSchedule, path: Path, column: str
) -> None:
    await schedule()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"UPDATE schedules SET {column} = 1")
    assert await due_ids(storage) == []


def posted(schedule: Schedule, slot: Slot, days: int = 0) -> Claim:
    """The claim of what a slot is due for, its next run being tomorrow's or later."""
    assert slot.next_run_at is not None
    return Claim(
        slot_id=slot.id,
        local_date=NOW.date() + days * DAY,
        due_at=slot.next_run_at,
        next_date=NOW.date() + (days + 1) * DAY,
        next_run_at=NOW + (days + 1) * DAY,
        code=f"code{slot.id}-{days}",
        now=NOW,
    )


async def test_an_edit_writes_settings_and_slots_together(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule(slots=[(480, NOW.date(), NOW), (1080, NOW.date(), NOW + DAY / 2)])
    morning, evening = made.slots
    wanted = replace(
        made,
        name="Noon",
        channel_id=78,
        zone="Asia/Tokyo",
        rule='{"end": "2026-04-01"}',
        sections=("City",),
        story_cap=3,
        language="de",
        post_empty=True,
        slots=(
            replace(morning, minute=540, next_date=NOW.date() + DAY, next_run_at=NOW + DAY),
            Slot(id=0, minute=720),
        ),
    )
    edited = await storage.schedules.edit(HERE, made.id, NOW.date(), lambda _old, _done: wanted)
    assert edited is not None
    assert edited == await storage.schedules.get(HERE, made.id)
    assert replace(edited, slots=()) == replace(wanted, slots=())
    assert edited.slots[0] == wanted.slots[0]
    assert (edited.slots[1].minute, edited.slots[1].next_run_at) == (720, None)
    assert edited.slots[1].id not in (morning.id, evening.id)


async def test_an_edit_is_told_which_dates_have_their_edition(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    other = await schedule(name="Other")
    for number in range(3):
        current = await storage.schedules.get(HERE, made.id)
        assert current is not None
        await storage.claims.claim([posted(current, current.slots[0], number)])
    await storage.claims.claim([posted(other, other.slots[0])])
    await storage.claims.add_extra(
        HERE,
        schedule_id=made.id,
        channel_id=77,
        local_date=NOW.date() + 7 * DAY,
        slot="extra:1",
        due_at=NOW,
        code="x",
        now=NOW,
    )
    told: list[Done] = []

    def change(old: Schedule, done: Done) -> Schedule:
        told.append(done)
        return old

    await storage.schedules.edit(HERE, made.id, NOW.date() + DAY, change)
    dates = {NOW.date() + DAY, NOW.date() + 2 * DAY}
    assert told == [{made.slots[0].id: frozenset(dates)}]


async def test_an_edit_that_is_refused_changes_nothing(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule(name="Morning")
    await schedule(name="Evening")

    def refuse(_old: Schedule, _done: Done) -> Schedule:
        raise LookupError("no such zone")

    with pytest.raises(LookupError, match="no such zone"):
        await storage.schedules.edit(HERE, made.id, NOW.date(), refuse)
    taken = replace(made, name="EVENING", story_cap=1, slots=())
    with pytest.raises(Exists, match="EVENING"):
        await storage.schedules.edit(HERE, made.id, NOW.date(), lambda _old, _done: taken)
    twice = replace(made, slots=(*made.slots, Slot(id=0, minute=480)))
    with pytest.raises(Exists):
        await storage.schedules.edit(HERE, made.id, NOW.date(), lambda _old, _done: twice)
    assert await storage.schedules.get(HERE, made.id) == made
    own = replace(made, name="MORNING")
    renamed = await storage.schedules.edit(HERE, made.id, NOW.date(), lambda _old, _done: own)
    assert renamed == own


async def test_nobody_edits_anothers_or_a_removed_schedule(
    storage: Storage, schedule: AddSchedule
) -> None:
    theirs, removed = await schedule(ELSEWHERE), await schedule(name="gone")
    await storage.schedules.remove(HERE, removed.id)
    for schedule_id in (theirs.id, removed.id, 999, 2**70):
        edit = storage.schedules.edit(HERE, schedule_id, NOW.date(), lambda old, _done: old)
        assert await edit is None
    own = await schedule(name="own")
    stolen = replace(own, slots=(*own.slots, replace(theirs.slots[0], minute=1)))
    await storage.schedules.edit(HERE, own.id, NOW.date(), lambda _old, _done: stolen)
    assert await storage.schedules.get(ELSEWHERE, theirs.id) == theirs


async def test_a_slot_with_another_time_keeps_its_row_in_the_ledger(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    await storage.claims.claim([posted(made, made.slots[0])])
    later = replace(
        made.slots[0], minute=600, next_date=NOW.date(), next_run_at=NOW + timedelta(hours=2)
    )
    edited = await storage.schedules.edit(
        HERE, made.id, NOW.date(), lambda old, _done: replace(old, slots=(later,))
    )
    assert edited is not None
    assert edited.slots == (later,)
    assert await storage.claims.claim([posted(edited, later)]) == ()
    assert len(await storage.deliveries.of_schedule(HERE, made.id, 9)) == 1
    assert await due_ids(storage, NOW + timedelta(hours=3)) == []


async def test_a_slot_whose_rule_has_ended_is_never_due(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule(slots=[(480, None, None)])
    assert await due_ids(storage, NOW + 999 * DAY) == []
    other = await schedule(name="other")
    await storage.pauses.resume(HERE, other.id, {other.slots[0].id: None})
    assert await due_ids(storage, NOW + 999 * DAY) == []
    await storage.pauses.resume(HERE, made.id, {made.slots[0].id: TOMORROW})
    assert await due_ids(storage, NOW + DAY) == [made.slots[0].id]


async def test_runs_to_come_are_named_once_for_all_that_share_them(
    storage: Storage, schedule: AddSchedule
) -> None:
    await storage.guilds.set_zone(HERE, "Asia/Tokyo")
    slots = [(480, *TOMORROW), (1080, NOW.date(), NOW)]
    await schedule(name="one", slots=slots)
    await schedule(name="two", slots=slots)
    await schedule(ELSEWHERE, slots=slots)
    paused = await schedule(name="three", slots=slots)
    await storage.pauses.pause(HERE, paused.id, NOW)
    found = await storage.slots.planned_after(NOW)
    shared = PlannedRun(
        zone="Europe/Berlin",
        server_zone="Asia/Tokyo",
        rule=paused.rule,
        minute=480,
        next_date=TOMORROW[0],
        next_run_at=TOMORROW[1],
    )
    assert set(found) == {shared, replace(shared, server_zone=None)}
    assert len(found) == 2


async def test_a_planned_run_is_moved_for_all_that_share_it_and_for_nobody_else(
    storage: Storage, schedule: AddSchedule
) -> None:
    slots = [(480, *TOMORROW)]
    same = [await schedule(name="one", slots=slots), await schedule(ELSEWHERE, slots=slots)]
    others = [
        await schedule(name="another zone", slots=slots, zone="Asia/Tokyo"),
        await schedule(name="another rule", slots=slots, rule="{}"),
        await schedule(name="another time", slots=[(481, *TOMORROW)]),
        await schedule(name="another day", slots=[(480, NOW.date(), NOW + DAY / 2)]),
    ]
    planned = next(
        run
        for run in await storage.slots.planned_after(NOW)
        if (run.zone, run.rule, run.minute, run.next_run_at)
        == ("Europe/Berlin", same[0].rule, 480, TOMORROW[1])
    )
    run = (NOW.date(), NOW + timedelta(hours=1))
    assert await storage.slots.move_planned(planned, run) == 2
    for one in same:
        moved = await storage.schedules.get(one.guild_id, one.id)
        assert moved is not None
        assert (moved.slots[0].next_date, moved.slots[0].next_run_at) == run
    for one in others:
        assert await storage.schedules.get(one.guild_id, one.id) == one


async def test_a_run_is_not_moved_to_a_date_that_has_its_edition(
    storage: Storage, schedule: AddSchedule
) -> None:
    made, other = await schedule(), await schedule(name="other", slots=[(480, *TOMORROW)])
    await storage.claims.claim([posted(made, made.slots[0])])
    (planned,) = await storage.slots.planned_after(NOW)
    run = (NOW.date(), NOW + timedelta(hours=1))
    assert await storage.slots.move_planned(planned, run) == 1
    assert await due_ids(storage, run[1]) == [other.slots[0].id]


async def test_schedules_made_before_rules_keep_their_days(tmp_path: Path, path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for step in sorted(FOLDER.glob("*.sql"))[:6]:
        shutil.copy(step, before)
    await prepare(path, before)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            INSERT INTO guilds (guild_id, joined_at) VALUES (1001, 0);
            INSERT INTO schedules (id, guild_id, channel_id, name, folded_name, zone, days,
                sections, story_cap, created_by, created_at)
            VALUES (7, 1001, 77, 'Morning', 'morning', 'Europe/Berlin', '[1,5]', '[]', 8, 5, 0);
            INSERT INTO slots (schedule_id, guild_id, minute) VALUES (7, 1001, 480);
            """
        )
    async with open_storage(path) as storage:
        kept = await storage.schedules.get(HERE, 7)
    assert kept is not None
    assert kept.rule == '{"days":[[[1,5],0]]}'
    assert (kept.post_empty, kept.language, kept.server_zone) == (False, None, None)
    assert [slot.minute for slot in kept.slots] == [480]
