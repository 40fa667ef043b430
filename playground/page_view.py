"""What one person sees of the world, as the page gets it. The contract is in `page_api.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground import page_actions, payloads
from playground.events import Event
from playground.permissions import VIEW_CHANNEL, Permission
from playground.records import Channel, Guild, Member, Message, User
from playground.typing_commands import visible

if TYPE_CHECKING:
    from playground.server import Playground

JSON = dict[str, Any]

CHANNEL_EVENTS = {
    f"{what}_{how}" for what in ("CHANNEL", "THREAD") for how in ("CREATE", "UPDATE", "DELETE")
}


class NotFound(Exception):
    """No such person, channel or message, or not for these eyes."""


def viewer(playground: Playground, user_id: str | None) -> User:
    """The person who looks; the first identity if none is named. Raises NotFound."""
    people = identities(playground)
    if user_id is None and people:
        return people[0]
    found = next((one for one in people if str(one.id) == user_id), None)
    if found is None:
        raise NotFound("There is no such person in the playground.")
    return found


def identities(playground: Playground) -> list[User]:
    """Every person, in the order they came."""
    return [one for one in playground.world.users.values() if not one.bot]


def channel(playground: Playground, who: User, channel_id: str) -> Channel:
    """Raises NotFound."""
    found = playground.world.channels.get(int(channel_id))
    if found is None or not playground.world.can(who.id, found, VIEW_CHANNEL):
        raise NotFound("There is no such channel for you.")
    return found


def snapshot(playground: Playground, who: User) -> JSON:
    world = playground.world
    dms = [one for one in world.channels.values() if one.recipient is who]
    return {
        "me": payloads.user(who),
        "identities": [_identity(playground, one) for one in identities(playground)],
        "bot": payloads.user(world.bot),
        "bot_online": bool(playground.gateway.live),
        "guilds": [
            _guild(playground, one, who) for one in world.guilds.values() if who.id in one.members
        ],
        "dms": [shown_channel(playground, one, who) for one in dms],
        "dm_commands": visible(world, who, dms[0]) if dms else [],
        "offers": [
            {"name": name, "label": label} for name, (label, _) in playground.offers.items()
        ],
        "faults": [{"name": name, "label": label} for name, label in page_actions.FAULTS.items()],
        **clock(playground),
    }


def clock(playground: Playground) -> JSON:
    return {"now": playground.clock.stamp(), "clock_offset": playground.clock.offset}


def _identity(playground: Playground, user: User) -> JSON:
    guilds: list[JSON] = []
    for guild in playground.world.guilds.values():
        member = guild.members.get(user.id)
        if member is not None:
            names = [guild.roles[one].name for one in member.roles if one in guild.roles]
            owner = guild.owner_id == user.id
            guilds.append({"id": str(guild.id), "name": guild.name, "roles": names, "owner": owner})
    first = guilds[0] if guilds else None
    what = ", ".join((["owner"] if first["owner"] else []) + first["roles"]) if first else ""
    label = f"{user.name} ({what})" if what else user.name
    return {"user": payloads.user(user), "guilds": guilds, "label": label}


def _guild(playground: Playground, guild: Guild, who: User) -> JSON:
    seen = [
        one for one in guild.channels.values() if playground.world.can(who.id, one, VIEW_CHANNEL)
    ]
    somewhere = next((one for one in seen if not one.is_thread and one.kind != 4), None)
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "roles": [payloads.role(one) for one in guild.roles.values()],
        "members": [_member(playground, guild, one) for one in guild.members.values()],
        "channels": [shown_channel(playground, one, who) for one in seen if not one.is_thread],
        "threads": [shown_channel(playground, one, who) for one in seen if one.is_thread],
        "commands": visible(playground.world, who, somewhere) if somewhere else [],
    }


def _member(playground: Playground, guild: Guild, member: Member) -> JSON:
    roles = [guild.roles[one] for one in member.roles if one in guild.roles]
    coloured = max((one for one in roles if one.color), key=lambda one: one.position, default=None)
    online = bool(playground.gateway.live) if member.user is playground.world.bot else True
    return payloads.member(member) | {
        "color": coloured.color if coloured else 0,
        "online": online,
    }


def shown_channel(playground: Playground, of: Channel, who: User) -> JSON:
    granted = playground.world.permissions_of(who.id, of)
    sends = Permission.SEND_MESSAGES_IN_THREADS if of.is_thread else Permission.SEND_MESSAGES
    can = {
        "view": bool(granted & VIEW_CHANNEL),
        "send": bool(granted & sends),
        "attach": bool(granted & Permission.ATTACH_FILES),
        "react": bool(granted & Permission.ADD_REACTIONS),
        "commands": bool(granted & Permission.USE_APPLICATION_COMMANDS),
        "manage_messages": bool(granted & Permission.MANAGE_MESSAGES),
    }
    return payloads.channel(of) | {"can": can}


def messages(
    playground: Playground, who: User, of: Channel, limit: int, before: int | None
) -> JSON:
    granted = playground.world.permissions_of(who.id, of)
    if not granted & Permission.READ_MESSAGE_HISTORY:
        return {"messages": [], "has_more": False}
    seen = playground.messages.seen_by(of, who.id)
    if before is not None:
        seen = [one for one in seen if one.id < before]
    shown = [message(playground, one, who.id) for one in seen[-limit:]]
    return {"messages": shown, "has_more": len(seen) > limit}


def message(playground: Playground, of: Message, viewer_id: int) -> JSON:
    """Discord's message, and who used which command to get it."""
    data = payloads.message(of, viewer_id)
    about = of.data.get("interaction_metadata")
    interaction = playground.interactions.get(int(about["id"])) if about else None
    if interaction is not None:
        user = payloads.user(interaction.user)
        data["playground"] = {"command": interaction.what, "user": user}
    return data


def event(playground: Playground, viewer_id: int, of: Event) -> JSON | None:
    """The event for this person; None if it is not theirs to see."""
    if of.only is not None and of.only not in (0, viewer_id):
        return None
    world = playground.world
    if of.guild is not None and viewer_id not in of.guild.members:
        return None
    if of.channel is not None and not world.can(viewer_id, of.channel, VIEW_CHANNEL):
        # Whoever has just lost sight of it learns no more than that the snapshot is stale.
        return {"t": "COMMANDS_CHANGED", "d": {}} if of.name in CHANNEL_EVENTS else None
    data = of.data
    if of.name in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        found = playground.messages.anywhere_in(of.channel, int(data["id"]))
        if found is None:
            return None
        data = message(playground, found, viewer_id)
    elif of.channel is not None and of.name in CHANNEL_EVENTS:
        data = shown_channel(playground, of.channel, world.users[viewer_id])
    return {"t": of.name, "d": data}
