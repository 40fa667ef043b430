"""What the workflows need from outside, as Protocols. `ui`, `poster` and `app` fulfil them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from bot.briefing.compose import Briefing, Item
from bot.editing.shown import Shown
from bot.errors import Refusal, Unreadable
from bot.reading.article import Article
from bot.reading.discovery import SiteFeeds
from bot.reading.feed import Feed
from storage.coverage import Coverage
from storage.schedule_records import ChannelKind, Target
from storage.story_records import StoryText

Clock = Callable[[], datetime]
"""Gives the current instant, aware, in UTC."""


class Trouble(StrEnum):
    """Why a request to Discord did not go through, by what is to be done about it."""

    BARRED = "barred"
    """A permission is missing (403), or what is asked for is not found (404)."""
    GONE = "gone"
    """There is no such channel (10003)."""
    MALFORMED = "malformed"
    """Discord does not take the message as it is written (50035)."""
    REFUSED = "refused"
    """Discord says no for another reason; asking again would not help."""
    AWAY = "away"
    """The server is not there at the moment: an outage, or nobody knows it (10004)."""
    BUSY = "busy"
    """We are to wait (429)."""
    BANNED = "banned"
    """Nothing is answered to this address for a while: Cloudflare's ban, or our own care."""
    FAULT = "fault"
    """Discord had a fault, and discord.py has asked again by itself: it may have been taken."""
    CUT = "cut"
    """No answer came, or a 503: it may have been taken, and may be asked again at once."""
    REVOKED = "revoked"
    """The bot token is no longer valid (401)."""


class Cleared(StrEnum):
    """What became of a thread whose messages of ours were deleted."""

    DELETED = "deleted"
    CLOSED = "closed"
    """It is empty, and the bot may not delete it."""
    KEPT = "kept"
    """Somebody has written in it, or nobody can say."""


