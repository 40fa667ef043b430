"""Stories made for a test, complete unless it says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from storage.story_records import Passage, Story

ADDED = datetime(2026, 6, 5, 5, 0, tzinfo=UTC)

_FULL = Story(
    id=0,
    guild_id=1,
    added_by=2,
    added_at=ADDED,
    headline="Harbour board agrees on a second crane",
    agency="Sample Wire",
    summary=(Passage("The board agreed on Thursday.", 0),),
    key_facts=(Passage("second crane", 0), Passage("40 tonnes", 1)),
    language="en",
    word_count=300,
)


def story(number: int, dated: str | None, section: str = "Harbour", **changes: object) -> Story:
    """Story `number`, dated at an ISO instant (UTC unless it names an offset).

    `section` is a path, "Schools > Exams"; "" for none.
    """
    moment = datetime.fromisoformat(dated) if dated else None
    if moment and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    offset = moment.utcoffset() if moment else None
    fields: dict[str, object] = {
        "id": number,
        "published_at": moment,
        "utc_offset": int(offset.total_seconds() // 60) if offset is not None else None,
        "section": tuple(section.split(" > ")) if section else (),
    }
    return replace(_FULL, **(fields | changes))  # pyright: ignore[reportArgumentType]
