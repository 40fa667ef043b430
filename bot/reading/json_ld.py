"""JSON-LD as it is in the wild: graphs, lists, entities, comments, broken ends. Nodes, no meaning.

What the nodes say of the article is `stated`'s to decide.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeGuard, cast

Node = Mapping[str, object]

LONGEST = 1_000_000
"""Characters of one script that are looked at."""
MOST_NODES = 3000
"""Objects of a page that are looked at."""
MOST_PARTS = 200
"""Parts of one list that are looked at for a field."""

_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_COMMENT_LINE = re.compile(r"^[ \t]*//[^\n]*$", re.MULTILINE)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LOOSE_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|url)"\s{0,20}:\s{0,20}'
    r'"((?:[^"\\\n]|\\.){1,1000})"'
)
_LOOSE_TYPE = re.compile(r'"@type"\s{0,20}:\s{0,20}\[?\s{0,20}"(\w*(?:Article|BlogPosting))"')
_DECODER = json.JSONDecoder(strict=False)


def nodes_of(scripts: Iterable[str]) -> tuple[list[Node], bool]:
    """Every object of the page's scripts, outer before inner, and whether one was broken."""
    found: list[Node] = []
    broken = False
    for script in scripts:
        values, whole = _values(script[:LONGEST])
        broken = broken or not whole
        for value in values:
            found.extend(_walk(value, MOST_NODES - len(found)))
    return found, broken


def types_of(node: Node) -> tuple[str, ...]:
    """The node's types without their vocabulary: "NewsArticle"."""
    return tuple(
        re.split(r"[/#:]", name)[-1]
        for name in each_of(node.get("@type"))
        if isinstance(name, str) and name
    )


def texts_of(value: object) -> Iterator[str]:
    """The texts a value holds: a string, a number, a list of them, or an object's name."""
    for part in each_of(value):
        if isinstance(part, str):
            yield part
        elif isinstance(part, int | float) and not isinstance(part, bool):
            yield str(part)
        elif is_node(part):
            for key in ("name", "@value", "headline", "title"):
                named = part.get(key)
                if isinstance(named, str):
                    yield named
                    break


def links_of(value: object) -> Iterator[str]:
    """The addresses a value holds: a string, or an object's url."""
    for part in each_of(value):
        if isinstance(part, str):
            yield part
        elif is_node(part):
            for key in ("url", "contentUrl", "@id"):
                named = part.get(key)
                if isinstance(named, str):
                    yield named
                    break


def is_node(value: object) -> TypeGuard[Node]:
    """Whether a JSON value is an object."""
    return isinstance(value, dict)


def each_of(value: object) -> Sequence[object]:
    """A list's parts, or the one value there is."""
    if isinstance(value, list):
        return cast("list[object]", value)[:MOST_PARTS]
    return [] if value is None else [value]


def _values(script: str) -> tuple[list[object], bool]:
    """The JSON values of a script, and whether all of it could be read."""
    text = _WRAPPING.sub("", script).strip().rstrip(";")
    for attempt in (lambda: text, lambda: _mended(text), lambda: _mended(html.unescape(text))):
        values = _decoded(attempt())
        if values is not None:
            return values, True
    return _rescued(text), False


def _decoded(text: str) -> list[object] | None:
    """Every value of a text that may hold several, None where something else stands in it."""
    values: list[object] = []
    position = 0
    while True:
        while position < len(text) and text[position] in " \t\r\n;,":
            position += 1
        if position >= len(text) or (values and text.startswith(("-->", "//", "]]>"), position)):
            return values
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            return None
        values.append(value)


def _mended(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _COMMENT_LINE.sub("", text))


def _rescued(text: str) -> list[object]:
    """The plain fields of a script nobody can parse, in the order they stand there."""
    kind = _LOOSE_TYPE.search(text)
    if kind is None:
        return []
    node: dict[str, object] = {"@type": kind[1]}
    for found in _LOOSE_FIELD.finditer(text, kind.start() if kind.start() < 300 else 0):
        try:
            node.setdefault(found[1], json.loads(f'"{found[2]}"', strict=False))
        except ValueError:
            continue
    return [node]


def _walk(value: object, most: int) -> Iterator[Node]:
    """Objects in reading order, the outer ones first; no more than `most`."""
    waiting: list[object] = [value]
    seen = 0
    while waiting and seen < most:
        following: list[object] = []
        for part in waiting:
            if is_node(part):
                seen += 1
                if seen > most:
                    return
                yield part
                following.extend(part.values())
            elif isinstance(part, list):
                following.extend(cast("list[object]", part))
        waiting = following
