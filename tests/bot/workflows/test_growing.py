"""When the disk will be full, from the sizes of the days before."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.workflows.growing import Growth, growth

FIRST = date(2026, 3, 1)


def sizes(*each: int) -> list[tuple[date, int]]:
    return [(FIRST + timedelta(days=day), size) for day, size in enumerate(each)]


def test_nothing_is_said_before_there_are_days_to_compare() -> None:
    assert growth([], 500, 100, 0) == Growth(used=500)
    assert growth(sizes(100, 200, 300), 300, 100, 0) == Growth(used=300)


def test_what_is_free_lasts_as_long_as_it_grows_on_like_that() -> None:
    found = growth(sizes(100, 200, 300, 400), 400, 1_200, 200)
    assert found == Growth(used=400, a_week=700, days_left=10)
    assert found.full_soon
    assert not growth(sizes(100, 101, 102, 103), 103, 1_000, 0).full_soon


def test_what_shrinks_or_stands_still_is_never_full() -> None:
    assert growth(sizes(400, 300, 200, 100), 100, 10, 0).days_left is None
    assert growth(sizes(100, 100, 100, 100), 100, 10, 0).days_left is None
    assert growth(sizes(100, 200, 300, 400), 400, None, 0).days_left is None


@given(
    st.lists(st.integers(0, 10**12), min_size=1, max_size=30),
    st.integers(0, 10**13),
    st.integers(0, 10**13),
)
def test_the_days_left_are_never_negative(each: list[int], free: int, low: int) -> None:
    found = growth(sizes(*each), each[-1], free, low)
    assert found.days_left is None or found.days_left >= 0
