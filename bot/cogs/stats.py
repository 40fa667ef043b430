"""/stats and its buttons."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.controls import control
from bot.ui.stats_page import alt_text, filename, stats_page
from bot.workflows.acts import Act
from bot.workflows.stats import Figures, Stats


class StatsCog(commands.Cog):
    """What a server covered, as a picture and in figures."""

    def __init__(self, access: Access, stats: Stats) -> None:
        self._access = access
        self._stats = stats

    @app_commands.command(description="What this server covered: sections, sources, places, weeks")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.describe(weeks="How many weeks, this one included", picture="Dark or light")
    async def stats(
        self,
        interaction: discord.Interaction,
        weeks: Literal[4, 12, 52] = 12,
        picture: Literal["dark", "light"] = "dark",
    ) -> None:
        """Answer with the figures of the last weeks."""
        guild_id = await self._access.may(interaction, Act.READ)
        await interaction.response.defer(ephemeral=True, thinking=True)
        figures = await self._stats.of(guild_id, weeks, dark=picture == "dark")
        await show(interaction, stats_page(figures), *_files(figures))

    @control("stats.show", int, str, str)
    async def show_again(
        self, interaction: discord.Interaction, weeks: int, picture: str, _pressed: str
    ) -> None:
        """Other weeks, or the other picture."""
        guild_id = await self._access.may(interaction, Act.READ)
        await interaction.response.defer()
        figures = await self._stats.of(guild_id, weeks, dark=picture == "dark")
        await change(interaction, stats_page(figures), *_files(figures))


def _files(figures: Figures) -> list[discord.File]:
    return [
        discord.File(BytesIO(png), filename(name), description=alt_text(name, figures.coverage))
        for name, png in figures.pictures.items()
    ]
