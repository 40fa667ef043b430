"""What the world tells its listeners (gateway and page) when it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.records import Channel, Guild


@dataclass(slots=True, frozen=True)
class Event:
    """A gateway dispatch by Discord's name. `only` is the one user it is for, if any."""

    name: str
    data: dict[str, Any]
    guild: Guild | None = None
    channel: Channel | None = None
    only: int | None = None


Listener = Callable[[Event], None]
