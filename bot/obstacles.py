"""What stands in the way of a post: what the bot may not do in a channel, or that it is gone.

By the client's cache as far as that knows; the request itself is `poster`'s.
"""

from __future__ import annotations

import math
import time

import discord

from bot.discord_faults import DISCORD_FAILED, NO_SUCH_CHANNEL, post_failed
from bot.look_back import Slot
from bot.workflows.ports import PostFailed
from storage.schedule_records import Target

_ASKED_SECONDS = 600
"""How long an answer about a channel outside the cache is believed."""
_MOST_ASKED = 10_000

NOTHING_MORE = Target()
UNSEEN = "The bot cannot see that channel: it lacks View Channel there."
TAG_WANTED = "That forum asks for a tag on every post: choose one with /schedule edit."


class Obstacles:
    """Says it of any channel of a server. `slot` is awaited before each request."""

    def __init__(self, client: discord.Client, slot: Slot) -> None:
        self._client = client
        self._slot = slot
        self._asked: dict[tuple[int, int], tuple[float, str | None]] = {}

    async def of(self, guild_id: int, channel_id: int, target: Target) -> str | None:
        """Why a post into this channel would fail now, a message id; None for nothing."""
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.me is None:  # pyright: ignore[reportUnnecessaryComparison]
            return "The bot is no longer in this server."
        if guild.unavailable:
            return "Discord has an outage that concerns this server."
        channel = guild.get_channel_or_thread(channel_id)
        if channel is None:
            return await self._elsewhere(guild_id, channel_id)
        return standing_in_the_way(channel, guild.me, target)

    async def _elsewhere(self, guild_id: int, channel_id: int) -> str | None:
        """Of a channel in no cache: a thread that is asleep, or it is gone. Asked once in a while,
        so that dead channels do not take slots from briefings.
        """
        at, reason = self._asked.get((guild_id, channel_id), (-math.inf, None))
        if time.monotonic() - at < _ASKED_SECONDS:
            return reason
        try:
            await self._slot()
            raw = await self._client.http.get_channel(channel_id)
        except PostFailed:
            return None
        except DISCORD_FAILED as error:
            failure = post_failed(error)
            if not failure.final:
                return None
            reason = failure.reason
        else:
            is_here = int(raw.get("guild_id") or guild_id) == guild_id
            reason = None if is_here else NO_SUCH_CHANNEL
        if len(self._asked) > _MOST_ASKED:
            self._asked.clear()
        self._asked[guild_id, channel_id] = (time.monotonic(), reason)
        return reason


def reads_history(client: discord.Client, guild_id: int, channel_id: int) -> bool:
    """Whether the channel can be read back; what the cache does not know counts as yes."""
    guild = client.get_guild(guild_id)
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if guild is None or channel is None:
        return True
    try:
        return channel.permissions_for(guild.me).read_message_history
    except discord.ClientException:
        return True


def standing_in_the_way(
    channel: discord.abc.GuildChannel | discord.Thread, me: discord.Member, target: Target
) -> str | None:
    """Of a channel that is there, whatever it was learnt from."""
    return lacking(channel, me) or _unfit(channel, me, target)


def lacking(channel: discord.abc.GuildChannel | discord.Thread, me: discord.Member) -> str | None:
    """What the bot may not do there and must, to post."""
    try:
        granted = channel.permissions_for(me)
    except discord.ClientException:  # a thread whose parent is gone from the cache
        return "That channel no longer exists."
    may_send = (
        granted.send_messages_in_threads
        if isinstance(channel, discord.Thread)
        else granted.send_messages
    )
    if not granted.view_channel:
        return UNSEEN
    if not may_send:
        return "The bot may not write in that channel: it lacks Send Messages there."
    return None


def _unfit(
    channel: discord.abc.GuildChannel | discord.Thread, me: discord.Member, target: Target
) -> str | None:
    """What stands in the way of a target's own wishes, beside writing as such."""
    if not isinstance(channel, discord.ForumChannel):
        return None
    if not channel.permissions_for(me).send_messages_in_threads:
        return "The bot may not write in that forum's posts: it lacks Send Messages in Threads."
    there = any(channel.get_tag(tag.id) for tag in target.tags)
    return TAG_WANTED if channel.flags.require_tag and not there else None
