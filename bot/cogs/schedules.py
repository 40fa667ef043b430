"""/schedule: when and where briefings go."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.answers import show
from bot.cogs.controls import typed_id
from bot.cogs.posting_channel import (
    Postable,
    checked_target,
    default_channel,
    schedules_channel,
)
from bot.cogs.schedule_completions import ScheduleCompletions
from bot.cogs.schedule_options import (
    LANGUAGES,
    PING_WHEN,
    Date,
    Dates,
    Days,
    Draft,
    Name,
    Sections,
    Stories,
    Tags,
    Times,
    Zone,
    target_wish,
)
from bot.ui.controls import notice
from bot.ui.markup import plain
from bot.ui.schedule_list import (
    date_moved,
    dates_restored,
    dates_skipped,
    next_page,
    schedule_list,
    schedule_page,
    schedule_saved,
)
from bot.words import say
from bot.workflows.acts import Act
from bot.workflows.schedule_wish import ScheduleWish
from bot.workflows.target_wish import TargetWish
from storage.schedule_records import Schedule, Target

COMPLETED = app_commands.autocomplete(
    timezone=ScheduleCompletions.complete_zone,
    tags=ScheduleCompletions.complete_tag,
    sections=ScheduleCompletions.complete_section,
)


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
class ScheduleCog(
    ScheduleCompletions,
    commands.GroupCog,
    group_name="schedule",
    group_description="When and where briefings go",
):
    """Schedules, for chief editors."""

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
        draft="Minutes before the hour at which editors see the draft; 0 for none",
        approval="Post only what an editor has approved; else it goes unless somebody holds it",
    )
    @COMPLETED
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
        draft: Draft | None = None,
        approval: bool | None = None,
    ) -> None:
        """Make a schedule and say when it posts first."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        if channel is None:
            settings = await self._servers.settings(guild_id)
            channel = default_channel(interaction, settings.default_channel_id)
        target = target_wish(thread, tags, ping, ping_when)
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
            draft=draft,
            approval=approval,
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
        draft="Minutes before the hour at which editors see the draft; 0 for none",
        approval="Post only what an editor has approved; else it goes unless somebody holds it",
    )
    @app_commands.autocomplete(schedule=ScheduleCompletions.complete_schedule)
    @COMPLETED
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
        draft: Draft | None = None,
        approval: bool | None = None,
    ) -> None:
        """Change a schedule and say when it posts next."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        target = target_wish(thread, tags, ping, ping_when)
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
            draft=draft,
            approval=approval,
        )
        edited = await self._plan.edit(guild_id, interaction.user.id, typed_id(schedule), wish)
        await show(interaction, schedule_saved(edited))

    @app_commands.command(name="list", description="Every schedule, its next and its last briefing")
    async def list_all(self, interaction: discord.Interaction) -> None:
        """Answer with the schedules of this server."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        for page in schedule_list(await self._plan.list_all(guild_id)):
            await show(interaction, page)

    @app_commands.command(
        name="show", description="A schedule's settings, its next postings and its last editions"
    )
    @app_commands.describe(schedule="Which schedule")
    @app_commands.autocomplete(schedule=ScheduleCompletions.complete_schedule)
    async def show_one(self, interaction: discord.Interaction, schedule: str) -> None:
        """Answer with everything about one schedule."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        shown = await self._plan.show(guild_id, typed_id(schedule))
        await show(interaction, schedule_page(shown))

    @app_commands.command(name="next", description="The next five postings of this server")
    async def next_of_all(self, interaction: discord.Interaction) -> None:
        """Answer with what is posted next, whatever the schedule."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        await show(interaction, next_page(await self._plan.next_of_all(guild_id)))

    @app_commands.command(description="Leave a schedule's next briefing out, or that of a date")
    @app_commands.describe(
        schedule="Which schedule",
        date="Such as 24 Dec, or 24 Dec to 2 Jan; the next posting if you name none",
        move_to="Post on this date instead",
        undo="Post on that date after all",
    )
    @app_commands.autocomplete(
        schedule=ScheduleCompletions.complete_schedule, date=ScheduleCompletions.complete_date
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
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        key = typed_id(schedule)
        if undo:
            page = dates_restored(
                *await self._plan.unskip(guild_id, interaction.user.id, key, date)
            )
        elif move_to:
            page = date_moved(
                *await self._plan.move(guild_id, interaction.user.id, key, date, move_to)
            )
        else:
            page = dates_skipped(*await self._plan.skip(guild_id, interaction.user.id, key, date))
        await show(interaction, page)

    @app_commands.command(description="Stop a schedule for good")
    @app_commands.describe(schedule="Which schedule")
    @app_commands.autocomplete(schedule=ScheduleCompletions.complete_schedule)
    async def remove(self, interaction: discord.Interaction, schedule: str) -> None:
        """Remove a schedule; what it posted stays."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        removed = await self._plan.remove(guild_id, interaction.user.id, typed_id(schedule))
        await show(interaction, notice(_sentence("Removed {name}. What it posted stays.", removed)))

    @app_commands.command(description="Stop a schedule until you resume it")
    @app_commands.describe(schedule="Which schedule")
    @app_commands.autocomplete(schedule=ScheduleCompletions.complete_schedule)
    async def pause(self, interaction: discord.Interaction, schedule: str) -> None:
        """Pause a schedule."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        paused = await self._plan.pause(guild_id, interaction.user.id, typed_id(schedule))
        sentence = _sentence("Paused {name}. /schedule resume starts it again.", paused)
        await show(interaction, notice(sentence))

    @app_commands.command(description="Start a paused schedule again")
    @app_commands.describe(schedule="Which schedule")
    @app_commands.autocomplete(schedule=ScheduleCompletions.complete_schedule)
    async def resume(self, interaction: discord.Interaction, schedule: str) -> None:
        """Resume a schedule and say when it posts next."""
        guild_id = await self._access.may(interaction, Act.SCHEDULES)
        resumed = await self._plan.resume(guild_id, interaction.user.id, typed_id(schedule))
        await show(interaction, schedule_saved(resumed))


def _sentence(message: str, schedule: Schedule) -> str:
    return say(message, name=plain(schedule.name, 80))
