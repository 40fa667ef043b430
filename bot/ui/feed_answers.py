"""Answers about feeds that are not a feed's own page: a list read or written."""

from __future__ import annotations

import discord

from bot.ui import markup
from bot.ui.controls import Page, button, card, row, text
from bot.words import say, say_count
from bot.workflows.feed_lists import ListPreview
from storage.feed_records import FeedMode

LISTED = 12
"""Feeds of a list that are named one by one."""


def list_preview(preview: ListPreview) -> Page:
    """What a list would bring, with a button to follow it all."""
    count = len(preview.new)
    lines = [say_count("### {count} feed to follow", "### {count} feeds to follow", count)]
    for outline in preview.new[:LISTED]:
        url = outline.url or ""
        name = markup.plain(outline.title, 80) or markup.host(url)
        section = markup.plain(" › ".join(outline.section), 60)
        about = " · ".join(part for part in (markup.host(url), section) if part)
        lines.append(f"- {name}\n-# {about}")
    if count > LISTED:
        more = count - LISTED
        lines.append(say_count("… and {count} more.", "… and {count} more.", more))
    left_out = [
        say_count("{count} is followed already.", "{count} are followed already.", preview.followed)
        if preview.followed
        else "",
        say_count("{count} has no web address.", "{count} have no web address.", preview.unusable)
        if preview.unusable
        else "",
        say_count(
            "{count} is left out: a server can follow 50.",
            "{count} are left out: a server can follow 50.",
            preview.over,
        )
        if preview.over
        else "",
    ]
    how = (
        say("Entries become stories at once.")
        if preview.mode is FeedMode.AUTO
        else say("Entries wait for an editor in /desk queue.")
    )
    tail = [
        " ".join(part for part in left_out if part),
        f"{how} {say('Only what comes from now on counts. Nothing is stored yet.')}",
    ]
    confirm = button(
        say_count("Follow {count} feed", "Follow {count} feeds", count),
        "feed.import",
        preview.lookup_id,
        style=discord.ButtonStyle.success,
    )
    return Page(card(text("\n".join(lines)), text("\n".join(filter(None, tail))), row(confirm)))


def list_followed(count: int) -> str:
    """The answer to that button."""
    if not count:
        return say("Nothing was left to follow. See /feed list.")
    return say_count(
        "Follows {count} feed more. It is polled for the first time in a few minutes.",
        "Follows {count} feeds more. They are polled for the first time within minutes.",
        count,
    )


def list_file(name: str) -> Page:
    """A message with the list as its file."""
    return Page(
        text(say("Every feed of this server. Any feed reader can import this file.")),
        discord.ui.File(f"attachment://{name}"),
    )
