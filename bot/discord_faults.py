"""What Discord's refusals and faults mean: discord.py's exceptions as `PostFailed`, and what its
session sees of every answer. What is done about them, the workflows decide.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import discord
import yarl

from bot.workflows.figures import Figures
from bot.workflows.pacer import Pacer
from bot.workflows.ports import PostFailed, Trouble
from bot.workflows.restraint import Restraint

DISCORD_FAILED = (discord.DiscordException, aiohttp.ClientError, OSError, asyncio.TimeoutError)
"""All that a request through discord.py can raise."""

NO_SUCH_CHANNEL = "That channel no longer exists."

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE = 10003, 10004, 10008
TOO_LARGE, EMPTY, INVALID_FORM = 40005, 50006, 50035
CROSSPOSTED, NEEDS_A_TAG, HAS_A_THREAD = 40033, 40067, 160004
THREAD_ARCHIVED, THREAD_LOCKED = 50083, 160005
EDITS_USED_UP = 30046
EDITS_COME_BACK = timedelta(hours=1)
WAITED_OUT = timedelta(seconds=30)
"""discord.py waits out a 429 up to this long, as the client is told to (`client.py`)."""
SERVICE_UNAVAILABLE = 503
"""The one server error that discord.py does not ask again about."""


def post_failed(error: BaseException) -> PostFailed:
    """What a failed request means. Reasons are message ids, shown in /schedule list."""
    match error:
        case discord.NotFound(code=code):
            return _not_found(code)
        case discord.RateLimited():
            wait = timedelta(seconds=error.retry_after)
            return PostFailed("Discord asked us to wait.", Trouble.BUSY, wait=wait)
        case discord.DiscordServerError(status=status):
            again = status == SERVICE_UNAVAILABLE
            return PostFailed("Discord had a fault.", Trouble.CUT if again else Trouble.FAULT)
        case discord.HTTPException():
            return _refused(error)
        case discord.DiscordException():
            return PostFailed("Discord refused the message.", Trouble.REFUSED)
        case _:
            return PostFailed("The connection to Discord broke.", Trouble.CUT)


def _not_found(code: int) -> PostFailed:
    if code == UNKNOWN_GUILD:
        return PostFailed("Discord does not find this server at the moment.", Trouble.AWAY)
    if code == UNKNOWN_MESSAGE:
        return PostFailed("The message was deleted before.", Trouble.REFUSED)
    trouble = Trouble.GONE if code == UNKNOWN_CHANNEL else Trouble.BARRED
    return PostFailed(NO_SUCH_CHANNEL, trouble)


def _refused(error: discord.HTTPException) -> PostFailed:
    if is_ban(error.status, error.response.headers):
        return PostFailed("Discord answers nothing to this address.", Trouble.BANNED)
    if error.status == 401:
        return PostFailed("Discord no longer knows the bot token.", Trouble.REVOKED)
    if error.status == 403:
        return PostFailed("The bot may not post in that channel.", Trouble.BARRED)
    if error.status == 429:  # discord.py has waited five times
        return PostFailed("Discord asked us to wait.", Trouble.BUSY, wait=timedelta(seconds=30))
    if error.code == EDITS_USED_UP:
        reason = "Discord lets an older message be edited only so often."
        return PostFailed(reason, Trouble.BUSY, wait=EDITS_COME_BACK)
    if error.code in (THREAD_ARCHIVED, THREAD_LOCKED):
        return PostFailed("That thread is closed.", Trouble.BARRED)
    if error.code in (TOO_LARGE, EMPTY, INVALID_FORM):
        return PostFailed("Discord does not take the message as it is written.", Trouble.MALFORMED)
    return PostFailed("Discord refused the message.", Trouble.REFUSED)


def is_ban(status: int, headers: object) -> bool:
    """Cloudflare speaks for itself: its refusals lack the Via of an answer from Discord."""
    return status in (403, 429) and not getattr(headers, "get", dict[str, str]().get)("Via")


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() else timedelta(0)


def listening(pacer: Pacer, restraint: Restraint, figures: Figures) -> aiohttp.TraceConfig:
    """Tell the pacer and the restraint of every request and answer; discord.py waits out a 429
    silently.
    """

    async def leaves(
        _session: aiohttp.ClientSession,
        _context: object,
        request: aiohttp.TraceRequestHeadersSentParams,
    ) -> None:
        if _is_by_the_bot(request.url):
            pacer.left()

    async def seen(
        _session: aiohttp.ClientSession, _context: object, end: aiohttp.TraceRequestEndParams
    ) -> None:
        status, headers = end.response.status, end.response.headers
        scope = headers.get("X-RateLimit-Scope")
        if is_ban(status, headers):
            restraint.banned()
        elif status < 400:
            restraint.accepted()
        if status == 429:
            figures.refusals[scope or "cloudflare"] += 1
        if status == 429 and scope == "global":
            pacer.refused()
            wait = _seconds(headers.get("Retry-After", ""))
            if wait > WAITED_OUT:
                restraint.told_to_wait(wait)
        if status in (401, 403, 429) and scope != "shared":
            restraint.refused()
        if status == 401 and _is_by_the_bot(end.url):
            restraint.revoked.set()

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(leaves)
    trace.on_request_end.append(seen)
    return trace


def _is_by_the_bot(url: yarl.URL) -> bool:
    """Interactions and webhooks have tokens of their own, which end by themselves, and do not
    count towards the bot's requests a second.
    """
    return url.path.split("/", 4)[3:4] not in (["interactions"], ["webhooks"])
