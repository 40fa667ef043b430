"""Stories under embargo, for editors: the list, and the form that asks until when."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.ui import markup
from bot.ui.controls import Page, card, custom_id, row, text
from bot.ui.dates import moment
from bot.ui.forms import Form
from bot.words import say
from storage.records import Draft


def embargo_page(kept: Sequence[Draft]) -> Page:
    """What is kept back, and a select to open one."""
    if not kept:
        return Page(text(say("Nothing is under embargo. A draft's Embargo button keeps it back.")))
    lines = [
        say(
            "{story}, until {time}",
            story=markup.plain(draft.text.headline, 120),
            time=moment(draft.embargo_until, "f") if draft.embargo_until else "",
        )
        for draft in kept
    ]
    select = discord.ui.Select[Page](
        custom_id=custom_id("embargo.open"),
        placeholder=say("Open one"),
        options=[
            discord.SelectOption(label=markup.label(draft.text.headline, 90), value=str(draft.id))
            for draft in kept
        ],
    )
    listed = "\n".join(f"- {line}" for line in lines)
    return Page(card(text(say("### Under embargo")), text(listed), row(select)))


def embargo_form(draft: Draft) -> Form:
    """Until when."""
    label = discord.ui.Label[Form](
        text=say("Not before"),
        description=say("2026-11-26 07:00, in the server's zone; +01:00 names another"),
        component=discord.ui.TextInput(custom_id="until", required=True, max_length=60),
    )
    return Form(say("Embargo"), custom_id("draft.embargoed", draft.id), [label])
