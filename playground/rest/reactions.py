"""Reactions to messages, with Unicode emoji."""

from __future__ import annotations

from typing import Any

from playground import payloads
from playground.errors import Refused
from playground.permissions import Permission
from playground.rest import access
from playground.rest.door import Call, Route, snowflake
from playground.rules import channels as rules


async def react(call: Call) -> Any:
    channel = access.channel(call)
    message = access.message(call, channel)
    emoji = _emoji(call)
    access.need(call, channel, Permission.READ_MESSAGE_HISTORY)
    if emoji not in message.reactions:
        access.need(call, channel, Permission.ADD_REACTIONS)
    call.parts.messages.react(message, call.parts.world.bot, emoji)


async def unreact(call: Call) -> Any:
    channel = access.channel(call)
    message = access.message(call, channel)
    who = call.ids.get("user", "@me")
    user_id = _me(call) if who == "@me" else snowflake(who, "user_id")
    if user_id != _me(call):
        access.need(call, channel, Permission.MANAGE_MESSAGES)
    user = call.parts.world.users.get(user_id)
    if user is None:
        raise Refused(10013)
    call.parts.messages.react(message, user, _emoji(call), on=False)


async def who_reacted(call: Call) -> Any:

    channel = access.channel(call)
    message = access.message(call, channel)
    limit = rules.limit(call.query, 25, 100)
    after = int(call.query.get("after", 0))
    people = [one for one in sorted(message.reactions.get(_emoji(call), {})) if one > after]
    return [payloads.user(call.parts.world.users[one]) for one in people[:limit]]


async def clear_reactions(call: Call) -> Any:
    channel = access.channel(call)
    access.need(call, channel, Permission.MANAGE_MESSAGES)
    emoji = _emoji(call) if "emoji" in call.ids else None
    call.parts.messages.clear_reactions(access.message(call, channel), emoji)


def _emoji(call: Call) -> str:
    """Unicode emoji only: the playground has no custom ones. Raises Refused 10014."""
    emoji = call.ids["emoji"]
    if not emoji or emoji.isascii():
        raise Refused(10014)
    return emoji


def _me(call: Call) -> int:
    return call.parts.world.bot.id


_ALL = "/channels/{channel}/messages/{message}/reactions"
_ONE = _ALL + "/{emoji}"
ROUTES = [
    Route("PUT", _ONE + "/@me", react),
    Route("DELETE", _ONE + "/@me", unreact),
    Route("DELETE", _ONE + "/{user}", unreact),
    Route("GET", _ONE, who_reacted),
    Route("DELETE", _ONE, clear_reactions),
    Route("DELETE", _ALL, clear_reactions),
]
