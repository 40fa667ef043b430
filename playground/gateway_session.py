"""A gateway session: its intents, its shard, and what it was sent, so that it can be resumed."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.gateway_line import Line

JSON = dict[str, Any]

DISPATCH = 0
ALL_INTENTS = (1 << 26) - 1
GUILDS, MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8

# Event: (intent in a server, intent in a DM). Events not named here need none.
INTENTS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(
        [
            "GUILD_CREATE",
            "GUILD_UPDATE",
            "GUILD_DELETE",
            "GUILD_ROLE_CREATE",
            "GUILD_ROLE_UPDATE",
            "GUILD_ROLE_DELETE",
            "CHANNEL_CREATE",
            "CHANNEL_UPDATE",
            "CHANNEL_DELETE",
            "THREAD_CREATE",
            "THREAD_UPDATE",
            "THREAD_DELETE",
        ],
        (1 << 0, 0),
    ),
    **dict.fromkeys(("GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"), (1 << 1, 0)),
    "CHANNEL_PINS_UPDATE": (1 << 0, 1 << 12),
    **dict.fromkeys(
        ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"),
        (1 << 9, 1 << 12),
    ),
    **dict.fromkeys(
        [
            "MESSAGE_REACTION_ADD",
            "MESSAGE_REACTION_REMOVE",
            "MESSAGE_REACTION_REMOVE_ALL",
            "MESSAGE_REACTION_REMOVE_EMOJI",
        ],
        (1 << 10, 1 << 13),
    ),
    "TYPING_START": (1 << 11, 1 << 14),
}


@dataclass(slots=True, eq=False)
class Session:
    """What survives a broken connection: events since then are replayed on RESUME."""

    id: str
    intents: int
    shard: tuple[int, int]
    seq: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=5000))
    line: Line | None = None
    lost_at: float = 0.0

    def send(self, name: str, data: JSON) -> None:
        self.seq += 1
        body = {"op": DISPATCH, "t": name, "s": self.seq, "d": data}
        text = json.dumps(body, separators=(",", ":"))
        self.sent.append((self.seq, text))
        if self.line is not None:
            self.line.send(text)

    def has(self, guild_id: int) -> bool:
        """Whether this shard looks after the server; DMs (0) belong to the first."""
        return (guild_id >> 22) % self.shard[1] == self.shard[0] if guild_id else not self.shard[0]


def is_shard(shard: Any) -> bool:
    return (
        isinstance(shard, list)
        and len(shard) == 2
        and all(isinstance(one, int) for one in shard)
        and 0 <= shard[0] < shard[1]
    )
