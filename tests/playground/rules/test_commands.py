"""What Discord refuses of commands.

One row for each rule, with the code and the path that the answer names. Rows are built from
Discord's documentation.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.playground.rules.bodies import choices, command, option
from tests.playground.rules.wire import Wire

COMMANDS: list[tuple[str, Any, int, list[str]]] = [
    ("a capital in the name", command(name="Go"), 50035, ["0.name"]),
    ("a space in the name", command(name="go on"), 50035, ["0.name"]),
    ("a dot in the name", command(name="go.on"), 50035, ["0.name"]),
    ("an empty name", command(name=""), 50035, ["0.name"]),
    ("no name", command(name=None), 50035, ["0.name"]),
    ("a name of 33", command(name="x" * 33), 50035, ["0.name"]),
    ("no description", command(description=None), 50035, ["0.description"]),
    ("an empty description", command(description=""), 50035, ["0.description"]),
    ("a description of 101", command(description="x" * 101), 50035, ["0.description"]),
    ("type 9", command(type=9), 50035, ["0.type"]),
    (
        "an unknown language",
        command(name_localizations={"xx": "go"}),
        50035,
        ["0.name_localizations.xx"],
    ),
    (
        "a capital in a translation",
        command(name_localizations={"de": "Los"}),
        50035,
        ["0.name_localizations.de"],
    ),
    (
        "a translated description of 101",
        command(description_localizations={"de": "x" * 101}),
        50035,
        ["0.description_localizations.de"],
    ),
    (
        "26 options",
        command(options=[option(name=f"o{n}") for n in range(26)]),
        50035,
        ["0.options"],
    ),
    (
        "two options of one name",
        command(options=[option(), option()]),
        50035,
        ["0.options.1.name"],
    ),
    (
        "a required option after an optional one",
        command(options=[option(), option(name="p", required=True)]),
        50035,
        ["0.options.1.required"],
    ),
    ("an option of type 12", command(options=[option(type=12)]), 50035, ["0.options.0.type"]),
    (
        "an option without description",
        command(options=[option(description=None)]),
        50035,
        ["0.options.0.description"],
    ),
    (
        "26 choices",
        command(options=[option(choices=choices(26))]),
        50035,
        ["0.options.0.choices"],
    ),
    (
        "a choice named with 101",
        command(options=[option(choices=choices(1, name="x" * 101))]),
        50035,
        ["0.options.0.choices.0.name"],
    ),
    (
        "a choice's value of 101",
        command(options=[option(choices=choices(1, value="x" * 101))]),
        50035,
        ["0.options.0.choices.0.value"],
    ),
    (
        "text as the value of a number",
        command(options=[option(type=4, choices=choices(1, value="one"))]),
        50035,
        ["0.options.0.choices.0.value"],
    ),
    (
        "choices and autocomplete",
        command(options=[option(choices=choices(1), autocomplete=True)]),
        50035,
        ["0.options.0.choices"],
    ),
    (
        "autocomplete for a channel",
        command(options=[option(type=7, autocomplete=True)]),
        50035,
        ["0.options.0.autocomplete"],
    ),
    (
        "the least above the most",
        command(options=[option(type=4, min_value=5, max_value=4)]),
        50035,
        ["0.options.0.min_value"],
    ),
    (
        "the shortest above the longest",
        command(options=[option(min_length=5, max_length=4)]),
        50035,
        ["0.options.0.min_length"],
    ),
    (
        "6,001 characters at most",
        command(options=[option(max_length=6001)]),
        50035,
        ["0.options.0.max_length"],
    ),
    (
        "a number beyond 2^53",
        command(options=[option(type=4, max_value=2**53)]),
        50035,
        ["0.options.0.max_value"],
    ),
    (
        "a subcommand beside a plain option",
        command(options=[{"type": 1, "name": "s", "description": "d"}, option()]),
        50035,
        ["0.options"],
    ),
    (
        "a group without subcommands",
        command(options=[{"type": 2, "name": "g", "description": "d", "options": []}]),
        50035,
        ["0.options.0.options"],
    ),
    (
        "a group in a group",
        command(
            options=[
                {
                    "type": 2,
                    "name": "g",
                    "description": "d",
                    "options": [{"type": 2, "name": "h", "description": "d"}],
                }
            ]
        ),
        50035,
        ["0.options.0.options.0.type"],
    ),
    (
        "a subcommand in a subcommand",
        command(
            options=[
                {
                    "type": 1,
                    "name": "s",
                    "description": "d",
                    "options": [{"type": 1, "name": "t", "description": "d"}],
                }
            ]
        ),
        50035,
        ["0.options.0.options.0.type"],
    ),
    ("a menu with a description", command(type=3), 50035, ["0.description"]),
    (
        "a menu with options",
        {"type": 2, "name": "Who", "options": [option()]},
        50035,
        ["0.options"],
    ),
    (
        "permissions in words",
        command(default_member_permissions="all"),
        50035,
        ["0.default_member_permissions"],
    ),
    ("an unknown context", command(contexts=[7]), 50035, ["0.contexts.0"]),
    ("no context at all", command(contexts=[]), 50035, ["0.contexts"]),
    ("an unknown way to install", command(integration_types=[2]), 50035, ["0.integration_types.0"]),
    (
        "8,001 characters in all",
        command(
            options=[
                option(name=f"o{n}", description="x" * 100, choices=choices(3, value="v" * 100))
                for n in range(20)
            ]
        ),
        50035,
        ["0"],
    ),
    ("a command that is text", "go", 50035, ["0"]),
]


@pytest.mark.parametrize(
    ("body", "code", "where"), [one[1:] for one in COMMANDS], ids=[one[0] for one in COMMANDS]
)
async def test_a_command_is_refused(wire: Wire, body: Any, code: int, where: list[str]) -> None:
    path = f"/applications/{wire.pg.world.application.id}/commands"
    assert await wire.refused("PUT", path, [body]) == (code, where)
    assert wire.pg.world.application.commands[None] == {}


async def test_a_set_of_commands_is_refused_as_a_whole(wire: Wire) -> None:
    path = f"/applications/{wire.pg.world.application.id}/commands"
    twice = [command(), command()]
    assert await wire.refused("PUT", path, twice) == (50035, ["1.name"])
    many = [command(name=f"c{n}") for n in range(101)]
    assert await wire.refused("PUT", path, many) == (30032, [])
    menus = [{"type": 3, "name": f"M {n}"} for n in range(16)]
    assert await wire.refused("PUT", path, menus) == (30032, [])
    assert await wire.refused("PUT", path, {"name": "go"}) == (50035, [""])
    full = many[:100] + menus[:15]
    assert await wire.refused("PUT", path, full) == (0, [])
    assert await wire.refused("POST", path, command(name="more")) == (30032, [])
    assert await wire.refused("POST", path, command(name="c1")) == (0, [])


@pytest.mark.parametrize(
    "name", ["story", "geschichte-neu", "समाचार", "ข่าว", "新闻", "o'clock", "a_1"]
)
async def test_names_in_other_scripts_are_taken(wire: Wire, name: str) -> None:
    path = f"/applications/{wire.pg.world.application.id}/commands"
    assert await wire.refused("PUT", path, [command(name=name)]) == (0, [])
