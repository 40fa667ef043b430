"""Stories and what belongs to them: passages, marks, drafts, pages of them. Frozen, typed,
in the trade's words.

Instants are aware UTC datetimes, local dates are `date`, times of day are minutes after midnight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article, with the index of the body paragraph they stand in."""

    text: str
    paragraph: int


class MarkKind(IntEnum):
    """What a mark was taken from."""

    PHRASE = 0
    LINK = 1
    TEXT = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A number by which a story is found when it comes again. value: up to 63 bits."""

    kind: MarkKind
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryText:
    """What can be said of a story before it has an id: a draft's content, a new story's fields."""

    headline: str
    section: tuple[str, ...] = ()
    agency: str | None = None
    publisher: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    utc_offset: int | None = None
    """Minutes east of UTC that the page's times were written in; None where it has no time."""
    zone_inferred: bool = False
    language: str = "und"
    url: str | None = None
    summary: tuple[Passage, ...] = ()
    key_facts: tuple[Passage, ...] = ()
    body: tuple[str, ...] = ()
    word_count: int = 0
    reading_minutes: int = 1
    doubts: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    """By what it is found when it comes again; written, never read back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(StoryText):
    """A stored story. `body` is () unless it was asked for: bodies lie apart, compressed."""

    id: int
    guild_id: int
    added_by: int
    added_at: datetime
    follows_id: int | None = None
    """The story of which an editor said that this one goes on with it."""
    retracted_at: datetime | None = None
    """Since when an editor has taken it back; no edition carries it any more."""
    found_by: int | None = None
    """The member who sent it in and may be named for that."""
    embargo_until: datetime | None = None
    """Only editors find it, and no edition carries it, until then; None once its time has come."""

    @property
    def dated_at(self) -> datetime | None:
        """The story's own date: first publication, else its last update, never its intake."""
        return self.published_at or self.updated_at


LIKE, ALONE = 0, -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who found a story, and the message it was found in; None where there is none to name."""

    by: int | None = None
    channel_id: int | None = None
    message_id: int | None = None


NOBODY = Found()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A story read but not yet saved. Expires a day after it was made."""

    id: int
    guild_id: int
    user_id: int
    text: StoryText
    created_at: datetime
    expires_at: datetime
    story_id: int | None = None
    """The story it was saved as; a second Save answers with it."""
    found: Found = NOBODY
    embargo_until: datetime | None = None
    """It becomes a story by itself then; None where it waits for Save."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A stored story that shares marks with another text. phrases: how many of them."""

    story_id: int
    same_link: bool
    same_text: bool
    phrases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A story as one of the reports of an event, in numbers. counts: its telling terms."""

    story_id: int
    event_id: int
    counts: Mapping[int, int]
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Where a story stands in a channel."""

    channel_id: int
    message_id: int
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """One page of a result list, newest first."""

    stories: tuple[Story, ...]
    number: int
    """From 1."""
    has_more: bool
    total: int | None = None
    """How many in all, where counting is cheap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStory:
    """A story on a member's own list."""

    story: Story
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A question whose answer has pages: kept so that its buttons outlive a restart."""

    id: int
    guild_id: int
    user_id: int
    kind: str
    """Whose question it is: of `look_up`, of the archive."""
    terms: str
    """What was asked, as whoever asked it writes it."""
    created_at: datetime
