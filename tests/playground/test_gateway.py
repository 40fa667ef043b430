"""The gateway: heartbeats, resuming with replay, reconnects, and every way it says goodbye."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord.ext import commands

from playground import Playground
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot, running, until

JSON = dict[str, Any]


class RawBot:
    """A gateway client that does nothing by itself."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, pg: Playground) -> None:
        self.socket, self.pg = socket, pg
        self.seq = 0
        self._inflate = zlib.decompressobj()

    async def next(self) -> JSON:
        message = await self.socket.receive(timeout=3)
        if message.type is aiohttp.WSMsgType.BINARY:
            data = json.loads(self._inflate.decompress(message.data))
        elif message.type is aiohttp.WSMsgType.TEXT:
            data = json.loads(message.data)
        else:
            raise ConnectionError(self.socket.close_code)
        self.seq = data["s"] or self.seq
        return data

    async def until(self, name: str) -> JSON:
        while True:
            event = await self.next()
            if event["t"] == name:
                return event["d"]

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, intents: int = 1, **more: Any) -> JSON:
        await self.send(2, {"token": self.pg.bot_token, "intents": intents, **more})
        return await self.until("READY")

    async def closed_with(self) -> int | None:
        while True:
            try:
                await self.next()
            except ConnectionError as end:
                return end.args[0]


@asynccontextmanager
async def raw(pg: Playground, query: str = "v=10&encoding=json") -> AsyncIterator[RawBot]:
    connector = aiohttp.UnixConnector(str(pg.socket_path))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.ws_connect(f"http://gateway.discord.gg/?{query}") as socket,
    ):
        bot = RawBot(socket, pg)
        hello = await bot.next()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, pg.gateway.heartbeat_ms)
        yield bot


async def test_ready_lists_servers_and_each_follows(pg: Playground, guild: Guild) -> None:
    away = pg.world.add_guild("Away")
    pg.world.set_unavailable(away)
    async with raw(pg) as bot:
        ready = await bot.identify()
        ids = {str(guild.id), str(away.id)}
        assert {one["id"] for one in ready["guilds"]} == ids
        assert ready["resume_gateway_url"].startswith("wss://")
        created = await bot.until("GUILD_CREATE")
        assert (created["id"], created["unavailable"]) == (str(guild.id), False)
        await pg.bot_ready(1)


async def test_heartbeats_are_acknowledged(pg: Playground) -> None:
    async with raw(pg) as bot:
        await bot.send(1, None)
        assert (await bot.next())["op"] == 11


@pytest.mark.parametrize("query", ["v=10&encoding=json", "v=10&encoding=json&compress=zlib-stream"])
async def test_plain_and_compressed_streams_say_the_same(pg: Playground, query: str) -> None:
    async with raw(pg, query) as bot:
        ready = await bot.identify()
        assert ready["user"]["id"] == str(pg.world.bot.id)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("not json", 4002),
        ('{"d": null}', 4002),
        (json.dumps({"op": 1, "d": "x" * 4096}), 4002),
        (json.dumps({"op": 3, "d": {}}), 4003),
        (json.dumps({"op": 2, "d": {"token": "wrong", "intents": 1}}), 4004),
        (json.dumps({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 0}}), 4004),
        (json.dumps({"op": 2, "d": None}), 4002),
    ],
)
async def test_what_the_gateway_does_not_take(pg: Playground, payload: str, code: int) -> None:
    async with raw(pg) as bot:
        await bot.socket.send_str(payload)
        assert await bot.closed_with() == code


@pytest.mark.parametrize(
    ("identify", "code"),
    [
        ({"intents": 1 << 30}, 4013),
        ({"intents": "all"}, 4013),
        ({}, 4013),
        ({"intents": 1 << 15}, 4014),
        ({"intents": 1 << 1}, 4014),
        ({"intents": 1, "shard": [2, 2]}, 4010),
        ({"intents": 1, "shard": "0"}, 4010),
    ],
)
async def test_an_identify_that_is_refused(pg: Playground, identify: JSON, code: int) -> None:
    async with raw(pg) as bot:
        await bot.send(2, {"token": pg.bot_token, **identify})
        assert await bot.closed_with() == code


