"""Days that a story's summary names by a word alone are given their date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.ui.dates import days_meant
from storage.story_records import Passage, StoryText

STORY = StoryText(
    headline="Ferry returns",
    language="en",
    published_at=datetime(2011, 8, 8, 23, 30, tzinfo=UTC),
    utc_offset=480,
    summary=(
        Passage(text="The ferry sailed on Monday, and again on Monday night.", paragraph=0),
        Passage(text="Yesterday the pier was closed, as it had been on June 1.", paragraph=1),
    ),
)


def test_a_day_is_told_on_the_pages_own_calendar() -> None:
    assert days_meant(STORY) == {"Monday": "8 August 2011", "Yesterday": "8 August 2011"}


def test_this_year_is_the_storys_year() -> None:
    summary = (Passage(text="This year, 600 people came; last year it was half.", paragraph=0),)
    assert days_meant(replace(STORY, summary=summary)) == {"This year": "2011", "last year": "2010"}
    quoted = (Passage(text="“This year was long,” said the baker.", paragraph=0),)
    assert days_meant(replace(STORY, summary=quoted)) == {}


def test_a_story_without_a_certain_date_tells_no_day() -> None:
    assert days_meant(replace(STORY, published_at=None)) == {}
    assert days_meant(replace(STORY, doubts=("published_at",))) == {}
