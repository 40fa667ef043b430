"""Dates in the forms pages write them, with their time and zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.reading.dates import find_dates, read_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2011-08-09 08:55", "2011-08-09T08:55+00:00"),
        ("2011/08/09 08:55:31", "2011-08-09T08:55+00:00"),
        ("2011.8.9", "2011-08-09T00:00+00:00"),
        ("2011-08-09T08:55:12+08:00", "2011-08-09T08:55+08:00"),
        ("2011-08-09T08:55:12.345Z", "2011-08-09T08:55+00:00"),
        ("9 August 2011", "2011-08-09T00:00+00:00"),
        ("9th of August 2011 at 14:30 GMT", "2011-08-09T14:30+00:00"),
        ("9 Aug 2011 08.55 BST", "2011-08-09T08:55+01:00"),
        ("Aug. 9, 2011 8:55 a.m. EDT", "2011-08-09T08:55-04:00"),
        ("Aug 9, 2011 12:05am EST", "2011-08-09T00:05-05:00"),
        ("Tue, August 9, 2011, 8 p.m. PT", "2011-08-09T20:00-07:00"),
        ("9:15 a.m. ET, Tue August 9, 2011", "2011-08-09T09:15-04:00"),
        ("08:55, August 09, 2011", "2011-08-09T08:55+00:00"),
        ("14:11 EST, 25 October 2013", "2013-10-25T14:11-05:00"),
        ("9 August 2011 Last updated at 08:55 GMT", "2011-08-09T08:55+00:00"),
        ("2011-08-09 08:55 (Beijing Time)", "2011-08-09T08:55+08:00"),
        ("2011-08-09 08:55 UTC+5:30", "2011-08-09T08:55+05:30"),
        ("2011年8月9日 下午3:05", "2011-08-09T15:05+00:00"),
        ("2011年08月09日08时55分", "2011-08-09T08:55+00:00"),
        ("北京时间2011-08-09 08:55", None),
        ("2011-08-09 北京时间08:55", "2011-08-09T08:55+08:00"),
        ("2011년 8월 9일 오후 3:05", "2011-08-09T15:05+00:00"),
        ("09.08.2011, 14:30 Uhr", "2011-08-09T14:30+00:00"),
        ("9. August 2011", "2011-08-09T00:00+00:00"),
        ("9 de agosto de 2011 a las 08:55", "2011-08-09T08:55+00:00"),
        ("9 août 2011 à 14h30", "2011-08-09T14:30+00:00"),
        ("25/12/2011", "2011-12-25T00:00+00:00"),
        ("12/25/2011", "2011-12-25T00:00+00:00"),
        ("Mon, 23 Nov 2026 08:55:00 +0000", "2026-11-23T08:55+00:00"),
        ("31/02/2011", None),
        ("2013-02-30", None),
        ("2011-13-01", None),
        ("1.2.3.4", None),
        ("20110809", None),
        ("the day before yesterday", None),
        ("2011-08-09 or 2011-08-10", None),
        ("", None),
    ],
)
def test_a_typed_date_is_read_whole_or_not_at_all(text: str, expected: str | None) -> None:
    moment = read_date(text)
    assert (moment.isoformat(timespec="minutes") if moment else None) == expected


def test_a_typed_date_without_zone_is_in_the_reader_s() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    assert read_date("2011-08-09 08:55", zone=zone) == datetime(2011, 8, 9, 8, 55, tzinfo=zone)
    assert read_date("2011-08-09 08:55Z", zone=zone) == datetime(2011, 8, 9, 8, 55, tzinfo=UTC)


def test_day_and_month_that_may_be_swapped_are_marked() -> None:
    (either,) = find_dates("posted 09/08/2011")
    assert either.is_ambiguous
    assert either.swapped == datetime(2011, 9, 8)  # noqa: DTZ001 - as written, no zone yet
    (plain,) = find_dates("posted 13/08/2011")
    assert not plain.is_ambiguous
    (dotted,) = find_dates("am 09.08.2011")
    assert not dotted.is_ambiguous


def test_both_dates_of_a_line_are_found_with_their_own_times() -> None:
    line = "PUBLISHED: 14:11 EST, 25 October 2013 | UPDATED: 15:36 EST, 26 October 2013"
    first, second = find_dates(line)
    assert (first.moment.hour, second.moment.hour) == (14, 15)
    assert line[first.start : first.end] == "14:11 EST, 25 October 2013"


@pytest.mark.parametrize("text", ["2011-08-09 25:70", "2011-08-09 8 comments", "9 May 2011 12"])
def test_what_is_no_time_of_day_is_left_alone(text: str) -> None:
    (date,) = find_dates(text)
    assert not date.has_time


def test_an_abbreviation_with_several_meanings_is_left_to_the_page() -> None:
    (date,) = find_dates("Aug 9, 2011 8:55 CST")
    assert (date.zone, date.unsure_zone) == (None, "cst")
