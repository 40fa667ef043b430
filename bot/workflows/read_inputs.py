"""What `dateline read` reads: files, standard input and web addresses, each to one JSON object.

    text ─→ read_pasted_page ─┐
    HTML ─→ parser process ───┴→ summary, key facts ─→ dict
    https:// ─→ download ─┘

The way out and its process are opened only when an input needs them.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from bot.editing.key_facts import key_facts
from bot.editing.story_text import article_as_json
from bot.editing.summary import summarise
from bot.errors import Refusal, Unreadable
from bot.reading.article import Article
from bot.reading.believable import believable
from bot.reading.pasted_page import read_pasted_page
from bot.reading.upload import decode_upload, is_html
from bot.words import say
from bot.workflows.ports import Clock, Fetched, Web

OpenWeb = Callable[[], AbstractAsyncContextManager[Web]]

AT_ONCE = 8
"""Inputs being read at the same time."""
PAGE_LIMIT = 2 * 1024 * 1024
"""Bytes a web page in a file may have."""
MOST_READ = 8 * 1024 * 1024
"""Bytes looked at of any file, endless ones included."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


async def read_one(name: str, open_web: OpenWeb, clock: Clock) -> dict[str, object]:
    """The object of one input. Raises Refusal."""
    async with AsyncExitStack() as opened:
        return await _Inputs(opened, open_web, clock).read(name)


async def read_all(
    names: Sequence[str],
    open_web: OpenWeb,
    clock: Clock,
    write: Callable[[dict[str, object]], None],
) -> int:
    """Write one object an input, in order; returns how many had an "error" instead."""
    failed = 0
    async with AsyncExitStack() as opened, asyncio.TaskGroup() as group:
        inputs = _Inputs(opened, open_web, clock)
        free = asyncio.Semaphore(AT_ONCE)

        async def read(name: str) -> dict[str, object]:
            async with free:
                try:
                    return {"input": name, **await inputs.read(name)}
                except Refusal as refusal:
                    return {"input": name, "error": say(refusal.message, **refusal.values)}

        for task in [group.create_task(read(name)) for name in names]:
            found = await task
            failed += "error" in found
            write(found)
    return failed


class _Inputs:
    def __init__(self, opened: AsyncExitStack, open_web: OpenWeb, clock: Clock) -> None:
        self._clock = clock
        self._opened = opened
        self._open_web = open_web
        self._opening = asyncio.Lock()
        self._web: Web | None = None

    async def read(self, name: str) -> dict[str, object]:
        """Raises Refusal."""
        article = believable(await self._article(name), now=self._clock())
        return await asyncio.to_thread(
            lambda: article_as_json(article, summarise(article), key_facts(article))
        )

    async def _article(self, name: str) -> Article:
        if is_address(name):
            web = await self._way_out()
            return await web.read_page(await web.fetch(name, kind="page"))
        data = await asyncio.to_thread(read_bytes, name)
        if not is_html(data):
            return await asyncio.to_thread(lambda: read_pasted_page(decode_upload(data)))
        if len(data) > PAGE_LIMIT:
            raise Unreadable(
                "This page has {size} KiB; up to {limit} KiB can be read.",
                size=f"{-(-len(data) // 1024):,}",
                limit=f"{PAGE_LIMIT // 1024:,}",
            )
        return await (await self._way_out()).read_page(Fetched(url="", body=data))

    async def _way_out(self) -> Web:
        async with self._opening:
            if self._web is None:
                self._web = await self._opened.enter_async_context(self._open_web())
        return self._web


def is_address(name: str) -> bool:
    """Whether a name is that of something on the web, not a file's."""
    return _ADDRESS.match(name) is not None


def read_bytes(path: str) -> bytes:
    """A file, or standard input for "-". Raises Unreadable."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(MOST_READ)
        with open(path, "rb") as file:
            return file.read(MOST_READ)
    except OSError as error:
        raise Unreadable(
            "{path} cannot be opened: {reason}.", path=path, reason=error.strerror or "unknown"
        ) from error
