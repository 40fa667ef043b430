"""The requests that start a thread at a message, or a forum's post with its first message.

When they are made, and what a failed one means, is `poster`'s to say.
"""

from __future__ import annotations

import io
from typing import Any

import discord
from discord.http import Route

from bot.discord_faults import HAS_A_THREAD


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


class _Once(discord.File):
    """Makes discord.py send a request once: it rewinds the files of a request before each try."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), filename="once")

    def reset(self, *, seek: int | bool = True) -> None:
        """Allow the first try, refuse the second."""
        if seek:
            raise TriedBefore
