"""One gateway connection on the wire: frames in order, compressed if asked for, and its end."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from playground.gateway_session import Session


class Line:
    """`send` never waits: a task writes in order, so that changing the world stays synchronous."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        *,
        zlib_stream: bool,
    ) -> None:
        self.socket = socket
        self._transport = transport
        self.session: Session | None = None
        self.closed_by_us = False
        # "zlib-stream" is one deflate stream for the whole connection, flushed at each message.
        self._deflate = zlib.compressobj() if zlib_stream else None
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, text: str, _seq: int = 0) -> None:
        self._waiting.put_nowait(text)

    def send_op(self, op: int, data: Any) -> None:
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def close(self, code: int) -> None:
        """Send what waits, then close; 1006 is no goodbye at all but a cut."""
        self.closed_by_us = True
        await self._flush()
        if code == 1006:
            if self._transport is not None:
                self._transport.abort()
        else:
            await self.socket.close(code=code)

    async def stop(self) -> None:
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)

    def deflate(self, text: str) -> bytes:
        assert self._deflate is not None
        return self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)

    async def _flush(self) -> None:
        if self._writer.done():
            return
        try:
            await asyncio.wait_for(self._waiting.join(), 1.0)
        except TimeoutError:
            self._writer.cancel()

    async def _write(self) -> None:
        while True:
            text = await self._waiting.get()
            try:
                if self._deflate is not None:
                    await self.socket.send_bytes(self.deflate(text))
                else:
                    await self.socket.send_str(text)
            except (ConnectionError, RuntimeError):
                return  # the reading side sees the end and detaches the session
            finally:
                self._waiting.task_done()
