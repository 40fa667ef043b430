"""The only code that posts unasked: send a part, look back for parts, greet a new server."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import discord
from discord.abc import GuildChannel
from discord.http import Route

from bot.cogs.posting_channel import kind_of
from bot.discord_faults import (
    CROSSPOSTED,
    DISCORD_FAILED,
    NEEDS_A_TAG,
    NO_SUCH_CHANNEL,
    post_failed,
)
from bot.look_back import body_of, is_live, look_back
from bot.look_for_post import look_for_post
from bot.message_edits import delete_message, edit_message
from bot.obstacles import NOTHING_MORE, TAG_WANTED, UNSEEN, Obstacles, lacking, reads_history
from bot.thread_requests import TriedBefore, clear_thread, open_thread, start_post
from bot.ui.setup_panel import welcome
from bot.workflows.pacer import Pacer
from bot.workflows.ports import Cleared, PostFailed, Trouble
from bot.workflows.restraint import Restraint
from storage.schedule_records import ChannelKind, Target


class DiscordPoster:
    """Fulfils `workflows.ports.Poster` with a logged-in client."""

    def __init__(self, client: discord.Client, pacer: Pacer, restraint: Restraint) -> None:
        self._client = client
        self._pacer = pacer
        self._restraint = restraint
        self._obstacles = Obstacles(client, self._slot)

    async def send(self, guild_id: int, channel_id: int, body: str, nonce: str) -> int:
        """Post one frozen body. The nonce makes Discord answer a resend with the first message."""
        payload = _checked(body) | {"nonce": nonce, "enforce_nonce": True}
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id)
        self._check_cache(guild_id, channel_id)
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

    async def posted_body(self, channel_id: int, message_id: int) -> str | None:
        """What an edit of this message would have to say to change nothing; None if it is gone."""
        await self._slot()
        try:
            message = await self._client.http.get_message(channel_id, message_id)
        except discord.NotFound:
            return None
        except DISCORD_FAILED as error:
            raise self._failure(error) from error
        return body_of(message)

    async def open_thread(self, guild_id: int, channel_id: int, message_id: int, name: str) -> int:
        """Start a thread at a message. Its id is the message's, so asking twice does no harm."""
        self._check_home(guild_id, channel_id)
        await self._slot()
        try:
            return await open_thread(self._client, channel_id, message_id, name)
        except DISCORD_FAILED as error:
            raise post_failed(error) from error

    async def start_post(
        self, guild_id: int, forum_id: int, title: str, tag_ids: tuple[int, ...], body: str
    ) -> int:
        """Start a forum post; one request, whatever becomes of it: there is no nonce for it."""
        message = _checked(body)
        self._check_cache(guild_id, forum_id)
        await self._slot()
        try:
            return await start_post(self._client, forum_id, title, tag_ids, message)
        except TriedBefore as error:
            raise PostFailed("Discord had a fault.", Trouble.FAULT) from error
        except DISCORD_FAILED as error:
            if isinstance(error, discord.HTTPException) and error.code == NEEDS_A_TAG:
                raise PostFailed(TAG_WANTED, Trouble.BARRED) from error
            raise post_failed(error) from error

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

    async def edit(self, guild_id: int, channel_id: int, message_id: int, body: str) -> bool:
        """Put another body in a posted message's place. False where it is no longer there."""
        payload = _checked(body)
        self._check_sight(guild_id, channel_id)
        try:
            return await edit_message(self._client, self._slot, channel_id, message_id, payload)
        except DISCORD_FAILED as error:
            raise self._failure(error) from error

    async def delete(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        """Delete a message of ours. False where it is no longer there."""
        self._check_sight(guild_id, channel_id)
        try:
            return await delete_message(self._client, self._slot, channel_id, message_id)
        except DISCORD_FAILED as error:
            raise self._failure(error) from error

    async def clear_thread(self, thread_id: int) -> Cleared:
        """Delete a thread or forum post in which nothing stands any more, or close it."""
        try:
            return await clear_thread(self._client, self._slot, thread_id)
        except DISCORD_FAILED as error:
            raise self._failure(error) from error

    async def mentions_role(self, channel_id: int, message_id: int, role_id: int) -> bool:
        """Whether a posted message of ours calls that role; no where it is gone."""
        await self._slot()
        try:
            message = await self._client.http.get_message(channel_id, message_id)
        except discord.NotFound:
            return False
        except DISCORD_FAILED as error:
            raise self._failure(error) from error
        shown = json.dumps([message.get("components", []), message.get("content", "")])
        return f"<@&{role_id}>" in shown

    async def crosspost(self, guild_id: int, channel_id: int, message_id: int) -> None:
        """Pass a message on to the channels that follow its own. Done before is done, too."""
        self._check_home(guild_id, channel_id)
        await self._slot()
        try:
            await self._client.http.publish_message(channel_id, message_id)
        except discord.NotFound as error:
            raise PostFailed("The message was deleted before.", Trouble.REFUSED) from error
        except DISCORD_FAILED as error:
            if not (isinstance(error, discord.HTTPException) and error.code == CROSSPOSTED):
                raise post_failed(error) from error

    def kind(self, guild_id: int, channel_id: int) -> ChannelKind | None:
        """What kind of channel it is by now; None where the cache does not know it."""
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel(channel_id) if guild else None
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

    def _check_cache(self, guild_id: int, channel_id: int) -> None:
        """Raises PostFailed for what would only add to the refusals that Discord counts."""
        self._check_home(guild_id, channel_id)
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel_or_thread(channel_id) if guild else None
        if guild is not None and channel is not None and is_live(self._client):
            reason = lacking(channel, guild.me)
            if reason:
                raise PostFailed(reason, Trouble.BARRED)

    def _check_sight(self, guild_id: int, channel_id: int) -> None:
        """Raises PostFailed where the bot cannot see the channel, by the cache."""
        self._check_home(guild_id, channel_id)
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel(channel_id) if guild else None
        if guild is None or channel is None or not is_live(self._client):
            return
        if not channel.permissions_for(guild.me).view_channel:
            raise PostFailed(UNSEEN, Trouble.BARRED)

    def _check_home(self, guild_id: int, channel_id: int) -> None:
        """Raises PostFailed for another server's channel. No command takes one, but rows that were
        read in from a file may name any.
        """
        # Asked of its server first: the client walks through all servers, 2 ms at ten thousand.
        guild = self._client.get_guild(guild_id)
        if guild is not None and guild.get_channel_or_thread(channel_id) is not None:
            return
        channel = self._client.get_channel(channel_id)
        home = channel.guild if isinstance(channel, GuildChannel | discord.Thread) else None
        if home is not None and home.id != guild_id:
            raise PostFailed(NO_SUCH_CHANNEL, Trouble.GONE)

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
        return await self._obstacles.of(guild_id, channel_id, target)

    def reads_history(self, guild_id: int, channel_id: int) -> bool:
        """Whether the channel can be read back; what the cache does not know counts as yes."""
        return reads_history(self._client, guild_id, channel_id)

    async def member_channel(self, user_id: int) -> int:
        """The channel of direct messages with somebody."""
        await self._slot()
        try:
            opened = await self._client.http.start_private_message(user_id)
        except DISCORD_FAILED as error:
            raise self._failure(error) from error
        return int(opened["id"])

    async def owner_channel(self, guild_id: int) -> int | None:
        """The channel of direct messages with the server's owner; None where it cannot be had."""
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.owner_id is None:
            return None
        try:
            return await self.member_channel(guild.owner_id)
        except PostFailed:
            return None

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
