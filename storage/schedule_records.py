"""Schedules, their slots and where they post. Frozen, typed,
in the trade's words.

Instants are aware UTC datetimes, local dates are `date`, times of day are minutes after midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One of a schedule's times of day. The id survives an edit of the time.

    `next_date` and `next_run_at` are None while the schedule is paused, and once its rule has
    come to its end. The id 0 stands for a slot that is still to be made.
    """

    id: int
    minute: int
    next_date: date | None = None
    next_run_at: datetime | None = None


class ChannelKind(StrEnum):
    """The kinds of channel that a schedule can post to."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    FORUM = "forum"


class PingWhen(StrEnum):
    """Which editions call the schedule's role."""

    NEWS = "news"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class ForumTag:
    """A tag of a forum, with the name it had when it was chosen."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where in its channel a schedule posts, and whom it calls.

    daily_thread: in a new thread each day, not for forums. tags: of a forum's posts.
    """

    kind: ChannelKind = ChannelKind.TEXT
    daily_thread: bool = False
    tags: tuple[ForumTag, ...] = ()
    ping_role_id: int | None = None
    ping_when: PingWhen = PingWhen.NEWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A channel, times of day, a rule for the dates, and a zone."""

    id: int
    guild_id: int
    channel_id: int
    name: str
    zone: str
    server_zone: str | None = None
    """The server's own zone, should `zone` no longer be known."""
    rule: str = "{}"
    """The dates, as JSON; "{}" is every day."""
    sections: tuple[str, ...] = ()
    """Section names to carry; () means every section."""
    story_cap: int = 8
    target: Target = Target()
    language: str | None = None
    """What its briefings speak; None means the server's own."""
    server_language: str = "en"
    post_empty: bool = False
    """Whether a short briefing is posted when nothing is new."""
    slots: tuple[Slot, ...] = ()
    paused_at: datetime | None = None
    pause_reason: str | None = None
    fail_count: int = 0
    """Editions in a row that Discord has refused."""
    retry_at: datetime | None = None
    """When to look whether the bot may post again; None unless it has paused it itself."""
    draft_minutes: int | None = None
    """So long before the hour the editors see the draft; None for not at all."""
    needs_approval: bool = False
    """Whether nothing goes out without an editor's leave."""
    created_by: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAlike:
    """Schedules whose time has come and that stand alike: what settles one of them settles all.

    slots: the due ones of the first. slot_ids: those of each, in that order.
    """

    zone: str
    server_zone: str | None
    rule: str
    slots: tuple[Slot, ...]
    slot_ids: tuple[tuple[int, ...], ...]


class Due(NamedTuple):
    """Some of what is due. last: the instant and the id of the last slot read, from which the next
    reading goes on; None where nothing is due any more.
    """

    schedules: tuple[DueAlike, ...]
    last: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRun:
    """A next run that any number of slots share, with all that it was computed from."""

    zone: str
    server_zone: str | None
    rule: str
    minute: int
    next_date: date
    next_run_at: datetime
