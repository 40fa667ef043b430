"""The rows of what is changed after it was posted: corrections, and messages to be mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.story_records import Story, StoryText


class CorrectionKind(StrEnum):
    """A correction changes a part of the story; a retraction takes all of it back."""

    CORRECTION = "correction"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change that is said in public. part, was, became: None for a retraction.

    undone_at: since when it is said no more.
    """

    id: int
    guild_id: int
    story_id: int
    kind: CorrectionKind
    part: str | None
    was: str | None
    became: str | None
    words: str
    made_by: int
    made_at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A correction with its story as it is now."""

    correction: Correction
    story: Story


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryVersion:
    """What a story said until it was changed; its body and marks are not kept."""

    story_id: int
    text: StoryText
    replaced_by: int
    replaced_at: datetime


class MendKind(StrEnum):
    """What is to be done to a posted message."""

    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """A posted message to be edited or deleted. wanted: grows with each change that it is for."""

    delivery_id: int
    part: int
    guild_id: int
    kind: MendKind
    wanted: int
    attempt: int
    made_at: datetime
    message_id: int | None
    """None where it was never posted, and never will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the messages of one change are. next_try_at: of those that wait, the last."""

    total: int
    done: int
    failed: int
    next_try_at: datetime | None = None
    reason: str | None = None
    """Why one has failed or waits, a message id."""
