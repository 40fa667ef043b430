"""The gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME with replay, and who hears what.

Facts are from Discord's pages "Gateway" and "Opcodes and Status Codes". What events say is decided
in `world.py`, `messages.py` and `interactions.py`; the wire is `gateway_line.py`.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from playground import payloads
from playground.events import Event
from playground.gateway_line import Line
from playground.gateway_session import (
    ALL_INTENTS,
    GUILDS,
    INTENTS,
    MEMBERS,
    PRESENCES,
    Session,
    is_shard,
)
from playground.permissions import VIEW_CHANNEL
from playground.records import Guild
from playground.world import World

JSON = dict[str, Any]

HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME = 1, 2, 3, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11

# Close codes.
UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED = 4001, 4002, 4003, 4004
ALREADY_AUTHENTICATED, INVALID_SEQ, RATE_LIMITED, TIMED_OUT = 4005, 4007, 4008, 4009
INVALID_SHARD, INVALID_INTENTS, DISALLOWED_INTENTS = 4010, 4013, 4014

MAX_PAYLOAD = 4096  # bytes that a client may send at once
MAX_SENDS, SEND_WINDOW = 120, 60.0  # sends a minute


class Gateway:
    """All sessions of the bot. `heartbeat_ms`, `acknowledges` and `open` are knobs for tests:
    while it is not open, a connection is answered with 503.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.heartbeat_ms = 41_250
        self.acknowledges = True
        self.open = True
        self.turned_away = 0
        self.resumable_for = 300.0
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0
        self.ready = asyncio.Event()
        self.opened: set[web.WebSocketResponse] = set()
        # Hear of every dispatch, by name and data.
        self.listeners: list[Callable[[str, JSON], None]] = []
        world.listeners.append(self.hear)

    @property
    def live(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.line is not None]

    # What tests and the page may do to it

    async def drop(self, code: int = 1006) -> None:
        """Cut every connection; 1006 without a goodbye. Sessions stay resumable."""
        for session in self.live:
            assert session.line is not None
            await session.line.close(code)
            if session.line is not None:
                self._detach(session, code, by_us=True)

    def ask_reconnect(self) -> None:
        for session in self.live:
            assert session.line is not None
            session.line.send_op(RECONNECT, None)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Opcode 9. Without `resumable` the session is forgotten and the bot must IDENTIFY."""
        for session in self.live:
            assert session.line is not None
            session.line.send_op(INVALID_SESSION, resumable)
            if not resumable:
                self._forget(session)

    # Events out

    def hear(self, event: Event) -> None:
        now = time.monotonic()
        for session in tuple(self.sessions.values()):
            if session.line is None and now - session.lost_at > self.resumable_for:
                self._forget(session)
            elif self._wants(session, event):
                data = event.data
                if event.name == "GUILD_CREATE" and event.guild is not None:
                    data = self._guild_create(session, event.guild) | _availability(data)
                self._dispatch(session, event.name, data)

    def send_interaction(self, data: JSON, guild_id: int) -> bool:
        """INTERACTION_CREATE needs no intent. False when no session is there to hear it."""
        hearers = [session for session in self.sessions.values() if session.has(guild_id)]
        for session in hearers:
            self._dispatch(session, "INTERACTION_CREATE", data)
        return bool(hearers)

    def _wants(self, session: Session, event: Event) -> bool:
        guild, bot = event.guild, self.world.bot
        if event.only is not None or not session.has(guild.id if guild else 0):
            return False
        in_guild, in_dm = INTENTS.get(event.name, (ALL_INTENTS, ALL_INTENTS))
        if event.name == "GUILD_MEMBER_UPDATE":
            about_itself = event.data["user"]["id"] == str(bot.id)
            in_guild = ALL_INTENTS if about_itself else MEMBERS
        if not session.intents & (in_guild if guild else in_dm):
            return False
        if guild is None:
            return True
        if event.name == "GUILD_DELETE":
            return True
        if bot.id not in guild.members or guild.unavailable:
            return False
        hidden = event.channel is not None and not event.name.startswith("CHANNEL_")
        if hidden and event.channel is not None:
            return self.world.can(bot.id, event.channel, VIEW_CHANNEL)
        return True

    def _dispatch(self, session: Session, name: str, data: JSON) -> None:
        session.send(name, data)
        for listener in self.listeners:
            listener(name, data)

    def _guild_create(self, session: Session, guild: Guild) -> JSON:
        """All members only with the members and presences intents, else just the bot."""
        told = [guild.members[self.world.bot.id]]
        if session.intents & MEMBERS and session.intents & PRESENCES:
            told += [one for one in guild.members.values() if one.user is not self.world.bot]
        return payloads.guild_create(guild, told)

    # One connection

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if not self.open:
            self.turned_away += 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=1 << 20, autoping=True)
        await socket.prepare(request)
        # zstd-stream is answered with plain text frames, which clients accept.
        line = Line(
            socket, request.transport, zlib_stream=request.query.get("compress") == "zlib-stream"
        )
        self.opened.add(socket)
        try:
            line.send_op(HELLO, {"heartbeat_interval": self.heartbeat_ms, "_trace": []})
            await self._converse(line)
        finally:
            if line.session is not None and line.session.line is line:
                self._detach(line.session, socket.close_code, by_us=line.closed_by_us)
            await line.stop()
            self.opened.discard(socket)
        return socket

    async def _converse(self, line: Line) -> None:
        sends: deque[float] = deque()
        while True:
            try:
                message = await line.socket.receive(timeout=self.heartbeat_ms / 1000 * 1.5)
            except TimeoutError:
                return await line.close(TIMED_OUT)
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return None
            sends.append(time.monotonic())
            while sends[0] < time.monotonic() - SEND_WINDOW:
                sends.popleft()
            if len(sends) > MAX_SENDS:
                return await line.close(RATE_LIMITED)
            close_code = await self._take(line, message.data)
            if close_code:
                return await line.close(close_code)

    async def _take(self, line: Line, raw: str | bytes) -> int:
        """Act on one payload; the close code if it is not acceptable, else 0."""
        if len(raw.encode() if isinstance(raw, str) else raw) > MAX_PAYLOAD:
            return DECODE_ERROR
        try:
            payload = json.loads(raw)
            op, data = payload["op"], payload.get("d")
        except (ValueError, TypeError, KeyError):
            return DECODE_ERROR
        if op == HEARTBEAT:
            if self.acknowledges:
                line.send_op(HEARTBEAT_ACK, None)
            return 0
        if op in (IDENTIFY, RESUME):
            if line.session is not None:
                return ALREADY_AUTHENTICATED
            if not isinstance(data, dict):
                return DECODE_ERROR
            return self._identify(line, data) if op == IDENTIFY else self._resume(line, data)
        if line.session is None:
            return NOT_AUTHENTICATED
        if op == REQUEST_MEMBERS and isinstance(data, dict):
            self._send_members(line.session, data)
            return 0
        return 0 if op in (PRESENCE, VOICE_STATE) else UNKNOWN_OPCODE

    def _identify(self, line: Line, data: JSON) -> int:
        application = self.world.application
        if data.get("token") != application.token:
            return AUTHENTICATION_FAILED
        intents, shard = data.get("intents"), data.get("shard", [0, 1])
        if not isinstance(intents, int) or not 0 <= intents <= ALL_INTENTS:
            return INVALID_INTENTS
        if intents & application.forbidden_intents:
            return DISALLOWED_INTENTS
        if not is_shard(shard):
            return INVALID_SHARD
        session = Session(secrets.token_hex(16), intents, (shard[0], shard[1]))
        self.sessions[session.id] = session
        self._attach(session, line)
        self.identified += 1
        guilds = [
            guild
            for guild in self.world.guilds.values()
            if self.world.bot.id in guild.members and session.has(guild.id)
        ]
        self._dispatch(session, "READY", self._ready(session, guilds))
        for guild in guilds:
            if session.intents & GUILDS and not guild.unavailable:
                data = self._guild_create(session, guild) | {"unavailable": False}
                self._dispatch(session, "GUILD_CREATE", data)
        self.ready.set()
        self._tell_online()
        return 0

    def _ready(self, session: Session, guilds: list[Guild]) -> JSON:
        return {
            "v": 10,
            "user": payloads.own_user(self.world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": "wss://gateway.discord.gg",
            "shard": list(session.shard),
            "application": payloads.partial_application(self.world.application),
            "session_type": "normal",
            "private_channels": [],
            "presences": [],
            "relationships": [],
            "user_settings": {},
            "geo_ordered_rtc_regions": [],
            "guild_join_requests": [],
            "auth": {},
            "_trace": [],
        }

    def _resume(self, line: Line, data: JSON) -> int:
        session = self.sessions.get(str(data.get("session_id")))
        seq = data.get("seq")
        if data.get("token") != self.world.application.token:
            return AUTHENTICATION_FAILED
        if session is None or not isinstance(seq, int):
            line.send_op(INVALID_SESSION, False)
            return 0
        if seq > session.seq:
            return INVALID_SEQ
        oldest = session.sent[0][0] if session.sent else session.seq + 1
        if seq + 1 < oldest:
            self._forget(session)
            line.send_op(INVALID_SESSION, False)
            return 0
        self._attach(session, line)
        self.resumed += 1
        for number, text in self.missed(session, seq):
            line.send(text, number)
        self._dispatch(session, "RESUMED", {"_trace": []})
        self.ready.set()
        self._tell_online()
        return 0

    def missed(self, session: Session, seq: int) -> list[tuple[int, str]]:
        """What was dispatched after `seq`, in order."""
        return [(number, text) for number, text in session.sent if number > seq]

    def _send_members(self, session: Session, data: JSON) -> None:
        guild = self.world.guilds.get(int(data.get("guild_id") or 0))
        if guild is None or self.world.bot.id not in guild.members:
            return
        wanted = data.get("user_ids") or []
        wanted = {int(one) for one in (wanted if isinstance(wanted, list) else [wanted])}
        query = str(data.get("query") or "").lower()
        members = [
            member
            for member in guild.members.values()
            if (member.id in wanted if wanted else member.name.lower().startswith(query))
        ]
        limit = int(data.get("limit") or 0)
        chunk = {
            "guild_id": str(guild.id),
            "members": [payloads.member(one) for one in (members[:limit] if limit else members)],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(one) for one in wanted - {member.id for member in members}],
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        self._dispatch(session, "GUILD_MEMBERS_CHUNK", chunk)

    # Sessions

    def _attach(self, session: Session, line: Line) -> None:
        session.line, line.session = line, session

    def _detach(self, session: Session, close_code: int | None, *, by_us: bool) -> None:
        """A client that says goodbye with 1000 or 1001 gives its session up."""
        session.line = None
        session.lost_at = time.monotonic()
        if not by_us and close_code in (1000, 1001):
            self._forget(session)
        if not self.live:
            self.ready.clear()
        self._tell_online()

    def _forget(self, session: Session) -> None:
        self.sessions.pop(session.id, None)

    def _tell_online(self) -> None:
        self.world.emit("BOT_ONLINE", {"online": bool(self.live)}, only=0)


def _availability(data: JSON) -> JSON:
    return {"unavailable": data["unavailable"]} if "unavailable" in data else {}
