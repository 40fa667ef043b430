"""A server and what it has settled, as the rest of the program sees it. Frozen, typed,
in the trade's words.

Instants are aware UTC datetimes, local dates are `date`, times of day are minutes after midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Guild:
    """A Discord server and its settings. `left_at` is set while the bot is not a member."""

    guild_id: int
    joined_at: datetime
    zone: str | None = None
    language: str = "en"
    plain_text: bool = False
    """Whether it posts plain text without cards, and answers so where a member chose nothing."""
    update_threads: bool = False
    """Whether updates to a story share a thread beside the briefings."""
    editors_role_id: int | None = None
    chief_editors_role_id: int | None = None
    default_channel_id: int | None = None
    notice_channel_id: int | None = None
    """The editors' channel: where it is told what goes wrong."""
    desk_channel_id: int | None = None
    """Where new submissions are shown; None for nowhere."""
    takes_submissions: bool = False
    """Whether members may send stories in."""
    submissions_a_day: int = 10
    submission_gap: timedelta = timedelta(minutes=1)
    keep_days: int | None = None
    """How long stories are kept after they came in; None for good."""
    keep_stories: int | None = None
    """How many of the newest are kept; None for all."""
    welcomed_at: datetime | None = None
    left_at: datetime | None = None
