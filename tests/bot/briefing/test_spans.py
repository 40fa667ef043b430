"""Stretches of days as people type them when they look back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.spans import (
    Span,
    day_span,
    month_span,
    parse_span,
    say_month,
    say_span,
    year_span,
)
from bot.errors import Invalid

TODAY = date(2026, 11, 25)  # a Wednesday


def span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("today", "2026-11-25", "2026-11-25"),
        ("Yesterday", "2026-11-24", "2026-11-24"),
        ("monday", "2026-11-23", "2026-11-23"),
        ("3 May", "2026-05-03", "2026-05-03"),
        ("24 Dec", "2025-12-24", "2025-12-24"),
        ("9 August 2011", "2011-08-09", "2011-08-09"),
        ("2011-08-09", "2011-08-09", "2011-08-09"),
        ("2026年3月2日", "2026-03-02", "2026-03-02"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("the past week", "2026-11-16", "2026-11-22"),
        ("Last  Month", "2026-10-01", "2026-10-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("last 7 days", "2026-11-19", "2026-11-25"),
        ("past 2 weeks", "2026-11-12", "2026-11-25"),
        ("last 3 months", "2026-08-26", "2026-11-25"),
        ("last 1 year", "2025-11-26", "2026-11-25"),
        ("3 days ago", "2026-11-22", "2026-11-22"),
        ("a week ago", "2026-11-16", "2026-11-22"),
        ("2 months ago", "2026-09-01", "2026-09-30"),
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2024/02", "2024-02-01", "2024-02-29"),
        ("2/2024", "2024-02-01", "2024-02-29"),
        ("2026年11月", "2026-11-01", "2026-11-30"),
        ("November 2026", "2026-11-01", "2026-11-30"),
        ("aug. 2011", "2011-08-01", "2011-08-31"),
        ("2011 August", "2011-08-01", "2011-08-31"),
        ("december", "2025-12-01", "2025-12-31"),
        ("November", "2026-11-01", "2026-11-30"),
        ("2011", "2011-01-01", "2011-12-31"),
        ("２０１１年", "2011-01-01", "2011-12-31"),
        ("上周", "2026-11-16", "2026-11-22"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("昨天", "2026-11-24", "2026-11-24"),
        ("2011 to 2013", "2011-01-01", "2013-12-31"),
        ("3 May to last week", "2026-05-03", "2026-11-22"),
        ("2026-09 – 2026-10", "2026-09-01", "2026-10-31"),
        ("2026-09-03 - 2026-09-07", "2026-09-03", "2026-09-07"),
    ],
)
def test_a_stretch_is_read_as_it_is_meant(typed: str, first: str, last: str) -> None:
    assert parse_span(typed, TODAY) == span(first, last)


@pytest.mark.parametrize(
    "typed",
    [
        "", "soonish", "2026-13", "0", "99", "9999", "last 0 days", "last 99999 weeks", "13/2026",
        "2026-11-31", "2013 to 2011", "1 to 2 to 3", "99999 years ago", "last 9000 years",
        "week", "03/04/2026", "mayor", "to", " to ", "\u0000", "²",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(Invalid, match="is not a date"):
        parse_span(typed, TODAY)


@given(typed=st.text(max_size=60), today=st.dates(date(1970, 1, 1), date(2199, 12, 31)))
def test_whatever_is_typed_gives_a_span_in_order_or_a_refusal(typed: str, today: date) -> None:
    try:
        found = parse_span(typed, today)
    except Invalid:
        return
    assert found.first <= found.last


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_what_is_said_of_a_day_a_month_and_a_year_reads_as_the_same(on: date) -> None:
    today = date(2200, 12, 31)
    assert parse_span(on.isoformat(), today) == day_span(on)
    for meant in (day_span(on), month_span(on.year, on.month), year_span(on.year)):
        assert parse_span(say_span(meant), today) == meant
    assert parse_span(say_month(on), today) == month_span(on.year, on.month)
    stretch = Span(on, on + timedelta(days=3))
    assert parse_span(say_span(stretch), today) == stretch
