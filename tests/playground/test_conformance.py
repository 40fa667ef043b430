"""The playground's answers against Discord's OpenAPI description.

Every test that uses the `pg` fixture checks all it caused; here are the routes as such, and a walk
over those that no other test calls.
"""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord.http import Route

from playground import Permission, Playground, Upload, payloads
from playground.records import Guild, Member
from playground.server import ROUTES
from tests.playground import conformance
from tests.playground.trybot import Start, TryBot

described = pytest.mark.skipif(
    not conformance.is_there(), reason=f"Discord's description is not at {conformance.SPEC}"
)


@described
def test_every_route_is_one_that_discord_describes() -> None:
    ours = {(route.method, conformance.bare(route.path)) for route in ROUTES}
    assert ours - set(conformance.routes()) == set()


@described
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda body: body.pop("mfa_enabled"), "mfa_enabled"),
        (lambda body: body.update(id=5), "id"),
        (lambda body: body.update(flags="0"), "flags"),
        (lambda body: body.update(locale="xx"), "locale"),
    ],
)
async def test_a_flaw_in_an_answer_is_found(pg: Playground, change: Any, complaint: str) -> None:

    body = payloads.own_user(pg.world.bot)
    assert conformance.of_answer("GET", "/users/@me", 200, body) == []
    change(body)
    (found,) = conformance.of_answer("GET", "/users/@me", 200, body)
    assert complaint in found


@described
def test_an_unknown_route_or_status_is_found() -> None:
    assert conformance.of_answer("GET", "/nowhere", 200, {})
    assert conformance.of_answer("GET", "/users/@me", 201, {})
    assert conformance.of_answer("POST", "/channels/{channel}/typing", 204, {"x": 1})


@described
async def test_a_walk_over_the_quiet_routes(pg: Playground, start: Start, ana: Member) -> None:
    guild: Guild = pg.world.add_guild("Walk", bot_permissions=int(Permission.ADMINISTRATOR))
    member = pg.world.add_member(guild, ana.user)
    news = pg.world.add_channel(guild, "news")
    bot = await start(TryBot(pg.socket_path))
    seen = bot.get_guild(guild.id)
    assert seen is not None
    http = bot.http
    await seen.fetch_channels()
    role = await seen.create_role(name="Editors", mentionable=True)
    await role.edit(name="Chief editors", colour=discord.Colour(5))
    await http.add_role(guild.id, member.id, role.id)
    await http.remove_role(guild.id, member.id, role.id)
    await http.edit_member(guild.id, member.id, nick="Annie")
    assert member.nick == "Annie"
    await role.delete()
    await http.get_role(guild.id, guild.id)
    await seen.me.edit(nick="Desk")
    category = await seen.create_category("All")
    await seen.create_text_channel("desk", category=category)
    await seen.create_forum("posts")
    await seen.create_voice_channel("talk")
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("start", file=discord.File(__file__))
    thread = await message.create_thread(name="Talk about it")
    await thread.send("in it")
    await thread.add_user(discord.Object(member.id))
    await thread.fetch_members()
    await thread.edit(archived=True)
    _ = [one async for one in channel.archived_threads()]
    await seen.active_threads()
    private = await channel.create_thread(name="Quiet")
    await private.leave()
    await private.join()
    await private.delete()
    posted = await pg.person(ana, news).post("<@&1>", files=[Upload("x.png", b"x")])
    await http.pin_message(news.id, int(posted["id"]))
    await http.request(Route("GET", f"/channels/{news.id}/pins"))
    await message.add_reaction("👍")
    await message.clear_reaction("👍")
    await message.clear_reactions()
    await bot.fetch_user(ana.id)
    await http.get_bot_gateway()
    await http.request(Route("GET", "/gateway"))
    await bot.application_info()
    await http.edit_profile({"username": "Deskbot"})
    await seen.fetch_member(ana.id)
    await http.request(Route("GET", f"/guilds/{guild.id}/members/search?query=An"))
    assert all(one.status < 300 for one in pg.requests), [
        (one.method, one.path, one.answer) for one in pg.requests if one.status >= 300
    ]
