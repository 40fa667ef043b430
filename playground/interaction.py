"""One interaction and all that came of it. What may happen to it is `interactions.py`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from playground.records import Channel, Guild, Message, User

JSON = dict[str, Any]

# Kinds of interactions, and of callbacks.
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
REPLY_WITH, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


@dataclass(slots=True, eq=False)
class Interaction:
    """One use of a command, component or modal, and all that came of it.

    `first` is done when the bot has answered or run out of time, `settled` when there is nothing
    more to wait for: a deferral was filled, or there was none.
    """

    id: int
    token: str
    kind: int
    user: User
    guild: Guild | None
    channel: Channel
    data: JSON
    what: str
    owners: dict[str, str]
    born: float
    locale: str = "en-US"
    source: Message | None = None
    parent: Interaction | None = None
    callback: int | None = None
    # Answers sent after the first, each refused with 40060.
    extra_answers: int = 0
    failed: str | None = None
    modal: JSON | None = None
    choices: list[JSON] | None = None
    original: Message | None = None
    thinking: bool = False
    followups: list[Message] = field(default_factory=list[Message])
    first: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    answered_at: float = 0.0
    # Set at the next follow-up, then replaced.
    more: asyncio.Event = field(default_factory=asyncio.Event)
    deadline: asyncio.TimerHandle | None = None

    @property
    def deferred(self) -> bool:
        return self.callback in (DEFER, DEFER_UPDATE)

    @property
    def only_user_install(self) -> bool:
        return "0" not in self.owners
