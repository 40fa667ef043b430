"""What Discord refuses of messages; of their components, `test_message_components`.

One row for each rule, with the code and the path that the answer names. Rows are built from
Discord's documentation.
"""

from __future__ import annotations

from typing import Any

import pytest

from playground.records import Guild
from playground.rest.door import FILE_LIMIT, REQUEST_LIMIT
from tests.playground.rules.bodies import (
    JSON,
    button,
    container,
    embed,
    layout,
    legacy,
    options,
    poll,
    row,
    select,
    text,
)
from tests.playground.rules.wire import Wire

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


@pytest.mark.parametrize("body", [None, [], "x", 5, True])
async def test_a_body_that_is_no_object_is_refused(wire: Wire, body: Any) -> None:
    code, _ = await wire.refused("POST", wire.messages, body)
    assert code in (50006, 50035)
