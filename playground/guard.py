"""Who may knock: on the TCP side only this machine's own browser page, by Host and Origin.

A page of the open web can make a browser call 127.0.0.1; it cannot forge these two headers.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

if TYPE_CHECKING:
    from playground.server import Playground

# A bot that is led here by a resolver of its own still says whom it means.
BOT_HOSTS = (
    "discord.com",
    "gateway.discord.gg",
    "cdn.discordapp.com",
    "media.discordapp.net",
)


def loopback_only(playground: Playground) -> Middleware:
    """The middleware. Requests over the Unix socket pass: only this user's programs reach it."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if came_by_tcp(request) and not is_at_home(request, playground.port):
            return web.json_response({"error": "Only this machine's own page."}, status=403)
        return await handler(request)

    return guard


def came_by_tcp(request: web.Request) -> bool:
    transport = request.transport
    sock = transport.get_extra_info("socket") if transport else None
    return sock is None or sock.family != socket.AF_UNIX


def is_at_home(request: web.Request, port: int | None) -> bool:
    own = (f"127.0.0.1:{port}", f"localhost:{port}")
    host = request.headers.get("Host", "")
    origin = request.headers.get("Origin")
    if host not in own and host not in BOT_HOSTS:
        return False
    return origin is None or origin in tuple(f"http://{one}" for one in own)
