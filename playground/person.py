"""A person at the keyboard: types commands, clicks, fills in modals, sees what is theirs to see.

Persons refuse what Discord's clients refuse on the screen (`CommandHidden`, `CannotType`,
`CannotPress`, `CannotSubmit`, `CannotPost`); `anyway=True` sends a hidden command all the same, as
a forged client could.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from playground import interaction_payloads as told
from playground import payloads
from playground.answers import Answer, Modal, answer_to
from playground.compose import attach, compose
from playground.files import Upload
from playground.filling_modals import fill
from playground.interaction import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DEFER_UPDATE,
    MODAL_SUBMIT,
    Interaction,
)
from playground.interactions import Interactions
from playground.messages import DEFAULT, REPLY, Messages, empty
from playground.permissions import VIEW_CHANNEL, Permission
from playground.picking import CannotPress, Picked, find_button, find_select, pick
from playground.records import Channel, Member, Message, User
from playground.typing_commands import (
    ATTACHMENT,
    CannotType,
    CommandHidden,
    Typed,
    find,
    visible,
    write_options,
)
from playground.world import World

JSON = dict[str, Any]

__all__ = ["CannotPost", "CannotPress", "CannotType", "CommandHidden", "Person"]


class CannotPost(Exception):
    """This person may not write (or see) here."""


class Person:
    """One user in one channel; `at(channel)` is the same person elsewhere.

    `patience` is how long (seconds) to wait for a deferred answer, `quiet_patience` for what
    follows a silent deferral (type 6), `reaction` how soon after a message changes it is clicked.
    """

    def __init__(self, who: Member | User, channel: Channel, interactions: Interactions) -> None:
        self.user = who.user if isinstance(who, Member) else who
        self.channel = channel
        self.interactions = interactions
        self.world: World = interactions.world
        self.board: Messages = interactions.messages
        self.locale = "en-US"
        self.patience = 10.0
        self.quiet_patience = 1.5
        self.reaction = 0.03

    @property
    def id(self) -> int:
        return self.user.id

    def at(self, channel: Channel) -> Person:
        there = Person(self.user, channel, self.interactions)
        there.locale, there.patience = self.locale, self.patience
        there.quiet_patience, there.reaction = self.quiet_patience, self.reaction
        return there

    # Commands

    def commands(self) -> list[JSON]:
        """The commands this person is offered here."""
        return visible(self.world, self.user, self.channel)

    async def slash(self, command: str, /, *, anyway: bool = False, **options: Any) -> Answer:
        """Type a slash command: `slash("story show", story=12)`. See the class for what raises."""
        return await self._answered(self.send_slash(command, options, anyway=anyway))

    def send_slash(
        self, command: str, options: Mapping[str, Any], *, anyway: bool = False
    ) -> Interaction:
        """Send it without waiting for anything."""
        self._need_sight(anyway=anyway)
        found, path = self._find(command, 1, anyway)
        typed = write_options(path, found, options)
        data = self._command_data(found) | {"options": typed.options}
        self._resolve(data, typed)
        return self._start(COMMAND, data, "/" + command.removeprefix("/"))

    async def autocomplete(
        self, command: str, option: str, /, typed: Any = "", *, anyway: bool = False, **others: Any
    ) -> list[JSON]:
        """The choices offered while typing; [] if the bot gives none in time."""
        found, path = self._find(command, 1, anyway)
        written = write_options(path, found, {**others, option: typed}, typing=option)
        data = self._command_data(found) | {"options": written.options}
        self._resolve(data, written)
        interaction = self._start(AUTOCOMPLETE, data, f"typing {option} of /{command}")
        await interaction.first.wait()
        return interaction.choices or []

    async def menu(
        self, name: str, target: Mapping[str, Any] | Member | User, *, anyway: bool = False
    ) -> Answer:
        """A message's or a member's context menu."""
        return await self._answered(self.send_menu(name, target, anyway=anyway))

    def send_menu(
        self, name: str, target: Mapping[str, Any] | Member | User, *, anyway: bool = False
    ) -> Interaction:
        self._need_sight(anyway=anyway)
        on_message = isinstance(target, Mapping)
        found, _ = self._find(name, 3 if on_message else 2, anyway)
        data = self._command_data(found)
        if on_message:
            message = self._message(target)
            data["target_id"] = str(message.id)
            data["resolved"] = told.resolved(
                self.world, self.board, self.channel, targets=[message]
            )
        else:
            data["target_id"] = str(target.id)
            data["resolved"] = told.resolved(self.world, self.board, self.channel, people=[target])
        return self._start(COMMAND, data, f"menu {name}")

    def _find(self, command: str, kind: int, anyway: bool) -> tuple[JSON, list[JSON]]:
        return find(self.world, self.user, self.channel, command, kind, anyway=anyway)

    def _command_data(self, command: JSON) -> JSON:
        data: JSON = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return data

    def _resolve(self, data: JSON, typed: Typed) -> None:
        stored = {name: self._store(upload) for name, upload in typed.uploads.items()}
        _put_ids(data["options"], stored)
        resolved = told.resolved(
            self.world,
            self.board,
            self.channel,
            people=typed.people,
            roles=typed.roles,
            channels=typed.channels,
            attachments=stored.values(),
            viewer=self.id,
        )
        if resolved:
            data["resolved"] = resolved

    def _store(self, upload: Upload) -> JSON:
        folder = f"ephemeral-attachments/{self.world.application.id}"
        return self.world.files.keep(folder, self.world.ids.next(), upload)

    # Components and modals

    async def press(self, message: Mapping[str, Any] | None, button: str) -> Answer:
        """By custom id, label or emoji; the message is looked at as it is now."""
        return await self._answered(await self.send_press(message, button))

    async def send_press(self, message: Mapping[str, Any] | None, button: str) -> Interaction:
        source = await self._within_reach(message)
        found = find_button(payloads.message(source, self.id), button)
        data: JSON = {"component_type": 2, "custom_id": found["custom_id"], "id": found["id"]}
        return self._start(COMPONENT, data, f"button {button}", source=source)

    async def choose(
        self, message: Mapping[str, Any] | None, select: str, values: Sequence[Any]
    ) -> Answer:
        """By custom id or placeholder; values are labels or values, members, roles, channels."""
        return await self._answered(await self.send_choice(message, select, values))

    async def send_choice(
        self, message: Mapping[str, Any] | None, select: str, values: Sequence[Any]
    ) -> Interaction:
        source = await self._within_reach(message)
        found = find_select(payloads.message(source, self.id), select)
        picked = Picked()
        data: JSON = {
            "component_type": found["type"],
            "custom_id": found["custom_id"],
            "id": found["id"],
            "values": pick(found, values, picked),
        }
        resolved = self._resolved(picked, {})
        if resolved:
            data["resolved"] = resolved
        return self._start(COMPONENT, data, f"select {select}", source=source)

    async def submit(self, modal: Modal | None, values: Mapping[str, Any] | None = None) -> Answer:
        """Fill in by custom id or label and send; what is not named keeps what stood in it."""
        return await self._answered(await self.send_modal(modal, values))

    async def send_modal(
        self, modal: Modal | None, values: Mapping[str, Any] | None = None
    ) -> Interaction:
        if modal is None:
            raise CannotPress("there is no modal to submit")
        opened_by = modal.opened_by
        await self._wait_since(opened_by.answered_at)
        components, picked = fill(modal, values or {})
        stored = {key: self._store(upload) for key, upload in picked.uploads.items()}
        for part in components:
            field = part.get("component") or {}
            if field.get("type") == 19:
                field["values"] = [stored[key]["id"] for key in field["values"]]
        data: JSON = {"custom_id": modal["custom_id"], "components": components}
        resolved = self._resolved(picked, stored)
        if resolved:
            data["resolved"] = resolved
        return self._start(
            MODAL_SUBMIT,
            data,
            f"modal {modal['title']}",
            source=opened_by.source,
            parent=opened_by,
        )

    def _resolved(self, picked: Picked, stored: Mapping[str, JSON]) -> JSON:
        return told.resolved(
            self.world,
            self.board,
            self.channel,
            people=picked.people,
            roles=picked.roles,
            channels=picked.channels,
            attachments=stored.values(),
            viewer=self.id,
        )

    # Messages

    async def messages(self, channel: Channel | None = None) -> list[JSON]:
        """All this person sees in the channel, oldest first, ephemeral ones among them."""
        where = channel or self.channel
        granted = self.world.permissions_of(self.id, where)
        if not granted & VIEW_CHANNEL or not granted & Permission.READ_MESSAGE_HISTORY:
            return []
        return [payloads.message(one, self.id) for one in self.board.seen_by(where, self.id)]

    async def post(
        self,
        content: str = "",
        *,
        files: Iterable[Upload] = (),
        reply_to: Mapping[str, Any] | None = None,
        previews: Sequence[Mapping[str, Any]] = (),
    ) -> JSON:
        """Write a plain message. `previews` are the embeds that Discord itself makes of links:
        `{"type": "article", "url": …, "title": …}`. Raises CannotPost.
        """
        self._need_to_write()
        if len(content) > 2000:
            raise CannotPost("a message has at most 2,000 characters")
        uploads = dict(enumerate(files))
        if not content.strip() and not uploads:
            raise CannotPost("a message cannot be empty")
        attachments = attach(self.world, self.channel, {}, uploads)
        composed = compose(self.world, self.channel, self.user, {"content": content}, attachments)
        more: JSON = {}
        if reply_to is not None:
            target = self._message(reply_to)
            more["message_reference"] = self.board.reference_to(target)
            more["referenced_message"] = payloads.message(target, self.id)
            more["referenced_message"].pop("referenced_message", None)
        composed["embeds"] = [dict(one) for one in previews]
        message = self.board.create(
            self.channel, self.user, composed, kind=REPLY if more else DEFAULT, more=more
        )
        return payloads.message(message, self.id)

    async def forward(self, message: Mapping[str, Any]) -> JSON:
        """Forward a message that one sees into this channel. Raises CannotPost."""
        self._need_to_write()
        target = self._message(message)
        if target.only_for is not None:
            raise CannotPost("a message that only you see cannot be forwarded")
        more = self.board.forward_of(target, self.id)
        sent = self.board.create(self.channel, self.user, empty(), more=more)
        return payloads.message(sent, self.id)

    def _need_to_write(self) -> None:
        thread = self.channel.is_thread
        sends = Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES
        if not self.world.can(self.id, self.channel, VIEW_CHANNEL | sends):
            raise CannotPost(f"{self.user.name} may not write in {self.channel.name}")

    async def react(self, message: Mapping[str, Any], emoji: str, *, on: bool = True) -> None:
        target = self._message(message)
        if on and emoji not in target.reactions:
            where = self.world.channels[target.channel_id]
            if not self.world.can(self.id, where, Permission.ADD_REACTIONS):
                raise CannotPost(f"{self.user.name} may not add reactions in {where.name}")
        self.board.react(target, self.user, emoji, on=on)

    async def delete(self, message: Mapping[str, Any]) -> None:
        """One's own message, or any with Manage Messages; an ephemeral one is dismissed."""
        target = self._message(message)
        where = self.world.channels[target.channel_id]
        own = target.author is self.user or target.only_for == self.id
        if not own and not self.world.can(self.id, where, Permission.MANAGE_MESSAGES):
            raise CannotPost(f"{self.user.name} may not delete this message")
        self.board.delete(target)

    # How it is done

    def _message(self, message: Mapping[str, Any]) -> Message:
        found = self.board.anywhere(int(message["id"]), self.id)
        if found is None:
            raise CannotPress("the message is gone, or not for these eyes")
        where = self.world.channels[found.channel_id]
        if not self.world.can(self.id, where, VIEW_CHANNEL):
            raise CannotPress(f"{self.user.name} cannot see {where.name}")
        return found

    async def _within_reach(self, message: Mapping[str, Any] | None) -> Message:
        if message is None:
            raise CannotPress("there is no message to click on")
        await self._wait_since(self._message(message).changed_at)
        return self._message(message)

    async def _wait_since(self, moment: float) -> None:
        """Nobody clicks before they see; and the bot learns of its own message a moment later."""
        left = moment + self.reaction - time.monotonic()
        if left > 0:
            await asyncio.sleep(left)

    def _need_sight(self, *, anyway: bool) -> None:
        if not anyway and not self.world.can(self.id, self.channel, VIEW_CHANNEL):
            raise CommandHidden(f"{self.user.name} cannot see {self.channel.name}")

    def _start(
        self,
        kind: int,
        data: JSON,
        what: str,
        source: Message | None = None,
        parent: Interaction | None = None,
    ) -> Interaction:
        where = self.channel if source is None else self.world.channels[source.channel_id]
        return self.interactions.start(
            kind, self.user, where, data, what, source=source, parent=parent, locale=self.locale
        )

    async def _answered(self, interaction: Interaction) -> Answer:
        """Wait for the first answer, and for the deferred one if that was a deferral."""
        await interaction.first.wait()
        if interaction.deferred:
            quiet = interaction.callback == DEFER_UPDATE
            seconds = self.quiet_patience if quiet else self.patience
            try:
                await asyncio.wait_for(interaction.settled.wait(), seconds)
            except TimeoutError:
                if not quiet:
                    interaction.failed = f"still thinking after {seconds:g} s"
        return answer_to(interaction, self.board)


def _put_ids(options: list[JSON], stored: Mapping[str, JSON]) -> None:
    """Attachment options were written down by name; now that the files are kept, by id."""
    for option in options:
        if option["type"] == ATTACHMENT:
            option["value"] = stored[option["name"]]["id"]
        _put_ids(option.get("options", []), stored)
