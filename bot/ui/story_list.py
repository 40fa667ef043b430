"""Result lists: a page of stories with buttons to turn it."""

from __future__ import annotations

import discord

from bot.ui import markup
from bot.ui.controls import Page, button, card, row, text
from bot.ui.story_card import byline, headline, summary_text
from bot.words import say, say_count
from storage.records import Lookup, StoryPage


def story_list(lookup: Lookup, page: StoryPage) -> Page:
    """One page of a look-up's answer, newest first."""
    if not page.stories and page.number == 1:
        return Page(text(_nothing(lookup)))
    blocks = [
        part
        for story in page.stories
        for part in (
            discord.ui.Section[Page](
                f"**{headline(story)}**\n-# {byline(story)} · {say('story {id}', id=story.id)}",
                accessory=button(say("Open"), "story.open", story.id),
            ),
            text(summary_text(story, 200) or say("No summary.")),
        )
    ]
    turn = row(
        button(say("Newer"), "list.page", lookup.id, page.number - 1, disabled=page.number == 1),
        button(say("Older"), "list.page", lookup.id, page.number + 1, disabled=not page.has_more),
    )
    controls = [turn] if page.has_more or page.number > 1 else []
    return Page(card(text(f"### {_title(lookup, page)}"), *blocks, *controls))


def _title(lookup: Lookup, page: StoryPage) -> str:
    what = (
        say("Stories for “{terms}”", terms=markup.plain(lookup.terms, 100))
        if lookup.kind == "search"
        else say("Latest stories in {section}", section=markup.plain(lookup.terms, 60))
        if lookup.terms
        else say("Latest stories")
    )
    where = say("page {number}", number=page.number)
    if page.total is not None:
        where = f"{say_count('{count} story', '{count} stories', page.total)}, {where}"
    return f"{what}\n-# {where}"


def _nothing(lookup: Lookup) -> str:
    if lookup.kind == "search":
        return say(
            "Nothing found for “{terms}”. Try fewer or other words.",
            terms=markup.plain(lookup.terms, 100),
        )
    return say("No stories here yet. Editors add them with /story add.")
