"""Which local dates a rule plans, and which of them are set aside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.rule import EVERY, LAST, MOVED, QUIET, Days, Rule, read_rule, write_rule

DAY = timedelta(days=1)
DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def dates_of(days: Days, year: int) -> list[str]:
    first = date(year, 1, 1)
    return [
        f"{on:%m-%d}" for n in range(366) if (on := first + n * DAY).year == year and days.hold(on)
    ]


def test_the_first_monday_comes_once_a_month() -> None:
    assert dates_of(Days((1,), 1), 2026) == [
        "01-05", "02-02", "03-02", "04-06", "05-04", "06-01", "07-06", "08-03", "09-07", "10-05",
        "11-02", "12-07",
    ]  # fmt: skip


def test_the_last_friday_comes_once_a_month() -> None:
    assert dates_of(Days((5,), LAST), 2026) == [
        "01-30", "02-27", "03-27", "04-24", "05-29", "06-26", "07-31", "08-28", "09-25", "10-30",
        "11-27", "12-25",
    ]  # fmt: skip


def test_the_first_and_last_working_days_of_a_month_pass_over_its_weekends() -> None:
    working = (1, 2, 3, 4, 5)
    assert dates_of(Days(working, 1), 2026)[:5] == ["01-01", "02-02", "03-02", "04-01", "05-01"]
    assert dates_of(Days(working, LAST), 2026)[:5] == ["01-30", "02-27", "03-31", "04-30", "05-29"]
    assert dates_of(Days(EVERY, LAST), 2028)[:3] == ["01-31", "02-29", "03-31"]


def test_each_place_of_a_month_holds_exactly_one_date() -> None:
    for place in (1, 2, 3, 4, LAST):
        for weekday in EVERY:
            assert len(dates_of(Days((weekday,), place), 2027)) == 12


def test_a_rule_without_days_is_a_mistake_of_ours() -> None:
    for nothing in ((), (Days(()),)):
        with pytest.raises(ValueError, match="without days"):
            Rule(days=nothing)


def test_start_and_end_are_counted_in() -> None:
    rule = Rule(start=date(2026, 6, 5), end=date(2026, 6, 7))
    planned = [n for n in range(1, 11) if rule.plans(date(2026, 6, n))]
    assert planned == [5, 6, 7]


def test_a_skipped_date_stays_planned_and_says_why_nothing_is_posted() -> None:
    on = date(2026, 6, 5)
    rule = Rule().skipping([on])
    assert rule.plans(on)
    assert not rule.posts(on)
    assert rule.set_aside(on) == QUIET
    assert rule.posts(on + DAY)
    assert rule.restoring(on) == Rule()


def test_a_moved_edition_is_posted_on_the_other_date_even_outside_the_days() -> None:
    friday, saturday = date(2026, 6, 5), date(2026, 6, 6)
    weekdays = Rule(days=(Days((1, 2, 3, 4, 5)),), end=friday)
    rule = weekdays.moving(friday, saturday)
    assert rule.set_aside(friday) == MOVED
    assert rule.posts(saturday)
    assert rule.last_date == saturday
    assert not weekdays.plans(saturday)
    assert rule.restoring(saturday) == rule.restoring(friday) == weekdays


def test_moving_on_and_moving_back_leave_one_posting() -> None:
    a, b, c = (date(2026, 6, n) for n in (5, 6, 7))
    fridays = Rule(days=(Days((5,)),))
    onward = fridays.moving(a, b).moving(b, c)
    assert [on for on in (a, b, c) if onward.posts(on)] == [c]
    back = fridays.moving(a, b).moving(b, a)
    assert [on for on in (a, b, c) if back.posts(on)] == [a]


def test_what_was_moved_on_is_said_to_replace_its_first_date_only() -> None:
    a, b, c = (date(2026, 6, n) for n in (5, 6, 7))
    assert Rule(days=(Days((5,)),)).moving(a, b).moving(b, c).moved == ((a, c),)


def test_a_skip_of_the_date_moved_to_wins_and_a_later_move_gives_it_back() -> None:
    a, b = date(2026, 6, 5), date(2026, 6, 6)
    rule = Rule(days=(Days((5,)),)).moving(a, b).skipping([b])
    assert rule.set_aside(b) == QUIET
    assert rule.moving(a, b).posts(b)


def test_exceptions_that_lie_behind_are_forgotten() -> None:
    rule = Rule().skipping([date(2026, 6, 5), date(2026, 7, 5)])
    rule = rule.moving(date(2026, 6, 6), date(2026, 8, 1))
    kept = rule.forgetting(date(2026, 7, 1))
    assert kept.quiet == (date(2026, 7, 5),)
    assert kept.moved == rule.moved
    assert kept.forgetting(date(2027, 1, 1)) == Rule()


@given(
    st.lists(
        st.builds(
            Days,
            st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days))),
            st.sampled_from([0, 1, 2, 3, 4, LAST]),
        ),
        min_size=1,
        max_size=3,
    ),
    st.none() | DATES,
    st.none() | DATES,
    st.lists(DATES, max_size=5),
    st.lists(st.tuples(DATES, DATES), max_size=5),
)
def test_a_rule_comes_back_from_its_text_and_keeps_within_its_bounds(
    days: list[Days],
    start: date | None,
    end: date | None,
    quiet: list[date],
    moves: list[tuple[date, date]],
) -> None:
    rule = Rule(days=tuple(days), start=start, end=end).skipping(quiet)
    for source, target in moves:
        rule = rule.moving(source, target)
    assert read_rule(write_rule(rule)) == rule
    for number in range(0, 740, 7):
        on = date(2026, 1, 1) + number * DAY
        if rule.posts(on):
            assert rule.first_date is None or on >= rule.first_date
            assert rule.last_date is None or on <= rule.last_date


def test_an_empty_text_is_every_day() -> None:
    assert read_rule("{}") == Rule()
    assert read_rule('{"days":[[[1,3],0]]}').days == (Days((1, 3)),)
