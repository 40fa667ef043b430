"""The workflows' `Web`: downloads through the guarded way out, parses in the process apart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from bot.reading.article import Article
from bot.reading.discovery import SiteFeeds
from bot.reading.feed import Feed
from bot.web.dial import Dial
from bot.web.download import Download, Kind, Limits
from bot.web.parser import Parsers, Reader
from bot.workflows.ports import Clock, Fetched

FEED = Reader("bot.reading.feed", "read_feed", Feed)
FEEDS = Reader("bot.reading.discovery", "find_feeds", SiteFeeds)
PAGE = Reader("bot.reading.web_page", "read_web_page", Article)


class GuardedWeb:
    """Fulfils `workflows.ports.Web`."""

    def __init__(self, download: Download, parsers: Parsers) -> None:
        self._download = download
        self._parsers = parsers

    async def fetch(
        self, url: str, *, kind: Kind, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        return await self._download.fetch(url, kind=kind, etag=etag, last_modified=last_modified)

    async def read_page(self, fetched: Fetched, *, zone: ZoneInfo | None = None) -> Article:
        return await self._parsers.read(
            PAGE,
            fetched.body,
            url=fetched.url,
            charset=fetched.charset,
            zone=zone.key if zone else None,
        )

    async def read_feed(self, fetched: Fetched) -> Feed:
        return await self._parsers.read(
            FEED, fetched.body, url=fetched.url, charset=fetched.charset
        )

    async def find_feeds(self, fetched: Fetched) -> SiteFeeds:
        return await self._parsers.read(
            FEEDS, fetched.body, url=fetched.url, charset=fetched.charset
        )


@asynccontextmanager
async def open_web(
    clock: Clock,
    *,
    ports: Collection[int] = (80, 443),
    dial: Dial | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[GuardedWeb]:
    """The way out with everything that belongs to it, closed again at the end."""
    download = Download(dial or Dial(), clock, ports=ports, limits=limits)
    parsers = Parsers()
    try:
        yield GuardedWeb(download, parsers)
    finally:
        await download.close()
        await parsers.close()
