"""A part of a briefing as one plain text message: what is left to send when Discord does not take
the layout. Same words, same links, no cards and no buttons.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MOST_TEXT = 1_900
"""Discord takes 2,000 characters in a message without layout."""

_COMPONENTS_V2 = 1 << 15
_SUPPRESS_EMBEDS = 1 << 2


def plain_body(body: str, *, code: str, part: int) -> str | None:
    """The JSON body in plain form; None where it is plain already.

    Its last line carries code and part, so that a look-back finds it.
    """
    payload: dict[str, Any] = json.loads(body)
    if not payload.get("flags", 0) & _COMPONENTS_V2:
        return None
    mark = f"-# {code}/{part}"
    content = _fitting(list(_texts(payload.get("components", []))), MOST_TEXT - len(mark) - 1)
    plain = {
        "content": f"{content}\n{mark}",
        "flags": _SUPPRESS_EMBEDS,
        "allowed_mentions": payload["allowed_mentions"],
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _texts(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in components:
        if "content" in component:
            yield component["content"]
        yield from _texts(component.get("components", []))


def _fitting(texts: list[str], room: int) -> str:
    """All of it; else without summaries, the last ones first; else as many lines as fit."""
    kept = list(texts)
    for index in reversed(range(len(texts))):
        if _units("\n\n".join(kept)) <= room:
            break
        if not _is_heading(texts[index]):
            kept.pop(index)
    lines: list[str] = []
    for line in "\n\n".join(kept).split("\n"):
        if _units("\n".join([*lines, line])) > room:
            break
        lines.append(line)
    return "\n".join(lines)


def _is_heading(content: str) -> bool:
    return "##" in content[:3] or "\n### " in content


def _units(content: str) -> int:
    """Length as Discord counts it, in UTF-16 units."""
    return len(content.encode("utf-16-le")) // 2
