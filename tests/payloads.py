"""Every payload that makes or edits a message, watched while any test runs: it names whom it may
mention, calls a role only by its schedule's own rule, and hides no link's host. No request holds
a canary.

Discord's markdown is read anew here: nothing of the bot's own renderer is asked.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playground.files import Stored
from playground.requests_log import Request, RequestLog
from tests.canaries import CANARIES

JSON = Mapping[str, Any]
RoleOf = Callable[[str], int | None]
"""code of a delivery → the role that its schedule may call."""

_ANSWER, _CHANGE = 4, 7
_PLACES = (
    re.compile(r"^/channels/[^/]+/messages(?:/[^/]+)?$"),
    re.compile(r"^/channels/[^/]+/threads$"),
    re.compile(r"^/interactions/[^/]+/[^/]+/callback$"),
    re.compile(r"^/webhooks/[^/]+/[^/]+(?:/messages/[^/]+)?$"),
)
_DELIVERED = re.compile(r"(?m)briefing\.why:([0-9a-f]+):([0-9]+)|^-# ([0-9a-f]+)/([0-9]+)$")
_MASKED = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\(<?(\w+:[^\s)>]*)>?[^)]*\)", re.DOTALL)
_OWN = re.compile(r"https://discord\.com/channels/[0-9]+/[0-9]+(?:/[0-9]+)?")
_UNSHOWN = re.compile(r"[\u200b\u2060]|\\(?=[^0-9A-Za-z\s])")


class PayloadWatch:
    """Listens to a playground's requests. `count` says how much was looked at and how often each
    fault was found, `faults` what was wrong."""

    def __init__(self, requests: RequestLog, role_of: RoleOf, files: Iterable[Stored] = ()) -> None:
        self.count: Counter[str] = Counter()
        self.faults: list[str] = []
        self._role_of = role_of
        self._files = files
        requests.listeners.append(self._look)

    def check(self) -> None:
        """Raises AssertionError where a payload was wrong."""
        CANARIES.printed(*(file.content for file in self._files))
        assert not self.faults, "\n".join(self.faults[:20])

    def _look(self, request: Request) -> None:
        CANARIES.sent(request)
        payload = message_of(request)
        if payload is None:
            return
        self.count["payloads"] += 1
        for kind, fault in self._faults(payload, request.answer):
            self.count[kind] += 1
            self.faults.append(f"{fault}: {request.method} {request.route} {_short(payload)}")

    def _faults(self, payload: JSON, answer: Any) -> Iterator[tuple[str, str]]:
        allowed = payload.get("allowed_mentions")
        if not isinstance(allowed, dict) or allowed.get("parse") != [] or allowed.get("users"):
            yield "without explicit allowed mentions", "it does not say that nobody is mentioned"
            return
        if allowed.get("replied_user"):
            yield "pings", "it pings the author it answers"
        roles = [int(role) for role in allowed.get("roles") or ()]
        if roles and roles != self._rule(payload):
            yield "pings", f"it calls {roles} by no rule of its schedule"
        if isinstance(answer, dict):
            called = [int(role) for role in answer.get("mention_roles") or ()]
            if answer.get("mentions") or answer.get("mention_everyone") or set(called) - {*roles}:
                yield "pings", "it pinged"
        for url in hidden_links(payload):
            yield "links with hidden host", f"the host of {url} is not shown"

    def _rule(self, payload: JSON) -> list[int]:
        """The role that the delivery's schedule calls, in its first part."""
        found = _DELIVERED.search("\n".join((*strings(payload), *_custom_ids(payload))))
        if found is None:
            return []
        code, part = found[1] or found[3], found[2] or found[4]
        role = self._role_of(code)
        return [role] if role and part == "1" else []


def roles_in(database: Path) -> RoleOf:
    """What the ledger says, read from the file while the bot runs on it."""

    def role_of(code: str) -> int | None:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            row = connection.execute(
                "SELECT target FROM schedules JOIN deliveries"
                " ON deliveries.schedule_id = schedules.id WHERE code = ?",
                (code,),
            ).fetchone()
        return json.loads(row[0]).get("ping_role_id") if row else None

    return role_of


def strings(payload: JSON) -> Iterator[str]:
    """The texts of a message that Discord reads as markdown."""
    if payload.get("content"):
        yield str(payload["content"])
    for component in components(payload):
        if component.get("type") == 10:
            yield str(component["content"])


def components(payload: JSON) -> Iterator[JSON]:
    """Every component, however deep."""
    pending = list(payload.get("components") or ())
    while pending:
        one = pending.pop(0)
        yield one
        inner = [one[name] for name in ("accessory", "component") if one.get(name)]
        pending = [*inner, *(one.get("components") or ()), *pending]


def hidden_links(payload: JSON) -> list[str]:
    """Addresses whose host stands nowhere in what the message shows."""
    texts = list(strings(payload))
    shown = _UNSHOWN.sub("", "\n".join(_MASKED.sub(r"\1", text) for text in texts)).casefold()
    addresses = [found[2] for text in texts for found in _MASKED.finditer(text)]
    addresses += [one["url"] for one in components(payload) if one.get("url")]
    return [url for url in addresses if not _OWN.fullmatch(url) and not _is_shown(url, shown)]


def _is_shown(url: str, shown: str) -> bool:
    host = re.escape(urlsplit(url).hostname or "")
    return bool(host) and bool(re.search(rf"(?<![\w.-]){host}(?![\w-]|\.\w)", shown))


def message_of(request: Request) -> JSON | None:
    """The message in a request; None where it neither makes nor edits one."""
    if request.method not in ("POST", "PATCH") or not isinstance(request.body, dict):
        return None
    if not any(place.match(request.path) for place in _PLACES):
        return None
    body = request.body
    if request.path.endswith("/callback"):
        return body.get("data") or {} if body.get("type") in (_ANSWER, _CHANGE) else None
    if request.path.endswith("/threads"):
        return body.get("message")
    return None if request.method == "PATCH" and set(body) <= {"flags"} else body


def _custom_ids(payload: JSON) -> Sequence[str]:
    return [str(one["custom_id"]) for one in components(payload) if one.get("custom_id")]


def _short(payload: JSON) -> str:
    return json.dumps(payload, ensure_ascii=False)[:600]
