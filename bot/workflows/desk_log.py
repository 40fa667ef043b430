"""Reading the log of changes, a page at a time, with what this person may take back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.workflows.acts import Act
from bot.workflows.undo import Undo
from storage import Storage
from storage.desk_log import Entry

PAGE_SIZE = 6

Allows = Callable[[Act], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry, whether it still holds, and whether whoever reads may take it back."""

    entry: Entry
    in_force: bool
    may_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """The newest entries, or those before one. actor_id, subject: only these, if set."""

    shown: tuple[Shown, ...]
    actor_id: int | None
    subject: str | None
    before_id: int | None
    has_older: bool


class DeskLog:
    """The log of a server."""

    def __init__(self, storage: Storage, undo: Undo) -> None:
        self._storage = storage
        self._undo = undo

    async def page(
        self,
        guild_id: int,
        allows: Allows,
        *,
        actor_id: int | None = None,
        subject: str | None = None,
        before_id: int | None = None,
    ) -> LogPage:
        """`allows` says what whoever reads may do."""
        found = await self._storage.desk_log.latest(
            guild_id,
            actor_id=actor_id,
            subject=subject,
            before_id=before_id,
            limit=PAGE_SIZE + 1,
        )
        return LogPage(
            shown=tuple([await self._shown(entry, allows) for entry in found[:PAGE_SIZE]]),
            actor_id=actor_id,
            subject=subject,
            before_id=before_id,
            has_older=len(found) > PAGE_SIZE,
        )

    async def _shown(self, entry: Entry, allows: Allows) -> Shown:
        act = self._undo.act_of(entry)
        in_force = await self._undo.is_in_force(entry)
        return Shown(entry, in_force, act is not None and in_force and await allows(act))