class PostFailed(Exception):
    """A message did not get into its channel, or nobody can say whether it did.

    reason: one sentence for people, a message id. wait: how long Discord asked us to wait.
    """

    def __init__(self, reason: str, trouble: Trouble, *, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.trouble = trouble
        self.wait = wait

    @property
    def final(self) -> bool:
        """Whether trying again cannot help."""
        return self.trouble in (Trouble.BARRED, Trouble.GONE, Trouble.MALFORMED, Trouble.REFUSED)

    @property
    def in_doubt(self) -> bool:
        """Whether Discord may have taken the message all the same."""
        return self.trouble in (Trouble.FAULT, Trouble.CUT)


@dataclass(frozen=True, slots=True)
class MendedItem:
    """An item of a posted message as it shall read. earlier: what its story said before; by that it
    is found where no button names it.
    """

    item: Item
    earlier: tuple[StoryText, ...]


class Renderer(Protocol):
    """Turns a briefing into messages."""

    def render(self, briefing: Briefing, *, code: str) -> list[str]:
        """One JSON message body a part, in order, each carrying `code` in a button."""
        ...

    def plain(self, body: str, *, code: str, part: int) -> str | None:
        """The same part as one plain text, for when Discord does not take it as it is; None
        where it is plain already.
        """
        ...

    def mended(
        self, body: str, items: Sequence[MendedItem], *, code: str, language: str | None
    ) -> str:
        """A posted body with some of its stories as they are now, and nothing else changed."""
        ...

    def shown(self, body: str, *, code: str) -> Shown:
        """What a posted body shows of its stories."""
        ...

    def title(self, briefing: Briefing) -> str:
        """The name of its thread or forum post, at most 100 characters."""
        ...

    def calling(self, body: str, role_id: int, *, quietly: bool = False) -> str:
        """The body with a mention of one role above it; quietly: without leave to ping it."""
        ...

    def notice(self, message: str, values: Mapping[str, str | int], *, plain: bool = False) -> str:
        """One sentence as a JSON message body. `message` is a message id that `values` fill."""
        ...


class Poster(Protocol):
    """Gets messages into channels unasked."""

    async def send(self, guild_id: int, channel_id: int, body: str, nonce: str) -> int:
        """Post one JSON message body. Returns the message id; raises PostFailed."""
        ...

    async def look_back(
        self, channel_id: int, code: str, since: datetime, until: datetime
    ) -> dict[int, int] | None:
        """Find parts posted in that time: part number to message id. None if nobody can say,
        since the channel may not be read. Raises PostFailed where Discord does not answer.
        """
        ...

    async def posted_body(self, channel_id: int, message_id: int) -> str | None:
        """The JSON body of a message of ours as it stands there; None if it is gone. Raises
        PostFailed.
        """
        ...

    def is_away(self, guild_id: int) -> bool:
        """Whether an outage of Discord's has taken the server away for now."""
        ...

    async def open_thread(self, guild_id: int, channel_id: int, message_id: int, name: str) -> int:
        """Start a thread at a message, or find the one that is there. Raises PostFailed."""
        ...

    async def start_post(
        self, guild_id: int, forum_id: int, title: str, tag_ids: tuple[int, ...], body: str
    ) -> int:
        """Start a forum post: its thread's id, which is its first message's too. Sent once only,
        since nothing would tell a second try from the first. Raises PostFailed.
        """
        ...

    async def look_for_post(
        self, forum_id: int, code: str, since: datetime, until: datetime
    ) -> int | None:
        """The forum post of a delivery; 0 if there is none, None if nobody can say. Raises
        PostFailed where Discord does not answer.
        """
        ...

    async def edit(self, guild_id: int, channel_id: int, message_id: int, body: str) -> bool:
        """Put another body in a posted message's place, be its thread asleep. False where the
        message is no longer there. Raises PostFailed.
        """
        ...

    async def delete(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        """Delete a message of ours. False where it is no longer there. Raises PostFailed."""
        ...

    async def clear_thread(self, thread_id: int) -> Cleared:
        """Delete a thread or forum post in which nothing stands any more, or close it. Raises
        PostFailed.
        """
        ...

    async def mentions_role(self, channel_id: int, message_id: int, role_id: int) -> bool:
        """Whether a posted message of ours calls that role. Raises PostFailed."""
        ...

    async def crosspost(self, guild_id: int, channel_id: int, message_id: int) -> None:
        """Pass a message on to the channels that follow its own; done already is done, too.
        Raises PostFailed.
        """
        ...

    def kind(self, guild_id: int, channel_id: int) -> ChannelKind | None:
        """What kind of channel it is by now; None where nobody knows."""
        ...

    def may_ping(self, guild_id: int, channel_id: int, role_id: int) -> bool:
        """Whether the bot may mention this role there as things stand."""
        ...

    async def obstacle(self, guild_id: int, channel_id: int, target: Target = ...) -> str | None:
        """Why a post into this channel would fail now, as a message id; None if nothing is
        known that stands in its way.
        """
        ...

    def reads_history(self, guild_id: int, channel_id: int) -> bool:
        """Whether the channel can be read back, so that a doubt about a post can be settled."""
        ...

    async def member_channel(self, user_id: int) -> int:
        """The channel of direct messages with somebody. Raises PostFailed."""
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
    moved_to: where redirects that are meant for good lead, before any other; None if there is none.
    """

    url: str
    body: bytes
    media_type: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    moved_to: str | None = None


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


class ParserEnded(Unreadable):
    """What was to be read took so much time or memory that its process had to be ended."""


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

    async def read_page(self, fetched: Fetched, *, zone: ZoneInfo | None = None) -> Article:
        """The article of a page. Raises Unreadable.

        zone: for a page that neither names nor suggests one.
        """
        ...

    async def read_feed(self, fetched: Fetched) -> Feed:
        """The feed that was downloaded. Raises Unreadable; ParserEnded where it took too much."""
        ...

    async def find_feeds(self, fetched: Fetched) -> SiteFeeds:
        """The feeds that a page points at. Raises Unreadable."""
        ...


class Charts(Protocol):
    """Draws pictures of figures."""

    async def coverage(self, coverage: Coverage, *, dark: bool) -> Mapping[str, bytes]:
        """PNG files of "sections", "sources", "places" and "weeks", as far as there are any; none
        where they cannot be drawn, and the figures have to do as text.
        """
        ...
