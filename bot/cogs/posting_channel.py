"""Where a schedule posts: the channel that was named or the server's default one, checked."""

from __future__ import annotations

import discord

from bot.errors import Invalid
from bot.words import say


def default_channel(
    interaction: discord.Interaction, channel_id: int | None
) -> discord.TextChannel:
    """The server's default channel. Raises Invalid where there is none."""
    found = interaction.guild.get_channel(channel_id or 0) if interaction.guild else None
    if not isinstance(found, discord.TextChannel):
        raise Invalid("Which channel? Name one, or set the server's default in /setup.")
    return found


def check_channel(interaction: discord.Interaction, channel: discord.TextChannel) -> None:
    """Raise Invalid unless bot and member may both write there."""
    check_bot(interaction, channel.id)
    member = interaction.user
    if isinstance(member, discord.Member) and not channel.permissions_for(member).send_messages:
        raise Invalid(
            "You cannot write in {channel} yourself, so you cannot schedule posts there.",
            channel=channel.mention,
        )


def check_bot(interaction: discord.Interaction, channel_id: int) -> None:
    """Raise Invalid unless the bot may write there."""
    guild = interaction.guild
    channel = guild.get_channel(channel_id) if guild else None
    if guild is None or channel is None:
        return
    needed = {
        "view_channel": say("View Channel"),
        "send_messages": say("Send Messages"),
        "read_message_history": say("Read Message History"),
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
