"""The parser process: what it answers, and that nothing a reader does in it harms the bot."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from bot.errors import Unreadable
from bot.web.parser import Parser, Parsers, Reader
from tests.web.hostile_readers import Told
from tests.web.net import TALLY, Canary

ROOT = Path(__file__).resolve().parents[2]


def reader(name: str) -> Reader[Told]:
    return Reader("tests.web.hostile_readers", name, Told)


TELL = reader("tell")


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    parser = Parser(wall=3)
    yield parser
    await parser.close()
    assert parser.pid is None


async def test_an_answer_comes_back_as_the_dataclass_it_was(parser: Parser) -> None:
    told = await parser.read(TELL, "café".encode(), url=" https://a.example/")
    assert told.text == "café https://a.example/"
    assert told.parts == ("a", "b")
    assert told.at is not None
    assert told.at.isoformat() == "2026-11-25T08:00:00+08:00"
    assert told.pid != os.getpid()


async def test_one_process_reads_one_after_the_other(parser: Parser) -> None:
    told = await asyncio.gather(*(parser.read(TELL, str(n).encode()) for n in range(20)))
    assert [one.text for one in told] == [str(n) for n in range(20)]
    assert len({one.pid for one in told}) == 1


async def test_a_refusal_of_the_reader_is_a_refusal_here(parser: Parser) -> None:
    with pytest.raises(Unreadable) as refused:
        await parser.read(reader("refuse"), b"")
    assert str(refused.value) == "3 words are too few."


@pytest.mark.parametrize(
    "name",
    ["stumble", "go_deep", "spin", "sleep", "hoard", "hoard_slowly", "crash", "leave", "end", "lie",
     "too_much", "wrong_shape", "spawn", "missing"],
)  # fmt: skip
async def test_a_reader_that_misbehaves_ends_in_one_sentence_and_the_next_works(
    parser: Parser, name: str
) -> None:
    TALLY["tried"] += 1
    lag = asyncio.create_task(_worst_lag())
    with pytest.raises(Unreadable) as refused:
        await parser.read(reader(name), b"x")
    assert str(refused.value).endswith(".")
    assert (await parser.read(TELL, b"next")).text == "next"
    lag.cancel()
    assert await lag < 1
    TALLY["quarantined"] += 1


async def test_closing_ends_what_is_being_read_and_what_waits_for_it() -> None:
    parser = Parser(wall=30)
    readings = [asyncio.create_task(parser.read(reader("sleep"), b"x")) for _ in range(3)]
    async with asyncio.timeout(20):
        while parser.pid is None:
            await asyncio.sleep(0.01)
    await parser.close()
    for ended in await asyncio.gather(*readings, return_exceptions=True):
        assert isinstance(ended, Unreadable)
    assert parser.pid is None


async def _worst_lag() -> float:
    """Seconds by which the loop was late at most, until cancelled."""
    worst = 0.0
    try:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            worst = max(worst, time.perf_counter() - before - 0.01)
    except asyncio.CancelledError:
        return worst


async def test_what_a_reader_prints_is_no_answer(parser: Parser) -> None:
    assert (await parser.read(reader("chatter"), b"said")).text == "said"


async def test_the_process_holds_no_secret(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "canary-token")
    monkeypatch.setenv("DATELINE_DATA", "canary-data")
    told = await parser.read(reader("environment"), b"")
    assert "canary" not in told.text
    process = psutil.Process(told.pid)
    assert "canary" not in str(process.environ())


async def test_the_process_opens_no_connection_and_writes_no_file(
    parser: Parser, canary: Canary, tmp_path: Path
) -> None:
    for name in ("call_home", "fetch"):
        with pytest.raises(Unreadable):
            await parser.read(reader(name), str(canary.port).encode())
    with pytest.raises(Unreadable):
        await parser.read(reader("write"), str(tmp_path / "out").encode())
    assert canary.visits == 0
    assert not any(path.stat().st_size for path in tmp_path.iterdir())


async def test_an_idle_process_ends_and_the_next_page_gets_a_new_one() -> None:
    parser = Parser(idle=0.05)
    first = await parser.read(TELL, b"1")
    for _ in range(200):
        if not psutil.pid_exists(first.pid):
            break
        await asyncio.sleep(0.02)
    assert not psutil.pid_exists(first.pid)
    assert (await parser.read(TELL, b"2")).pid != first.pid
    await parser.close()


async def test_a_page_that_hangs_leaves_the_other_process_to_the_rest() -> None:
    parsers = Parsers()
    hanging = asyncio.create_task(parsers.read(reader("sleep"), b""))
    await asyncio.sleep(0)
    first = await parsers.read(TELL, b"1")
    second = await parsers.read(TELL, b"2")
    assert first.pid == second.pid
    assert not hanging.done()
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    await parsers.close()


async def test_a_reading_that_nobody_waits_for_any_longer_is_ended(parser: Parser) -> None:
    waiting = asyncio.create_task(parser.read(reader("sleep"), b""))
    while parser.pid is None:
        await asyncio.sleep(0.01)
    pid = parser.pid
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not psutil.pid_exists(pid)
    assert (await parser.read(TELL, b"next")).text == "next"


PARENT = """
import asyncio
from bot.web.parser import Parser, Parsers, Reader
from tests.web.hostile_readers import Told

async def main():
    parser = Parser()
    told = await parser.read(Reader("tests.web.hostile_readers", "tell", Told), b"x")
    print(told.pid, flush=True)
    await parser.read(Reader("tests.web.hostile_readers", NAME, Told), b"x")

asyncio.run(main())
"""


@pytest.mark.parametrize("name", ["sleep", "spin"])
def test_the_process_dies_with_its_parent(name: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.replace("NAME", repr(name))],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.2)
    parent.send_signal(signal.SIGKILL)
    parent.wait(10)
    parent.stdout.close()
    for _ in range(250):
        if not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie":
            return
        time.sleep(0.02)
    raise AssertionError("the parser outlived the bot")


async def test_the_process_has_its_limits_before_it_reads(parser: Parser) -> None:
    told = await parser.read(TELL, b"x")
    process = psutil.Process(told.pid)
    assert process.rlimit(psutil.RLIMIT_CORE)[0] == 0
    assert process.rlimit(psutil.RLIMIT_FSIZE)[0] == 0
    assert process.rlimit(psutil.RLIMIT_CPU)[0] <= 20
    assert process.rlimit(psutil.RLIMIT_AS)[0] < process.memory_info().vms + (300 << 20)
