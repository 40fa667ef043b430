"""The messages of the world: kept, found, changed, and every change told.

What a body may hold is `rules/`, how it becomes a message is `compose.py`, and who may do it is
asked by the routes before they come here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from playground import payloads
from playground.errors import Refused
from playground.records import Channel, Message, User
from playground.world import World

JSON = dict[str, Any]
DEFAULT, PINNED, THREAD_CREATED, REPLY, SLASH, THREAD_STARTER, MENU = 0, 6, 18, 19, 20, 21, 23

FORWARD = 1  # message reference type
SNAPSHOT = (
    *("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags"),
    *("mentions", "mention_roles", "components"),
)

NONCE_WINDOW = 180.0


class Messages:
    """`nonce_window`: seconds for which a nonce is remembered ("the past few minutes")."""

    def __init__(self, world: World, nonce_window: float = NONCE_WINDOW) -> None:
        self.world = world
        self.nonce_window = nonce_window
        self._by_nonce: dict[tuple[int, str], tuple[float, Message]] = {}
        # Ephemeral messages belong to no channel's history.
        self.ephemeral: dict[int, Message] = {}

    # Finding

    def get(self, channel: Channel, message_id: int) -> Message:
        """Raises Refused 10008. Ephemeral messages are not found this way, as on Discord."""
        message = channel.messages.get(message_id)
        if message is None:
            raise Refused(10008)
        return message

    def anywhere(self, message_id: int, viewer: int) -> Message | None:
        """A message by its id alone, ephemeral ones only for whom they were sent to."""
        private = self.ephemeral.get(message_id)
        if private is not None:
            return private if private.only_for == viewer else None
        for channel in self.world.channels.values():
            if message_id in channel.messages:
                return channel.messages[message_id]
        return None

    def anywhere_in(self, channel: Channel | None, message_id: int) -> Message | None:
        """As it stands, ephemeral or not, for those who were told of it."""
        found = self.ephemeral.get(message_id)
        return found or (channel.messages.get(message_id) if channel else None)

    def with_nonce(self, author: User, nonce: str) -> Message | None:
        """The author's message of the last few minutes that carried this nonce."""
        at, message = self._by_nonce.get((author.id, nonce), (0.0, None))
        if message is None or self.world.clock.now() - at > self.nonce_window:
            return None
        return message

    def history(
        self,
        channel: Channel,
        limit: int,
        *,
        before: int | None = None,
        after: int | None = None,
        around: int | None = None,
    ) -> list[Message]:
        """Newest first, as Discord gives it."""
        ids = sorted(channel.messages)
        if around is not None:
            older = [one for one in ids if one <= around][-(limit // 2 + 1) :]
            newer = [one for one in ids if one > around][: limit - len(older)]
            ids = older + newer
        elif after is not None:
            ids = [one for one in ids if one > after][:limit]
        else:
            ids = [one for one in ids if before is None or one < before][-limit:]
        return [channel.messages[one] for one in reversed(ids)]

    def seen_by(self, channel: Channel, viewer: int) -> list[Message]:
        """All this person sees on the screen, oldest first, their ephemeral ones among them."""
        private = (
            message
            for message in self.ephemeral.values()
            if message.channel_id == channel.id and message.only_for == viewer
        )
        return sorted([*channel.messages.values(), *private], key=lambda message: message.id)

    # Changing

    def create(
        self,
        channel: Channel,
        author: User,
        data: JSON,
        *,
        kind: int = DEFAULT,
        flags: int = 0,
        nonce: str | None = None,
        only_for: int | None = None,
        message_id: int | None = None,
        webhook_id: int | None = None,
        tts: bool = False,
        more: JSON | None = None,
    ) -> Message:
        """Add the message composed as `data`; `more` are fields such as interaction_metadata."""
        number = message_id or self.world.ids.next()
        whole: JSON = {
            "type": kind,
            **data,
            "timestamp": self.world.clock.stamp(),
            "edited_timestamp": None,
            "flags": flags,
            "tts": tts,
            **(more or {}),
        }
        if nonce is not None:
            whole["nonce"] = nonce
        message = Message(number, channel.id, channel.guild_id, author, whole)
        message.only_for, message.webhook_id = only_for, webhook_id
        if only_for is not None:
            self.ephemeral[number] = message
        else:
            channel.messages[number] = message
            channel.last_message_id = number
            # The message that a thread or post begins with does not count.
            if channel.thread is not None and kind != THREAD_STARTER and number != channel.id:
                channel.thread.message_count += 1
        if nonce is not None:
            self._remember_nonce(author, nonce, message)
        self._tell("MESSAGE_CREATE", channel, message)
        return message

    def edit(self, message: Message, data: JSON, *, flags: int | None = None) -> None:
        """Replace what `data` names and mark the message as edited."""
        message.data |= data
        message.data["edited_timestamp"] = self.world.clock.stamp()
        if flags is not None:
            message.data["flags"] = flags
        self.changed(message)

    def fill(self, message: Message, data: JSON, flags: int) -> None:
        """The answer to a deferral: "thinking" becomes the message, not marked as edited."""
        message.data |= data
        message.data["flags"] = flags
        self.changed(message)

    def changed(self, message: Message) -> None:
        self._tell("MESSAGE_UPDATE", self.world.channels[message.channel_id], message)

    def delete(self, message: Message) -> None:
        channel = self.world.channels[message.channel_id]
        channel.messages.pop(message.id, None)
        self.ephemeral.pop(message.id, None)
        data = {"id": str(message.id), "channel_id": str(channel.id)}
        self._emit("MESSAGE_DELETE", channel, data, message.only_for)

    def delete_many(self, channel: Channel, ids: list[int]) -> None:
        gone = [str(one) for one in ids if channel.messages.pop(one, None) is not None]
        if gone:
            data = {"ids": gone, "channel_id": str(channel.id)}
            self._emit("MESSAGE_DELETE_BULK", channel, data)

    def react(self, message: Message, user: User, emoji: str, *, on: bool = True) -> None:
        """Raises Refused 30010 at the twenty-first kind of reaction."""
        people = message.reactions.get(emoji, {})
        if (user.id in people) == on:
            return
        if on and not people and len(message.reactions) >= 20:
            raise Refused(30010)
        if on:
            message.reactions.setdefault(emoji, {})[user.id] = None
        else:
            people.pop(user.id)
            if not people:
                message.reactions.pop(emoji)
        channel = self.world.channels[message.channel_id]
        data: JSON = self._about(message, user, emoji)
        self._emit(f"MESSAGE_REACTION_{'ADD' if on else 'REMOVE'}", channel, data)

    def clear_reactions(self, message: Message, emoji: str | None = None) -> None:
        channel = self.world.channels[message.channel_id]
        data: JSON = {"message_id": str(message.id), "channel_id": str(channel.id)}
        if emoji is None:
            message.reactions.clear()
            self._emit("MESSAGE_REACTION_REMOVE_ALL", channel, data)
        else:
            message.reactions.pop(emoji, None)
            data["emoji"] = {"id": None, "name": emoji}
            self._emit("MESSAGE_REACTION_REMOVE_EMOJI", channel, data)

    def pin(self, message: Message, *, on: bool, by: User) -> None:
        """Raises Refused 30003 when 250 are pinned. A pin is announced by a system message."""
        channel = self.world.channels[message.channel_id]
        if (message.pinned_at is not None) == on:
            return
        if on and sum(1 for _ in self.pins(channel)) >= 250:
            raise Refused(30003)
        message.pinned_at = self.world.clock.stamp() if on else None
        channel.last_pin_at = message.pinned_at or channel.last_pin_at
        self.changed(message)
        data = {"channel_id": str(channel.id), "last_pin_timestamp": channel.last_pin_at}
        self._emit("CHANNEL_PINS_UPDATE", channel, data)
        if on:
            reference: JSON = self.reference_to(message)
            self.create(channel, by, empty(), kind=PINNED, more={"message_reference": reference})

    def pins(self, channel: Channel) -> Iterator[Message]:
        return (message for message in channel.messages.values() if message.pinned_at)

    def reference_to(self, message: Message) -> JSON:
        """Discord's message_reference."""
        data = {"type": 0, "channel_id": str(message.channel_id), "message_id": str(message.id)}
        if message.guild_id is not None:
            data["guild_id"] = str(message.guild_id)
        return data

    def forward_of(self, message: Message, viewer: int) -> JSON:
        """The fields that make another message a forward: a reference, and a copy as the one who
        forwards sees it. A forward of a forward carries the first message's copy.
        """
        reference = {"message_reference": self.reference_to(message) | {"type": FORWARD}}
        if carried := message.data.get("message_snapshots"):
            return reference | {"message_snapshots": carried}
        shown = self.payload(message, viewer)
        return reference | {
            "message_snapshots": [{"message": {name: shown[name] for name in SNAPSHOT}}]
        }

    # Telling

    def payload(self, message: Message, viewer: int) -> JSON:
        """REST's answer to this viewer; the bot is not shown what its intents hide."""
        data = payloads.message(message, viewer)
        return self.hide_content(data, message) if viewer == self.world.bot.id else data

    def hide_content(self, data: JSON, message: Message) -> JSON:
        """Page "Gateway", Message Content Intent: own, direct and mentioning are shown."""
        bot = self.world.bot
        shown = (
            self.world.application.reads_content
            or message.author is bot
            or message.guild_id is None
            or any(one["id"] == str(bot.id) for one in data["mentions"])
        )
        return data if shown else payloads.without_content(data)

    def _about(self, message: Message, user: User, emoji: str) -> JSON:
        data: JSON = {
            "user_id": str(user.id),
            "channel_id": str(message.channel_id),
            "message_id": str(message.id),
            "message_author_id": str(message.author.id),
            "emoji": {"id": None, "name": emoji},
            "burst": False,
            "type": 0,
        }
        guild = self.world.guilds.get(message.guild_id or 0)
        if guild is not None and user.id in guild.members:
            data["member"] = payloads.member(guild.members[user.id])
        return data

    def _tell(self, name: str, channel: Channel, message: Message) -> None:
        message.changed_at = time.monotonic()
        data = self.payload(message, self.world.bot.id)
        guild = self.world.guilds.get(channel.guild_id or 0)
        if guild is not None and message.author.id in guild.members:
            data["member"] = payloads.member_without_user(guild.members[message.author.id])
        self._emit(name, channel, data, message.only_for)

    def _emit(self, name: str, channel: Channel, data: JSON, only: int | None = None) -> None:
        guild = self.world.guilds.get(channel.guild_id or 0)
        if guild is not None:
            data["guild_id"] = str(guild.id)
        self.world.emit(name, data, guild, channel, only)

    def _remember_nonce(self, author: User, nonce: str, message: Message) -> None:
        now = self.world.clock.now()
        if len(self._by_nonce) > 10_000:
            old = now - self.nonce_window
            self._by_nonce = {k: v for k, v in self._by_nonce.items() if v[0] > old}
        self._by_nonce[author.id, nonce] = (now, message)


def empty() -> JSON:
    """The composed data of a message without anything in it."""
    return {
        "content": "",
        "embeds": [],
        "components": [],
        "attachments": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
    }
