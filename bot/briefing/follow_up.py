"""What an item says of the story that it goes on with: "Day 3", and where that one stands.

Written with the edition as plain facts, so that a later correction says the same again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from storage.story_records import Posting, Story

FACT = "follows"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """The story before this one. day: counted from the first of them, from 1. channel_id,
    message_id: of the message it stands in; None where it was never posted.
    """

    story_id: int
    headline: str
    day: int
    channel_id: int | None = None
    message_id: int | None = None


def follow_up(
    story: Story, earlier: Story, first: Story, posting: Posting | None, zone: ZoneInfo
) -> FollowUp:
    """first: of all that go on with one another. zone: in which days are counted."""
    return FollowUp(
        story_id=earlier.id,
        headline=earlier.headline,
        day=max((_day(story, zone) - _day(first, zone)).days + 1, 1),
        channel_id=posting.channel_id if posting else None,
        message_id=posting.message_id if posting else None,
    )


def fact_of(one: FollowUp) -> dict[str, object]:
    """As a fact among those that put a story into an edition."""
    return {FACT: asdict(one)}


def read_fact(why: Mapping[str, object]) -> FollowUp | None:
    """From the facts of a carried story; None where it goes on with none."""
    fields = why.get(FACT)
    if not isinstance(fields, dict):
        return None
    found = cast("dict[str, int | str | None]", fields)
    return FollowUp(
        story_id=int(found.get("story_id") or 0),
        headline=str(found.get("headline") or ""),
        day=int(found.get("day") or 1),
        channel_id=_id(found.get("channel_id")),
        message_id=_id(found.get("message_id")),
    )


def _id(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _day(story: Story, zone: ZoneInfo) -> date:
    return (story.dated_at or story.added_at).astimezone(zone).date()
