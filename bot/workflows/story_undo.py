"""How a story that was added, deleted or grouped is put back. Which may be, `undo` says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.editing.same_text import marks_of
from bot.errors import Refusal
from storage import Storage
from storage.desk_log import By, Entry
from storage.story_facts import facts
from storage.story_records import ALONE, LIKE
from storage.story_rows import text_from_json
from storage.values import instant


class StoryUndo:
    """Each answers False where the story no longer stands as the entry left it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def remove(self, entry: Entry, by: By) -> bool:
        """Delete a story that was added. Raises Refusal where it is in use."""
        story = await self._storage.stories.get(entry.guild_id, entry.subject_id)
        if story is None or any(
            value != (entry.after or {}).get(name) for name, value in facts(story).items()
        ):
            return False
        if not await self._storage.stories.remove(entry.guild_id, story.id, by):
            raise Refusal(
                "This story stands in a briefing, or another goes on with it, so it stays."
                " Correct it instead."
            )
        return True

    async def add(self, entry: Entry, by: By) -> bool:
        """Add a deleted story again; it gets a new number."""
        before: dict[str, Any] = entry.before or {}
        text = text_from_json(before["text"])
        text = replace(text, marks=marks_of(text.headline, text.body, text.url))
        await self._storage.stories.add(
            entry.guild_id,
            text,
            by.actor_id,
            by.at,
            by,
            before["follows_id"],
            instant(before["embargo_until"]) if "embargo_until" in before else None,
            to_place=LIKE if before["follows_id"] is None else ALONE,
        )
        return True

    async def group_back(self, entry: Entry, by: By) -> bool:
        """Put it beside the stories it stood with."""
        return await self._storage.same_events.put_back(
            entry.guild_id, entry.subject_id, entry.after or {}, entry.before or {}, by
        )
