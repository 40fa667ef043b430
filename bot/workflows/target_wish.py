"""What was typed about where a schedule posts and whom it calls, and the target that comes of it.

Permissions are Discord's to know: `cogs.posting_channel` asks for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.errors import Invalid
from storage.schedule_records import ChannelKind, ForumTag, PingWhen, Target

MOST_TAGS = 5
"""Discord's limit for a forum post."""

_NONE = frozenset({"none", "no", "-", "–"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a target needs to know of its channel. `mention` shows it to people."""

    id: int
    kind: ChannelKind
    mention: str
    tags: tuple[ForumTag, ...] = ()
    needs_tag: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetWish:
    """What was typed; None where nothing was. tags: "none" takes a choice back."""

    thread: bool | None = None
    tags: str | None = None
    ping_role_id: int | None = None
    ping_when: PingWhen | None = None
    no_ping: bool = False


def wished_target(target: Target, channel: Channel, wish: TargetWish) -> Target:
    """The target as wished, fit for this channel. Raises Invalid for what it cannot have."""
    forum = channel.kind is ChannelKind.FORUM
    if forum and wish.thread:
        raise Invalid(
            "Each edition is a post of its own in {channel}, so leave the thread option out.",
            channel=channel.mention,
        )
    if wish.tags is not None and not forum:
        raise Invalid(
            "Only a forum has tags, and {channel} is none. Leave the tags option out.",
            channel=channel.mention,
        )
    thread = target.daily_thread if wish.thread is None else wish.thread
    changed = replace(
        target,
        kind=channel.kind,
        daily_thread=thread and not forum,
        tags=_tags(target, channel, wish.tags) if forum else (),
        ping_role_id=wish.ping_role_id or target.ping_role_id,
        ping_when=wish.ping_when or target.ping_when,
    )
    if wish.ping_when and not changed.ping_role_id:
        raise Invalid("Which role? Name it in the ping option.")
    return replace(changed, ping_role_id=None) if wish.no_ping else changed


def _tags(target: Target, channel: Channel, typed: str | None) -> tuple[ForumTag, ...]:
    there = {tag.name.casefold(): tag for tag in channel.tags}
    named = ", ".join(tag.name for tag in channel.tags)
    if typed is None:
        tags = [tag for tag in channel.tags if tag.id in {one.id for one in target.tags}]
    else:
        names = [] if typed.strip().casefold() in _NONE else typed.split(",")
        wanted = [name for part in names if (name := " ".join(part.split()))]
        unknown = [name for name in wanted if name.casefold() not in there]
        if unknown and not there:
            raise Invalid(
                "{channel} has no tags. Leave the tags option out.", channel=channel.mention
            )
        if unknown:
            raise Invalid(
                "{channel} has no tag named {tag}. It has: {tags}.",
                channel=channel.mention,
                tag=unknown[0],
                tags=named,
            )
        tags = list(dict.fromkeys(there[name.casefold()] for name in wanted))
    if len(tags) > MOST_TAGS:
        raise Invalid("A forum post has at most {count} tags.", count=MOST_TAGS)
    if channel.needs_tag and not tags:
        raise Invalid(
            "{channel} asks for a tag on every post. Name one in the tags option: {tags}.",
            channel=channel.mention,
            tags=named,
        )
    return tuple(tags)
