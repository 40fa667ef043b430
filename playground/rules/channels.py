"""Limits of channels, threads, roles, webhooks and of the numbers in a query.

From Discord's pages "Channel Resource", "Guild Resource", "Webhook Resource".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from playground.rules.forms import (
    Errors,
    Field,
    Flag,
    Id,
    Items,
    OneOf,
    Path,
    Shape,
    Text,
    Whole,
    must,
)

NAME, TOPIC, FORUM_TOPIC = Text(1, 100), Text(0, 1024), Text(0, 4096)
SLOWMODE = Whole(0, 21600)  # seconds
ARCHIVE = OneOf(60, 1440, 4320, 10080)  # minutes
FORUM_TYPES = (15, 16)


def _bits(value: Any, path: Path, errors: Errors) -> None:
    if not (str(value).isascii() and str(value).isdigit()):
        errors.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')


BITS = Text(0, 20, _bits, numbers=True)
OVERWRITE = Shape({"id": must(Id()), "type": OneOf(0, 1), "allow": BITS, "deny": BITS})
TAG = Shape({"name": must(Text(1, 20)), "moderated": Flag(), "emoji_name": Text(0, 100)})
CHANNEL: dict[str, Field] = {
    "name": NAME,
    "position": Whole(0),
    "nsfw": Flag(),
    "rate_limit_per_user": SLOWMODE,
    "parent_id": Id(),
    "permission_overwrites": Items(OVERWRITE, 0, 100),
    "default_auto_archive_duration": ARCHIVE,
    "available_tags": Items(TAG, 0, 20),
}
THREAD: dict[str, Field] = {
    "name": NAME,
    "archived": Flag(),
    "locked": Flag(),
    "auto_archive_duration": ARCHIVE,
    "rate_limit_per_user": SLOWMODE,
    "applied_tags": Items(Id(), 0, 5),
}
ROLE = Shape(
    {
        "name": Text(1, 100),
        "permissions": BITS,
        "color": Whole(0, 0xFFFFFF),
        "hoist": Flag(),
        "mentionable": Flag(),
    }
)


def _webhook_name(name: str, path: Path, errors: Errors) -> None:
    for word in ("clyde", "discord"):
        if word in name.lower():
            message = f'Username cannot contain "{word}"'
            errors.add(path, "USERNAME_INVALID_CONTAINS", message)


WEBHOOK = Shape({"name": must(Text(1, 80, _webhook_name))})
NEW_THREAD = Shape({**THREAD, "name": must(Text(1, 100)), "type": OneOf(10, 11, 12)})
NEW_POST = Shape({**THREAD, "name": must(Text(1, 100)), "message": must(Shape({}))})
NEW_CHANNEL = Shape(
    {
        **CHANNEL,
        "name": must(Text(1, 100)),
        "type": OneOf(0, 2, 4, 5, 13, 14, 15, 16),
        "topic": FORUM_TOPIC,
    }
)
BULK_DELETE = Shape({"messages": must(Items(Id(), 2, 100))})
DM = Shape({"recipient_id": must(Id())})
THREAD_FORM = Shape(THREAD)


def channel_form(kind: int) -> Shape:
    """What a change of a channel of this type may hold."""
    return Shape({**CHANNEL, "topic": FORUM_TOPIC if kind in FORUM_TYPES else TOPIC})


def check(form: Field, body: Mapping[str, Any], path: Path = ()) -> None:
    """Raises Refused 50035."""
    errors = Errors()
    form.check(body, path, errors)
    errors.raise_if_any()


def limit(query: Mapping[str, str], default: int, most: int, least: int = 1) -> int:
    """The `limit` of a query. Raises Refused 50035."""
    given = query.get("limit")
    if given is None:
        return default
    errors = Errors()
    number = int(given) if given.isascii() and given.lstrip("-").isdigit() else given
    Whole(least, most).check(number, ("limit",), errors)
    errors.raise_if_any()
    return int(number)


def moment(query: Mapping[str, str], name: str) -> datetime | None:
    """An ISO 8601 timestamp of a query; None if there is none. Raises Refused 50035."""
    given = query.get(name)
    if given is None:
        return None
    errors = Errors()
    found = None
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        errors.add((name,), "DATE_TIME_TYPE_PARSE", f"Could not parse {given}.")
    errors.raise_if_any()
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def one_of(query: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, int] | tuple[None, None]:
    """Which of the exclusive ids (before, after, around) was asked for. Raises Refused 50035."""
    given = [name for name in names if query.get(name)]
    if not given:
        return None, None
    if len(given) > 1:
        errors = Errors()
        message = f"Only one of {', '.join(names)} may be given."
        errors.add((given[1],), "BASE_TYPE_MUTUALLY_EXCLUSIVE", message)
        errors.raise_if_any()
    value = query[given[0]]
    check(Shape({given[0]: Id()}), {given[0]: value})
    return given[0], int(value)
