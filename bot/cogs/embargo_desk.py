"""/desk embargoes, and the Embargo button of a draft."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.controls import control, typed_id
from bot.cogs.forms import Submitted
from bot.ui.embargo_page import embargo_form, embargo_page
from bot.ui.story_card import draft_card
from bot.workflows.acts import Act
from bot.workflows.embargoes import Embargoes
from bot.workflows.take_in import TakeIn


class EmbargoDesk(commands.Cog):
    """The part of /desk that keeps stories back; its group is in `cogs.desk`."""

    _access: Access
    _embargoes: Embargoes
    _take_in: TakeIn

    @app_commands.command(description="Stories that are kept back until their time")
    async def embargoes(self, interaction: discord.Interaction) -> None:
        """Answer with the list."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        await show(interaction, embargo_page(await self._embargoes.of(guild_id)))

    @control("embargo.open")
    async def open_kept(self, interaction: discord.Interaction) -> None:
        """One was chosen: show its draft."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        values = (interaction.data or {}).get("values") or [""]
        draft = await self._take_in.draft(guild_id, typed_id(str(values[0])) or 0)
        await show(interaction, draft_card(draft))

    @control("draft.embargo", int)
    async def ask_until(self, interaction: discord.Interaction, draft_id: int) -> None:
        """Open the form that asks until when."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        draft = await self._take_in.draft(guild_id, draft_id)
        await interaction.response.send_modal(embargo_form(draft))

    @control("draft.embargoed", int)
    async def keep_back(self, interaction: discord.Interaction, draft_id: int) -> None:
        """The time came back."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        typed = Submitted(interaction).text("until")
        draft = await self._embargoes.put(guild_id, interaction.user.id, draft_id, typed)
        await change(interaction, draft_card(draft))
