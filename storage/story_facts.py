"""A story as facts for the log of changes."""

from __future__ import annotations

from typing import Any

from storage.desk_log import By, Change
from storage.story_records import Story
from storage.values import epoch

SUBJECT = "story"

_PLAIN = ("headline", "agency", "publisher", "byline", "url")


def facts(story: Story) -> dict[str, Any]:
    """What an editor can set of it, by name; instants in epoch seconds."""
    return {
        **{name: getattr(story, name) for name in _PLAIN},
        "section": list(story.section),
        "dated_at": epoch(story.dated_at) if story.dated_at else None,
        "follows_id": story.follows_id,
    }


def added(by: By, story: Story) -> Change:
    """The entry for a story that somebody has added."""
    return changed(by, "add", story, None, facts(story))


def changed(
    by: By,
    verb: str,
    story: Story,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> Change:
    """The entry for what was done with a story."""
    return Change(
        at=by.at,
        actor_id=by.actor_id,
        action=f"{SUBJECT}.{verb}",
        subject=SUBJECT,
        subject_id=story.id,
        name=story.headline,
        before=before,
        after=after,
        undoes_id=by.undoes_id,
    )
