"""The only code that posts unasked: send a part, look back for parts, greet a new server."""

from __future__ import annotations

import json
import math
import re
import time
from datetime import datetime, timedelta

import aiohttp
import discord
from discord.http import Route

from bot.ui.setup_panel import welcome
from bot.workflows.pacer import Pacer
from bot.workflows.ports import PostFailed

# A clock that runs ahead of Discord's must not hide our own message from the look-back.
_CLOCK_SLACK = timedelta(seconds=60)
_LOOK_BACK_PAGES = 5
_ASKED_SECONDS = 600
"""How long an answer about a channel outside the cache is believed."""
_MOST_ASKED = 10_000


class DiscordPoster:
    """Fulfils `workflows.ports.Poster` with a logged-in client."""

    def __init__(self, client: discord.Client, pacer: Pacer) -> None:
        self._client = client
        self._pacer = pacer
        self._asked: dict[int, tuple[float, str | None]] = {}

    async def send(self, channel_id: int, body: str, nonce: str) -> int:
        """Post one frozen body. The nonce makes Discord answer a resend with the first message."""
        payload = json.loads(body) | {"nonce": nonce, "enforce_nonce": True}
        if payload.get("allowed_mentions", {}).get("parse") != []:
            raise ValueError("a body without explicit allowed mentions is never posted")
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id)
        await self._pacer.slot()
        try:
            # Not Messageable.send: what was frozen is the body itself, sent byte for byte.
            message = await self._client.http.request(route, json=payload)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise _failure(error) from error
        return int(message["id"])

    async def look_back(self, channel_id: int, code: str, since: datetime) -> dict[int, int] | None:
        """Our own messages since then that carry `code`: part to message id.

        None where the channel's history cannot be read, so that nobody can say.
        """
        me = self._client.user
        after = discord.utils.time_snowflake(since - _CLOCK_SLACK)
        carried = re.compile(rf"briefing\.why:{re.escape(code)}:([0-9]+)")
        found: dict[int, int] = {}
        empty = True
        try:
            for _ in range(_LOOK_BACK_PAGES):
                await self._pacer.slot()
                page = await self._client.http.logs_from(channel_id, 100, after=after)
                empty = empty and not page
                for message in page:
                    mine = me is not None and int(message["author"]["id"]) == me.id
                    hit = carried.search(json.dumps(message.get("components", [])))
                    if mine and hit:
                        found.setdefault(int(hit[1]), int(message["id"]))
                if len(page) < 100:
                    break
                after = max(int(message["id"]) for message in page)
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            return None
        # A history that may not be read is not refused: Discord gives it without any message.
        return None if empty and not self._may_read_back(channel_id) else found

    def _may_read_back(self, channel_id: int) -> bool:
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return False  # not known, so nobody can say
        return channel.permissions_for(channel.guild.me).read_message_history

    async def obstacle(self, guild_id: int, channel_id: int) -> str | None:
        """Why a post into this channel would fail now; None if nothing stands in its way."""
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.me is None:  # pyright: ignore[reportUnnecessaryComparison]
            return "The bot is no longer in this server."
        if guild.unavailable:
            return "Discord has an outage that concerns this server."
        channel = guild.get_channel_or_thread(channel_id)
        if channel is None:
            return await self._obstacle_elsewhere(channel_id)
        return _lacking(channel, guild.me)

    async def _obstacle_elsewhere(self, channel_id: int) -> str | None:
        """Of a channel in no cache: a thread that is asleep, or it is gone. Asked once in a while,
        so that dead channels do not take slots from briefings.
        """
        at, reason = self._asked.get(channel_id, (-math.inf, None))
        if time.monotonic() - at < _ASKED_SECONDS:
            return reason
        await self._pacer.slot()
        try:
            await self._client.http.get_channel(channel_id)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            failure = _failure(error)
            if not failure.final:
                return None
            reason = failure.reason
        else:
            reason = None
        if len(self._asked) > _MOST_ASKED:
            self._asked.clear()
        self._asked[channel_id] = (time.monotonic(), reason)
        return reason

    def reads_history(self, guild_id: int, channel_id: int) -> bool:
        """Whether the channel can be read back; what the cache does not know counts as yes."""
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel_or_thread(channel_id) if guild else None
        if guild is None or channel is None:
            return True
        try:
            return channel.permissions_for(guild.me).read_message_history
        except discord.ClientException:
            return True

    async def owner_channel(self, guild_id: int) -> int | None:
        """The channel of direct messages with the server's owner; None where it cannot be had."""
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.owner_id is None:
            return None
        await self._pacer.slot()
        try:
            opened = await self._client.http.start_private_message(guild.owner_id)
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            return None
        return int(opened["id"])

    async def greet(self, guild: discord.Guild) -> bool:
        """Say hello once, in the first channel where that is allowed. False if there is none."""
        await self._pacer.slot()
        system = [guild.system_channel] if guild.system_channel else []
        for channel in [*system, *guild.text_channels]:
            granted = channel.permissions_for(guild.me)
            if granted.view_channel and granted.send_messages:
                await channel.send(view=welcome())
                return True
        return False


def _lacking(channel: discord.abc.GuildChannel | discord.Thread, me: discord.Member) -> str | None:
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
        return "The bot cannot see that channel: it lacks View Channel there."
    if not may_send:
        return "The bot may not write in that channel: it lacks Send Messages there."
    return None


def _failure(error: Exception) -> PostFailed:
    """What a failed request means. Reasons are message ids, shown in /schedule list."""
    match error:
        case discord.Forbidden():
            return PostFailed("The bot may not post in that channel.", final=True)
        case discord.NotFound():
            return PostFailed("That channel no longer exists.", final=True)
        case discord.RateLimited():
            wait = timedelta(seconds=error.retry_after)
            return PostFailed("Discord asked us to wait.", wait=wait)
        case discord.DiscordServerError():
            return PostFailed("Discord had a fault.", in_doubt=True)
        case discord.HTTPException() if error.status == 429:
            # discord.py waits out a 429 of the API itself; what it raises is Cloudflare's.
            return PostFailed("Discord asked us to wait.", wait=timedelta(minutes=2), banned=True)
        case discord.HTTPException():
            return PostFailed("Discord refused the message.", final=True)
        case _:
            return PostFailed("The connection to Discord broke.", in_doubt=True)


def slowing_down(pacer: Pacer) -> aiohttp.TraceConfig:
    """Tell the pacer of every global 429. discord.py waits them out without a word to us."""

    async def seen(
        _session: aiohttp.ClientSession, _context: object, end: aiohttp.TraceRequestEndParams
    ) -> None:
        scope = end.response.headers.get("X-RateLimit-Scope")
        if end.response.status == 429 and scope == "global":
            pacer.refused()

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(seen)
    return trace
