"""The browser page's door: JSON and a WebSocket, in Discord's shapes, as one person sees it.

What the page does with it is `page/`'s business; what happens in the world is decided elsewhere.

Opening. The program prints `page_url`, `http://127.0.0.1:PORT/?token=TOKEN`. `/` serves
`page/index.html`, `/NAME.js`, `.css` and `.svg` the other files of `page/`.
Every call below carries the token as header `X-Playground-Token` (the WebSocket and `<img>` may use
`?token=`). Host must be 127.0.0.1:PORT or localhost:PORT; an Origin, if sent, must be the same.
Otherwise 403. A refusal is `{"error": "one sentence for the person"}` with 400, 403, 404 or 409.
Ids are strings. `as` is always the user id of the person who looks or acts.
Files in messages have `https://cdn.discordapp.com/...` urls, as on Discord: take the path and query
and ask this server for them (no token needed).

GET /_playground/world?as=USER            `as` may be left out: the first identity is taken
    {"me": user, "identities": [identity], "bot": user, "bot_online": bool,
     "guilds": [guild], "dms": [channel], "dm_commands": [command],
     "now": ISO 8601 of the playground's clock,
     "clock_offset": seconds, "offers": [{"name", "label"}], "faults": [{"name", "label"}]}
    identity  {"user": user, "guilds": [{"id", "name", "roles": [names], "owner": bool}],
               "label": "Ana (owner)"}
    guild     {"id", "name", "owner_id", "roles": [role], "members": [member],
               "channels": [channel], "threads": [channel], "commands": [command]}
    member    Discord's guild member + "color" (int, 0 none) + "online"
    channel   Discord's channel + "can": {"view", "send", "attach", "react", "commands",
              "manage_messages"}; only channels this person can view are listed.
              type 0 text, 1 DM, 4 category, 5 announcement, 10/11/12 thread, 15 forum
    command   Discord's application command (with "options"); only those this person may use.
              type 1 slash, 2 user menu, 3 message menu

GET /_playground/channels/CHANNEL/messages?as=USER&before=ID&limit=50
    {"messages": [message], "has_more": bool}    oldest first; ephemeral ones (flags & 64) only
    when they were sent to this person; flags & 128 means "thinking". A message may have
    "playground": {"command": "/story show", "user": user} beside Discord's own fields: who used
    what to get this answer (also in `interaction_metadata`).

GET /_playground/requests?after=N&limit=200
    {"requests": [{"n", "method", "path", "status", "at", "took_ms", "body", "answer"}]}
    what the bot asked for, oldest first; `n` counts up

POST /_playground/actions/NAME   JSON, or multipart with `payload_json`, `files[0]`, `files[1]`…
    slash         {"as", "channel", "command": "story show", "options": {name: value}}
                  an attachment option is {"file": 0}; user, role, channel options are ids
    autocomplete  {"as", "channel", "command", "option": name, "typed": text, "options": {…}}
                  answers {"choices": [{"name", "value"}]}
    menu          {"as", "channel", "command": "Add to the desk", "target": message or user id}
    press         {"as", "message": id, "custom_id"}
    choose        {"as", "message": id, "custom_id", "values": [texts or ids]}
    submit        {"as", "interaction": id, "values": {custom_id: text | [values] | true |
                  [{"file": 0}]}}         `interaction` as got with the modal
    post          {"as", "channel", "content", "reply_to"?: id}  + files; answers {"message"}
    forward       {"as", "channel": where to, "target": message id}; answers {"message"}
    react         {"as", "message": id, "emoji": "👍", "on": bool}; answers {}
    delete        {"as", "message": id}; answers {}
    dismiss       {"as", "message": id}  an ephemeral one; answers {}
    open_dm       {"as"}  answers {"channel"}
    slash, menu, press, choose and submit answer when the bot has answered first (3 s at most):
    {"interaction": id, "state": "answered" | "deferred" | "failed" | "modal",
     "message": message or null, "modal": modal or null, "error": text or null}
    Edits and follow-ups come later as events. A modal is Discord's callback data: "custom_id",
    "title", "components" (type 1 rows of text inputs, 10 text, 18 labels holding 3 select,
    4 text input, 5–8 user/role/mentionable/channel select, 19 file upload, 21 radio group,
    22 checkbox group, 23 checkbox).

POST /_playground/clock     {"move": seconds} or {"to": ISO 8601} or {"real": true}
    {"now", "clock_offset"}
POST /_playground/faults    {"name", "times"?: int, "seconds"?: float}; names as in the snapshot,
    e.g. gateway_cut, invalid_session, reconnect, too_many_requests, server_errors, slow, cut
POST /_playground/offers/NAME   a button that the program which runs the playground has added,
    e.g. "to the next posting"; answers {"said": text}

GET /_playground/events?as=USER&token=TOKEN    WebSocket; the server sends, the page only listens
    {"t": NAME, "d": object} with Discord's names and shapes: MESSAGE_CREATE, MESSAGE_UPDATE
    (whole message), MESSAGE_DELETE {"id", "channel_id"}, MESSAGE_REACTION_ADD / _REMOVE,
    CHANNEL_CREATE / _UPDATE / _DELETE, THREAD_CREATE / _UPDATE / _DELETE, TYPING_START,
    GUILD_ROLE_*, GUILD_MEMBER_*, GUILD_CREATE / _DELETE. Only what this person may see.
    Of its own:
    REQUEST           one row as in /requests
    COMMANDS_CHANGED  {}  fetch the snapshot again
    BOT_ONLINE        {"online": bool}
    INTERACTION_FAILED {"interaction", "channel_id", "error": "The application did not respond"}
    CLOCK             {"now", "clock_offset"}
    On a permission, role or channel change fetch the snapshot again; it is cheap.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from playground import page_actions, page_view
from playground.errors import Refused
from playground.events import Event
from playground.filling_modals import CannotSubmit
from playground.page_view import NotFound
from playground.person import CannotPost, CannotPress, CannotType, CommandHidden
from playground.requests_log import Request

if TYPE_CHECKING:
    from playground.server import Playground

JSON = dict[str, Any]

PAGE = Path(__file__).parent / "page"
FILES = r"/{name:[a-z0-9_-]+\.(?:js|css|svg)}"
LONGEST_SHOWN = 20_000  # characters of a request's body or answer in the drawer
STATUSES: dict[type[Exception], int] = {
    CannotType: 400,
    CannotSubmit: 400,
    CommandHidden: 403,
    CannotPost: 403,
    NotFound: 404,
    CannotPress: 409,
}
Handler = Callable[[web.Request], Awaitable[Any]]


class PageApi:
    """The routes, and the sockets of open pages."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self._open: dict[asyncio.Queue[JSON | None], int] = {}
        playground.world.listeners.append(self._hear)
        playground.requests.listeners.append(self._hear_request)
        playground.clock.moved.append(self._hear_clock)

    def put(self, app: web.Application) -> None:
        app.router.add_get(FILES, self.file)
        for method, path, handler in (
            ("GET", "world", self._world),
            ("GET", "channels/{channel}/messages", self._messages),
            ("GET", "requests", self._requests),
            ("POST", "actions/{name}", self._act),
            ("POST", "clock", self._clock),
            ("POST", "faults", self._fault),
            ("POST", "offers/{name}", self._offer),
        ):
            app.router.add_route(method, f"/_playground/{path}", self._guarded(handler))
        app.router.add_get("/_playground/events", self._events)

    async def file(self, request: web.Request) -> web.StreamResponse:
        path = PAGE / request.match_info.get("name", "index.html")
        if not path.is_file():
            return web.Response(status=404, text="The page is not installed.")
        policy = (
            "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
            "connect-src 'self' ws:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        )
        headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        return web.FileResponse(path, headers=headers)

    def close(self) -> None:
        for queue in self._open:
            queue.put_nowait(None)

    # Calls

    def _has_token(self, request: web.Request) -> bool:
        given = request.headers.get("X-Playground-Token") or request.query.get("token", "")
        return secrets.compare_digest(given.encode(), self.playground.token.encode())

    def _guarded(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            if not self._has_token(request):
                return _error("The page's address has a token that this call lacks.", 403)
            try:
                return web.json_response(await handler(request))
            except tuple(STATUSES) as no:
                return _error(str(no), STATUSES[type(no)])
            except Refused as no:
                return _error(no.message, no.status)
            except (ValueError, KeyError, TypeError, AttributeError) as wrong:
                return _error(f"That cannot be read: {wrong!r}", 400)

        return handle

    async def _world(self, request: web.Request) -> JSON:
        viewer = page_view.viewer(self.playground, request.query.get("as"))
        return page_view.snapshot(self.playground, viewer)

    async def _messages(self, request: web.Request) -> JSON:
        viewer = page_view.viewer(self.playground, request.query.get("as"))
        channel = page_view.channel(self.playground, viewer, request.match_info["channel"])
        limit = max(1, min(int(request.query.get("limit", 50)), 200))
        before = request.query.get("before")
        return page_view.messages(
            self.playground, viewer, channel, limit, int(before) if before else None
        )

    async def _requests(self, request: web.Request) -> JSON:
        after = int(request.query.get("after", 0))
        limit = max(1, min(int(request.query.get("limit", 200)), 1000))
        rows = [row(one) for one in self.playground.requests if one.n > after]
        return {"requests": rows[-limit:]}

    async def _act(self, request: web.Request) -> JSON:
        return await page_actions.act(self.playground, request.match_info["name"], request)

    async def _clock(self, request: web.Request) -> JSON:
        page_actions.move_clock(self.playground, await request.json())
        return page_view.clock(self.playground)

    async def _fault(self, request: web.Request) -> JSON:
        return await page_actions.throw(self.playground, await request.json())

    async def _offer(self, request: web.Request) -> JSON:
        offer = self.playground.offers.get(request.match_info["name"])
        if offer is None:
            raise NotFound("There is no such button.")
        return {"said": await offer[1]()}

    # Events

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if not self._has_token(request):
            return _error("The page's address has a token that this call lacks.", 403)
        try:
            viewer = page_view.viewer(self.playground, request.query.get("as"))
        except NotFound as no:
            return _error(str(no), 404)
        socket = web.WebSocketResponse(heartbeat=20)
        queue: asyncio.Queue[JSON | None] = asyncio.Queue()
        self._open[queue] = viewer.id  # before the page hears that the socket is open
        try:
            await self._tell(socket, queue, request)
        finally:
            self._open.pop(queue)
        return socket

    async def _tell(
        self,
        socket: web.WebSocketResponse,
        queue: asyncio.Queue[JSON | None],
        request: web.Request,
    ) -> None:
        """Open the socket and send what is in the queue, until it is closed."""
        await socket.prepare(request)
        reader = asyncio.create_task(self._until_closed(socket, queue))
        try:
            while (event := await queue.get()) is not None:
                await socket.send_str(json.dumps(event))
        except ConnectionError:
            pass  # the page has gone
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
            await socket.close()

    async def _until_closed(
        self, socket: web.WebSocketResponse, queue: asyncio.Queue[JSON | None]
    ) -> None:
        async for _ in socket:
            pass  # the page only listens
        queue.put_nowait(None)

    def _hear(self, event: Event) -> None:
        for queue, viewer_id in self._open.items():
            told = page_view.event(self.playground, viewer_id, event)
            if told is not None:
                queue.put_nowait(told)

    def _hear_request(self, request: Request) -> None:
        if self._open:
            self._tell_all({"t": "REQUEST", "d": row(request)})

    def _hear_clock(self) -> None:
        self._tell_all({"t": "CLOCK", "d": page_view.clock(self.playground)})

    def _tell_all(self, event: JSON) -> None:
        for queue in self._open:
            queue.put_nowait(event)


def row(request: Request) -> JSON:
    """One line of the drawer; long bodies are cut."""
    shown = asdict(request)
    shown.pop("route")
    shown["took_ms"] = round(request.took_ms, 2)
    for name in ("body", "answer"):
        text = json.dumps(shown[name])
        if len(text) > LONGEST_SHOWN:
            shown[name] = {"cut": text[:LONGEST_SHOWN]}
    return shown


def _error(text: str, status: int) -> web.Response:
    return web.json_response({"error": text}, status=status)
