"""What the bot asked for: the last requests with body, answer and time, for tests and the page."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, frozen=True)
class Request:
    """One REST request. `at` is ISO 8601, `route` the path with names in braces for ids.

    `status` 0 means that the connection was cut before an answer.
    """

    n: int
    method: str
    path: str
    route: str
    body: Any
    status: int
    answer: Any
    at: str
    took_ms: float


class RequestLog:
    """The last `keep` requests, oldest first. `listeners` hear of each."""

    def __init__(self, keep: int = 5000) -> None:
        self._kept: deque[Request] = deque(maxlen=keep)
        self.count = 0
        self.listeners: list[Callable[[Request], None]] = []

    def add(
        self,
        method: str,
        path: str,
        route: str,
        body: Any,
        status: int,
        answer: Any,
        at: str,
        took_ms: float,
    ) -> None:
        self.count += 1
        request = Request(self.count, method, path, route, body, status, answer, at, took_ms)
        self._kept.append(request)
        for listener in tuple(self.listeners):
            listener(request)

    def __iter__(self) -> Iterator[Request]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, index: int) -> Request:
        return self._kept[index]

    def to(self, method: str, route: str) -> list[Request]:
        """Those of one route: `to("POST", "/channels/{channel}/messages")`."""
        return [one for one in self._kept if one.method == method and one.route == route]

    def clear(self) -> None:
        self._kept.clear()
