"""The life of an interaction: told to the bot, answered within 3 s, alive for 15 minutes.

Rules are from Discord's page "Receiving and Responding to Interactions". Bodies have passed
`rules/` before they come here; what the person sees is `answers.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from playground import interaction_payloads as told
from playground.compose import PARSE_USERS, attach, compose
from playground.errors import Refused
from playground.events import Event
from playground.files import Upload
from playground.gateway import Gateway
from playground.interaction import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    MODAL_SUBMIT,
    REPLY_WITH,
    UPDATE,
    Interaction,
)
from playground.marked import new_secret
from playground.messages import MENU, REPLY, SLASH, Messages, empty
from playground.records import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Channel,
    Guild,
    Message,
    User,
)
from playground.world import World

JSON = dict[str, Any]

# Which callback types each kind of interaction takes.
CALLBACKS = {
    COMMAND: (REPLY_WITH, DEFER, MODAL),
    COMPONENT: (REPLY_WITH, DEFER, DEFER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    MODAL_SUBMIT: (REPLY_WITH, DEFER, DEFER_UPDATE, UPDATE),
}
TOKEN_LIFE = 15 * 60.0  # seconds
USER_INSTALL_FOLLOWUPS = 5
DID_NOT_RESPOND = "The application did not respond"
KEPT_FLAGS = EPHEMERAL | COMPONENTS_V2 | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS


class Interactions:
    """`first_answer` is how long, in seconds, the bot has for its first answer."""

    def __init__(self, world: World, messages: Messages, gateway: Gateway) -> None:
        self.world = world
        self.messages = messages
        self.gateway = gateway
        self.first_answer = 3.0
        self.log: deque[Interaction] = deque(maxlen=20_000)
        self._by_token: dict[str, Interaction] = {}
        self._by_id: dict[int, Interaction] = {}
        # Deferred updates (type 6) by the message they promised to change.
        self._updating: dict[int, list[Interaction]] = {}
        world.listeners.append(self._hear)

    # The person's side

    def start(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: JSON,
        what: str,
        *,
        source: Message | None = None,
        parent: Interaction | None = None,
        locale: str = "en-US",
    ) -> Interaction:
        """Tell the bot. `what` is how a log names it: "/story show", "button Save"."""
        guild = self.world.guilds.get(channel.guild_id or 0)
        interaction = Interaction(
            id=self.world.ids.next(),
            token=new_secret(48),
            kind=kind,
            user=user,
            guild=guild,
            channel=channel,
            data=data,
            what=what,
            owners=self._owners(user, guild),
            born=self.world.clock.now(),
            locale=locale,
            source=source,
            parent=parent,
        )
        self._keep(interaction)
        payload = told.event(self.world, self.messages, interaction)
        if self.gateway.send_interaction(payload, guild.id if guild else 0):
            loop = asyncio.get_running_loop()
            interaction.deadline = loop.call_later(self.first_answer, self._give_up, interaction)
        else:
            self._give_up(interaction)
        return interaction

    def get(self, interaction_id: int) -> Interaction | None:
        return self._by_id.get(interaction_id)

    def _owners(self, user: User, guild: Guild | None) -> dict[str, str]:
        """Discord's authorizing_integration_owners: by the server, by the person, or both."""
        owners: dict[str, str] = {}
        if guild is None:
            owners["0"] = "0"
        elif self.world.bot.id in guild.members:
            owners["0"] = str(guild.id)
        if user.installed:
            owners["1"] = str(user.id)
        return owners

    def _keep(self, interaction: Interaction) -> None:
        if len(self.log) == self.log.maxlen:
            oldest = self.log[0]
            self._by_token.pop(oldest.token, None)
            self._by_id.pop(oldest.id, None)
        self.log.append(interaction)
        self._by_token[interaction.token] = interaction
        self._by_id[interaction.id] = interaction

    def _give_up(self, interaction: Interaction) -> None:
        if interaction.callback is not None or interaction.failed:
            return
        interaction.failed = DID_NOT_RESPOND
        interaction.first.set()
        interaction.settled.set()
        data = {
            "interaction": str(interaction.id),
            "channel_id": str(interaction.channel.id),
            "error": DID_NOT_RESPOND,
        }
        self.world.emit(
            "INTERACTION_FAILED", data, channel=interaction.channel, only=interaction.user.id
        )

    # The bot's side: the callback

    def waiting(self, interaction_id: int, token: str) -> Interaction:
        """The interaction a callback may still answer. Raises Refused 10062 or 40060."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise Refused(10062)
        if interaction.callback is not None:
            interaction.extra_answers += 1
            raise Refused(40060)
        if interaction.failed:
            raise Refused(10062)
        return interaction

    def allowed_callbacks(self, interaction: Interaction) -> tuple[int, ...]:
        allowed = CALLBACKS[interaction.kind]
        if interaction.kind == MODAL_SUBMIT and interaction.source is None:
            return tuple(one for one in allowed if one not in (DEFER_UPDATE, UPDATE))
        return allowed

    def answer(
        self, interaction: Interaction, kind: int, data: JSON, files: Mapping[int, Upload]
    ) -> JSON:
        """Take the callback, which `rules/` has found good. Returns InteractionCallbackResponse."""
        interaction.callback = kind
        interaction.answered_at = time.monotonic()
        if interaction.deadline is not None:
            interaction.deadline.cancel()
        if kind == REPLY_WITH:
            interaction.original = self._post(interaction, data, files)
        elif kind == DEFER:
            interaction.thinking = True
            flags = (data.get("flags") or 0) & EPHEMERAL | LOADING
            interaction.original = self._create(interaction, empty(), flags)
        elif kind == DEFER_UPDATE:
            assert interaction.source is not None
            interaction.original = interaction.source
            self._updating.setdefault(interaction.source.id, []).append(interaction)
        elif kind == UPDATE:
            assert interaction.source is not None
            interaction.original = interaction.source
            self._change(interaction.source, data, files)
        elif kind == CHOICES:
            interaction.choices = list(data.get("choices") or [])
        elif kind == MODAL:
            interaction.modal = dict(data)
        interaction.first.set()
        if not interaction.deferred:
            interaction.settled.set()
        return told.callback_result(interaction, self.world.bot.id, self.messages)

    # The bot's side: the webhook of the token

    def by_token(self, application_id: int, token: str) -> Interaction:
        """Raises Refused: 10015 unknown or not yet answered, 50027 older than 15 minutes."""
        interaction = self._by_token.get(token)
        if interaction is None or application_id != self.world.application.id:
            raise Refused(10015)
        if self.world.clock.now() - interaction.born > TOKEN_LIFE:
            raise Refused(50027)
        if interaction.callback is None:
            raise Refused(10015)
        return interaction

    def message_of(self, interaction: Interaction, which: str) -> Message:
        """`@original`, or one of its messages by id. Raises Refused 10008."""
        if which == "@original":
            found = interaction.original
        else:
            mine = [*interaction.followups, interaction.original]
            found = next((one for one in mine if one and str(one.id) == which), None)
        if found is None or not self._still_there(found):
            raise Refused(10008)
        return found

    def follow_up(
        self, interaction: Interaction, data: JSON, files: Mapping[int, Upload]
    ) -> Message:
        """The first one after a deferral takes the place of "thinking"; the rest are new."""
        if interaction.only_user_install and len(interaction.followups) >= USER_INSTALL_FOLLOWUPS:
            raise Refused(40094)
        if interaction.thinking and interaction.original is not None:
            self._fill(interaction, interaction.original, data, files)
            message = interaction.original
        else:
            message = self._post(interaction, data, files)
            interaction.followups.append(message)
            interaction.more.set()
            interaction.more = asyncio.Event()
        interaction.settled.set()
        return message

    def edit(
        self, interaction: Interaction, message: Message, data: JSON, files: Mapping[int, Upload]
    ) -> None:
        if interaction.thinking and message is interaction.original:
            self._fill(interaction, message, data, files)
        else:
            self._change(message, data, files)
        interaction.settled.set()

    def delete(self, interaction: Interaction, message: Message) -> None:
        self.messages.delete(message)
        interaction.thinking = False
        interaction.settled.set()

    # Messages

    def _still_there(self, message: Message) -> bool:
        channel = self.world.channels.get(message.channel_id)
        return message.id in self.messages.ephemeral or bool(
            channel and message.id in channel.messages
        )

    def _compose(
        self, message: Message | None, channel: Channel, data: JSON, files: Mapping[int, Upload]
    ) -> JSON:
        before = message.data if message else None
        kept = before["attachments"] if before else ()
        attachments = attach(self.world, channel, data, files, kept)
        bot = self.world.bot
        return compose(
            self.world, channel, bot, data, attachments, parse=PARSE_USERS, before=before
        )

    def _post(self, interaction: Interaction, data: JSON, files: Mapping[int, Upload]) -> Message:
        composed = self._compose(None, interaction.channel, data, files)
        return self._create(
            interaction, composed, data.get("flags") or 0, tts=bool(data.get("tts"))
        )

    def _create(
        self, interaction: Interaction, composed: JSON, flags: int, *, tts: bool = False
    ) -> Message:
        more: JSON = {
            "application_id": str(self.world.application.id),
            "interaction_metadata": told.metadata(interaction),
        }
        first = interaction.original
        kind = {COMMAND: SLASH, COMPONENT: REPLY, MODAL_SUBMIT: SLASH}[interaction.kind]
        if interaction.kind == COMMAND:
            more["interaction"] = {
                "id": str(interaction.id),
                "type": interaction.kind,
                "name": interaction.data["name"],
                "user": more["interaction_metadata"]["user"],
            }
            kind = MENU if interaction.data.get("target_id") else SLASH
        elif interaction.source is not None:
            kind = REPLY
            more["message_reference"] = self.messages.reference_to(interaction.source)
        if first is not None:
            more["interaction_metadata"]["original_response_message_id"] = str(first.id)
            kind = REPLY
            more["message_reference"] = self.messages.reference_to(first)
        return self.messages.create(
            interaction.channel,
            self.world.bot,
            composed,
            kind=kind,
            flags=flags & (KEPT_FLAGS | LOADING),
            only_for=interaction.user.id if flags & EPHEMERAL else None,
            webhook_id=self.world.application.id,
            tts=tts,
            more=more,
        )

    def _fill(
        self,
        interaction: Interaction,
        message: Message,
        data: JSON,
        files: Mapping[int, Upload],
    ) -> None:
        """Whether it is ephemeral was decided with the deferral."""
        interaction.thinking = False
        kept = message.flags & EPHEMERAL
        flags = (data.get("flags") or 0) & KEPT_FLAGS & ~EPHEMERAL | kept
        channel = interaction.channel
        self.messages.fill(message, self._compose(message, channel, data, files), flags)

    def _change(self, message: Message, data: JSON, files: Mapping[int, Upload]) -> None:
        channel = self.world.channels[message.channel_id]
        composed = self._compose(message, channel, data, files)
        self.messages.edit(message, composed, flags=changed_flags(message, data))

    def _hear(self, event: Event) -> None:
        """An update deferred (type 6) may also be done through the channel's own route."""
        if event.name not in ("MESSAGE_UPDATE", "MESSAGE_DELETE"):
            return
        for interaction in self._updating.pop(int(event.data["id"]), ()):
            interaction.settled.set()


def changed_flags(message: Message, data: Mapping[str, Any]) -> int:
    """Flags after an edit: suppression may be switched, the layout flag only be set."""
    if data.get("flags") is None:
        return message.flags
    wanted = data["flags"] & (SUPPRESS_EMBEDS | COMPONENTS_V2)
    return message.flags & ~SUPPRESS_EMBEDS | wanted
