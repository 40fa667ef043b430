"""Servers: reading them, their members and roles, and changing those."""

from __future__ import annotations

from typing import Any

from playground import payloads, permissions
from playground.errors import Refused
from playground.permissions import Permission
from playground.records import Guild, Member, Role
from playground.rest import access
from playground.rest.door import Call, Route
from playground.rules import channels as rules


async def read(call: Call) -> Any:
    guild = access.guild(call)
    data = payloads.guild(guild)
    if call.query.get("with_counts") in ("true", "True", "1"):
        data |= {
            "approximate_member_count": len(guild.members),
            "approximate_presence_count": len(guild.members),
        }
    return data


async def mine(call: Call) -> Any:
    me = call.parts.world.bot.id
    limit = rules.limit(call.query, 200, 200)
    _, after = rules.one_of(call.query, ("before", "after"))
    guilds = sorted(call.parts.world.guilds.values(), key=lambda one: one.id)
    if call.query.get("before"):
        guilds = [one for one in guilds if one.id < (after or 0)]
    elif after is not None:
        guilds = [one for one in guilds if one.id > after]
    return [
        {
            "id": str(one.id),
            "name": one.name,
            "icon": None,
            "banner": None,
            "owner": one.owner_id == me,
            "permissions": str(permissions.in_guild(one, one.members[me])),
            "features": ["COMMUNITY", "NEWS"],
        }
        for one in guilds
        if me in one.members
    ][:limit]


async def leave(call: Call) -> Any:
    call.parts.world.remove_bot(access.guild(call))


async def members(call: Call) -> Any:
    """All members: only with the members intent granted (50001), as on Discord."""
    guild = access.guild(call)
    if "members" not in call.parts.world.application.privileged:
        raise Refused(50001)
    limit = rules.limit(call.query, 1, 1000)
    _, after = rules.one_of(call.query, ("after",))
    found = [guild.members[one] for one in sorted(guild.members) if one > (after or 0)]
    return [payloads.member(one) for one in found[:limit]]


async def search_members(call: Call) -> Any:
    guild = access.guild(call)
    query = call.query.get("query", "").lower()
    limit = rules.limit(call.query, 1, 1000)
    found = [one for one in guild.members.values() if one.name.lower().startswith(query)]
    return [payloads.member(one) for one in found[:limit]]


async def member(call: Call) -> Any:
    return payloads.member(_member(call, access.guild(call)))


async def change_member(call: Call) -> Any:
    guild = access.guild(call)
    own = call.ids["user"] == "@me"
    found = access.bot_member(call, guild) if own else _member(call, guild)
    body = call.form()
    if "nick" in body:
        needed = Permission.CHANGE_NICKNAME if own else Permission.MANAGE_NICKNAMES
        access.need_in_guild(call, guild, needed)
        rules.check(rules.Shape({"nick": rules.Text(0, 32)}), body)
        found.nick = body["nick"] or None
    if body.get("roles") is not None:
        access.need_in_guild(call, guild, Permission.MANAGE_ROLES)
        found.roles = [int(one) for one in body["roles"] if int(one) in guild.roles]
    call.parts.world.member_changed(found)
    return payloads.member(found)


async def give_role(call: Call) -> Any:
    _give_role(call, on=True)


async def take_role(call: Call) -> Any:
    _give_role(call, on=False)


def _give_role(call: Call, *, on: bool) -> None:
    guild = access.guild(call)
    found, role = _member(call, guild), _role(call, guild)
    access.need_in_guild(call, guild, Permission.MANAGE_ROLES)
    _need_above(call, guild, role)
    if on and role.id not in found.roles:
        found.roles.append(role.id)
    elif not on and role.id in found.roles:
        found.roles.remove(role.id)
    call.parts.world.member_changed(found)


async def roles(call: Call) -> Any:
    return [payloads.role(one) for one in access.guild(call).roles.values()]


async def role(call: Call) -> Any:
    return payloads.role(_role(call, access.guild(call)))


async def create_role(call: Call) -> Any:
    guild = access.guild(call)
    access.need_in_guild(call, guild, Permission.MANAGE_ROLES)
    body = call.form()
    rules.check(rules.ROLE, body)
    granted = int(body.get("permissions") or 0)
    made = call.parts.world.add_role(guild, body.get("name") or "new role", granted)
    _apply(made, body)
    return payloads.role(made)


async def change_role(call: Call) -> Any:
    guild = access.guild(call)
    found = _role(call, guild)
    access.need_in_guild(call, guild, Permission.MANAGE_ROLES)
    _need_above(call, guild, found)
    body = call.form()
    rules.check(rules.ROLE, body)
    _apply(found, body)
    bits = body.get("permissions")
    call.parts.world.set_permissions(guild, found, found.permissions if bits is None else int(bits))
    return payloads.role(found)


def _apply(of: Role, body: dict[str, Any]) -> None:
    of.name = body.get("name") or of.name
    of.color = body.get("color") or of.color
    of.hoist = bool(body.get("hoist", of.hoist))
    of.mentionable = bool(body.get("mentionable", of.mentionable))


async def delete_role(call: Call) -> Any:
    guild = access.guild(call)
    found = _role(call, guild)
    access.need_in_guild(call, guild, Permission.MANAGE_ROLES)
    _need_above(call, guild, found)
    call.parts.world.delete_role(guild, found)


def _need_above(call: Call, guild: Guild, of: Role) -> None:
    """Only roles below one's own highest can be touched; managed ones and @everyone not at all."""
    own = access.bot_member(call, guild)
    highest = max((guild.roles[one].position for one in own.roles if one in guild.roles), default=0)
    if guild.owner_id != own.id and (of.position >= highest or of.bot_id is not None):
        raise Refused(50013)


def _member(call: Call, guild: Guild) -> Member:
    found = guild.members.get(call.id("user"))
    if found is None:
        known = call.id("user") in call.parts.world.users
        raise Refused(10007 if known else 10013)
    return found


def _role(call: Call, guild: Guild) -> Role:
    found = guild.roles.get(call.id("role"))
    if found is None:
        raise Refused(10011)
    return found


_ROLE = "/guilds/{guild}/members/{user}/roles/{role}"
ROUTES = [
    Route("GET", "/users/@me/guilds", mine),
    Route("DELETE", "/users/@me/guilds/{guild}", leave),
    Route("GET", "/guilds/{guild}", read),
    Route("GET", "/guilds/{guild}/members", members),
    Route("GET", "/guilds/{guild}/members/search", search_members),
    Route("GET", "/guilds/{guild}/members/{user}", member),
    Route("PATCH", "/guilds/{guild}/members/{user}", change_member),
    Route("PUT", _ROLE, give_role),
    Route("DELETE", _ROLE, take_role),
    Route("GET", "/guilds/{guild}/roles", roles),
    Route("POST", "/guilds/{guild}/roles", create_role),
    Route("GET", "/guilds/{guild}/roles/{role}", role),
    Route("PATCH", "/guilds/{guild}/roles/{role}", change_role),
    Route("DELETE", "/guilds/{guild}/roles/{role}", delete_role),
]
