"""Instants, next and missed ones, with the clock changes of three years for every zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing import rule as rules
from bot.briefing import timetable
from bot.briefing.rule import Days, Rule, write_rule
from bot.briefing.timetable import (
    catch_up,
    corrected,
    instant_of,
    missed,
    next_postings,
    next_run,
    previous_run,
)
from storage.schedule_records import PlannedRun, Schedule, Slot

EVERY_DAY = Rule()
BERLIN = ZoneInfo("Europe/Berlin")
GRACE = timedelta(hours=6)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weekly(*weekdays: int) -> Rule:
    return Rule(days=(Days(weekdays),))


def clock(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


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
    following, later = next(walk(instant, clock(at), ZoneInfo(zone)))
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
        if datetime(earlier.year, earlier.month, earlier.day, 12, tzinfo=zone).utcoffset()
        != datetime(later.year, later.month, later.day, 12, tzinfo=zone).utcoffset()
    ]


def wall_clock_instant(on: date, minute: int, zone: ZoneInfo) -> datetime:
    """What a person with a clock on the wall would say: the first instant at which it shows that
    time of that date; if it never does, the instant at which it would have without the change.
    """
    wanted = datetime.combine(on, datetime.min.time()) + timedelta(minutes=minute)
    start = wanted.replace(tzinfo=UTC) - timedelta(hours=15)
    ticks = (start + timedelta(minutes=15 * number) for number in range(30 * 4))
    shown = [tick for tick in ticks if tick.astimezone(zone).replace(tzinfo=None) == wanted]
    if shown:
        return shown[0]
    before = (wanted - timedelta(hours=6)).replace(tzinfo=zone)
    offset = before.utcoffset()
    assert offset is not None
    return wanted.replace(tzinfo=UTC) - offset


def test_every_zone_posts_once_a_local_date_over_every_change_of_three_years() -> None:
    cases = gaps = folds = 0
    for name in sorted(available_timezones() - {"Factory", "localtime"}):
        zone = ZoneInfo(name)
        for change in (day for year in (2025, 2026, 2027) for day in change_days(zone, year)):
            for minute in (0, 90, 150, 180, 480):
                first = change - timedelta(days=1)
                start = instant_of(first, minute, zone) - timedelta(microseconds=1)
                runs = list(islice(walk(start, minute, zone), 3))
                case = (name, change, minute)
                assert [on for on, _ in runs] == [first + timedelta(days=n) for n in range(3)], case
                instant = wall_clock_instant(change, minute, zone)
                assert runs[1][1] == instant, case
                local = instant.astimezone(zone).replace(tzinfo=None)
                gaps += (local.hour * 60 + local.minute) != minute
                later = (instant + timedelta(hours=1)).astimezone(zone).replace(tzinfo=None)
                folds += later == local
                cases += 1
    assert cases > 5_000
    assert gaps > 200
    assert folds > 200


def test_what_is_claimed_over_every_change_of_three_years_is_one_edition_a_local_date() -> None:
    """A slot is claimed and moved on as the ledger does it, by a clock of half-hour ticks."""
    tried = doubled = missed_ = 0
    for name in sorted(available_timezones() - {"Factory", "localtime"}):
        zone = ZoneInfo(name)
        for change in (day for year in (2025, 2026, 2027) for day in change_days(zone, year)):
            for minute in (0, 90, 150, 180, 480):
                dates = [change + timedelta(days=number) for number in (-1, 0, 1)]
                posted = Counter(claimed_dates(dates[0], minute, name, until=dates[-1]))
                tried += len(dates)
                doubled += sum(count > 1 for count in posted.values())
                missed_ += sum(on not in posted for on in dates)
    assert (doubled, missed_) == (0, 0)
    assert tried > 15_000


def claimed_dates(first: date, minute: int, zone: str, *, until: date) -> Iterator[date]:
    """The local dates that a slot posts, one claim after the other."""
    at = instant_of(first, minute, ZoneInfo(zone))
    slot = Slot(id=1, minute=minute, next_date=first, next_run_at=at)
    now = at
    while slot.next_date and slot.next_date <= until and slot.next_run_at:
        while now < slot.next_run_at:
            now += timedelta(minutes=30)
        plan = catch_up(schedule(EVERY_DAY, zone, slot), now, GRACE)[slot.id]
        yield from (one.local_date for one in plan.occurrences if one.decision != "skip")
        next_date, next_run_at = plan.following or (None, None)
        slot = replace(slot, next_date=next_date, next_run_at=next_run_at)


def test_every_slot_posts_once_a_local_date_over_the_other_hours_of_2026() -> None:
    for name in sorted(available_timezones() - {"Factory", "localtime"}):
        zone = ZoneInfo(name)
        for change in change_days(zone, 2026):
            for minute in (30, 75, 105, 1410, 1439):
                first = change - timedelta(days=3)
                start = instant_of(first, minute, zone) - timedelta(microseconds=1)
                runs = list(islice(walk(start, minute, zone), 6))
                assert [on for on, _ in runs] == [first + timedelta(days=n) for n in range(6)], (
                    name,
                    minute,
                )
                assert all(earlier[1] < later[1] for earlier, later in pairwise(runs))


def walk(after: datetime, minute: int, zone: ZoneInfo):
    """Runs as the ledger walks them: each is looked for from the one before."""
    while True:
        run = next_run(after, minute, EVERY_DAY, zone)
        assert run is not None
        after = run[1]
        yield run


def schedule(rule: Rule = EVERY_DAY, zone: str = "Europe/Berlin", *slots: Slot) -> Schedule:
    return Schedule(
        id=1,
        guild_id=1,
        channel_id=1,
        name="Morning",
        zone=zone,
        rule=write_rule(rule),
        slots=slots,
        created_by=1,
        created_at=utc("2026-01-01"),
    )


def slots_at(*minutes: int) -> list[Slot]:
    return [Slot(id=number, minute=minute) for number, minute in enumerate(minutes, start=1)]


def test_a_date_that_a_zone_left_out_gives_no_second_run_at_the_same_instant() -> None:
    apia = schedule(EVERY_DAY, "Pacific/Apia", *slots_at(480))
    postings = next_postings(apia, utc("2011-12-28T00:00"), 5)
    assert len({posting.at for posting in postings}) == 5
    assert date(2011, 12, 31) not in [posting.local_date for posting in postings]


def next_date(after: datetime, minute: int, rule: Rule, zone: ZoneInfo) -> date | None:
    run = next_run(after, minute, rule, zone)
    return run[0] if run else None


def test_the_next_run_keeps_to_its_days() -> None:
    friday = utc("2026-06-05T10:00")
    working = weekly(1, 2, 3, 4, 5)
    assert next_date(friday, clock("08:00"), working, BERLIN) == date(2026, 6, 8)
    assert next_date(friday, clock("13:00"), weekly(5), BERLIN) == date(2026, 6, 5)
    assert next_date(friday, clock("12:00"), weekly(5), BERLIN) == date(2026, 6, 12)


def test_the_next_run_passes_over_dates_that_have_their_edition() -> None:
    friday = utc("2026-06-05T05:00")
    run = next_run(friday, 480, EVERY_DAY, BERLIN, done={date(2026, 6, 5), date(2026, 6, 6)})
    assert run == (date(2026, 6, 7), utc("2026-06-07T06:00"))


def test_a_rule_that_has_ended_has_no_next_run_and_one_to_come_begins_on_its_date() -> None:
    rule = Rule(start=date(2026, 7, 1), end=date(2026, 7, 3))
    assert next_run(utc("2026-06-05T05:00"), 480, rule, BERLIN) == (
        date(2026, 7, 1),
        utc("2026-07-01T06:00"),
    )
    assert next_run(utc("2026-07-03T06:00"), 480, rule, BERLIN) is None
    assert next_postings(schedule(rule, "UTC", *slots_at(480)), utc("2026-07-04"), 5) == []
    before = previous_run(utc("2027-01-01"), [480], rule, BERLIN)
    assert before == utc("2026-07-03T06:00")
    assert previous_run(utc("2026-07-01T06:00"), [480], rule, BERLIN) is None


def test_the_next_postings_of_several_slots_come_in_order() -> None:
    two = schedule(weekly(1, 5), "Europe/Berlin", *slots_at(480, 1080))
    postings = next_postings(two, utc("2026-06-05T10:00"), 4)
    assert [(one.local_date.isoformat(), one.minute) for one in postings] == [
        ("2026-06-05", 1080),
        ("2026-06-08", 480),
        ("2026-06-08", 1080),
        ("2026-06-12", 480),
    ]


def test_a_slot_whose_edition_is_out_shows_no_second_one_that_day() -> None:
    at_ten = Slot(id=1, minute=600, next_date=date(2026, 6, 6), next_run_at=utc("2026-06-06T08:00"))
    postings = next_postings(schedule(EVERY_DAY, "Europe/Berlin", at_ten), utc("2026-06-05"), 2)
    assert [one.local_date.day for one in postings] == [6, 7]


def test_quiet_dates_are_no_postings_but_the_slot_waits_for_them() -> None:
    rule = Rule(quiet=(date(2026, 6, 6),))
    now = utc("2026-06-05T07:00")
    postings = next_postings(schedule(rule, "Europe/Berlin", *slots_at(480)), now, 2)
    assert [one.local_date.day for one in postings] == [7, 8]
    assert next_date(now, 480, rule, BERLIN) == date(2026, 6, 6)
    assert previous_run(utc("2026-06-07T06:00"), [480], rule, BERLIN) == utc("2026-06-05T06:00")


def test_a_quiet_date_is_recorded_as_skipped_and_hides_no_edition_before_it() -> None:
    rule = Rule(quiet=(date(2026, 6, 6),))
    plan = missed(date(2026, 6, 5), 480, rule, BERLIN, utc("2026-06-06T06:01"), timedelta(days=3))
    assert [(one.local_date.day, one.decision, one.reason) for one in plan.occurrences] == [
        (5, "late", None),
        (6, "skip", rules.QUIET),
    ]


def test_only_the_newest_slot_of_a_schedule_catches_up() -> None:
    def due(slot_id: int, hour: int) -> Slot:
        at = utc(f"2026-06-05T{hour - 2:02}:00")
        return Slot(id=slot_id, minute=hour * 60, next_date=date(2026, 6, 5), next_run_at=at)

    plans = catch_up(
        schedule(EVERY_DAY, "Europe/Berlin", due(1, 8), due(2, 10), due(3, 12)),
        utc("2026-06-05T08:30"),
        GRACE,
    )
    assert {slot: [o.decision for o in plan.occurrences] for slot, plan in plans.items()} == {
        1: ["skip"],
        2: ["late"],
    }
    assert plans[1].occurrences[0].reason == timetable.OVERTAKEN


def test_slots_a_few_minutes_apart_are_all_posted_when_the_bot_is_on_time() -> None:
    on, now = date(2026, 6, 5), utc("2026-06-05T06:04")
    plans = catch_up(
        schedule(
            EVERY_DAY,
            "Europe/Berlin",
            Slot(id=1, minute=480, next_date=on, next_run_at=utc("2026-06-05T06:00")),
            Slot(id=2, minute=483, next_date=on, next_run_at=utc("2026-06-05T06:03")),
        ),
        now,
        GRACE,
    )
    assert [plan.occurrences[0].decision for plan in plans.values()] == ["post", "post"]


def planned_run(next_date: date, next_run_at: datetime) -> PlannedRun:
    return PlannedRun(
        zone="Europe/Berlin",
        server_zone=None,
        rule="{}",
        minute=480,
        next_date=next_date,
        next_run_at=next_run_at,
    )


@pytest.mark.parametrize(
    ("next_date", "next_run_at", "now", "steps"),
    [
        ("2026-06-06", "2026-06-06T06:00", "2026-06-05T06:00", []),
        # The rules of the zone were others when it was planned.
        ("2026-06-06", "2026-06-06T07:00", "2026-06-05T06:00", ["2026-06-06T06:00"]),
        ("2026-06-06", "2026-06-06T07:00", "2026-06-06T06:30", ["2026-06-06T06:00"]),
        # The clock was a year ahead when it was planned.
        ("2027-06-06", "2027-06-06T06:00", "2026-06-05T06:00", ["2026-06-06T06:00"]),
    ],
)
def test_a_run_that_stands_wrong_is_put_right(
    next_date: str, next_run_at: str, now: str, steps: list[str]
) -> None:
    planned = planned_run(date.fromisoformat(next_date), utc(next_run_at))
    runs = corrected(planned, EVERY_DAY, BERLIN, utc(now))
    assert [at for _, at in runs] == [utc(step) for step in steps]
    assert all(on == at.astimezone(BERLIN).date() for on, at in runs)


def test_the_previous_run_is_the_latest_of_all_slots() -> None:
    due = instant_of(date(2026, 6, 8), 480, BERLIN)
    assert previous_run(due, [480, 1080], weekly(1, 5), BERLIN) == instant_of(
        date(2026, 6, 5), 1080, BERLIN
    )
    assert previous_run(due, [480], weekly(1), BERLIN) == instant_of(date(2026, 6, 1), 480, BERLIN)


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
    earlier = previous_run(now, [minute], weekly(*days), zone)
    later = next_run(now, minute, weekly(*days), zone)
    assert earlier is not None
    assert later is not None
    assert earlier < now < later[1]
    following = next_run(earlier, minute, weekly(*days), zone)
    assert following is not None
    assert following[1] in (now, later[1])


def test_a_slot_that_is_claimed_in_time_is_simply_posted() -> None:
    now = utc("2026-06-05T06:00:04")
    plan = missed(date(2026, 6, 5), 480, EVERY_DAY, BERLIN, now, GRACE)
    assert [(o.local_date, o.decision, o.reason) for o in plan.occurrences] == [
        (date(2026, 6, 5), "post", None)
    ]
    assert plan.older == 0
    assert plan.following == (date(2026, 6, 6), utc("2026-06-06T06:00"))


def test_after_eight_hours_asleep_a_post_within_grace_is_marked_late() -> None:
    now = utc("2026-06-05T11:59")
    plan = missed(date(2026, 6, 5), 480, EVERY_DAY, BERLIN, now, GRACE)
    assert [o.decision for o in plan.occurrences] == ["late"]


def test_beyond_the_grace_nothing_is_posted_and_the_reason_is_kept() -> None:
    now = utc("2026-06-05T12:01")
    plan = missed(date(2026, 6, 5), 480, EVERY_DAY, BERLIN, now, GRACE)
    assert [(o.decision, o.reason) for o in plan.occurrences] == [("skip", timetable.TOO_LATE)]
    assert plan.following is not None
    assert plan.following[0] == date(2026, 6, 6)


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
    plan = missed(first, 480, weekly(1, 3, 5), BERLIN, now, GRACE)
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
