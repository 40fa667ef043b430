"""/saved, and the buttons by which members put stories by."""

from __future__ import annotations

from io import BytesIO

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, chosen_values, show
from bot.cogs.controls import control, typed_id
from bot.cogs.story_cards import StoryCards
from bot.errors import Refusal
from bot.ui.controls import Page
from bot.ui.saved_export import saved_json, saved_markdown
from bot.ui.saved_page import export_page, saved_page
from bot.workflows.acts import Act
from bot.workflows.saved import Saved

EXPORTS = {
    "markdown": ("saved-stories.md", saved_markdown),
    "json": ("saved-stories.json", saved_json),
}


class SavedCog(commands.Cog):
    """Everyone's own list, for their eyes only."""

    def __init__(self, access: Access, cards: StoryCards, saved: Saved) -> None:
        self._access = access
        self._cards = cards
        self._saved = saved

    @app_commands.command(description="The stories you have saved in this server")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def saved(self, interaction: discord.Interaction) -> None:
        """Answer with the first page of the list."""
        await show(interaction, await self._page(interaction, 1))

    @control("saved.page", int)
    async def turn_page(self, interaction: discord.Interaction, number: int) -> None:
        """Another page."""
        await change(interaction, await self._page(interaction, number))

    @control("saved.remove", int)
    async def remove(self, interaction: discord.Interaction, number: int) -> None:
        """Stories were chosen to be taken off the list."""
        guild_id = await self._access.may(interaction, Act.SAVE)
        ids = [key for value in chosen_values(interaction) if (key := typed_id(value))]
        await self._saved.remove(guild_id, interaction.user.id, ids)
        await change(interaction, await self._page(interaction, number))

    @control("saved.keep", int)
    async def keep(self, interaction: discord.Interaction, story_id: int) -> None:
        """Save on a story's card."""
        guild_id = await self._access.may(interaction, Act.SAVE)
        await self._saved.save(guild_id, interaction.user.id, story_id)
        await change(interaction, await self._cards.of(interaction, story_id))

    @control("saved.drop", int)
    async def drop(self, interaction: discord.Interaction, story_id: int) -> None:
        """Remove from saved on a story's card."""
        guild_id = await self._access.may(interaction, Act.SAVE)
        await self._saved.remove(guild_id, interaction.user.id, [story_id])
        await change(interaction, await self._cards.of(interaction, story_id))

    @control("saved.export", str)
    async def export(self, interaction: discord.Interaction, form: str) -> None:
        """The whole list as a file."""
        guild_id = await self._access.may(interaction, Act.SAVE)
        if form not in EXPORTS:
            raise Refusal("This button is from another time. Please use the command once more.")
        filename, write = EXPORTS[form]
        saved = await self._saved.all(guild_id, interaction.user.id)
        if not saved.stories:
            await change(interaction, await self._page(interaction, 1))
            return
        file = discord.File(BytesIO(write(saved)), filename)
        await show(interaction, export_page(filename, len(saved.stories)), file)

    async def _page(self, interaction: discord.Interaction, number: int) -> Page:
        guild_id = await self._access.may(interaction, Act.SAVE)
        return saved_page(await self._saved.page(guild_id, interaction.user.id, number))
