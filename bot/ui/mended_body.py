"""A posted message with some of its stories as they are now: only their own words are exchanged in
the body that was frozen, so nothing else in it can change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.ui.briefing_item import item_texts, units
from bot.ui.controls import custom_id
from bot.ui.story_card import headline
from bot.workflows.ports import MendedItem

MOST_LAYOUT_TEXT = 3_950
MOST_PLAIN_TEXT = 1_990
"""Discord takes 4,000 characters in a layout and 2,000 without one."""
ROOMS = (1_200, 600, 300, 150, 0)
"""Characters for a summary: the longest that fits is taken."""

_COMPONENTS_V2 = 1 << 15
_TEXT = 10


def mended_body(body: str, items: Sequence[MendedItem], *, code: str) -> str:
    """The body, frozen as JSON, with these items as they shall read. An item that does not stand
    in it is passed over.
    """
    payload: dict[str, Any] = {}
    for room in ROOMS:
        payload = json.loads(body)
        layout = payload.get("flags", 0) & _COMPONENTS_V2
        for one in items:
            if layout:
                _exchange(payload["components"], one, code, room)
            else:
                payload["content"] = _exchanged(payload["content"], one, code, room)
        length = sum(map(units, _texts([payload])))
        if length <= (MOST_LAYOUT_TEXT if layout else MOST_PLAIN_TEXT):
            break
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _exchange(components: list[dict[str, Any]], mended: MendedItem, code: str, room: int) -> None:
    """In a layout an item is a section with its Details button, and the text that follows it."""
    button = custom_id("briefing.details", code, mended.item.story.id)
    for place, component in enumerate(components):
        if component.get("accessory", {}).get("custom_id") == button:
            heading = component["components"][0]
            above, _, _ = heading["content"].rpartition("### ")
            heading["content"], content = item_texts(
                mended.item, above=above.strip("\n"), room=room
            )
            _put_below(components, place + 1, content)
            return
        _exchange(component.get("components", []), mended, code, room)


def _put_below(components: list[dict[str, Any]], place: int, content: str) -> None:
    below = components[place] if place < len(components) else {}
    if below.get("type") != _TEXT:
        components.insert(place, {"type": _TEXT, "content": content})
    elif content:
        below["content"] = content


def _exchanged(content: str, mended: MendedItem, code: str, room: int) -> str:
    """In plain form an item is a block with its headline, and the block that follows it. The last
    line may be the mark by which a look-back finds the message.
    """
    said, _, mark = content.rpartition(f"\n-# {code}/")
    headings = {f"### {headline(text)}" for text in (*mended.earlier, mended.item.story)}
    blocks = (said or content).split("\n\n")
    for place, block in enumerate(blocks):
        above = block.split("\n")
        at = next((number for number, line in enumerate(above) if line in headings), None)
        if at is not None:
            end = place + 1
            if end < len(blocks) and not _begins_another(blocks[end]):
                end += 1
            new = item_texts(mended.item, above="\n".join(above[:at]), room=room)
            blocks[place:end] = filter(None, new)
            break
    return "\n\n".join(blocks) + (f"\n-# {code}/{mark}" if said else "")


def _begins_another(block: str) -> bool:
    return block.startswith(("#", "-# ", "**")) or "\n### " in block


def _texts(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in components:
        if "content" in component:
            yield component["content"]
        yield from _texts(component.get("components", []))
