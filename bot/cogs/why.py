"""/why: how the editions of a date came about, or why there was none."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import show
from bot.cogs.completions import Choices, date_choices, id_choices
from bot.cogs.controls import typed_id
from bot.errors import NotFound
from bot.ui.chronicle_page import chronicle_pages
from bot.ui.story_why_page import story_why_page
from bot.workflows.acts import Act
from bot.workflows.chronicle import NOTHING_THERE, Chronicles
from bot.workflows.look_up import LookUp
from bot.workflows.story_why import StoryWhy

Channel = discord.TextChannel | discord.ForumChannel
Date = app_commands.Range[str, 1, 40]


class WhyCog(commands.Cog):
    """For everyone, about channels they can see."""

    def __init__(
        self, access: Access, chronicles: Chronicles, look_up: LookUp, story_why: StoryWhy
    ) -> None:
        self._access = access
        self._chronicles = chronicles
        self._look_up = look_up
        self._story_why = story_why

    @app_commands.command(description="Why a briefing came, came late, or did not come")
    @app_commands.describe(
        channel="Of which channel; this one if you name none",
        story="Why this story is in a briefing, or not; begin to type its headline",
        date="Of which date, such as yesterday or 24 Nov; today if you name none",
    )
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def why(
        self,
        interaction: discord.Interaction,
        channel: Channel | None = None,
        date: Date | None = None,
        story: str | None = None,
    ) -> None:
        """Answer with the chain of reasons for each edition of that date, or for one story."""
        guild_id = await self._access.may(interaction, Act.READ)
        if story is not None:
            embargoed = await self._access.sees_embargoed(interaction)
            found = await self._look_up.story(guild_id, typed_id(story), embargoed=embargoed)
            told = await self._story_why.of(found)
            seen = [one for one in told if _seen(interaction, one.delivery.channel_id)]
            await show(interaction, story_why_page(found, seen))
            return
        where = _seen(interaction, channel.id if channel else None)
        if where is None:
            raise NotFound(NOTHING_THERE)
        for page in chronicle_pages(await self._chronicles.of(guild_id, where, date)):
            await show(interaction, page)

    @why.autocomplete("story")
    async def complete_story(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Headlines of this server."""
        guild_id = await self._access.may(interaction, Act.READ)
        embargoed = await self._access.sees_embargoed(interaction)
        found = await self._look_up.complete_stories(guild_id, typed, embargoed=embargoed)
        return id_choices(found)

    @why.autocomplete("date")
    async def complete_date(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Today, and the dates of the channel's last editions."""
        guild_id = await self._access.may(interaction, Act.READ)
        chosen = getattr(interaction.namespace.channel, "id", None)
        where = _seen(interaction, chosen)
        dates = await self._chronicles.complete_dates(guild_id, where) if where else []
        return date_choices(dates, typed)


def _seen(interaction: discord.Interaction, channel_id: int | None) -> int | None:
    """The channel that is meant, a thread's parent for a thread; None where the asker may not
    see it or there is none.
    """
    guild, member = interaction.guild, interaction.user
    if channel_id is None:
        here = interaction.channel
        return here.parent_id if isinstance(here, discord.Thread) else interaction.channel_id
    channel = guild.get_channel(channel_id) if guild else None
    if channel is None or not isinstance(member, discord.Member):
        return None
    return channel_id if channel.permissions_for(member).view_channel else None
