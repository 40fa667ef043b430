"""Why the login was refused, or the connection to Discord has ended for good: as `Ended`, with what
the operator can do. What a single request's failure means is in `discord_faults`.
"""

from __future__ import annotations

import aiohttp
import discord
import structlog

from bot.errors import Ended, Exit

log = structlog.get_logger(__name__)

UNKNOWN_BOT = (
    "Discord does not know this bot token."
    " Copy it anew from the developer portal into .env, then start again."
)
GATEWAY_CODES = {
    4010: "invalid shard",
    4011: "more shards needed",
    4012: "outdated version",
    4013: "invalid intents",
    4014: "intents that are not granted",
}


def login_fault(error: BaseException | None) -> Ended:
    """Why the bot could not log in."""
    match error:
        case discord.LoginFailure():
            return Ended(UNKNOWN_BOT, Exit.TOKEN)
        case discord.HTTPException():
            return Ended(
                "Discord refused the login ({status}). Try again in some minutes.",
                Exit.LOST,
                status=error.status,
            )
        case aiohttp.ClientError() | OSError():
            return Ended(
                "Discord cannot be reached from here. Check the network, then start again.",
                Exit.LOST,
            )
        case _:
            return gateway_fault(error)


def gateway_fault(error: BaseException | None) -> Ended:
    """Why the gateway's task has ended; discord.py comes back by itself from anything else."""
    match error:
        case discord.ConnectionClosed(code=4004):
            return Ended(UNKNOWN_BOT, Exit.TOKEN)
        case discord.PrivilegedIntentsRequired():
            return _refused_connection(4014)
        case discord.ConnectionClosed():
            return _refused_connection(error.code)
        case _:
            log.error("the gateway ended", exc_info=error)
            return Ended("The connection to Discord has ended. Start the bot again.", Exit.LOST)


def _refused_connection(code: int) -> Ended:
    return Ended(
        "Discord refuses the connection ({code}: {reason}). Starting again would not help; update"
        " Dateline, or look at the bot's page in the developer portal.",
        Exit.GATEWAY,
        code=code,
        reason=GATEWAY_CODES.get(code, "unknown"),
    )
