"""The parts of a running playground, handed to every route. `server.py` puts them together."""

from __future__ import annotations

from dataclasses import dataclass

from playground.faults import Faults
from playground.gateway import Gateway
from playground.interactions import Interactions
from playground.messages import Messages
from playground.rate_limits import RateLimits
from playground.requests_log import RequestLog
from playground.world import World


@dataclass(slots=True, frozen=True)
class Parts:
    world: World
    messages: Messages
    gateway: Gateway
    interactions: Interactions
    limits: RateLimits
    faults: Faults
    requests: RequestLog
