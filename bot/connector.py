"""The way to Discord: by names that hold up nothing else, or where a setting names another way."""

from __future__ import annotations

import aiohttp

from bot.settings import Settings
from bot.web.dial import Names


def connector_of(settings: Settings) -> aiohttp.BaseConnector:
    """To Discord itself, or to a server on a Unix socket."""
    if settings.discord_socket is None:
        return aiohttp.TCPConnector(limit=0, resolver=Names())
    return aiohttp.UnixConnector(path=str(settings.discord_socket), limit=0)
