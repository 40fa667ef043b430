"""Users, the application's own description, and where the gateway is."""

from __future__ import annotations

from typing import Any

from playground import payloads
from playground.errors import Refused
from playground.rest.door import Call, Route
from playground.rules import channels as rules
from playground.rules.forms import Shape, Text

IDENTIFIES_A_DAY = 1000


async def me(call: Call) -> Any:
    return payloads.own_user(call.parts.world.bot)


async def change_me(call: Call) -> Any:
    body = call.form()
    rules.check(Shape({"username": Text(2, 32)}), body)
    if body.get("username"):
        call.parts.world.bot.username = call.parts.world.bot.name = body["username"]
    return payloads.own_user(call.parts.world.bot)


async def user(call: Call) -> Any:
    found = call.parts.world.users.get(call.id("user"))
    if found is None:
        raise Refused(10013)
    return payloads.user(found)


async def application(call: Call) -> Any:
    data = payloads.application(call.parts.world.application)
    world = call.parts.world
    data["approximate_guild_count"] = sum(
        world.bot.id in guild.members for guild in world.guilds.values()
    )
    return data


async def change_application(call: Call) -> Any:
    body = call.form()
    rules.check(Shape({"description": Text(0, 400)}), body)
    if body.get("description") is not None:
        call.parts.world.application.description = body["description"]
    return await application(call)


async def gateway(call: Call) -> Any:
    return {"url": "wss://gateway.discord.gg"}


async def gateway_for_bot(call: Call) -> Any:
    used = call.parts.gateway.identified
    return {
        "url": "wss://gateway.discord.gg",
        "shards": 1,
        "session_start_limit": {
            "total": IDENTIFIES_A_DAY,
            "remaining": max(IDENTIFIES_A_DAY - used, 0),
            "reset_after": 86_400_000,
            "max_concurrency": 1,
        },
    }


ROUTES = [
    Route("GET", "/users/@me", me),
    Route("PATCH", "/users/@me", change_me),
    Route("GET", "/users/{user}", user),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("PATCH", "/applications/@me", change_application),
    Route("GET", "/gateway", gateway, open_to_all=True),
    Route("GET", "/gateway/bot", gateway_for_bot),
]
