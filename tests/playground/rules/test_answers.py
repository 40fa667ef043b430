"""What Discord refuses of answers to interactions, forms among them.

One row for each rule, with the code and the path that the answer names. Rows are built from
Discord's documentation.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from playground import Playground
from playground.gateway_session import Session
from playground.records import Channel, Guild
from tests.playground.rules.bodies import (
    JSON,
    button,
    choices,
    label,
    layout,
    legacy,
    modal,
    options,
    radio,
    row,
    select,
    text,
    text_input,
)
from tests.playground.rules.wire import Wire

AT = "data.components.0.component"
MODALS: list[tuple[str, JSON, list[str]]] = [
    ("title of 46", modal(label(text_input()), title="x" * 46), ["data.title"]),
    ("no title", modal(label(text_input()), title=None), ["data.title"]),
    ("custom id of 101", modal(label(text_input()), custom_id="x" * 101), ["data.custom_id"]),
    ("no parts", modal(), ["data.components"]),
    (
        "six parts",
        modal(*[label(text_input(custom_id=str(n))) for n in range(6)]),
        ["data.components"],
    ),
    ("a button in a modal", modal(row(button())), ["data.components.0.components.0.type"]),
    ("a label of 46", modal(label(text_input(), label="x" * 46)), ["data.components.0.label"]),
    (
        "a label's description of 101",
        modal(label(text_input(), description="x" * 101)),
        ["data.components.0.description"],
    ),
    ("a label with nothing", modal(label(None)), ["data.components.0.component"]),  # type: ignore[arg-type]
    ("a label with a text", modal(label(text())), [f"{AT}.type"]),
    ("a label with a button", modal(label(button())), [f"{AT}.type"]),
    ("an input of style 3", modal(label(text_input(style=3))), [f"{AT}.style"]),
    ("an input without custom id", modal(label(text_input(custom_id=None))), [f"{AT}.custom_id"]),
    ("an input's value of 4,001", modal(label(text_input(value="x" * 4001))), [f"{AT}.value"]),
    ("4,001 at most", modal(label(text_input(max_length=4001))), [f"{AT}.max_length"]),
    ("0 at most", modal(label(text_input(max_length=0))), [f"{AT}.max_length"]),
    (
        "least above most",
        modal(label(text_input(min_length=9, max_length=8))),
        [f"{AT}.min_length"],
    ),
    (
        "an input's placeholder of 101",
        modal(label(text_input(placeholder="x" * 101))),
        [f"{AT}.placeholder"],
    ),
    ("an input with two labels", modal(label(text_input(label="Own"))), [f"{AT}.label"]),
    (
        "an input in a row without label",
        modal(row(text_input())),
        ["data.components.0.components.0.label"],
    ),
    (
        "two inputs in a row",
        modal(row(text_input(label="a"), text_input(label="b", custom_id="u"))),
        ["data.components.0.components"],
    ),
    ("a select that is off", modal(label(select(disabled=True))), [f"{AT}.disabled"]),
    ("a select of 26", modal(label(select(options=options(26)))), [f"{AT}.options"]),
    (
        "eleven files",
        modal(label({"type": 19, "custom_id": "f", "max_values": 11})),
        [f"{AT}.max_values"],
    ),
    (
        "more files at least than at most",
        modal(label({"type": 19, "custom_id": "f", "min_values": 2})),
        [f"{AT}.min_values"],
    ),
    ("one radio option", modal(label(radio(options=options(1)))), [f"{AT}.options"]),
    ("eleven radio options", modal(label(radio(options=options(11)))), [f"{AT}.options"]),
    (
        "two radio defaults",
        modal(label(radio(options=options(2, default=True)))),
        [f"{AT}.options"],
    ),
    (
        "one radio value twice",
        modal(label(radio(options=options(2, value="v")))),
        [f"{AT}.options.1.value"],
    ),
    (
        "eleven checkboxes",
        modal(label({"type": 22, "custom_id": "c", "options": options(11)})),
        [f"{AT}.options"],
    ),
    ("a checkbox without id", modal(label({"type": 23})), [f"{AT}.custom_id"]),
    (
        "one custom id in two parts",
        modal(label(text_input()), label(text_input())),
        ["data.components.1.component.custom_id"],
    ),
]
CALLBACKS: list[tuple[str, JSON, int, list[str]]] = [
    ("no type", {}, 50035, ["type"]),
    ("type 3", {"type": 3}, 50035, ["type"]),
    ("an update without a message", {"type": 7, "data": {"content": "x"}}, 50035, ["type"]),
    ("choices without typing", {"type": 8, "data": {"choices": []}}, 50035, ["type"]),
    ("an empty answer", {"type": 4, "data": {}}, 50006, []),
    ("no data", {"type": 4}, 50006, []),
    (
        "an answer of 2,001",
        {"type": 4, "data": {"content": "x" * 2001}},
        50035,
        ["data.content"],
    ),
    (
        "an answer that is a layout with content",
        {"type": 4, "data": layout(text(), content="x")},
        50035,
        ["data.content"],
    ),
    (
        "a layout too long",
        {"type": 4, "data": layout(text("x" * 4000), text("y"))},
        50035,
        ["data.components"],
    ),
    (
        "two like buttons",
        {"type": 4, "data": legacy(row(button(), button()))},
        50035,
        ["data.components.0.components.1.custom_id"],
    ),
    ("flags in words", {"type": 5, "data": {"flags": "64"}}, 50035, ["data.flags"]),
    *[(name, {"type": 9, "data": data}, 50035, where) for name, data, where in MODALS],
]


@pytest.mark.parametrize(
    ("body", "code", "where"), [one[1:] for one in CALLBACKS], ids=[one[0] for one in CALLBACKS]
)
async def test_an_answer_to_a_command_is_refused_and_may_be_mended(
    wire: Wire, guild: Guild, body: JSON, code: int, where: list[str]
) -> None:
    pg = wire.pg
    interaction = await begun(pg, guild, wire.news)
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    assert await wire.refused("POST", path, body) == (code, where)
    assert await wire.refused("POST", path, {"type": 4, "data": {"content": "mended"}}) == (0, [])


async def begun(pg: Playground, guild: Guild, news: Channel, kind: int = 2) -> Any:
    """An interaction that waits, without any bot: a session is all it takes."""
    pg.gateway.sessions["test"] = Session("test", 1, (0, 1), lost_at=time.monotonic())
    user = pg.world.add_member(guild, "Ana").user
    data: JSON = {"id": "1", "name": "go", "type": 1}
    if kind == 4:
        data["options"] = [{"name": "o", "type": 3, "value": "", "focused": True}]
    return pg.interactions.start(kind, user, news, data, "/go")


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (choices(26), ["data.choices"]),
        (choices(1, name="x" * 101), ["data.choices.0.name"]),
        (choices(1, name=""), ["data.choices.0.name"]),
        (choices(1, value="x" * 101), ["data.choices.0.value"]),
        (choices(1, value=5), ["data.choices.0.value"]),
        (choices(1, value=None), ["data.choices.0.value"]),
        ("none", ["data.choices"]),
    ],
)
async def test_choices_are_refused(wire: Wire, guild: Guild, given: Any, where: list[str]) -> None:
    interaction = await begun(wire.pg, guild, wire.news, kind=4)
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    body = {"type": 8, "data": {"choices": given}}
    assert await wire.refused("POST", path, body) == (50035, where)
    assert await wire.refused("POST", path, {"type": 4, "data": {"content": "x"}}) == (
        50035,
        ["type"],
    )
