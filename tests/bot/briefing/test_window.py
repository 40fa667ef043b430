"""What counts as news of the day."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.briefing.window import Window, window_of
from tests.bot.briefing.stories import story


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def window(*, due: str, previous: str, now: str) -> Window:
    return window_of(
        due_at=utc(f"2026-{due}"), previous=utc(f"2026-{previous}"), now=utc(f"2026-{now}")
    )


WINDOW = Window(utc("2026-06-04T06:00"), utc("2026-06-05T06:00"))


def test_a_window_reaches_back_a_day_at_least() -> None:
    covered = window(due="06-05T16:00", previous="06-05T06:00", now="06-05T16:00")
    assert covered == Window(utc("2026-06-04T16:00"), utc("2026-06-05T16:00"))


def test_a_window_reaches_back_over_a_weekend_to_the_edition_before() -> None:
    covered = window(due="06-08T06:00", previous="06-05T06:00", now="06-08T06:00")
    assert covered.start == utc("2026-06-05T06:00")


def test_a_late_edition_takes_in_what_came_after_its_time() -> None:
    covered = window(due="06-05T06:00", previous="06-04T06:00", now="06-05T09:00")
    assert covered.end == utc("2026-06-05T09:00")
    assert covered.holds(story(1, "2026-06-05T08:30"))


def test_a_preview_ends_at_the_time_the_edition_is_due() -> None:
    covered = window(due="06-05T06:00", previous="06-04T06:00", now="06-04T20:00")
    assert covered.end == utc("2026-06-05T06:00")


def test_only_the_story_s_own_date_counts() -> None:
    assert WINDOW.holds(story(1, "2026-06-04T06:00"))
    assert WINDOW.holds(story(1, "2026-06-05T06:00"))
    assert not WINDOW.holds(story(1, "2026-06-04T05:59"))
    assert not WINDOW.holds(story(1, "2026-06-05T06:01"))
    assert not WINDOW.holds(story(1, "2011-08-09T00:55"))
    assert not WINDOW.holds(story(1, None))


def test_an_update_dates_a_story_that_has_no_first_publication() -> None:
    updated = story(1, None, updated_at=utc("2026-06-05T05:00"), utc_offset=0)
    assert WINDOW.holds(updated)


def test_a_date_without_a_time_counts_for_its_whole_day_on_its_own_clock() -> None:
    assert WINDOW.holds(story(1, "2026-06-04T00:00+08:00"))  # its day ends at 16:00 UTC
    assert WINDOW.holds(story(1, "2026-06-04T00:00"))
    assert not WINDOW.holds(story(1, "2026-06-03T00:00"))
    assert not WINDOW.holds(story(1, "2026-06-03T00:00+08:00"))
    assert not WINDOW.holds(story(1, "2026-06-04T00:00", utc_offset=480))  # 08:00 on its page
    assert WINDOW.earliest <= utc("2026-06-03T16:00")
