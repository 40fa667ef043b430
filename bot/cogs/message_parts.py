"""A message as it is read for stories: its text, previews, buttons with links, and files; what it
forwards likewise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from bot.reading.message import Attached, MessagePart


def message_parts(message: discord.Message) -> list[MessagePart]:
    """The message, then those it forwards."""
    return [_part(one) for one in (message, *message.message_snapshots)]


def files_of(message: discord.Message) -> dict[str, dict[str, Any]]:
    """Every attached file by its id, as Discord describes it."""
    return {
        str(file.id): dict(file.to_dict())
        for one in (message, *message.message_snapshots)
        for file in one.attachments
    }


def attachment(
    interaction: discord.Interaction, described: Mapping[str, Any]
) -> discord.Attachment:
    """A file that was described earlier, to be downloaded now."""
    return discord.Attachment(data=dict(described), state=interaction._state)  # pyright: ignore


def _part(message: discord.Message | discord.MessageSnapshot) -> MessagePart:
    texts, links = [message.content], [embed.url for embed in message.embeds if embed.url]
    for component in _all(message.components):
        if isinstance(component, discord.TextDisplay):
            texts.append(component.content)
        if isinstance(component, discord.Button) and component.url:
            links.append(component.url)
    return MessagePart(
        content="\n".join(text for text in texts if text),
        links=tuple(links),
        files=tuple(
            Attached(id=file.id, name=file.filename, media_type=file.content_type or "")
            for file in message.attachments
        ),
    )


def _all(components: Sequence[Any]) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _all(getattr(component, "children", ()))
        accessory = getattr(component, "accessory", None)
        if accessory is not None:
            yield accessory
