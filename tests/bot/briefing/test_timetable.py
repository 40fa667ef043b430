"""Times, days and instants, with the clock changes of 2026 computed for every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing import timetable
from bot.briefing.timetable import (
    instant_of,
    missed,
    next_run,
    next_runs,
    parse_days,
    parse_times,
    previous_run,
    say_days,
    say_minute,
)
from bot.errors import Invalid

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
BERLIN = ZoneInfo("Europe/Berlin")
GRACE = timedelta(hours=6)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clock(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("08:00, 18:00", "08:00 18:00"),
        ("18:00, 8:00, 18:00", "08:00 18:00"),
        ("8", "08:00"),
        ("08.00", "08:00"),
        ("8am", "08:00"),
        ("6:30 pm", "18:30"),
        ("6:30 p.m.; 7 A.M.", "07:00 18:30"),
        ("0800", "08:00"),
        ("730 and 1915", "07:30 19:15"),
        ("12am, 12pm", "00:00 12:00"),
        ("18h30", "18:30"),
        ("9 12 15", "09:00 12:00 15:00"),
        ("９：００，18：30", "09:00 18:30"),
        ("08:00、20:00", "08:00 20:00"),
    ],
)
def test_times_are_read_as_people_type_them(typed: str, shown: str) -> None:
    assert " ".join(map(say_minute, parse_times(typed))) == shown


@pytest.mark.parametrize(
    "bad", ["24:00", "8:60", "13pm", "0am", "eight", "8-10", "-5", "8:5", "8:00:00", "1e3"]
)
def test_an_impossible_time_is_named_beside_an_example(bad: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_times(f"07:00, {bad}")
    assert f"“{bad}”" in str(caught.value)
    assert "08:00" in str(caught.value)


@pytest.mark.parametrize("empty", ["", "  ", ", ;", "and"])
def test_no_time_and_no_day_at_all_are_refused(empty: str) -> None:
    with pytest.raises(Invalid, match="at least one time"):
        parse_times(empty)
    with pytest.raises(Invalid, match="at least one day"):
        parse_days(empty)


def test_a_thirteenth_time_of_day_is_refused() -> None:
    assert len(parse_times(" ".join(map(str, range(12))))) == 12
    with pytest.raises(Invalid, match="13"):
        parse_times(" ".join(map(str, range(13))))


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon-fri", (1, 2, 3, 4, 5)),
        ("Weekdays", (1, 2, 3, 4, 5)),
        ("Mon, Wed", (1, 3)),
        ("daily", EVERY_DAY),
        ("every day", EVERY_DAY),
        ("weekend", (6, 7)),
        ("weekdays and sat", (1, 2, 3, 4, 5, 6)),
        ("fri-mon", (1, 5, 6, 7)),
        ("Mon – Wed, Sunday", (1, 2, 3, 7)),
        ("monday to thursday", (1, 2, 3, 4)),
        ("Tues, Thurs.", (2, 4)),
        ("Mondays", (1,)),
        ("su mo", (1, 7)),
        ("sat-sat", (6,)),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, days: tuple[int, ...]) -> None:
    assert parse_days(typed) == days


@pytest.mark.parametrize("bad", ["someday", "t", "1-5", "mon-", "mon-funday"])
def test_an_unknown_day_is_named(bad: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_days(f"sat {bad}")
    assert f"“{bad}”" in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    for parse in (parse_times, parse_days):
        try:
            found = parse(text)
        except Invalid:
            continue
        assert found == tuple(sorted(set(found)))


@given(st.sets(st.integers(1, 7), min_size=1))
def test_what_is_said_of_days_can_be_typed_again(days: set[int]) -> None:
    assert set(parse_days(say_days(tuple(days)))) == days


# zone, local date, time, expected local time with offset: computed for the tz data of 2026.
CHANGES = [
    ("Europe/Berlin", "2026-03-29", "02:30", "03:30+02:00"),
    ("Europe/Berlin", "2026-10-25", "02:30", "02:30+02:00"),
    ("America/New_York", "2026-03-08", "02:30", "03:30-04:00"),
    ("America/New_York", "2026-11-01", "01:30", "01:30-04:00"),
    ("Australia/Lord_Howe", "2026-10-04", "02:15", "02:45+11:00"),
    ("Australia/Lord_Howe", "2026-04-05", "01:45", "01:45+11:00"),
    ("Africa/Casablanca", "2026-02-15", "02:30", "02:30+01:00"),
    ("Africa/Casablanca", "2026-03-22", "02:30", "03:30+01:00"),
    ("Asia/Kathmandu", "2026-06-01", "02:30", "02:30+05:45"),
    ("America/Havana", "2026-03-08", "00:30", "01:30-04:00"),
    ("Africa/Cairo", "2026-04-24", "00:30", "01:30+03:00"),
    ("Asia/Beirut", "2026-03-29", "00:30", "01:30+03:00"),
]


@pytest.mark.parametrize(("zone", "on", "at", "expected"), CHANGES)
def test_a_clock_change_moves_a_gap_and_takes_the_first_pass_of_a_fold(
    zone: str, on: str, at: str, expected: str
) -> None:
    local_date = date.fromisoformat(on)
    instant = instant_of(local_date, clock(at), ZoneInfo(zone))
    assert instant.tzinfo is UTC
    assert instant == datetime.fromisoformat(f"{on}T{expected}")
    before = instant - timedelta(hours=20)
    assert next_run(before, clock(at), EVERY_DAY, ZoneInfo(zone)) == (local_date, instant)
    following, later = next_run(instant, clock(at), EVERY_DAY, ZoneInfo(zone))
    assert following == local_date + timedelta(days=1)
    assert later - instant > timedelta(hours=20)


def test_a_slot_that_a_gap_carries_past_midnight_is_still_found() -> None:
    nuuk = ZoneInfo("America/Nuuk")  # 28 March: 23:00 becomes midnight
    run = (date(2026, 3, 28), utc("2026-03-29T01:30"))
    assert next_run(utc("2026-03-29T01:29"), clock("23:30"), EVERY_DAY, nuuk) == run
    assert run[1].astimezone(nuuk).date() == date(2026, 3, 29)


def test_a_slot_that_passed_before_the_clock_went_back_over_midnight_is_not_forgotten() -> None:
    st_johns = ZoneInfo("America/St_Johns")  # 7 November 2010: 00:01 becomes 23:01 of the 6th
    midnight = instant_of(date(2010, 11, 7), 0, st_johns)
    now = midnight + timedelta(minutes=10)
    assert now.astimezone(st_johns).date() == date(2010, 11, 6)
    assert previous_run(now, [0], EVERY_DAY, st_johns) == midnight
    assert missed(date(2010, 11, 7), 0, EVERY_DAY, st_johns, now, GRACE).occurrences


def change_days(zone: ZoneInfo, year: int) -> list[date]:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    return [
        later
        for earlier, later in pairwise(days)
        if datetime(earlier.year, earlier.month, earlier.day, tzinfo=zone).utcoffset()
        != datetime(later.year, later.month, later.day, tzinfo=zone).utcoffset()
    ]


def test_every_zone_has_one_run_a_local_date_around_every_change_of_2026() -> None:
    cases = 0
    for name in sorted(available_timezones() - {"Factory", "localtime"}):
        zone = ZoneInfo(name)
        for change in change_days(zone, 2026):
            for minute in (0, 30, 75, 105, 150, 180, 480, 1410, 1439):
                first = change - timedelta(days=3)
                start = instant_of(first, minute, zone) - timedelta(microseconds=1)
                runs = list(islice(walk(start, minute, zone), 6))
                assert [on for on, _ in runs] == [first + timedelta(days=n) for n in range(6)], (
                    name,
                    minute,
                )
                assert all(earlier[1] < later[1] for earlier, later in pairwise(runs))
                cases += 1
    assert cases > 2_000


def walk(after: datetime, minute: int, zone: ZoneInfo):
    """Runs as the ledger walks them: each is looked for from the one before."""
    while True:
        on, after = next_run(after, minute, EVERY_DAY, zone)
        yield on, after


def test_a_date_that_a_zone_left_out_gives_no_second_run_at_the_same_instant() -> None:
    runs = next_runs(utc("2011-12-28T00:00"), [480], EVERY_DAY, ZoneInfo("Pacific/Apia"), 5)
    instants = [at for _, _, at in runs]
    assert len(set(instants)) == 5
    assert date(2011, 12, 31) not in [on for on, _, _ in runs]


def test_the_next_run_keeps_to_its_days() -> None:
    friday = utc("2026-06-05T10:00")
    assert next_run(friday, clock("08:00"), (1, 2, 3, 4, 5), BERLIN)[0] == date(2026, 6, 8)
    assert next_run(friday, clock("13:00"), (5,), BERLIN)[0] == date(2026, 6, 5)
    assert next_run(friday, clock("12:00"), (5,), BERLIN)[0] == date(2026, 6, 12)


def test_a_schedule_without_days_is_a_mistake_of_ours_and_ends_at_once() -> None:
    with pytest.raises(ValueError, match="without days"):
        next_run(utc("2026-06-05T10:00"), 480, (), BERLIN)
    with pytest.raises(ValueError, match="without days"):
        previous_run(utc("2026-06-05T10:00"), [480], (), BERLIN)


def test_the_next_runs_of_several_slots_come_in_order() -> None:
    runs = next_runs(utc("2026-06-05T10:00"), [480, 1080], (1, 5), BERLIN, 4)
    assert [(on.isoformat(), say_minute(minute)) for on, minute, _ in runs] == [
        ("2026-06-05", "18:00"),
        ("2026-06-08", "08:00"),
        ("2026-06-08", "18:00"),
        ("2026-06-12", "08:00"),
    ]


def test_the_previous_run_is_the_latest_of_all_slots() -> None:
    due = instant_of(date(2026, 6, 8), 480, BERLIN)
    assert previous_run(due, [480, 1080], (1, 5), BERLIN) == instant_of(
        date(2026, 6, 5), 1080, BERLIN
    )
    assert previous_run(due, [480], (1,), BERLIN) == instant_of(date(2026, 6, 1), 480, BERLIN)


@given(
    st.integers(0, 3 * 365 * 86_400).map(lambda s: utc("2025-01-01T00:00") + timedelta(seconds=s)),
    st.integers(0, 1439),
    st.sets(st.integers(1, 7), min_size=1),
    st.sampled_from(["Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Africa/Cairo"]),
)
def test_previous_and_next_enclose_every_instant(
    now: datetime, minute: int, days: set[int], zone_name: str
) -> None:
    zone = ZoneInfo(zone_name)
    earlier = previous_run(now, [minute], tuple(days), zone)
    later = next_run(now, minute, tuple(days), zone)[1]
    assert earlier < now < later
    assert next_run(earlier, minute, tuple(days), zone)[1] in (now, later)


def test_a_slot_that_is_claimed_in_time_is_simply_posted() -> None:
    now = utc("2026-06-05T06:00:04")
    plan = missed(date(2026, 6, 5), 480, EVERY_DAY, BERLIN, now, GRACE)
    assert [(o.local_date, o.decision, o.reason) for o in plan.occurrences] == [
        (date(2026, 6, 5), "post", None)
    ]
    assert plan.older == 0
    assert (plan.next_date, plan.next_run_at) == (date(2026, 6, 6), utc("2026-06-06T06:00"))


def test_after_eight_hours_asleep_a_post_within_grace_is_marked_late() -> None:
    now = utc("2026-06-05T11:59")
    plan = missed(date(2026, 6, 5), 480, EVERY_DAY, BERLIN, now, GRACE)
    assert [o.decision for o in plan.occurrences] == ["late"]


def test_beyond_the_grace_nothing_is_posted_and_the_reason_is_kept() -> None:
    now = utc("2026-06-05T12:01")
    plan = missed(date(2026, 6, 5), 480, EVERY_DAY, BERLIN, now, GRACE)
    assert [(o.decision, o.reason) for o in plan.occurrences] == [("skip", timetable.TOO_LATE)]
    assert plan.next_date == date(2026, 6, 6)


def test_only_the_newest_of_several_missed_editions_is_posted() -> None:
    now = utc("2026-06-05T09:00")
    plan = missed(date(2026, 6, 3), 480, EVERY_DAY, BERLIN, now, timedelta(days=30))
    assert [(o.local_date.day, o.decision) for o in plan.occurrences] == [
        (3, "skip"),
        (4, "skip"),
        (5, "late"),
    ]
    assert plan.occurrences[0].reason == timetable.OVERTAKEN


def test_three_years_asleep_give_seven_rows_and_a_count() -> None:
    first, now = date(2023, 6, 5), utc("2026-06-05T06:01")
    plan = missed(first, 480, (1, 3, 5), BERLIN, now, GRACE)
    assert len(plan.occurrences) == 7
    assert [o.decision for o in plan.occurrences[-2:]] == ["skip", "post"]
    every = [first + timedelta(days=n) for n in range((date(2026, 6, 5) - first).days + 1)]
    allowed = [on for on in every if on.isoweekday() in (1, 3, 5)]
    assert plan.older + 7 == len(allowed)
    assert [o.local_date for o in plan.occurrences] == allowed[-7:]


def test_a_clock_that_went_back_makes_nothing_due() -> None:
    plan = missed(date(2026, 6, 5), 480, EVERY_DAY, BERLIN, utc("2026-06-04T05:00"), GRACE)
    assert plan.occurrences == ()
    assert plan.older == 0