async def test_after_identify_no_second_one_and_no_unknown_opcode(pg: Playground) -> None:
    for op, code in ((2, 4005), (6, 4005), (99, 4001)):
        async with raw(pg) as bot:
            await bot.identify()
            await bot.send(op, {"token": pg.bot_token, "intents": 1})
            assert await bot.closed_with() == code


async def test_a_hundred_and_twenty_sends_a_minute_are_the_most(pg: Playground) -> None:
    async with raw(pg) as bot:
        for _ in range(121):
            await bot.send(1, None)
        assert await bot.closed_with() == 4008


async def test_a_client_without_heartbeat_is_dropped(pg: Playground) -> None:
    pg.gateway.heartbeat_ms = 40
    async with raw(pg) as bot:
        await bot.identify()
        assert await bot.closed_with() == 4009


async def test_a_shard_hears_only_of_its_own_servers(pg: Playground) -> None:
    guilds = [pg.world.add_guild(f"G{n}") for n in range(8)]
    seen: list[str] = []
    for shard in (0, 1):
        async with raw(pg) as bot:
            ready = await bot.identify(shard=[shard, 2])
            for one in ready["guilds"]:
                assert (int(one["id"]) >> 22) % 2 == shard
            seen += [one["id"] for one in ready["guilds"]]
    assert sorted(seen) == sorted(str(one.id) for one in guilds)


async def test_resume_replays_what_was_missed_in_order(
    pg: Playground, guild: Guild, news: Channel
) -> None:
    async with raw(pg) as first:
        ready = await first.identify(1 | 1 << 9)
        await first.until("GUILD_CREATE")
        await pg.gateway.drop()
        assert await first.closed_with() == 1006
    names = ["one", "two", "three"]
    for name in names:
        pg.world.add_channel(guild, name)
    async with raw(pg) as second:
        data = {"token": pg.bot_token, "session_id": ready["session_id"], "seq": first.seq}
        await second.send(6, data)
        events = [await second.next() for _ in range(4)]
        assert [one["t"] for one in events] == ["CHANNEL_CREATE"] * 3 + ["RESUMED"]
        assert [one["d"]["name"] for one in events[:3]] == names
        assert [one["s"] for one in events] == list(range(first.seq + 1, first.seq + 5))
        assert isinstance(events[3]["d"], dict)


async def test_a_session_that_cannot_be_resumed_is_invalid(pg: Playground, guild: Guild) -> None:
    async with raw(pg) as bot:
        await bot.send(6, {"token": pg.bot_token, "session_id": "nobody", "seq": 3})
        answer = await bot.next()
        assert (answer["op"], answer["d"]) == (9, False)
    async with raw(pg) as bot:
        ready = await bot.identify()
        session_id = ready["session_id"]
        await pg.gateway.drop()
    async with raw(pg) as bot:
        await bot.send(6, {"token": pg.bot_token, "session_id": session_id, "seq": 9999})
        assert await bot.closed_with() == 4007
    pg.gateway.sessions[session_id].sent.popleft()
    async with raw(pg) as bot:
        await bot.send(6, {"token": pg.bot_token, "session_id": session_id, "seq": 0})
        assert (await bot.next())["op"] == 9
        assert session_id not in pg.gateway.sessions


async def test_saying_goodbye_gives_the_session_up(pg: Playground, guild: Guild) -> None:
    async with raw(pg) as bot:
        await bot.identify()
        await bot.socket.close(code=1000)
    await until(lambda: not pg.gateway.sessions)
    assert not pg.gateway.ready.is_set()


