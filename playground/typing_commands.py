"""What a client does before a command goes out: find it, check its options, write them down.

Discord's own clients refuse these things on the screen, so no bot ever sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playground import permissions
from playground.files import Upload
from playground.records import Channel, Member, Role, User
from playground.world import World

JSON = dict[str, Any]

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 6, 7, 8, 9, 10, 11


class CommandHidden(Exception):
    """This person cannot see the command here, or the bot has not registered it."""


class CannotType(ValueError):
    """The client would not let this be sent: a missing, wrong or unknown option."""


@dataclass(slots=True)
class Typed:
    """Options as Discord sends them, and what their ids stand for."""

    options: list[JSON] = field(default_factory=list[JSON])
    people: list[Member | User] = field(default_factory=list[Member | User])
    roles: list[Role] = field(default_factory=list[Role])
    channels: list[Channel] = field(default_factory=list[Channel])
    uploads: dict[str, Upload] = field(default_factory=dict[str, Upload])


def visible(world: World, user: User, channel: Channel) -> list[JSON]:
    """The commands this person may use in the channel."""
    found = _registered(world, channel.guild_id)
    return [one for one in found if why_hidden(world, one, user, channel) is None]


def find(
    world: World, user: User, channel: Channel, name: str, kind: int, *, anyway: bool
) -> tuple[JSON, list[JSON]]:
    """The command and the path of options down to the subcommand. Raises CommandHidden."""
    words = name.removeprefix("/").split(" ") if kind == 1 else [name]
    reasons: list[str] = []
    for command in _registered(world, channel.guild_id):
        if command["type"] != kind or command["name"] != words[0]:
            continue
        path = _path(command, words[1:])
        if path is None:
            continue
        reason = why_hidden(world, command, user, channel)
        if reason is None or anyway:
            return command, path
        reasons.append(reason)
    raise CommandHidden(reasons[0] if reasons else f"the bot has registered no command {name!r}")


def _registered(world: World, guild_id: int | None) -> list[JSON]:
    """A server's own commands come before global ones of the same name."""
    commands = world.application.commands
    own = list(commands.get(guild_id, {}).values()) if guild_id else []
    names = {(one["type"], one["name"]) for one in own}
    return own + [one for one in commands[None].values() if (one["type"], one["name"]) not in names]


def _path(command: JSON, words: list[str]) -> list[JSON] | None:
    """The subcommands the words name; None if they do not lead to something that can be used."""
    path: list[JSON] = []
    node = command
    for word in words:
        node = next(
            (o for o in node.get("options", ()) if o["name"] == word and o["type"] in (1, 2)), None
        )
        if node is None:
            return None
        path.append(node)
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in node.get("options", ())):
        return None
    return path


def why_hidden(world: World, command: JSON, user: User, channel: Channel) -> str | None:
    """Why this person does not see the command here; None if they do."""
    name = command["name"]
    if channel.guild_id is None:
        contexts = command.get("contexts")
        in_dm = command.get("dm_permission", True) if contexts is None else 1 in contexts
        return None if in_dm and "guild_id" not in command else f"{name} is not for DMs"
    guild = world.guilds[channel.guild_id]
    member = guild.members.get(user.id)
    if member is None:
        return f"{user.name} is not in {guild.name}"
    contexts = command.get("contexts")
    if contexts is not None and 0 not in contexts:
        return f"{name} is not for servers"
    installed = command.get("integration_types", [0])
    here = world.bot.id in guild.members and 0 in installed
    if not here and not (user.installed and 1 in installed):
        return f"the application is not in {guild.name}"
    granted = permissions.in_channel(guild, member, channel)
    if granted == permissions.ALL:
        return None
    if not granted & permissions.Permission.USE_APPLICATION_COMMANDS:
        return f"{user.name} may not use application commands in {channel.name}"
    ruled = _ruled(world, command, guild.id, member, channel)
    if ruled is not None:
        return None if ruled else f"the server's settings keep {name} from {user.name}"
    needed = command.get("default_member_permissions")
    if needed is None:
        return None
    enough = int(needed) and granted & int(needed) == int(needed)
    return None if enough else f"{user.name} lacks the permissions {name} asks for"


