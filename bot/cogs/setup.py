"""/setup, its panel, and /help."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, chosen_values, show
from bot.cogs.controls import control, typed_id
from bot.cogs.forms import Submitted
from bot.cogs.posting_channel import check_bot
from bot.errors import Invalid
from bot.ui.controls import Page
from bot.ui.forms import allowance_form, zone_form
from bot.ui.help_page import help_page
from bot.ui.plain_page import use_plain_text, wants_plain_text
from bot.ui.roles_page import roles_page
from bot.ui.setup_panel import setup_panel
from bot.workflows.acts import Act
from bot.workflows.servers import Servers


class SetupCog(commands.Cog):
    """The server's settings in one private panel."""

    def __init__(self, access: Access, servers: Servers) -> None:
        self._access = access
        self._servers = servers

    @app_commands.command(description="Editors' role, channels and time zone")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    async def setup(self, interaction: discord.Interaction) -> None:
        """Answer with the panel."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        await show(interaction, await self._panel(interaction, guild_id))

    @control("setup.panel")
    async def back(self, interaction: discord.Interaction) -> None:
        """The panel again."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.roles")
    async def show_roles(self, interaction: discord.Interaction) -> None:
        """What each role may do."""
        await self._access.may(interaction, Act.SET_UP)
        await change(interaction, roles_page())

    @control("setup.role")
    async def choose_role(self, interaction: discord.Interaction) -> None:
        """The editors' role was chosen, or none."""
        guild_id = await self._access.may(interaction, Act.CHOOSE_ROLES)
        role_id = _chosen_role(interaction)
        await self._servers.choose_role(guild_id, interaction.user.id, role_id)
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.chief_role")
    async def choose_chief_role(self, interaction: discord.Interaction) -> None:
        """The chief editors' role was chosen, or none."""
        guild_id = await self._access.may(interaction, Act.CHOOSE_ROLES)
        role_id = _chosen_role(interaction)
        await self._servers.choose_chief_role(guild_id, interaction.user.id, role_id)
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.channel")
    async def choose_channel(self, interaction: discord.Interaction) -> None:
        """A channel was chosen, or none."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        channel_id = _chosen_channel(interaction)
        await self._servers.choose_channel(guild_id, interaction.user.id, channel_id)
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.notices")
    async def choose_notice_channel(self, interaction: discord.Interaction) -> None:
        """The editors' channel was chosen, or none."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        channel_id = _chosen_channel(interaction)
        if channel_id:
            check_bot(interaction, channel_id)
        await self._servers.choose_notice_channel(guild_id, interaction.user.id, channel_id)
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.language")
    async def choose_language(self, interaction: discord.Interaction) -> None:
        """What briefings and notices speak was chosen."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        chosen = next(iter(chosen_values(interaction)), "")
        await self._servers.choose_language(guild_id, interaction.user.id, chosen)
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.plain", int)
    async def post_plainly(self, interaction: discord.Interaction, plain: int) -> None:
        """Whether briefings are posted as plain text."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        by = interaction.user.id
        await self._servers.post_plainly(guild_id, by, plain=bool(plain))
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.updates", int)
    async def thread_updates(self, interaction: discord.Interaction, wanted: int) -> None:
        """Whether updates to a story share a thread."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        await self._servers.thread_updates(guild_id, interaction.user.id, wanted=bool(wanted))
        await change(interaction, await self._panel(interaction, guild_id))

    @control("reader.plain", int)
    async def answer_plainly(self, interaction: discord.Interaction, plain: int) -> None:
        """How a member's own answers come from now on; the next one shows it."""
        guild_id = await self._access.may(interaction, Act.READ)
        await self._servers.answer_plainly(guild_id, interaction.user.id, plain=bool(plain))
        use_plain_text(bool(plain))
        await show(interaction, help_page(plain=bool(plain)))

    @control("setup.zone_form")
    async def ask_zone(self, interaction: discord.Interaction) -> None:
        """Open the form for the zone."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        settings = await self._servers.settings(guild_id)
        await interaction.response.send_modal(zone_form(settings.zone))

    @control("setup.zone")
    async def choose_zone(self, interaction: discord.Interaction) -> None:
        """The zone came back."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        zone = Submitted(interaction).text("zone")
        await self._servers.choose_zone(guild_id, interaction.user.id, zone)
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.desk")
    async def choose_desk_channel(self, interaction: discord.Interaction) -> None:
        """The desk's channel was chosen, or none."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        channel_id = _chosen_channel(interaction)
        if channel_id:
            check_bot(interaction, channel_id)
        await self._servers.choose_desk_channel(guild_id, interaction.user.id, channel_id)
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.submissions", int)
    async def take_submissions(self, interaction: discord.Interaction, takes: int) -> None:
        """Members may send stories in, or not."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        await self._servers.take_submissions(guild_id, interaction.user.id, takes=bool(takes))
        await change(interaction, await self._panel(interaction, guild_id))

    @control("setup.allowance_form")
    async def ask_allowance(self, interaction: discord.Interaction) -> None:
        """Open the form for how much a member may send."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        settings = await self._servers.settings(guild_id)
        gap = int(settings.submission_gap.total_seconds())
        form = allowance_form(settings.submissions_a_day, gap)
        await interaction.response.send_modal(form)

    @control("setup.allowance")
    async def choose_allowance(self, interaction: discord.Interaction) -> None:
        """The numbers came back."""
        guild_id = await self._access.may(interaction, Act.SET_UP)
        form = Submitted(interaction)
        await self._servers.choose_allowance(
            guild_id, interaction.user.id, form.text("a_day"), form.text("gap")
        )
        await change(interaction, await self._panel(interaction, guild_id))

    async def _panel(self, interaction: discord.Interaction, guild_id: int) -> Page:
        chooses = await self._access.allows(interaction, Act.CHOOSE_ROLES)
        return setup_panel(await self._servers.settings(guild_id), chooses_roles=chooses)

    @app_commands.command(name="help", description="What Dateline can do here")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def show_help(self, interaction: discord.Interaction) -> None:
        """Answer with the commands."""
        await self._access.may(interaction, Act.READ)
        await show(interaction, help_page(plain=wants_plain_text()))


def _chosen(interaction: discord.Interaction) -> int | None:
    """The id that was chosen; None for nothing, or for what is none."""
    values = (interaction.data or {}).get("values") or []
    return typed_id(str(values[0])) if values else None


def _chosen_role(interaction: discord.Interaction) -> int | None:
    """A role of this server. Raises Invalid for any other, and for everybody's."""
    chosen = _chosen(interaction)
    role = interaction.guild.get_role(chosen) if interaction.guild and chosen else None
    if chosen and role is None:
        raise Invalid("That role is gone. Choose another one.")
    if role is not None and role.is_default():
        raise Invalid("Everybody has this role. Choose one that people are given.")
    return chosen


def _chosen_channel(interaction: discord.Interaction) -> int | None:
    """A channel of this server. Raises Invalid for any other."""
    chosen = _chosen(interaction)
    if chosen and (interaction.guild is None or interaction.guild.get_channel(chosen) is None):
        raise Invalid("That channel is gone. Choose another one.")
    return chosen
