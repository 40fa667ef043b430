"""How long briefings of one minute wait for their turn, and where it is quieter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.rush import LONG_WAIT, NEAR, Rush, rush_at

EIGHT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_where_nobody_waits_a_minute_there_is_no_rush() -> None:
    assert rush_at(EIGHT, {}, 48) is None
    assert rush_at(EIGHT, {EIGHT: 2_880}, 48) is None


def test_ten_thousand_at_eight_make_the_minute_before_the_quieter_one() -> None:
    assert rush_at(EIGHT, {EIGHT: 10_000}, 48) == Rush(
        timedelta(seconds=10_000 / 48), EIGHT - MINUTE
    )


def test_the_minutes_after_a_rush_are_still_its_queue() -> None:
    crowd = {EIGHT: 10_000}
    rush = rush_at(EIGHT + MINUTE, crowd, 48)
    assert rush is not None
    assert rush.wait == timedelta(seconds=(10_000 - 2_880) / 48)
    assert rush_at(EIGHT + 3 * MINUTE, crowd, 48) is None
    before = {EIGHT - MINUTE: 10_000, **crowd}
    assert rush_at(EIGHT, before, 48) == Rush(
        timedelta(seconds=(20_000 - 2_880) / 48), EIGHT - 2 * MINUTE
    )


def test_where_all_is_full_no_minute_is_named() -> None:
    full = {EIGHT + number * MINUTE: 5_000 for number in range(-30, 16)}
    rush = rush_at(EIGHT, full, 48)
    assert rush is not None
    assert rush.quieter is None


@given(
    st.dictionaries(st.integers(-30, 15), st.integers(0, 20_000), max_size=20),
    st.floats(1, 50),
)
def test_the_quieter_minute_is_near_and_really_quieter(crowd: dict[int, int], rate: float) -> None:
    by_instant = {EIGHT + number * MINUTE: count for number, count in crowd.items()}
    rush = rush_at(EIGHT, by_instant, rate)
    if rush is None or rush.quieter is None:
        return
    assert rush.wait > LONG_WAIT
    assert timedelta() < abs(rush.quieter - EIGHT) <= NEAR
    again = rush_at(rush.quieter, by_instant, rate)
    assert again is None or again.wait <= rush.wait
