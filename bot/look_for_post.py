"""Looking for a forum post that may have been made: among the forum's threads, awake and asleep.

Starting a post knows no nonce, so nothing but this tells a second try from the first. How a
channel or the post itself is read back, is `look_back`'s.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import discord
import structlog

from bot.look_back import CLOCK_SLACK, Slot, carried_part, may_read_back

log = structlog.get_logger(__name__)

PAGE = 100
MOST_PAGES = 20


class _TooMany(Exception):
    """More threads than we look through."""


async def look_for_post(
    client: discord.Client,
    slot: Slot,
    forum_id: int,
    code: str,
    since: datetime,
    until: datetime,
) -> int | None:
    """Our own post of that time whose first message carries `code`; 0 where there is none.

    None where the forum may not be read, or has more posts than we look through. Raises what
    discord.py raises. `slot` is awaited before each request.
    """
    forum = client.get_channel(forum_id)
    if not isinstance(forum, discord.ForumChannel):
        return None
    if client.user is None or not await may_read_back(client, slot, forum_id):
        return None
    first = discord.utils.time_snowflake(since - CLOCK_SLACK)
    last = discord.utils.time_snowflake(until + CLOCK_SLACK, high=True)
    try:
        async for thread in _threads(client, slot, forum, since):
            post_id = int(thread["id"])
            ours = thread.get("owner_id") == str(client.user.id)
            here = thread.get("parent_id") == str(forum_id)
            then = first <= post_id <= last
            if ours and here and then and await _begins_with(client, slot, post_id, code):
                return post_id
    except _TooMany:
        log.warning("too many posts to look through", forum=forum_id, pages=MOST_PAGES)
        return None
    return 0


async def _threads(
    client: discord.Client, slot: Slot, forum: discord.ForumChannel, since: datetime
) -> AsyncIterator[Mapping[str, Any]]:
    """All that are awake in the server, then those of the forum that fell asleep since then."""
    await slot()
    for thread in (await client.http.get_active_threads(forum.guild.id))["threads"]:
        yield thread
    before: Any = None
    for _ in range(MOST_PAGES):
        await slot()
        page = await client.http.get_public_archived_threads(forum.id, before, PAGE)
        for thread in page["threads"]:
            before = thread["thread_metadata"]["archive_timestamp"]
            if discord.utils.parse_time(before) < since - CLOCK_SLACK:
                return
            yield thread
        if not page["has_more"]:
            return
    raise _TooMany


async def _begins_with(client: discord.Client, slot: Slot, post_id: int, code: str) -> bool:
    await slot()
    try:
        message = await client.http.get_message(post_id, post_id)
    except discord.NotFound:
        return False  # somebody has deleted it
    return carried_part(message, code) == 1
