"""Webhooks of a channel: made by the bot, posting under their own name.

The webhook of an interaction's token is `interactions.py`; both answer on the same path and are
told apart by the id in it.
"""

from __future__ import annotations

from typing import Any

from playground import payloads
from playground.compose import PARSE_ALL, attach, compose
from playground.errors import Refused
from playground.marked import new_secret
from playground.permissions import Permission
from playground.records import (
    ANNOUNCEMENT,
    COMPONENTS_V2,
    FORUM,
    TEXT,
    VOICE,
    Channel,
    User,
    Webhook,
)
from playground.rest import access, interactions
from playground.rest.door import Call, Route, snowflake
from playground.rest.messages import change
from playground.rules import channels as rules
from playground.rules.messages import check_edit, check_new

MOST = 15  # webhooks of one channel


def _shown(call: Call, hook: Webhook) -> dict[str, Any]:
    return {
        "id": str(hook.id),
        "type": 1,
        "name": hook.name,
        "avatar": None,
        "channel_id": str(hook.channel_id),
        "guild_id": str(call.parts.world.channels[hook.channel_id].guild_id),
        "application_id": str(call.parts.world.application.id),
        "token": hook.token,
        "url": f"https://discord.com/api/webhooks/{hook.id}/{hook.token}",
        "user": payloads.user(call.parts.world.bot),
    }


async def create(call: Call) -> Any:
    channel = access.channel(call)
    if channel.kind not in (TEXT, ANNOUNCEMENT, FORUM, VOICE):
        raise Refused(50024)
    access.need(call, channel, Permission.MANAGE_WEBHOOKS)
    body = call.form()
    rules.check(rules.WEBHOOK, body)
    if len(_of(call, channel)) >= MOST:
        raise Refused(30007)
    number = call.parts.world.ids.next()
    hook = Webhook(number, channel.id, body["name"], new_secret(48))
    call.parts.world.webhooks[number] = hook
    return _shown(call, hook)


def _of(call: Call, channel: Channel) -> list[Webhook]:
    return [one for one in call.parts.world.webhooks.values() if one.channel_id == channel.id]


async def in_channel(call: Call) -> Any:
    channel = access.channel(call)
    access.need(call, channel, Permission.MANAGE_WEBHOOKS)
    return [_shown(call, one) for one in _of(call, channel)]


async def delete(call: Call) -> Any:
    hook = _find(call)
    where = call.parts.world.channels[hook.channel_id]
    access.need(call, where, Permission.MANAGE_WEBHOOKS)
    call.parts.world.webhooks.pop(hook.id)


async def delete_with_token(call: Call) -> Any:
    call.parts.world.webhooks.pop(_find(call, by_token=True).id)


async def read_with_token(call: Call) -> Any:
    shown = _shown(call, _find(call, by_token=True))
    shown.pop("user")
    return shown


def _find(call: Call, *, by_token: bool = False) -> Webhook:
    """Raises Refused 10015, 50027."""
    hook = call.parts.world.webhooks.get(call.id("application"))
    if hook is None or hook.channel_id not in call.parts.world.channels:
        raise Refused(10015)
    if by_token and call.ids["token"] != hook.token:
        raise Refused(50027)
    return hook


def _is_channels_own(call: Call) -> bool:
    return call.id("application") != call.parts.world.application.id


async def execute(call: Call) -> Any:
    if not _is_channels_own(call):
        return await interactions.follow_up(call)
    hook = _find(call, by_token=True)
    world = call.parts.world
    channel = world.channels[hook.channel_id]
    if call.query.get("thread_id"):
        channel = world.channels.get(snowflake(call.query["thread_id"], "thread_id"), channel)
    body = call.form()
    check_new(body, [one.filename for one in call.files.values()])
    name = body.get("username") or hook.name
    rules.check(rules.WEBHOOK, {"name": name})
    author = User(hook.id, name, name, bot=True)
    attachments = attach(world, channel, body, call.files)
    composed = compose(world, channel, world.bot, body, attachments, parse=PARSE_ALL)
    flags = (body.get("flags") or 0) & COMPONENTS_V2
    message = call.parts.messages.create(channel, author, composed, flags=flags, webhook_id=hook.id)
    waits = call.query.get("wait") in ("1", "true", "True")
    return payloads.message(message, world.bot.id) if waits else None


async def read(call: Call) -> Any:
    if not _is_channels_own(call):
        return await interactions.read(call)
    _, message = _message(call)
    return payloads.message(message, call.parts.world.bot.id)


async def edit(call: Call) -> Any:
    if not _is_channels_own(call):
        return await interactions.edit(call)
    channel, message = _message(call)
    body = call.form()
    check_edit(body, [one.filename for one in call.files.values()], message.data)
    change(call, channel, message, body)
    return payloads.message(message, call.parts.world.bot.id)


async def delete_message(call: Call) -> Any:
    if not _is_channels_own(call):
        return await interactions.delete(call)
    _, message = _message(call)
    call.parts.messages.delete(message)
    return None


def _message(call: Call) -> tuple[Channel, Any]:
    hook = _find(call, by_token=True)
    channel = call.parts.world.channels[hook.channel_id]
    message = call.parts.messages.get(channel, call.id("message"))
    if message.webhook_id != hook.id:
        raise Refused(10008)
    return channel, message


_HOOK = "/webhooks/{application}/{token}"
ROUTES = [
    Route("POST", "/channels/{channel}/webhooks", create),
    Route("GET", "/channels/{channel}/webhooks", in_channel),
    Route("DELETE", "/webhooks/{application}", delete),
    Route("GET", _HOOK, read_with_token, open_to_all=True),
    Route("DELETE", _HOOK, delete_with_token, open_to_all=True),
    Route("POST", _HOOK, execute, open_to_all=True),
    Route("GET", _HOOK + "/messages/@original", interactions.read, open_to_all=True),
    Route("PATCH", _HOOK + "/messages/@original", interactions.edit, open_to_all=True),
    Route("DELETE", _HOOK + "/messages/@original", interactions.delete, open_to_all=True),
    Route("GET", _HOOK + "/messages/{message}", read, open_to_all=True),
    Route("PATCH", _HOOK + "/messages/{message}", edit, open_to_all=True),
    Route("DELETE", _HOOK + "/messages/{message}", delete_message, open_to_all=True),
]
