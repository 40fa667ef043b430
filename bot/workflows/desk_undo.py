"""How a decision of the desk is taken back. Which may be, `undo` says."""

from __future__ import annotations

from bot.errors import Refusal
from storage import Storage
from storage.desk_log import By, Entry
from storage.errors import StoryInUse


class DeskUndo:
    """Answers False where the submission no longer stands as the entry left it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def state_back(self, entry: Entry, by: By) -> bool:
        """Let it wait again as before; the story it had become goes. Raises Refusal where that is
        in use.
        """
        before, after = _whole(entry.before), _whole(entry.after)
        try:
            return await self._storage.desk.take_back(
                entry.guild_id, entry.subject_id, after, before, by
            )
        except StoryInUse:
            raise Refusal(
                "This story stands in a briefing, or another goes on with it, so it stays."
                " Correct it instead."
            ) from None


def _whole(facts: dict[str, object] | None) -> dict[str, object]:
    """The log keeps only what differs; the rest was empty before and after."""
    return {"reason": None, "story_id": None, **(facts or {})}
