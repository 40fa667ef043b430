"""The feeds of the soak: a little web of many hosts behind one local port, good ones that bring
something new every now and then, and ones that turn hostile once they are followed.

The bot, in a process of its own, dials them through its guarded way out: `dial_to` gives every
`.example` name a public address, and only what the guard lets through comes out at the port.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import zlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from bot.web.dial import Dial
from tests.web.net import Answer, Canary, Led, Visit, bomb, dripping, raw, redirect, serving

XML = "Content-Type: application/rss+xml; charset=utf-8"
KEPT = 12
"""Entries that a feed shows."""
NEW_SHARE = 0.4
"""Of visits to a good feed that find something new."""
DRIP_SECONDS = 0.5


def dial_to(port: int) -> Dial:
    """A way out in which every name under `.example` leads to this port on loopback."""

    def look_up(name: str) -> Sequence[str]:
        if not name.endswith(".example"):
            raise OSError("no such name")
        mark = zlib.crc32(name.encode())
        return [f"93.184.{mark >> 8 & 255}.{mark & 255}"]

    return Dial(look_up=look_up, open_socket=lambda _info: Led(port))


class SoakFeeds:
    """One server for all hosts. Made by `open_soak_feeds`.

    hostile: whether the feeds whose host begins with a kind of `HOSTILE` behave so by now. quiet:
    whether every feed says that nothing has changed.
    """

    def __init__(self, port_inside: int) -> None:
        self.hostile = self.quiet = False
        self.visits: Counter[str] = Counter()
        self._rng = random.Random(2)
        self._numbers: dict[str, deque[int]] = {}
        self._count = 0
        # A feed that leads to the machine itself, past the guard, would be counted there.
        inside = redirect(f"http://127.0.0.1:{port_inside}/feed")
        self._answers: dict[str, Answer] = {**HOSTILE, "inside": inside}

    @property
    def kinds(self) -> list[str]:
        """Of hostile feeds."""
        return list(self._answers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request; the connection is closed after it."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
            visit = Visit((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"), writer)
            host = visit.headers.get("host", "")
            kind = host.partition("-")[0]
            answer = self._answers.get(kind) if self.hostile else None
            self.visits[kind if answer else "good"] += 1
            if self.quiet:
                await visit.page(b"", status="304 Not Modified")
            else:
                await (answer(visit) if answer else self._good(host, visit))
        writer.close()

    async def _good(self, host: str, visit: Visit) -> None:
        numbers = self._numbers.setdefault(host, deque(maxlen=KEPT))
        if not numbers or self._rng.random() < NEW_SHARE:
            self._count += 1
            numbers.append(self._count)
        tag = f'"{numbers[-1]}"'
        if visit.headers.get("if-none-match") == tag:
            await visit.page(b"", status="304 Not Modified")
        else:
            items = "".join(_item(number) for number in reversed(numbers))
            body = f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"
            await visit.page(body.encode(), headers=[XML, f"ETag: {tag}"])


def _item(number: int) -> str:
    """A whole article that no other number has."""
    date = format_datetime(datetime.now(UTC) - timedelta(minutes=5))
    what = [f"{part}{number * place}" for place, part in enumerate(("bo", "ka", "li", "mu"), 1)]
    paragraphs = "".join(
        f"&lt;p&gt;The harbour office said on Monday that {number + turn} boxes with {what[0]} and"
        f" {what[1]} would go to {what[2]} by way of {what[3]}. {what[turn].title()} had asked for"
        f" {number + 7 * turn} of {what[2]} a year ago, but {what[3]} was late by"
        f" {number * 3 + turn} days.&lt;/p&gt;"
        for turn in range(4)
    )
    return (
        f"<item><title>Crane report {number}: {what[0]} for {what[1]}</title>"
        f"<guid isPermaLink='false'>tag:{number}</guid><pubDate>{date}</pubDate>"
        f"<link>http://pages.example/{number}</link><description>{paragraphs}</description></item>"
    )


HOSTILE: dict[str, Answer] = {
    "bomb": serving(bomb(64), XML, "Content-Encoding: gzip"),
    "deep": serving(b"<rss version='2.0'>" + b"<a>" * 100_000, XML),
    "laughs": serving(b"<!DOCTYPE r [<!ENTITY a 'b'>]><rss/>", XML),
    "garbage": serving(bytes(range(256)) * 400, XML),
    "cut": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<rss><channel>"),
    "down": serving(b"", status="500 Internal Server Error"),
    "circle": redirect("/feed"),
    "drip": dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"<", seconds=DRIP_SECONDS),
}


@asynccontextmanager
async def open_soak_feeds() -> AsyncIterator[tuple[SoakFeeds, int, Canary]]:
    """The feeds, the port they are served on, and who listens where no visit may come."""
    async with Canary().listening() as canary:
        feeds = SoakFeeds(canary.port)
        server = await asyncio.start_server(feeds.serve, "127.0.0.1", 0)
        try:
            yield feeds, int(server.sockets[0].getsockname()[1]), canary
        finally:
            server.close()
