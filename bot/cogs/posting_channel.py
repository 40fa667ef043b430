"""Where a schedule posts and whom it calls, held against what Discord allows bot and member."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.errors import Invalid
from bot.words import say
from bot.workflows.target_wish import Channel, TargetWish, wished_target
from storage.schedule_records import ChannelKind, ForumTag, Target

NOTHING_MORE: Mapping[str, str] = {}

Postable = discord.TextChannel | discord.ForumChannel


def default_channel(interaction: discord.Interaction, channel_id: int | None) -> Postable:
    """The server's default channel. Raises Invalid where there is none."""
    return _found(
        interaction,
        channel_id,
        "Which channel? Name one, or set the server's default in /setup.",
    )


def schedules_channel(interaction: discord.Interaction, channel_id: int) -> Postable:
    """The channel a schedule has. Raises Invalid where it is gone."""
    return _found(
        interaction, channel_id, "The schedule's channel is gone. Name another with channel."
    )


def checked_target(
    interaction: discord.Interaction, channel: Postable, before: Target, wish: TargetWish
) -> Target:
    """The target as wished. Raises Invalid unless bot and member may both do all of it there."""
    target = wished_target(before, facts(channel), wish)
    guild, member = interaction.guild, interaction.user
    if guild is not None and isinstance(member, discord.Member):
        check_bot(interaction, channel.id, _more_for(channel, target))
        _check_member(channel, member, target)
        _check_ping(channel, guild.me, member, target)
    return target


def check_bot(
    interaction: discord.Interaction, channel_id: int, more: Mapping[str, str] = NOTHING_MORE
) -> None:
    """Raise Invalid unless the bot may write there and do what else is named."""
    guild = interaction.guild
    channel = guild.get_channel(channel_id) if guild else None
    if guild is None or channel is None:
        return
    needed = {
        "view_channel": say("View Channel"),
        "send_messages": say("Send Messages"),
        "read_message_history": say("Read Message History"),
        **more,
    }
    granted = channel.permissions_for(guild.me)
    missing = [label for name, label in needed.items() if not getattr(granted, name)]
    if missing:
        raise Invalid(
            "The bot cannot post in {channel} yet: it lacks {permissions} there. Grant it, then"
            " try again.",
            channel=channel.mention,
            permissions=", ".join(missing),
        )


def facts(channel: Postable) -> Channel:
    """What a target needs to know of its channel."""
    forum = channel if isinstance(channel, discord.ForumChannel) else None
    return Channel(
        id=channel.id,
        kind=kind_of(channel),
        mention=channel.mention,
        tags=tuple(ForumTag(tag.id, tag.name) for tag in forum.available_tags) if forum else (),
        needs_tag=bool(forum and forum.flags.require_tag),
    )


def kind_of(channel: Postable) -> ChannelKind:
    """A text channel may become an announcement channel, and one again, at any time."""
    if isinstance(channel, discord.ForumChannel):
        return ChannelKind.FORUM
    return ChannelKind.ANNOUNCEMENT if channel.is_news() else ChannelKind.TEXT


def forum_tags(interaction: discord.Interaction, channel_id: int | None) -> list[str]:
    """Names of a forum's tags; [] where it is none."""
    found = interaction.guild.get_channel(channel_id or 0) if interaction.guild else None
    tags = found.available_tags if isinstance(found, discord.ForumChannel) else ()
    return [tag.name for tag in tags]


def _found(interaction: discord.Interaction, channel_id: int | None, message: str) -> Postable:
    found = interaction.guild.get_channel(channel_id or 0) if interaction.guild else None
    if not isinstance(found, discord.TextChannel | discord.ForumChannel):
        raise Invalid(message)
    return found


def _check_member(channel: Postable, member: discord.Member, target: Target) -> None:
    granted = channel.permissions_for(member)
    if not granted.send_messages:
        raise Invalid(
            "You cannot write in {channel} yourself, so you cannot schedule posts there.",
            channel=channel.mention,
        )
    if target.daily_thread and not granted.create_public_threads:
        raise Invalid(
            "You cannot start threads in {channel} yourself, so you cannot schedule them there.",
            channel=channel.mention,
        )


def _check_ping(
    channel: Postable, me: discord.Member, member: discord.Member, target: Target
) -> None:
    if target.ping_role_id is None:
        return
    role = channel.guild.get_role(target.ping_role_id)
    if role is None:
        raise Invalid("That role is gone. Choose another one to ping, or set ping_when to never.")
    if role.is_default():
        raise Invalid("@everyone is never pinged. Choose a role that people can take or leave.")
    if role.mentionable:
        return
    if not channel.permissions_for(member).mention_everyone:
        raise Invalid(
            "You may not mention {role} in {channel} yourself, so no schedule can do it for you.",
            role=f"@{role.name}",
            channel=channel.mention,
        )
    if not channel.permissions_for(me).mention_everyone:
        raise Invalid(
            "The bot may not mention {role} in {channel}. Allow anyone to mention that role, or"
            " grant the bot Mention Everyone there.",
            role=f"@{role.name}",
            channel=channel.mention,
        )


def _more_for(channel: Postable, target: Target) -> dict[str, str]:
    """The permissions that a target needs beside those for writing."""
    more: dict[str, str] = {}
    if target.daily_thread:
        more["create_public_threads"] = say("Create Public Threads")
    if target.daily_thread or target.kind is ChannelKind.FORUM:
        more["send_messages_in_threads"] = say("Send Messages in Threads")
    if _moderated(channel, target):
        more["manage_threads"] = say("Manage Threads")
    return more


def _moderated(channel: Postable, target: Target) -> bool:
    """Whether one of the tags is only for those who manage threads."""
    if not isinstance(channel, discord.ForumChannel):
        return False
    chosen = {tag.id for tag in target.tags}
    return any(tag.moderated and tag.id in chosen for tag in channel.available_tags)
