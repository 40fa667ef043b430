"""The requests that start a thread at a message, or a forum's post with its first message, and the
one that takes it away again.

When they are made, and what a failed one means, is `poster`'s to say.
"""

from __future__ import annotations

import contextlib
import io
from typing import Any

import discord
from discord.http import Route

from bot.discord_faults import DISCORD_FAILED, HAS_A_THREAD
from bot.look_back import Slot, may_read_back
from bot.workflows.ports import Cleared

LOOKED_AT = 50
WORDS = (0, 19, 20, 23)
"""Types of messages that somebody wrote: by itself, in reply, by a command or menu. The others are
Discord's own, such as the one with which a thread begins.
"""


class TriedBefore(Exception):
    """discord.py was about to send a request again."""


async def open_thread(client: discord.Client, channel_id: int, message_id: int, name: str) -> int:
    """The id of the message's thread, begun before or now. Raises what discord.py raises."""
    route = Route(
        "POST",
        "/channels/{channel_id}/messages/{message_id}/threads",
        channel_id=channel_id,
        message_id=message_id,
    )
    try:
        thread = await client.http.request(route, json={"name": name})
    except discord.HTTPException as error:
        if error.code == HAS_A_THREAD:
            return message_id
        raise
    return int(thread["id"])


async def start_post(
    client: discord.Client,
    forum_id: int,
    title: str,
    tag_ids: tuple[int, ...],
    message: dict[str, Any],
) -> int:
    """The id of the post. Raises what discord.py raises, and TriedBefore after the only try."""
    forum = client.get_channel(forum_id)
    if isinstance(forum, discord.ForumChannel):
        # A tag that is gone must not stop a briefing.
        tag_ids = tuple(tag for tag in tag_ids if forum.get_tag(tag))
    payload = {"name": title, "applied_tags": [str(tag) for tag in tag_ids], "message": message}
    route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum_id)
    post = await client.http.request(route, json=payload, files=[_Once()])
    return int(post["id"])


async def clear_thread(client: discord.Client, slot: Slot, thread_id: int) -> Cleared:
    """Delete it if nobody's words stand in it; close it where the bot may not. Raises what
    discord.py raises.
    """
    try:
        if not await may_read_back(client, slot, thread_id):
            return Cleared.KEPT
        await slot()
        page = await client.http.logs_from(thread_id, LOOKED_AT)
        if len(page) == LOOKED_AT or any(one["type"] in WORDS for one in page):
            return Cleared.KEPT
        await slot()
        await client.http.delete_channel(thread_id)
    except discord.NotFound:
        return Cleared.DELETED
    except discord.Forbidden:
        await slot()
        # Whoever began a thread may close it; it may be closed already, or locked.
        with contextlib.suppress(*DISCORD_FAILED):
            await client.http.edit_channel(thread_id, archived=True)
        return Cleared.CLOSED
    return Cleared.DELETED


class _Once(discord.File):
    """Makes discord.py send a request once: it rewinds the files of a request before each try."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), filename="once")

    def reset(self, *, seek: int | bool = True) -> None:
        """Allow the first try, refuse the second."""
        if seek:
            raise TriedBefore
