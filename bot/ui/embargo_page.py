"""Stories under embargo, for editors: the list, and the form that asks until when."""

from __future__ import annotations

import discord

from bot.ui import markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.dates import moment
from bot.ui.forms import Form
from bot.ui.story_card import listed
from bot.words import say
from bot.workflows.embargoes import KeptBack
from storage.story_records import Draft, Story

MOST_TEXT = 230
"""Of one story, so that ten and as many drafts keep within Discord's 4,000."""


def embargo_page(kept: KeptBack) -> Page:
    """What is kept back: drafts with a select to open one, stories with a button each."""
    if not kept.drafts and not kept.stories:
        return Page(
            text(
                say(
                    "Nothing is under embargo. A draft's Embargo button keeps it back, /story"
                    " embargo a stored story."
                )
            )
        )
    stories = [
        discord.ui.Section[Page](
            listed(story, MOST_TEXT),
            accessory=button(say("Open"), "story.open", story.id),
        )
        for story in kept.stories
    ]
    drafts = _drafts(kept.drafts) if kept.drafts else []
    return Page(card(text(say("### Under embargo")), *drafts, *stories))


def _drafts(drafts: tuple[Draft, ...]) -> list[discord.ui.Item[Page]]:
    lines = [
        say(
            "{story}, until {time}",
            story=markup.plain(draft.text.headline, 120),
            time=moment(draft.embargo_until, "f") if draft.embargo_until else "",
        )
        for draft in drafts
    ]
    select = discord.ui.Select[Page](
        custom_id=custom_id("embargo.open"),
        placeholder=say("Open one"),
        options=[
            discord.SelectOption(label=markup.label(draft.text.headline, 90), value=str(draft.id))
            for draft in drafts
        ],
    )
    listed = "\n".join(f"- {line}" for line in lines)
    return [text(listed), row(select)]


def embargoed_page(story: Story) -> Page:
    """The answer to /story embargo."""
    name = markup.plain(story.headline, 120)
    if story.embargo_until is None:
        return Page(text(say("**{story}** is not under embargo any more.", story=name)))
    return Page(
        text(
            say(
                "**{story}** is under embargo until {time}. Only editors find it until then, and no"
                " edition carries it before.",
                story=name,
                time=moment(story.embargo_until, "f"),
            )
        )
    )


def embargo_form(draft: Draft) -> Form:
    """Until when."""
    label = discord.ui.Label[Form](
        text=say("Not before"),
        description=say("2026-11-26 07:00, in the server's zone; +01:00 names another"),
        component=discord.ui.TextInput(custom_id="until", required=True, max_length=60),
    )
    return Form(say("Embargo"), custom_id("draft.embargoed", draft.id), [label])
