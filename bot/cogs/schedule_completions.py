"""What /schedule offers while one types."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.briefing.zones import complete_zones
from bot.cogs.access import Access
from bot.cogs.completions import Choices, date_choices, id_choices
from bot.cogs.controls import typed_id
from bot.cogs.posting_channel import forum_tags
from bot.ui.markup import label
from bot.workflows.acts import Act
from bot.workflows.look_up import LookUp
from bot.workflows.plan import Plan
from bot.workflows.servers import Servers


class ScheduleCompletions(commands.Cog):
    """The half of the cog that answers before a command is sent."""

    def __init__(self, access: Access, plan: Plan, servers: Servers, look_up: LookUp) -> None:
        super().__init__()
        self._access = access
        self._plan = plan
        self._servers = servers
        self._look_up = look_up

    async def complete_schedule(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Schedules of this server."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        found = await self._plan.complete(guild_id, typed)
        return id_choices(found)

    async def complete_date(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Dates on which the chosen schedule posts; with undo, those that were set aside."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        chosen = typed_id(str(interaction.namespace.schedule or ""))
        undo = bool(interaction.namespace.undo)
        dates = await self._plan.complete_dates(guild_id, chosen, undo=undo)
        return date_choices(dates, typed)

    async def complete_zone(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Time zones by name or city."""
        await self._access.may(interaction, Act.SCHEDULES)
        return [app_commands.Choice(name=zone, value=zone) for zone in complete_zones(typed)]

    async def complete_tag(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Tags of the chosen forum; what stands before the last comma is kept."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        kept, comma, last = typed.rpartition(",")
        chosen = interaction.namespace.channel
        channel_id = chosen.id if chosen else None
        if channel_id is None and (key := typed_id(str(interaction.namespace.schedule or ""))):
            channel_id = (await self._plan.get(guild_id, key)).channel_id
        if channel_id is None:
            channel_id = (await self._servers.settings(guild_id)).default_channel_id
        taken = {name.strip().casefold() for name in kept.split(",")}
        whole = [
            f"{kept}{comma} {name}".strip() if comma else name
            for name in forum_tags(interaction, channel_id)
            if last.strip().casefold() in name.casefold() and name.casefold() not in taken
        ]
        return [app_commands.Choice(name=label(name, 100), value=name[:100]) for name in whole]

    async def complete_section(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Sections of this server; what stands before the last comma is kept."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        kept, comma, last = typed.rpartition(",")
        names = await self._look_up.complete_sections(guild_id, last.strip(), embargoed=True)
        whole = [f"{kept}{comma} {name}".strip() if comma else name for name in names]
        return [app_commands.Choice(name=label(name, 100), value=name[:100]) for name in whole]
