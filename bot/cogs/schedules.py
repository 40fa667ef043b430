"""/schedule: when and where briefings go."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.briefing.spoken import say_date
from bot.briefing.zones import complete_zones
from bot.cogs.access import Access
from bot.cogs.answers import show
from bot.cogs.controls import typed_id
from bot.cogs.posting_channel import (
    Postable,
    checked_target,
    default_channel,
    forum_tags,
    schedules_channel,
)
from bot.ui.controls import notice
from bot.ui.markup import label, plain
from bot.ui.schedule_list import (
    date_moved,
    dates_restored,
    dates_skipped,
    next_page,
    schedule_list,
    schedule_page,
    schedule_saved,
)
from bot.words import language_name, languages, say
from bot.workflows.look_up import LookUp
from bot.workflows.plan import Plan
from bot.workflows.schedule_wish import MOST_STORIES, SERVERS_LANGUAGE, ScheduleWish
from bot.workflows.servers import Servers
from bot.workflows.target_wish import TargetWish
from storage.records import PingWhen, Schedule, Target

Choices = list[app_commands.Choice[str]]
Times = app_commands.Range[str, 1, 200]
Zone = app_commands.Range[str, 1, 60]
Days = app_commands.Range[str, 1, 100]
Sections = app_commands.Range[str, 1, 200]
Name = app_commands.Range[str, 1, 80]
Stories = app_commands.Range[int, 1, MOST_STORIES]
Date = app_commands.Range[str, 1, 40]
Dates = app_commands.Range[str, 1, 200]
Tags = app_commands.Range[str, 1, 120]

NEVER = "never"
PING_WHEN = app_commands.choices(
    ping_when=[
        app_commands.Choice(name="When there is news of the day", value=PingWhen.NEWS.value),
        app_commands.Choice(name="With every edition", value=PingWhen.EVERY.value),
        app_commands.Choice(name="Never", value=NEVER),
    ]
)
LANGUAGES = app_commands.choices(
    language=[
        app_commands.Choice(name="The server's own", value=SERVERS_LANGUAGE),
        *(app_commands.Choice(name=language_name(tag), value=tag) for tag in languages()),
    ]
)


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
        days="Such as mon-fri, or first monday, last fri; every day if you name none",
        sections="Only these sections, with commas between them",
        name="What to call it",
        story_cap="How many stories a briefing carries at most; 8 if you name no number",
        start="The first date, such as 24 December",
        end="The last date",
        post_empty="If nothing is new: post a short note, or nothing",
        thread="Post into a new thread each day",
        tags="Of a forum's posts, with commas between them",
        ping="A role to mention, if it and you allow that",
        ping_when="Which briefings mention it; those with news of the day if you name none",
        language="What its briefings speak",
    )
    @PING_WHEN
    @LANGUAGES
    async def add(
        self,
        interaction: discord.Interaction,
        times: Times,
        channel: Postable | None = None,
        timezone: Zone | None = None,
        days: Days | None = None,
        sections: Sections | None = None,
        name: Name | None = None,
        story_cap: Stories | None = None,
        start: Date | None = None,
        end: Date | None = None,
        post_empty: bool | None = None,
        thread: bool | None = None,
        tags: Tags | None = None,
        ping: discord.Role | None = None,
        ping_when: str | None = None,
        language: str | None = None,
    ) -> None:
        """Make a schedule and say when it posts first."""
        guild_id = self._access.chief(interaction)
        if channel is None:
            settings = await self._servers.settings(guild_id)
            channel = default_channel(interaction, settings.default_channel_id)
        target = _target_wish(thread, tags, ping, ping_when)
        wish = ScheduleWish(
            channel_id=channel.id,
            channel_name=channel.name,
            times=times,
            timezone=timezone,
            days=days,
            sections=sections,
            name=name,
            story_cap=story_cap,
            start=start,
            end=end,
            post_empty=post_empty,
            target=checked_target(interaction, channel, Target(), target),
            language=language,
        )
        await show(
            interaction,
            schedule_saved(await self._plan.add(guild_id, interaction.user.id, wish)),
        )

    @app_commands.command(description="Change a schedule; what you do not name stays")
    @app_commands.describe(
        schedule="Which schedule",
        times="Times of day, such as 08:00, 18:00",
        channel="Where to post",
        timezone="Such as Europe/Berlin",
        days="Such as mon-fri, or first monday, last fri, or daily",
        sections="Only these sections, with commas between them; all for every section",
        name="What to call it",
        story_cap="How many stories a briefing carries at most",
        start="The first date, such as 24 December; none for at once",
        end="The last date; none for no end",
        post_empty="If nothing is new: post a short note, or nothing",
        thread="Post into a new thread each day",
        tags="Of a forum's posts, with commas between them; none for no tag",
        ping="A role to mention, if it and you allow that",
        ping_when="Which briefings mention it",
        language="What its briefings speak",
    )
    @PING_WHEN
    @LANGUAGES
    async def edit(
        self,
        interaction: discord.Interaction,
        schedule: str,
        times: Times | None = None,
        channel: Postable | None = None,
        timezone: Zone | None = None,
        days: Days | None = None,
        sections: Sections | None = None,
        name: Name | None = None,
        story_cap: Stories | None = None,
        start: Date | None = None,
        end: Date | None = None,
        post_empty: bool | None = None,
        thread: bool | None = None,
        tags: Tags | None = None,
        ping: discord.Role | None = None,
        ping_when: str | None = None,
        language: str | None = None,
    ) -> None:
        """Change a schedule and say when it posts next."""
        guild_id = self._access.chief(interaction)
        target = _target_wish(thread, tags, ping, ping_when)
        checked = None
        if channel or target != TargetWish():
            before = await self._plan.get(guild_id, typed_id(schedule))
            channel = channel or schedules_channel(interaction, before.channel_id)
            checked = checked_target(interaction, channel, before.target, target)
        wish = ScheduleWish(
            channel_id=channel.id if channel else None,
            times=times,
            timezone=timezone,
            days=days,
            sections=sections,
            name=name,
            story_cap=story_cap,
            start=start,
            end=end,
            post_empty=post_empty,
            target=checked,
            language=language,
        )
        edited = await self._plan.edit(guild_id, typed_id(schedule), wish)
        await show(interaction, schedule_saved(edited))

    @app_commands.command(name="list", description="Every schedule, its next and its last briefing")
    async def list_all(self, interaction: discord.Interaction) -> None:
        """Answer with the schedules of this server."""
        guild_id = self._access.chief(interaction)
        for page in schedule_list(await self._plan.list_all(guild_id)):
            await show(interaction, page)

    @app_commands.command(
        name="show", description="A schedule's settings, its next postings and its last editions"
    )
    @app_commands.describe(schedule="Which schedule")
    async def show_one(self, interaction: discord.Interaction, schedule: str) -> None:
        """Answer with everything about one schedule."""
        guild_id = self._access.chief(interaction)
        shown = await self._plan.show(guild_id, typed_id(schedule))
        await show(interaction, schedule_page(shown))

    @app_commands.command(name="next", description="The next five postings of this server")
    async def next_of_all(self, interaction: discord.Interaction) -> None:
        """Answer with what is posted next, whatever the schedule."""
        guild_id = self._access.chief(interaction)
        await show(interaction, next_page(await self._plan.next_of_all(guild_id)))

    @app_commands.command(description="Leave a schedule's next briefing out, or that of a date")
    @app_commands.describe(
        schedule="Which schedule",
        date="Such as 24 Dec, or 24 Dec to 2 Jan; the next posting if you name none",
        move_to="Post on this date instead",
        undo="Post on that date after all",
    )
    async def skip(
        self,
        interaction: discord.Interaction,
        schedule: str,
        date: Dates | None = None,
        move_to: Date | None = None,
        undo: bool = False,
    ) -> None:
        """Set dates aside, move one, or take that back."""
        guild_id = self._access.chief(interaction)
        key = typed_id(schedule)
        if undo:
            page = dates_restored(*await self._plan.unskip(guild_id, key, date))
        elif move_to:
            page = date_moved(*await self._plan.move(guild_id, key, date, move_to))
        else:
            page = dates_skipped(*await self._plan.skip(guild_id, key, date))
        await show(interaction, page)

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
        await show(interaction, schedule_saved(resumed))

    @edit.autocomplete("schedule")
    @show_one.autocomplete("schedule")
    @skip.autocomplete("schedule")
    @remove.autocomplete("schedule")
    @pause.autocomplete("schedule")
    @resume.autocomplete("schedule")
    async def complete_schedule(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Schedules of this server."""
        found = await self._plan.complete(self._access.chief(interaction), typed)
        return [app_commands.Choice(name=label(name, 100), value=str(key)) for name, key in found]

    @skip.autocomplete("date")
    async def complete_date(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Dates on which the chosen schedule posts; with undo, those that were set aside."""
        guild_id = self._access.chief(interaction)
        chosen = typed_id(str(interaction.namespace.schedule or ""))
        undo = bool(interaction.namespace.undo)
        dates = await self._plan.complete_dates(guild_id, chosen, undo=undo)
        named = {on.isoformat(): say_date(on) for on in dates}
        return [
            app_commands.Choice(name=name, value=value)
            for value, name in named.items()
            if typed.casefold() in f"{name} {value}".casefold()
        ]

    @add.autocomplete("timezone")
    @edit.autocomplete("timezone")
    async def complete_zone(self, _interaction: discord.Interaction, typed: str) -> Choices:
        """Time zones by name or city."""
        return [app_commands.Choice(name=zone, value=zone) for zone in complete_zones(typed)]

    @add.autocomplete("tags")
    @edit.autocomplete("tags")
    async def complete_tag(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Tags of the chosen forum; what stands before the last comma is kept."""
        guild_id = self._access.chief(interaction)
        kept, comma, last = typed.rpartition(",")
        chosen = interaction.namespace.channel
        channel_id = chosen.id if chosen else None
        if channel_id is None and (key := typed_id(str(interaction.namespace.schedule or ""))):
            channel_id = (await self._plan.get(guild_id, key)).channel_id
        if channel_id is None:
            channel_id = (await self._servers.settings(guild_id)).default_channel_id
        taken = {name.strip().casefold() for name in kept.split(",")}
        whole = [
            f"{kept}{comma} {name}".strip() if comma else name
            for name in forum_tags(interaction, channel_id)
            if last.strip().casefold() in name.casefold() and name.casefold() not in taken
        ]
        return [app_commands.Choice(name=label(name, 100), value=name[:100]) for name in whole]

    @add.autocomplete("sections")
    @edit.autocomplete("sections")
    async def complete_section(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Sections of this server; what stands before the last comma is kept."""
        guild_id = self._access.chief(interaction)
        kept, comma, last = typed.rpartition(",")
        names = await self._look_up.complete_sections(guild_id, last.strip())
        whole = [f"{kept}{comma} {name}".strip() if comma else name for name in names]
        return [app_commands.Choice(name=label(name, 100), value=name[:100]) for name in whole]


def _target_wish(
    thread: bool | None, tags: str | None, ping: discord.Role | None, ping_when: str | None
) -> TargetWish:
    never = ping_when == NEVER
    return TargetWish(
        thread=thread,
        tags=tags,
        ping_role_id=ping.id if ping else None,
        ping_when=PingWhen(ping_when) if ping_when and not never else None,
        no_ping=never,
    )


def _sentence(message: str, schedule: Schedule) -> str:
    return say(message, name=plain(schedule.name, 80))
