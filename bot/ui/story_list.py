"""Result lists: a page of stories, what narrows them, and buttons to turn it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import discord
from babel.dates import format_date

from bot.briefing.spans import Span, month_span, say_month
from bot.ui import markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.markup import units
from bot.ui.story_card import SEPARATOR, listed, summary_text
from bot.words import say, say_count, spoken_locale
from bot.workflows.look_up import Asked, Found
from storage.search_records import Count, Snippet, Sort
from storage.story_records import Story

MOST_TEXT = 740
"""Of one story, so that five and what stands around them keep within Discord's 4,000."""
MOST_SUMMARY, SHORTEST_SUMMARY = 200, 60
MOST_OPTIONS = 25
"""In a select, by Discord."""
MOST_VALUE = 100


def story_list(found: Found) -> Page:
    """One page of a look-up's answer."""
    answer = found.answer
    if not answer.stories and answer.number == 1:
        return Page(card(text(_nothing(found.asked)), *_last_row(found)))
    blocks = story_blocks(answer.stories, answer.snippets)
    return Page(
        card(
            text("\n".join(_heading(found))), *blocks, *_turn(found), *_facets(found),
            *_last_row(found),
        )
    )  # fmt: skip


def story_blocks(
    stories: Sequence[Story], snippets: Sequence[Snippet] = ()
) -> list[discord.ui.Item[Page]]:
    """Stories of a list, four components each: headline beside a button, and how it begins, or
    what of it was found.
    """
    shown = [*snippets, *[None] * len(stories)]
    return [
        part
        for story, snippet in zip(stories, shown, strict=False)
        for part in _story(story, snippet)
    ]


def _story(story: Story, snippet: Snippet | None) -> tuple[discord.ui.Item[Page], ...]:
    number = f"{SEPARATOR}{say('story {id}', id=story.id)}"
    heading = listed(story, MOST_TEXT - SHORTEST_SUMMARY, number)
    limit = min(MOST_SUMMARY, max(MOST_TEXT - units(heading), SHORTEST_SUMMARY))
    said = ""
    # A headline is read already; what was taken back is not said again.
    if snippet and snippet.text != story.headline and not story.retracted_at:
        said = markup.marked(snippet.text, snippet.hits, limit)
    return (
        discord.ui.Section(heading, accessory=button(say("Open"), "story.open", story.id)),
        text(said or summary_text(story, limit) or say("No summary.")),
    )


def _heading(found: Found) -> list[str]:
    """What was asked, where in the answer one is, and what else is to be known of it."""
    asked, answer = found.asked, found.answer
    title = _title(asked)
    lines = [f"### {title}", f"-# {_where(found)}"]
    if answer.begun:
        lines.append(
            "-# " + say("No story has all of these words; these have words that begin so.")
        )
    if asked.sort is Sort.BEST and answer.sort is not Sort.BEST:
        lines.append(
            "-# " + say("The best match would have taken too long: the newest come first.")
        )
    return lines


def _title(asked: Asked) -> str:
    title = (
        say("Stories for “{terms}”", terms=markup.plain(asked.words, 100))
        if asked.words
        else say("Latest stories")
    )
    narrowing = _narrowing(asked)
    return f"{title}\n{' · '.join(narrowing)}" if narrowing else title


def _narrowing(asked: Asked) -> list[str]:
    parts: list[str] = []
    if asked.section:
        parts.append(say("in {section}", section=markup.plain(asked.section, 60)))
    if asked.source:
        parts.append(say("by {source}", source=markup.plain(asked.source, 60)))
    if asked.first:
        parts.append(say("from {date}", date=_date(asked.first)))
    if asked.last:
        parts.append(say("to {date}", date=_date(asked.last)))
    return parts


