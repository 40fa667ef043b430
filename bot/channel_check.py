"""What Discord itself says of the bot, its channels and the time, asked over REST without a
gateway: for `dateline doctor`, which runs beside the bot or without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import discord

from bot.discord_faults import DISCORD_FAILED
from bot.obstacles import standing_in_the_way
from storage.schedule_records import Target


class DiscordSilent(Exception):
    """Discord does not know the token, or gives no answer. `str()` is a sentence."""


class ChannelCheck:
    """Asks with the bot's own token. Made by `channel_check`."""

    def __init__(self, client: discord.Client, watch: DateWatch) -> None:
        self._client = client
        self._watch = watch

    @property
    def name(self) -> str:
        """The bot's, as Discord shows it."""
        return str(self._client.user)

    @property
    def clock_is_ahead(self) -> timedelta | None:
        """How far this machine's clock is ahead of Discord's; negative where it is behind. None
        where Discord's answers have told no time.
        """
        return self._watch.ahead

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


class DateWatch:
    """Holds this machine's clock against the Date of every answer, which is in whole seconds."""

    def __init__(self) -> None:
        self.ahead: timedelta | None = None
        self._asked_at = datetime.now(UTC)

    def trace(self) -> aiohttp.TraceConfig:
        """To be told of requests and answers."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._leaves)
        trace.on_request_end.append(self._answered)
        return trace

    async def _leaves(self, *_: object) -> None:
        self._asked_at = datetime.now(UTC)

    async def _answered(
        self, _session: object, _context: object, end: aiohttp.TraceRequestEndParams
    ) -> None:
        now = datetime.now(UTC)
        try:
            told = parsedate_to_datetime(end.response.headers["Date"])
        except (KeyError, ValueError):
            return
        if told.tzinfo is None:
            return
        # It was written between the question and the answer, within the second that it names.
        between = self._asked_at + (now - self._asked_at) / 2
        self.ahead = between - (told + timedelta(seconds=0.5))


@asynccontextmanager
async def channel_check(
    token: str, connector: aiohttp.BaseConnector | None, seconds: float
) -> AsyncGenerator[ChannelCheck]:
    """Logged in; all of it within so many seconds. Raises DiscordSilent."""
    watch = DateWatch()
    client = discord.Client(
        intents=discord.Intents.none(), connector=connector, http_trace=watch.trace()
    )
    try:
        async with asyncio.timeout(seconds):
            try:
                await client.login(token)
            except discord.LoginFailure as error:
                raise DiscordSilent("Discord does not know this bot token.") from error
            except DISCORD_FAILED as error:
                raise DiscordSilent("Discord cannot be reached from here.") from error
            yield ChannelCheck(client, watch)
    except TimeoutError:
        raise DiscordSilent(f"Discord gave no answer within {seconds:.0f} seconds.") from None
    finally:
        await client.close()
