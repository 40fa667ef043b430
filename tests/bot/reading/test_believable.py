"""Dates of the future: doubted, and never kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.reading.article import Article
from bot.reading.believable import AHEAD, believable

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ARTICLE = Article(
    headline="Ferry returns",
    body=("The ferry sails again.",),
    word_count=4,
    reading_minutes=1,
    doubts=("byline",),
    origins={"published_at": "json-ld", "updated_at": "json-ld", "body": "page text"},
)


def test_a_date_of_the_past_stays() -> None:
    dated = replace(ARTICLE, published_at=NOW - timedelta(days=4000), updated_at=NOW)
    assert believable(dated, now=NOW) is dated


def test_a_clock_a_few_hours_ahead_is_believed() -> None:
    dated = replace(ARTICLE, published_at=NOW + timedelta(hours=13))
    assert believable(dated, now=NOW) is dated


def test_a_date_of_the_future_is_dropped_and_doubted() -> None:
    dated = replace(ARTICLE, published_at=NOW + timedelta(days=40), zone_inferred=True)
    found = believable(dated, now=NOW)
    assert found.published_at is None
    assert not found.zone_inferred
    assert found.doubts == ("byline", "published_at")
    assert found.origins == {"updated_at": "json-ld", "body": "page text"}


def test_the_other_date_is_kept() -> None:
    dated = replace(
        ARTICLE, published_at=NOW - timedelta(days=9), updated_at=NOW + timedelta(days=9)
    )
    found = believable(dated, now=NOW)
    assert (found.published_at, found.updated_at) == (dated.published_at, None)
    assert found.doubts == ("byline", "updated_at")


MOMENTS = st.none() | st.integers(-60_000, 25_000).map(lambda days: NOW + timedelta(days=days))


@given(MOMENTS, MOMENTS)
def test_no_date_lies_beyond_tomorrow(published: datetime | None, updated: datetime | None) -> None:
    found = believable(replace(ARTICLE, published_at=published, updated_at=updated), now=NOW)
    for moment in (found.published_at, found.updated_at):
        assert moment is None or moment <= NOW + AHEAD
    assert believable(found, now=NOW) == found
