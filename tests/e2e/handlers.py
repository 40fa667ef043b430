"""Every handler of the running bot, and the means to call each from anywhere, as a forged client
could. What is expected of them stands in `handler_rows`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import discord
import structlog.testing
from discord import app_commands

from playground import Person, Upload
from playground.answers import answer_to
from playground.interaction import COMPONENT, MODAL_SUBMIT, Interaction
from playground.records import Message
from tests.e2e.conftest import Desk
from tests.e2e.handler_rows import PLACEHOLDER, Row
from tests.e2e.handler_things import MISSING, NOWHERE, Things

BROKEN = "Something went wrong on our side"
REFUSALS = {
    "editors": "This is for editors.",
    "chief editors": "This is for chief editors.",
    "admins": "This needs the Manage Server permission.",
}
ELSEWHERE = "This works inside a server that has added Dateline."
SECONDS = 10


def live_handlers(desk: Desk) -> set[str]:
    """Names of all there is: commands, context menus, and custom ids' actions."""
    tree = desk.app.client.tree
    names = {f"/{command.qualified_name}" for command in _commands(desk)}
    for kind in (discord.AppCommandType.message, discord.AppCommandType.user):
        names |= {f"menu {menu.name}" for menu in tree.get_commands(type=kind)}
    return names | desk.app.client.controls.actions


def completions(desk: Desk) -> list[tuple[str, str]]:
    """Command and option of everything that completes."""
    return [
        (f"/{command.qualified_name}", parameter.name)
        for command in _commands(desk)
        for parameter in command.parameters
        if parameter.autocomplete
    ]


def _commands(desk: Desk) -> list[app_commands.Command[Any, ..., Any]]:
    walked = desk.app.client.tree.walk_commands()
    return [command for command in walked if isinstance(command, app_commands.Command)]


@dataclass(frozen=True)
class Seen:
    """What somebody got for a handler: every word of it, choices included."""

    text: str
    answered: bool

    @property
    def plain(self) -> str:
        """Without numbers: what was asked for stands in some answers."""
        return re.sub(r"[0-9a-f]*[0-9][0-9a-f]*", "#", self.text.replace(NOWHERE["code"], "#"))


@dataclass
class Watch:
    """What must never be: another server's word in a request, an error in the log."""

    words: tuple[str, ...]
    leaks: list[str] = field(default_factory=list[str])
    errors: list[str] = field(default_factory=list[str])
    tried: int = 0


@contextlib.contextmanager
def watching(desk: Desk, *words: str, home: Any = None) -> Iterator[Watch]:
    """Listen to all that the bot sends and logs; what goes into channels of `home` is its own."""
    watch = Watch(words)
    own = [f"/channels/{channel_id}/" for channel_id in home.channels] if home else []

    def hear(request: Any) -> None:
        if any(channel in request.path for channel in own):
            return
        sent = json.dumps(request.body, ensure_ascii=False, default=str)
        where = f"{request.method} {request.path}"
        watch.leaks += [f"{where}: {word}" for word in words if word in sent]

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            watch.errors.append(self.format(record))

    listener = Listener(logging.ERROR)
    desk.playground.requests.listeners.append(hear)
    logging.getLogger().addHandler(listener)
    try:
        with structlog.testing.capture_logs() as entries:
            yield watch
        bad = ("error", "critical")
        watch.errors += [str(entry) for entry in entries if entry["log_level"] in bad]
    finally:
        logging.getLogger().removeHandler(listener)
        desk.playground.requests.listeners.remove(hear)


class Caller:
    """Calls handlers for one person in one channel. things: whose ids are filled in."""

    def __init__(
        self, desk: Desk, person: Person, things: Things | None, message: dict[str, Any] | None
    ) -> None:
        self._desk = desk
        self._person = person
        self._things = things
        self._message = message

    async def call(self, name: str, row: Row) -> Seen:
        """Use it as its row says."""
        return await self._answer(await self.send(name, row))

    async def send(self, name: str, row: Row) -> Interaction:
        """The same without waiting for the answer."""
        if name.startswith("/"):
            options = {key: await self.fill(value) for key, value in row.options.items()}
            return self._person.send_slash(name[1:], options, anyway=True)
        if name.startswith("menu "):
            assert self._message is not None
            return self._person.send_menu(name[5:], self._message, anyway=True)
        arguments = [str(await self.fill(one)) for one in row.arguments]
        values = [str(await self.fill(one)) for one in row.values or ()]
        return self.forge(":".join([name, *arguments]), values, row.form)

    def forge(
        self, custom_id: str, values: list[str] | None = None, form: Any = None
    ) -> Interaction:
        """A press, a choice or a form, whatever its custom id."""
        person, start = self._person, self._desk.playground.interactions.start
        data: dict[str, Any] = {"custom_id": custom_id}
        if form is not None:
            data["components"] = [
                {"type": 18, "id": number, "component": field}
                for number, field in enumerate(_fields(form), start=1)
            ]
            kind = MODAL_SUBMIT
        else:
            data |= {"component_type": 3 if values else 2, "id": 1}
            data |= {"values": values} if values else {}
            kind = COMPONENT
        return start(kind, person.user, person.channel, data, custom_id, source=self._source())

    async def complete(self, command: str, option: str, typed: str, row: Row) -> Seen:
        """What is offered for an option."""
        others = {
            key: await self.fill(value)
            for key, value in row.options.items()
            if key != option and not isinstance(value, Upload)
        }
        choices = await self._person.autocomplete(command[1:], option, typed, anyway=True, **others)
        return Seen("\n".join(str(one["name"]) for one in choices), answered=True)

    async def answered(self, interaction: Interaction) -> Seen:
        return await self._answer(interaction)

    async def _answer(self, interaction: Interaction) -> Seen:
        await interaction.first.wait()
        if interaction.deferred:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(interaction.settled.wait(), SECONDS)
        answer = answer_to(interaction, self._person.board)
        followups = [str(one["components"]) + one["content"] for one in answer.followups]
        return Seen("\n".join([answer.text, *followups]), answered=answer.failed is None)

    async def fill(self, value: Any) -> Any:
        """The value with a new thing's id in the place of each `{kind}`."""
        if not isinstance(value, str):
            return value
        for kind in PLACEHOLDER.findall(value):
            made = await self._things.make(kind) if self._things else NOWHERE.get(kind, MISSING)
            value = value.replace(f"{{{kind}}}", made, 1)
        return value

    def _source(self) -> Message | None:
        if self._message is None:
            return None
        return self._person.board.anywhere(int(self._message["id"]), self._person.id)


def _fields(form: dict[str, str]) -> Iterator[dict[str, Any]]:
    for number, (name, value) in enumerate(form.items(), start=100):
        yield {"type": 4, "id": number, "custom_id": name, "value": value}
