"""/corrections: what was corrected, for everyone."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.controls import control
from bot.ui.controls import Page
from bot.ui.corrections_page import corrections_page
from bot.workflows.acts import Act
from bot.workflows.correcting import Correcting


class CorrectionsCog(commands.Cog):
    """The server's public list."""

    def __init__(self, access: Access, correcting: Correcting) -> None:
        self._access = access
        self._correcting = correcting

    @app_commands.command(description="What was corrected or retracted here, newest first")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def corrections(self, interaction: discord.Interaction) -> None:
        """Answer with the first page."""
        await show(interaction, await self._page(interaction, 1))

    @control("corrections.page", int)
    async def turn_page(self, interaction: discord.Interaction, number: int) -> None:
        """Another page."""
        await change(interaction, await self._page(interaction, number))

    async def _page(self, interaction: discord.Interaction, number: int) -> Page:
        guild_id = await self._access.may(interaction, Act.READ)
        number = max(number, 1)
        listed, more, zone = await self._correcting.page(guild_id, number)
        return corrections_page(listed, number, zone, has_more=more)
