"""One address to bytes, within limits: hops, seconds, bytes after decompression, turns of a host.

    link ─→ allowed? ─→ turn ─→ dial ─→ redirect? again, up to 5 ─→ status ─→ body ─→ Fetched

Nothing is taken from the environment (no proxy, no netrc) and no cookie is kept. What a failure
says does not depend on whether a port was open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import structlog
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
)
from yarl import URL

from bot.errors import Invalid
from bot.reading.link import read_link
from bot.web.addresses import is_address, is_public
from bot.web.dial import Dial, NotPublic
from bot.web.turns import Turns
from bot.workflows.ports import Clock, Fetched, FetchFailed

log = structlog.get_logger(__name__)

Kind = Literal["page", "feed"]

MOST_RETRY_AFTER = timedelta(hours=24)
LONGEST_ADDRESS = 4_096
"""Characters an address may have on the way; what is kept in the end is shorter."""
LONGEST_TAG = 512
_MIB = 1024 * 1024
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))
_CODINGS = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))
_ACCEPT: Mapping[Kind, str] = {
    "page": "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1",
    "feed": "application/rss+xml, application/atom+xml, application/feed+json,"
    " application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may cost. Seconds, bytes after decompression."""

    total: float = 20
    connect: float = 5
    hops: int = 5
    page: int = 2 * _MIB
    feed: int = 5 * _MIB
    at_once: int = 16
    pause: float = 2
    wait_for_turn: float = 60


