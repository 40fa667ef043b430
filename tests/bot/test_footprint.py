"""What the process keeps of its machine."""

from __future__ import annotations

import subprocess
import sys

import pytest

LARGE_MEMORY = """
import asyncio, ctypes
from bot.footprint import keep_small

class Found(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    ).split()]

async def main():
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallinfo2"):
        return print("no glibc")
    libc.mallinfo2.restype = Found
    if {small}:
        keep_small()
    del (download := bytearray(20_000_000))[:]
    before = libc.mallinfo2().hblkhd
    page = bytearray(10_000_000)
    print(libc.mallinfo2().hblkhd - before >= len(page))

asyncio.run(main())
"""

THREADS = """
import asyncio, threading, time
from bot.footprint import WORKERS, keep_small

async def main():
    keep_small()
    before = threading.active_count()
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.01) for _ in range(50)))
    print(threading.active_count() - before <= WORKERS)

asyncio.run(main())
"""


def printed(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def test_what_a_large_download_took_goes_back_to_the_system() -> None:
    found = printed(LARGE_MEMORY.format(small=True))
    if found == "no glibc":
        pytest.skip("this system's memory is not glibc's: there is nothing to set")
    assert found == "True"


def test_without_it_a_large_download_stays() -> None:
    found = printed(LARGE_MEMORY.format(small=False))
    if found == "no glibc":
        pytest.skip("this system's memory is not glibc's: there is nothing to set")
    assert found == "False"


def test_work_in_threads_takes_few_of_them() -> None:
    assert printed(THREADS) == "True"
