"""What becomes of slots when the times of a schedule are edited."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.rule import Days, Rule
from bot.briefing.slots import at_minutes, planned
from storage.schedule_records import Slot

BERLIN = ZoneInfo("Europe/Berlin")


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """On 5 June 2026, on the clocks of Berlin."""
    return datetime(2026, 6, 5, hour, minute, second, tzinfo=BERLIN).astimezone(UTC)


def due_at(slot_id: int, hour: int) -> Slot:
    return Slot(id=slot_id, minute=hour * 60, next_date=date(2026, 6, 5), next_run_at=at(hour))


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ({8: 1}, [8], {8: 1}),
        ({8: 1}, [9], {9: 1}),
        ({8: 1, 18: 2}, [9, 18], {9: 1, 18: 2}),
        ({8: 1, 18: 2}, [9, 19], {9: 1, 19: 2}),
        ({8: 1, 18: 2}, [8, 12, 18], {8: 1, 12: 0, 18: 2}),
        ({8: 1, 18: 2}, [18], {18: 2}),
        ({8: 1, 18: 2}, [20], {20: 2}),
        ({8: 1}, [7, 18], {7: 1, 18: 0}),
        ({8: 1, 10: 2}, [9, 12], {9: 1, 12: 2}),
        ({8: 1, 9: 2}, [9, 10], {9: 2, 10: 1}),
    ],
)
def test_a_slot_keeps_its_id_when_its_time_is_edited(
    before: dict[int, int], typed: list[int], after: dict[int, int]
) -> None:
    slots = at_minutes(
        [due_at(slot_id, hour) for hour, slot_id in before.items()], [hour * 60 for hour in typed]
    )
    assert {slot.minute // 60: slot.id for slot in slots} == after


@given(
    st.sets(st.integers(0, 1439), min_size=1, max_size=12),
    st.sets(st.integers(0, 1439), min_size=1, max_size=12),
)
def test_as_many_slots_as_possible_keep_their_id(before: set[int], typed: set[int]) -> None:
    slots = [Slot(id=minute + 1, minute=minute) for minute in before]
    after = at_minutes(slots, sorted(typed))
    assert [slot.minute for slot in after] == sorted(typed)
    kept = [slot.id for slot in after if slot.id]
    assert len(kept) == len(set(kept)) == min(len(before), len(typed))
    assert all(slot.id == slot.minute + 1 for slot in after if slot.minute in before)


def test_an_hour_still_ahead_is_today_and_one_behind_is_tomorrow() -> None:
    now = at(8, 59)
    ahead, behind = planned([due_at(1, 10), due_at(2, 8)], Rule(), BERLIN, now, {})
    assert ahead.next_run_at == at(10)
    assert behind.next_date == date(2026, 6, 5)  # due and not claimed yet: the claim settles it
    moved = Slot(id=3, minute=480, next_date=date(2026, 6, 5), next_run_at=at(9))
    (tomorrow,) = planned([moved], Rule(), BERLIN, now, {})
    assert tomorrow.next_date == date(2026, 6, 6)


def test_a_date_that_has_its_edition_is_not_planned_again() -> None:
    now = at(9, 1)
    moved = Slot(id=1, minute=600, next_date=date(2026, 6, 6))
    (slot,) = planned([moved], Rule(), BERLIN, now, {1: {date(2026, 6, 5)}})
    assert slot.next_date == date(2026, 6, 6)
    (other,) = planned([moved], Rule(), BERLIN, now, {2: {date(2026, 6, 5)}})
    assert other.next_date == date(2026, 6, 5)


def test_a_rule_at_its_end_leaves_a_slot_without_a_next_run() -> None:
    ended = Rule(days=(Days((1,)),), end=date(2026, 6, 5))
    (slot,) = planned([Slot(id=1, minute=600)], ended, BERLIN, at(9), {})
    assert (slot.next_date, slot.next_run_at) == (None, None)
