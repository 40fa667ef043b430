"""Builders of bodies, so that a row of a table shows only what is wrong in it."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]
V2 = 1 << 15


def button(**more: Any) -> JSON:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go", **more}


def row(*components: Any, **more: Any) -> JSON:
    return {"type": 1, "components": list(components), **more}


def select(**more: Any) -> JSON:
    return {"type": 3, "custom_id": "pick", "options": options(2), **more}


def options(count: int, **more: Any) -> list[JSON]:
    return [{"label": f"o{n}", "value": str(n), **more} for n in range(count)]


def text(content: str = "x", **more: Any) -> JSON:
    return {"type": 10, "content": content, **more}


def section(*components: Any, **more: Any) -> JSON:
    parts = list(components) or [text()]
    return {"type": 9, "components": parts, "accessory": button(), **more}


def gallery(count: int = 1, **more: Any) -> JSON:
    return {"type": 12, "items": [{"media": {"url": "https://a.example/x.png"}, **more}] * count}


def container(*components: Any, **more: Any) -> JSON:
    return {"type": 17, "components": list(components), **more}


def layout(*components: Any, **more: Any) -> JSON:
    return {"flags": V2, "components": list(components), **more}


def legacy(*components: Any) -> JSON:
    return {"content": "x", "components": list(components)}


def poll(**more: Any) -> JSON:
    return {"question": {"text": "q"}, "answers": [{"poll_media": {"text": "a"}}], **more}


def embed(**more: Any) -> JSON:
    return {"embeds": [{"title": "t", **more}]}


def command(**more: Any) -> JSON:
    return {"name": "go", "description": "d", **more}


def option(**more: Any) -> JSON:
    return {"type": 3, "name": "o", "description": "d", **more}


def choices(count: int, **more: Any) -> list[JSON]:
    return [{"name": f"c{n}", "value": str(n), **more} for n in range(count)]


def label(component: JSON, **more: Any) -> JSON:
    return {"type": 18, "label": "L", "component": component, **more}


def text_input(**more: Any) -> JSON:
    return {"type": 4, "custom_id": "t", "style": 1, **more}


def modal(*components: Any, **more: Any) -> JSON:
    return {"title": "T", "custom_id": "m", "components": list(components), **more}


def radio(**more: Any) -> JSON:
    return {"type": 21, "custom_id": "r", "options": options(2), **more}
