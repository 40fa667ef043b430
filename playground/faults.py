"""Faults on order, for tests and the page: what can go wrong on the way to Discord and back.

Each is used up after `times` matching requests; with `chance` below 1 it strikes only that share
of them. What Discord would do by its own rules (limits, permissions, a deleted channel) is done by
changing the world, not here.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(slots=True)
class Fault:
    """`on` is matched against "POST /channels/123/messages" with `*` and `?`.

    kind: "status" (answer `status`), "refuse" (answer Discord's error `code`), "cut before"
    (nothing is done), "cut after" (done, but the answer is lost), "slow" (`seconds` first),
    "slow answer" (done at once, answered `seconds` later), "limit" (429 for `seconds`, in the
    form of `scope`).
    """

    kind: str
    on: str = "*"
    times: int = 1
    status: int = 500
    seconds: float = 0.0
    scope: str = "user"
    chance: float = 1.0
    code: int = 0


class Faults:
    """Orders waiting for a request that matches them; the oldest goes first.

    `random` draws whether a fault with a `chance` strikes; seed it to have the same again.
    """

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self.random = random.Random()

    def status(self, status: int, on: str = "*", times: int = 1) -> None:
        """500, 502, 503 or 504 without anything having been done."""
        self.waiting.append(Fault("status", on, times, status=status))

    def refuse(self, code: int, on: str = "*", times: int = 1) -> None:
        """One of Discord's error codes, such as 50035, without anything having been done."""
        self.waiting.append(Fault("refuse", on, times, code=code))

    def cut_before(self, on: str = "*", times: int = 1) -> None:
        """The connection breaks before the request was accepted."""
        self.waiting.append(Fault("cut before", on, times))

    def cut_after(self, on: str = "*", times: int = 1, chance: float = 1.0) -> None:
        """The request was accepted and done, but the connection breaks before the answer."""
        self.waiting.append(Fault("cut after", on, times, chance=chance))

    def slow(self, seconds: float, on: str = "*", times: int = 1) -> None:
        self.waiting.append(Fault("slow", on, times, seconds=seconds))

    def slow_answer(
        self, seconds: float, on: str = "*", times: int = 1, chance: float = 1.0
    ) -> None:
        self.waiting.append(Fault("slow answer", on, times, seconds=seconds, chance=chance))

    def limit(self, seconds: float, on: str = "*", times: int = 1, *, scope: str = "user") -> None:
        """A 429. `scope` is user, global, shared (others used it up) or cloudflare (a ban page)."""
        self.waiting.append(Fault("limit", on, times, seconds=seconds, scope=scope))

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The order this request falls under, counted down; None for a quiet day."""
        for fault in self.waiting:
            matches = fnmatchcase(f"{method} {path}", fault.on)
            if matches and (fault.chance >= 1 or self.random.random() < fault.chance):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
