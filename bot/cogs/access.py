"""Who may do what, checked here in every handler: what Discord hides is only a hint.

The table is `workflows.acts`. A handler begins with `guild_id = await access.may(interaction, …)`.
"""

from __future__ import annotations

import discord

from bot.errors import NotAllowed
from bot.workflows.acts import ACTS, Act, Who
from bot.workflows.servers import Servers

_REFUSED = {
    Who.EDITORS: (
        "This is for editors. Ask an admin for the editors' role, or for Manage Messages."
    ),
    Who.CHIEFS: (
        "This is for chief editors. Ask an admin for the chief editors' role, or for Manage Server."
    ),
    Who.ADMINS: "This needs the Manage Server permission. Ask an admin of this server.",
}


class Access:
    """Gives the server's id to those who may, raises NotAllowed for the others."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers

    async def may(self, interaction: discord.Interaction, act: Act) -> int:
        """The server's id, if this person may do that here, as roles and permissions stand now.

        Raises NotAllowed; also outside a server, and in one that has not added the bot.
        """
        guild_id = _server_of(interaction)
        who = ACTS[act].who
        if who is Who.EVERYONE or await self._is(interaction, guild_id, who):
            return guild_id
        raise NotAllowed(_REFUSED[who])

    async def allows(self, interaction: discord.Interaction, act: Act) -> bool:
        """Whether to show what only those who may do that can use."""
        try:
            await self.may(interaction, act)
        except NotAllowed:
            return False
        return True

    async def sees_embargoed(self, interaction: discord.Interaction) -> bool:
        """Whether stories under embargo are there for this person."""
        return await self.allows(interaction, Act.EMBARGO)

    async def _is(self, interaction: discord.Interaction, guild_id: int, who: Who) -> bool:
        granted = interaction.permissions
        if granted.manage_guild or granted.administrator:
            return True
        if who is Who.ADMINS:
            return False
        settings = await self._servers.settings(guild_id)
        if _has_role(interaction, settings.chief_editors_role_id):
            return True
        if who is Who.CHIEFS:
            return False
        return granted.manage_messages or _has_role(interaction, settings.editors_role_id)


def _server_of(interaction: discord.Interaction) -> int:
    if interaction.guild_id is None or not interaction.is_guild_integration():
        raise NotAllowed("This works inside a server that has added Dateline.")
    return interaction.guild_id


def _has_role(interaction: discord.Interaction, role_id: int | None) -> bool:
    member = interaction.user
    return isinstance(member, discord.Member) and member.get_role(role_id or 0) is not None
