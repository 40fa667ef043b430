"""Fixtures for the tests of any discord.py bot. Switch on with `-p playground.pytest_plugin`.

Needs pytest-asyncio. The bot itself is started by the project's own fixture, with
`connector=aiohttp.UnixConnector(str(discord_world.socket_path), limit=0)`.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from playground.person import Person
from playground.records import Channel, Guild, Role
from playground.server import Playground
from playground.transcript import Transcript


@pytest_asyncio.fixture
async def discord_world() -> AsyncIterator[Playground]:
    """A running playground with one server, "Playground", and its channel "general"."""
    # Unix sockets take about a hundred characters, less than many a temporary folder has.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        async with Playground(Path(folder) / "s") as playground:
            guild = playground.world.add_guild("Playground")
            playground.world.add_channel(guild, "general")
            yield playground


@pytest.fixture
def guild(discord_world: Playground) -> Guild:
    """The server."""
    return next(iter(discord_world.world.guilds.values()))


@pytest.fixture
def channel(guild: Guild) -> Channel:
    """Its channel "general"."""
    return next(iter(guild.channels.values()))


@pytest.fixture
def someone(discord_world: Playground, guild: Guild, channel: Channel) -> Callable[..., Person]:
    """Make people: `someone("Ben", role)` types in "general"."""

    def make(name: str, *roles: Role, owner: bool = False) -> Person:
        member = discord_world.world.add_member(guild, name, roles=roles, owner=owner)
        return discord_world.person(member, channel)

    return make


@pytest.fixture
def person(someone: Callable[..., Person]) -> Person:
    """The owner of the server, at the keyboard in "general"."""
    return someone("Ana", owner=True)


@pytest.fixture
def transcript(discord_world: Playground) -> Iterator[Transcript]:
    """Fails the test if an interaction was answered twice or not at all."""
    kept = Transcript(discord_world.interactions)
    yield kept
    kept.check()
