"""Messages of a channel: create, read, edit, delete, crosspost, pins and reactions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playground.compose import attach, compose
from playground.errors import Refused, Slower
from playground.interactions import changed_flags
from playground.messages import DEFAULT, FORWARD, REPLY
from playground.permissions import Permission
from playground.records import (
    ANNOUNCEMENT,
    COMPONENTS_V2,
    CROSSPOSTED,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Channel,
    Message,
)
from playground.rest import access
from playground.rest.door import Call, Route
from playground.rules import channels as rules
from playground.rules.messages import check_edit, check_new
from playground.snowflakes import time_of

KEPT_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
BULK_DELETE_DAYS = 14
EDITS_AFTER_AN_HOUR = 30


async def create(call: Call) -> Any:
    channel = access.text_channel(call)
    access.need_to_send(call, channel)
    return call.parts.messages.payload(post(call, channel, call.form()), _me(call))


def post(
    call: Call, channel: Channel, body: dict[str, Any], message_id: int | None = None
) -> Message:
    """Check the body and add the message; the earlier one if its nonce says so."""
    parts = call.parts
    check_new(body, [one.filename for one in call.files.values()])
    _need_for_content(call, channel, body)
    nonce = None if body.get("nonce") is None else str(body["nonce"])
    if nonce is not None and body.get("enforce_nonce"):
        twin = parts.messages.with_nonce(parts.world.bot, nonce)
        if twin is not None:
            return twin
    kind, more = _reference(call, channel, body)
    if channel.thread is not None and channel.thread.archived:
        channel.thread.archived = False  # writing wakes a thread that is not locked
        channel.thread.changed_at = parts.world.clock.stamp()
        parts.world.channel_changed(channel)
    attachments = attach(parts.world, channel, body, call.files)
    composed = compose(parts.world, channel, parts.world.bot, body, attachments)
    if kind == REPLY and _pings_author(body):
        replied = more["referenced_message"]["author"]
        if all(one["id"] != replied["id"] for one in composed["mentions"]):
            composed["mentions"].append(replied)
    if body.get("poll"):
        composed["poll"] = _poll(call, body["poll"])
    return parts.messages.create(
        channel,
        parts.world.bot,
        composed,
        kind=kind,
        flags=(body.get("flags") or 0) & KEPT_FLAGS,
        nonce=nonce,
        tts=bool(body.get("tts")),
        message_id=message_id,
        more=more,
    )


def _need_for_content(call: Call, channel: Channel, body: dict[str, Any]) -> None:
    """Embeds, files, polls and reading aloud have permissions of their own (50013)."""
    for present, needed in (
        (body.get("embeds"), Permission.EMBED_LINKS),
        (call.files, Permission.ATTACH_FILES),
        (body.get("poll"), Permission.SEND_POLLS),
        (body.get("tts"), Permission.SEND_TTS_MESSAGES),
    ):
        if present:
            access.need(call, channel, needed)


def _reference(call: Call, channel: Channel, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The message type and fields of a reply or a forward."""
    reference = body.get("message_reference")
    if not reference:
        return DEFAULT, {}
    if reference.get("type") == FORWARD:
        return DEFAULT, _forwarded(call, channel, reference)
    if not access.allows(call, channel, Permission.READ_MESSAGE_HISTORY):
        raise Refused(160002)
    target = channel.messages.get(int(reference["message_id"]))
    elsewhere = reference.get("channel_id") and int(reference["channel_id"]) != channel.id
    if target is None or elsewhere:
        if reference.get("fail_if_not_exists") is False:
            return DEFAULT, {}
        code, message = "REPLIES_UNKNOWN_MESSAGE", "Unknown message"
        tree = {"message_reference": {"_errors": [{"code": code, "message": message}]}}
        raise Refused(50035, tree)
    referenced = call.parts.messages.payload(target, _me(call))
    referenced.pop("referenced_message", None)
    more = {
        "message_reference": call.parts.messages.reference_to(target),
        "referenced_message": referenced,
    }
    return REPLY, more


def _forwarded(call: Call, channel: Channel, reference: dict[str, Any]) -> dict[str, Any]:
    """A forward carries a copy of what it forwards. Raises Refused 10003, 10008, 50001."""
    world = call.parts.world
    source = world.channels.get(int(reference.get("channel_id") or channel.id))
    if source is None:
        raise Refused(10003)
    if not world.can(world.bot.id, source, Permission.VIEW_CHANNEL):
        raise Refused(50001)
    target = call.parts.messages.get(source, int(reference["message_id"]))
    return call.parts.messages.forward_of(target, _me(call))


def _pings_author(body: dict[str, Any]) -> bool:
    allowed = body.get("allowed_mentions")
    return allowed is None or bool(allowed.get("replied_user"))


