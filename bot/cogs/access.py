"""Who may do what, checked here in every handler: what Discord hides is only a hint."""

from __future__ import annotations

import discord

from bot.errors import NotAllowed
from bot.workflows.servers import Servers


class Access:
    """Gives the server's id to those who may, raises NotAllowed for the others."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers

    def member(self, interaction: discord.Interaction) -> int:
        """Anyone, in a server where the bot is installed."""
        if interaction.guild_id is None or not interaction.is_guild_integration():
            raise NotAllowed("This works inside a server that has added Dateline.")
        return interaction.guild_id

    async def editor(self, interaction: discord.Interaction) -> int:
        """Members of the editors' role, and whoever may manage messages or the server."""
        guild_id = self.member(interaction)
        granted = interaction.permissions
        if granted.manage_messages or granted.manage_guild or granted.administrator:
            return guild_id
        settings = await self._servers.settings(guild_id)
        member = interaction.user
        if isinstance(member, discord.Member) and member.get_role(settings.editors_role_id or 0):
            return guild_id
        raise NotAllowed(
            "This is for editors. Ask an admin for the editors' role, or for Manage Messages."
        )

    async def is_editor(self, interaction: discord.Interaction) -> bool:
        """Whether to show what only editors can use."""
        try:
            await self.editor(interaction)
        except NotAllowed:
            return False
        return True

    def chief(self, interaction: discord.Interaction) -> int:
        """Whoever may manage the server."""
        guild_id = self.member(interaction)
        granted = interaction.permissions
        if granted.manage_guild or granted.administrator:
            return guild_id
        raise NotAllowed("This needs the Manage Server permission. Ask an admin of this server.")
