"""/desk queue: what waits for the editors, its pages and filters. What the buttons of a card do
is in `desk_cards`.
"""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.controls import control
from bot.ui.desk_page import queue_page, reading_page
from bot.workflows.acts import Act
from bot.workflows.desk_queue import DeskQueue


class QueueDesk(commands.Cog):
    """The part of /desk that decides what comes in; its group is in `cogs.desk`."""

    _access: Access
    _queue: DeskQueue

    @app_commands.command(description="What was sent in and waits for an editor")
    async def queue(self, interaction: discord.Interaction) -> None:
        """Answer with the first page."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        await show(interaction, queue_page(await self._queue.queue(guild_id)))

    @control("desk.page", int, int)
    async def turn_page(self, interaction: discord.Interaction, view: int, page: int) -> None:
        """Another page of the queue."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        await change(interaction, queue_page(await self._queue.queue(guild_id, view, page)))

    @control("desk.look", int, int)
    async def look_again(self, interaction: discord.Interaction, view: int, page: int) -> None:
        """The same page as things stand now."""
        await self.turn_page(interaction, view, page)

    @control("desk.of_feed", int)
    async def of_feed(self, interaction: discord.Interaction, feed_id: int) -> None:
        """What of one feed waits; from that feed's page."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        found = await self._queue.of_feed(guild_id, interaction.user.id, feed_id)
        await show(interaction, queue_page(found))

    @control("desk.turn", int)
    async def turn_over(self, interaction: discord.Interaction, view: int) -> None:
        """What is on hold instead of what is new, or back."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        turned = await self._queue.turned(guild_id, interaction.user.id, view)
        await change(interaction, queue_page(turned))

    @control("desk.section", int)
    async def choose_section(self, interaction: discord.Interaction, view: int) -> None:
        """Only one section, or every one."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        chosen = _chosen(interaction)
        section = chosen.removeprefix("=") if chosen != "all" else ""
        user_id = interaction.user.id
        found = await self._queue.filtered(guild_id, user_id, view, section=section)
        await change(interaction, queue_page(found))

    @control("desk.source", int)
    async def choose_source(self, interaction: discord.Interaction, view: int) -> None:
        """Only from members, editors or one feed, or from everywhere."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        chosen = _chosen(interaction)
        source = chosen if chosen != "all" else ""
        user_id = interaction.user.id
        found = await self._queue.filtered(guild_id, user_id, view, source=source)
        await change(interaction, queue_page(found))

    @control("desk.read", int)
    async def read(self, interaction: discord.Interaction, submission_id: int) -> None:
        """All that was read of a submission."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        await show(interaction, reading_page(await self._queue.card(guild_id, submission_id)))


def _chosen(interaction: discord.Interaction) -> str:
    values = (interaction.data or {}).get("values") or ["all"]
    return str(values[0])
