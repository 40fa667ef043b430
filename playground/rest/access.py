"""Finding what a path names, and whether the bot may do it: 10003, 50001, 50013 and the like."""

from __future__ import annotations

from playground.errors import Refused
from playground.permissions import VIEW_CHANNEL, Permission
from playground.permissions import in_guild as permissions_in
from playground.records import (
    CATEGORY,
    FORUM,
    Channel,
    Guild,
    Member,
    Message,
)
from playground.rest.door import Call


def guild(call: Call) -> Guild:
    """The server of the path, if the bot is in it. Raises Refused 10004."""
    found = call.parts.world.guilds.get(call.id("guild"))
    if found is None or found.unavailable or call.parts.world.bot.id not in found.members:
        raise Refused(10004)
    return found


def bot_member(call: Call, of: Guild) -> Member:
    return of.members[call.parts.world.bot.id]


def channel(call: Call, name: str = "channel") -> Channel:
    """The channel of the path, if the bot can see it. Raises Refused 10003, 50001."""
    world = call.parts.world
    found = world.channels.get(call.id(name))
    if found is None:
        raise Refused(10003)
    if not world.can(world.bot.id, found, VIEW_CHANNEL):
        raise Refused(50001)
    if found.guild_id is not None and world.guilds[found.guild_id].unavailable:
        raise Refused(50001)
    return found


def text_channel(call: Call) -> Channel:
    """As `channel`, and messages can stand in it. Raises Refused 50008 as well."""
    found = channel(call)
    if found.kind in (CATEGORY, FORUM):
        raise Refused(50008)
    return found


def allows(call: Call, where: Channel, needed: int) -> bool:
    return call.parts.world.can(call.parts.world.bot.id, where, int(needed))


def need(call: Call, where: Channel, needed: int) -> None:
    """Raises Refused 50013."""
    if not allows(call, where, needed):
        raise Refused(50013)


def need_in_guild(call: Call, of: Guild, needed: int) -> None:
    """Raises Refused 50013."""
    if permissions_in(of, bot_member(call, of)) & int(needed) != int(needed):
        raise Refused(50013)


def message(call: Call, where: Channel) -> Message:
    """The message of the path. Raises Refused 10008."""
    return call.parts.messages.get(where, call.id("message"))


def need_to_send(call: Call, where: Channel) -> None:
    """May the bot write here at all? Raises Refused 50007, 50013, 50083, 160005."""
    if where.recipient is not None:
        if where.recipient.dms_closed:
            raise Refused(50007)
        if not shares_a_guild(call, where.recipient.id):
            raise Refused(50278)
        return
    thread = where.thread
    sends = Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES
    need(call, where, sends)
    if thread is not None and thread.locked and not allows(call, where, Permission.MANAGE_THREADS):
        raise Refused(160005)


def shares_a_guild(call: Call, user_id: int) -> bool:
    world = call.parts.world
    user = world.users[user_id]
    return user.installed or any(
        user_id in one.members and world.bot.id in one.members for one in world.guilds.values()
    )
