"""Who may ask a host when: one visit at a time, with a pause between two, and never too early.

A host's own wish (Retry-After) is kept for as long as it said.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.workflows.ports import FetchFailed

SWEEP = 1_000
"""Hosts remembered before those that need no more waiting are forgotten."""


class _Host:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.visitors = 0
        self.ready_at = 0.0
        self.closed_until = 0.0


class Turns:
    """Gives out turns. pause: seconds between two visits to a host."""

    def __init__(self, *, pause: float) -> None:
        self._pause = pause
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def visit(self, name: str) -> AsyncIterator[None]:
        """Wait for a turn. Raises FetchFailed while the host wants to be left alone."""
        loop = asyncio.get_running_loop()
        self._sweep(loop.time())
        host = self._hosts.setdefault(name, _Host())
        host.visitors += 1
        try:
            async with host.lock:
                self._check_open(name, host, loop.time())
                await asyncio.sleep(max(0.0, host.ready_at - loop.time()))
                try:
                    yield
                finally:
                    host.ready_at = loop.time() + self._pause
        finally:
            host.visitors -= 1

    def close(self, name: str, wait: timedelta) -> None:
        """Leave a host alone for so long."""
        until = asyncio.get_running_loop().time() + wait.total_seconds()
        self._hosts.setdefault(name, _Host()).closed_until = until

    def _check_open(self, name: str, host: _Host, now: float) -> None:
        if host.closed_until > now:
            wait = timedelta(seconds=host.closed_until - now)
            raise FetchFailed(
                "{host} asked not to be visited for another {minutes} min. Try again after that.",
                host=name,
                minutes=-(-int(wait.total_seconds()) // 60),
                retry_after=wait,
            )

    def _sweep(self, now: float) -> None:
        if len(self._hosts) < SWEEP:
            return
        self._hosts = {
            name: host
            for name, host in self._hosts.items()
            if host.visitors or max(host.ready_at, host.closed_until) > now
        }
