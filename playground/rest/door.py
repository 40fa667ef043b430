"""Where REST requests come in: token, limits, faults, body; then the route; then the answer.

What a route does is its own file's business; this one knows only HTTP.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.web_urldispatcher import AbstractResource

from playground.errors import PlainRefusal, Refused, Slower
from playground.faults import Fault
from playground.files import Upload
from playground.parts import Parts
from playground.rate_limits import Verdict

log = logging.getLogger(__name__)

REQUEST_LIMIT = 25 * 1024 * 1024  # bytes
FILE_LIMIT = 10 * 1024 * 1024

PREFIX = "/api/v{version:9|10}"


@dataclass(slots=True)
class Call:
    """One request to a route: the parts of the playground, path ids, query, body and files."""

    parts: Parts
    ids: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    files: dict[int, Upload] = field(default_factory=dict[int, Upload])

    def id(self, name: str) -> int:
        """An id from the path. Raises Refused 50035 if it is none."""
        return snowflake(self.ids[name], f"{name}_id")

    def form(self) -> dict[str, Any]:
        """The body as an object. Raises Refused 50035 for anything else."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            refused = {"code": "MODEL_TYPE_CONVERT", "message": "Only dictionaries may be used."}
            raise Refused(50035, {"_errors": [refused]})
        return self.body


@dataclass(slots=True, frozen=True)
class Reply:
    """A status with a body; routes may return the body alone (200) or None (204)."""

    status: int
    body: Any = None


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(slots=True, frozen=True)
class Route:
    """`open_to_all` routes are guarded by a token in their path instead of the bot's."""

    method: str
    path: str
    handler: Handler
    open_to_all: bool = False


