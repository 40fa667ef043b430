"""People's data: what is held about a member, as a file too, and erasing it; or a server's."""

from __future__ import annotations

import json
from dataclasses import dataclass

import structlog

from bot.errors import Invalid
from bot.workflows.ports import Clock
from storage import Storage
from storage.erasing import Erased

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a server's rows say of one person. counts: by table, in the tables' order."""

    user_id: int
    counts: dict[str, int]


class Privacy:
    """For the person themselves, and for the chief editors of a server."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def held(self, guild_id: int, user_id: int) -> Held:
        """How much is held about a person."""
        await self._storage.lookups.written()
        return Held(user_id=user_id, counts=await self._storage.people.count(guild_id, user_id))

    async def download(self, guild_id: int, user_id: int) -> bytes:
        """All of it as JSON, UTF-8."""
        await self._storage.lookups.written()
        document = {
            "format": "dateline-personal-data",
            "version": 1,
            "server": str(guild_id),
            "person": str(user_id),
            "exported_at": self._clock().isoformat(timespec="seconds"),
            "held": await self._storage.people.held(guild_id, user_id),
        }
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()

    async def erase_person(self, guild_id: int, user_id: int) -> Erased:
        """Erase what a server holds about a person. Raises StorageError."""
        erased = await self._storage.erasing.person(guild_id, user_id)
        log.info("member erased", guild=guild_id, rows=sum(erased.rows.values()),
                 traces=erased.traces.found)  # fmt: skip
        return erased

    async def erase_server(self, guild_id: int, name: str, typed: str) -> Erased:
        """Erase all that a server has, once its name was typed. Raises Invalid, StorageError."""
        if " ".join(typed.split()).casefold() != " ".join(name.split()).casefold():
            raise Invalid(
                "That is not the name of this server, so nothing was erased. Type {name} to erase"
                " everything.",
                name=name,
            )
        erased = await self._storage.erasing.server(guild_id)
        log.info("server erased", guild=guild_id, rows=sum(erased.rows.values()),
                 traces=erased.traces.found)  # fmt: skip
        return erased
