"""Where connections to the web begin: every dial passes `Dial`, whichever way its address came.

A guard in the resolver alone is no defence: addresses written out never pass a resolver. So names
are looked up and judged here, and the socket for the address that is dialled is judged again.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.web.addresses import is_public

AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]
"""family, type, protocol, canonical name, (address, port, …), as `socket.getaddrinfo` gives."""

LookUp = Callable[[str], Sequence[str]]
"""The addresses of a name. Blocks; raises OSError."""

OpenSocket = Callable[[AddressInfo], socket.socket]

MOST_LOOK_UPS = 8
"""Names looked up at once. One that hangs holds its place until the system gives up on it."""
LOOK_UP_TURN_SECONDS = 10


class NotPublic(OSError):
    """The address, or one of a name's addresses, is not on the public web."""


def system_look_up(name: str) -> Sequence[str]:
    """Ask the system's resolver."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in found]


def plain_socket(info: AddressInfo) -> socket.socket:
    """A socket for an address that was found public."""
    return socket.socket(info[0], info[1], info[2])


class Dial:
    """Opens connections to public addresses only.

    `look_up` and `open_socket` are what tests put something local behind; what they are given and
    what they answer passes the same table.
    """

    def __init__(
        self, *, look_up: LookUp = system_look_up, open_socket: OpenSocket = plain_socket
    ) -> None:
        self._names = _PublicNames(look_up)
        self._open_socket = open_socket

    def connector(self) -> TCPConnector:
        """A connector whose every connection passes here. It keeps none open and no name."""
        return TCPConnector(
            resolver=self._names,
            socket_factory=self._socket,
            use_dns_cache=False,
            force_close=True,
            limit=0,
        )

    async def close(self) -> None:
        """Wait for no name any longer."""
        await self._names.close()

    def _socket(self, info: AddressInfo) -> socket.socket:
        if not is_public(str(info[4][0])):
            raise NotPublic("not a public address")
        return self._open_socket(info)


class Names(AbstractResolver):
    """Looks names up on threads of its own, so that a resolver that hangs holds up nothing else,
    not even the program's end. Judges no address.
    """

    def __init__(self, look_up: LookUp = system_look_up) -> None:
        self._look_up = look_up
        self._free = asyncio.Semaphore(MOST_LOOK_UPS)
        self._asked: dict[str, asyncio.Task[Sequence[str]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = list(dict.fromkeys(await self._ask(host)))
        if not addresses:
            raise OSError("the name has no address")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        waiting = list(self._asked.values())
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _ask(self, host: str) -> Sequence[str]:
        """Who asks for a name that is being looked up waits for the same answer."""
        asked = self._asked.get(host)
        if asked is None:
            asked = asyncio.create_task(self._ask_apart(host), name=f"look up {host}")
            self._asked[host] = asked
            asked.add_done_callback(lambda done: self._answered(host, done))
        return await asyncio.shield(asked)

    async def _ask_apart(self, host: str) -> Sequence[str]:
        try:
            await asyncio.wait_for(self._free.acquire(), LOOK_UP_TURN_SECONDS)
        except TimeoutError:
            raise OSError("too many names are being looked up") from None
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sequence[str]] = loop.create_future()

        def settle(addresses: Sequence[str], error: BaseException | None) -> None:
            self._free.release()
            if answer.done():
                return
            if error is None:
                answer.set_result(addresses)
            else:
                answer.set_exception(OSError(str(error)))

        def look_up() -> None:
            addresses: Sequence[str] = ()
            failed: BaseException | None = None
            try:
                addresses = self._look_up(host)
            except Exception as error:
                failed = error
            with suppress(RuntimeError):  # the loop is closed: nobody waits any longer
                loop.call_soon_threadsafe(settle, addresses, failed)

        # A daemon, not an executor's thread: the program's end would wait for those.
        threading.Thread(target=look_up, name="look-up", daemon=True).start()
        return await answer

    def _answered(self, host: str, task: asyncio.Task[Sequence[str]]) -> None:
        del self._asked[host]
        if not task.cancelled():
            task.exception()  # seen, even where nobody waited any longer


class _PublicNames(Names):
    """Refuses a name with one address that is not public: which one would be dialled is chance."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise NotPublic("not a public address")
        return found