async def test_members_are_sent_on_request(pg: Playground, guild: Guild, ana: Member) -> None:
    async with raw(pg) as bot:
        await bot.identify()
        ask: JSON = {"guild_id": str(guild.id), "query": "an", "limit": 5, "nonce": "n"}
        await bot.send(8, ask)
        chunk = await bot.until("GUILD_MEMBERS_CHUNK")
        assert [one["user"]["id"] for one in chunk["members"]] == [str(ana.id)]
        await bot.send(8, {"guild_id": str(guild.id), "user_ids": [str(ana.id), "5"], "limit": 0})
        chunk = await bot.until("GUILD_MEMBERS_CHUNK")
        assert (len(chunk["members"]), chunk["not_found"]) == (1, ["5"])


async def test_discord_py_resumes_after_a_cut_and_misses_nothing(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="x")
    async def go(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("still here")

    await start(bot)
    await pg.gateway.drop()
    assert not pg.gateway.live
    sent = pg.person(ana, news).send_slash("go", {})
    added = pg.world.add_channel(guild, "added while away")
    await until(lambda: ("resumed",) in bot.events)
    await sent.first.wait()
    assert sent.failed is None
    seen = bot.get_guild(guild.id)
    assert seen is not None
    assert seen.get_channel(added.id) is not None
    assert (pg.gateway.identified, pg.gateway.resumed) == (1, 1)


async def test_discord_py_follows_a_request_to_reconnect(pg: Playground, start: Start) -> None:
    bot = await start(TryBot(pg.socket_path))
    pg.gateway.ask_reconnect()
    await until(lambda: ("resumed",) in bot.events)
    assert pg.gateway.identified == 1


async def test_discord_py_identifies_anew_when_its_session_is_forgotten(
    pg: Playground, start: Start, guild: Guild
) -> None:
    bot = await start(TryBot(pg.socket_path))
    pg.gateway.invalidate()
    await until(lambda: pg.gateway.identified == 2 and pg.gateway.live)
    await bot.wait_until_ready()
    await until(lambda: bot.get_guild(guild.id))
    assert pg.gateway.resumed == 0


async def test_a_resumable_invalid_session_is_resumed(pg: Playground, start: Start) -> None:
    bot = await start(TryBot(pg.socket_path))
    pg.gateway.invalidate(resumable=True)
    await until(lambda: ("resumed",) in bot.events)
    assert pg.gateway.identified == 1


async def test_discord_py_stops_for_good_when_the_gateway_rejects_its_intents(
    pg: Playground,
) -> None:
    bot = TryBot(pg.socket_path, discord.Intents(guilds=True, message_content=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(bot, pg):
            pass
    await bot.close()


async def test_with_the_intents_granted_a_prefix_command_is_heard(socket: Path) -> None:
    intents = discord.Intents.all()
    privileged = ("message_content", "members", "presences")
    async with Playground(socket, privileged=privileged) as pg:
        guild = pg.world.add_guild("Harbour Herald")
        news = pg.world.add_channel(guild, "news")
        ana = pg.world.add_member(guild, "Ana")
        bot = commands.Bot(
            "!",
            intents=intents,
            connector=aiohttp.UnixConnector(str(socket), limit=0),
            guild_ready_timeout=0.05,
        )

        @bot.hybrid_command(description="Greet")
        async def hello(ctx: commands.Context[Any], name: str = "you") -> None:
            await ctx.send(f"hello {name}")

        async with running(bot, pg):
            await bot.tree.sync()
            seen = bot.get_guild(guild.id)
            assert seen is not None
            assert {one.name for one in seen.members} == {"newsbot", "ana"}
            person = pg.person(ana, news)
            await person.post("!hello Bo")
            await until(lambda: len(news.messages) == 2)
            assert (await person.messages())[-1]["content"] == "hello Bo"
            assert (await person.slash("hello", name="Cy")).text == "hello Cy"


async def test_closing_the_playground_ends_at_once(socket: Path) -> None:
    loop = asyncio.get_running_loop()
    pg = Playground(socket)
    await pg.__aenter__()
    bot = TryBot(socket)
    async with running(bot, pg):
        began = loop.time()
        await pg.__aexit__(None, None, None)
        assert loop.time() - began < 2
    assert not socket.exists()
