"""How a server's settings are put back. Which of them may be, `undo` says."""

from __future__ import annotations

from storage import Storage
from storage.desk_log import By, Entry


class SettingsUndo:
    """Answers False where a setting no longer stands as the entry left it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def put_back(self, entry: Entry, by: By) -> bool:
        """Give each setting the value it had."""
        return await self._storage.guilds.put_back(
            entry.guild_id, entry.after or {}, entry.before or {}, by
        )
