"""The playground put together and served: on a Unix socket for the bot, on loopback for the page.

discord.py needs only a connector that leads every host to the socket; everything arrives as plain
HTTP and is told apart by its path.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from types import TracebackType

from aiohttp import WSCloseCode, web

from playground import cdn, guard
from playground.clock import Clock
from playground.faults import Faults
from playground.gateway import Gateway
from playground.interactions import Interactions
from playground.messages import NONCE_WINDOW, Messages
from playground.page_api import PageApi
from playground.parts import Parts
from playground.person import Person
from playground.rate_limits import RateLimits
from playground.records import Channel, Member, User
from playground.requests_log import RequestLog
from playground.rest import (
    channels,
    commands,
    guilds,
    interactions,
    messages,
    pins,
    reactions,
    threads,
    users,
    webhooks,
)
from playground.rest.door import Door
from playground.world import World

BACKLOG = 4096  # with the usual 128 a thousand requests at once stall
ROUTES = [
    *users.ROUTES,
    *guilds.ROUTES,
    *pins.ROUTES,  # before messages: "pins" would read as a message's id
    *messages.ROUTES,
    *reactions.ROUTES,
    *channels.ROUTES,
    *threads.ROUTES,
    *commands.ROUTES,
    *interactions.ROUTES,
    *webhooks.ROUTES,
]


class Playground:
    """A world with Discord's doors. `port` None serves no browser page, 0 takes any free port.

    `privileged` are the intents granted to the bot: presences, members, message_content.
    `nonce_window` is for how many seconds a nonce is remembered ("the past few minutes").
    """

    def __init__(
        self,
        socket_path: Path,
        port: int | None = None,
        *,
        bot_name: str = "Newsbot",
        privileged: Iterable[str] = (),
        nonce_window: float = NONCE_WINDOW,
    ) -> None:
        self.socket_path = Path(socket_path)
        self.port = port
        self.token = secrets.token_urlsafe(24)
        self.clock = Clock()
        self.world = World(self.clock, bot_name, privileged)
        self.messages = Messages(self.world, nonce_window)
        self.gateway = Gateway(self.world)
        self.interactions = Interactions(self.world, self.messages, self.gateway)
        self.limits = RateLimits(hours=self.clock.now)
        self.faults = Faults()
        self.requests = RequestLog()
        self.parts = Parts(
            self.world,
            self.messages,
            self.gateway,
            self.interactions,
            self.limits,
            self.faults,
            self.requests,
        )
        # Buttons of the page's drawer that the program around the playground has added.
        self.offers: dict[str, tuple[str, Callable[[], Awaitable[str]]]] = {}
        self.page = PageApi(self)
        self._runner: web.AppRunner | None = None

    @property
    def bot_token(self) -> str:
        """What the bot logs in with."""
        return self.world.application.token

    @property
    def page_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def person(self, who: Member | User, channel: Channel) -> Person:
        """Somebody at the keyboard in this channel."""
        return Person(who, channel, self.interactions)

    async def bot_ready(self, seconds: float = 30.0) -> None:
        """Wait until a session has identified (or resumed) and been sent its servers."""
        await asyncio.wait_for(self.gateway.ready.wait(), seconds)

    def offer(self, name: str, label: str, action: Callable[[], Awaitable[str]]) -> None:
        """Add a button to the page's drawer; `action` returns what to say when it is done."""
        self.offers[name] = (label, action)

    async def __aenter__(self) -> Playground:
        app = self._app()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        self.socket_path.unlink(missing_ok=True)
        await web.UnixSite(self._runner, str(self.socket_path), backlog=BACKLOG).start()
        if self.port is not None:
            site = web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=BACKLOG)
            await site.start()
            self.port = self._runner.addresses[-1][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()
        self.socket_path.unlink(missing_ok=True)

    def _app(self) -> web.Application:
        app = web.Application(
            client_max_size=26 * 1024 * 1024, middlewares=[guard.loopback_only(self)]
        )
        door = Door(self.parts)
        door.put(app, ROUTES)
        cdn.put(app, self.world)
        self.page.put(app)

        async def root(request: web.Request) -> web.StreamResponse:
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return await self.gateway.handle(request)
            return await self.page.file(request)

        app.router.add_get("/", root)
        app.router.add_route("*", "/{anything:.*}", door.unknown)
        app.on_shutdown.append(self._close_sockets)
        return app

    async def _close_sockets(self, _: web.Application) -> None:
        self.page.close()
        for socket in tuple(self.gateway.opened):
            await socket.close(code=WSCloseCode.GOING_AWAY)