def _ruled(
    world: World, command: JSON, guild_id: int, member: Member, channel: Channel
) -> bool | None:
    """What the server's own settings say about this command; None if nothing."""
    rules = world.application.command_permissions.get((guild_id, int(command["id"])), [])
    verdict: bool | None = None
    for rule in rules:
        target = int(rule["id"])
        if rule["type"] == 3 and target == channel.id and not rule["permission"]:
            return False
        if rule["type"] == 2 and target == member.id:
            return bool(rule["permission"])
        if rule["type"] == 1 and (target in member.roles or target == guild_id):
            verdict = bool(verdict) or bool(rule["permission"])
    return verdict


def write_options(
    path: list[JSON], command: JSON, values: Mapping[str, Any], typing: str | None = None
) -> Typed:
    """Nest the values under the subcommands. `typing` is the option being typed (focused).

    Raises CannotType.
    """
    typed = Typed()
    node = path[-1] if path else command
    known = {option["name"]: option for option in node.get("options", ())}
    for name in values:
        if name not in known:
            raise CannotType(f"there is no option {name!r}; there are {list(known)}")
    written: list[JSON] = []
    for name, option in known.items():
        if values.get(name) is None:
            if option.get("required") and typing is None:
                raise CannotType(f"the option {name!r} is required")
            continue
        focused = name == typing
        one = {"name": name, "type": option["type"]}
        one["value"] = values[name] if focused else _value(option, values[name], typed)
        if focused:
            one["focused"] = True
        written.append(one)
    for step in reversed(path):
        written = [{"name": step["name"], "type": step["type"], "options": written}]
    typed.options = written
    return typed


def _value(option: JSON, value: Any, typed: Typed) -> Any:
    name, kind = option["name"], option["type"]
    if kind in (STRING, INTEGER, NUMBER):
        return _plain(option, value)
    if kind == BOOLEAN:
        if not isinstance(value, bool):
            raise CannotType(f"{name}: true or false, not {value!r}")
        return value
    if kind == ATTACHMENT:
        if not isinstance(value, Upload):
            raise CannotType(f"{name}: an Upload, not {value!r}")
        typed.uploads[name] = value
        return name  # the attachment's id takes its place when it has one
    _check_object(option, value)
    if isinstance(value, Channel):
        typed.channels.append(value)
    elif isinstance(value, Role):
        typed.roles.append(value)
    else:
        typed.people.append(value)
    return str(value.id)


def _check_object(option: JSON, value: Any) -> None:
    fitting: dict[int, tuple[type, ...]] = {
        USER: (Member, User),
        CHANNEL: (Channel,),
        ROLE: (Role,),
        MENTIONABLE: (Member, User, Role),
    }
    if not isinstance(value, fitting[option["type"]]):
        raise CannotType(f"{option['name']}: cannot be {value!r}")
    kinds = option.get("channel_types")
    if isinstance(value, Channel) and kinds and value.kind not in kinds:
        raise CannotType(f"{option['name']}: channels of the types {kinds} only")


def _plain(option: JSON, value: Any) -> Any:
    name, kind = option["name"], option["type"]
    choices = option.get("choices")
    if choices:
        for choice in choices:
            if value in (choice["value"], choice["name"]):
                return choice["value"]
        raise CannotType(f"{name}: one of {[one['name'] for one in choices]}, not {value!r}")
    if kind == STRING:
        text = str(value)
        least, most = option.get("min_length", 0), option.get("max_length", 6000)
        if not least <= len(text) <= most:
            raise CannotType(f"{name}: between {least} and {most} characters")
        return text
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not (whole or (kind == NUMBER and isinstance(value, float))):
        raise CannotType(f"{name}: a number, not {value!r}")
    least, most = option.get("min_value"), option.get("max_value")
    if (least is not None and value < least) or (most is not None and value > most):
        raise CannotType(f"{name}: between {least} and {most}")
    return value
