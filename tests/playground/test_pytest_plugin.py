"""The pytest plugin as another project would use it: in a pytest of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFTEST = """
import asyncio
import aiohttp, discord, pytest_asyncio

class Bot(discord.Client):
    def __init__(self, socket):
        connector = aiohttp.UnixConnector(str(socket), limit=0)
        super().__init__(intents=discord.Intents(guilds=True), connector=connector,
                         guild_ready_timeout=0.05)
        self.tree = discord.app_commands.CommandTree(self)

@pytest_asyncio.fixture
async def bot(discord_world):
    bot = Bot(discord_world.socket_path)

    @bot.tree.command(description="Answers once")
    async def once(interaction: discord.Interaction):
        await interaction.response.send_message("hello", ephemeral=True)

    @bot.tree.command(description="Says nothing")
    async def silent(interaction: discord.Interaction):
        pass

    @bot.tree.command(description="Answers twice")
    async def twice(interaction: discord.Interaction):
        await interaction.response.send_message("one")
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("two")
        except discord.HTTPException:
            pass

    @bot.tree.command(description="Thinks for ever")
    async def thinks(interaction: discord.Interaction):
        await interaction.response.defer(thinking=True)

    await bot.login(discord_world.bot_token)
    task = asyncio.create_task(bot.connect())
    await bot.wait_until_ready()
    await bot.tree.sync()
    discord_world.interactions.first_answer = 0.2
    yield bot
    await bot.close()
    await task
"""
TESTS = """
import asyncio
import pytest

pytestmark = pytest.mark.asyncio

async def test_once(bot, person, transcript):
    assert (await person.slash("once")).text == "hello"
    assert transcript.lines == ["Ana: /once", "    (only for them) hello"]

async def test_silent(bot, person, transcript):
    assert (await person.slash("silent")).failed

async def test_forgiven(bot, person, transcript):
    transcript.forgive((await person.slash("silent")).interaction_id)

async def test_twice(bot, person, transcript):
    await person.slash("twice")
    await asyncio.sleep(0.1)

async def test_thinks(bot, someone, transcript):
    ben = someone("Ben")
    ben.patience = 0.1
    assert (await ben.slash("thinks")).failed
"""


def test_the_transcript_fails_a_test_with_no_answer_or_two(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_bot.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    plugins = ["-p", "playground.pytest_plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", *plugins, str(tmp_path)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = done.stdout + done.stderr
    for line in (
        "PASSED test_bot.py::test_once",
        "PASSED test_bot.py::test_forgiven",
        "ERROR test_bot.py::test_silent",
        "ERROR test_bot.py::test_twice",
        "ERROR test_bot.py::test_thinks",
        "/silent by Ana got no answer",
        "/twice by Ana got 2 first answers",
        "/thinks by Ben was deferred and then never answered",
    ):
        assert line in said, said
    assert "5 passed, " in said
    assert "3 errors" in said
