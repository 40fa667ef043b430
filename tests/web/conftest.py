"""A little internet for each test, and the count of hostile cases at the end of the run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.web.download import Download, Limits
from tests.web.net import TALLY, Canary, Net


@pytest.fixture
async def net() -> AsyncIterator[Net]:
    net = Net()
    yield net
    await net.close()


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    async with Canary().listening() as canary:
        yield canary


@pytest.fixture
async def download(net: Net) -> AsyncIterator[Download]:
    """Through the little internet, with short deadlines and without pauses."""
    limits = Limits(total=1.5, connect=0.5, pause=0)
    download = Download(net.dial(), lambda: datetime.now(UTC), ports=(80, 443), limits=limits)
    yield download
    await download.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if TALLY:
        counts = ", ".join(f"{TALLY[name]} {name}" for name in TALLY)
        terminalreporter.write_line(f"the way out, hostile cases: {counts}")
