"""What Discord refuses of a message's components: rows, buttons, selects, layouts.

One row for each rule, as in `test_messages`.
"""

from __future__ import annotations

import pytest

from tests.playground.rules.bodies import (
    JSON,
    V2,
    button,
    container,
    gallery,
    layout,
    legacy,
    options,
    row,
    section,
    select,
    text,
)
from tests.playground.rules.wire import Wire

LONG = "x" * 5000
COMPONENTS: list[tuple[str, JSON, int, list[str]]] = [
    # Rows of the old kind
    ("six rows", legacy(*[row(button(custom_id=str(n))) for n in range(6)]), 50035, ["components"]),
    ("an empty row", legacy(row()), 50035, ["components.0.components"]),
    (
        "six buttons in a row",
        legacy(row(*[button(custom_id=str(n)) for n in range(6)])),
        50035,
        ["components.0.components"],
    ),
    (
        "a button beside a select",
        legacy(row(button(), select())),
        50035,
        ["components.0.components"],
    ),
    (
        "two selects in a row",
        legacy(row(select(), select(custom_id="b"))),
        50035,
        ["components.0.components"],
    ),
    ("a button without a row", legacy(button()), 50035, ["components.0.type"]),
    (
        "a text input in a message",
        legacy(row({"type": 4})),
        50035,
        ["components.0.components.0.type"],
    ),
    ("a component without type", legacy({"components": []}), 50035, ["components.0.type"]),
    ("a component of type 99", legacy({"type": 99}), 50035, ["components.0.type"]),
    ("a layout part without the flag", legacy(text()), 50035, ["components.0.type"]),
    (
        "one custom id twice",
        legacy(row(button(), button())),
        50035,
        ["components.0.components.1.custom_id"],
    ),
    (
        "one number twice",
        legacy(row(button(id=3), button(id=3, custom_id="b"))),
        50035,
        ["components.0.components.1.id"],
    ),
    # Buttons
    (
        "label of 81",
        legacy(row(button(label="x" * 81))),
        50035,
        ["components.0.components.0.label"],
    ),
    (
        "neither label nor emoji",
        legacy(row(button(label=None))),
        50035,
        ["components.0.components.0.label"],
    ),
    (
        "custom id of 101",
        legacy(row(button(custom_id="x" * 101))),
        50035,
        ["components.0.components.0.custom_id"],
    ),
    (
        "empty custom id",
        legacy(row(button(custom_id=""))),
        50035,
        ["components.0.components.0.custom_id"],
    ),
    (
        "no custom id",
        legacy(row(button(custom_id=None))),
        50035,
        ["components.0.components.0.custom_id"],
    ),
    (
        "style 7",
        legacy(row(button(style=7))),
        50035,
        ["components.0.components.0.style"],
    ),
    (
        "no style",
        legacy(row(button(style=None))),
        50035,
        ["components.0.components.0.style"],
    ),
    (
        "a link button without link",
        legacy(row(button(style=5, custom_id=None))),
        50035,
        ["components.0.components.0.url"],
    ),
    (
        "a link button with custom id",
        legacy(row(button(style=5, url="https://a.example"))),
        50035,
        ["components.0.components.0.custom_id"],
    ),
    (
        "a plain button with a link",
        legacy(row(button(url="https://a.example"))),
        50035,
        ["components.0.components.0.url"],
    ),
    (
        "a link of 513",
        legacy(row(button(style=5, custom_id=None, url="https://a.b/" + "x" * 501))),
        50035,
        ["components.0.components.0.url"],
    ),
    (
        "a javascript link on a button",
        legacy(row(button(style=5, custom_id=None, url="javascript:alert(1)"))),
        50035,
        ["components.0.components.0.url"],
    ),
    (
        "a premium button with a label",
        legacy(row({"type": 2, "style": 6, "sku_id": "1", "label": "Buy"})),
        50035,
        ["components.0.components.0.label"],
    ),
    # Selects
    (
        "no options",
        legacy(row(select(options=[]))),
        50035,
        ["components.0.components.0.options"],
    ),
    (
        "26 options",
        legacy(row(select(options=options(26)))),
        50035,
        ["components.0.components.0.options"],
    ),
    (
        "option label of 101",
        legacy(row(select(options=options(1, label="x" * 101)))),
        50035,
        ["components.0.components.0.options.0.label"],
    ),
    (
        "option value of 101",
        legacy(row(select(options=options(1, value="x" * 101)))),
        50035,
        ["components.0.components.0.options.0.value"],
    ),
    (
        "option without value",
        legacy(row(select(options=options(1, value=None)))),
        50035,
        ["components.0.components.0.options.0.value"],
    ),
    (
        "option description of 101",
        legacy(row(select(options=options(1, description="x" * 101)))),
        50035,
        ["components.0.components.0.options.0.description"],
    ),
    (
        "one option value twice",
        legacy(row(select(options=options(2, value="v")))),
        50035,
        ["components.0.components.0.options.1.value"],
    ),
    (
        "placeholder of 151",
        legacy(row(select(placeholder="x" * 151))),
        50035,
        ["components.0.components.0.placeholder"],
    ),
    (
        "26 values at least",
        legacy(row(select(min_values=26))),
        50035,
        ["components.0.components.0.min_values"],
    ),
    (
        "no value at most",
        legacy(row(select(min_values=0, max_values=0))),
        50035,
        ["components.0.components.0.max_values"],
    ),
    (
        "more at least than at most",
        legacy(row(select(min_values=2, max_values=1))),
        50035,
        ["components.0.components.0.min_values"],
    ),
    (
        "more at most than options",
        legacy(row(select(max_values=3))),
        50035,
        ["components.0.components.0.max_values"],
    ),
    (
        "two defaults where one is allowed",
        legacy(row(select(options=options(2, default=True)))),
        50035,
        ["components.0.components.0.options"],
    ),
    (
        "a channel type that is none",
        legacy(row({"type": 8, "custom_id": "c", "channel_types": [99]})),
        50035,
        ["components.0.components.0.channel_types.0"],
    ),
    (
        "a role as the default user",
        legacy(row({"type": 5, "custom_id": "u", "default_values": [{"id": "1", "type": "role"}]})),
        50035,
        ["components.0.components.0.default_values.0.type"],
    ),
    (
        "more default users than may be chosen",
        legacy(
            row(
                {
                    "type": 5,
                    "custom_id": "u",
                    "default_values": [{"id": str(n), "type": "user"} for n in (1, 2)],
                }
            )
        ),
        50035,
        ["components.0.components.0.default_values"],
    ),
    # Layouts (Components V2)
    ("a layout with content", layout(text(), content="x"), 50035, ["content"]),
    ("a layout with embeds", layout(text(), embeds=[{"title": "t"}]), 50035, ["embeds"]),
    ("a layout with stickers", layout(text(), sticker_ids=["1"]), 50035, ["sticker_ids"]),
    (
        "a layout with a poll",
        layout(
            text(), poll={"question": {"text": "q"}, "answers": [{"poll_media": {"text": "a"}}]}
        ),
        50035,
        ["poll"],
    ),
    ("a layout without components", {"flags": V2}, 50006, []),
    (
        "41 components, nested ones counted",
        layout(container(*[text() for _ in range(40)])),
        50035,
        ["components"],
    ),
    (
        "4,001 characters over all texts",
        layout(text("x" * 2000), container(text("x" * 2001))),
        50035,
        ["components"],
    ),
    ("a text of 4,001", layout(text("x" * 4001)), 50035, ["components", "components.0.content"]),
    ("an empty text", layout(text("")), 50035, ["components.0.content"]),
    ("an empty container", layout(container()), 50035, ["components.0.components"]),
    (
        "a container in a container",
        layout(container(container(text()))),
        50035,
        ["components.0.components.0.type"],
    ),
    (
        "an accent colour too big",
        layout(container(text(), accent_color=0x1000000)),
        50035,
        ["components.0.accent_color"],
    ),
    (
        "a section with four texts",
        layout(section(text(), text(), text(), text())),
        50035,
        ["components.0.components"],
    ),
    (
        "a section without accessory",
        layout(section(accessory=None)),
        50035,
        ["components.0.accessory"],
    ),
    (
        "a text as accessory",
        layout(section(accessory=text())),
        50035,
        ["components.0.accessory.type"],
    ),
    (
        "a row in a section",
        layout(section(row(button(custom_id="other")))),
        50035,
        ["components.0.components.0.type"],
    ),
    ("a gallery of 11", layout(gallery(11)), 50035, ["components.0.items"]),
    ("an empty gallery", layout(gallery(0)), 50035, ["components.0.items"]),
    (
        "a picture's description of 1,025",
        layout(gallery(1, description="x" * 1025)),
        50035,
        ["components.0.items.0.description"],
    ),
    (
        "a picture by ftp",
        layout({"type": 12, "items": [{"media": {"url": "ftp://a.example/x"}}]}),
        50035,
        ["components.0.items.0.media.url"],
    ),
    (
        "a picture that was not sent along",
        layout({"type": 12, "items": [{"media": {"url": "attachment://x.png"}}]}),
        50035,
        ["components.0.items.0.media.url"],
    ),
    (
        "a file from the web",
        layout({"type": 13, "file": {"url": "https://a.example/x"}}),
        50035,
        ["components.0.file.url"],
    ),
    (
        "a file that was not sent along",
        layout({"type": 13, "file": {"url": "attachment://x"}}),
        50035,
        ["components.0.file.url"],
    ),
    ("a separator of size 3", layout({"type": 14, "spacing": 3}), 50035, ["components.0.spacing"]),
    (
        "a thumbnail on its own",
        layout({"type": 11, "media": {"url": "https://a.example"}}),
        50035,
        ["components.0.type"],
    ),
    (
        "one custom id in two sections",
        layout(section(), section()),
        50035,
        ["components.1.accessory.custom_id"],
    ),
]


@pytest.mark.parametrize(
    ("body", "code", "where"), [one[1:] for one in COMPONENTS], ids=[one[0] for one in COMPONENTS]
)
async def test_a_component_is_refused(wire: Wire, body: JSON, code: int, where: list[str]) -> None:
    assert await wire.refused("POST", wire.messages, body) == (code, where)
    assert wire.news.messages == {}
