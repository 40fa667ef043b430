"""Channels: read, change, delete, overwrites; and the invitations to direct messages."""

from __future__ import annotations

from typing import Any

from playground import payloads
from playground.errors import Refused
from playground.permissions import Permission
from playground.permissions import in_guild as permissions_in
from playground.records import CATEGORY, FORUM, REQUIRE_TAG, Channel, Guild, Overwrite, Tag
from playground.rest import access
from playground.rest.door import Call, Reply, Route, snowflake
from playground.rules import channels as rules


async def read(call: Call) -> Any:
    return payloads.channel(access.channel(call))


async def change(call: Call) -> Any:
    channel = access.channel(call)
    body = call.form()
    if channel.guild_id is None:
        raise Refused(50003)
    if channel.thread is not None:
        return change_thread(call, channel, body)
    access.need(call, channel, Permission.MANAGE_CHANNELS)
    rules.check(rules.channel_form(channel.kind), body)
    _apply(call, channel, body)
    call.parts.world.channel_changed(channel)
    return payloads.channel(channel)


def _apply(call: Call, channel: Channel, body: dict[str, Any]) -> None:
    for name, attribute in (
        ("name", "name"),
        ("topic", "topic"),
        ("nsfw", "nsfw"),
        ("position", "position"),
        ("rate_limit_per_user", "slowmode"),
    ):
        if body.get(name) is not None:
            setattr(channel, attribute, body[name])
    if "parent_id" in body:
        channel.parent_id = int(body["parent_id"]) if body["parent_id"] else None
    if body.get("permission_overwrites") is not None:
        access.need(call, channel, Permission.MANAGE_ROLES)
        channel.overwrites = {
            int(one["id"]): _overwrite(one) for one in body["permission_overwrites"]
        }
    if body.get("available_tags") is not None:
        channel.tags = [
            Tag(
                int(one.get("id") or call.parts.world.ids.next()),
                one["name"],
                bool(one.get("moderated")),
                one.get("emoji_name"),
            )
            for one in body["available_tags"]
        ]
    if body.get("flags") is not None and channel.kind == FORUM:
        channel.flags = body["flags"] & REQUIRE_TAG


def _overwrite(data: dict[str, Any]) -> Overwrite:
    return Overwrite(
        int(data.get("allow") or 0), int(data.get("deny") or 0), bool(data.get("type"))
    )


def change_thread(call: Call, channel: Channel, body: dict[str, Any]) -> Any:
    """A thread's owner may rename and archive it; locking is for moderators."""
    thread = channel.thread
    assert thread is not None
    rules.check(rules.THREAD_FORM, body)
    moderator = access.allows(call, channel, Permission.MANAGE_THREADS)
    own = thread.owner_id == call.parts.world.bot.id
    if not (moderator or (own and "locked" not in body)):
        raise Refused(50013)
    if thread.archived and thread.locked and not moderator:
        raise Refused(50013)
    if thread.archived and body.get("archived") is not False:
        raise Refused(50083)
    channel.name = body.get("name") or channel.name
    if body.get("rate_limit_per_user") is not None:
        channel.slowmode = body["rate_limit_per_user"]
    if body.get("archived") is not None:
        thread.archived = body["archived"]
        thread.changed_at = call.parts.world.clock.stamp()
    if body.get("locked") is not None:
        thread.locked = body["locked"]
    thread.auto_archive_minutes = body.get("auto_archive_duration") or thread.auto_archive_minutes
    if body.get("applied_tags") is not None:
        thread.applied_tags = [int(one) for one in body["applied_tags"]]
    call.parts.world.channel_changed(channel)
    return payloads.channel(channel)


async def delete(call: Call) -> Any:
    channel = access.channel(call)
    if channel.guild_id is not None:
        needed = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
        access.need(call, channel, needed)
        call.parts.world.delete_channel(channel)
    return payloads.channel(channel)


async def in_guild(call: Call) -> Any:
    guild = access.guild(call)
    return [payloads.channel(one) for one in guild.channels.values() if not one.is_thread]


async def create(call: Call) -> Any:
    guild = access.guild(call)
    access.need_in_guild(call, guild, Permission.MANAGE_CHANNELS)
    body = call.form()
    rules.check(rules.NEW_CHANNEL, body)
    if len([one for one in guild.channels.values() if not one.is_thread]) >= 500:
        raise Refused(30013)
    channel = Channel(call.parts.world.ids.next(), guild.id, body.get("type") or 0, body["name"])
    channel.position = len(guild.channels)
    parent = guild.channels.get(int(body.get("parent_id") or 0))
    if parent is not None and parent.kind == CATEGORY and "permission_overwrites" not in body:
        channel.overwrites = dict(parent.overwrites)
    if body.get("permission_overwrites") is not None:
        access.need_in_guild(call, guild, Permission.MANAGE_ROLES)
        channel.overwrites = {
            int(one["id"]): _overwrite(one) for one in body["permission_overwrites"]
        }
    _apply(call, channel, {k: v for k, v in body.items() if k != "permission_overwrites"})
    call.parts.world.insert(guild, channel)
    return Reply(201, payloads.channel(channel))


async def set_overwrite(call: Call) -> Any:
    channel, guild = _guild_channel(call)
    access.need(call, channel, Permission.MANAGE_ROLES)
    body = call.form()
    rules.check(rules.OVERWRITE, {"id": call.ids["target"], **body})
    overwrite = _overwrite(body)
    own = permissions_in(guild, access.bot_member(call, guild))
    if (overwrite.allow | overwrite.deny) & ~own:
        raise Refused(50013)  # nobody gives or takes what they do not have
    channel.overwrites[call.id("target")] = overwrite
    call.parts.world.channel_changed(channel)


async def delete_overwrite(call: Call) -> Any:
    channel, _ = _guild_channel(call)
    access.need(call, channel, Permission.MANAGE_ROLES)
    if channel.overwrites.pop(call.id("target"), None) is None:
        raise Refused(10009)
    call.parts.world.channel_changed(channel)


def _guild_channel(call: Call) -> tuple[Channel, Guild]:
    channel = access.channel(call)
    if channel.guild_id is None:
        raise Refused(50003)
    if channel.is_thread:
        raise Refused(50024)
    return channel, call.parts.world.guilds[channel.guild_id]


async def open_dm(call: Call) -> Any:
    body = call.form()
    rules.check(rules.DM, body)
    user = call.parts.world.users.get(snowflake(body["recipient_id"], "recipient_id"))
    if user is None or user.bot:
        raise Refused(50033)
    return payloads.channel(call.parts.world.dm(user))


ROUTES = [
    Route("GET", "/channels/{channel}", read),
    Route("PATCH", "/channels/{channel}", change),
    Route("DELETE", "/channels/{channel}", delete),
    Route("PUT", "/channels/{channel}/permissions/{target}", set_overwrite),
    Route("DELETE", "/channels/{channel}/permissions/{target}", delete_overwrite),
    Route("GET", "/guilds/{guild}/channels", in_guild),
    Route("POST", "/guilds/{guild}/channels", create),
    Route("POST", "/users/@me/channels", open_dm),
]
