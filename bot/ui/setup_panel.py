"""The private panel of /setup: editors' role, channels, time zone, all in one place."""

from __future__ import annotations

import discord

from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.words import language_name, languages, say, say_count
from storage.guild_records import Guild

Items = list[discord.ui.Item[Page]]


def setup_panel(guild: Guild, *, chooses_roles: bool) -> Page:
    """What is set, with a control for each setting; those of the roles can be off."""
    return Page(
        card(
            text(say("### Set up this server")),
            *_roles(guild, on=chooses_roles),
            *_channels(guild),
            *_submissions(guild),
            *_language(guild),
            *_cards(guild),
            *_updates(guild),
            *_zone(guild),
            text(f"-# {_next_step(guild)}"),
        )
    )


def welcome() -> Page:
    """The one message on joining."""
    return Page(
        card(
            text(
                say(
                    "### Dateline is here\nA news desk for this server. An admin starts with"
                    " **/setup**; then editors add stories with **/story add** and"
                    " **/schedule add** posts them as a briefing at the hour you choose."
                )
            ),
            text(say("-# It never pings anybody unless an admin says so.")),
        )
    )


def _roles(guild: Guild, *, on: bool) -> Items:
    editors = _role_select(
        "setup.role", say("Choose the editors' role"), guild.editors_role_id, on=on
    )
    chiefs = _role_select(
        "setup.chief_role",
        say("Choose the chief editors' role"),
        guild.chief_editors_role_id,
        on=on,
    )
    return [
        text(
            say(
                "**Editors' role.** Its members may add stories. Without one, only people"
                " with Manage Messages may."
            )
        ),
        row(editors),
        text(
            say(
                "**Chief editors' role.** Its members also look after schedules and these"
                " settings. Without one, only people with Manage Server may."
            )
        ),
        row(chiefs),
    ]


def _channels(guild: Guild) -> Items:
    default = _channel_select(
        "setup.channel",
        say("Choose the default channel"),
        guild.default_channel_id,
        discord.ChannelType.forum,
    )
    notices = _channel_select(
        "setup.notices", say("Choose the editors' channel"), guild.notice_channel_id
    )
    desk = _channel_select("setup.desk", say("Choose the desk channel"), guild.desk_channel_id)
    return [
        text(say("**Default channel.** Where a new schedule posts if you name no other.")),
        row(default),
        text(
            say(
                "**Editors' channel.** Where the bot says in good time that a briefing will"
                " not go out and why, and what else went wrong. Without one it writes to the"
                " server's owner."
            )
        ),
        row(notices),
        text(
            say(
                "**Desk channel.** Where new submissions are shown, for editors to decide at"
                " once. Everybody who sees the channel sees them; without one they wait in"
                " /desk queue."
            )
        ),
        row(desk),
    ]


def _submissions(guild: Guild) -> Items:
    takes = guild.takes_submissions
    buttons = [
        button(
            say("Take no stories from members") if takes else say("Take stories from members"),
            "setup.submissions",
            int(not takes),
        )
    ]
    if takes:
        buttons.append(button(say("How many"), "setup.allowance_form"))
    return [text(_submissions_line(guild)), row(*buttons)]


def _language(guild: Guild) -> Items:
    line = say(
        "**Language.** What briefings and notices speak. An answer to one person speaks"
        " that person's own language where it can."
    )
    return [text(line), row(_language_select(guild.language))]


def _cards(guild: Guild) -> Items:
    line = (
        say(
            "**Plain text.** Briefings are posted as text without cards, for people whose"
            " previews are off or who use a screen reader. For themselves, members choose"
            " in /help."
        )
        if guild.plain_text
        else say(
            "**Cards.** Briefings are posted as cards. As plain text they reach people"
            " whose previews are off or who use a screen reader, too. For themselves,"
            " members choose in /help."
        )
    )
    label = say("Post cards") if guild.plain_text else say("Post plain text")
    return [text(line), row(button(label, "setup.plain", int(not guild.plain_text)))]


def _updates(guild: Guild) -> Items:
    on = guild.update_threads
    label = say("No threads for updates") if on else say("Threads for updates")
    return [text(_updates_line(guild)), row(button(label, "setup.updates", int(not on)))]


def _zone(guild: Guild) -> Items:
    change = button(
        say("Change the time zone") if guild.zone else say("Set the time zone"),
        "setup.zone_form",
        style=discord.ButtonStyle.secondary if guild.zone else discord.ButtonStyle.primary,
    )
    return [
        text(_zone_line(guild)),
        row(change, button(say("What each role may do"), "setup.roles")),
    ]


def _role_select(
    action: str, placeholder: str, chosen: int | None, *, on: bool
) -> discord.ui.RoleSelect[Page]:
    return discord.ui.RoleSelect(
        custom_id=custom_id(action),
        placeholder=placeholder,
        min_values=0,
        max_values=1,
        default_values=_chosen(chosen, discord.SelectDefaultValueType.role),
        disabled=not on,
    )


def _channel_select(
    action: str, placeholder: str, chosen: int | None, *more: discord.ChannelType
) -> discord.ui.ChannelSelect[Page]:
    return discord.ui.ChannelSelect(
        custom_id=custom_id(action),
        placeholder=placeholder,
        channel_types=[discord.ChannelType.text, discord.ChannelType.news, *more],
        min_values=0,
        max_values=1,
        default_values=_chosen(chosen, discord.SelectDefaultValueType.channel),
    )


def _language_select(chosen: str) -> discord.ui.Select[Page]:
    return discord.ui.Select(
        custom_id=custom_id("setup.language"),
        options=[
            discord.SelectOption(label=language_name(tag), value=tag, default=tag == chosen)
            for tag in languages()
        ],
    )


def _chosen(
    identifier: int | None, kind: discord.SelectDefaultValueType
) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=identifier, type=kind)] if identifier else []


def _submissions_line(guild: Guild) -> str:
    if not guild.takes_submissions:
        return say("**Stories from members.** Only editors bring stories to the desk.")
    gap, most = int(guild.submission_gap.total_seconds()), guild.submissions_a_day
    apart = say("At most {most} a day from each.", most=most)
    if gap:
        apart = say_count(
            "At most {most} a day from each, {count} second apart.",
            "At most {most} a day from each, {count} seconds apart.",
            gap,
            most=most,
        )
    return (
        say(
            "**Stories from members.** They send them with /submit or by a message's menu, and"
            " they wait in /desk queue."
        )
        + f" {apart}"
    )


def _updates_line(guild: Guild) -> str:
    if not guild.update_threads:
        return say(
            "**Updates.** They link back to the story before. They can also share a thread with"
            " it, for people who want to follow one story."
        )
    return say(
        "**Updates.** Each gets a line in a public thread that begins at the first story's"
        " message. Not where a schedule posts in a thread or forum: there people talk already."
    )


def _zone_line(guild: Guild) -> str:
    if guild.zone:
        return say(
            "**Time zone.** {zone}. Schedules use it unless they name another.", zone=guild.zone
        )
    return say("**Time zone.** Not set. Schedules need one: without it they ask.")


def _next_step(guild: Guild) -> str:
    if not guild.zone:
        return say("Next step: the time zone.")
    return say("Next step: /story add for the first story, /schedule add for the first briefing.")
