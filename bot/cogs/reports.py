"""Trust in a story: the paragraph that a sentence comes from, and errors that readers report."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.controls import control
from bot.cogs.forms import Submitted
from bot.ui.report_page import answer_form, own_page, report_form, reports_page, thanks_page
from bot.ui.source_items import source_page
from bot.workflows.acts import Act
from bot.workflows.look_up import LookUp
from bot.workflows.reports import Reports


class TrustCog(commands.Cog):
    """What everyone can ask of a story."""

    def __init__(self, access: Access, look_up: LookUp, reports: Reports) -> None:
        self._access = access
        self._look_up = look_up
        self._reports = reports

    @control("story.source", int)
    async def open_source(self, interaction: discord.Interaction, story_id: int) -> None:
        """A sentence was chosen: show its paragraph."""
        guild_id = await self._access.may(interaction, Act.READ)
        values = (interaction.data or {}).get("values") or [""]
        embargoed = await self._access.sees_embargoed(interaction)
        story = await self._look_up.story(guild_id, story_id, with_body=True, embargoed=embargoed)
        await show(interaction, source_page(story, str(values[0])))

    @control("report.begin", int)
    async def begin(self, interaction: discord.Interaction, story_id: int) -> None:
        """Show what the member has reported so far; the form if that is nothing."""
        guild_id = await self._access.may(interaction, Act.REPORT)
        embargoed = await self._access.sees_embargoed(interaction)
        story = await self._look_up.story(guild_id, story_id, embargoed=embargoed)
        if mine := await self._reports.mine(guild_id, interaction.user.id):
            await show(interaction, own_page(story, mine))
        else:
            await interaction.response.send_modal(report_form(story))

    @control("report.form", int)
    async def open_form(self, interaction: discord.Interaction, story_id: int) -> None:
        """Open the form."""
        guild_id = await self._access.may(interaction, Act.REPORT)
        embargoed = await self._access.sees_embargoed(interaction)
        story = await self._look_up.story(guild_id, story_id, embargoed=embargoed)
        await interaction.response.send_modal(report_form(story))

    @control("report.sent", int)
    async def take(self, interaction: discord.Interaction, story_id: int) -> None:
        """The form came back."""
        guild_id = await self._access.may(interaction, Act.REPORT)
        user_id, words = interaction.user.id, Submitted(interaction).text("words")
        embargoed = await self._access.sees_embargoed(interaction)
        story = await self._look_up.story(guild_id, story_id, embargoed=embargoed)
        await self._reports.report(guild_id, user_id, story, words)
        await show(interaction, thanks_page(await self._reports.mine(guild_id, user_id)))


class ReportDesk(commands.Cog):
    """The part of /desk that answers reports; `DeskCog` takes it up."""

    _access: Access
    _reports: Reports

    @app_commands.command(description="Errors that readers have reported")
    async def reports(self, interaction: discord.Interaction) -> None:
        """Answer with the first page."""
        guild_id = await self._access.may(interaction, Act.ANSWER_REPORTS)
        await show(interaction, reports_page(await self._reports.page(guild_id, 1)))

    @control("report.queue")
    async def open_queue(self, interaction: discord.Interaction) -> None:
        """The queue of reports, from elsewhere on the desk."""
        guild_id = await self._access.may(interaction, Act.ANSWER_REPORTS)
        await show(interaction, reports_page(await self._reports.page(guild_id, 1)))

    @control("report.page", int)
    async def turn_reports(self, interaction: discord.Interaction, number: int) -> None:
        """Another page."""
        guild_id = await self._access.may(interaction, Act.ANSWER_REPORTS)
        await change(interaction, reports_page(await self._reports.page(guild_id, number)))

    @control("report.answer", int)
    async def ask_for_answer(self, interaction: discord.Interaction, report_id: int) -> None:
        """Open the form for the answer."""
        guild_id = await self._access.may(interaction, Act.ANSWER_REPORTS)
        report = await self._reports.get(guild_id, report_id)
        await interaction.response.send_modal(answer_form(report))

    @control("report.answered", int)
    async def take_answer(self, interaction: discord.Interaction, report_id: int) -> None:
        """The answer came back."""
        guild_id = await self._access.may(interaction, Act.ANSWER_REPORTS)
        words = Submitted(interaction).text("words")
        await self._reports.answer(guild_id, interaction.user.id, report_id, words)
        await change(interaction, reports_page(await self._reports.page(guild_id, 1)))
