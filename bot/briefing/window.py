"""The span of time an edition covers: a story is news of the day if its own date lies inside.

When the edition is due is `timetable`'s business; which of its stories are carried, `choose`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from storage.story_records import Story, StoryText

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end`, both counted in; aware datetimes."""

    start: datetime
    end: datetime

    @property
    def earliest(self) -> datetime:
        """No story dated before this can be news of the day: where to begin looking."""
        return self.start - _DAY

    def holds(self, story: Story) -> bool:
        """Whether the story's own date lies in the window, for a date without a time any of it."""
        dated = story.dated_at
        if dated is None or dated > self.end:
            return False
        return (dated + _DAY > self.start) if has_no_time(story) else dated >= self.start


def window_of(*, due_at: datetime, previous: datetime | None, now: datetime) -> Window:
    """The window of the edition due at `due_at`.

    It reaches back to the schedule's `previous` posting, at least a day, so that nothing falls
    between two editions; it ends when the edition is composed, should that be later.
    """
    a_day_ago = due_at - _DAY
    return Window(start=min(previous or a_day_ago, a_day_ago), end=max(due_at, now))


def has_no_time(story: StoryText) -> bool:
    """Whether the story's date is a bare day: midnight on its page's own clock."""
    dated = story.published_at or story.updated_at
    if dated is None:
        return False
    own_clock = timezone(timedelta(minutes=story.utc_offset or 0))
    return dated.astimezone(own_clock).time() == time(0)
