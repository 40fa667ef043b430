"""What came back in a modal: texts and files by custom id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import discord


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


def _inputs(components: list[Any]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        if "custom_id" in component:
            yield component
        if "component" in component:
            yield from _inputs([component["component"]])
        yield from _inputs(component.get("components", []))
