"""Stories put straight into the database of a running bot: for tests of what is done with many."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from storage.story_records import Passage, Story, StoryText
from tests.e2e.conftest import Desk


async def stored(desk: Desk, headline: str, on: str | None, **fields: Any) -> Story:
    """A story of the desk's server (or of `guild_id`), dated noon UTC of an ISO day, or undated."""
    guild_id = fields.pop("guild_id", desk.guild.id)
    published_at = datetime.fromisoformat(f"{on}T12:00").replace(tzinfo=UTC) if on else None
    text = StoryText(
        **{
            "headline": headline,
            "section": ("Harbour", "Sport"),
            "agency": "Harbour Sample Wire",
            "dateline": "PORT SAMPLE",
            "published_at": published_at,
            "utc_offset": 0,
            "language": "en",
            "summary": (Passage("Some 42 crews from 9 towns took part in the race.", 0),),
            "word_count": 90,
            **fields,
        }
    )
    return await desk.app.storage.stories.add(guild_id, text, 1, desk.playground.clock.utc())
