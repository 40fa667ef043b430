"""Registering application commands, globally or for one server, and their permissions."""

from __future__ import annotations

from typing import Any

from playground.errors import Refused
from playground.rest.door import Call, Reply, Route
from playground.rules.commands import CREATIONS_A_DAY, MOST, check_all, check_command
from playground.rules.forms import Errors

JSON = dict[str, Any]


def _scope(call: Call) -> int | None:
    """A server's id, or None for the global commands. Raises Refused 10002, 50001."""
    if call.id("application") != call.parts.world.application.id:
        raise Refused(10002)
    if "guild" not in call.ids:
        return None
    guild = call.parts.world.guilds.get(call.id("guild"))
    if guild is None or call.parts.world.bot.id not in guild.members:
        raise Refused(50001)
    return guild.id


def _kept(call: Call, scope: int | None) -> dict[int, JSON]:
    return call.parts.world.application.commands.setdefault(scope, {})


def _shown(call: Call, command: JSON) -> JSON:
    """Without the translations unless they are asked for, as Discord's lists are."""
    if call.query.get("with_localizations") in ("true", "True", "1"):
        return command
    return {key: value for key, value in command.items() if not key.endswith("_localizations")}


def _built(call: Call, scope: int | None, body: JSON, command_id: int) -> JSON:
    kind = body.get("type") or 1
    permissions = body.get("default_member_permissions")
    command: JSON = {
        "id": str(command_id),
        "application_id": str(call.parts.world.application.id),
        "version": str(call.parts.world.ids.next()),
        "default_member_permissions": None if permissions is None else str(permissions),
        "type": kind,
        "name": body["name"],
        "name_localizations": body.get("name_localizations"),
        "description": body.get("description") or "",
        "description_localizations": body.get("description_localizations"),
        "options": [_option(one) for one in body.get("options") or ()],
        "nsfw": bool(body.get("nsfw")),
    }
    if scope is None:
        contexts = body.get("contexts")
        command |= {
            "contexts": contexts,
            "integration_types": body.get("integration_types") or [0],
            "dm_permission": body.get("dm_permission") is not False,
        }
    else:
        command["guild_id"] = str(scope)
    return command


def _option(option: JSON) -> JSON:
    """Nulls are dropped, the rest is kept as it was sent."""
    kept = {key: value for key, value in option.items() if value is not None}
    if "options" in kept:
        kept["options"] = [_option(one) for one in kept["options"]]
    if not kept.get("required"):
        kept.pop("required", None)
    return kept


def _find(kept: dict[int, JSON], body: JSON) -> int | None:
    """A command of the same type and name is replaced, and keeps its id."""
    wanted = (body.get("type") or 1, body["name"])
    return next((n for n, one in kept.items() if (one["type"], one["name"]) == wanted), None)


def _count_creation(call: Call, scope: int | None) -> None:
    """Raises Refused 30034 at the two hundred and first of the day."""
    day = int(call.parts.world.clock.now() // 86400)
    counts = call.parts.world.application.created_today.setdefault(day, {})
    if counts.get(scope, 0) >= CREATIONS_A_DAY:
        raise Refused(30034)
    counts[scope] = counts.get(scope, 0) + 1


def _put(call: Call, scope: int | None, body: JSON) -> tuple[JSON, bool]:
    kept = _kept(call, scope)
    old = _find(kept, body)
    if old is None:
        _count_creation(call, scope)
    number = old or call.parts.world.ids.next()
    kept[number] = _built(call, scope, body, number)
    return kept[number], old is None


async def read_all(call: Call) -> Any:
    return [_shown(call, one) for one in _kept(call, _scope(call)).values()]


async def read(call: Call) -> Any:
    return _one(call, _scope(call))


def _one(call: Call, scope: int | None) -> JSON:
    found = _kept(call, scope).get(call.id("command"))
    if found is None:
        raise Refused(10063)
    return found


async def overwrite_all(call: Call) -> Any:
    scope = _scope(call)
    check_all(call.body)
    before = _kept(call, scope)
    made = [_put(call, scope, body)[0] for body in call.body]
    stay = {int(one["id"]) for one in made}
    for number in [one for one in before if one not in stay]:
        before.pop(number)
    _tell(call)
    return made


async def create(call: Call) -> Any:
    scope = _scope(call)
    body = call.form()
    _check(body)
    kept, kind = _kept(call, scope), body.get("type") or 1
    if _find(kept, body) is None and sum(o["type"] == kind for o in kept.values()) >= MOST[kind]:
        raise Refused(30032)
    command, is_new = _put(call, scope, body)
    _tell(call)
    return Reply(201 if is_new else 200, command)


async def change(call: Call) -> Any:
    scope = _scope(call)
    now = _one(call, scope)
    body = {**now, **call.form()}
    _check(body)
    _kept(call, scope)[int(now["id"])] = _built(call, scope, body, int(now["id"]))
    _tell(call)
    return _kept(call, scope)[int(now["id"])]


async def delete(call: Call) -> Any:
    scope = _scope(call)
    _kept(call, scope).pop(int(_one(call, scope)["id"]))
    _tell(call)


def _check(body: JSON) -> None:
    errors = Errors()
    check_command(body, errors)
    errors.raise_if_any()


def _tell(call: Call) -> None:
    call.parts.world.emit("COMMANDS_CHANGED", {}, only=0)


async def all_permissions(call: Call) -> Any:
    guild_id = _scope(call)
    found = call.parts.world.application.command_permissions
    return [
        _permissions(call, guild, command, granted)
        for (guild, command), granted in found.items()
        if guild == guild_id
    ]


async def one_permissions(call: Call) -> Any:
    guild_id = _scope(call) or 0
    key = (guild_id, call.id("command"))
    granted = call.parts.world.application.command_permissions.get(key)
    if granted is None:
        raise Refused(10066)
    return _permissions(call, *key, granted)


async def set_permissions(call: Call) -> Any:
    """Only a person may do this on Discord: a bot's token is refused."""
    raise Refused(20001)


def _permissions(call: Call, guild_id: int, command_id: int, granted: list[JSON]) -> JSON:
    return {
        "id": str(command_id),
        "application_id": str(call.parts.world.application.id),
        "guild_id": str(guild_id),
        "permissions": granted,
    }


_GLOBAL = "/applications/{application}/commands"
_GUILD = "/applications/{application}/guilds/{guild}/commands"
ROUTES = [
    Route("GET", _GUILD + "/permissions", all_permissions),
    Route("GET", _GUILD + "/{command}/permissions", one_permissions),
    Route("PUT", _GUILD + "/{command}/permissions", set_permissions),
]
for _base in (_GLOBAL, _GUILD):
    ROUTES += [
        Route("GET", _base, read_all),
        Route("PUT", _base, overwrite_all),
        Route("POST", _base, create),
        Route("GET", _base + "/{command}", read),
        Route("PATCH", _base + "/{command}", change),
        Route("DELETE", _base + "/{command}", delete),
    ]
