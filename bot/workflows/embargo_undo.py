"""How an embargo on a story or a draft is taken back. Which may be, `undo` says."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from bot.errors import Refusal
from bot.workflows.embargoes import KEPT, POSTED
from bot.workflows.take_in import DRAFT_LIFE
from storage import Storage
from storage.desk_log import By, Entry
from storage.errors import StoryInUse
from storage.values import instant


class EmbargoUndo:
    """Each answers False where the embargo no longer stands as the entry left it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def story_back(self, entry: Entry, by: By) -> bool:
        """The story's embargo as it was before. Raises Refusal where the story is posted."""
        before, after = _times(entry)
        story = await self._storage.stories.get(entry.guild_id, entry.subject_id)
        if story is None or story.embargo_until != after:
            return False
        try:
            await self._storage.embargoes.put(entry.guild_id, story.id, before, by)
        except StoryInUse:
            raise Refusal(POSTED, id=story.id) from None
        return True

    async def draft_back(self, entry: Entry, by: By) -> bool:
        """The draft's embargo as it was before; with none it waits for Save, a day from now."""
        before, after = _times(entry)
        draft = await self._storage.drafts.get(entry.guild_id, entry.subject_id, by.at)
        if draft is None or draft.embargo_until != after:
            return False
        expires_at = before + KEPT if before else by.at + DRAFT_LIFE
        return await self._storage.drafts.put_under_embargo(
            entry.guild_id, draft.id, before, expires_at, by
        )


def _times(entry: Entry) -> tuple[datetime | None, datetime | None]:
    """Until when, before and after."""
    before, after = (
        cast("int | None", (facts or {}).get("embargo_until"))
        for facts in (entry.before, entry.after)
    )
    return (
        instant(before) if before is not None else None,
        instant(after) if after is not None else None,
    )
