"""/status: whether the next briefings will go out, and how the bot is."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import show
from bot.ui.status_page import status_pages
from bot.workflows.acts import Act
from bot.workflows.status import Status


class StatusCog(commands.Cog):
    """For chief editors."""

    def __init__(self, access: Access, status: Status) -> None:
        self._access = access
        self._status = status

    @app_commands.command(description="Whether the next briefings will go out, and how the bot is")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def status(self, interaction: discord.Interaction) -> None:
        """Answer with how things stand."""
        guild_id = await self._access.may(interaction, Act.STATUS)
        # Channels in no cache are asked about at Discord, which may take its time.
        await interaction.response.defer(ephemeral=True)
        for page in status_pages(await self._status.of(guild_id)):
            await show(interaction, page)
