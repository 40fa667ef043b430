"""The way to Discord, where a setting names another than the usual one."""

from __future__ import annotations

import aiohttp

from bot.settings import Settings


def connector_of(settings: Settings) -> aiohttp.BaseConnector | None:
    """To a server on a Unix socket; None for Discord itself."""
    if settings.discord_socket is None:
        return None
    return aiohttp.UnixConnector(path=str(settings.discord_socket), limit=0)
