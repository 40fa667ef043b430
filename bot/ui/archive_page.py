"""A leaf of the archive: its stories, and selects to other years, months and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import discord
from babel.dates import format_date

from bot.briefing.spans import Span, day_span, month_span, say_month, say_span
from bot.ui import markup
from bot.ui.controls import Page, button, card, custom_id, row, text
from bot.ui.story_list import story_blocks
from bot.words import say, say_count, spoken_locale
from bot.workflows.archive import Leaf, Way

MOST_OPTIONS = 25
"""In a select, by Discord."""


def archive_page(leaf: Leaf) -> Page:
    """What there is on the leaf, or that there is nothing, and where to go from it."""
    return Page(
        card(
            text(f"### {_title(leaf)}\n-# {_where(leaf)}"),
            *story_blocks(leaf.stories),
            *([_turn(leaf)] if leaf.pages > 1 else []),
            *_ways(leaf),
            row(_on_this_day(leaf)),
        )
    )


def way_name(way: Way) -> str:
    """ "August 2011 (12)"."""
    return say("{name} ({count})", name=_name(way.span), count=way.stories)


def _title(leaf: Leaf) -> str:
    if leaf.this_day and leaf.span:
        day = format_date(leaf.span.first, say("d MMMM"), locale=spoken_locale())
        return say("On this day, {day}, in earlier years", day=day)
    if leaf.span is None:
        title = say("The archive")
    else:
        title = say("The archive: {span}", span=say_span(leaf.span))
    if leaf.section:
        return f"{title} › {markup.plain(leaf.section, 60)}"
    return title


def _where(leaf: Leaf) -> str:
    if not leaf.total:
        if leaf.this_day:
            return say("No story of an earlier year has this date.")
        if leaf.span is None and not leaf.section:
            return (
                say("No story here has a date.")
                if leaf.undated
                else say("No stories here yet. Editors add them with /story add.")
            )
        return say("No story here is dated then. Choose another time below, or type another.")
    where = say_count("{count} story", "{count} stories", leaf.total)
    if leaf.pages > 1:
        page = say("page {number} of {pages}", number=leaf.number, pages=leaf.pages)
        where = say("{first}, {then}", first=where, then=page)
    if leaf.undated and leaf.span is None and not leaf.section:
        undated = say_count("{count} more has no date", "{count} more have no date", leaf.undated)
        where = say("{first}; {then}", first=where, then=undated)
    return where


def _turn(leaf: Leaf) -> discord.ui.ActionRow[Page]:
    number = leaf.number
    return row(
        button(say("Newer"), "archive.page", leaf.lookup_id, number - 1, disabled=number == 1),
        button(
            say("Older"), "archive.page", leaf.lookup_id, number + 1, disabled=number == leaf.pages
        ),
    )


def _ways(leaf: Leaf) -> list[discord.ui.ActionRow[Page]]:
    """A select each for years, months and days; two for the days of a full month."""
    ways = leaf.ways
    days = [ways.days]
    if len(ways.days) > MOST_OPTIONS:
        days = [ways.days[:MOST_OPTIONS], ways.days[MOST_OPTIONS:]]
    selects = [
        _select(leaf, "day", say("Choose a day"), days[0]),
        _select(leaf, "earlier", say("Choose an earlier day"), days[1] if days[1:] else ()),
        _select(leaf, "month", say("Choose a month"), ways.months),
        _select(leaf, "year", say("Choose a year"), ways.years if len(ways.years) > 1 else ()),
    ]
    return [row(select) for select in selects if select]


def _select(
    leaf: Leaf, kind: str, placeholder: str, ways: Sequence[Way]
) -> discord.ui.Select[Page] | None:
    if not ways:
        return None
    return discord.ui.Select(
        # Discord wants each control of a message to have an id of its own.
        custom_id=custom_id("archive.go", leaf.lookup_id, kind),
        placeholder=placeholder,
        options=[
            discord.SelectOption(
                label=_name(way.span),
                value=_value(way.span),
                description=say_count("{count} story", "{count} stories", way.stories),
                default=way.span == leaf.span,
            )
            for way in ways
        ],
    )


def _on_this_day(leaf: Leaf) -> discord.ui.Button[Page]:
    if leaf.this_day:
        return button(say("The whole archive"), "archive.open")
    if leaf.span and leaf.span.first == leaf.span.last:
        return button(
            say("This day in earlier years"), "archive.this_day", leaf.span.first.isoformat()
        )
    return button(say("On this day"), "archive.this_day", "today")


def _name(span: Span) -> str:
    if span == day_span(span.first):
        return format_date(span.first, say("EEEE d MMMM"), locale=spoken_locale())
    return say_month(span.first) if span == _month(span.first) else f"{span.first.year}"


def _value(span: Span) -> str:
    """As `Archive.go` takes it."""
    first = span.first.isoformat()
    return (
        first if span == day_span(span.first) else first[: 7 if span == _month(span.first) else 4]
    )


def _month(on: date) -> Span:
    return month_span(on.year, on.month)
