"""Erasing a member or a server to the last byte, and saying what came of it.

rows ─→ index merged, file written anew, log emptied ─→ the files read for what must be gone
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from storage.database import Database
from storage.guilds import Guilds
from storage.people import People
from storage.traces import Traces, look_for, of_id

SAMPLES = 24
"""So many of a server's texts are looked for afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """rows: how many were deleted or made nameless, by table."""

    rows: Mapping[str, int]
    traces: Traces


class Erasing:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._people = People(database)
        self._guilds = Guilds(database)

    async def person(self, guild_id: int, user_id: int) -> Erased:
        """Take a person out of a server's rows and bytes. Raises Locked where another program
        reads the file: the rows are gone then, and the bytes go with the next erasure.
        """
        rows = await self._people.erase(guild_id, user_id)
        if not rows:
            return Erased(rows=rows, traces=Traces(0, 0))
        await self._database.purge()
        # In another server they may still be known, and rightly.
        wanted = () if await self._people.is_known(user_id) else of_id(user_id)
        return Erased(rows=rows, traces=await self._look_for(wanted))

    async def server(self, guild_id: int) -> Erased:
        """Every row of a server and every byte of them. Raises Locked, as above."""
        rows = await self._guilds.count_rows(guild_id)
        texts = await self._guilds.sample(guild_id, SAMPLES)
        await self._guilds.erase(guild_id)
        if not rows:
            return Erased(rows=rows, traces=Traces(0, 0))
        wanted = [*of_id(guild_id), *await self._guilds.only_of_erased(texts)]
        return Erased(rows=rows, traces=await self._look_for(wanted))

    async def _look_for(self, wanted: tuple[bytes, ...] | list[bytes]) -> Traces:
        return await asyncio.to_thread(look_for, wanted, self._database.path)
