"""Pinned messages of a channel, by the routes of 2025 and by those before them."""

from __future__ import annotations

from typing import Any

from playground.permissions import Permission
from playground.rest import access
from playground.rest.door import Call, Route
from playground.rules import channels as rules


async def read_all(call: Call) -> Any:
    channel = access.channel(call)
    access.need(call, channel, Permission.READ_MESSAGE_HISTORY)
    limit = rules.limit(call.query, 50, 50)
    found = sorted(
        call.parts.messages.pins(channel), key=lambda one: one.pinned_at or "", reverse=True
    )
    before = call.query.get("before")
    if before:
        found = [one for one in found if (one.pinned_at or "") < before]
    items = [
        {"pinned_at": one.pinned_at, "message": call.parts.messages.payload(one, _me(call))}
        for one in found[:limit]
    ]
    return {"items": items, "has_more": len(found) > limit}


async def read_all_before_2025(call: Call) -> Any:
    channel = access.channel(call)
    found = list(call.parts.messages.pins(channel))
    return [call.parts.messages.payload(one, _me(call)) for one in reversed(found)]


async def pin(call: Call) -> Any:
    _pin(call, on=True)


async def unpin(call: Call) -> Any:
    _pin(call, on=False)


def _pin(call: Call, *, on: bool) -> None:
    channel = access.channel(call)
    message = access.message(call, channel)
    access.need(call, channel, Permission.PIN_MESSAGES)
    call.parts.messages.pin(message, on=on, by=call.parts.world.bot)


def _me(call: Call) -> int:
    return call.parts.world.bot.id


ROUTES = [
    Route("GET", "/channels/{channel}/messages/pins", read_all),
    Route("PUT", "/channels/{channel}/messages/pins/{message}", pin),
    Route("DELETE", "/channels/{channel}/messages/pins/{message}", unpin),
    Route("GET", "/channels/{channel}/pins", read_all_before_2025),
    Route("PUT", "/channels/{channel}/pins/{message}", pin),
    Route("DELETE", "/channels/{channel}/pins/{message}", unpin),
]
