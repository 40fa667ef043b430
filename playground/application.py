"""The one application the playground knows: the bot under try, its token, its commands' state."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from typing import Any

from playground.marked import new_secret
from playground.records import User

# Gateway intents that Discord only gives on request (page "Gateway", "Privileged Intents"), with
# the application flag that says so for a small bot.
PRIVILEGED = {
    "presences": (1 << 8, 1 << 13),
    "members": (1 << 1, 1 << 15),
    "message_content": (1 << 15, 1 << 19),
}


@dataclass(slots=True, eq=False)
class Application:
    """`commands` maps a guild id, or None for global ones, to commands by id."""

    id: int
    user: User
    owner: User
    token: str
    description: str = "Under try in the playground"
    privileged: frozenset[str] = frozenset()
    commands: dict[int | None, dict[int, dict[str, Any]]] = field(
        default_factory=lambda: {None: {}}
    )
    # (guild id, command id) -> Discord's command permission objects
    command_permissions: dict[tuple[int, int], list[dict[str, Any]]] = field(default_factory=dict)
    # Days since 1970 -> guild id or None -> commands created that day
    created_today: dict[int, dict[int | None, int]] = field(default_factory=dict)

    @property
    def flags(self) -> int:
        return sum(PRIVILEGED[name][1] for name in self.privileged)

    @property
    def forbidden_intents(self) -> int:
        return sum(bit for name, (bit, _) in PRIVILEGED.items() if name not in self.privileged)

    @property
    def reads_content(self) -> bool:
        return "message_content" in self.privileged


def new_token(user_id: int) -> str:
    """Three parts like Discord's: the id in base 64, a time, a secret. New for every run."""
    first = base64.urlsafe_b64encode(str(user_id).encode()).decode().rstrip("=")
    return f"{first}.{secrets.token_urlsafe(4)[:6]}.{new_secret(28)}"
