"""What was found in a message, kept while a person chooses: a bot is shown a message only once,
when its menu is used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.errors import Refusal
from bot.reading.message import Find, FindKind, MessagePart, finds_in
from bot.workflows.ports import Clock
from storage import Storage
from storage.story_records import Found

Files = Mapping[str, dict[str, Any]]
"""Attachments by id, as Discord describes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFinds:
    """What may be stories in a message. lookup_id: keeps it; 0 where there is only one."""

    finds: tuple[Find, ...]
    files: Files
    found: Found
    lookup_id: int = 0

    def chosen(self, number: int) -> Find:
        """Raises Refusal for a number that was not offered."""
        if not 0 <= number < len(self.finds):
            raise Refusal("Choose one of those offered.")
        return self.finds[number]


class Messages:
    """Looks into messages."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def look(
        self,
        guild_id: int,
        user_id: int,
        parts: Sequence[MessagePart],
        files: Files,
        found: Found,
    ) -> MessageFinds:
        """What is in a message; kept where there is more than one thing. Raises Unreadable."""
        finds = tuple(finds_in(parts))
        if len(finds) == 1:
            return MessageFinds(finds=finds, files=files, found=found)
        terms = json.dumps(
            {"finds": [asdict(one) for one in finds], "files": files, "found": asdict(found)},
            ensure_ascii=False,
        )
        kept = await self._storage.lookups.add(guild_id, user_id, "message", terms, self._clock())
        return MessageFinds(finds=finds, files=files, found=found, lookup_id=kept.id)

    async def kept(self, guild_id: int, user_id: int, lookup_id: int) -> MessageFinds:
        """The same again, for whom it was kept. Raises Refusal."""
        kept = await self._storage.lookups.get(guild_id, lookup_id)
        if kept is None or kept.kind != "message" or kept.user_id != user_id:
            raise Refusal("This choice is too old. Please use the message's menu once more.")
        terms = json.loads(kept.terms)
        return MessageFinds(
            finds=tuple(Find(**one | {"kind": FindKind(one["kind"])}) for one in terms["finds"]),
            files=terms["files"],
            found=Found(**terms["found"]),
            lookup_id=lookup_id,
        )
