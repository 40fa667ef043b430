"""Deliberate faults of the playground itself, each caught: what else would a passing test prove?

A check passes on the playground as it is; with one thing broken it must fail, or come to no end.
"""

from __future__ import annotations

import asyncio
import io
import json
import tempfile
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp import web
from discord import app_commands
from discord.http import Route

import playground.compose
import playground.interactions
import playground.messages
import playground.person
import playground.rest.door
import playground.rest.messages
import playground.typing_commands
from playground import CommandHidden, Permission, Playground
from playground.files import Files
from playground.gateway import Gateway
from playground.gateway_line import Line
from playground.gateway_session import Session
from playground.interactions import Interactions
from playground.messages import Messages
from playground.permissions import ALL
from playground.person import Person
from playground.rate_limits import RateLimits, Verdict
from playground.records import Channel
from playground.world import World
from tests.playground.trybot import TryBot, running, until


class Scene:
    """One server, one person, one channel, and a bot that knows a few commands."""

    def __init__(self, pg: Playground) -> None:
        self.pg = pg
        self.guild = pg.world.add_guild("Harbour Herald")
        self.news = pg.world.add_channel(self.guild, "news")
        self.ana: Person = pg.person(pg.world.add_member(self.guild, "Ana"), self.news)
        self.ben: Person = pg.person(pg.world.add_member(self.guild, "Ben"), self.news)
        self.bot = TryBot(pg.socket_path)

        @self.bot.tree.command(description="Answer in private")
        async def hush(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("hush", ephemeral=True)

        @self.bot.tree.command(description="For managers")
        @app_commands.default_permissions(manage_guild=True)
        async def setup(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("set up")

        @self.bot.tree.command(description="Never answer")
        async def silent(interaction: discord.Interaction) -> None:
            pass

        @self.bot.tree.command(description="Defer and follow up")
        async def later(interaction: discord.Interaction) -> None:
            await interaction.response.defer(thinking=True)
            await interaction.followup.send("later")

    @property
    def channel(self) -> discord.TextChannel:
        found = self.bot.get_channel(self.news.id)
        assert isinstance(found, discord.TextChannel)
        return found


Check = Callable[[Scene], Awaitable[None]]


async def logs_in(scene: Scene) -> None:
    assert scene.bot.user is not None
    assert scene.bot.user.id == scene.pg.world.bot.id


async def waits_out_a_limit(scene: Scene) -> None:
    scene.pg.faults.limit(0.05, on="POST /channels/*")
    await scene.channel.send("x")


async def misses_nothing(scene: Scene) -> None:
    await scene.pg.gateway.drop()
    added = scene.pg.world.add_channel(scene.guild, "meanwhile")
    await until(lambda: ("resumed",) in scene.bot.events, 2)
    await until(lambda: scene.bot.get_channel(added.id), 1)


async def is_refused_without_permission(scene: Scene) -> None:
    everyone = scene.guild.roles[scene.guild.id]
    scene.pg.world.set_overwrite(scene.news, everyone, deny=Permission.SEND_MESSAGES)
    with pytest.raises(discord.Forbidden):
        await scene.channel.send("x")


async def is_not_doubled(scene: Scene) -> None:
    for _ in range(2):
        await scene.channel.send("x", nonce="n")
    assert len(scene.news.messages) == 1


async def keeps_a_secret(scene: Scene) -> None:
    assert (await scene.ana.slash("hush")).text == "hush"
    assert await scene.ben.messages() == []


async def takes_one_answer_only(scene: Scene) -> None:
    answer = await scene.ana.slash("hush")
    route = Route(
        "POST",
        "/interactions/{webhook_id}/{webhook_token}/callback",
        webhook_id=answer.interaction.id,
        webhook_token=answer.interaction.token,
    )
    body = {"type": 4, "data": {"content": "again"}}
    async with scene.bot.http._HTTPClient__session.post(route.url, json=body) as response:  # type: ignore[attr-defined]
        assert (response.status, (await response.json())["code"]) == (400, 40060)


async def lets_tokens_die(scene: Scene) -> None:
    answer = await scene.ana.slash("hush")
    scene.pg.clock.move(16 * 60)
    url = f"https://discord.com/api/v10/webhooks/{scene.pg.world.application.id}"
    url += f"/{answer.interaction.token}/messages/@original"
    async with scene.bot.http._HTTPClient__session.get(url) as response:  # type: ignore[attr-defined]
        assert response.status == 401


async def does_not_wait_for_ever(scene: Scene) -> None:
    scene.pg.interactions.first_answer = 0.1
    assert (await scene.ana.slash("silent")).failed


async def limits_the_busy(scene: Scene) -> None:
    scene.pg.limits.enabled = True
    scene.pg.limits.per_second = 2
    for number in range(3):
        other = scene.pg.world.add_channel(scene.guild, str(number))
        await until(lambda other=other: scene.bot.get_channel(other.id))
        target = scene.bot.get_channel(other.id)
        assert isinstance(target, discord.TextChannel)
        await target.send("x")
    assert 429 in [one.status for one in scene.pg.requests]


async def refuses_a_novel(scene: Scene) -> None:
    with pytest.raises(discord.HTTPException):
        await scene.channel.send("x" * 2001)


async def gives_files_back(scene: Scene) -> None:
    sent = await scene.channel.send(file=discord.File(io.BytesIO(b"abc"), "a.txt"))
    assert await sent.attachments[0].read() == b"abc"


async def pings_nobody_unasked(scene: Scene) -> None:
    text = f"<@{scene.ana.id}>"
    sent = await scene.channel.send(text, allowed_mentions=discord.AllowedMentions.none())
    assert sent.mentions == []


async def reads_newest_first(scene: Scene) -> None:
    for number in range(3):
        await scene.channel.send(str(number))
    assert [one.content async for one in scene.channel.history(limit=2)] == ["2", "1"]


async def hides_commands(scene: Scene) -> None:
    with pytest.raises(CommandHidden):
        await scene.ben.slash("setup")


async def fills_the_deferred_answer(scene: Scene) -> None:
    await scene.ana.slash("later")
    assert [one["content"] for one in await scene.ana.messages()] == ["later"]


async def hides_the_words_of_others(scene: Scene) -> None:
    posted = await scene.ana.post("private words")
    assert (await scene.channel.fetch_message(int(posted["id"]))).content == ""


async def tells_an_outage_from_a_kick(scene: Scene) -> None:
    scene.pg.world.set_unavailable(scene.guild)
    await until(lambda: ("unavailable", scene.guild.id) in scene.bot.events, 1)


# The broken parts


def with_charset(status: int, body: Any, headers: Any) -> web.Response:
    return web.json_response(body, status=status, headers={"Via": "x", **headers})


def without_via(status: int, body: Any, headers: Any) -> web.Response:
    answer = web.Response(status=status, body=json.dumps(body).encode(), headers=headers)
    answer.headers["Content-Type"] = "application/json"
    return answer


def no_flush(self: Line, text: str) -> bytes:
    assert self._deflate is not None
    return self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_NO_FLUSH)


send_as_it_is = Session.send


def resumed_with_null(self: Session, name: str, data: Any) -> None:
    send_as_it_is(self, name, None if name == "RESUMED" else data)  # type: ignore[arg-type]


def always_a_new_answer(self: Interactions, interaction_id: int, token: str) -> Any:
    return self._by_token[token]


def in_any_order(self: Messages, channel: Channel, limit: int, **_: Any) -> Any:
    return [channel.messages[one] for one in sorted(channel.messages)][:limit]


def new_message_each_time(self: Interactions, interaction: Any, data: Any, files: Any) -> Any:
    interaction.settled.set()
    return self._post(interaction, data, files)


def seen_by_all(self: Messages, channel: Channel, viewer: int) -> Any:
    return [*channel.messages.values(), *self.ephemeral.values()]


def leaves(self: World, guild: Any) -> None:
    self.emit("GUILD_DELETE", {"id": str(guild.id)}, guild)


MUTANTS: list[tuple[str, Check, Any, str, Any]] = [
    ("content type with charset", logs_in, playground.rest.door, "response", with_charset),
    ("no Via", waits_out_a_limit, playground.rest.door, "response", without_via),
    ("no replay", misses_nothing, Gateway, "missed", lambda *_: []),
    ("RESUMED with null", misses_nothing, Session, "send", resumed_with_null),
    ("no flush", logs_in, Line, "deflate", no_flush),
    (
        "no permission check",
        is_refused_without_permission,
        World,
        "permissions_of",
        lambda *_: ALL,
    ),
    ("nonce ignored", is_not_doubled, Messages, "with_nonce", lambda *_: None),
    ("ephemeral for all", keeps_a_secret, Messages, "seen_by", seen_by_all),
    ("two answers", takes_one_answer_only, Interactions, "waiting", always_a_new_answer),
    ("no 15 minutes", lets_tokens_die, playground.interactions, "TOKEN_LIFE", 1e9),
    ("no 3 seconds", does_not_wait_for_ever, Interactions, "_give_up", lambda *_: None),
    ("no limits", limits_the_busy, RateLimits, "check", lambda *_: Verdict({})),
    (
        "no rules",
        refuses_a_novel,
        playground.rest.messages,
        "check_new",
        lambda *_, **__: None,
    ),
    ("no files", gives_files_back, Files, "at", lambda *_: None),
    (
        "all mentions ping",
        pings_nobody_unasked,
        playground.rest.messages,
        "compose",
        lambda w, c, a, body, files: playground.compose.compose(
            w, c, a, {**body, "allowed_mentions": None}, files
        ),
    ),
    ("oldest first", reads_newest_first, Messages, "history", in_any_order),
    (
        "commands for all",
        hides_commands,
        playground.typing_commands,
        "why_hidden",
        lambda *_: None,
    ),
    (
        "deferral not filled",
        fills_the_deferred_answer,
        Interactions,
        "follow_up",
        new_message_each_time,
    ),
    (
        "content for all",
        hides_the_words_of_others,
        Messages,
        "hide_content",
        lambda _, data, __: data,
    ),
    ("outage is a kick", tells_an_outage_from_a_kick, World, "set_unavailable", leaves),
]


async def run(check: Check) -> None:
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        async with Playground(Path(folder) / "s") as pg:
            scene = Scene(pg)
            try:
                async with asyncio.timeout(5), running(scene.bot, pg):
                    await scene.bot.tree.sync()
                    await check(scene)
            finally:
                if not scene.bot.is_closed():
                    await scene.bot.close()


@pytest.mark.parametrize("check", list(dict.fromkeys(one[1] for one in MUTANTS)))
async def test_the_check_passes_on_the_playground_as_it_is(check: Check) -> None:
    await run(check)


@pytest.mark.parametrize(
    ("check", "where", "name", "broken"),
    [one[1:] for one in MUTANTS],
    ids=[one[0] for one in MUTANTS],
)
async def test_a_broken_playground_is_caught(
    monkeypatch: pytest.MonkeyPatch, check: Check, where: Any, name: str, broken: Any
) -> None:
    assert hasattr(where, name), "a mutant of nothing proves nothing"
    monkeypatch.setattr(where, name, broken)
    try:
        await run(check)
    except (Exception, pytest.fail.Exception):
        return
    raise AssertionError("the broken playground passed")
