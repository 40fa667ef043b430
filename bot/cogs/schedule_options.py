"""The options of /schedule add and edit: what may be typed or picked, and the target they wish."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.words import language_name, languages
from bot.workflows.schedule_wish import MOST_DRAFT, MOST_STORIES, SERVERS_LANGUAGE
from bot.workflows.target_wish import TargetWish
from storage.schedule_records import PingWhen

Times = app_commands.Range[str, 1, 200]
Zone = app_commands.Range[str, 1, 60]
Days = app_commands.Range[str, 1, 100]
Sections = app_commands.Range[str, 1, 200]
Name = app_commands.Range[str, 1, 80]
Stories = app_commands.Range[int, 1, MOST_STORIES]
Date = app_commands.Range[str, 1, 40]
Dates = app_commands.Range[str, 1, 200]
Tags = app_commands.Range[str, 1, 120]

Draft = app_commands.Range[int, 0, MOST_DRAFT]

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


def target_wish(
    thread: bool | None, tags: str | None, ping: discord.Role | None, ping_when: str | None
) -> TargetWish:
    """What was said about threads, tags and pings."""
    never = ping_when == NEVER
    return TargetWish(
        thread=thread,
        tags=tags,
        ping_role_id=ping.id if ping else None,
        ping_when=PingWhen(ping_when) if ping_when and not never else None,
        no_ping=never,
    )
