"""What came back in a modal: texts and files by custom id, a pasted page, a file's bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import discord

from bot.errors import Unreadable
from bot.reading.upload import UPLOAD_LIMIT
from bot.ui.forms import FIELD_LIMIT, PASTE_FIELDS
from bot.words import say
from bot.workflows.take_in import join_paste

_TEXT_INPUT = discord.ComponentType.text_input.value


class Submitted:
    """The filled fields of a modal."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction
        data = cast("Mapping[str, Any]", interaction.data or {})
        self._fields = {field["custom_id"]: field for field in _inputs(data.get("components", []))}
        self._attachments: Mapping[str, Any] = data.get("resolved", {}).get("attachments", {})

    def text(self, name: str) -> str:
        """What stands in a text field; "" if nothing does."""
        return str(self._fields.get(name, {}).get("value") or "")

    def everything(self) -> str:
        """What stands in all its text fields, one after the other."""
        fields = [field for field in self._fields.values() if field.get("type") == _TEXT_INPUT]
        return join_paste([str(field.get("value") or "") for field in fields], FIELD_LIMIT)[0]

    def files(self, name: str) -> list[discord.Attachment]:
        """The files uploaded in a field."""
        ids = self._fields.get(name, {}).get("values") or []
        # A modal answered by custom id has no Modal object that would build these for us.
        state = self._interaction._state
        return [
            discord.Attachment(data=self._attachments[identifier], state=state)
            for identifier in ids
            if identifier in self._attachments
        ]

    def page(self) -> tuple[str, discord.Attachment | None, list[str]]:
        """What the paste form holds: its text, else its file, and what to be warned of."""
        text, full = join_paste([self.text(name) for name in PASTE_FIELDS], FIELD_LIMIT)
        files = self.files("file")
        warnings = _cut_warnings(full, both=bool(files and text.strip()))
        return text, files[0] if files and not text.strip() else None, warnings


async def download(file: discord.Attachment) -> bytes:
    """A file's bytes. Raises Unreadable where it is larger than may be read."""
    if file.size > UPLOAD_LIMIT:
        raise Unreadable(
            "That file has {size} KiB; at most {limit} KiB can be read. Save only the page's text.",
            size=file.size // 1024,
            limit=UPLOAD_LIMIT // 1024,
        )
    return await file.read()


def _cut_warnings(full: list[int], *, both: bool) -> list[str]:
    warnings = [
        say(
            "Field {number} was exactly full, so Discord may have cut the page there. Compare the"
            " end, or attach the page as a file.",
            number=number,
        )
        for number in full
    ]
    if both:
        warnings.append(say("Both text and a file came; the text was read."))
    return warnings


def _inputs(components: list[Any]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        if "custom_id" in component:
            yield component
        if "component" in component:
            yield from _inputs([component["component"]])
        yield from _inputs(component.get("components", []))
