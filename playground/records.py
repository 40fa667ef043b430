"""The things in the playground's world, as plain records. `world.py` changes them.

Ids are ints, as in discord.py; `payloads.py` writes them as Discord's strings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# Channel types (Discord's page "Channels Resource").
TEXT, DM, VOICE, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 10, 11, 12, 15
THREADS = (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)
KINDS = {
    "text": TEXT,
    "voice": VOICE,
    "category": CATEGORY,
    "announcement": ANNOUNCEMENT,
    "thread": PUBLIC_THREAD,
    "private thread": PRIVATE_THREAD,
    "forum": FORUM,
}

# Message flags.
CROSSPOSTED, SUPPRESS_EMBEDS, HAS_THREAD = 1 << 0, 1 << 2, 1 << 5
EPHEMERAL, LOADING = 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, COMPONENTS_V2 = 1 << 12, 1 << 15

REQUIRE_TAG = 1 << 4  # channel flag of a forum


@dataclass(slots=True, eq=False)
class User:
    id: int
    name: str
    username: str
    bot: bool = False
    dms_closed: bool = False
    # Has the application on their own account, so that it works in servers without it.
    installed: bool = False


@dataclass(slots=True, eq=False)
class Role:
    id: int
    name: str
    permissions: int = 0
    position: int = 1
    color: int = 0
    mentionable: bool = False
    hoist: bool = False
    bot_id: int | None = None


@dataclass(slots=True, eq=False)
class Overwrite:
    allow: int = 0
    deny: int = 0
    of_member: bool = False


@dataclass(slots=True, eq=False)
class Tag:
    id: int
    name: str
    moderated: bool = False
    emoji_name: str | None = None


@dataclass(slots=True, eq=False)
class ThreadState:
    owner_id: int
    created_at: str
    members: dict[int, str]
    archived: bool = False
    locked: bool = False
    changed_at: str = ""
    auto_archive_minutes: int = 1440
    applied_tags: list[int] = field(default_factory=list[int])
    message_count: int = 0


@dataclass(slots=True, eq=False)
class Channel:
    id: int
    guild_id: int | None
    kind: int
    name: str = ""
    position: int = 0
    parent_id: int | None = None
    topic: str | None = None
    nsfw: bool = False
    slowmode: int = 0
    flags: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    messages: dict[int, Message] = field(default_factory=dict)
    tags: list[Tag] | None = None
    thread: ThreadState | None = None
    recipient: User | None = None
    last_message_id: int | None = None
    last_pin_at: str | None = None

    @property
    def is_thread(self) -> bool:
        return self.thread is not None


@dataclass(slots=True, eq=False)
class Member:
    user: User
    guild_id: int
    joined_at: str
    roles: list[int] = field(default_factory=list[int])
    nick: str | None = None

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.nick or self.user.name


@dataclass(slots=True, eq=False)
class Guild:
    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    unavailable: bool = False


@dataclass(slots=True, eq=False)
class Webhook:
    id: int
    channel_id: int
    name: str
    token: str


@dataclass(slots=True, eq=False)
class Message:
    """`data` is what does not depend on who looks, in Discord's shape."""

    id: int
    channel_id: int
    guild_id: int | None
    author: User
    data: dict[str, Any]
    pinned_at: str | None = None
    reactions: dict[str, dict[int, None]] = field(default_factory=dict)
    # Who an ephemeral message was sent to; nobody else, and no channel route, sees it.
    only_for: int | None = None
    webhook_id: int | None = None
    edits_after_an_hour: int = 0
    # When it was last changed, on the monotonic clock: nobody clicks faster than they can see.
    changed_at: float = 0.0

    @property
    def flags(self) -> int:
        return self.data["flags"]
