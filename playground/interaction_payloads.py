"""INTERACTION_CREATE as the bot receives it, and the marks an interaction leaves on messages.

Fields are from Discord's page "Receiving and Responding to Interactions".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from playground import payloads, permissions
from playground.messages import Messages
from playground.records import Channel, Member, Message, Role, User
from playground.world import World

if TYPE_CHECKING:
    from playground.interaction import Interaction

JSON = dict[str, Any]

FILE_LIMIT = 10 * 1024 * 1024  # bytes of one file in a server without boosts


def event(world: World, messages: Messages, interaction: Interaction) -> JSON:
    """The dispatch's `d`."""
    channel, guild, user = interaction.channel, interaction.guild, interaction.user
    its_channel = payloads.channel(channel)
    its_channel["permissions"] = str(world.permissions_of(user.id, channel))
    data: JSON = {
        "id": str(interaction.id),
        "application_id": str(world.application.id),
        "type": interaction.kind,
        "data": interaction.data,
        "token": interaction.token,
        "version": 1,
        "channel_id": str(channel.id),
        "channel": its_channel,
        "app_permissions": str(_app_permissions(world, channel)),
        "locale": interaction.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": interaction.owners,
        "context": 0 if guild else 1,
        "attachment_size_limit": FILE_LIMIT,
    }
    if guild is not None:
        data |= {
            "guild_id": str(guild.id),
            "guild_locale": guild.locale,
            "guild": {
                "id": str(guild.id),
                "locale": guild.locale,
                "features": ["COMMUNITY", "NEWS"],
            },
            "member": member_with_permissions(world, guild.members[user.id], channel),
        }
    else:
        data["user"] = payloads.user(user)
    if interaction.source is not None:
        data["message"] = _source(messages, interaction.source)
    return data


def member_with_permissions(world: World, member: Member, channel: Channel) -> JSON:
    granted = str(world.permissions_of(member.id, channel))
    return payloads.member(member) | {"permissions": granted}


def _app_permissions(world: World, channel: Channel) -> int:
    granted = world.permissions_of(world.bot.id, channel)
    at_least = permissions.Permission.ATTACH_FILES | permissions.Permission.EMBED_LINKS
    return granted or int(at_least)


def _source(messages: Messages, message: Message) -> JSON:
    """The message a component stands on, always with its content."""
    return payloads.message(message, messages.world.bot.id)


def resolved(
    world: World,
    messages: Messages,
    channel: Channel,
    *,
    people: Iterable[Member | User] = (),
    roles: Iterable[Role] = (),
    channels: Iterable[Channel] = (),
    targets: Iterable[Message] = (),
    attachments: Iterable[Mapping[str, Any]] = (),
    viewer: int = 0,
) -> JSON:
    """Discord's resolved data: only the kinds that are named."""
    data: JSON = {}
    for person in people:
        user = person.user if isinstance(person, Member) else person
        data.setdefault("users", {})[str(user.id)] = payloads.user(user)
        if isinstance(person, Member):
            partial = payloads.member_without_user(person)
            partial["permissions"] = str(world.permissions_of(person.id, channel))
            data.setdefault("members", {})[str(user.id)] = partial
    for role in roles:
        data.setdefault("roles", {})[str(role.id)] = payloads.role(role)
    for one in channels:
        partial = payloads.channel(one)
        partial["permissions"] = str(world.permissions_of(viewer, one))
        data.setdefault("channels", {})[str(one.id)] = partial
    for message in targets:
        data.setdefault("messages", {})[str(message.id)] = _source(messages, message)
    for attachment in attachments:
        data.setdefault("attachments", {})[attachment["id"]] = dict(attachment)
    return data


def metadata(interaction: Interaction) -> JSON:
    """`interaction_metadata` of the messages that answer it."""
    data: JSON = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "user": payloads.user(interaction.user),
        "authorizing_integration_owners": interaction.owners,
    }
    if interaction.kind == 3 and interaction.source is not None:
        data["interacted_message_id"] = str(interaction.source.id)
    if interaction.kind == 5 and interaction.parent is not None:
        data["triggering_interaction_metadata"] = metadata(interaction.parent)
    if interaction.kind == 2 and interaction.data.get("target_id"):
        name = "target_user" if interaction.data["type"] == 2 else "target_message_id"
        target = interaction.data["target_id"]
        users = interaction.data.get("resolved", {}).get("users", {})
        data[name] = users[target] if name == "target_user" else target
    return data


def callback_result(interaction: Interaction, bot_id: int, messages: Messages) -> JSON:
    """The body of a callback that was sent with `with_response`."""
    about: JSON = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "channel_id": str(interaction.channel.id),
    }
    if interaction.guild is not None:
        about["guild_id"] = str(interaction.guild.id)
    result: JSON = {"interaction": about}
    message = interaction.original
    if message is not None and interaction.callback in (4, 5, 6, 7):
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": interaction.callback == 5,
            "response_message_ephemeral": message.only_for is not None,
        }
        if interaction.callback in (4, 7):
            result["resource"] = {
                "type": interaction.callback,
                "message": messages.payload(message, bot_id),
            }
    return result
