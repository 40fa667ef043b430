"""What a shell hands over or takes away: full and closed streams, locales, signals, names."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import open_storage
from storage.story_records import StoryText
from tests.bot.test_cli import ROOT, one_sentence


def in_shell(line: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """`line` of a shell in which `dateline` is the command; of both streams what is left open."""
    return subprocess.run(
        ["bash", "-c", f'dateline() {{ "{sys.executable}" -m bot "$@"; }}; {line}'],
        capture_output=True, cwd=cwd, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DISCORD_TOKEN": "", **env},
    )  # fmt: skip


@pytest.fixture
async def stored(tmp_path: Path) -> Path:
    """A folder with a database, in which a server's zone is no ASCII."""
    async with open_storage(tmp_path / "data" / "dateline.sqlite3") as storage:
        await storage.guilds.join(1001, datetime.now(UTC))
        await storage.guilds.set_zone(1001, "Łódź/消息")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    ["--help", "doctor --offline", "doctor --offline --json", "backup", "restore", "export"],
)
def test_where_nothing_can_be_printed_it_says_so(stored: Path, command: str) -> None:
    done = in_shell(f"dateline {command} > /dev/full", stored)
    assert b"The disk is full" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert done.returncode == 69


def test_closed_streams_hurt_no_file(stored: Path) -> None:
    for command in ("backup copy.sqlite3", "export whole.jsonl", "export", "restore", "--help"):
        done = in_shell(f"dateline {command} <&- >&- 2>&-", stored)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    with closing(sqlite3.connect(stored / "copy.sqlite3")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("SELECT zone FROM guilds").fetchall() == [("Łódź/消息",)]
    assert "消息" in (stored / "whole.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_what_is_printed_is_the_same_under_every_locale(stored: Path, encoding: str) -> None:
    assert in_shell("dateline export whole.jsonl", stored).returncode == 0
    done = in_shell("dateline export", stored, PYTHONIOENCODING=encoding)
    assert done.stdout == (stored / "whole.jsonl").read_bytes()
    found = in_shell("dateline doctor --offline", stored, PYTHONIOENCODING=encoding)
    assert "DISCORD_TOKEN=…" in found.stdout.decode()
    assert found.stderr == b""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("command", ["export", "backup"])
async def test_what_is_ended_half_way_leaves_no_half_of_a_file(
    tmp_path: Path, command: str, end: signal.Signals
) -> None:
    async with open_storage(tmp_path / "data" / "dateline.sqlite3") as storage:
        await storage.guilds.join(1001, datetime.now(UTC))
        for _ in range(40):
            text = StoryText(headline="x", body=(random.randbytes(500_000).hex(),))
            await storage.drafts.add(1001, 5, text, datetime.now(UTC), datetime.now(UTC))
    target = tmp_path / "taken-out"
    draft = tmp_path / "taken-out.part"
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", command, target.name],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    while process.poll() is None and not draft.exists():
        await asyncio.sleep(0.001)
    process.send_signal(end)
    _, errors = process.communicate(timeout=30)
    assert errors == b""
    if process.returncode == 0:  # it was quicker
        assert target.stat().st_size > 20_000_000
    else:
        assert process.returncode == (-9 if end == signal.SIGKILL else 128 + end)
        assert not target.exists()
        assert not draft.exists() or end == signal.SIGKILL
    target.unlink(missing_ok=True)
    assert in_shell(f"dateline {command} {target.name}", tmp_path).returncode == 0
    assert not draft.exists()


@pytest.mark.parametrize(
    ("make", "words", "code"),
    [(os.mkdir, "cannot be written", 73), (os.mkfifo, "is no file", 65)],
)
def test_what_lies_in_the_database_s_place_and_is_no_file_is_named_at_once(
    tmp_path: Path, make: Callable[[Path], None], words: str, code: int
) -> None:
    place = tmp_path / "data" / "dateline.sqlite3"
    place.parent.mkdir()
    make(place)
    for command in ("backup copy.sqlite3", "export whole.jsonl", "export"):
        error = one_sentence(in_shell(f"dateline {command}", tmp_path))
        assert "data/dateline.sqlite3 cannot be written" in error
    found = in_shell("dateline doctor --offline", tmp_path)
    assert f"data/dateline.sqlite3 {words}" in found.stdout.decode()
    done = in_shell("dateline run", tmp_path, DISCORD_TOKEN="x")
    assert words in one_sentence(done)
    assert done.returncode == code
    assert os.listdir(tmp_path) == ["data"]


def test_a_machine_without_time_zone_data_is_told_what_is_missing(stored: Path) -> None:
    hidden = stored / "hidden" / "tzdata"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").touch()
    without = {"PYTHONPATH": f"{hidden.parent}:{ROOT}", "PYTHONTZPATH": ""}
    for command in ("doctor --offline", "run"):
        error = one_sentence(in_shell(f"dateline {command}", stored, DISCORD_TOKEN="x", **without))
        assert "tzdata" in error


def test_a_port_that_no_page_can_have_is_refused(stored: Path) -> None:
    done = in_shell("dateline demo --port 65536", stored)
    assert done.returncode == 2
    assert b"65535" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_name_that_no_file_can_have_is_refused(stored: Path) -> None:
    for command in ("backup", "export", "restore", "import"):
        error = one_sentence(in_shell(f"dateline {command} {'a' * 300}", stored))
        assert "cannot be" in error
