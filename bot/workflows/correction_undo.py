"""How a correction, a retraction, an edit or a link between stories is taken back. Which may be,
`undo` says.
"""

from __future__ import annotations

from typing import cast

from bot.errors import Invalid
from bot.workflows.correcting import Correcting
from bot.workflows.ports import Clock
from storage import Storage
from storage.desk_log import By, Entry


class CorrectionUndo:
    """Each answers False where the story no longer stands as the entry left it."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        # The next tick finds what is to be mended by itself.
        self._correcting = Correcting(storage, clock, wake=lambda: None)

    async def take_back(self, entry: Entry, by: By) -> bool:
        """The story as it was, and the words out of every message."""
        correction_id = cast("int", (entry.after or {}).get("correction") or 0)
        try:
            await self._correcting.undo(entry.guild_id, correction_id, by)
        except Invalid:
            return False
        return True

    async def edit_back(self, entry: Entry, by: By) -> bool:
        """An edit of a story that no message carries."""
        for part, was in (entry.before or {}).items():
            became = (entry.after or {}).get(part)
            try:
                await self._correcting.undo_edit(
                    entry.guild_id, entry.subject_id, part, str(was or ""), str(became or ""), by
                )
            except Invalid:
                return False
        return True

    async def link_back(self, entry: Entry, by: By) -> bool:
        """Which story it goes on with."""
        story = await self._storage.stories.get(entry.guild_id, entry.subject_id)
        if story is None or story.follows_id != (entry.after or {}).get("follows_id"):
            return False
        before = cast("int | None", (entry.before or {}).get("follows_id"))
        return await self._storage.follow_ups.link(entry.guild_id, story.id, before, by)
