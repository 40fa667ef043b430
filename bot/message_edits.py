"""The requests that change or delete a posted message of ours, waking its thread where need be.

When they are made, and what a failed one means, is `poster`'s to say.
"""

from __future__ import annotations

from typing import Any

import discord
from discord.http import Route

from bot.discord_faults import DISCORD_FAILED, THREAD_ARCHIVED, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.look_back import Slot

_MESSAGE = "/channels/{channel_id}/messages/{message_id}"


async def edit_message(
    client: discord.Client, slot: Slot, channel_id: int, message_id: int, body: dict[str, Any]
) -> bool:
    """False where the message is gone. Raises what discord.py raises. `slot` is awaited before
    each request.
    """
    route = Route("PATCH", _MESSAGE, channel_id=channel_id, message_id=message_id)
    return await _awake(client, slot, channel_id, route, body)


async def delete_message(
    client: discord.Client, slot: Slot, channel_id: int, message_id: int
) -> bool:
    """False where the message is gone already. Raises what discord.py raises."""
    route = Route("DELETE", _MESSAGE, channel_id=channel_id, message_id=message_id)
    return await _awake(client, slot, channel_id, route, None)


async def _awake(
    client: discord.Client, slot: Slot, channel_id: int, route: Route, body: dict[str, Any] | None
) -> bool:
    """The request; in a thread that is asleep, woken for it and sent to sleep again."""
    asleep = False
    try:
        try:
            await _request(client, slot, route, body)
        except discord.HTTPException as error:
            if error.code != THREAD_ARCHIVED:
                raise
            asleep = True
            await _archive(client, slot, channel_id, archived=False)
            await _request(client, slot, route, body)
    except discord.NotFound as error:
        if error.code in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
            return False
        raise
    finally:
        if asleep:
            await _sleep_again(client, slot, channel_id)
    return True


async def _request(
    client: discord.Client, slot: Slot, route: Route, body: dict[str, Any] | None
) -> None:
    await slot()
    if body is None:
        await client.http.request(route)
    else:
        await client.http.request(route, json=body)


async def _archive(client: discord.Client, slot: Slot, channel_id: int, *, archived: bool) -> None:
    await slot()
    route = Route("PATCH", "/channels/{channel_id}", channel_id=channel_id)
    await client.http.request(route, json={"archived": archived})


async def _sleep_again(client: discord.Client, slot: Slot, channel_id: int) -> None:
    try:
        await _archive(client, slot, channel_id, archived=True)
    except DISCORD_FAILED:
        return  # Discord archives it by itself after a while
