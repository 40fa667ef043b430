"""What a shell hands over: standard streams, closed or of any encoding, and the signals to end.

Knows no command.
"""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def settle_in() -> None:
    """Before a command begins: streams that are there, and take any text."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What is exported under one locale is read in under another.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _open_what_is_closed() -> None:
    """Else the next file to be opened would be the standard output: the database, for instance."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))


def give_up_output() -> None:
    """What waits to be printed goes nowhere; else Python would try once more at its end, and
    complain again.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def finish_or_clear_up(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`; on SIGTERM, as on Ctrl-C, it removes what it has begun."""

    async def ended_in_order() -> T:
        working = asyncio.ensure_future(work)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
        return await working

    try:
        return asyncio.run(ended_in_order())
    except asyncio.CancelledError:
        raise SystemExit(128 + signal.SIGTERM) from None
