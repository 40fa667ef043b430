"""The service ends in order and in time although something hangs: Discord, a name server, a site,
the disk, a process of its own. Each with a process of its own, and real faults.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import Exit
from storage import open_storage
from storage.migrate import migrations
from storage.story_records import StoryText
from tests.e2e import cut_off
from tests.e2e.faults import until
from tests.e2e.service import Town, town

NETWORK = ("unshare", "--user", "--map-root-user", "--net", "--mount")
NONE_HELD = "SELECT count(*) FROM deliveries WHERE lease_owner NOTNULL"
UNSEEMLY = re.compile(r"^dateline: |never retrieved|tick failed|Ignoring exception|command failed")
ENDED_AT_LAST = "ended without waiting any longer"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as opened:
        yield opened


@pytest.fixture
def cut(tmp_path: Path) -> tuple[str, ...]:
    """What puts a program on a network where nothing answers."""
    there = (*NETWORK, sys.executable, cut_off.__file__, str(tmp_path))
    if not shutil.which("unshare") or subprocess.run([*there, "true"], check=False).returncode:
        pytest.skip("no rights to make a network of its own")
    return there


@pytest.fixture
def slow_disk() -> tuple[str, ...]:
    """What lets a program wait two seconds for the disk, each time that it asks for its word."""
    calls = "fsync,fdatasync"
    there = (
        *("strace", "-D", "-f", "-qq", "-e", "signal=none", "-e", f"trace={calls}"),
        *("-e", f"inject={calls}:delay_enter=2s", "-o", os.devnull),
    )
    if not shutil.which("strace") or subprocess.run([*there, "true"], check=False).returncode:
        pytest.skip("no strace here, or no rights to use it")
    return there


async def ends_well(
    here: Town, process: asyncio.subprocess.Process, *, orderly: bool | None = True
) -> None:
    """After SIGTERM: in time, with nothing to complain of, and leaving no process behind.

    orderly: whether everything was closed, not merely left; None where either will do.
    """
    process.send_signal(signal.SIGTERM)
    said = await here.said(process)
    assert [line for line in said.splitlines() if UNSEEMLY.search(line)] == []
    assert process.returncode == 0
    assert orderly in ((ENDED_AT_LAST not in here.log(process)), None)
    await until(lambda: _none_left(process), "the end of every process", seconds=2)


async def _none_left(process: asyncio.subprocess.Process) -> bool:
    return not children(process)


def children(process: asyncio.subprocess.Process) -> list[int]:
    """The processes that parse and draw for the service; they name it in their command."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if b"bot.web.child" in words and str(process.pid).encode() in words and state != "Z":
            found.append(int(entry.name))
    return found


async def asked(here: Town, path: str) -> None:
    """Once Discord was asked for that."""

    async def is_there() -> bool:
        return any(one.path.endswith(path) for one in here.playground.requests)

    await until(is_there, f"a request for {path}", seconds=20)


async def test_sigterm_while_the_login_hangs(here: Town) -> None:
    here.playground.faults.slow(60, times=1000)
    process = await here.run()
    await until(lambda: _opened(here), "the database", seconds=20)
    await asyncio.sleep(0.5)
    await ends_well(here, process)


async def _opened(here: Town) -> bool:
    return here.database.exists()


async def test_sigterm_while_the_gateway_does_not_open(here: Town) -> None:
    await here.plan(1)
    here.playground.gateway.open = False
    process = await here.run()
    await asked(here, "/commands")
    await asyncio.sleep(0.5)
    await ends_well(here, process)
    assert here.ledger("SELECT count(*) FROM deliveries") == [0]
    told = next(line for line in here.log(process).splitlines() if "reconnect" in line)
    assert "[warning" in told
    assert "503" in told
    assert "Traceback" not in here.log(process)


async def test_sigterm_while_the_gateway_is_lost_and_does_not_open_again(here: Town) -> None:
    process = await here.running()
    here.playground.gateway.open = False
    await here.playground.gateway.drop()
    await asyncio.sleep(0.5)
    await ends_well(here, process)