def _poll(call: Call, poll: dict[str, Any]) -> dict[str, Any]:
    ends = call.parts.world.clock.utc() + timedelta(hours=poll.get("duration") or 24)
    return {
        "question": {"text": poll["question"]["text"]},
        "answers": [
            {"answer_id": number, "poll_media": dict(one["poll_media"])}
            for number, one in enumerate(poll["answers"], 1)
        ],
        "expiry": ends.isoformat(timespec="microseconds"),
        "allow_multiselect": bool(poll.get("allow_multiselect")),
        "layout_type": 1,
        "results": {"answer_counts": [], "is_finalized": False},
    }


async def read_one(call: Call) -> Any:
    channel = access.channel(call)
    access.need(call, channel, Permission.READ_MESSAGE_HISTORY)
    return call.parts.messages.payload(access.message(call, channel), _me(call))


async def read_many(call: Call) -> Any:
    channel = access.channel(call)
    limit = rules.limit(call.query, 50, 100)
    which, at = rules.one_of(call.query, ("around", "before", "after"))
    if not access.allows(call, channel, Permission.READ_MESSAGE_HISTORY):
        return []  # as documented: no error, no messages
    wanted = {which: at} if which else {}
    found = call.parts.messages.history(channel, limit, **wanted)
    return [call.parts.messages.payload(one, _me(call)) for one in found]


async def edit(call: Call) -> Any:
    channel = access.channel(call)
    message = access.message(call, channel)
    body = call.form()
    if message.author is not call.parts.world.bot:
        only_flags = set(body) <= {"flags"}
        if not (only_flags and access.allows(call, channel, Permission.MANAGE_MESSAGES)):
            raise Refused(50005)
    if channel.thread is not None and channel.thread.archived:
        raise Refused(50083)
    check_edit(body, [one.filename for one in call.files.values()], message.data)
    if call.files:
        access.need(call, channel, Permission.ATTACH_FILES)
    _count_edits(call, message)
    change(call, channel, message, body)
    return call.parts.messages.payload(message, _me(call))


def _count_edits(call: Call, message: Message) -> None:
    if message.flags & CROSSPOSTED:
        wait = call.parts.limits.edit_of_published(message.id)
        if wait > 0:
            raise Slower(wait)
    age = call.parts.world.clock.utc() - time_of(message.id)
    if age.total_seconds() > 3600:
        message.edits_after_an_hour += 1
        if message.edits_after_an_hour > EDITS_AFTER_AN_HOUR:
            raise Refused(30046)


def change(call: Call, channel: Channel, message: Message, body: dict[str, Any]) -> None:
    world = call.parts.world
    attachments = attach(world, channel, body, call.files, message.data["attachments"])
    composed = compose(world, channel, world.bot, body, attachments, before=message.data)
    call.parts.messages.edit(message, composed, flags=changed_flags(message, body))


async def delete(call: Call) -> Any:
    channel = access.channel(call)
    message = access.message(call, channel)
    if message.author is not call.parts.world.bot:
        if channel.guild_id is None:
            raise Refused(50003)
        access.need(call, channel, Permission.MANAGE_MESSAGES)
    if channel.thread is not None and channel.thread.archived:
        raise Refused(50083)
    call.parts.messages.delete(message)


async def delete_many(call: Call) -> Any:
    channel = access.channel(call)
    access.need(call, channel, Permission.MANAGE_MESSAGES)
    body = call.form()
    rules.check(rules.BULK_DELETE, body)
    ids = [int(one) for one in body["messages"]]
    now = call.parts.world.clock.utc()
    if any((now - time_of(one)).days >= BULK_DELETE_DAYS for one in ids):
        raise Refused(50034)
    call.parts.messages.delete_many(channel, ids)


async def crosspost(call: Call) -> Any:
    channel = access.channel(call)
    message = access.message(call, channel)
    if channel.kind != ANNOUNCEMENT:
        raise Refused(50024)
    own = message.author is call.parts.world.bot
    access.need(call, channel, Permission.SEND_MESSAGES if own else Permission.MANAGE_MESSAGES)
    if message.flags & CROSSPOSTED:
        raise Refused(40033)
    if message.data["type"] not in (DEFAULT, REPLY):
        raise Refused(50068)
    message.data["flags"] |= CROSSPOSTED
    call.parts.messages.changed(message)
    return call.parts.messages.payload(message, _me(call))


async def typing(call: Call) -> Any:
    channel = access.text_channel(call)
    access.need_to_send(call, channel)
    world = call.parts.world
    data = {
        "channel_id": str(channel.id),
        "user_id": str(world.bot.id),
        "timestamp": int(world.clock.now()),
    }
    guild = world.guilds.get(channel.guild_id or 0)
    world.emit("TYPING_START", data, guild, channel)


def _me(call: Call) -> int:
    return call.parts.world.bot.id


_ALL = "/channels/{channel}/messages"
_ONE = _ALL + "/{message}"
ROUTES = [
    Route("POST", _ALL, create),
    Route("GET", _ALL, read_many),
    Route("POST", _ALL + "/bulk-delete", delete_many),
    Route("GET", _ONE, read_one),
    Route("PATCH", _ONE, edit),
    Route("DELETE", _ONE, delete),
    Route("POST", _ONE + "/crosspost", crosspost),
    Route("POST", "/channels/{channel}/typing", typing),
]
