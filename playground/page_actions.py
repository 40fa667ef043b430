"""What a person does on the browser page, turned into what `person.py` does; clock and faults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from playground import page_view, payloads
from playground.answers import Modal
from playground.files import Upload
from playground.interaction import Interaction
from playground.person import Person
from playground.picking import CannotPress, find_select
from playground.rest.door import read_body
from playground.typing_commands import find

if TYPE_CHECKING:
    from playground.server import Playground

JSON = dict[str, Any]
Files = Mapping[int, Upload]

FAULTS = {
    "gateway_cut": "Cut the gateway connection",
    "reconnect": "Ask the bot to reconnect",
    "invalid_session": "Forget the gateway session",
    "too_many_requests": "Refuse the next requests: too many",
    "server_errors": "Answer the next requests with 500",
    "slow": "Answer the next requests slowly",
    "cut": "Cut the next request after it was done",
}


async def act(playground: Playground, name: str, request: web.Request) -> JSON:
    """One action of the contract in `page_api.py`. Raises what `person.py` raises, NotFound."""
    body, files = await read_body(request)
    actions = {
        "slash": _slash,
        "autocomplete": _autocomplete,
        "menu": _menu,
        "press": _press,
        "choose": _choose,
        "submit": _submit,
        "post": _post,
        "forward": _forward,
        "react": _react,
        "delete": _delete,
        "dismiss": _delete,
        "open_dm": _open_dm,
    }
    if name not in actions:
        raise page_view.NotFound("There is no such action.")
    return await actions[name](playground, dict(body or {}), files)


def _person(playground: Playground, body: JSON) -> Person:
    who = page_view.viewer(playground, str(body["as"]))
    if "channel" in body:
        where = page_view.channel(playground, who, str(body["channel"]))
    elif "message" in body:
        message = playground.messages.anywhere(int(body["message"]), who.id)
        if message is None:
            raise page_view.NotFound("The message is gone.")
        where = page_view.channel(playground, who, str(message.channel_id))
    else:
        interaction = playground.interactions.get(int(body["interaction"]))
        if interaction is None or interaction.user is not who:
            raise page_view.NotFound("There is no such form.")
        where = interaction.channel
    person = playground.person(who, where)
    person.reaction = 0.0  # a human hand is slow enough
    return person


async def _first(playground: Playground, interaction: Interaction) -> JSON:
    """Wait for the bot's first answer."""
    await interaction.first.wait()
    state = "answered"
    if interaction.failed:
        state = "failed"
    elif interaction.modal is not None:
        state = "modal"
    elif interaction.deferred:
        state = "deferred"
    message = interaction.original
    return {
        "interaction": str(interaction.id),
        "state": state,
        "message": page_view.message(playground, message, interaction.user.id) if message else None,
        "modal": interaction.modal,
        "error": interaction.failed,
    }


async def _slash(playground: Playground, body: JSON, files: Files) -> JSON:
    person = _person(playground, body)
    values = _options(playground, person, body, files)
    return await _first(playground, person.send_slash(body["command"], values))


async def _autocomplete(playground: Playground, body: JSON, files: Files) -> JSON:
    person = _person(playground, body)
    others = _options(playground, person, body, files)
    others.pop(body["option"], None)
    choices = await person.autocomplete(
        body["command"], body["option"], body.get("typed", ""), **others
    )
    return {"choices": choices}


def _options(playground: Playground, person: Person, body: JSON, files: Files) -> JSON:
    """The page's ids and file numbers as the things they stand for."""
    command, path = find(
        playground.world, person.user, person.channel, body["command"], 1, anyway=False
    )
    node = path[-1] if path else command
    kinds = {option["name"]: option["type"] for option in node.get("options", ())}
    given = body.get("options") or {}
    return {
        name: _thing(playground, person, kinds.get(name, 0), value, files)
        for name, value in given.items()
    }


def _thing(playground: Playground, person: Person, kind: int, value: Any, files: Files) -> Any:
    """By option type: 6 user, 7 channel, 8 role, 9 either of user and role, 11 file."""
    if kind == 11:
        return files[int(value["file"])]
    if kind not in (6, 7, 8, 9) or value is None:
        return value
    return _object(playground, person, int(value))


def _object(playground: Playground, person: Person, object_id: int) -> Any:
    world = playground.world
    guild = world.guilds.get(person.channel.guild_id or 0)
    if guild is not None:
        for shelf in (guild.members, guild.roles, guild.channels):
            if object_id in shelf:
                return shelf[object_id]
    if object_id in world.users:
        return world.users[object_id]
    raise page_view.NotFound("There is nobody and nothing with this id here.")


