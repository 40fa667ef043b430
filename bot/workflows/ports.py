"""What the workflows need from outside, as Protocols. `ui`, `poster` and `app` fulfil them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.briefing.compose import Briefing
from bot.errors import Refusal
from bot.reading.article import Article

Clock = Callable[[], datetime]
"""Gives the current instant, aware, in UTC."""


class PostFailed(Exception):
    """A message did not get into its channel, or nobody can say whether it did.

    reason: one sentence for people. final: trying again cannot help (missing permission, no
    such channel). in_doubt: the request left and no answer came, so Discord may have taken it.
    wait: how long Discord asked us to wait. banned: it answers nothing from this address.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool = False,
        in_doubt: bool = False,
        wait: timedelta | None = None,
        banned: bool = False,
    ) -> None:
        super().__init__(reason)
        self.wait = wait
        self.banned = banned
        self.reason = reason
        self.final = final
        self.in_doubt = in_doubt


class Renderer(Protocol):
    """Turns a briefing into messages."""

    def render(self, briefing: Briefing, *, code: str) -> list[str]:
        """One JSON message body a part, in order, each carrying `code` in a button."""
        ...

    def notice(self, message: str, values: Mapping[str, str | int]) -> str:
        """One sentence as a JSON message body. `message` is a message id that `values` fill."""
        ...


class Poster(Protocol):
    """Gets messages into channels unasked."""

    async def send(self, channel_id: int, body: str, nonce: str) -> int:
        """Post one JSON message body. Returns the message id; raises PostFailed."""
        ...

    async def look_back(self, channel_id: int, code: str, since: datetime) -> dict[int, int] | None:
        """Find parts already posted: part number to message id. None if nobody can say."""
        ...

    async def obstacle(self, guild_id: int, channel_id: int) -> str | None:
        """Why a post into this channel would fail now, as a message id; None if nothing is
        known that stands in its way.
        """
        ...

    def reads_history(self, guild_id: int, channel_id: int) -> bool:
        """Whether the channel can be read back, so that a doubt about a post can be settled."""
        ...

    async def owner_channel(self, guild_id: int) -> int | None:
        """The channel of direct messages with the server's owner; None where it cannot be had."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """How the process is.

    connected_since, lost_since: one of them is set. latency: seconds, None where unknown.
    silence: since it last looked for what is due. shut_out_until: Discord answers nothing from
    this address (Cloudflare's ban). free_bytes: where the database lies; None where nobody knows.
    """

    connected_since: datetime | None
    lost_since: datetime | None
    latency: float | None
    silence: timedelta
    shut_out_until: datetime | None
    free_bytes: int | None


class Vitals(Protocol):
    """Feels the pulse of the process."""

    async def read(self) -> VitalSigns:
        """As things stand."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came back from the web, within its limits.

    url: the address after all redirects. body: decompressed, as bytes; b"" where nothing has
    changed. media_type: in small letters, without parameters; "" where none was named.
    charset: as the header named it. etag, last_modified: to be sent along next time.
    """

    url: str
    body: bytes
    media_type: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False


class FetchFailed(Refusal):
    """An address gave nothing that can be read. `message` says why and what to do.

    retry_after: how long the server asked us to wait. gone: it will not come back (410).
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: timedelta | None = None,
        gone: bool = False,
        **values: object,
    ) -> None:
        super().__init__(message, **values)
        self.retry_after = retry_after
        self.gone = gone


class Web(Protocol):
    """The guarded way out, and the process in which what it brings is parsed."""

    async def fetch(
        self,
        url: str,
        *,
        kind: Literal["page", "feed"],
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched:
        """Download one address. Raises FetchFailed."""
        ...

    async def read_page(self, fetched: Fetched) -> Article:
        """The article of a page. Raises Unreadable."""
        ...