class Download:
    """Fetches addresses. ports: those that may be asked for, whatever the scheme."""

    def __init__(
        self, dial: Dial, clock: Clock, *, ports: Collection[int], limits: Limits | None = None
    ) -> None:
        self._dial = dial
        self._clock = clock
        self._ports = frozenset(ports)
        self._limits = limits or Limits()
        self._turns = Turns(pause=self._limits.pause)
        self._places = asyncio.Semaphore(self._limits.at_once)
        self._opened: ClientSession | None = None

    async def close(self) -> None:
        """End what is still on its way."""
        if self._opened is not None:
            await self._opened.close()
        await self._dial.close()

    async def fetch(
        self, url: str, *, kind: Kind, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """Download one address. Raises FetchFailed, Invalid (the link)."""
        address = read_link(url, longest=LONGEST_ADDRESS)
        headers = {"Accept": _ACCEPT[kind]}
        if etag and _is_header(etag):
            headers["If-None-Match"] = etag
        if last_modified and _is_header(last_modified):
            headers["If-Modified-Since"] = last_modified
        async with AsyncExitStack() as turn, AsyncExitStack() as place:
            await self._wait(turn, place, address)
            try:
                async with asyncio.timeout(self._limits.total):
                    return await self._follow(turn, address, kind, headers)
            except (ClientError, OSError, ValueError) as error:
                raise self._failure(address, error) from None

    async def _wait(self, turn: AsyncExitStack, place: AsyncExitStack, address: URL) -> None:
        """For the host's turn, and then for a place: a slow host's queue takes up no places."""
        self._check(address)
        try:
            async with asyncio.timeout(self._limits.wait_for_turn):
                await turn.enter_async_context(self._turns.visit(_host(address)))
                await place.enter_async_context(self._places)
        except TimeoutError:
            raise FetchFailed(
                "Too many pages of {host} are being fetched. Try again in a minute.",
                host=_host(address),
            ) from None

    async def _follow(
        self, turn: AsyncExitStack, address: URL, kind: Kind, headers: Mapping[str, str]
    ) -> Fetched:
        """Ask, and go where redirects lead; each is judged like the first address."""
        host = _host(address)
        moved_to: str | None = None
        for_good = True
        for _ in range(self._limits.hops + 1):
            async with self._session().get(
                address, headers=headers, allow_redirects=False
            ) as response:
                if response.status not in _REDIRECTS or "Location" not in response.headers:
                    return replace(await self._take(response, address, kind), moved_to=moved_to)
                address = _target(address, response.headers["Location"])
                for_good = for_good and response.status in _FOR_GOOD
                moved_to = str(address) if for_good else moved_to
            self._check(address)
            if _host(address) != host:
                host = _host(address)
                await turn.aclose()  # hosts that lead to each other must not wait for each other
                await turn.enter_async_context(self._turns.visit(host))
        raise FetchFailed(
            "{host} sends its visitors round and round: more than {most} redirects.",
            host=_host(address),
            most=self._limits.hops,
        )

    async def _take(self, response: ClientResponse, address: URL, kind: Kind) -> Fetched:
        etag, last_modified = (_kept(response, name) for name in ("ETag", "Last-Modified"))
        media_type, charset = _content_type(response)
        body = b""
        if response.status != 304:
            self._check_status(response, address)
            body = await self._body(response, address, kind)
        return Fetched(
            url=str(address),
            body=body,
            media_type=media_type,
            charset=charset,
            etag=etag,
            last_modified=last_modified,
            not_modified=response.status == 304,
        )

    async def _body(self, response: ClientResponse, address: URL, kind: Kind) -> bytes:
        """Counted after decompression, so that a small bomb is as large as it gets."""
        most = self._limits.page if kind == "page" else self._limits.feed
        if response.headers.get("Content-Encoding", "").strip().lower() not in _CODINGS:
            raise ValueError("a coding that was not asked for")
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > most:
                raise FetchFailed(
                    "What {host} sends is too large: up to {limit} MiB are read.",
                    host=_host(address),
                    limit=most // _MIB,
                )
        return bytes(body)

    def _check(self, address: URL) -> None:
        host = _host(address)
        if address.port not in self._ports:
            raise FetchFailed(
                "Links with port {port} are not followed. Use one without a port.",
                port=address.port,
            )
        if is_address(host) and not is_public(host):
            raise _not_public(address)

    def _check_status(self, response: ClientResponse, address: URL) -> None:
        status = response.status
        if status in (200, 203):
            return
        wait = self._asked_to_wait(response, address) if status in (429, 503) else None
        match status:
            case 404 | 410:
                message = "{host} has nothing at this link ({status}). Check it, or search anew."
            case 401 | 402 | 403 | 407 | 451:
                message = "{host} does not let the bot read this ({status})."
            case 429 | 503:
                message = "{host} asks for patience ({status}). Try again later."
            case _:
                message = "{host} answered with a fault ({status}). Try again later."
        raise FetchFailed(
            message, host=_host(address), status=status, gone=status == 410, retry_after=wait
        )

    def _asked_to_wait(self, response: ClientResponse, address: URL) -> timedelta | None:
        wait = _retry_after(response.headers.get("Retry-After", ""), self._clock())
        if wait is not None:
            self._turns.close(_host(address), wait)
        return wait

    def _failure(self, address: URL, error: Exception) -> FetchFailed:
        """What went wrong on the way, in one of three sentences."""
        if isinstance(error, ClientConnectorError) and isinstance(error.os_error, NotPublic):
            return _not_public(address)
        if isinstance(error, TimeoutError) and not isinstance(error, ClientError):
            return FetchFailed(
                "{host} was too slow: it took more than {seconds} seconds. Try again later.",
                host=_host(address),
                seconds=f"{self._limits.total:g}",
            )
        log.info("fetch failed", host=_host(address), error=type(error).__name__)
        return FetchFailed(
            "Nothing readable came from {host}. Check the link, or try again later.",
            host=_host(address),
        )

    def _session(self) -> ClientSession:
        """Made when first needed: it belongs to the running loop."""
        if self._opened is None:
            self._opened = ClientSession(
                connector=self._dial.connector(),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": user_agent(), "Accept-Encoding": "gzip, deflate"},
                timeout=ClientTimeout(total=self._limits.total, sock_connect=self._limits.connect),
                trust_env=False,
                max_headers=100,
            )
        return self._opened


def user_agent() -> str:
    """Who we are, as sites may see it."""
    try:
        own = version("dateline")
    except PackageNotFoundError:
        own = "0"
    return f"Dateline/{own} (news desk for a Discord server; reads single pages and feeds)"


def _host(address: URL) -> str:
    return address.raw_host or ""


def _not_public(address: URL) -> FetchFailed:
    return FetchFailed(
        "{host} is not an address on the public web, so it is not visited. Use a public link.",
        host=_host(address),
    )


def _target(address: URL, location: str) -> URL:
    """Where a redirect leads. Raises ValueError for what is no link."""
    try:
        return read_link(str(address.join(URL(location))), longest=LONGEST_ADDRESS)
    except Invalid as error:
        raise ValueError("a redirect to no link") from error


def _content_type(response: ClientResponse) -> tuple[str, str | None]:
    """Media type and charset as the header named them."""
    if "Content-Type" not in response.headers:
        return "", None
    return response.content_type.lower(), response.charset


def _kept(response: ClientResponse, name: str) -> str | None:
    value = response.headers.get(name)
    return value if value and _is_header(value) else None


def _is_header(value: str) -> bool:
    return len(value) <= LONGEST_TAG and value.isascii() and value.isprintable()


def _retry_after(value: str, now: datetime) -> timedelta | None:
    """Seconds or a date, at most a day from now; None where neither was said."""
    value = value.strip()
    try:
        if value.isascii() and value.isdigit():
            wait = timedelta(seconds=min(int(value[:9]), MOST_RETRY_AFTER.total_seconds()))
        else:
            moment = parsedate_to_datetime(value)
            wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return min(wait, MOST_RETRY_AFTER) if wait > timedelta() else None
