"""Times, days and dates as people type them, and as they are said back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.rule import EVERY, LAST, Days
from bot.briefing.spoken import (
    parse_dates,
    parse_days,
    parse_times,
    say_date,
    say_days,
    say_minute,
    say_minutes,
)
from bot.errors import Invalid


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
        ("noon, midnight", "00:00 12:00"),
        ("上午8点、下午6点半", "08:00 18:30"),
        ("中午，晚上九点一刻", "12:00 21:15"),
        ("凌晨12点和18点05分", "00:00 18:05"),
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


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("周一至周五", "mon-fri"),
        ("工作日", "weekdays"),
        ("每天", "daily"),
        ("周末", "weekend"),
        ("星期一、礼拜三和周日", "mon, wed, sun"),
        ("每月最后一个周五", "last fri"),
        ("第一个周一，第三个周一", "first and third mon"),
    ],
)
def test_days_in_chinese_are_those_in_english(typed: str, english: str) -> None:
    assert parse_days(typed) == parse_days(english)


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
    ("typed", "weekdays"),
    [
        ("mon-fri", (1, 2, 3, 4, 5)),
        ("Weekdays", (1, 2, 3, 4, 5)),
        ("Mon, Wed", (1, 3)),
        ("daily", EVERY),
        ("every day", EVERY),
        ("weekend", (6, 7)),
        ("weekdays and sat", (1, 2, 3, 4, 5, 6)),
        ("fri-mon", (1, 5, 6, 7)),
        ("Mon – Wed, Sunday", (1, 2, 3, 7)),
        ("monday to thursday", (1, 2, 3, 4)),
        ("Tues, Thurs.", (2, 4)),
        ("on Mondays", (1,)),
        ("su mo", (1, 7)),
        ("sat-sat", (6,)),
    ],
)
def test_days_of_the_week_are_read_as_people_type_them(
    typed: str, weekdays: tuple[int, ...]
) -> None:
    assert parse_days(typed) == (Days(weekdays),)


@pytest.mark.parametrize(
    ("typed", "days", "said"),
    [
        ("first monday", [Days((1,), 1)], "the first Monday of the month"),
        ("Last Fri", [Days((5,), LAST)], "the last Friday of the month"),
        ("1st mon of the month", [Days((1,), 1)], "the first Monday of the month"),
        ("first weekday", [Days((1, 2, 3, 4, 5), 1)], "the first weekday of the month"),
        ("last working day", [Days((1, 2, 3, 4, 5), LAST)], "the last weekday of the month"),
        ("business days", [Days((1, 2, 3, 4, 5))], "Monday to Friday"),
        ("last mon-fri", [Days((1, 2, 3, 4, 5), LAST)], "the last weekday of the month"),
        ("last day of each month", [Days(EVERY, LAST)], "the last day of the month"),
        (
            "first and third tuesday",
            [Days((2,), 1), Days((2,), 3)],
            "the first Tuesday and third Tuesday of the month",
        ),
        (
            "last sat, 2nd sun",
            [Days((7,), 2), Days((6,), LAST)],
            "the second Sunday and last Saturday of the month",
        ),
        (
            "the first Monday of the month and every Friday",
            [Days((5,)), Days((1,), 1)],
            "Friday and the first Monday of the month",
        ),
        ("last weekend", [Days((6, 7), LAST)], "the last weekend day of the month"),
        ("fourth thu-fri", [Days((4,), 4), Days((5,), 4)], None),
    ],
)
def test_days_of_the_month_are_read_and_said(
    typed: str, days: list[Days], said: str | None
) -> None:
    assert parse_days(typed) == tuple(days)
    assert parse_days(say_days(days)) == tuple(days)
    assert said in (None, say_days(days))


@pytest.mark.parametrize("dangling", ["first", "mon, last", "the last of the month"])
def test_a_place_without_a_day_is_refused(dangling: str) -> None:
    with pytest.raises(Invalid, match="first Monday"):
        parse_days(dangling)


@pytest.mark.parametrize("bad", ["someday", "t", "1-5", "mon-", "mon-funday"])
def test_an_unknown_day_is_named(bad: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_days(f"sat {bad}")
    assert f"“{bad}”" in str(caught.value)


DAYS = st.lists(
    st.one_of(
        st.sets(st.integers(1, 7), min_size=1).map(lambda days: Days(tuple(sorted(days)))),
        st.builds(
            Days, st.integers(1, 7).map(lambda day: (day,)), st.sampled_from([1, 2, 3, 4, LAST])
        ),
        st.builds(
            Days, st.sampled_from([EVERY, (1, 2, 3, 4, 5), (6, 7)]), st.sampled_from([1, LAST])
        ),
    ),
    min_size=1,
    max_size=4,
    unique=True,
)


@given(DAYS)
def test_what_is_said_of_days_can_be_typed_again(days: list[Days]) -> None:
    weekly = tuple(sorted({day for one in days if not one.place for day in one.weekdays}))
    monthly = {one for one in days if one.place}
    again = parse_days(say_days([*([Days(weekly)] if weekly else []), *monthly]))
    assert {one for one in again if one.place} == monthly
    assert [one.weekdays for one in again if not one.place] == ([weekly] if weekly else [])


TODAY = date(2026, 6, 5)  # a Friday


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ("2026-12-24", "2026-12-24"),
        ("24 Dec", "2026-12-24"),
        ("December 24th", "2026-12-24"),
        ("24.12.", "2026-12-24"),
        ("24 May", "2027-05-24"),
        ("5 June", "2026-06-05"),
        ("29 Feb", "2028-02-29"),
        ("２０２６年12月24日", "2026-12-24"),
        ("today", "2026-06-05"),
        ("Tomorrow", "2026-06-06"),
        ("monday", "2026-06-08"),
        ("fri", "2026-06-05"),
        ("24 Dec, 26 Dec and 2027-01-01", "2026-12-24 2026-12-26 2027-01-01"),
        ("December 24, 2026, December 26, 2026", "2026-12-24 2026-12-26"),
        ("30 Dec to 2 Jan", "2026-12-30 2026-12-31 2027-01-01 2027-01-02"),
        ("2026-12-30 - 2026-12-31", "2026-12-30 2026-12-31"),
        ("30 Dec – 31 Dec, 24 Dec", "2026-12-24 2026-12-30 2026-12-31"),
        ("1 March 2026", "2026-03-01"),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, dates: str) -> None:
    assert " ".join(map(str, parse_dates(typed, TODAY))) == dates


@pytest.mark.parametrize(
    "bad",
    ["soon", "3/4/2026", "31 Feb", "2026-13-01", "24 Dec 08:00", "2026", "may", "7", "2026-02-30"],
)
def test_a_text_that_is_no_date_or_could_be_two_is_refused(bad: str) -> None:
    with pytest.raises(Invalid, match="is not a date"):
        parse_dates(bad, TODAY)


def test_a_span_that_runs_backwards_or_for_years_is_refused() -> None:
    with pytest.raises(Invalid, match="not a span"):
        parse_dates("2026-12-26 to 2026-12-24", TODAY)
    with pytest.raises(Invalid, match="At most 100"):
        parse_dates("2026-01-01 to 2200-01-01", TODAY)
    assert len(parse_dates("2026-01-01 to 2026-04-10", TODAY)) == 100
    with pytest.raises(Invalid, match="Name a date"):
        parse_dates(" , ", TODAY)


@given(st.text(max_size=40))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    for parse in (parse_times, parse_days, lambda typed: parse_dates(typed, TODAY)):
        try:
            found = parse(text)
        except Invalid:
            continue
        assert found
        assert len(set(found)) == len(found)


@given(st.dates(date(2026, 6, 5), date(2190, 1, 1)))
def test_what_is_said_of_a_date_can_be_typed_again(on: date) -> None:
    assert parse_dates(say_date(on), TODAY) == (on,)


def test_times_are_said_with_an_and_before_the_last() -> None:
    assert say_minutes([480]) == "08:00"
    assert say_minutes([480, 1080]) == "08:00 and 18:00"
    assert say_minutes([480, 720, 1080]) == "08:00, 12:00 and 18:00"
