"""/briefing, and the buttons under a posted briefing."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.completions import Choices, id_choices
from bot.cogs.controls import control, typed_id
from bot.cogs.story_cards import StoryCards
from bot.ui.briefing_layout import briefing_pages
from bot.ui.controls import notice
from bot.ui.extra_page import extra_page
from bot.ui.pull_page import pull_question, pulled_page
from bot.ui.why_page import why_page
from bot.words import say
from bot.workflows.acts import Act
from bot.workflows.editions import Editions
from bot.workflows.extra import Extra
from bot.workflows.plan import Plan
from bot.workflows.pulling import Pulling


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
class BriefingCog(
    commands.GroupCog, group_name="briefing", group_description="The news, in one sitting"
):
    """Briefings for one person, before or between the posted ones."""

    def __init__(
        self,
        access: Access,
        editions: Editions,
        cards: StoryCards,
        plan: Plan,
        extra: Extra,
        pulling: Pulling,
    ) -> None:
        super().__init__()
        self._access = access
        self._editions = editions
        self._cards = cards
        self._plan = plan
        self._extra = extra
        self._pulling = pulling

    @app_commands.command(description="Today's stories, for you alone")
    async def today(self, interaction: discord.Interaction) -> None:
        """Answer with a briefing of the day."""
        briefing = await self._editions.today(await self._access.may(interaction, Act.READ))
        if briefing is None:
            sentence = say("No stories yet. Editors add them with /story add.")
            await show(interaction, notice(sentence))
            return
        for page in briefing_pages(briefing, code="today"):
            await show(interaction, page)

    @app_commands.command(description="See a schedule's next briefing before it goes out")
    @app_commands.describe(schedule="Which schedule")
    async def preview(self, interaction: discord.Interaction, schedule: str) -> None:
        """Answer with what the next edition would be as things stand."""
        guild_id = await self._access.may(interaction, Act.PREVIEW)
        plan = await self._plan.get(guild_id, typed_id(schedule))
        briefing = await self._editions.preview(plan)
        if briefing is None:
            sentence = say("As things stand nothing is left to carry, so nothing would be posted.")
            await show(interaction, notice(sentence))
            return
        for page in briefing_pages(briefing, code=f"preview-{plan.id}"):
            await show(interaction, page, plain=briefing.plain)

    @app_commands.command(description="Post an extra edition of a schedule, right now")
    @app_commands.describe(schedule="Which schedule")
    async def now(self, interaction: discord.Interaction, schedule: str) -> None:
        """Post an extra edition; ask first if today's is out already."""
        guild_id = await self._access.may(interaction, Act.POST_EXTRA)
        await interaction.response.defer(ephemeral=True, thinking=True)
        asked = await self._extra.ask(
            guild_id, interaction.user.id, typed_id(schedule), interaction.id
        )
        await show(interaction, extra_page(asked, interaction.id))

    @control("briefing.extra", int, int)
    async def extra(
        self, interaction: discord.Interaction, schedule_id: int, request_id: int
    ) -> None:
        """The question whether to post an extra edition was answered with yes."""
        guild_id = await self._access.may(interaction, Act.POST_EXTRA)
        await interaction.response.defer()
        asked = await self._extra.post(guild_id, interaction.user.id, schedule_id, request_id)
        await change(interaction, extra_page(asked, request_id))

    @app_commands.command(description="Delete a posted briefing; asks first")
    @app_commands.describe(
        schedule="Which schedule", date="Of which date; its newest if you name none"
    )
    async def pull(
        self,
        interaction: discord.Interaction,
        schedule: str,
        date: app_commands.Range[str, 1, 40] | None = None,
    ) -> None:
        """Ask whether to delete it."""
        guild_id = await self._access.may(interaction, Act.PULL)
        plan = await self._plan.get(guild_id, typed_id(schedule))
        await show(interaction, pull_question(await self._pulling.find(guild_id, plan, date)))

    @control("briefing.pulled", int)
    async def pull_it(self, interaction: discord.Interaction, delivery_id: int) -> None:
        """The question was answered with yes."""
        guild_id = await self._access.may(interaction, Act.PULL)
        posted = await self._pulling.pull(guild_id, interaction.user.id, delivery_id)
        await change(interaction, pulled_page(posted))

    @control("briefing.pulling", int)
    async def show_pulled(self, interaction: discord.Interaction, delivery_id: int) -> None:
        """How far the deletion is."""
        guild_id = await self._access.may(interaction, Act.PULL)
        await change(interaction, pulled_page(await self._pulling.posted(guild_id, delivery_id)))

    @pull.autocomplete("schedule")
    @now.autocomplete("schedule")
    @preview.autocomplete("schedule")
    async def complete_schedule(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Schedules of this server."""
        guild_id = await self._access.may(interaction, Act.PREVIEW)
        found = await self._plan.complete(guild_id, typed)
        return id_choices(found)

    @control("briefing.details", str, int)
    async def details(self, interaction: discord.Interaction, _code: str, story_id: int) -> None:
        """A story's card, for whoever clicked."""
        await show(interaction, await self._cards.of(interaction, story_id))

    @control("briefing.why", str, int)
    async def why(self, interaction: discord.Interaction, code: str, _part: int) -> None:
        """What put each story there."""
        guild_id = await self._access.may(interaction, Act.READ)
        await show(interaction, why_page(await self._editions.why(guild_id, code)))
