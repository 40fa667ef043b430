from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.delivery_records import DeliveryState
from storage.values import bind, clean, column, epoch, instant, instant_or_none


def test_values_are_named_by_their_number() -> None:
    assert bind((5, None, "a")) == {"1": 5, "2": None, "3": "a"}


def test_dates_instants_and_states_have_one_column_form() -> None:
    assert column(date(2026, 3, 2)) == "2026-03-02"
    assert column(datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=1)))) == 1772438400
    assert column(DeliveryState.SENT) == "sent"


def test_a_number_no_column_can_hold_is_nothing() -> None:
    assert [column(2**63 - 1), column(2**63), column(-(2**64))] == [2**63 - 1, None, None]


def test_what_has_no_column_form_raises() -> None:
    for value in (object(), [1], {"a": 1}, timedelta(1)):
        with pytest.raises(TypeError):
            column(value)
    with pytest.raises(ValueError, match="time zone"):
        column(datetime(2026, 3, 2))  # noqa: DTZ001


def test_no_instant_is_no_seconds() -> None:
    assert instant_or_none(None) is None
    assert instant_or_none(0) == datetime(1970, 1, 1, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants_come_back_to_the_second_before_1970_too(moment: datetime) -> None:
    assert instant(epoch(moment)) == moment.replace(microsecond=0)


@given(st.text(st.characters(codec=None)))
def test_cleaned_text_can_be_stored_and_is_clean_already(text: str) -> None:
    cleaned = clean(text)
    assert "\0" not in cleaned.encode().decode()
    assert clean(cleaned) == cleaned
