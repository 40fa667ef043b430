"""/retention and its buttons."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.controls import control
from bot.ui.retention_page import proposal_page, retention_page
from bot.workflows.acts import Act
from bot.workflows.retention import MOST_DAYS, MOST_STORIES, Retention


class RetentionCog(commands.Cog):
    """How long a server keeps its stories."""

    def __init__(self, access: Access, retention: Retention) -> None:
        self._access = access
        self._retention = retention

    @app_commands.command(description="How long stories are kept, and how many of them")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        days="Days after they came in; 0 for good", stories="The newest so many; 0 for all"
    )
    async def retention(
        self,
        interaction: discord.Interaction,
        days: app_commands.Range[int, 0, MOST_DAYS] | None = None,
        stories: app_commands.Range[int, 0, MOST_STORIES] | None = None,
    ) -> None:
        """Answer with the limits, or with what others would mean."""
        guild_id = await self._access.may(interaction, Act.RETENTION)
        if days is None and stories is None:
            await show(interaction, retention_page(await self._retention.standing(guild_id)))
            return
        plan = await self._retention.consider(guild_id, days, stories)
        await show(interaction, proposal_page(plan))

    @control("retention.set", int, int)
    async def set_limits(self, interaction: discord.Interaction, days: int, stories: int) -> None:
        """The limits that were shown are to hold."""
        guild_id = await self._access.may(interaction, Act.RETENTION)
        plan = await self._retention.set(guild_id, interaction.user.id, days, stories)
        await change(interaction, retention_page(plan))

    @control("retention.leave")
    async def leave(self, interaction: discord.Interaction) -> None:
        """They are not."""
        guild_id = await self._access.may(interaction, Act.RETENTION)
        await change(interaction, retention_page(await self._retention.standing(guild_id)))
