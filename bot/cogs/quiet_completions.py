"""What is offered while somebody types: nothing at all where the handler refuses, or the storage
fails.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.errors import Refusal
from storage.errors import StorageError

log = structlog.get_logger(__name__)

Choices = list[app_commands.Choice[Any]]
Completion = Callable[..., Coroutine[Any, Any, Choices]]


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
    async def quiet(*arguments: Any) -> Choices:
        choices = await _choices(completion, arguments)
        # Answered here and not by discord.py, in whose log each letter that came too late would be
        # an error.
        (interaction,) = (one for one in arguments if isinstance(one, discord.Interaction))
        try:
            await interaction.response.autocomplete(choices)
        except (discord.HTTPException, aiohttp.ClientError) as error:
            log.info("choices not delivered", error=str(error))
            # Or it would be tried once more.
            done = discord.InteractionResponseType.autocomplete_result
            interaction.response._response_type = done  # pyright: ignore[reportPrivateUsage]
        return choices

    return quiet


async def _choices(completion: Completion, arguments: tuple[Any, ...]) -> Choices:
    try:
        return await completion(*arguments)
    except Refusal:
        return []
    except StorageError as error:
        log.warning("no choices", error=str(error))
        return []