@pytest.mark.parametrize("seconds", [0.1, 0.4, 0.8, 1.2, 2.0])
async def test_sigterm_at_any_moment_of_a_start_loses_and_doubles_nothing(
    here: Town, seconds: float
) -> None:
    await here.plan(3)
    process = await here.run()
    await asyncio.sleep(seconds)
    process.send_signal(signal.SIGTERM)
    assert await here.said(process) == ""
    # Python itself takes a moment to start, in which nothing is begun.
    assert process.returncode in (0, -signal.SIGTERM)
    assert here.ledger(NONE_HELD) == [0]
    second = await here.running()
    assert len(await here.posts(3)) == 3
    assert await here.doubled() == []
    await ends_well(here, second)


@pytest.mark.parametrize("where", ["name", "site"])
async def test_sigterm_while_a_feeds_name_or_site_hangs(
    here: Town, cut: tuple[str, ...], where: str
) -> None:
    process = await here.running(under=cut)
    chief = here.playground.person(here.chief, here.channels[0])
    host = "nobody.example" if where == "name" else cut_off.SILENT
    waiting = asyncio.create_task(chief.slash("feed add", url=f"http://{host}/feed"))
    await asyncio.sleep(1.5)
    assert not waiting.done()
    await ends_well(here, process)
    waiting.cancel()


async def test_sigterm_while_discords_own_name_is_looked_up_in_vain(
    here: Town, cut: tuple[str, ...]
) -> None:
    process = await here.run({"DISCORD_SOCKET": ""}, under=cut)
    await until(lambda: _opened(here), "the database", seconds=20)
    await asyncio.sleep(1)
    await ends_well(here, process)


async def test_a_start_without_any_network_ends_with_a_sentence(here: Town) -> None:
    alone = ("unshare", "--user", "--map-root-user", "--net")
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("no rights to make a network of its own")
    process = await here.run({"DISCORD_SOCKET": ""}, under=alone)
    error = await here.said(process)
    assert process.returncode == Exit.LOST
    assert "Check the network" in error
    assert error.count("\n") == 1


async def test_a_start_while_discord_is_down_ends_with_a_sentence(here: Town) -> None:
    process = await here.run({"DISCORD_SOCKET": str(here.folder / "nobody.sock")})
    error = await here.said(process)
    assert process.returncode == Exit.LOST
    assert "Discord cannot be reached from here." in error
    assert error.count("\n") == 1


async def test_a_start_with_a_token_that_discord_does_not_know_ends_with_a_sentence(
    here: Town,
) -> None:
    process = await here.run({"DISCORD_TOKEN": "wrong"})
    error = await here.said(process)
    assert process.returncode == Exit.TOKEN
    assert "does not know this bot token" in error
    assert error.count("\n") == 1


