"""A wire to the playground, and nobody at its other end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from playground import Playground
from playground.records import Channel
from tests.playground.rules.wire import Wire


@pytest.fixture
async def wire(pg: Playground, news: Channel) -> AsyncIterator[Wire]:
    connector = aiohttp.UnixConnector(str(pg.socket_path))
    async with aiohttp.ClientSession(connector=connector) as session:
        yield Wire(pg, session, news)
