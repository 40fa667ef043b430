"""Holds what the playground says against Discord's OpenAPI description, where that is at hand.

REST answers are looked up by method, route and status. The gateway is not described there, but
the objects its events are made of are.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from playground import Playground

JSON = dict[str, Any]

SPEC = Path(__file__).parents[2].parent / "shared" / "data" / "discord-openapi.json"

# Event: the schema its data answers to.
EVENTS = {
    "MESSAGE_CREATE": "MessageResponse",
    "MESSAGE_UPDATE": "MessageResponse",
    "CHANNEL_CREATE": "GuildChannelResponse",
    "CHANNEL_UPDATE": "GuildChannelResponse",
    "CHANNEL_DELETE": "GuildChannelResponse",
    "THREAD_CREATE": "ThreadResponse",
    "THREAD_UPDATE": "ThreadResponse",
    "THREAD_DELETE": "ThreadResponse",
    "GUILD_MEMBER_ADD": "GuildMemberResponse",
    "GUILD_MEMBER_UPDATE": "GuildMemberResponse",
    "GUILD_UPDATE": "GuildResponse",
}


# Where the description is narrower than the documentation: forwards are references of type 1.
NARROWER = [["message_reference", "type"]]


def is_there() -> bool:
    return SPEC.is_file()


@cache
def spec() -> JSON:
    return json.loads(SPEC.read_text())


@cache
def routes() -> dict[tuple[str, str], JSON]:
    """(method, route with bare braces) -> the answers described for it."""
    found: dict[tuple[str, str], JSON] = {}
    for path, operations in spec()["paths"].items():
        for method, operation in operations.items():
            if "responses" in operation:
                found[method.upper(), bare(path)] = operation["responses"]
    return found


def bare(route: str) -> str:
    """Without the names of ids; `@me` counts as an id where the description has one."""
    return re.sub(r"\{[^}]*\}", "{}", route)


@cache
def validator(schema: str) -> jsonschema_rs.Validator:
    """A validator for a schema written as JSON, with the description's components at hand."""
    return jsonschema_rs.validator_for(
        {**json.loads(schema), "components": spec()["components"]}, validate_formats=True
    )


def named(name: str) -> jsonschema_rs.Validator:
    return validator(json.dumps({"$ref": f"#/components/schemas/{name}"}))


def complaints(schema: jsonschema_rs.Validator, value: Any, what: str) -> list[str]:
    return [
        f"{what}: {'.'.join(map(str, one.instance_path))}: {one.message[:300]}"
        for one in schema.iter_errors(value)
        if list(one.instance_path)[-2:] not in NARROWER
    ]


def of_all(pg: Playground, told: list[tuple[str, JSON]]) -> list[str]:
    """Every complaint about what this playground answered and told."""
    found: list[str] = []
    for one in pg.requests:
        found += of_answer(one.method, one.route, one.status, one.answer)
    for name, data in told:
        found += of_event(name, data)
    return found


def of_answer(method: str, route: str, status: int, answer: Any) -> list[str]:
    """What is wrong with a REST answer; a route that is not described is one complaint."""
    what = f"{method} {route} {status}"
    if status == 0:
        return []
    if status >= 400:
        if isinstance(answer, str):
            return []  # the ban page in front of Discord is HTML
        kind = "RatelimitedResponse" if status == 429 else "ErrorResponse"
        # The description says that leaf codes are numbers; the documentation shows them as words.
        without_leaves = {key: value for key, value in answer.items() if key != "errors"}
        return complaints(named(kind), without_leaves, what)
    described = routes().get((method, bare(route)))
    if described is None:
        return [f"{what}: no such route in the description"]
    response = described.get(str(status))
    if response is None:
        return [f"{what}: only {list(described)} are described"]
    content = response.get("content", {}).get("application/json")
    if content is None:
        return [] if answer is None else [f"{what}: a body where none is described"]
    return complaints(validator(json.dumps(content["schema"])), answer, what)


def of_event(name: str, data: JSON) -> list[str]:
    """What is wrong with the parts of a gateway event that REST describes too."""
    if name == "GUILD_CREATE":
        return _of_guild(data)
    if name == "INTERACTION_CREATE":
        return _of_interaction(data)
    if name == "READY":
        return complaints(named("UserPIIResponse"), data["user"], "READY user")
    if name.startswith("GUILD_ROLE_") and "role" in data:
        return complaints(named("GuildRoleResponse"), data["role"], name)
    if name in EVENTS and "recipients" not in data:
        return complaints(named(EVENTS[name]), data, name)
    return []


def _of_guild(data: JSON) -> list[str]:
    found = complaints(named("GuildResponse"), data, "GUILD_CREATE")
    for part, schema in (
        ("members", "GuildMemberResponse"),
        ("channels", "GuildChannelResponse"),
        ("threads", "ThreadResponse"),
    ):
        for one in data[part]:
            found += complaints(named(schema), one, f"GUILD_CREATE {part}")
    return found


def _of_interaction(data: JSON) -> list[str]:
    found: list[str] = []
    if "member" in data:
        found += complaints(named("PrivateGuildMemberResponse"), data["member"], "member")
    if "user" in data:
        found += complaints(named("UserResponse"), data["user"], "user")
    if "message" in data:
        found += complaints(named("MessageResponse"), data["message"], "message")
    resolved = data["data"].get("resolved", {})
    for part, schema in (
        ("users", "UserResponse"),
        ("roles", "GuildRoleResponse"),
        ("messages", "MessageResponse"),
        ("attachments", "AttachmentResponse"),
    ):
        for one in resolved.get(part, {}).values():
            found += complaints(named(schema), one, f"resolved {part}")
    return found