async def test_sigterm_while_another_program_holds_the_database(here: Town) -> None:
    await here.plan(3, in_seconds=2)
    process = await here.running()
    with closing(sqlite3.connect(here.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(2.5)
        process.send_signal(signal.SIGTERM)
        await here.said(process)
        other.execute("ROLLBACK")
    assert process.returncode == 0
    assert here.ledger("PRAGMA quick_check") == ["ok"]
    second = await here.run()
    assert len(await here.posts(3)) == 3
    assert await here.doubled() == []
    await ends_well(here, second)


async def test_a_start_while_another_program_holds_the_database_goes_on_once_it_is_free(
    here: Town,
) -> None:
    await here.plan(1)
    process = await here.run()
    await asked(here, "/commands")
    here.playground.world.add_guild("Another")
    with closing(sqlite3.connect(here.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await here.playground.bot_ready()
        await asyncio.sleep(6)  # a change is given up after five
        other.execute("ROLLBACK")
    assert len(await here.posts(1)) == 1
    await ends_well(here, process)


async def test_sigterm_while_a_process_of_its_own_stands_still(here: Town) -> None:
    await here.plan(0)
    now = datetime.now(UTC)
    async with open_storage(here.database) as storage:
        story = StoryText(headline="Rowing club wins", section=("Sport",), published_at=now)
        await storage.stories.add(here.guild.id, story, here.chief.id, now)
    process = await here.running()
    chief = here.playground.person(here.chief, here.channels[0])
    waiting = asyncio.create_task(chief.slash("stats"))
    (child,) = await until(lambda: _children(process), "the process that draws")
    os.kill(child, signal.SIGSTOP)
    await ends_well(here, process)
    waiting.cancel()


async def _children(process: asyncio.subprocess.Process) -> list[int]:
    return children(process)


async def test_sigterm_while_a_copy_is_made_before_an_update(
    here: Town, slow_disk: tuple[str, ...]
) -> None:
    await here.plan(1)
    last = migrations()[-1]
    with closing(sqlite3.connect(here.database, isolation_level=None)) as database:
        database.execute("CREATE TABLE much (bytes BLOB)")
        for _ in range(60):
            database.execute("INSERT INTO much VALUES (zeroblob(1000000))")
        # As an older Dateline has left it: its last step is not known to it yet.
        database.execute("DELETE FROM migrations WHERE number = ?", (last.number,))
        database.execute(f"PRAGMA user_version = {last.number - 1}")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    process = await here.run(under=slow_disk)
    copies = here.database.parent / "backups"
    await until(lambda: _files(copies), "a copy that grows", seconds=60)
    await ends_well(here, process)
    assert await _files(copies) == []
    assert here.ledger("PRAGMA user_version") == [last.number - 1]


async def _files(folder: Path) -> list[Path]:
    return list(folder.glob("*"))


async def test_sigterm_on_a_slow_disk(here: Town, slow_disk: tuple[str, ...]) -> None:
    """Each commit takes two seconds; the loop goes on, and so do answers."""
    await here.plan(3, in_seconds=2)
    process = await here.running(under=slow_disk)
    chief = here.playground.person(here.chief, here.channels[0])
    assert "Nothing" in (await chief.slash("story search", query="rowing")).text
    await here.posts(3, seconds=60)
    await ends_well(here, process, orderly=None)
    second = await here.running()
    assert await here.doubled() == []
    await ends_well(here, second)
    assert len(await here.posts(3)) == 3


async def test_a_disk_that_hangs_for_good_holds_up_no_end(
    here: Town, slow_disk: tuple[str, ...]
) -> None:
    await here.plan(0)
    process = await here.running()
    chief = here.playground.person(here.chief, here.channels[0])
    await chief.slash("status")
    hung = [word.replace("=2s", "=600s") for word in slow_disk if word != "-D"]
    tracer = await asyncio.create_subprocess_exec(*hung, "-p", str(process.pid))
    try:
        await until(lambda: _is_traced(process), "the hold on the disk")
        await here.plan(3)
        await asyncio.sleep(2)
        assert "Nothing" in (await chief.slash("story search", query="rowing")).text
        # Nothing that could not be recorded first.
        assert here.playground.requests.to("POST", "/channels/{channel}/messages") == []
        process.send_signal(signal.SIGTERM)
        await until(lambda: _has_ended(process), "its end", seconds=15)
        assert ENDED_AT_LAST in here.log(process)
    finally:
        with suppress(ProcessLookupError):
            tracer.kill()
        await tracer.wait()
    assert await process.wait() == 0
    assert here.ledger("PRAGMA quick_check") == ["ok"]
    second = await here.run()
    assert len(await here.posts(3)) == 3
    assert await here.doubled() == []
    await ends_well(here, second)


async def _has_ended(process: asyncio.subprocess.Process) -> bool:
    # What holds the disk's call keeps the dead process from being waited for.
    try:
        return "State:\tZ" in Path(f"/proc/{process.pid}/status").read_text()
    except FileNotFoundError:
        return True


async def _is_traced(process: asyncio.subprocess.Process) -> bool:
    return "TracerPid:\t0\n" not in Path(f"/proc/{process.pid}/status").read_text()
