"""A real database for each test, and stories to put in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage import Storage, open_storage
from storage.schedule_records import Schedule
from storage.story_records import Mark, MarkKind, Passage, StoryText

HERE = 1001
ELSEWHERE = 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.sqlite"


@pytest.fixture
async def storage(path: Path) -> AsyncIterator[Storage]:
    """Open, with two servers in it: 1001, where the tests live, and 1002 next door."""
    async with open_storage(path) as opened:
        await opened.guilds.join(HERE, NOW)
        await opened.guilds.join(ELSEWHERE, NOW)
        yield opened


@pytest.fixture
def text() -> Callable[..., StoryText]:
    """Makes a story's text; what is not named is plausible."""

    def make(headline: str = "Harbour bridge reopens after repairs", **fields: Any) -> StoryText:
        fields = {
            "section": ("City", "Transport"),
            "agency": "Harbour Wire",
            "publisher": "The Quay",
            "byline": "A. Writer",
            "dateline": "PORTHAVEN",
            "published_at": NOW,
            "utc_offset": 60,
            "language": "en",
            "url": "https://quay.example/bridge",
            "summary": (Passage("Both lanes carry traffic again.", 0),),
            "key_facts": (Passage("14 cables were renewed", 1),),
            "body": ("Both lanes carry traffic again.", "In all 14 cables were renewed."),
            "word_count": 11,
            "marks": (Mark(MarkKind.LINK, 7), Mark(MarkKind.PHRASE, 2**32 - 1)),
            **fields,
        }
        return StoryText(headline=headline, **fields)

    return make


@pytest.fixture
def schedule(storage: Storage) -> Callable[..., Any]:
    """Adds a schedule with one slot, due NOW."""

    async def add(guild_id: int = HERE, name: str = "Morning", **fields: Any) -> Schedule:
        fields = {
            "channel_id": 77,
            "zone": "Europe/Berlin",
            "rule": '{"days": [[[1, 2, 3], 0]]}',
            "sections": (),
            "story_cap": 8,
            "slots": [(480, NOW.date(), NOW)],
            "created_by": 5,
            "now": NOW,
            **fields,
        }
        return await storage.schedules.add(guild_id, name=name, **fields)

    return add
