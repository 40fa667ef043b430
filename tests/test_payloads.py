"""The watch over every payload sees what it is there to see."""

from __future__ import annotations

from typing import Any

import pytest

from playground.requests_log import RequestLog
from tests.payloads import PayloadWatch, hidden_links

ROUTE = "/channels/{channel}/messages"
QUIET: dict[str, Any] = {"parse": []}


def judged(body: dict[str, Any], *, answer: Any = None, path: str = "/channels/1/messages") -> str:
    """What the watch finds wrong with one request."""
    requests = RequestLog()
    watch = PayloadWatch(requests, lambda code: 7 if code == "abc123" else None)
    requests.add("POST", path, ROUTE, body, 200, answer, "", 0)
    return "\n".join(watch.faults)


def layout(*texts: str, part: int = 1) -> list[dict[str, Any]]:
    why = {"type": 2, "custom_id": f"briefing.why:abc123:{part}"}
    shown = [{"type": 10, "content": text} for text in texts]
    return [{"type": 17, "components": [*shown, {"type": 1, "components": [why]}]}]


@pytest.mark.parametrize(
    "allowed",
    [
        None,
        {},
        {"parse": ["users"]},
        {"parse": [], "users": ["1"]},
        {"parse": [], "replied_user": True},
        {"parse": [], "roles": ["8"]},
        {"parse": [], "roles": ["7", "8"]},
    ],
)
def test_mentions_that_are_not_ruled_out_are_found(allowed: Any) -> None:
    body = {"components": layout("News"), "allowed_mentions": allowed}
    assert judged(body)
    assert judged({"message": body}, path="/channels/1/threads")
    assert judged({"type": 4, "data": body}, path="/interactions/1/x/callback")


def test_a_role_is_called_in_the_first_part_of_its_own_schedule_only() -> None:
    allowed = {"parse": [], "roles": ["7"]}
    assert not judged({"components": layout("<@&7>"), "allowed_mentions": allowed})
    assert judged({"components": layout("<@&7>", part=2), "allowed_mentions": allowed})
    assert judged({"content": "<@&7>", "allowed_mentions": allowed})


def test_a_ping_that_came_about_is_found_whatever_was_allowed() -> None:
    body = {"content": "x", "allowed_mentions": QUIET}
    for answer in ({"mention_everyone": True}, {"mention_roles": ["7"]}, {"mentions": [{}]}):
        assert judged(body, answer=answer)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("[News](https://evil.example/a)", True),
        ("[News](https://evil.example/a)\nevil.example", False),
        ("[News](<https://evil.example/a>) · notevil.example", True),
        ("[News](https://good.example@evil.example/)\ngood.example", True),
        ("[A \\] b](https://a_b.example/) · a\\_b.example", False),
        ("[x](https://evil.example/)\nevil.example.org", True),
        ("[x](javascript:alert)", True),
        ("[Open](https://discord.com/channels/1/2/3)", False),
        ("\\[x\\]\\(https\u200b://evil.example)", False),
    ],
)
def test_a_link_is_hidden_unless_the_message_shows_its_host(text: str, hidden: bool) -> None:
    assert bool(hidden_links({"content": text})) is hidden
