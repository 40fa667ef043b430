"""What a client does with buttons and selects on a message: find them, and check the choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playground.compose import walk
from playground.files import Upload
from playground.records import Channel, Member, Role, User

JSON = dict[str, Any]

BUTTON, STRING_SELECT = 2, 3
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)


class CannotPress(ValueError):
    """There is no such button or choice on the message, or it is switched off."""


@dataclass(slots=True)
class Picked:
    """What chosen ids stand for."""

    people: list[Member | User] = field(default_factory=list[Member | User])
    roles: list[Role] = field(default_factory=list[Role])
    channels: list[Channel] = field(default_factory=list[Channel])
    uploads: dict[str, Upload] = field(default_factory=dict[str, Upload])


def find_button(message: Mapping[str, Any], name: str) -> JSON:
    """By custom id, label or emoji. Raises CannotPress."""
    all_buttons = [dict(one) for one in walk(message["components"]) if one["type"] == BUTTON]
    for one in all_buttons:
        emoji = (one.get("emoji") or {}).get("name")
        if name in (one.get("custom_id"), one.get("label"), emoji):
            if one.get("disabled"):
                raise CannotPress(f"the button {name!r} is switched off")
            if "custom_id" not in one:
                raise CannotPress(f"{name!r} is a link to {one.get('url')}")
            return one
    there = [one.get("label") or one.get("custom_id") for one in all_buttons]
    raise CannotPress(f"there is no button {name!r}; there are {there}")


def find_select(message: Mapping[str, Any], name: str) -> JSON:
    """By custom id or placeholder. Raises CannotPress."""
    selects = [dict(one) for one in walk(message["components"]) if one["type"] in SELECTS]
    for one in selects:
        if name in (one["custom_id"], one.get("placeholder")):
            if one.get("disabled"):
                raise CannotPress(f"the select {name!r} is switched off")
            return one
    there = [one.get("placeholder") or one["custom_id"] for one in selects]
    raise CannotPress(f"there is no select {name!r}; there are {there}")


def pick(select: JSON, values: Sequence[Any], picked: Picked) -> list[str]:
    """The values or ids as Discord sends them. Raises CannotPress."""
    if not select.get("min_values", 1) <= len(values) <= select.get("max_values", 1):
        between = f"{select.get('min_values', 1)} and {select.get('max_values', 1)}"
        raise CannotPress(f"choose between {between} things")
    if select["type"] == STRING_SELECT:
        return pick_options(select["options"], values)
    return pick_objects(select, values, picked)


def pick_options(options: Sequence[Mapping[str, Any]], values: Sequence[Any]) -> list[str]:
    """By label or value. Raises CannotPress."""
    chosen: list[str] = []
    for value in values:
        found = next((one for one in options if value in (one["value"], one["label"])), None)
        if found is None:
            there = [one["label"] for one in options]
            raise CannotPress(f"there is no choice {value!r}; there are {there}")
        chosen.append(found["value"])
    return chosen


def pick_objects(select: JSON, values: Sequence[Any], picked: Picked) -> list[str]:
    """People, roles or channels. Raises CannotPress."""
    fitting: dict[int, tuple[type, ...]] = {
        USER_SELECT: (Member, User),
        ROLE_SELECT: (Role,),
        MENTIONABLE_SELECT: (Member, User, Role),
        CHANNEL_SELECT: (Channel,),
    }
    kinds = select.get("channel_types")
    for value in values:
        if not isinstance(value, fitting[select["type"]]):
            raise CannotPress(f"{value!r} cannot be chosen here")
        if isinstance(value, Channel):
            if kinds and value.kind not in kinds:
                raise CannotPress(f"only channels of the types {kinds} can be chosen here")
            picked.channels.append(value)
        elif isinstance(value, Role):
            picked.roles.append(value)
        else:
            picked.people.append(value)
    return [str(value.id) for value in values]
