"""Runs pure readers of `bot.reading` in processes of their own, and ends those that misbehave.

    await parser.read(PAGE, body, url=…, charset=…)  →  an Article, made of plain JSON again

To run another reader there, name it as `PAGE` is named. It is given the body as bytes and the
options as keywords, and answers with a dataclass or raises a Refusal.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import structlog
from pydantic import TypeAdapter, ValidationError

from bot.errors import Unreadable
from bot.workflows.ports import ParserEnded

log = structlog.get_logger(__name__)

T = TypeVar("T")

WALL_SECONDS = 15
"""From handing over a job to its answer; the job itself may take 10 seconds of CPU."""
IDLE_SECONDS = 60
PROCESSES = 2
MOST_JOBS = 200
"""Jobs after which a process is replaced, so that no leak of a parser's adds up."""
LARGEST_ANSWER = 16 * 1024 * 1024

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ")
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Reader(Generic[T]):
    """A function of `bot.reading`, by name so that only the child imports it, and what it gives."""

    module: str
    function: str
    gives: type[T]


class _Ended(Exception):
    """The process gave no answer: it crashed or was killed."""


class Parser:
    """One process at a time, started when needed, ended after a minute without work."""

    def __init__(self, *, wall: float = WALL_SECONDS, idle: float = IDLE_SECONDS) -> None:
        self._wall = wall
        self._idle = idle
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._jobs = 0
        self._closed = False
        self._idle_end: asyncio.TimerHandle | None = None
        self._retiring: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The running process, if there is one."""
        return self._child.pid if self._child else None

    async def read(self, reader: Reader[T], body: bytes, **options: str | int | None) -> T:
        """What the reader makes of the body. Raises Unreadable, or the reader's own refusal."""
        job = {"module": reader.module, "function": reader.function, "options": options}
        async with self._turn:
            self._stay()
            answer = await self._ask(json.dumps(job).encode(), body)
            self._leave_later()
        if "found" in answer:
            return _checked(reader, answer["found"])
        if "refused" in answer:
            raise Unreadable(answer["refused"], **answer["values"])
        log.warning("parser failed", reader=reader.function, cause=answer.get("failed"))
        kind = ParserEnded if answer.get("failed") == "memory" else Unreadable
        raise kind("This cannot be read: it is built in a way that no reader copes with.")

    async def close(self) -> None:
        """End the process, whatever it is doing; nothing more is read."""
        self._closed = True
        if self._child is not None:
            with suppress(ProcessLookupError):
                self._child.kill()
        async with self._turn:  # who waits for its answer has seen its end
            self._stay()
            await self._end()
        if self._retiring is not None:
            await self._retiring

    async def _ask(self, job: bytes, body: bytes) -> dict[str, Any]:
        try:
            child = await self._running()
            async with asyncio.timeout(self._wall):
                answer = await _exchange(child, job, body)
        except TimeoutError:
            await self._end()
            log.warning("parser killed", cause="time")
            raise ParserEnded("This takes too long to read. Try a simpler page.") from None
        except (_Ended, OSError):
            await self._end()
            log.warning("parser died")
            raise ParserEnded(
                "This cannot be read: it takes too much time or memory, or breaks the reader."
            ) from None
        except BaseException:  # cancelled halfway: what it would answer next is not ours
            await self._end()
            raise
        self._jobs += 1
        if self._jobs >= MOST_JOBS or answer.get("failed") == "memory":
            await self._end()
        return answer

    async def _running(self) -> asyncio.subprocess.Process:
        if self._closed:
            raise _Ended
        if self._child is None or self._child.returncode is not None:
            self._jobs = 0
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-s", "-m", "bot.web.child", str(os.getpid()),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_environment(),
            )  # fmt: skip
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(ProcessLookupError):
            child.kill()
        if child.stdin is not None:
            child.stdin.close()
        await child.communicate()

    def _stay(self) -> None:
        if self._idle_end is not None:
            self._idle_end.cancel()
            self._idle_end = None

    def _leave_later(self) -> None:
        """A process without work takes memory for nothing."""
        self._idle_end = asyncio.get_running_loop().call_later(self._idle, self._leave)

    def _leave(self) -> None:
        self._retiring = asyncio.create_task(self._end(), name="end the idle parser")


class Parsers:
    """A few of them: what holds one up leaves the others to the rest. A second process runs only
    while there is work for two.
    """

    def __init__(self, count: int = PROCESSES, *, wall: float = WALL_SECONDS) -> None:
        self._all = [Parser(wall=wall) for _ in range(count)]
        self._free: asyncio.LifoQueue[Parser] = asyncio.LifoQueue()
        for parser in self._all:
            self._free.put_nowait(parser)

    async def read(self, reader: Reader[T], body: bytes, **options: str | int | None) -> T:
        """As `Parser.read`, by the first that is free."""
        parser = await self._free.get()
        try:
            return await parser.read(reader, body, **options)
        finally:
            self._free.put_nowait(parser)

    async def close(self) -> None:
        """End every process, whatever it is doing."""
        for parser in self._all:
            await parser.close()


async def _exchange(child: asyncio.subprocess.Process, job: bytes, body: bytes) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    for frame in (job, body):
        child.stdin.write(len(frame).to_bytes(4, "big") + frame)
    try:
        await child.stdin.drain()
        length = int.from_bytes(await child.stdout.readexactly(4), "big")
        if length > LARGEST_ANSWER:
            raise _Ended
        return cast("dict[str, Any]", json.loads(await child.stdout.readexactly(length)))
    except (asyncio.IncompleteReadError, ValueError) as error:
        raise _Ended from error


def _checked(reader: Reader[T], found: object) -> T:
    try:
        return _shape(reader.gives).validate_python(found)
    except ValidationError as error:
        raise Unreadable("This cannot be read: the reader gave no article.") from error


@cache
def _shape(gives: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(gives)


def _environment() -> dict[str, str]:
    """Only what Python needs to start: no token, no setting of ours."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
