"""A member's saved stories: a page of them with buttons to open and turn, and the ways to remove
some and to take all along.
"""

from __future__ import annotations

import discord

from bot.ui import dates, markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.story_card import listed
from bot.words import say, say_count
from bot.workflows.saved import SavedPage
from storage.story_records import SavedStory

MOST_TEXT = 740
"""Of one story, so that five and what stands around them keep within Discord's 4,000."""
MOST_LABEL = 100
"""Characters of a choice's label that Discord takes."""


def saved_page(page: SavedPage) -> Page:
    """One page of the list, saved last first."""
    if not page.total:
        return Page(
            text(
                say(
                    "You have saved no stories here yet. Press Save on a story to keep it in this"
                    " list."
                )
            )
        )
    return Page(
        card(
            text(f"### {say('Your saved stories')}\n-# {_where(page)}"),
            *map(_item, page.stories),
            *([_turn(page)] if page.pages > 1 else []),
            row(_remover(page)),
            row(
                button(say("Export as Markdown"), "saved.export", "markdown"),
                button(say("Export as JSON"), "saved.export", "json"),
            ),
        )
    )


def export_page(filename: str, count: int) -> Page:
    """What comes along with the file."""
    return Page(
        text(say_count("Your {count} saved story.", "Your {count} saved stories.", count)),
        discord.ui.File(f"attachment://{filename}"),
    )


def _where(page: SavedPage) -> str:
    count = say_count("{count} story", "{count} stories", page.total)
    if page.pages == 1:
        return count
    where = say("page {number} of {pages}", number=page.number, pages=page.pages)
    return say("{first}, {then}", first=count, then=where)


def _item(saved: SavedStory) -> discord.ui.Section[Page]:
    when = say("saved {when}", when=dates.moment(saved.saved_at, "R"))
    return discord.ui.Section(
        listed(saved.story, MOST_TEXT, f"\n-# {when}"),
        accessory=button(say("Open"), "story.open", saved.story.id),
    )


def _turn(page: SavedPage) -> discord.ui.ActionRow[Page]:
    return row(
        button(say("Newer"), "saved.page", page.number - 1, disabled=page.number == 1),
        button(say("Older"), "saved.page", page.number + 1, disabled=page.number == page.pages),
    )


def _remover(page: SavedPage) -> discord.ui.Select[Page]:
    return discord.ui.Select(
        custom_id=custom_id("saved.remove", page.number),
        placeholder=say("Remove stories from the list"),
        min_values=1,
        max_values=len(page.stories),
        options=[
            discord.SelectOption(
                label=markup.label(one.story.headline, MOST_LABEL) or f"#{one.story.id}",
                value=str(one.story.id),
            )
            for one in page.stories
        ],
    )
