"""The only code that posts unasked: send a part, look back for parts, greet a new server."""

from __future__ import annotations

import json
import re
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


class DiscordPoster:
    """Fulfils `workflows.ports.Poster` with a logged-in client."""

    def __init__(self, client: discord.Client, pacer: Pacer) -> None:
        self._client = client
        self._pacer = pacer

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
        try:
            for _ in range(_LOOK_BACK_PAGES):
                await self._pacer.slot()
                page = await self._client.http.logs_from(channel_id, 100, after=after)
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
        return found

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
