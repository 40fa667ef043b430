"""/privacy: one's own data, and, for chief editors, the server's."""

from __future__ import annotations

from io import BytesIO

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.controls import control
from bot.cogs.forms import Submitted
from bot.ui.privacy_page import (
    download_page,
    erase_question,
    erase_server_form,
    erased_page,
    privacy_page,
)
from bot.workflows.acts import Act
from bot.workflows.privacy import Privacy

FILENAME = "my-data.json"


class PrivacyCog(commands.Cog):
    """What is held about somebody is shown to nobody else."""

    def __init__(self, access: Access, privacy: Privacy) -> None:
        self._access = access
        self._privacy = privacy

    @app_commands.command(description="What is held about you here; download it, or erase it")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Answer with what is held, and what can be done."""
        guild_id = await self._access.may(interaction, Act.PRIVACY)
        held = await self._privacy.held(guild_id, interaction.user.id)
        chief = await self._access.allows(interaction, Act.ERASE_SERVER)
        await show(interaction, privacy_page(held, may_erase_server=chief))

    @control("privacy.download")
    async def download(self, interaction: discord.Interaction) -> None:
        """All of it as a file."""
        guild_id = await self._access.may(interaction, Act.PRIVACY)
        await interaction.response.defer(ephemeral=True)
        data = await self._privacy.download(guild_id, interaction.user.id)
        await show(interaction, download_page(FILENAME), discord.File(BytesIO(data), FILENAME))

    @control("privacy.erase")
    async def ask(self, interaction: discord.Interaction) -> None:
        """Asked once more before anything goes."""
        await self._access.may(interaction, Act.PRIVACY)
        await change(interaction, erase_question())

    @control("privacy.keep")
    async def keep(self, interaction: discord.Interaction) -> None:
        """Back to what is held."""
        guild_id = await self._access.may(interaction, Act.PRIVACY)
        held = await self._privacy.held(guild_id, interaction.user.id)
        chief = await self._access.allows(interaction, Act.ERASE_SERVER)
        await change(interaction, privacy_page(held, may_erase_server=chief))

    @control("privacy.erase-now")
    async def erase(self, interaction: discord.Interaction) -> None:
        """Erase the person's own data."""
        guild_id = await self._access.may(interaction, Act.PRIVACY)
        await interaction.response.defer()
        erased = await self._privacy.erase_person(guild_id, interaction.user.id)
        await change(interaction, erased_page(erased))

    @control("privacy.erase-server")
    async def ask_for_server(self, interaction: discord.Interaction) -> None:
        """Asks for the server's name."""
        await self._access.may(interaction, Act.ERASE_SERVER)
        assert interaction.guild is not None
        await interaction.response.send_modal(erase_server_form(interaction.guild.name))

    @control("privacy.server-erased")
    async def erase_server(self, interaction: discord.Interaction) -> None:
        """The name came in."""
        guild_id = await self._access.may(interaction, Act.ERASE_SERVER)
        assert interaction.guild is not None
        typed = Submitted(interaction).text("name")
        await interaction.response.defer(ephemeral=True, thinking=True)
        erased = await self._privacy.erase_server(guild_id, interaction.guild.name, typed)
        await show(interaction, erased_page(erased))
