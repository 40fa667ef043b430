"""What Discord refuses of all other requests, and of what is no request at all.

One row for each rule, with the code and the path that the answer names. Rows are built from
Discord's documentation.
"""

from __future__ import annotations

from typing import Any

import pytest

from playground.records import Guild
from tests.playground.rules.test_answers import CALLBACKS
from tests.playground.rules.test_commands import COMMANDS
from tests.playground.rules.test_message_components import COMPONENTS
from tests.playground.rules.test_messages import MESSAGES
from tests.playground.rules.wire import Wire


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
    assert len(MESSAGES) + len(COMPONENTS) + len(COMMANDS) + len(CALLBACKS) >= 170
