"""Buttons whose custom id says everything: an action and its arguments, `draft.save:12`.

They carry no state and no callback, so they work after any restart. `cogs.controls` routes them.
"""

from __future__ import annotations

import discord


def custom_id(action: str, *arguments: int | str) -> str:
    """The id of a control, at most 100 characters (Discord's limit)."""
    text = ":".join((action, *map(str, arguments)))
    if len(text) > 100:
        raise ValueError(f"custom id too long: {text}")
    return text


def button(
    label: str,
    action: str,
    *arguments: int | str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> discord.ui.Button[Page]:
    """A button for `action`."""
    return discord.ui.Button(
        label=label, custom_id=custom_id(action, *arguments), style=style, disabled=disabled
    )


class Page(discord.ui.LayoutView):
    """A finished layout. discord.py keeps no copy of it: the router answers its controls."""

    def __init__(self, *items: discord.ui.Item[Page]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        self.stop()


def row(*controls: discord.ui.Item[Page]) -> discord.ui.ActionRow[Page]:
    """Up to five buttons, or one select, side by side."""
    return discord.ui.ActionRow(*controls)


def text(content: str) -> discord.ui.TextDisplay[Page]:
    """A block of markdown."""
    return discord.ui.TextDisplay(content)


def card(*items: discord.ui.Item[Page]) -> discord.ui.Container[Page]:
    """A framed group."""
    return discord.ui.Container(*items, accent_colour=discord.Colour(0x2F6F8F))


def notice(sentence: str) -> Page:
    """One sentence, nothing else."""
    return Page(text(sentence))
