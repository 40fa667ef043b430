"""A little internet on this machine: names with public addresses, behind them local servers.

The guard is never switched off: a dial is judged first, and only a socket for an address that was
found public is led to a local server. `Canary` listens where no connection may ever come.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import ssl
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.web.dial import AddressInfo, Dial, plain_socket

Answer = Callable[["Visit"], Awaitable[None]]

TALLY: Counter[str] = Counter()
"""tried, accepted, refused, leaked: printed at the end of the run."""


@dataclass
class Visit:
    """One request that reached a local server."""

    head: str
    writer: asyncio.StreamWriter

    @property
    def path(self) -> str:
        return self.head.split(" ", 2)[1]

    @property
    def headers(self) -> dict[str, str]:
        pairs = (line.partition(":") for line in self.head.splitlines()[1:] if ":" in line)
        return {name.lower(): value.strip() for name, _, value in pairs}

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def page(
        self, body: bytes, *, status: str = "200 OK", headers: Iterable[str] = ()
    ) -> None:
        """A whole answer with its length."""
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
        await self.send("\r\n".join([*lines, "", ""]).encode() + body)


@dataclass
class Net:
    """names: what each name resolves to, or a function that says or raises. dialled: addresses and
    ports that the guard let through."""

    names: dict[str, Sequence[str] | Callable[[], Sequence[str]]] = field(default_factory=dict)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    _behind: dict[tuple[str, int], int] = field(default_factory=dict)
    _servers: list[asyncio.Server] = field(default_factory=list)
    _at_work: set[asyncio.Task[Any]] = field(default_factory=set)

    def dial(self) -> Dial:
        return Dial(look_up=self._look_up, open_socket=self._open)

    async def site(
        self,
        name: str,
        answer: Answer,
        *,
        port: int = 80,
        secure: ssl.SSLContext | None = None,
    ) -> None:
        """A server that `name` leads to; the same name may have one on several ports."""
        found = self.names.setdefault(name, [f"93.184.216.{len(self.names) + 1}"])
        address = found[0] if not callable(found) else found()[0]

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._at_work.add(task)
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                visit = Visit(head.decode("latin-1"), writer)
                self.visits.append(visit)
                await answer(visit)
            except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass
            finally:
                self._at_work.discard(task)
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=secure)
        self._servers.append(server)
        self._behind[address, port] = server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._at_work):
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)

    def _look_up(self, name: str) -> Sequence[str]:
        if name not in self.names:
            raise OSError("no such name")
        found = self.names[name]
        return found() if callable(found) else found

    def _open(self, info: AddressInfo) -> socket.socket:
        address, port = str(info[4][0]), int(info[4][1])
        self.dialled.append((address, port))
        local = self._behind.get((address, port))
        if local is None:
            raise ConnectionRefusedError(111, "nobody there")
        return Led(local)


class Led(socket.socket):
    """A socket that comes out at a local server, whatever address it is told to connect to."""

    def __init__(self, port: int) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)
        self._port = port

    def connect(self, address: Any, /) -> None:
        super().connect(("127.0.0.1", self._port))


class Canary:
    """Listens on loopback, IPv4 and IPv6, and counts who comes."""

    def __init__(self) -> None:
        self.visits = 0
        self.port = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Canary]:
        first = await asyncio.start_server(self._count, "127.0.0.1", 0)
        self.port = first.sockets[0].getsockname()[1]
        servers = [first]
        with contextlib.suppress(OSError):  # a machine without IPv6
            servers.append(await asyncio.start_server(self._count, "::1", self.port))
        try:
            yield self
        finally:
            for server in servers:
                server.close()

    async def _count(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        writer.close()


def real_dial(net: Net) -> Dial:
    """A dial with real sockets, so that a hole in the guard would really reach the canary."""
    return Dial(look_up=net._look_up, open_socket=plain_socket)


def redirect(location: str, status: str = "302 Found") -> Answer:
    async def answer(visit: Visit) -> None:
        await visit.page(b"", status=status, headers=[f"Location: {location}"])

    return answer


def serving(body: bytes, *headers: str, status: str = "200 OK") -> Answer:
    async def answer(visit: Visit) -> None:
        await visit.page(body, status=status, headers=headers)

    return answer


def raw(*pieces: bytes, pause: float = 0) -> Answer:
    """Just these bytes, then the connection is closed."""

    async def answer(visit: Visit) -> None:
        for piece in pieces:
            await visit.send(piece)
            await asyncio.sleep(pause)

    return answer


def dripping(head: bytes, drop: bytes, *, seconds: float) -> Answer:
    """A head, then the same drop again and again."""

    async def answer(visit: Visit) -> None:
        await visit.send(head)
        while True:
            await visit.send(drop)
            await asyncio.sleep(seconds)

    return answer


def bomb(mebibytes: int) -> bytes:
    """So many MiB of zeros, packed."""
    return gzip.compress(bytes(mebibytes * 1024 * 1024), compresslevel=9)


def hanging(released: threading.Event) -> Callable[[], Sequence[str]]:
    """A resolver that does not answer until it is let go."""

    def look_up() -> Sequence[str]:
        released.wait(30)
        raise OSError("gave up")

    return look_up


def hanging_page(released: asyncio.Event) -> Answer:
    """A server that takes the request and says nothing until it is let go; then it hangs up."""

    async def answer(visit: Visit) -> None:
        await released.wait()

    return answer
