"""Limits of messages, from Discord's pages "Message Resource", "Poll Resource" and "Webhook".

Fields are first, then the rules across them, then the doors: `check_new` and `check_edit`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from playground.errors import Refused
from playground.records import COMPONENTS_V2
from playground.rules import components
from playground.rules.forms import (
    Bits,
    Errors,
    Field,
    Flag,
    Id,
    Items,
    Link,
    Moment,
    OneOf,
    Path,
    Shape,
    Text,
    Whole,
    must,
)

CONTENT = 2000
EMBEDS = 10
EMBED_TOTAL = 6000  # characters of all embeds of the message together
FILES = 10
NONCE = 25

EMBED_LINK = Link(2048)
EMBED_PICTURE = Link(2048, ("http", "https", "attachment"))


def _embed_says_something(embed: dict[str, Any], path: Path, errors: Errors) -> None:
    parts = ("title", "description", "fields", "footer", "author", "image", "thumbnail", "video")
    if not any(embed.get(part) for part in parts):
        errors.add((*path, "description"), "BASE_TYPE_REQUIRED", "This field is required")


EMBED = Shape(
    {
        "title": Text(0, 256),
        "description": Text(0, 4096),
        "url": EMBED_LINK,
        "timestamp": Moment(),
        "color": Whole(0, 0xFFFFFF),
        "footer": Shape({"text": must(Text(1, 2048)), "icon_url": EMBED_PICTURE}),
        "image": Shape({"url": EMBED_PICTURE}),
        "thumbnail": Shape({"url": EMBED_PICTURE}),
        "author": Shape({"name": must(Text(1, 256)), "url": EMBED_LINK, "icon_url": EMBED_PICTURE}),
        "fields": Items(
            Shape({"name": must(Text(1, 256)), "value": must(Text(1, 1024)), "inline": Flag()}),
            0,
            25,
        ),
    },
    _embed_says_something,
)


def _embeds_together(embeds: list[Any], path: Path, errors: Errors) -> None:
    total = sum(_embed_length(one) for one in embeds if isinstance(one, dict))
    if total > EMBED_TOTAL:
        message = f"Embed size exceeds maximum size of {EMBED_TOTAL}"
        errors.add(path, "MAX_EMBED_SIZE_EXCEEDED", message)


def _embed_length(embed: dict[str, Any]) -> int:
    parts = [embed.get("title"), embed.get("description")]
    for holder, name in (("footer", "text"), ("author", "name")):
        if isinstance(embed.get(holder), dict):
            parts.append(embed[holder].get(name))
    fields = embed.get("fields")
    for one in fields if isinstance(fields, list) else ():
        if isinstance(one, dict):
            parts += [one.get("name"), one.get("value")]
    return sum(len(str(part).strip()) for part in parts if part is not None)


def _mentions_are_exclusive(allowed: dict[str, Any], path: Path, errors: Errors) -> None:
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or ()) and allowed.get(kind):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            errors.add(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


ALLOWED_MENTIONS = Shape(
    {
        "parse": Items(OneOf("roles", "users", "everyone")),
        "users": Items(Id(), 0, 100),
        "roles": Items(Id(), 0, 100),
        "replied_user": Flag(),
    },
    _mentions_are_exclusive,
)
REFERENCE = Shape(
    {
        "message_id": must(Id()),
        "channel_id": Id(),
        "guild_id": Id(),
        "type": OneOf(0, 1),
        "fail_if_not_exists": Flag(),
    }
)
POLL = Shape(
    {
        "question": must(Shape({"text": must(Text(1, 300))})),
        "answers": must(
            Items(
                Shape({"poll_media": must(Shape({"text": Text(1, 55)}))}),
                1,
                10,
            )
        ),
        "duration": Whole(1, 768),
        "allow_multiselect": Flag(),
        "layout_type": OneOf(1),
    }
)
FIELDS: dict[str, Field] = {
    "content": Text(0, CONTENT),
    "nonce": Text(0, NONCE, numbers=True),
    "enforce_nonce": Flag(),
    "tts": Flag(),
    "embeds": Items(EMBED, 0, EMBEDS, _embeds_together),
    "allowed_mentions": ALLOWED_MENTIONS,
    "message_reference": REFERENCE,
    "sticker_ids": Items(Id(), 0, 3),
    "attachments": Items(
        Shape({"id": must(Id()), "filename": Text(1, 1024), "description": Text(0, 1024)}),
        0,
        FILES,
    ),
    "flags": Bits(),
    "poll": POLL,
}
MESSAGE = Shape(FIELDS)

# Fields that a layout message (Components V2) cannot have.
NOT_IN_LAYOUT = ("content", "embeds", "poll", "sticker_ids")


def check_new(
    body: Mapping[str, Any],
    files: Collection[str],
    *,
    path: Path = (),
    errors: Errors | None = None,
) -> None:
    """Raises Refused 50035, or 50006 for an empty message. `files`: names of those uploaded."""
    errors = errors or Errors()
    _check(body, files, path, errors, layout=_is_layout(body))
    if len(files) > FILES:
        errors.add((*path, "attachments"), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    errors.raise_if_any()
    content = body.get("content")
    parts = ("embeds", "components", "sticker_ids", "poll")
    forwards = (body.get("message_reference") or {}).get("type") == 1
    if not (str(content or "").strip() or any(body.get(one) for one in parts) or files or forwards):
        raise Refused(50006)


def check_edit(
    body: Mapping[str, Any],
    files: Collection[str],
    now: Mapping[str, Any],
    *,
    path: Path = (),
    errors: Errors | None = None,
) -> None:
    """As `check_new`, for a change of the message whose data is `now`.

    A message may become a layout if its old fields are taken away; it never ceases to be one.
    """
    errors = errors or Errors()
    was_layout = bool(now["flags"] & COMPONENTS_V2)
    if body.get("flags") is not None and was_layout and not _is_layout(body):
        message = "The layout flag cannot be removed from a message."
        errors.add((*path, "flags"), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", message)
    layout = was_layout or _is_layout(body)
    kept = [one["filename"] for one in now["attachments"]]
    _check(body, [*files, *kept], path, errors, layout=layout)
    if layout and not was_layout:
        for name in ("content", "embeds"):
            if now.get(name) and name not in body:
                _legacy_field(name, path, errors)
    errors.raise_if_any()
    whole = {name: body.get(name, now.get(name)) for name in ("content", "embeds", "components")}
    attachments = body["attachments"] if "attachments" in body else now["attachments"]
    if not any(whole.values()) and not attachments and not files and not now.get("poll"):
        raise Refused(50006)


def _check(
    body: Mapping[str, Any],
    files: Collection[str],
    path: Path,
    errors: Errors,
    *,
    layout: bool,
) -> None:
    MESSAGE.check(body, path, errors)
    here = (*path, "components")
    if body.get("components") is not None:
        form = components.LAYOUT if layout else components.LEGACY
        form.check(body["components"], here, errors)
        components.check_ids(body["components"], here, errors)
        components.check_totals(body["components"], here, errors)
        components.check_files(body["components"], here, files, errors)
    if layout:
        for name in NOT_IN_LAYOUT:
            if body.get(name):
                _legacy_field(name, path, errors)


def _is_layout(body: Mapping[str, Any]) -> bool:
    flags = body.get("flags")
    return isinstance(flags, int) and flags >= 0 and bool(flags & COMPONENTS_V2)


def _legacy_field(name: str, path: Path, errors: Errors) -> None:
    errors.add(
        (*path, name),
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
    )
