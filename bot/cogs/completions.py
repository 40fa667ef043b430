"""What is offered while one types, as choices that Discord takes: none empty, none too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from discord import app_commands

from bot.briefing.spoken import say_date
from bot.ui.markup import label

Choices = list[app_commands.Choice[str]]

MOST_LETTERS = 100


def name_choices(names: Iterable[str]) -> Choices:
    """In their order; what no choice can hold is left out."""
    return [
        app_commands.Choice(name=shown, value=name)
        for name in names
        if (shown := label(name, MOST_LETTERS)) and 0 < len(name) <= MOST_LETTERS
    ]


def id_choices(named: Iterable[tuple[str, int]]) -> Choices:
    """Things of ours by name, each standing for its id."""
    return [
        app_commands.Choice(name=label(name, MOST_LETTERS) or f"#{key}", value=str(key))
        for name, key in named
    ]


def date_choices(dates: Iterable[date], typed: str) -> Choices:
    """Those of the dates in which, spoken or written, there is what was typed."""
    named = {on.isoformat(): say_date(on) for on in dates}
    return [
        app_commands.Choice(name=name, value=value)
        for value, name in named.items()
        if typed.casefold() in f"{name} {value}".casefold()
    ]
