"""The router for buttons, selects and modals: custom id → the cog method that answers it.

A cog marks a method with `@control("draft.save", int)`; the custom id `draft.save:12` then calls
it with 12. Nothing is kept in memory between the message and the click.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
from discord.ext import commands

from bot.errors import Refusal

Handler = Callable[..., Awaitable[None]]

# int() would also take "١٢٣", " 12 " and "1_000".
_NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


def control(action: str, *takes: type[int] | type[str]) -> Callable[[Handler], Handler]:
    """Mark a cog's method as the answer to `action` with arguments of these types."""

    def mark(handler: Handler) -> Handler:
        handler.__control__ = (action, takes)  # pyright: ignore[reportFunctionMemberAccess]
        return handler

    return mark


@dataclass(frozen=True, slots=True)
class _Route:
    handler: Handler
    takes: tuple[type[int] | type[str], ...]


class Controls:
    """Every control of every cog."""

    def __init__(self) -> None:
        self._routes: dict[str, _Route] = {}

    def add(self, cog: commands.Cog) -> None:
        """Take up the marked methods of a cog."""
        for name in dir(type(cog)):
            marked = getattr(getattr(type(cog), name), "__control__", None)
            if marked:
                action, takes = marked
                self._routes[action] = _Route(getattr(cog, name), takes)

    @property
    def actions(self) -> frozenset[str]:
        """Names of every control there is."""
        return frozenset(self._routes)

    async def answer(self, interaction: discord.Interaction) -> None:
        """Call the method for this interaction's custom id. Raises Refusal for a strange one."""
        identifier = str((interaction.data or {}).get("custom_id", ""))
        action, *raw = identifier.split(":")
        route = self._routes.get(action)
        arguments = _arguments(raw, route.takes) if route else None
        if route is None or arguments is None:
            raise Refusal("This button is from another time. Please use the command once more.")
        await route.handler(interaction, *arguments)


def _arguments(raw: list[str], takes: tuple[type[Any], ...]) -> list[int | str] | None:
    if len(raw) != len(takes):
        return None
    arguments: list[int | str] = []
    for value, kind in zip(raw, takes, strict=True):
        number = kind is int
        if not (_NUMBER if number else _WORD).fullmatch(value):
            return None
        if number and int(value) >= 2**63:
            return None
        arguments.append(int(value) if number else value)
    return arguments


def typed_id(value: str) -> int | None:
    """The id in an option that autocompletes; None for free text."""
    if _NUMBER.fullmatch(value.strip()) and int(value) < 2**63:
        return int(value)
    return None
