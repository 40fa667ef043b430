"""What came back to a person: message, modal or silence, and everything readable in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground import payloads
from playground.compose import walk
from playground.interaction import Interaction
from playground.messages import Messages
from playground.records import EPHEMERAL, Message

JSON = dict[str, Any]


class Modal(dict[str, Any]):
    """Discord's modal data; remembers the interaction it was opened by."""

    def __init__(self, data: Mapping[str, Any], opened_by: Interaction) -> None:
        super().__init__(data)
        self.opened_by = opened_by


@dataclass(slots=True, frozen=True)
class Answer:
    """The bot's answer as the person has it before them.

    `message` is Discord's message object as it stood then, or None; `failed` is the text Discord
    shows when the bot was silent, else None; `followups` grows while the bot goes on.
    """

    message: JSON | None
    modal: Modal | None
    deferred: bool
    failed: str | None
    interaction_id: int
    interaction: Interaction
    _messages: Messages

    @property
    def ephemeral(self) -> bool:
        return bool(self.message and self.message["flags"] & EPHEMERAL)

    @property
    def followups(self) -> list[JSON]:
        viewer = self.interaction.user.id
        return [payloads.message(one, viewer) for one in self.interaction.followups]

    @property
    def text(self) -> str:
        """All that can be read in the message or modal, in order, one piece a line."""
        if self.modal is not None:
            return modal_text(self.modal)
        return message_text(self.message) if self.message else self.failed or ""

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order."""
        return buttons(self.message) if self.message else []

    async def next_followup(self, seconds: float = 5.0) -> JSON:
        """Wait for one more follow-up than there are now. Raises TimeoutError."""
        known = len(self.interaction.followups)
        await asyncio.wait_for(self.interaction.more.wait(), seconds)
        return self.followups[known]


def answer_to(interaction: Interaction, messages: Messages) -> Answer:
    """The answer as it stands now."""
    message = shown_message(interaction)
    return Answer(
        message=payloads.message(message, interaction.user.id) if message else None,
        modal=Modal(interaction.modal, interaction) if interaction.modal is not None else None,
        deferred=interaction.deferred,
        failed=interaction.failed,
        interaction_id=interaction.id,
        interaction=interaction,
        _messages=messages,
    )


def shown_message(interaction: Interaction) -> Message | None:
    """The message that is the answer: a quiet update (type 6) may be followed by a new one."""
    if interaction.callback == 6 and interaction.followups:
        return interaction.followups[0]
    return interaction.original


def message_text(message: Mapping[str, Any]) -> str:
    """Content, embeds and components of a message, as one would read them aloud."""
    pieces = [message.get("content")]
    for embed in message.get("embeds") or ():
        pieces += _embed_texts(embed)
    for component in walk(message.get("components") or ()):
        pieces += component_texts(component)
    return "\n".join(str(piece) for piece in pieces if piece)


def modal_text(modal: Mapping[str, Any]) -> str:
    pieces: list[Any] = [modal.get("title")]
    for component in walk(modal.get("components") or ()):
        pieces += component_texts(component)
    return "\n".join(str(piece) for piece in pieces if piece)


def _embed_texts(embed: Mapping[str, Any]) -> Iterator[Any]:
    yield embed.get("author", {}).get("name")
    yield embed.get("title")
    yield embed.get("description")
    for field in embed.get("fields", ()):
        yield field["name"]
        yield field["value"]
    yield embed.get("footer", {}).get("text")


def component_texts(component: Mapping[str, Any]) -> Iterator[Any]:
    """What one component says, without its children."""
    yield component.get("label")
    yield component.get("description")
    yield component.get("content")
    yield component.get("placeholder")
    yield component.get("value")
    for option in component.get("options") or ():
        yield option.get("label")
        yield option.get("description")
    for item in component.get("items") or ():
        yield item.get("description")
    if component.get("type") == 13:
        yield component.get("name")


def buttons(message: Mapping[str, Any]) -> list[str]:
    return [
        one.get("label") or (one.get("emoji") or {}).get("name") or ""
        for one in walk(message.get("components") or ())
        if one.get("type") == 2
    ]
