"""The rows of feeds as the rest of the program sees them: addresses, feeds, entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from storage.story_records import StoryText


class FeedState(StrEnum):
    """How it goes with a feed's address. The last two are polled no more."""

    NEW = "new"
    GOOD = "good"
    FAILING = "failing"
    QUARANTINED = "quarantined"
    GONE = "gone"


class FeedMode(StrEnum):
    """Whether entries wait for an editor, or become stories at once."""

    QUEUE = "queue"
    AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """A feed's address, shared by all servers that follow it.

    fault: why it is not good, as a message id; fault_values fill it.
    usual_gap: between two entries. newest_at: when there was something new last.
    """

    id: int
    url: str
    host: str
    kind: str = ""
    site: str | None = None
    state: FeedState = FeedState.NEW
    fault: str | None = None
    fault_values: dict[str, str] = field(default_factory=dict[str, str])
    fail_count: int = 0
    kill_count: int = 0
    identity: str = "guid"
    etag: str | None = None
    last_modified: str | None = None
    usual_gap: timedelta | None = None
    newest_at: datetime | None = None
    polled_at: datetime | None = None
    next_poll_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFeed:
    """A feed that a server follows. waiting, held: entries an editor has to decide about."""

    id: int
    guild_id: int
    name: str
    section: tuple[str, ...] = ()
    mode: FeedMode = FeedMode.QUEUE
    take_first: int | None = None
    """Newest entries to take at the next poll; None once only new ones count."""
    paused_at: datetime | None = None
    added_by: int
    added_at: datetime
    waiting: int = 0
    held: int = 0
    source: FeedSource


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """Hashes of what an entry is known again by. The id 0 stands for one still to be kept."""

    id: int = 0
    guid: int | None
    link: int | None
    title: int | None
    dated: int | None
    words: int | None


class ItemState(StrEnum):
    """What became of an entry in a server. Held: too many came at once."""

    HELD = "held"
    WAITING = "waiting"
    SKIPPED = "skipped"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An entry for a server. entry: its place among the poll's new entries, or, with `is_known`,
    its id among those seen. `text` is None where it is skipped.
    """

    feed_id: int
    guild_id: int
    entry: int
    is_known: bool = False
    state: ItemState
    text: StoryText | None = None
    added_by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An entry in a server; `text` while an editor has to decide, be it at the desk."""

    id: int
    guild_id: int
    feed_id: int
    seen_id: int | None
    state: ItemState
    text: StoryText | None = None
    story_id: int | None = None
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What a successful poll found: the address's state after it, and what is to be kept."""

    source: FeedSource
    new: tuple[SeenEntry, ...] = ()
    again: tuple[SeenEntry, ...] = ()
    """Seen before, with what they are known by now."""
    items: tuple[NewItem, ...] = ()
    begun: tuple[int, ...] = ()
    """Feeds whose first entries have been taken with this poll."""