async def _menu(playground: Playground, body: JSON, _: Files) -> JSON:
    person = _person(playground, body)
    target_id = int(body["target"])
    message = playground.messages.anywhere(target_id, person.id)
    target = (
        payloads.message(message, person.id)
        if message is not None
        else _object(playground, person, target_id)
    )
    return await _first(playground, person.send_menu(body["command"], target))


async def _press(playground: Playground, body: JSON, _: Files) -> JSON:
    person = _person(playground, body)
    sent = await person.send_press({"id": body["message"]}, body["custom_id"])
    return await _first(playground, sent)


async def _choose(playground: Playground, body: JSON, _: Files) -> JSON:
    person = _person(playground, body)
    message = playground.messages.anywhere(int(body["message"]), person.id)
    if message is None:
        raise CannotPress("the message is gone")
    select = find_select(payloads.message(message, person.id), body["custom_id"])
    values = list(body.get("values") or ())
    if select["type"] != 3:
        values = [_object(playground, person, int(one)) for one in values]
    sent = await person.send_choice({"id": body["message"]}, body["custom_id"], values)
    return await _first(playground, sent)


async def _submit(playground: Playground, body: JSON, files: Files) -> JSON:
    person = _person(playground, body)
    interaction = playground.interactions.get(int(body["interaction"]))
    if interaction is None or interaction.modal is None:
        raise page_view.NotFound("There is no such form.")
    values = dict(body.get("values") or {})
    for part in interaction.modal["components"]:
        field = part.get("component") or {}
        given = values.get(field.get("custom_id"))
        if given is None:
            continue
        if field["type"] in (5, 6, 7, 8):
            values[field["custom_id"]] = [_object(playground, person, int(one)) for one in given]
        elif field["type"] == 19:
            values[field["custom_id"]] = [files[int(one["file"])] for one in given]
    modal = Modal(interaction.modal, interaction)
    return await _first(playground, await person.send_modal(modal, values))


async def _post(playground: Playground, body: JSON, files: Files) -> JSON:
    person = _person(playground, body)
    reply_to = {"id": body["reply_to"]} if body.get("reply_to") else None
    uploads = [files[one] for one in sorted(files)]
    message = await person.post(body.get("content") or "", files=uploads, reply_to=reply_to)
    return {"message": message}


async def _forward(playground: Playground, body: JSON, _: Files) -> JSON:
    person = _person(playground, body)
    return {"message": await person.forward({"id": body["target"]})}


async def _react(playground: Playground, body: JSON, _: Files) -> JSON:
    person = _person(playground, body)
    await person.react({"id": body["message"]}, str(body["emoji"]), on=bool(body.get("on", True)))
    return {}


async def _delete(playground: Playground, body: JSON, _: Files) -> JSON:
    await _person(playground, body).delete({"id": body["message"]})
    return {}


async def _open_dm(playground: Playground, body: JSON, _: Files) -> JSON:
    who = page_view.viewer(playground, str(body["as"]))
    channel = playground.world.dm(who)
    return {"channel": page_view.shown_channel(playground, channel, who)}


def move_clock(playground: Playground, body: JSON) -> None:
    """{"move": seconds}, {"to": ISO 8601} or {"real": true}. Raises ValueError, KeyError."""
    if body.get("real"):
        playground.clock.back_to_real()
    elif "to" in body:
        playground.clock.move_to(datetime.fromisoformat(body["to"]))
    else:
        playground.clock.move(float(body["move"]))


async def throw(playground: Playground, body: JSON) -> JSON:
    """One of `FAULTS`. Raises NotFound."""
    name = body.get("name")
    times, seconds = int(body.get("times") or 5), float(body.get("seconds") or 2.0)
    if name not in FAULTS:
        raise page_view.NotFound("There is no such fault.")
    if name == "gateway_cut":
        await playground.gateway.drop()
    elif name == "reconnect":
        playground.gateway.ask_reconnect()
    elif name == "invalid_session":
        playground.gateway.invalidate()
    elif name == "too_many_requests":
        playground.faults.limit(seconds, times=times)
    elif name == "server_errors":
        playground.faults.status(500, times=times)
    elif name == "slow":
        playground.faults.slow(seconds, times=times)
    elif name == "cut":
        playground.faults.cut_after(times=1)
    return {}
