"""Result lists: a page of stories with buttons to turn it."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.ui import markup
from bot.ui.controls import Page, button, card, row, text
from bot.ui.markup import units
from bot.ui.story_card import byline, headline, summary_text
from bot.words import say, say_count
from storage.records import Lookup, Story, StoryPage

MOST_TEXT = 740
"""Of one story, so that five and what stands around them keep within Discord's 4,000."""
MOST_HEADLINE = 120
MOST_SUMMARY, SHORTEST_SUMMARY = 200, 60


def story_list(lookup: Lookup, page: StoryPage) -> Page:
    """One page of a look-up's answer, newest first."""
    if not page.stories and page.number == 1:
        return Page(text(_nothing(lookup)))
    blocks = story_blocks(page.stories)
    turn = row(
        button(say("Newer"), "list.page", lookup.id, page.number - 1, disabled=page.number == 1),
        button(say("Older"), "list.page", lookup.id, page.number + 1, disabled=not page.has_more),
    )
    controls = [turn] if page.has_more or page.number > 1 else []
    return Page(card(text(f"### {_title(lookup, page)}"), *blocks, *controls))


def story_blocks(stories: Sequence[Story]) -> list[discord.ui.Item[Page]]:
    """Stories of a list, four components each: headline beside a button, and how it begins."""
    return [part for story in stories for part in _story(story)]


def _story(story: Story) -> tuple[discord.ui.Item[Page], ...]:
    below = f"-# {byline(story)} · {say('story {id}', id=story.id)}"
    name = headline(story, MOST_HEADLINE)
    if units(name) + units(below) > MOST_TEXT - SHORTEST_SUMMARY:  # a link may have 500 letters
        name = markup.plain(story.headline, MOST_HEADLINE)
    room = MOST_TEXT - units(name) - units(below)
    summary = summary_text(story, min(MOST_SUMMARY, max(room, SHORTEST_SUMMARY)))
    return (
        discord.ui.Section(
            f"**{name}**\n{below}", accessory=button(say("Open"), "story.open", story.id)
        ),
        text(summary or say("No summary.")),
    )


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
