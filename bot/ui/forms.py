"""Modals: the paste form and the one that corrects a draft, and what a refused one gives back.
`cogs.forms` reads what comes back.
"""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.ui import dates
from bot.ui.controls import Page, custom_id, text
from bot.words import say
from storage.story_records import Draft, StoryText

FIELD_LIMIT = 4_000
"""Characters Discord lets one text field hold."""

PASTE_FIELDS = ("page", "page2", "page3")


class Form(discord.ui.Modal):
    """A modal answered by the router, like every control."""

    def __init__(
        self, title: str, identifier: str, labels: Sequence[discord.ui.Label[Form]]
    ) -> None:
        super().__init__(title=title, custom_id=identifier, timeout=None)
        for label in labels:
            self.add_item(label)
        self.stop()


def paste_form(identifier: str) -> Form:
    """One paste field, two to go on in, and a file."""
    first = _long(
        say("The page, as you copied it"),
        PASTE_FIELDS[0],
        say("Menus and share bars may stay in: they are sorted out."),
    )
    more = [
        _long(
            say("Continued ({number})", number=number),
            name,
            say("Only if the page is longer than one field holds (4,000 characters)."),
        )
        for number, name in enumerate(PASTE_FIELDS[1:], start=2)
    ]
    upload = discord.ui.Label(
        text=say("Or a text file"),
        description=say("Up to 1 MiB; the page saved as plain text."),
        component=discord.ui.FileUpload(
            custom_id="file", required=False, min_values=0, max_values=1
        ),
    )
    return Form(say("Add a story"), identifier, [first, *more, upload])


def draft_form(draft: Draft) -> Form:
    """The fields of a draft that an editor may correct."""
    return fields_form(draft.text, custom_id("draft.fields", draft.id))


def fields_form(story: StoryText, identifier: str) -> Form:
    """The fields that an editor may correct."""
    own = story.published_at or story.updated_at
    when = dates.page_time(story, own).strftime("%Y-%m-%d %H:%M %z") if own else ""
    fields = [
        _short(say("Headline"), "headline", story.headline, 300, required=True),
        _short(
            say("Section"),
            "section",
            " > ".join(story.section),
            200,
            say("From the outside in: China > Society"),
        ),
        _short(say("Agency or publisher"), "source", story.agency or story.publisher or "", 100),
        _short(
            say("Date of the story"),
            "date",
            when,
            60,
            say("2026-11-23 08:55, with +01:00 if you know the zone"),
        ),
        _short(say("Link"), "url", story.url or "", 512, say("https only, or http")),
    ]
    return Form(say("Edit the fields"), identifier, fields)


def reason_form(identifier: str, *, told: bool) -> Form:
    """Why a submission is declined. told: the sender is going to read it."""
    label = _short(
        say("Why"),
        "reason",
        "",
        300,
        say("The sender reads this, from the desk and not from you by name.")
        if told
        else say("For the log."),
    )
    return Form(say("Decline"), identifier, [label])


def find_form(identifier: str) -> Form:
    """Asks for a story by its number or headline."""
    label = _short(
        say("Number or words of the headline"), "words", "", 100, say("Such as 12"), required=True
    )
    return Form(say("Which story?"), identifier, [label])


def allowance_form(a_day: int, gap_seconds: int) -> Form:
    """Asks how much a member may send in."""
    labels = [
        _short(say("Stories a day"), "a_day", str(a_day), 4, say("1 to 100"), required=True),
        _short(
            say("Seconds from one to the next"),
            "gap",
            str(gap_seconds),
            5,
            say("0 to 86,400; 60 is a minute"),
            required=True,
        ),
    ]
    return Form(say("What a member may send in"), custom_id("setup.allowance"), labels)


def zone_form(zone: str | None) -> Form:
    """Asks for the server's time zone."""
    label = _short(
        say("Time zone"), "zone", zone or "", 60, say("Such as Europe/Berlin"), required=True
    )
    return Form(say("Time zone of this server"), custom_id("setup.zone"), [label])


def given_back(sentence: str, filename: str) -> Page:
    """Why a form was refused, with the file of what was typed into it."""
    return Page(
        text(f"{sentence}\n-# {say('What you typed is in this file.')}"),
        discord.ui.File(f"attachment://{filename}"),
    )


def _long(label: str, name: str, description: str) -> discord.ui.Label[Form]:
    return discord.ui.Label(
        text=label,
        description=description,
        component=discord.ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=FIELD_LIMIT,
        ),
    )


def _short(
    label: str, name: str, value: str, limit: int, description: str = "", *, required: bool = False
) -> discord.ui.Label[Form]:
    return discord.ui.Label(
        text=label,
        description=description or None,
        component=discord.ui.TextInput(
            custom_id=name, required=required, max_length=limit, default=value[:limit] or None
        ),
    )
