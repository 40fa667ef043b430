"""/why: how the editions of a date came about, or why there was none."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.briefing.spoken import say_date
from bot.cogs.access import Access
from bot.cogs.answers import show
from bot.errors import NotFound
from bot.ui.chronicle_page import chronicle_pages
from bot.workflows.acts import Act
from bot.workflows.chronicle import NOTHING_THERE, Chronicles

Channel = discord.TextChannel | discord.ForumChannel
Date = app_commands.Range[str, 1, 40]


class WhyCog(commands.Cog):
    """For everyone, about channels they can see."""

    def __init__(self, access: Access, chronicles: Chronicles) -> None:
        self._access = access
        self._chronicles = chronicles

    @app_commands.command(description="Why a briefing came, came late, or did not come")
    @app_commands.describe(
        channel="Of which channel; this one if you name none",
        date="Of which date, such as yesterday or 24 Nov; today if you name none",
    )
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def why(
        self,
        interaction: discord.Interaction,
        channel: Channel | None = None,
        date: Date | None = None,
    ) -> None:
        """Answer with the chain of reasons for each edition of that date."""
        guild_id = await self._access.may(interaction, Act.READ)
        where = _seen(interaction, channel.id if channel else None)
        if where is None:
            raise NotFound(NOTHING_THERE)
        for page in chronicle_pages(await self._chronicles.of(guild_id, where, date)):
            await show(interaction, page)

    @why.autocomplete("date")
    async def complete_date(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Today, and the dates of the channel's last editions."""
        guild_id = await self._access.may(interaction, Act.READ)
        chosen = getattr(interaction.namespace.channel, "id", None)
        where = _seen(interaction, chosen)
        dates = await self._chronicles.complete_dates(guild_id, where) if where else []
        named = {on.isoformat(): say_date(on) for on in dates}
        return [
            app_commands.Choice(name=name, value=value)
            for value, name in named.items()
            if typed.casefold() in f"{name} {value}".casefold()
        ]


def _seen(interaction: discord.Interaction, channel_id: int | None) -> int | None:
    """The channel that is meant, a thread's parent for a thread; None where the asker may not
    see it or there is none.
    """
    guild, member = interaction.guild, interaction.user
    if channel_id is None:
        here = interaction.channel
        return here.parent_id if isinstance(here, discord.Thread) else interaction.channel_id
    channel = guild.get_channel(channel_id) if guild else None
    if channel is None or not isinstance(member, discord.Member):
        return None
    return channel_id if channel.permissions_for(member).view_channel else None
