"""The only code that posts unasked: send a part, look back for parts, greet a new server."""

from __future__ import annotations

import io
import json
import math
import time
from datetime import datetime
from typing import Any

import discord
from discord.http import Route

from bot.cogs.posting_channel import kind_of
from bot.discord_faults import (
    CROSSPOSTED,
    DISCORD_FAILED,
    HAS_A_THREAD,
    NEEDS_A_TAG,
    post_failed,
)
from bot.look_back import is_live, look_back
from bot.look_for_post import look_for_post
from bot.ui.setup_panel import welcome
from bot.workflows.pacer import Pacer
from bot.workflows.ports import PostFailed, Trouble
from bot.workflows.restraint import Restraint
from storage.records import ChannelKind, Target

_ASKED_SECONDS = 600
"""How long an answer about a channel outside the cache is believed."""
_MOST_ASKED = 10_000

NOTHING_MORE = Target()
TAG_WANTED = "That forum asks for a tag on every post: choose one with /schedule edit."


class DiscordPoster:
    """Fulfils `workflows.ports.Poster` with a logged-in client."""

    def __init__(self, client: discord.Client, pacer: Pacer, restraint: Restraint) -> None:
        self._client = client
        self._pacer = pacer
        self._restraint = restraint
        self._asked: dict[int, tuple[float, str | None]] = {}

    async def send(self, channel_id: int, body: str, nonce: str) -> int:
        """Post one frozen body. The nonce makes Discord answer a resend with the first message."""
        payload = _checked(body) | {"nonce": nonce, "enforce_nonce": True}
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

    async def open_thread(self, channel_id: int, message_id: int, name: str) -> int:
        """Start a thread at a message. Its id is the message's, so asking twice does no harm."""
        route = Route(
            "POST",
            "/channels/{channel_id}/messages/{message_id}/threads",
            channel_id=channel_id,
            message_id=message_id,
        )
        await self._slot()
        try:
            thread = await self._client.http.request(route, json={"name": name})
        except DISCORD_FAILED as error:
            if isinstance(error, discord.HTTPException) and error.code == HAS_A_THREAD:
                return message_id
            raise post_failed(error) from error
        return int(thread["id"])

    async def start_post(
        self, forum_id: int, title: str, tag_ids: tuple[int, ...], body: str
    ) -> int:
        """Start a forum post; one request, whatever becomes of it: there is no nonce for it."""
        forum = self._client.get_channel(forum_id)
        if isinstance(forum, discord.ForumChannel):
            # A tag that is gone must not stop a briefing.
            tag_ids = tuple(tag for tag in tag_ids if forum.get_tag(tag))
        tags = [str(tag) for tag in tag_ids]
        payload = {"name": title, "applied_tags": tags, "message": _checked(body)}
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum_id)
        self._check_cache(forum_id)
        await self._slot()
        try:
            post = await self._client.http.request(route, json=payload, files=[_Once()])
        except _TriedBefore as error:
            raise PostFailed("Discord had a fault.", Trouble.FAULT) from error
        except DISCORD_FAILED as error:
            if isinstance(error, discord.HTTPException) and error.code == NEEDS_A_TAG:
                raise PostFailed(TAG_WANTED, Trouble.BARRED) from error
            raise post_failed(error) from error
        return int(post["id"])

    async def look_for_post(
        self, forum_id: int, code: str, since: datetime, until: datetime
    ) -> int | None:
        """Our own forum post of that time that carries `code`; 0 where there is none."""
        try:
            return await look_for_post(self._client, self._slot, forum_id, code, since, until)
        except discord.Forbidden:
            return None
        except DISCORD_FAILED as error:
            raise post_failed(error) from error

    async def crosspost(self, channel_id: int, message_id: int) -> None:
        """Pass a message on to the channels that follow its own. Done before is done, too."""
        await self._slot()
        try:
            await self._client.http.publish_message(channel_id, message_id)
        except discord.NotFound as error:
            raise PostFailed("The message was deleted before.", Trouble.REFUSED) from error
        except DISCORD_FAILED as error:
            if not (isinstance(error, discord.HTTPException) and error.code == CROSSPOSTED):
                raise post_failed(error) from error

    def kind(self, channel_id: int) -> ChannelKind | None:
        """What kind of channel it is by now; None where the cache does not know it."""
        channel = self._client.get_channel(channel_id)
        known = isinstance(channel, discord.TextChannel | discord.ForumChannel)
        return kind_of(channel) if known else None

    def may_ping(self, guild_id: int, channel_id: int, role_id: int) -> bool:
        """Whether the bot may mention this role there; @everyone is never among them."""
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel(channel_id) if guild else None
        role = guild.get_role(role_id) if guild else None
        if guild is None or channel is None or role is None or role.is_default():
            return False
        return role.mentionable or channel.permissions_for(guild.me).mention_everyone

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

    async def obstacle(
        self, guild_id: int, channel_id: int, target: Target = NOTHING_MORE
    ) -> str | None:
        """Why a post into this channel would fail now; None if nothing stands in its way."""
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.me is None:  # pyright: ignore[reportUnnecessaryComparison]
            return "The bot is no longer in this server."
        if guild.unavailable:
            return "Discord has an outage that concerns this server."
        channel = guild.get_channel_or_thread(channel_id)
        if channel is None:
            return await self._obstacle_elsewhere(channel_id)
        return _lacking(channel, guild.me) or _unfit(channel, guild.me, target)

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


class _TriedBefore(Exception):
    """discord.py was about to send a request again."""


class _Once(discord.File):
    """Makes discord.py send a request once: it rewinds the files of a request before each try."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), filename="once")

    def reset(self, *, seek: int | bool = True) -> None:
        """Allow the first try, refuse the second."""
        if seek:
            raise _TriedBefore


def _checked(body: str) -> dict[str, Any]:
    """The frozen body as JSON. It pings nobody, or one role by its id; nothing else is posted."""
    payload = json.loads(body)
    allowed = payload.get("allowed_mentions", {})
    if (
        allowed.get("parse") != []
        or len(allowed.get("roles", [])) > 1
        or not set(allowed) <= {"parse", "roles", "replied_user"}
        or allowed.get("replied_user")
    ):
        raise ValueError("a body that does not say whom it may mention is never posted")
    return payload


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
