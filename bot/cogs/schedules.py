"""/schedule: when and where briefings go."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.briefing.zones import complete_zones
from bot.cogs.access import Access
from bot.cogs.answers import show
from bot.cogs.controls import typed_id
from bot.errors import Invalid
from bot.ui.controls import notice
from bot.ui.markup import label, plain
from bot.ui.schedule_list import schedule_added, schedule_list
from bot.words import say
from bot.workflows.look_up import LookUp
from bot.workflows.plan import Plan, ScheduleWish
from bot.workflows.servers import Servers
from storage.records import Schedule

Choices = list[app_commands.Choice[str]]


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class ScheduleCog(
    commands.GroupCog, group_name="schedule", group_description="When and where briefings go"
):
    """Schedules, for chief editors."""

    def __init__(self, access: Access, plan: Plan, servers: Servers, look_up: LookUp) -> None:
        super().__init__()
        self._access = access
        self._plan = plan
        self._servers = servers
        self._look_up = look_up

    @app_commands.command(description="Post a briefing to a channel at times of your choice")
    @app_commands.describe(
        times="Times of day, such as 08:00, 18:00",
        channel="Where to post; the server's default channel if you name none",
        timezone="Such as Europe/Berlin; the server's own if you name none",
        days="Such as mon-fri, or sat, sun; every day if you name none",
        sections="Only these sections, with commas between them",
        name="What to call it",
    )
    async def add(
        self,
        interaction: discord.Interaction,
        times: app_commands.Range[str, 1, 200],
        channel: discord.TextChannel | None = None,
        timezone: app_commands.Range[str, 1, 60] | None = None,
        days: app_commands.Range[str, 1, 100] | None = None,
        sections: app_commands.Range[str, 1, 200] | None = None,
        name: app_commands.Range[str, 1, 80] | None = None,
    ) -> None:
        """Make a schedule and say when it posts first."""
        guild_id = self._access.chief(interaction)
        target = channel or await self._default_channel(interaction, guild_id)
        _check_channel(interaction, target)
        wish = ScheduleWish(
            channel_id=target.id,
            channel_name=target.name,
            times=times,
            timezone=timezone,
            days=days,
            sections=sections,
            name=name,
        )
        schedule = await self._plan.add(guild_id, interaction.user.id, wish)
        await show(interaction, schedule_added(schedule))

    @app_commands.command(name="list", description="Every schedule, its next and its last briefing")
    async def list_all(self, interaction: discord.Interaction) -> None:
        """Answer with the schedules of this server."""
        guild_id = self._access.chief(interaction)
        await show(interaction, schedule_list(await self._plan.list_all(guild_id)))

    @app_commands.command(description="Stop a schedule for good")
    @app_commands.describe(schedule="Which schedule")
    async def remove(self, interaction: discord.Interaction, schedule: str) -> None:
        """Remove a schedule; what it posted stays."""
        guild_id = self._access.chief(interaction)
        removed = await self._plan.remove(guild_id, typed_id(schedule))
        await show(interaction, notice(_sentence("Removed {name}. What it posted stays.", removed)))

    @app_commands.command(description="Stop a schedule until you resume it")
    @app_commands.describe(schedule="Which schedule")
    async def pause(self, interaction: discord.Interaction, schedule: str) -> None:
        """Pause a schedule."""
        guild_id = self._access.chief(interaction)
        paused = await self._plan.pause(guild_id, typed_id(schedule))
        sentence = _sentence("Paused {name}. /schedule resume starts it again.", paused)
        await show(interaction, notice(sentence))

    @app_commands.command(description="Start a paused schedule again")
    @app_commands.describe(schedule="Which schedule")
    async def resume(self, interaction: discord.Interaction, schedule: str) -> None:
        """Resume a schedule and say when it posts next."""
        guild_id = self._access.chief(interaction)
        resumed = await self._plan.resume(guild_id, typed_id(schedule))
        await show(interaction, schedule_added(resumed))

    @remove.autocomplete("schedule")
    @pause.autocomplete("schedule")
    @resume.autocomplete("schedule")
    async def complete_schedule(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Schedules of this server."""
        found = await self._plan.complete(self._access.chief(interaction), typed)
        return [app_commands.Choice(name=label(name, 100), value=str(key)) for name, key in found]

    @add.autocomplete("timezone")
    async def complete_zone(self, _interaction: discord.Interaction, typed: str) -> Choices:
        """Time zones by name or city."""
        return [app_commands.Choice(name=zone, value=zone) for zone in complete_zones(typed)]

    @add.autocomplete("sections")
    async def complete_section(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Sections of this server; what stands before the last comma is kept."""
        guild_id = self._access.chief(interaction)
        kept, comma, last = typed.rpartition(",")
        names = await self._look_up.complete_sections(guild_id, last.strip())
        whole = [f"{kept}{comma} {name}".strip() if comma else name for name in names]
        return [app_commands.Choice(name=label(name, 100), value=name[:100]) for name in whole]

    async def _default_channel(
        self, interaction: discord.Interaction, guild_id: int
    ) -> discord.TextChannel:
        settings = await self._servers.settings(guild_id)
        guild = interaction.guild
        found = guild.get_channel(settings.default_channel_id or 0) if guild else None
        if not isinstance(found, discord.TextChannel):
            raise Invalid("Which channel? Name one, or set the server's default in /setup.")
        return found


def _check_channel(interaction: discord.Interaction, channel: discord.TextChannel) -> None:
    """Raise Invalid unless bot and member may both write there."""
    guild = interaction.guild
    if guild is None or not isinstance(interaction.user, discord.Member):
        return
    needed = {
        "view_channel": say("View Channel"),
        "send_messages": say("Send Messages"),
        "read_message_history": say("Read Message History"),
    }
    granted = channel.permissions_for(guild.me)
    missing = [label for name, label in needed.items() if not getattr(granted, name)]
    if missing:
        raise Invalid(
            "The bot cannot post in {channel} yet: it lacks {permissions} there. Grant it, then"
            " try again.",
            channel=channel.mention,
            permissions=", ".join(missing),
        )
    if not channel.permissions_for(interaction.user).send_messages:
        raise Invalid(
            "You cannot write in {channel} yourself, so you cannot schedule posts there.",
            channel=channel.mention,
        )


def _sentence(message: str, schedule: Schedule) -> str:
    return say(message, name=plain(schedule.name, 80))
