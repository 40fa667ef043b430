"""The process in which what came from outside is parsed. It may be killed at any moment.

    standard input: job, body ─→ a reader of bot.reading ─→ standard output: answer

It holds no secret, opens no connection, writes no file, and dies with the bot.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from typing import Any, BinaryIO, cast

from bot.errors import Refusal

CPU_SECONDS = 10
MEMORY = 256 * 1024 * 1024
"""Bytes a job may take beyond what the process has when it begins."""
_PAGE_SIZE = resource.getpagesize()
_PR_SET_PDEATHSIG = 1
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")
"""Beginnings of Python's audit events."""


def main() -> None:
    """Read jobs until standard input ends."""
    parent = int(sys.argv[1])
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _restrict(parent)
    while (head := _frame(jobs)) is not None:
        body = _frame(jobs)
        if body is None:
            return
        gc.disable()  # a twelfth of a page's time; what it leaves is picked up below
        answer, ended = _answer(json.loads(head), body)
        _send(answers, answer.encode())
        if ended:
            return
        gc.enable()
        gc.collect()


def _answer(job: dict[str, Any], body: bytes) -> tuple[str, bool]:
    """What one job gives, as JSON, and whether the process should end after it."""
    try:
        read = _reader(job["module"], job["function"])
        _limit()
        found = read(body, **job["options"])
        return json.dumps({"found": asdict(found)}, default=_plain), False
    except Refusal as refusal:
        values = {name: str(value) for name, value in refusal.values.items()}
        return json.dumps({"refused": refusal.message, "values": values}), False
    except MemoryError:
        return json.dumps({"failed": "memory"}), True
    except RecursionError:
        return json.dumps({"failed": "depth"}), False
    except Exception as error:  # whatever a parser stumbles over is an answer, too
        place = traceback.extract_tb(error.__traceback__)[-1]
        return json.dumps({"failed": f"{type(error).__name__} in {place.name}"}), False


def _reader(module: str, function: str) -> Callable[..., Any]:
    return cast("Callable[..., Any]", getattr(import_module(module), function))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _restrict(parent: int) -> None:
    """What holds for the whole life of the process."""
    with contextlib.suppress(OSError, AttributeError):  # Linux only; elsewhere its input ends
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_forbid)


def _forbid(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _limit() -> None:
    """CPU seconds and memory of the next job, counted from here."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_own_size() + MEMORY, hard))


def _own_size() -> int:
    with open("/proc/self/statm", encoding="ascii") as sizes:
        return int(sizes.read().split()[0]) * _PAGE_SIZE


def _frame(stream: BinaryIO) -> bytes | None:
    """The next frame: its length in four bytes, then the bytes. None at the end."""
    length = stream.read(4)
    if len(length) < 4:
        return None
    return stream.read(int.from_bytes(length, "big"))


def _send(stream: BinaryIO, frame: bytes) -> None:
    stream.write(len(frame).to_bytes(4, "big") + frame)
    stream.flush()


if __name__ == "__main__":
    main()
