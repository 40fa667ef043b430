"""Threads and forum posts: starting them, joining, listing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from playground import payloads
from playground.errors import Refused
from playground.messages import THREAD_CREATED, THREAD_STARTER, empty
from playground.permissions import Permission
from playground.records import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    FORUM,
    HAS_THREAD,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    REQUIRE_TAG,
    TEXT,
    THREADS,
    Channel,
)
from playground.rest import access
from playground.rest.door import Call, Reply, Route
from playground.rest.messages import post
from playground.rules import channels as rules
from playground.rules.messages import check_new


async def start(call: Call) -> Any:
    """Without a message; in a forum it is a post with its first message."""
    channel = access.channel(call)
    if channel.kind == FORUM:
        return _start_post(call, channel)
    if channel.kind not in (TEXT, ANNOUNCEMENT):
        raise Refused(50024)
    body = call.form()
    rules.check(rules.NEW_THREAD, body)
    kind = body.get("type") or PRIVATE_THREAD
    private = kind == PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    access.need(call, channel, needed)
    thread = _new(call, channel, kind, body)
    if not private:
        data = empty() | {"content": thread.name}
        reference = {"type": 0, "channel_id": str(thread.id), "guild_id": str(thread.guild_id)}
        bot = call.parts.world.bot
        call.parts.messages.create(
            channel, bot, data, kind=THREAD_CREATED, more={"message_reference": reference}
        )
    return Reply(201, _created(call, thread))


def _start_post(call: Call, forum: Channel) -> Any:
    access.need(call, forum, Permission.SEND_MESSAGES)
    body = call.form()
    rules.check(rules.NEW_POST, body)
    first = body["message"]
    check_new(first, [one.filename for one in call.files.values()], path=("message",))
    tags = [int(one) for one in body.get("applied_tags") or ()]
    known = {tag.id: tag for tag in forum.tags or ()}
    if any(tag not in known for tag in tags):
        raise Refused(10087)
    if forum.flags & REQUIRE_TAG and not tags:
        raise Refused(40067)
    if any(known[tag].moderated for tag in tags):
        access.need(call, forum, Permission.MANAGE_THREADS)
    thread = _new(call, forum, PUBLIC_THREAD, body, tags)
    message = post(call, thread, first, message_id=thread.id)
    shown = call.parts.messages.payload(message, call.parts.world.bot.id)
    return Reply(201, _created(call, thread) | {"message": shown})


async def start_from_message(call: Call) -> Any:
    channel = access.channel(call)
    if channel.kind not in (TEXT, ANNOUNCEMENT):
        raise Refused(50024)
    message = access.message(call, channel)
    body = call.form()
    rules.check(rules.NEW_THREAD, body)
    access.need(call, channel, Permission.CREATE_PUBLIC_THREADS)
    if message.flags & HAS_THREAD:
        raise Refused(160004)
    kind = ANNOUNCEMENT_THREAD if channel.kind == ANNOUNCEMENT else PUBLIC_THREAD
    thread = _new(call, channel, kind, body, thread_id=message.id)
    message.data["flags"] |= HAS_THREAD
    message.data["thread"] = payloads.channel(thread)
    call.parts.messages.changed(message)
    reference = call.parts.messages.reference_to(message)
    bot = call.parts.world.bot
    call.parts.messages.create(
        thread, bot, empty(), kind=THREAD_STARTER, more={"message_reference": reference}
    )
    return Reply(201, payloads.channel(thread))


def _new(
    call: Call,
    parent: Channel,
    kind: int,
    body: dict[str, Any],
    tags: list[int] | None = None,
    thread_id: int | None = None,
) -> Channel:
    world = call.parts.world
    assert parent.guild_id is not None
    thread = Channel(thread_id or world.ids.next(), parent.guild_id, kind, body["name"])
    thread.parent_id = parent.id
    thread.slowmode = body.get("rate_limit_per_user") or 0
    thread.thread = world.new_thread_state(world.bot.id)
    thread.thread.auto_archive_minutes = body.get("auto_archive_duration") or 1440
    thread.thread.applied_tags = tags or []
    world.insert(world.guilds[parent.guild_id], thread)
    parent.last_message_id = thread.id if parent.kind == FORUM else parent.last_message_id
    return thread


def _created(call: Call, thread: Channel) -> dict[str, Any]:
    member = payloads.thread_member(thread, call.parts.world.bot.id)
    return payloads.channel(thread) | {"member": member}


async def active(call: Call) -> Any:
    guild = access.guild(call)
    threads = [
        one
        for one in guild.channels.values()
        if one.thread and not one.thread.archived and access.allows(call, one, 1 << 10)
    ]
    threads.sort(key=lambda one: one.id, reverse=True)
    return _listed(call, threads)


async def archived_public(call: Call) -> Any:
    return _archived(call, private=False)


async def archived_private(call: Call) -> Any:
    return _archived(call, private=True)


def _archived(call: Call, *, private: bool) -> dict[str, Any]:
    channel = access.channel(call)
    access.need(call, channel, Permission.READ_MESSAGE_HISTORY)
    if private:
        access.need(call, channel, Permission.MANAGE_THREADS)
    limit = rules.limit(call.query, 50, 100, 2)
    before = rules.moment(call.query, "before")
    guild = call.parts.world.guilds[channel.guild_id or 0]
    threads = [
        one
        for one in guild.channels.values()
        if one.parent_id == channel.id
        and one.thread
        and one.thread.archived
        and (one.kind == PRIVATE_THREAD) == private
        and (before is None or _archived_at(one) < before)
    ]
    threads.sort(key=_archived_at, reverse=True)
    return _listed(call, threads[:limit]) | {"has_more": len(threads) > limit}


def _archived_at(thread: Channel) -> datetime:
    assert thread.thread is not None
    return datetime.fromisoformat(thread.thread.changed_at or thread.thread.created_at)


def _listed(call: Call, threads: list[Channel]) -> dict[str, Any]:
    me = call.parts.world.bot.id
    return {
        "threads": [payloads.channel(one) for one in threads],
        "members": [
            payloads.thread_member(one, me)
            for one in threads
            if one.thread and me in one.thread.members
        ],
        "has_more": False,
    }


async def members(call: Call) -> Any:
    thread = _thread(call)
    assert thread.thread is not None
    return [payloads.thread_member(thread, one) for one in thread.thread.members]


async def one_member(call: Call) -> Any:
    thread = _thread(call)
    assert thread.thread is not None
    if _member_id(call) not in thread.thread.members:
        raise Refused(10007)
    return payloads.thread_member(thread, _member_id(call))


async def add_member(call: Call) -> Any:
    thread = _thread(call)
    assert thread.thread is not None
    if thread.thread.archived:
        raise Refused(50083)
    guild = call.parts.world.guilds[thread.guild_id or 0]
    if _member_id(call) not in guild.members:
        raise Refused(10007)
    thread.thread.members[_member_id(call)] = call.parts.world.clock.stamp()
    call.parts.world.channel_changed(thread)


async def remove_member(call: Call) -> Any:
    thread = _thread(call)
    assert thread.thread is not None
    if _member_id(call) != call.parts.world.bot.id:
        access.need(call, thread, Permission.MANAGE_THREADS)
    thread.thread.members.pop(_member_id(call), None)
    call.parts.world.channel_changed(thread)


def _thread(call: Call) -> Channel:
    channel = access.channel(call)
    if channel.kind not in THREADS:
        raise Refused(50024)
    return channel


def _member_id(call: Call) -> int:
    return call.parts.world.bot.id if call.ids["user"] == "@me" else call.id("user")


_MEMBERS = "/channels/{channel}/thread-members"
ROUTES = [
    Route("POST", "/channels/{channel}/threads", start),
    Route("POST", "/channels/{channel}/messages/{message}/threads", start_from_message),
    Route("GET", "/guilds/{guild}/threads/active", active),
    Route("GET", "/channels/{channel}/threads/archived/public", archived_public),
    Route("GET", "/channels/{channel}/threads/archived/private", archived_private),
    Route("GET", _MEMBERS, members),
    Route("GET", _MEMBERS + "/{user}", one_member),
    Route("PUT", _MEMBERS + "/{user}", add_member),
    Route("DELETE", _MEMBERS + "/{user}", remove_member),
]
