"""Reading a channel back: which parts of a delivery stand in it already.

Discord answers a history that the bot may not read with an empty list and no error, so whether it
may is settled first. What follows from an answer is `workflows.delivering`'s to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import discord
import structlog

log = structlog.get_logger(__name__)

CLOCK_SLACK = timedelta(minutes=10)
"""Our clock may be this wrong, and a request this late, without a message being missed."""
PAGE = 100
MOST_PAGES = 50
_KEPT_FLAGS = 1 << 15 | 1 << 2
"""A layout; no previews of links. Others tell what became of a message, and cannot be sent."""

Slot = Callable[[], Awaitable[None]]


async def look_back(
    client: discord.Client,
    slot: Slot,
    channel_id: int,
    code: str,
    since: datetime,
    until: datetime,
) -> dict[int, int] | None:
    """Our own messages of that time that carry `code`: part to message id.

    None where the history may not be read, or is longer than we read. Raises what discord.py
    raises. `slot` is awaited before each request.
    """
    if not await may_read_back(client, slot, channel_id):
        return None
    me = client.user
    after = discord.utils.time_snowflake(since - CLOCK_SLACK)
    last = discord.utils.time_snowflake(until + CLOCK_SLACK, high=True)
    found: dict[int, int] = {}
    for _ in range(MOST_PAGES):
        await slot()
        page = await client.http.logs_from(channel_id, PAGE, after=after)
        for message in page:
            mine = me is not None and int(message["author"]["id"]) == me.id
            if mine and (part := carried_part(message, code)):
                found.setdefault(part, int(message["id"]))
        after = max((int(message["id"]) for message in page), default=last)
        if len(page) < PAGE or after >= last:
            return found
    log.warning("too much to read back", channel=channel_id, pages=MOST_PAGES)
    return None


def carried_part(message: Mapping[str, Any], code: str) -> int | None:
    """The number of the part that a message is, by the code in a button's custom id or, in plain
    form, in the last line; None where it is none of this delivery's.
    """
    seen = json.dumps([message.get("components", []), message.get("content", "")])
    hit = re.search(rf"(?:briefing\.why:{re.escape(code)}:|\b{re.escape(code)}/)([0-9]+)", seen)
    return int(hit[1]) if hit else None


def body_of(message: Mapping[str, Any]) -> str:
    """The JSON body by which a message of ours would be the same again. It mentions nobody."""
    body = {
        "flags": message.get("flags", 0) & _KEPT_FLAGS,
        "allowed_mentions": {"parse": list[str](), "replied_user": False},
        "components": message.get("components", []),
    }
    if content := message.get("content"):
        body["content"] = content
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


async def may_read_back(client: discord.Client, slot: Slot, channel_id: int) -> bool:
    """Whether a history can be read: by the cache while the gateway keeps it true, else asked."""
    channel = client.get_channel(channel_id)
    if is_live(client) and isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        me = channel.guild.me
        if not channel.guild.unavailable and not _is_orphan(channel):
            return _reads(channel.permissions_for(me))
    return await _may_by_rest(client, slot, channel_id)


async def _may_by_rest(client: discord.Client, slot: Slot, channel_id: int) -> bool:
    await slot()
    try:
        raw = await client.http.get_channel(channel_id)
    except discord.Forbidden:
        return False
    guild_id = raw.get("guild_id")
    if guild_id is None or client.user is None:
        return True  # a private channel is the bot's own
    await slot()
    guild = await client.fetch_guild(int(guild_id), with_counts=False)
    await slot()
    me = await guild.fetch_member(client.user.id)
    # A thread has its parent's permissions.
    parent_id = raw.get("parent_id") if raw["type"] in (10, 11, 12) else None
    await slot()
    channel = await guild.fetch_channel(int(parent_id or channel_id))
    return not isinstance(channel, discord.Thread) and _reads(channel.permissions_for(me))


def is_live(client: discord.Client) -> bool:
    """Whether the gateway is connected, so that the cache is as good as Discord's word."""
    socket = getattr(client, "ws", None)
    return client.is_ready() and socket is not None and socket.open


def _is_orphan(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    return isinstance(channel, discord.Thread) and channel.parent is None


def _reads(granted: discord.Permissions) -> bool:
    return granted.view_channel and granted.read_message_history