class Door:
    """Puts routes on an aiohttp application."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._resources: list[AbstractResource] = []

    def put(self, app: web.Application, routes: list[Route]) -> None:
        for route in routes:
            pattern = PREFIX + route.path
            added = app.router.add_route(route.method, pattern, self._handler(route))
            if added.resource is not None and added.resource not in self._resources:
                self._resources.append(added.resource)

    def _handler(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._serve(request, route.path, route)

        return handle

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        """Any path that is no route: 404, or 405 where only the method is wrong."""
        status = 404
        for resource in self._resources:
            _, allowed = await resource.resolve(request)
            status = 405 if allowed else status
        return await self._serve(request, request.path, status)

    async def _serve(
        self, request: web.Request, path: str, route: Route | int
    ) -> web.StreamResponse:
        """`route` is the status of the refusal where there is none."""
        started, at = time.monotonic(), self.parts.world.clock.stamp()
        short = re.sub(r"^/api(/v\d+)?", "", request.path)
        fault = self.parts.faults.take(request.method, short)
        call = Call(self.parts, request.match_info, request.query)
        cut = fault is not None and fault.kind == "cut before"
        if cut:
            status, answer, headers = 0, None, {}
        else:
            if fault is not None and fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            status, answer, headers = await self._answer(request, path, route, call, fault)
            if fault is not None and fault.kind == "slow answer":
                await asyncio.sleep(fault.seconds)
            cut = fault is not None and fault.kind == "cut after"
        took = (time.monotonic() - started) * 1000
        body = call.body
        seen = (request.method, short, path, body, 0 if cut else status, answer, at, took)
        self.parts.requests.add(*seen)
        if cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        date = format_datetime(self.parts.world.clock.utc(), usegmt=True)
        return response(status, answer, {"Date": date, **headers})

    async def _answer(
        self,
        request: web.Request,
        path: str,
        route: Route | int,
        call: Call,
        fault: Fault | None,
    ) -> tuple[int, Any, dict[str, str]]:
        limits = self.parts.limits
        verdict = _ordered(fault) or limits.check(request.method, path, dict(request.match_info))
        if verdict.retry_after is not None:
            limits.count_answer(429, verdict.scope)
            return _limited(verdict)
        if fault is not None and fault.kind == "status":
            return fault.status, PlainRefusal(fault.status).body(), verdict.headers
        if fault is not None and fault.kind == "refuse":
            no = Refused(fault.code)
            limits.count_answer(no.status)
            return no.status, no.body(), verdict.headers
        if isinstance(route, int):
            return route, PlainRefusal(route).body(), verdict.headers
        try:
            if not route.open_to_all:
                self.check_token(request)
            call.body, call.files = await read_body(request)
            answer = await route.handler(call)
        except (Refused, PlainRefusal) as no:
            limits.count_answer(no.status)
            return no.status, no.body(), verdict.headers
        except Slower as no:
            limits.count_answer(429)
            refusal = {"Retry-After": str(int(no.wait) + 1), "X-RateLimit-Scope": "user"}
            return _limited(Verdict(verdict.headers | refusal, no.wait))
        except RecursionError:
            return 400, Refused(50109).body(), verdict.headers
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            return 500, PlainRefusal(500).body(), verdict.headers
        if isinstance(answer, Reply):
            return answer.status, answer.body, verdict.headers
        return (204 if answer is None else 200), answer, verdict.headers

    def check_token(self, request: web.Request) -> None:
        """Raises PlainRefusal 401."""
        given = request.headers.get("Authorization", "")
        if given != f"Bot {self.parts.world.application.token}":
            raise PlainRefusal(401)


def response(status: int, body: Any, headers: Mapping[str, str]) -> web.Response:
    """An answer as Discord sends it: exactly "application/json", and through a proxy ("Via")."""
    everything = {"Via": "1.1 playground", **headers}
    if status == 429 and isinstance(body, str):
        everything = {**headers, "Content-Type": "text/html"}
        return web.Response(status=status, body=body.encode(), headers=everything)
    if body is None:
        return web.Response(status=status, headers=everything)
    everything["Content-Type"] = "application/json"
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return web.Response(status=status, body=text.encode(), headers=everything)


def _ordered(fault: Fault | None) -> Verdict | None:
    if fault is None or fault.kind != "limit":
        return None
    headers = {
        "Retry-After": str(int(fault.seconds) + 1),
        "X-RateLimit-Scope": fault.scope,
    }
    if fault.scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return Verdict(headers, fault.seconds, fault.scope)


def _limited(verdict: Verdict) -> tuple[int, Any, dict[str, str]]:
    if verdict.scope == "cloudflare":
        page = "<html><title>Access denied</title>error code: 1015</html>"
        return 429, page, {"Retry-After": verdict.headers.get("Retry-After", "600")}
    message = (
        "The resource is being rate limited."
        if verdict.scope == "shared"
        else "You are being rate limited."
    )
    body = {
        "message": message,
        "retry_after": round(verdict.retry_after or 0.0, 3),
        "global": verdict.scope == "global",
        "code": 0,
    }
    return 429, body, verdict.headers


async def read_body(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    """The JSON body and the files. Raises Refused 50109 (no JSON) or 40005 (too large)."""
    if not request.can_read_body:
        return None, {}
    if (request.content_length or 0) > REQUEST_LIMIT:
        raise Refused(40005)
    if request.content_type == "multipart/form-data":
        return await _read_multipart(request)
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refused(40005) from None
    return (_parse(raw) if raw else None), {}


async def _read_multipart(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    body: Any = None
    files: dict[int, Upload] = {}
    total = 0
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise Refused(50109)
            content = bytes(await part.read(decode=True))
            total += len(content)
            if total > REQUEST_LIMIT or (part.filename and len(content) > FILE_LIMIT):
                raise Refused(40005)
            if part.name == "payload_json":
                body = _parse(content)
            elif part.filename:
                number = re.search(r"\d+", part.name or "")
                index = int(number.group()) if number else len(files)
                files[index] = Upload(part.filename, content)
    except (ValueError, AssertionError):
        raise Refused(50109) from None
    return body, files


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused(50109) from None


def snowflake(value: Any, name: str) -> int:
    """An id as a number. Raises Refused 50035 that names the field."""
    text = str(value)
    if text.isascii() and text.isdigit() and len(text) <= 20:
        return int(text)
    refused = {"code": "NUMBER_TYPE_COERCE", "message": f'Value "{text}" is not snowflake.'}
    raise Refused(50035, {name: {"_errors": [refused]}})
