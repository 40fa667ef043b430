"""Dates as people read them. Instants of ours become Discord timestamps, which every reader's
own client turns into local time; a story's date is shown as its page had it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from babel.dates import format_date, format_datetime

from bot.reading.text_dates import certain_day, days_named, years_named
from bot.words import say, spoken_locale
from storage.story_records import StoryText


def moment(instant: datetime, style: str = "F") -> str:
    """A Discord timestamp: F long date and time, R relative, t time of day."""
    return f"<t:{int(instant.timestamp())}:{style}>"


def day(on: date) -> str:
    """A day without its year, "25 November"."""
    return format_date(on, "d MMMM", locale="en_GB")


def full_day(on: date) -> str:
    """A day with its year, "25 November 2026"."""
    return format_date(on, "d MMMM y", locale="en_GB")


def story_date(story: StoryText) -> str | None:
    """The story's own date in the page's own zone, "9 August 2011"; None if it has none."""
    own = story.published_at or story.updated_at
    return _long(page_time(story, own)) if own else None


def days_meant(story: StoryText) -> dict[str, str]:
    """What the summary's words for days and years mean: {"Monday": "8 August 2011"}."""
    name = "published_at" if story.published_at else "updated_at"
    own = story.published_at or story.updated_at
    if own is None:
        return {}
    local = page_time(story, own)
    day = certain_day(local, doubted=name in story.doubts)
    meant: dict[str, str] = {}
    for passage in story.summary:
        for start, end, year in years_named(passage.text, local.year, story.language):
            meant.setdefault(passage.text[start:end], str(year))
        for start, end, named in days_named(passage.text, day, story.language):
            words = passage.text[start:end]
            if not any(map(str.isdigit, words)):
                meant.setdefault(words, _long(named))
    return meant


def story_time(story: StoryText, instant: datetime) -> str:
    """An instant of the page with its time and offset, "9 August 2011, 08:55 (UTC+08:00)"."""
    local = page_time(story, instant)
    zone = format_datetime(local, "ZZZZZ", locale="en_GB").replace("Z", "+00:00")
    return f"{format_datetime(local, say('d MMMM y, HH:mm'), locale=spoken_locale())} (UTC{zone})"


def _long(on: date) -> str:
    return format_date(on, say("d MMMM y"), locale=spoken_locale())


def page_time(story: StoryText, instant: datetime) -> datetime:
    """`instant` on the clock of the page it was read from; UTC if the page had no clock."""
    if story.utc_offset is None:
        return instant.astimezone(UTC)
    return instant.astimezone(timezone(timedelta(minutes=story.utc_offset)))
