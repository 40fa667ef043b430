"""The private answer to /briefing now: a link to what was posted, a question, or why not."""

from __future__ import annotations

import discord

from bot.ui.controls import Page, button, row, text
from bot.ui.markup import plain
from bot.words import say
from bot.workflows.extra import OPEN, Asked
from bot.workflows.places import channel_of
from storage.delivery_records import Delivery, DeliveryState


def extra_page(asked: Asked, request_id: int) -> Page:
    """What became of the wish. `request_id` is the interaction that asked."""
    if asked.already:
        return _question(asked, asked.already, request_id)
    if asked.delivery is None:
        return Page(text(say("Nothing was posted.")))
    sentence = text(_outcome(asked, asked.delivery))
    link = _link(asked.delivery)
    return Page(sentence, row(link)) if link else Page(sentence)


def _question(asked: Asked, already: Delivery, request_id: int) -> Page:
    name = plain(asked.schedule.name, 80)
    sentence = say(
        "Today's edition of {name} is going out now. Post an extra one too?"
        if already.state in OPEN
        else "Today's edition of {name} is out already. Post an extra one too?",
        name=name,
    )
    confirm = button(
        say("Post an extra edition"),
        "briefing.extra",
        asked.schedule.id,
        request_id,
        style=discord.ButtonStyle.primary,
    )
    link = _link(already)
    return Page(text(sentence), row(confirm, link) if link else row(confirm))


def _outcome(asked: Asked, delivery: Delivery) -> str:
    name = plain(asked.schedule.name, 80)
    reason = say(delivery.reason).removesuffix(".") if delivery.reason else ""
    match delivery.state:
        case DeliveryState.SENT:
            return say(
                "Posted an extra edition of {name} in {channel}.",
                name=name,
                channel=f"<#{delivery.channel_id}>",
            )
        case DeliveryState.SKIPPED if delivery.reason == "nothing new":
            return say(
                "Nothing was posted: {name} has carried every story there is. Add one with"
                " /story add.",
                name=name,
            )
        case DeliveryState.SKIPPED | DeliveryState.FAILED:
            return say("Nothing was posted. {reason}.", reason=reason or say("It was skipped"))
        case DeliveryState.UNCONFIRMED:
            return say("It may have been posted. {reason}.", reason=reason)
        case _:
            return say("It is on its way. /schedule show tells what became of it.")


def _link(delivery: Delivery) -> discord.ui.Button[Page] | None:
    """A button that leads to the first message of an edition; None if there is none yet."""
    first = delivery.parts[0] if delivery.parts else None
    if first is None or first.message_id is None:
        return None
    place = f"{delivery.guild_id}/{channel_of(delivery, first)}/{first.message_id}"
    return discord.ui.Button(label=say("Open it"), url=f"https://discord.com/channels/{place}")
