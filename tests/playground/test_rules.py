"""What Discord refuses: one row for each rule, with the code and the path the answer names.

The bodies go over HTTP, as a bot would send them. Rows are built from Discord's documentation.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from playground import Playground
from playground.gateway_session import Session
from playground.records import Channel, Guild
from playground.rest.door import FILE_LIMIT, REQUEST_LIMIT

JSON = dict[str, Any]
V2 = 1 << 15


def paths(tree: Any, at: str = "") -> list[str]:
    """Where the complaints of a 50035 stand, as "components.0.custom_id"."""
    if not isinstance(tree, dict):
        return []
    found = [at] if "_errors" in tree else []
    for key, value in tree.items():
        if key != "_errors":
            found += paths(value, f"{at}.{key}" if at else key)
    return found


class Wire:
    """HTTP to the playground without any library that would refuse first."""

    def __init__(self, pg: Playground, session: aiohttp.ClientSession, news: Channel) -> None:
        self.pg, self.session, self.news = pg, session, news

    async def ask(
        self, method: str, path: str, body: Any = None, files: dict[str, bytes] | None = None
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.pg.bot_token}"}
        data: Any = None
        if files is not None:
            data = aiohttp.FormData()
            data.add_field("payload_json", json.dumps(body))
            for index, (name, content) in enumerate(files.items()):
                data.add_field(f"files[{index}]", io.BytesIO(content), filename=name)
        url = f"http://discord.com/api/v10{path}"
        send: Any = {"data": data} if files is not None else {"json": body}
        async with self.session.request(method, url, headers=headers, **send) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else None

    async def refused(
        self, method: str, path: str, body: Any, **more: Any
    ) -> tuple[int, list[str]]:
        """The code of the refusal and the paths it names; 0 if it was taken."""
        status, answer = await self.ask(method, path, body, **more)
        if status < 300:
            return 0, []
        return answer["code"], sorted(paths(answer.get("errors")))

    @property
    def messages(self) -> str:
        return f"/channels/{self.news.id}/messages"


@pytest.fixture
async def wire(pg: Playground, news: Channel) -> AsyncIterator[Wire]:
    connector = aiohttp.UnixConnector(str(pg.socket_path))
    async with aiohttp.ClientSession(connector=connector) as session:
        yield Wire(pg, session, news)


# Builders, so that a row shows only what is wrong in it.


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


LONG = "x" * 5000
MESSAGES: list[tuple[str, JSON, int, list[str]]] = [
    # Content and what goes with it
    ("content of 2,001", {"content": "x" * 2001}, 50035, ["content"]),
    ("content that is a list", {"content": ["x"]}, 50035, ["content"]),
    ("nothing at all", {}, 50006, []),
    ("only spaces", {"content": " \n "}, 50006, []),
    ("an empty list of embeds", {"embeds": []}, 50006, []),
    ("a nonce of 26", {"content": "x", "nonce": "n" * 26}, 50035, ["nonce"]),
    ("a nonce that is an object", {"content": "x", "nonce": {}}, 50035, ["nonce"]),
    ("tts that is no boolean", {"content": "x", "tts": "yes"}, 50035, ["tts"]),
    ("flags that are no number", {"content": "x", "flags": "4"}, 50035, ["flags"]),
    ("negative flags", {"content": "x", "flags": -1}, 50035, ["flags"]),
    ("four stickers", {"content": "x", "sticker_ids": ["1"] * 4}, 50035, ["sticker_ids"]),
    ("a sticker that is no id", {"sticker_ids": ["x"]}, 50035, ["sticker_ids.0"]),
    # Mentions and references
    (
        "an unknown kind of mention",
        {"content": "x", "allowed_mentions": {"parse": ["all"]}},
        50035,
        ["allowed_mentions.parse.0"],
    ),
    (
        "users parsed and listed",
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        50035,
        ["allowed_mentions"],
    ),
    (
        "roles parsed and listed",
        {"content": "x", "allowed_mentions": {"parse": ["roles"], "roles": ["1"]}},
        50035,
        ["allowed_mentions"],
    ),
    (
        "101 users to mention",
        {"content": "x", "allowed_mentions": {"users": [str(n) for n in range(101)]}},
        50035,
        ["allowed_mentions.users"],
    ),
    (
        "101 roles to mention",
        {"content": "x", "allowed_mentions": {"roles": [str(n) for n in range(101)]}},
        50035,
        ["allowed_mentions.roles"],
    ),
    (
        "a user to mention that is no id",
        {"content": "x", "allowed_mentions": {"users": ["ana"]}},
        50035,
        ["allowed_mentions.users.0"],
    ),
    (
        "a reference without a message",
        {"content": "x", "message_reference": {"channel_id": "1"}},
        50035,
        ["message_reference.message_id"],
    ),
    (
        "a reference to nothing",
        {"content": "x", "message_reference": {"message_id": "1"}},
        50035,
        ["message_reference"],
    ),
    # Embeds
    ("eleven embeds", {"embeds": [{"title": "t"}] * 11}, 50035, ["embeds"]),
    ("an embed that is text", {"embeds": ["t"]}, 50035, ["embeds.0"]),
    ("an embed without anything", {"embeds": [{}]}, 50035, ["embeds.0.description"]),
    ("embed title of 257", embed(title="x" * 257), 50035, ["embeds.0.title"]),
    ("description of 4,097", embed(description="x" * 4097), 50035, ["embeds.0.description"]),
    (
        "26 fields",
        embed(fields=[{"name": "n", "value": "v"}] * 26),
        50035,
        ["embeds.0.fields"],
    ),
    (
        "field name of 257",
        embed(fields=[{"name": "x" * 257, "value": "v"}]),
        50035,
        ["embeds.0.fields.0.name"],
    ),
    (
        "field value of 1,025",
        embed(fields=[{"name": "n", "value": "x" * 1025}]),
        50035,
        ["embeds.0.fields.0.value"],
    ),
    (
        "field without a value",
        embed(fields=[{"name": "n"}]),
        50035,
        ["embeds.0.fields.0.value"],
    ),
    (
        "field with an empty name",
        embed(fields=[{"name": "", "value": "v"}]),
        50035,
        ["embeds.0.fields.0.name"],
    ),
    ("footer of 2,049", embed(footer={"text": "x" * 2049}), 50035, ["embeds.0.footer.text"]),
    ("footer without text", embed(footer={}), 50035, ["embeds.0.footer.text"]),
    ("author of 257", embed(author={"name": "x" * 257}), 50035, ["embeds.0.author.name"]),
    (
        "author without a name",
        embed(author={"url": "https://a.example"}),
        50035,
        ["embeds.0.author.name"],
    ),
    ("colour too big", embed(color=0x1000000), 50035, ["embeds.0.color"]),
    ("negative colour", embed(color=-1), 50035, ["embeds.0.color"]),
    ("a link without scheme", embed(url="example.org"), 50035, ["embeds.0.url"]),
    ("a javascript link", embed(url="javascript:alert(1)"), 50035, ["embeds.0.url"]),
    ("a link of 2,049", embed(url="https://a.b/" + "x" * 2037), 50035, ["embeds.0.url"]),
    (
        "a picture from a file path",
        embed(image={"url": "file:///etc/passwd"}),
        50035,
        ["embeds.0.image.url"],
    ),
    (
        "an author's link without host",
        embed(author={"name": "n", "url": "https://"}),
        50035,
        ["embeds.0.author.url"],
    ),
    ("a timestamp that is none", embed(timestamp="today"), 50035, ["embeds.0.timestamp"]),
    (
        "6,001 characters over two embeds",
        {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3001}]},
        50035,
        ["embeds"],
    ),
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
    # Polls
    ("a poll without answers", {"poll": {"question": {"text": "q"}}}, 50035, ["poll.answers"]),
    (
        "eleven answers",
        {"poll": {"question": {"text": "q"}, "answers": [{"poll_media": {"text": "a"}}] * 11}},
        50035,
        ["poll.answers"],
    ),
    (
        "a question of 301",
        {"poll": {"question": {"text": "x" * 301}, "answers": [{"poll_media": {"text": "a"}}]}},
        50035,
        ["poll.question.text"],
    ),
    (
        "an answer of 56",
        {"poll": {"question": {"text": "q"}, "answers": [{"poll_media": {"text": "x" * 56}}]}},
        50035,
        ["poll.answers.0.poll_media.text"],
    ),
    (
        "a poll of 33 days",
        {"poll": poll(duration=769)},
        50035,
        ["poll.duration"],
    ),
]


@pytest.mark.parametrize(
    ("body", "code", "where"), [one[1:] for one in MESSAGES], ids=[one[0] for one in MESSAGES]
)
async def test_a_message_is_refused(wire: Wire, body: JSON, code: int, where: list[str]) -> None:
    assert await wire.refused("POST", wire.messages, body) == (code, where)
    assert wire.news.messages == {}


TAKEN: list[tuple[str, JSON]] = [
    ("content of 2,000 and spaces", {"content": " " + "x" * 2000 + " "}),
    ("a nonce of 25", {"content": "x", "nonce": "n" * 25}),
    ("a nonce that is a number", {"content": "x", "nonce": 12345678901}),
    ("ten embeds", {"embeds": [{"title": "t"}] * 10}),
    ("6,000 characters of embeds", {"embeds": [{"description": "x" * 3000}] * 2}),
    ("25 fields", embed(fields=[{"name": "n", "value": "v"}] * 25)),
    ("five rows", legacy(*[row(button(custom_id=str(n))) for n in range(5)])),
    ("25 options, all to choose", legacy(row(select(options=options(25), max_values=25)))),
    ("no value at least", legacy(row(select(min_values=0)))),
    ("an emoji instead of a label", legacy(row(button(label=None, emoji={"name": "👍"})))),
    ("a link of 512", legacy(row(button(style=5, custom_id=None, url="https://a.b/" + "x" * 500)))),
    ("40 components", layout(container(*[text() for _ in range(39)]))),
    ("4,000 characters of text", layout(text("x" * 2000), container(text("x" * 2000)))),
    ("the same number 0 twice", layout(text(id=0), text(id=0))),
    ("ids that nobody parses", {"content": "x", "allowed_mentions": {"parse": [], "users": ["1"]}}),
    ("a field that Discord does not know", {"content": "x", "colour": "red"}),
    ("nulls", {"content": "x", "embeds": None, "components": None, "nonce": None}),
]


@pytest.mark.parametrize("body", [one[1] for one in TAKEN], ids=[one[0] for one in TAKEN])
async def test_what_is_just_within_the_limits_is_taken(wire: Wire, body: JSON) -> None:
    assert await wire.refused("POST", wire.messages, body) == (0, [])


def command(**more: Any) -> JSON:
    return {"name": "go", "description": "d", **more}


def option(**more: Any) -> JSON:
    return {"type": 3, "name": "o", "description": "d", **more}


def choices(count: int, **more: Any) -> list[JSON]:
    return [{"name": f"c{n}", "value": str(n), **more} for n in range(count)]


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


def label(component: JSON, **more: Any) -> JSON:
    return {"type": 18, "label": "L", "component": component, **more}


def text_input(**more: Any) -> JSON:
    return {"type": 4, "custom_id": "t", "style": 1, **more}


def modal(*components: Any, **more: Any) -> JSON:
    return {"title": "T", "custom_id": "m", "components": list(components), **more}


def radio(**more: Any) -> JSON:
    return {"type": 21, "custom_id": "r", "options": options(2), **more}


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


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "where"),
    [
        ("GET", "/channels/x/messages", None, 50035, ["channel_id"]),
        ("GET", "/channels/NEWS/messages?limit=101", None, 50035, ["limit"]),
        ("GET", "/channels/NEWS/messages?limit=0", None, 50035, ["limit"]),
        ("GET", "/channels/NEWS/messages?limit=ten", None, 50035, ["limit"]),
        ("GET", "/channels/NEWS/messages?before=1&after=2", None, 50035, ["after"]),
        ("GET", "/channels/NEWS/messages?before=yesterday", None, 50035, ["before"]),
        ("GET", "/channels/NEWS/messages/pins?limit=51", None, 50035, ["limit"]),
        ("GET", "/users/@me/guilds?limit=201", None, 50035, ["limit"]),
        ("PATCH", "/channels/NEWS", {"name": "x" * 101}, 50035, ["name"]),
        ("PATCH", "/channels/NEWS", {"name": ""}, 50035, ["name"]),
        ("PATCH", "/channels/NEWS", {"topic": "x" * 1025}, 50035, ["topic"]),
        ("PATCH", "/channels/NEWS", {"rate_limit_per_user": 21601}, 50035, ["rate_limit_per_user"]),
        ("PUT", "/channels/NEWS/permissions/1", {"type": 2}, 50035, ["type"]),
        ("PUT", "/channels/NEWS/permissions/1", {"allow": "all"}, 50035, ["allow"]),
        ("POST", "/channels/NEWS/threads", {}, 50035, ["name"]),
        ("POST", "/channels/NEWS/threads", {"name": "x" * 101}, 50035, ["name"]),
        (
            "POST",
            "/channels/NEWS/threads",
            {"name": "t", "auto_archive_duration": 61},
            50035,
            ["auto_archive_duration"],
        ),
        ("POST", "/channels/NEWS/messages/bulk-delete", {"messages": ["1"]}, 50035, ["messages"]),
        ("POST", "/guilds/GUILD/channels", {"name": "x", "type": 99}, 50035, ["type"]),
        ("POST", "/guilds/GUILD/channels", {}, 50035, ["name"]),
        ("POST", "/guilds/GUILD/roles", {"name": "x" * 101}, 50035, ["name"]),
        ("POST", "/guilds/GUILD/roles", {"color": 0x1000000}, 50035, ["color"]),
        ("POST", "/users/@me/channels", {}, 50035, ["recipient_id"]),
        ("POST", "/users/@me/channels", {"recipient_id": "ana"}, 50035, ["recipient_id"]),
        ("PUT", "/channels/NEWS/messages/1/reactions/x/@me", None, 10008, []),
    ],
)
async def test_other_requests_are_refused(
    wire: Wire, guild: Guild, method: str, path: str, body: Any, code: int, where: list[str]
) -> None:
    role = next(one for one in guild.roles.values() if one.bot_id)
    wire.pg.world.set_permissions(guild, role, 1 << 3)
    path = path.replace("NEWS", str(wire.news.id)).replace("GUILD", str(guild.id))
    assert await wire.refused(method, path, body) == (code, where)


async def test_an_edit_is_refused_by_the_rules_of_what_the_message_is(wire: Wire) -> None:
    status, plain = await wire.ask("POST", wire.messages, {"content": "x"})
    assert status == 200
    status, shown = await wire.ask("POST", wire.messages, layout(text()))
    at_plain, at_layout = (f"{wire.messages}/{one['id']}" for one in (plain, shown))
    for path, body, code, where in (
        (at_plain, {"content": "x" * 2001}, 50035, ["content"]),
        (at_plain, {"content": ""}, 50006, []),
        (at_plain, layout(text()), 50035, ["content"]),
        (at_layout, {"content": "x"}, 50035, ["content"]),
        (at_layout, {"flags": 0}, 50035, ["flags"]),
        (at_layout, {"components": []}, 50006, []),
        (at_layout, {"embeds": [{"title": "t"}]}, 50035, ["embeds"]),
        (at_layout, {"components": [text("new")]}, 0, []),
        (at_plain, layout(text(), content=None), 0, []),
    ):
        assert await wire.refused("PATCH", path, body) == (code, where)


async def test_a_forum_takes_posts_with_its_tags_only(wire: Wire, guild: Guild) -> None:
    forum = wire.pg.world.add_channel(
        guild, "desk", kind="forum", tags=["China", "World"], require_tag=True
    )
    assert forum.tags is not None
    path, tag = f"/channels/{forum.id}/threads", str(forum.tags[0].id)
    post = {"name": "Story", "message": {"content": "x"}, "applied_tags": [tag]}
    for body, code, where in (
        ({**post, "applied_tags": []}, 40067, []),
        ({**post, "applied_tags": ["5"]}, 10087, []),
        ({**post, "applied_tags": [tag] * 6}, 50035, ["applied_tags"]),
        ({**post, "name": ""}, 50035, ["name"]),
        ({**post, "message": None}, 50035, ["message"]),
        ({**post, "message": {}}, 50006, []),
        ({**post, "message": {"content": "x" * 2001}}, 50035, ["message.content"]),
        (post, 0, []),
    ):
        assert await wire.refused("POST", path, body) == (code, where)
    assert await wire.refused("POST", f"/channels/{forum.id}/messages", {"content": "x"}) == (
        50008,
        [],
    )


async def test_too_much_at_once_is_refused(wire: Wire) -> None:
    body = {"content": "x"}
    big = {"big.bin": b"x" * (FILE_LIMIT + 1)}
    assert await wire.refused("POST", wire.messages, body, files=big) == (40005, [])
    many = {f"{n}.bin": b"x" * (REQUEST_LIMIT // 3 + 1) for n in range(3)}
    assert await wire.refused("POST", wire.messages, body, files=many) == (40005, [])
    eleven = {f"{n}.txt": b"x" for n in range(11)}
    assert await wire.refused("POST", wire.messages, body, files=eleven) == (
        50035,
        ["attachments"],
    )
    assert await wire.refused("POST", wire.messages, body, files={"a.txt": b"x"}) == (0, [])


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"content": "x"', b"NaN nonsense"]
)
async def test_what_is_no_json_is_refused_and_the_server_lives(wire: Wire, raw: bytes) -> None:
    headers = {
        "Authorization": f"Bot {wire.pg.bot_token}",
        "Content-Type": "application/json",
    }
    url = f"http://discord.com/api/v10{wire.messages}"
    async with wire.session.post(url, data=raw, headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)
    assert (await wire.ask("GET", "/users/@me"))[0] == 200


@pytest.mark.parametrize("body", [None, [], "x", 5, True])
async def test_a_body_that_is_no_object_is_refused(wire: Wire, body: Any) -> None:
    code, _ = await wire.refused("POST", wire.messages, body)
    assert code in (50006, 50035)


async def test_unknown_routes_methods_and_tokens(wire: Wire) -> None:
    status, body = await wire.ask("GET", "/nowhere")
    assert (status, body) == (404, {"message": "404: Not Found", "code": 0})
    status, body = await wire.ask("DELETE", "/users/@me")
    assert (status, body["code"]) == (405, 0)
    url = "http://discord.com/api/v10/users/@me"
    async with wire.session.get(url, headers={"Authorization": "Bot no"}) as response:
        assert response.status == 401
        assert (await response.json()) == {"message": "401: Unauthorized", "code": 0}
        assert response.headers["Content-Type"] == "application/json"


def test_the_table_is_long_enough_to_be_worth_its_name() -> None:
    assert len(MESSAGES) + len(COMMANDS) + len(CALLBACKS) >= 170