def _where(found: Found) -> str:
    number, pages, total = found.answer.number, found.pages, found.answer.total
    if pages is None:
        where = say("page {number}", number=number)
    elif found.more:
        where = say("page {number} of more than {pages}", number=number, pages=pages)
    elif found.about:
        where = say("page {number} of about {pages}", number=number, pages=pages)
    else:
        where = say("page {number} of {pages}", number=number, pages=pages)
    if total is not None:
        count = say_count("{count} story", "{count} stories", total)
        where = say("{first}, {then}", first=count, then=where)
    order = say("best match first") if found.answer.sort is Sort.BEST else say("newest first")
    return say("{first}, {then}", first=where, then=order)


def _turn(found: Found) -> list[discord.ui.ActionRow[Page]]:
    number, more = found.answer.number, found.answer.has_more
    if number == 1 and not more:
        return []
    best = found.answer.sort is Sort.BEST
    back, on = (say("Back"), say("Next")) if best else (say("Newer"), say("Older"))
    return [
        row(
            button(back, "list.page", found.lookup_id, number - 1, disabled=number == 1),
            button(on, "list.page", found.lookup_id, number + 1, disabled=not more),
        )
    ]


def _facets(found: Found) -> list[discord.ui.ActionRow[Page]]:
    """A select each for sections, sources and months, where there is a choice."""
    asked, facets = found.asked, found.facets
    first, last, month = asked.first, asked.last, None
    if first and last and Span(first, last) == month_span(first.year, first.month):
        month = first.isoformat()[:7]
    selects = (
        _select(found, "section", say("Only one section"), facets.sections, asked.section),
        _select(found, "source", say("Only one source"), facets.sources, asked.source),
        _select(found, "month", say("Only one month"), facets.months, month),
    )
    return [row(select) for select in selects if select]


def _select(
    found: Found, what: str, placeholder: str, counts: Sequence[Count], chosen: str | None
) -> discord.ui.Select[Page] | None:
    offered = [one for one in counts if markup.label(one.name) and len(one.name) <= MOST_VALUE]
    narrows = any(one.stories != found.facets.counted for one in offered)
    if not offered or not (narrows or chosen):
        return None
    return discord.ui.Select(
        custom_id=custom_id("list.narrow", found.lookup_id, what),
        placeholder=placeholder,
        options=[
            discord.SelectOption(
                label=_month(one.name) if what == "month" else markup.label(one.name, MOST_VALUE),
                value=one.name,
                description=say_count("{count} story", "{count} stories", one.stories)
                if found.facets.whole
                else say("{count} of the newest", count=one.stories),
                default=chosen is not None and one.name.casefold() == chosen.casefold(),
            )
            for one in offered[:MOST_OPTIONS]
        ],
    )


def _last_row(found: Found) -> list[discord.ui.ActionRow[Page]]:
    """Another order, and everything again."""
    asked, lookup_id = found.asked, found.lookup_id
    buttons: list[discord.ui.Button[Page]] = []
    if asked.words and found.answer.stories and found.pages != 1:
        buttons.append(
            button(say("Newest first"), "list.sort", lookup_id, Sort.NEWEST.value)
            if asked.sort is Sort.BEST
            else button(say("Best match first"), "list.sort", lookup_id, Sort.BEST.value)
        )
    if asked.narrowed:
        buttons.append(button(say("Search everything"), "list.widen", lookup_id))
    return [row(*buttons)] if buttons else []


def _nothing(asked: Asked) -> str:
    if asked.words:
        sentence = say(
            "Nothing found for “{terms}”. Try fewer or other words.",
            terms=markup.plain(asked.words, 100),
        )
    elif asked.narrowed:
        sentence = say("Nothing found.")
    else:
        return say("No stories here yet. Editors add them with /story add.")
    narrowing = _narrowing(asked)
    return f"{sentence}\n-# {' · '.join(narrowing)}" if narrowing else sentence


def _date(on: date) -> str:
    return format_date(on, say("d MMMM y"), locale=spoken_locale())


def _month(name: str) -> str:
    return say_month(date.fromisoformat(f"{name}-01"))
