"""Pulling a briefing: the question, and how far its messages are deleted."""

from __future__ import annotations

import discord

from bot.briefing.spoken import say_date
from bot.ui import markup
from bot.ui.controls import Page, button, card, row, text
from bot.words import say, say_count
from bot.workflows.places import channel_of
from bot.workflows.pulling import Posted


def pull_question(posted: Posted) -> Page:
    """Asks before anything is deleted."""
    delivery = posted.delivery
    lines = [
        say_count(
            "Delete the message of “{name}”, {date}, from {channel}?",
            "Delete the {count} messages of “{name}”, {date}, from {channel}?",
            posted.messages,
            name=markup.plain(posted.schedule.name, 80),
            date=say_date(delivery.local_date),
            channel=f"<#{delivery.channel_id}>",
        ),
        f"[{say('Open it')}]({_address(posted)})",
    ]
    if delivery.thread_id:
        lines.append(say("What members wrote in its thread stays."))
    lines.append(say("-# It cannot be taken back. The stories stay, and are not carried again."))
    delete = button(
        say("Delete it"), "briefing.pulled", delivery.id, style=discord.ButtonStyle.danger
    )
    return Page(card(text("\n".join(lines)), row(delete)))


def pulled_page(posted: Posted) -> Page:
    """How far it is."""
    progress = posted.progress
    waiting = progress.total - progress.done - progress.failed
    said = [
        say_count(
            "Pulled: {done} of {count} message deleted.",
            "Pulled: {done} of {count} messages deleted.",
            progress.total,
            done=progress.done,
        )
    ]
    if progress.failed:
        reason = say(progress.reason).removesuffix(".") if progress.reason else ""
        said.append(
            say_count(
                "{count} could not be: {reason}.",
                "{count} could not be: {reason}.",
                progress.failed,
                reason=reason,
            )
        )
    refresh = button(say("Refresh"), "briefing.pulling", posted.delivery.id)
    return Page(card(text("\n".join(said)), *([row(refresh)] if waiting else [])))


def _address(posted: Posted) -> str:
    delivery = posted.delivery
    part = next(part for part in delivery.parts if part.message_id is not None)
    place = f"{delivery.guild_id}/{channel_of(delivery, part)}/{part.message_id}"
    return f"https://discord.com/channels/{place}"
