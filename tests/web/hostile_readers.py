"""Readers that misbehave, for the parser process. They run only there."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    text: str
    pid: int
    parts: tuple[str, ...] = ()
    at: datetime | None = None


def tell(body: bytes, *, url: str = "") -> Told:
    return Told(
        text=body.decode(errors="replace") + url,
        pid=os.getpid(),
        parts=("a", "b"),
        at=datetime.fromisoformat("2026-11-25T08:00:00+08:00"),
    )


def environment(body: bytes) -> Told:
    return Told(text="\n".join(f"{k}={v}" for k, v in os.environ.items()), pid=os.getpid())


def refuse(body: bytes) -> Told:
    raise Unreadable("{number} words are too few.", number=3)


def stumble(body: bytes) -> Told:
    raise KeyError("where")


def go_deep(body: bytes) -> Told:
    return go_deep(body)


def spin(body: bytes) -> Told:
    while True:
        pass


def sleep(body: bytes) -> Told:
    time.sleep(600)
    raise AssertionError


def hoard(body: bytes) -> Told:
    return Told(text=str(len(bytes(2 << 30))), pid=0)


def hoard_slowly(body: bytes) -> Told:
    heap = []
    while True:
        heap.append("x" * 100_000 + str(len(heap)))


def crash(body: bytes) -> Told:
    ctypes.string_at(0)
    raise AssertionError


def leave(body: bytes) -> Told:
    os._exit(7)


def end(body: bytes) -> Told:
    raise SystemExit(3)


def chatter(body: bytes) -> Told:
    print("not an answer " * 10_000)
    sys.stdout.flush()
    os.write(1, b"\xff" * 100_000)
    return tell(body)


def lie(body: bytes) -> int:
    return 7


def too_much(body: bytes) -> Told:
    return Told(text="x" * (40 << 20), pid=0)


def wrong_shape(body: bytes) -> Told:
    return Told(text=None, pid="many")  # pyright: ignore[reportArgumentType]


def call_home(body: bytes) -> Told:
    socket.create_connection(("127.0.0.1", int(body)), timeout=2).close()
    return tell(body)


def fetch(body: bytes) -> Told:
    urllib.request.urlopen(f"http://127.0.0.1:{int(body)}/", timeout=2).close()
    return tell(body)


def spawn(body: bytes) -> Told:
    subprocess.run(["true"], check=True)
    return tell(body)


def write(body: bytes) -> Told:
    with open(body.decode(), "wb") as file:
        file.write(b"x" * 10)
    return tell(body)
