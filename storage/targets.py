"""Targets and destinations as JSON columns, and back. What they mean is `records`' to say."""

from __future__ import annotations

import json
from dataclasses import asdict

from storage.delivery_records import Destination
from storage.schedule_records import ChannelKind, ForumTag, PingWhen, Target
from storage.values import to_json

_NOTHING = "{}"
"""What most of them are: ten thousand at once are read in no time."""


def write_target(target: Target) -> str:
    return _NOTHING if target == Target() else to_json(asdict(target))


def read_target(text: str) -> Target:
    if text == _NOTHING:
        return Target()
    fields = json.loads(text)
    blank = Target()
    return Target(
        kind=ChannelKind(fields.get("kind", blank.kind)),
        daily_thread=fields.get("daily_thread", blank.daily_thread),
        tags=tuple(ForumTag(**tag) for tag in fields.get("tags", ())),
        ping_role_id=fields.get("ping_role_id"),
        ping_when=PingWhen(fields.get("ping_when", blank.ping_when)),
    )


def write_destination(destination: Destination) -> str:
    return _NOTHING if destination == Destination() else to_json(asdict(destination))


def read_destination(text: str) -> Destination:
    if text == _NOTHING:
        return Destination()
    fields = json.loads(text)
    return Destination(
        kind=ChannelKind(fields.get("kind", ChannelKind.TEXT)),
        title=fields.get("title"),
        joins=fields.get("joins", False),
        tag_ids=tuple(fields.get("tag_ids", ())),
        ping_role_id=fields.get("ping_role_id"),
    )
