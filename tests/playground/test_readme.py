"""The ten lines of the README, run as they stand."""

from __future__ import annotations

import asyncio
import re
import sys
import types
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from playground import Person, Playground

README = Path(__file__).parents[2] / "playground" / "README.md"


class MyBot(discord.Client):
    """The reader's own bot, as the README imports it."""

    running: MyBot

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05, **options)
        self.tree = app_commands.CommandTree(self)
        MyBot.running = self

    async def setup_hook(self) -> None:
        @self.tree.command(description="Say hello")
        async def hello(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("hello")

        await self.tree.sync()


async def test_the_ten_lines_start_a_bot_that_answers(
    monkeypatch: pytest.MonkeyPatch, socket: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = re.findall(r"```python\n(import asyncio.*?)```", README.read_text(), re.DOTALL)
    body = block.replace("/tmp/playground.sock", str(socket)).replace("port=8765", "port=0")
    assert body.count("\n") <= 18
    module = types.ModuleType("my_bot")
    module.__dict__["MyBot"] = MyBot
    monkeypatch.setitem(sys.modules, "my_bot", module)
    worlds: list[Playground] = []
    enter = Playground.__aenter__

    async def remember(self: Playground) -> Playground:
        worlds.append(self)
        return await enter(self)

    monkeypatch.setattr(Playground, "__aenter__", remember)
    scope: dict[str, Any] = {}
    exec(body.replace("asyncio.run(main())", ""), scope)  # the reader's program, minus its loop
    task = asyncio.create_task(scope["main"]())
    async with asyncio.timeout(10):
        while not worlds or not worlds[0].world.application.commands[None]:
            await asyncio.sleep(0.01)
    pg = worlds[0]
    guild = next(iter(pg.world.guilds.values()))
    await pg.bot_ready()
    ana: Person = pg.person(
        next(one for one in guild.members.values() if one.name == "Ana"),
        next(iter(guild.channels.values())),
    )
    assert (await ana.slash("hello")).text == "hello"
    assert pg.page_url in capsys.readouterr().out
    await MyBot.running.close()
    await task


def test_every_name_in_the_readme_is_there() -> None:
    text = README.read_text()
    pg = Playground(Path("unused"))
    for name in re.findall(r"pg\.([a-z_]+(?:\.[a-z_]+)*)", text):
        thing: Any = pg
        for part in name.split("."):
            assert hasattr(thing, part), f"pg.{name}"
            thing = getattr(thing, part)
    world_calls = re.findall(
        r"`([a-z_]+)`", text.split("hand of an administrator")[1].split(". The")[0]
    )
    assert world_calls
    assert all(hasattr(pg.world, one) for one in world_calls)
    for path in re.findall(r"`((?:rest/)?\w+\.py)`", text):
        assert (README.parent / path).exists(), path
