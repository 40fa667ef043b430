"""A posted message read back: which stories it shows, by its buttons, headlines and links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.editing.shown import Shown

_LINK = re.compile(r"\[([^\[\]\n]*)\]\((https?://[^\s()<>]+)\)")
_OF_DISCORD = "https://discord.com/channels/"
_HEADING = "### "


def shown(body: str, *, code: str) -> Shown:
    """body: as it was posted, or as Discord gives it back. In the plainest form there are no
    buttons, so its stories have no numbers.
    """
    payload = json.loads(body)
    numbers = re.findall(rf"briefing\.details:{re.escape(code)}:([0-9]+)", body)
    headlines: list[tuple[str, str | None]] = []
    links: list[str] = []
    for line in (line for text in _texts(payload) for line in text.split("\n")):
        found = _LINK.findall(line)
        if line.startswith(_HEADING):
            headlines.append(found[0] if found else (_unescaped(line), None))
        else:
            links += [url for _, url in found if not url.startswith(_OF_DISCORD)]
    return Shown(tuple(dict.fromkeys(map(int, numbers))), tuple(headlines), tuple(links))


def _texts(component: dict[str, Any]) -> Iterator[str]:
    if content := component.get("content"):
        yield content
    for inner in component.get("components") or ():
        yield from _texts(inner)


def _unescaped(line: str) -> str:
    """The headline of a heading without a link."""
    return line.removeprefix(_HEADING).replace("\\", "").removeprefix("~~").removesuffix("~~")
