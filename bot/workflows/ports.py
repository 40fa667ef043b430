"""What the workflows need from outside, as Protocols. `ui`, `poster` and `app` fulfil them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.briefing.compose import Briefing

Clock = Callable[[], datetime]
"""Gives the current instant, aware, in UTC."""


class PostFailed(Exception):
    """A message did not get into its channel, or nobody can say whether it did.

    reason: one sentence for people. final: trying again cannot help (missing permission, no
    such channel). in_doubt: the request left and no answer came, so Discord may have taken it.
    wait: how long Discord asked us to wait. banned: it answers nothing from this address.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool = False,
        in_doubt: bool = False,
        wait: timedelta | None = None,
        banned: bool = False,
    ) -> None:
        super().__init__(reason)
        self.wait = wait
        self.banned = banned
        self.reason = reason
        self.final = final
        self.in_doubt = in_doubt


class Renderer(Protocol):
    """Turns a briefing into messages."""

    def render(self, briefing: Briefing, *, code: str) -> list[str]:
        """One JSON message body a part, in order, each carrying `code` in a button."""
        ...


class Poster(Protocol):
    """Gets messages into channels unasked."""

    async def send(self, channel_id: int, body: str, nonce: str) -> int:
        """Post one JSON message body. Returns the message id; raises PostFailed."""
        ...

    async def look_back(self, channel_id: int, code: str, since: datetime) -> dict[int, int] | None:
        """Find parts already posted: part number to message id. None if nobody can say."""
        ...
