"""/archive, and its selects and buttons."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, chosen_values, show
from bot.cogs.completions import Choices, name_choices
from bot.cogs.controls import control
from bot.ui.archive_page import archive_page, way_name
from bot.workflows.acts import Act
from bot.workflows.archive import Archive
from bot.workflows.look_up import LookUp

Typed = app_commands.Range[str, 1, 80]


class ArchiveCog(commands.Cog):
    """Stories by the day they are dated."""

    def __init__(self, access: Access, archive: Archive, look_up: LookUp) -> None:
        self._access = access
        self._archive = archive
        self._look_up = look_up

    @app_commands.command(description="Stories by date: a day, a month, a year, or all of them")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.describe(
        date="A day or a stretch of days: 9 August 2011, last week, 3 May to 10 May",
        month="A month: 2026-11, November 2026",
        section="Only this section",
    )
    async def archive(
        self,
        interaction: discord.Interaction,
        date: Typed | None = None,
        month: Typed | None = None,
        section: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Answer with the first page."""
        guild_id = await self._access.may(interaction, Act.READ)
        leaf = await self._archive.open(guild_id, interaction.user.id, date, month, section)
        await show(interaction, archive_page(leaf))

    @control("archive.page", int, int)
    async def turn_page(
        self, interaction: discord.Interaction, lookup_id: int, number: int
    ) -> None:
        """Another page of the same days."""
        guild_id = await self._access.may(interaction, Act.READ)
        leaf = await self._archive.page(guild_id, lookup_id, number)
        await change(interaction, archive_page(leaf))

    @control("archive.go", int, str)
    async def go(self, interaction: discord.Interaction, lookup_id: int, _kind: str) -> None:
        """A year, month or day was chosen."""
        guild_id = await self._access.may(interaction, Act.READ)
        chosen = next(iter(chosen_values(interaction)), "")
        leaf = await self._archive.go(guild_id, interaction.user.id, lookup_id, chosen)
        await change(interaction, archive_page(leaf))

    @control("archive.open")
    async def open_all(self, interaction: discord.Interaction) -> None:
        """The whole archive."""
        guild_id = await self._access.may(interaction, Act.READ)
        leaf = await self._archive.open(guild_id, interaction.user.id, None, None, None)
        await change(interaction, archive_page(leaf))

    @control("archive.this_day", str)
    async def this_day(self, interaction: discord.Interaction, day: str) -> None:
        """On this day: earlier years."""
        guild_id = await self._access.may(interaction, Act.READ)
        chosen = None if day == "today" else day
        leaf = await self._archive.this_day(guild_id, interaction.user.id, chosen)
        await change(interaction, archive_page(leaf))

    @archive.autocomplete("month")
    async def complete_month(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Months that have stories."""
        guild_id = await self._access.may(interaction, Act.READ)
        ways = await self._archive.complete_months(guild_id, typed)
        return [
            app_commands.Choice(name=way_name(way), value=f"{way.span.first:%Y-%m}") for way in ways
        ]

    @archive.autocomplete("section")
    async def complete_section(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Sections of this server."""
        guild_id = await self._access.may(interaction, Act.READ)
        return name_choices(await self._look_up.complete_sections(guild_id, typed))
