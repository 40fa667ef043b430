"""What Discord itself says of the bot and its channels, asked over REST without a gateway: for
`dateline doctor`, which runs beside the bot or without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.discord_faults import DISCORD_FAILED
from bot.obstacles import standing_in_the_way
from storage.records import Target


class DiscordSilent(Exception):
    """Discord does not know the token, or gives no answer. `str()` is a sentence."""


class ChannelCheck:
    """Asks with the bot's own token. Made by `channel_check`."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    @property
    def application_id(self) -> int | None:
        return self._client.application_id

    async def obstacles(
        self, guild_id: int, channels: Iterable[tuple[int, Target]]
    ) -> dict[int, str | None]:
        """Why a post would fail, by channel; None for nothing. A server that the bot is not in, or
        a channel that is gone, is an obstacle, too. Raises DiscordSilent.
        """
        wanted = list(channels)
        try:
            guild = await self._client.fetch_guild(guild_id, with_counts=False)
            me = await guild.fetch_member(self._client.application_id or 0)
            there = {channel.id: channel for channel in await guild.fetch_channels()}
        except (discord.Forbidden, discord.NotFound):
            return dict.fromkeys((one for one, _ in wanted), "The bot is not in this server.")
        except DISCORD_FAILED as error:
            raise DiscordSilent(f"Discord gave no answer about server {guild_id}.") from error
        return {
            channel_id: standing_in_the_way(there[channel_id], me, target)
            if channel_id in there
            else "That channel no longer exists."
            for channel_id, target in wanted
        }


@asynccontextmanager
async def channel_check(
    token: str, connector: aiohttp.BaseConnector | None, seconds: float
) -> AsyncGenerator[ChannelCheck]:
    """Logged in; all of it within so many seconds. Raises DiscordSilent."""
    client = discord.Client(intents=discord.Intents.none(), connector=connector)
    try:
        async with asyncio.timeout(seconds):
            try:
                await client.login(token)
            except discord.LoginFailure as error:
                raise DiscordSilent("Discord does not know this bot token.") from error
            except DISCORD_FAILED as error:
                raise DiscordSilent("Discord cannot be reached from here.") from error
            yield ChannelCheck(client)
    except TimeoutError:
        raise DiscordSilent(f"Discord gave no answer within {seconds:.0f} seconds.") from None
    finally:
        await client.close()
