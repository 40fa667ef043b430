"""Names as choices that Discord takes: none empty, none too long."""

from __future__ import annotations

from collections.abc import Iterable

from discord import app_commands

from bot.ui.markup import label

MOST_LETTERS = 100


def name_choices(names: Iterable[str]) -> list[app_commands.Choice[str]]:
    """In their order; what no choice can hold is left out."""
    return [
        app_commands.Choice(name=shown, value=name)
        for name in names
        if (shown := label(name, MOST_LETTERS)) and 0 < len(name) <= MOST_LETTERS
    ]
