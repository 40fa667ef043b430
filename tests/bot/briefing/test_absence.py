"""Why a date without an edition has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.absence import absence
from bot.briefing.rule import Days, Rule, write_rule
from bot.briefing.timetable import TOO_LATE, next_run
from bot.briefing.zones import zone_of
from storage.delivery_records import Delivery, DeliveryState
from storage.schedule_records import Schedule, Slot

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)
BERLIN = "Europe/Berlin"
MADE = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SLOT = Slot(id=7, minute=480, next_date=MONDAY + DAY, next_run_at=NOON + timedelta(hours=19))


def schedule(rule: Rule | None = None, **fields: object) -> Schedule:
    made = Schedule(
        id=1,
        guild_id=1,
        channel_id=1,
        name="Morning",
        zone=BERLIN,
        rule=write_rule(rule or Rule()),
        slots=(SLOT,),
        created_by=1,
        created_at=MADE,
    )
    return replace(made, **fields)  # pyright: ignore[reportArgumentType]


def why(plan: Schedule, on: date, following: Delivery | None = None, slot: Slot = SLOT) -> str:
    found = absence(plan, slot, on, NOON, following)
    return found.reason.format(**found.values)


def test_a_day_that_is_none_of_its_days() -> None:
    weekdays = Rule(days=(Days((1, 2, 3, 4, 5)),))
    sentence = why(schedule(weekdays), MONDAY - DAY)
    assert sentence == "Not one of its days, which are: Monday to Friday."


def test_before_its_start_and_after_its_end() -> None:
    bounded = schedule(Rule(start=MONDAY, end=MONDAY + 5 * DAY))
    assert "starts on 2026-03-02" in why(bounded, MONDAY - DAY)
    assert "ends on 2026-03-07" in why(bounded, MONDAY + 6 * DAY)


def test_a_quiet_date_and_one_that_was_moved() -> None:
    assert "set aside" in why(schedule(Rule(quiet=(MONDAY,))), MONDAY)
    moved = Rule().moving(MONDAY, MONDAY + 9 * DAY)
    assert "moved to 2026-03-11" in why(schedule(moved), MONDAY)


def test_before_it_was_made() -> None:
    assert "made after that" in why(schedule(created_at=NOON - timedelta(hours=1)), MONDAY)
    assert "made after that" not in why(schedule(created_at=NOON - timedelta(hours=6)), MONDAY)


def test_paused_since_before_that_hour() -> None:
    paused = schedule(paused_at=NOON - timedelta(hours=6), pause_reason="It may not write there.")
    assert why(paused, MONDAY).endswith("It may not write there..")
    assert "paused since" in why(schedule(paused_at=NOON - timedelta(hours=6)), MONDAY)
    later = schedule(paused_at=NOON)
    assert "paused since" not in why(later, MONDAY)


def test_still_to_come_or_just_due() -> None:
    assert "still to come" in why(schedule(), MONDAY + DAY)
    assert "still to come" in why(schedule(), MONDAY + 30 * DAY)
    due = replace(SLOT, next_date=MONDAY, next_run_at=NOON - timedelta(hours=5))
    assert "right now" in why(schedule(), MONDAY, slot=due)


def test_passed_over_by_an_edit() -> None:
    later = replace(SLOT, next_date=MONDAY + 2 * DAY, next_run_at=NOON + 2 * DAY)
    assert "passed over" in why(schedule(), MONDAY + DAY, slot=later)


def test_counted_only_while_the_bot_was_away() -> None:
    row = Delivery(
        id=1,
        guild_id=1,
        schedule_id=1,
        channel_id=1,
        local_date=MONDAY,
        slot="7",
        due_at=NOON,
        state=DeliveryState.SKIPPED,
        code="c",
        reason=TOO_LATE,
        created_at=NOON,
    )
    assert "only counted" in why(schedule(), MONDAY - 3 * DAY, following=row)
    assert "no record" in why(schedule(), MONDAY - 3 * DAY, following=replace(row, reason=None))
    assert "no record" in why(schedule(), MONDAY - 3 * DAY)


@given(
    st.integers(-400, 400),
    st.sets(st.integers(1, 7), min_size=1),
    st.integers(0, 1439),
    st.sampled_from([BERLIN, "America/Havana", "Pacific/Apia", "Australia/Lord_Howe"]),
)
def test_every_date_has_a_reason_and_the_next_run_is_still_to_come(
    days: int, weekdays: set[int], minute: int, zone: str
) -> None:
    rule = Rule(days=(Days(tuple(sorted(weekdays))),))
    run = next_run(NOON, minute, rule, zone_of(zone))
    assert run is not None
    slot = Slot(id=7, minute=minute, next_date=run[0], next_run_at=run[1])
    plan = schedule(rule, zone=zone)
    assert why(plan, MONDAY + days * DAY, slot=slot)
    assert "still to come" in why(plan, run[0], slot=slot)
