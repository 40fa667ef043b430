"""Answers to interactions: the callback, and what the webhook of its token does.

The paths of that webhook are in `webhooks.py`, which shares them.
"""

from __future__ import annotations

from typing import Any

from playground.errors import Refused
from playground.interaction import (
    CHOICES,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    REPLY_WITH,
    UPDATE,
    Interaction,
)
from playground.rest.door import Call, Reply, Route, snowflake
from playground.rules.messages import check_edit, check_new
from playground.rules.modals import check_choices, check_modal


async def callback(call: Call) -> Any:
    interactions = call.parts.interactions
    interaction = interactions.waiting(call.id("interaction"), call.ids["token"])
    body = call.form()
    kind, data = body.get("type"), body.get("data")
    if kind not in interactions.allowed_callbacks(interaction):
        message = f"Value must be one of {interactions.allowed_callbacks(interaction)}."
        wrong = {"code": "BASE_TYPE_CHOICES", "message": message}
        raise Refused(50035, {"type": {"_errors": [wrong]}})
    data = data if isinstance(data, dict) else {}
    _check(call, interaction, kind, data)
    result = interactions.answer(interaction, kind, data, call.files)
    wants_body = call.query.get("with_response") in ("true", "True", "1")
    return result if wants_body else Reply(204)


def _check(call: Call, interaction: Interaction, kind: int, data: dict[str, Any]) -> None:
    names = [one.filename for one in call.files.values()]
    if kind == REPLY_WITH:
        check_new(data, names, path=("data",))
    elif kind == UPDATE:
        assert interaction.source is not None
        check_edit(data, names, interaction.source.data, path=("data",))
    elif kind == MODAL:
        check_modal(data)
    elif kind == CHOICES:
        check_choices(data, _focused(interaction.data.get("options") or []))
    elif kind in (DEFER, DEFER_UPDATE):
        flags = data.get("flags")
        if flags is not None and not isinstance(flags, int):
            wrong = {"code": "NUMBER_TYPE_COERCE", "message": f'Value "{flags}" is not int.'}
            raise Refused(50035, {"data": {"flags": {"_errors": [wrong]}}})


def _focused(options: list[dict[str, Any]]) -> int:
    """The type of the option being typed."""
    for option in options:
        if option.get("focused"):
            return option["type"]
        inner = _focused(option.get("options") or [])
        if inner:
            return inner
    return 0


def _interaction(call: Call) -> Interaction:
    return call.parts.interactions.by_token(call.id("application"), call.ids["token"])


async def follow_up(call: Call) -> Any:
    interaction = _interaction(call)
    body = call.form()
    check_new(body, [one.filename for one in call.files.values()])
    message = call.parts.interactions.follow_up(interaction, body, call.files)
    return call.parts.messages.payload(message, call.parts.world.bot.id)


async def read(call: Call) -> Any:
    interaction = _interaction(call)
    message = call.parts.interactions.message_of(interaction, _which(call))
    return call.parts.messages.payload(message, call.parts.world.bot.id)


async def edit(call: Call) -> Any:
    interaction = _interaction(call)
    message = call.parts.interactions.message_of(interaction, _which(call))
    body = call.form()
    names = [one.filename for one in call.files.values()]
    if interaction.thinking and message is interaction.original:
        check_new(body, names)
    else:
        check_edit(body, names, message.data)
    call.parts.interactions.edit(interaction, message, body, call.files)
    return call.parts.messages.payload(message, call.parts.world.bot.id)


async def delete(call: Call) -> Any:
    interaction = _interaction(call)
    message = call.parts.interactions.message_of(interaction, _which(call))
    call.parts.interactions.delete(interaction, message)


def _which(call: Call) -> str:
    which = call.ids.get("message", "@original")
    return which if which == "@original" else str(snowflake(which, "message_id"))


ROUTES = [
    Route("POST", "/interactions/{interaction}/{token}/callback", callback, open_to_all=True),
]
