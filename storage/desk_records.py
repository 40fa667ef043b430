"""The desk's rows as the rest of the program sees them: submissions, how many there may be, and the
pages of the queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.story_records import NOBODY, Found, StoryText


class SubmissionState(StrEnum):
    """Where a submission stands. The first two wait for an editor."""

    SUBMITTED = "submitted"
    HELD = "held"
    ACCEPTED = "accepted"
    MERGED = "merged"
    DECLINED = "declined"

    @property
    def waits(self) -> bool:
        return self in (SubmissionState.SUBMITTED, SubmissionState.HELD)


class Origin(StrEnum):
    """Who brought a submission in."""

    MEMBER = "member"
    EDITOR = "editor"
    FEED = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubmission:
    """What is to be put in the queue. text: None where a page could not be read, only its link."""

    origin: Origin
    submitted_by: int | None = None
    text: StoryText | None = None
    link: str | None = None
    found: Found = NOBODY
    feed_id: int | None = None
    feed_item_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A story that was sent in. headline: the link's host where the page could not be read.

    text: None unless it was asked for. changed_by, changed_at: who did the last thing to it.
    story_id: the story that it became, or was merged into; report_id: what the merge added.
    """

    id: int
    guild_id: int
    state: SubmissionState
    version: int
    origin: Origin
    feed_id: int | None = None
    feed_name: str | None = None
    feed_item_id: int | None = None
    submitted_by: int | None = None
    submitted_at: datetime
    found: Found = NOBODY
    headline: str
    section: str
    link: str | None = None
    changed_by: int | None = None
    changed_at: datetime | None = None
    reason: str | None = None
    story_id: int | None = None
    report_id: int | None = None
    text: StoryText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much one member may send in: so many in 24 hours, and so long apart."""

    a_day: int
    gap: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What came of sending something in. submission: None where it may not be yet or the queue is
    full. twin: it waited already, sent by somebody else. free_at: when it may be tried again.
    """

    submission: Submission | None = None
    twin: bool = False
    free_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What came of an editor's action. done: False where somebody was faster; then `submission` is
    as that one left it.
    """

    submission: Submission
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which submissions to show. section: an outermost section's name. origin, feed_id: None means
    any.
    """

    state: SubmissionState = SubmissionState.SUBMITTED
    section: str | None = None
    origin: Origin | None = None
    feed_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """One page of the queue, newest first, with texts."""

    submissions: tuple[Submission, ...]
    number: int
    """From 1."""
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where some of the queue came from. name: a feed's; None for people."""

    origin: Origin
    feed_id: int | None
    name: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """How many wait, are held, and of what: outermost sections and sources, most first."""

    submitted: int
    held: int
    sections: tuple[tuple[str, int], ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCard:
    """A submission's card in the desk's channel. version: of the submission when it was read."""

    submission_id: int
    guild_id: int
    channel_id: int
    message_id: int | None
    version: int
    attempt: int


class NoteKind(StrEnum):
    """What a member is written: their story was used, or theirs was declined."""

    USED = "used"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class FinderNote:
    """A message to the member who found a story. subject_id: the story used, or the submission."""

    id: int
    guild_id: int
    user_id: int
    kind: NoteKind
    subject_id: int
    delivery_id: int | None
    made_at: datetime
    attempt: int
