"""What is offered while somebody types: nothing at all where the handler refuses."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from discord import app_commands

from bot.errors import Refusal

Completion = Callable[..., Coroutine[Any, Any, list[app_commands.Choice[Any]]]]


def refuse_quietly(command: app_commands.Command[Any, ..., Any]) -> None:
    """Let the command's completions answer with no choice instead of a refusal.

    discord.py writes whatever they raise to the log as an error, and leaves the asker waiting.
    """
    for parameter in command._params.values():  # pyright: ignore[reportPrivateUsage]
        offered = parameter.autocomplete
        if offered is not None and not hasattr(offered, "__wrapped__"):
            parameter.autocomplete = _quiet(offered)


def _quiet(completion: Completion) -> Completion:
    @wraps(completion)
    async def quiet(*arguments: Any) -> list[app_commands.Choice[Any]]:
        try:
            return await completion(*arguments)
        except Refusal:
            return []

    return quiet
