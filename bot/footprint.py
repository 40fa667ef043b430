"""How the process shares its machine: turns of the interpreter, threads, memory."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import sys
from concurrent.futures import ThreadPoolExecutor

SWITCH_SECONDS = 0.001
"""How long the event loop may keep the interpreter to itself while a thread of the storage has its
next statement to begin; Python's own 0.005 are waited for at each one.
"""
WORKERS = 4
"""Threads that read stories and files. They share one interpreter, so that more would not be faster
and would each keep memory of their own.
"""
ARENAS = 2
"""Places that glibc takes memory from; its own limit is 8 for each core, and what is free in one is
of no use to the others.
"""
MAPPED_FROM = 128 * 1024
"""Bytes from which memory goes back to the system as soon as it is free. glibc begins with this
figure, too, but raises it up to 32 MiB with the first large download.
"""
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8


def keep_small() -> None:
    """Before the first thread begins, in the running event loop."""
    sys.setswitchinterval(SWITCH_SECONDS)
    workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="work")
    asyncio.get_running_loop().set_default_executor(workers)
    with contextlib.suppress(AttributeError):  # glibc's alone
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_ARENA_MAX, ARENAS)
        mallopt(_M_MMAP_THRESHOLD, MAPPED_FROM)
