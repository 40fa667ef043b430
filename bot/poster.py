"""The only code that posts unasked: send a part, look back for parts, greet a new server."""

from __future__ import annotations

import json
import math
import time
from datetime import datetime

import discord
from discord.http import Route

from bot.discord_faults import DISCORD_FAILED, post_failed
from bot.look_back import is_live, look_back
from bot.ui.setup_panel import welcome
from bot.workflows.pacer import Pacer
from bot.workflows.ports import PostFailed, Trouble
from bot.workflows.restraint import Restraint

_ASKED_SECONDS = 600
"""How long an answer about a channel outside the cache is believed."""
_MOST_ASKED = 10_000


class DiscordPoster:
    """Fulfils `workflows.ports.Poster` with a logged-in client."""

    def __init__(self, client: discord.Client, pacer: Pacer, restraint: Restraint) -> None:
        self._client = client
        self._pacer = pacer
        self._restraint = restraint
        self._asked: dict[int, tuple[float, str | None]] = {}

    async def send(self, channel_id: int, body: str, nonce: str) -> int:
        """Post one frozen body. The nonce makes Discord answer a resend with the first message."""
        payload = json.loads(body) | {"nonce": nonce, "enforce_nonce": True}
        if payload.get("allowed_mentions", {}).get("parse") != []:
            raise ValueError("a body without explicit allowed mentions is never posted")
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id)
        self._check_cache(channel_id)
        await self._slot()
        try:
            # Not Messageable.send: what was frozen is the body itself, sent byte for byte.
            message = await self._client.http.request(route, json=payload)
        except DISCORD_FAILED as error:
            raise self._failure(error) from error
        return int(message["id"])

    async def look_back(
        self, channel_id: int, code: str, since: datetime, until: datetime
    ) -> dict[int, int] | None:
        """Our own messages of that time that carry `code`: part to message id."""
        try:
            return await look_back(self._client, self._slot, channel_id, code, since, until)
        except discord.Forbidden:
            return None
        except DISCORD_FAILED as error:
            raise self._failure(error) from error

    def is_away(self, guild_id: int) -> bool:
        """By the cache, and only while the gateway keeps it true."""
        guild = self._client.get_guild(guild_id)
        return is_live(self._client) and (guild is None or guild.unavailable)

    def _check_cache(self, channel_id: int) -> None:
        """Raises PostFailed for what would only add to the refusals that Discord counts."""
        channel = self._client.get_channel(channel_id)
        if is_live(self._client) and isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            lacking = _lacking(channel, channel.guild.me)
            if lacking:
                raise PostFailed(lacking, Trouble.BARRED)

    def _failure(self, error: BaseException) -> PostFailed:
        """What it means; where the address is banned, with how long that lasts."""
        failure = post_failed(error)
        if failure.trouble is Trouble.BANNED:
            failure.wait = self._restraint.wait()
        return failure

    async def _slot(self) -> None:
        """Wait for the turn of a request. Raises PostFailed while none may be made."""
        await self._pacer.slot()
        self._restraint.check()

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
        try:
            await self._slot()
            await self._client.http.get_channel(channel_id)
        except PostFailed:
            return None
        except DISCORD_FAILED as error:
            failure = post_failed(error)
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
        try:
            await self._slot()
            opened = await self._client.http.start_private_message(guild.owner_id)
        except (PostFailed, *DISCORD_FAILED):
            return None
        return int(opened["id"])

    async def greet(self, guild: discord.Guild) -> bool:
        """Say hello once, in the first channel where that is allowed. False if there is none."""
        await self._slot()
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
