"""The controls under a list of stories: its pages, and what narrows it."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, chosen_values
from bot.cogs.controls import control
from bot.ui.story_list import story_list
from bot.workflows.acts import Act
from bot.workflows.look_up import LookUp


class StoryListCog(commands.Cog):
    """Turns and narrows the answers of /story search and /story latest."""

    def __init__(self, access: Access, look_up: LookUp) -> None:
        self._access = access
        self._look_up = look_up

    @control("list.page", int, int)
    async def turn_page(
        self, interaction: discord.Interaction, lookup_id: int, number: int
    ) -> None:
        """Another page."""
        guild_id = await self._access.may(interaction, Act.READ)
        embargoed = await self._access.sees_embargoed(interaction)
        found = await self._look_up.page(guild_id, lookup_id, number, embargoed=embargoed)
        await change(interaction, story_list(found))

    @control("list.narrow", int, str)
    async def narrow(self, interaction: discord.Interaction, lookup_id: int, what: str) -> None:
        """A section, source or month was chosen."""
        guild_id = await self._access.may(interaction, Act.READ)
        chosen = next(iter(chosen_values(interaction)), "")
        embargoed = await self._access.sees_embargoed(interaction)
        found = await self._look_up.narrow(
            guild_id, interaction.user.id, lookup_id, what, chosen, embargoed=embargoed
        )
        await change(interaction, story_list(found))

    @control("list.sort", int, str)
    async def sort(self, interaction: discord.Interaction, lookup_id: int, order: str) -> None:
        """The other order."""
        guild_id = await self._access.may(interaction, Act.READ)
        embargoed = await self._access.sees_embargoed(interaction)
        found = await self._look_up.narrow(
            guild_id, interaction.user.id, lookup_id, "sort", order, embargoed=embargoed
        )
        await change(interaction, story_list(found))

    @control("list.widen", int)
    async def widen(self, interaction: discord.Interaction, lookup_id: int) -> None:
        """Everything again."""
        guild_id = await self._access.may(interaction, Act.READ)
        embargoed = await self._access.sees_embargoed(interaction)
        found = await self._look_up.widen(
            guild_id, interaction.user.id, lookup_id, embargoed=embargoed
        )
        await change(interaction, story_list(found))
