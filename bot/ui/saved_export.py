"""A member's saved stories as a file to take along: JSON for programs (docs/saved-stories.md says
what stands in it), Markdown for people.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.ui.dates import page_time
from bot.ui.story_markdown import story_markdown
from bot.words import say
from bot.workflows.saved import SavedList
from storage.story_records import SavedStory, StoryText

FORMAT = "dateline-saved-stories"
VERSION = 1
"""Goes up when a field changes its meaning or goes away; new fields may come without that."""


def saved_json(saved: SavedList) -> bytes:
    """UTF-8, saved last first."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": _utc(saved.at),
        "stories": [_story(one) for one in saved.stories],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def saved_markdown(saved: SavedList) -> bytes:
    """UTF-8, a heading a story."""
    blocks = [f"# {say('Saved stories')}", *(story_markdown(one.story) for one in saved.stories)]
    return ("\n\n".join(blocks) + "\n").encode()


def _story(saved: SavedStory) -> dict[str, Any]:
    story = saved.story
    taken_back = story.retracted_at is not None
    return {
        "id": story.id,
        "saved_at": _utc(saved.saved_at),
        "headline": story.headline,
        "section": list(story.section),
        "agency": story.agency,
        "publisher": story.publisher,
        "byline": story.byline,
        "dateline": story.dateline,
        "published_at": _own(story, story.published_at),
        "updated_at": _own(story, story.updated_at),
        "language": story.language,
        "url": story.url,
        "retracted_at": _utc(story.retracted_at) if story.retracted_at else None,
        "summary": [] if taken_back else [passage.text for passage in story.summary],
        "key_facts": [] if taken_back else [passage.text for passage in story.key_facts],
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _own(story: StoryText, moment: datetime | None) -> str | None:
    """On the clock of the page, where it had one."""
    if moment is None:
        return None
    own = page_time(story, moment).isoformat(timespec="seconds")
    return own if story.utc_offset is not None else own.replace("+00:00", "Z")
