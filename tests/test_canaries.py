"""The look for canaries finds one that was planted, wherever it is looked for."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from playground import SECRET_MARK
from playground.requests_log import RequestLog
from tests.canaries import CANARIES, ELSEWHERE, ERASED
from tests.e2e.service import ROOT
from tests.payloads import PayloadWatch

TOKEN = f"abc{SECRET_MARK}def"


def _file(folder: Path) -> None:
    (folder / "kept.txt").write_text(f"one {ELSEWHERE} two")
    CANARIES.look_into(folder)


def _in_folder(folder: Path) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "c.bin").write_bytes(b"\0" * 5000 + TOKEN.encode())
    CANARIES.look_into(folder)


def _database(folder: Path) -> None:
    """In the write-ahead log only."""
    with closing(sqlite3.connect(folder / "dateline.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE t (x TEXT)")
        database.execute("INSERT INTO t VALUES (?)", (ERASED,))
        assert ERASED.encode() not in (folder / "dateline.sqlite3").read_bytes()
        CANARIES.look_into(folder)


def _sent(_: Path) -> None:
    requests = RequestLog()
    PayloadWatch(requests, lambda _code: None)
    body = {"content": ERASED, "allowed_mentions": {"parse": []}}
    requests.add(
        "POST", "/channels/1/messages", "/channels/{channel}/messages", body, 200, {}, "", 0
    )


def _told(_: Path) -> None:
    """In a payload that is no message."""
    requests = RequestLog()
    PayloadWatch(requests, lambda _code: None)
    requests.add("PATCH", "/users/@me", "/users/@me", {"username": TOKEN}, 200, {}, "", 0)


PLANTED: dict[str, Callable[[Path], None]] = {
    "a line of our log": lambda _: structlog.get_logger().debug("read", story=ELSEWHERE),
    "a line of a library's log": lambda _: logging.getLogger("a.b").debug("with %s", ERASED),
    "a token that no filter knows": lambda _: logging.getLogger("a.b").info(TOKEN),
    "a traceback": lambda _: logging.getLogger("a").error("x", exc_info=ValueError(ELSEWHERE)),
    "what is printed": lambda _: CANARIES.printed(b"ok", f"Traceback {TOKEN}".encode()),
    "a file": _file,
    "a file far below": _in_folder,
    "a database's own log": _database,
    "a message": _sent,
    "another request": _told,
}


@pytest.mark.parametrize("where", PLANTED)
def test_a_canary_is_found_in(where: str, tmp_path: Path) -> None:
    CANARIES.listen()
    assert CANARIES.told() == []
    PLANTED[where](tmp_path)
    assert CANARIES.told()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.unlink()


def test_a_line_is_told_once_after_a_test_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    CANARIES.listen()
    structlog.get_logger().warning("only once")
    assert capsys.readouterr().err.count("only once") == 1


def test_what_the_filter_knows_is_no_leak() -> None:
    address = f"https://discord.com/api/v10/interactions/12/{TOKEN}/callback"
    logging.getLogger("discord.http").debug("POST %s with %s", address, {"token": TOKEN})
    assert CANARIES.told() == []


def test_a_test_in_which_one_is_found_fails(tmp_path: Path) -> None:
    """With the suite's own hooks."""
    planted = tmp_path / "test_planted.py"
    planted.write_text(
        "import logging\n"
        "def test_log(): logging.getLogger('x').debug('qq' + 'elsewhere')\n"
        "def test_file(tmp_path): (tmp_path / 'f').write_text('Playground' + 'Secret')\n"
        "def test_nothing(tmp_path): (tmp_path / 'f').write_text('nothing')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider",
         "--rootdir", str(tmp_path), "-c", str(ROOT / "pyproject.toml"),
         "--basetemp", str(tmp_path / "its"), str(planted)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert "3 passed, 2 errors" in done.stdout, done.stdout
    assert "2 leaks" in done.stdout
    for path in (tmp_path / "its").rglob("f"):
        path.unlink()
    planted.unlink()
