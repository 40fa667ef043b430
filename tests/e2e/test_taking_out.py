"""`dateline export` and `import` in a shell: everything, stories, feeds, a date's editions."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.bot.test_cli import dateline, one_sentence
from tests.e2e.conftest import Desk
from tests.e2e.faults import ended, planned
from tests.e2e.service import ROOT
from tests.e2e.test_schedules import to_the_next_post

OURS = "our server's id"


@pytest.fixture
async def stopped(desk: Desk) -> Path:
    """The folder of a bot that has posted one edition and was stopped."""
    await planned(desk)
    await to_the_next_post(desk)
    await ended(desk)
    await desk.stop()
    return desk.folder


def run(*arguments: str, cwd: Path, **env: str):
    done = dateline(*arguments, cwd=cwd, env=env)
    assert b"Traceback" not in done.stderr
    return done


async def test_everything_goes_out_and_comes_in_again_byte_for_byte(stopped: Path) -> None:
    first = await asyncio.to_thread(run, "export", "all.jsonl", cwd=stopped)
    assert first.returncode == 0, first.stderr
    made = stopped / "all.jsonl"
    assert made.stat().st_mode & 0o077 == 0
    there = {"DATELINE_DATA": "elsewhere"}
    read = await asyncio.to_thread(run, "import", "all.jsonl", cwd=stopped, **there)
    assert read.returncode == 0, read.stderr
    assert "of 2 servers" in read.stdout.decode()
    again = await asyncio.to_thread(run, "export", cwd=stopped, **there)
    assert again.stdout == made.read_bytes()
    refused = await asyncio.to_thread(run, "import", "all.jsonl", cwd=stopped, **there)
    assert "already" in one_sentence(refused)
    over = await asyncio.to_thread(run, "export", "all.jsonl", cwd=stopped)
    assert "there already" in one_sentence(over)


async def test_stories_go_out_as_ninjs_and_an_edition_as_markdown(
    stopped: Path, desk: Desk
) -> None:
    asked = await asyncio.to_thread(run, "export", "--as", "ninjs", cwd=stopped)
    assert "Which server" in one_sentence(asked)
    ours = ("--server", str(desk.guild.id))
    done = await asyncio.to_thread(run, "export", "--as", "ninjs", *ours, cwd=stopped)
    (item,) = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert item["uri"] == f"urn:dateline:{desk.guild.id}:1"
    assert item["standard"]["version"] == "2.1"
    assert item["headlines"][0]["value"].startswith("Rowing club")
    assert "42 crews" in item["bodies"][0]["value"]
    assert item["located"] == "PORT SAMPLE"
    day = f"{desk.playground.clock.utc():%Y-%m-%d}"
    dated = ("--as", "markdown", "--date", day)
    shown = await asyncio.to_thread(run, "export", *dated, *ours, cwd=stopped)
    text = shown.stdout.decode()
    assert text.startswith("# ")
    assert "## Rowing club" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export", "--as", "markdown", "--server", OURS], "Which date"),
        (["export", "--as", "markdown", "--date", "2001-01-01", "--server", OURS], "no edition"),
        (["export", "--as", "opml", "--server", OURS], "nothing to export"),
        (["export", "--as", "ninjs", "--server", "77"], "no server 77"),
        (["export", "--server", "77"], "no server 77"),
        (["export", "no/such/folder.jsonl"], "no/such/folder.jsonl cannot be written"),
        (
            ["export", "no/such/folder.jsonl", "--as", "ninjs", "--server", OURS],
            "cannot be written",
        ),
        (["import", "nowhere.jsonl"], "nowhere.jsonl is not there"),
        (["import", "noise"], "not text"),
        (["import", "data"], "data is a folder"),
        (["backup", "data"], "data is a folder"),
        (["backup", "."], "is a folder"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_sentence(
    stopped: Path, desk: Desk, arguments: list[str], words: str
) -> None:
    arguments = [str(desk.guild.id) if one == OURS else one for one in arguments]
    (stopped / "noise").write_bytes(os.urandom(4000))
    env = {"DATELINE_DATA": "new"} if arguments[0] == "import" else {}
    done = await asyncio.to_thread(run, *arguments, cwd=stopped, **env)
    assert words in one_sentence(done)


async def test_a_disk_that_is_full_and_a_reader_that_has_enough_are_no_bugs(
    stopped: Path, desk: Desk
) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    for target, code, words in (("> /dev/full", 69, b"The disk is full"), ("| true", 0, b"")):
        done = await asyncio.create_subprocess_shell(
            f'set -o pipefail; "{sys.executable}" -m bot export {target}',
            cwd=stopped, env=environment, stderr=asyncio.subprocess.PIPE, executable="/bin/bash",
        )  # fmt: skip
        _, told = await done.communicate()
        assert (done.returncode, told.count(b"\n")) == (code, 1 if words else 0), told.decode()
        assert words in told


async def test_what_is_no_database_is_not_exported(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dateline.sqlite3").write_text("Notes of mine\n" * 500)
    for command in ("export", "backup"):
        done = await asyncio.to_thread(run, command, "taken-out", cwd=tmp_path)
        assert "is not a database" in one_sentence(done)
        assert done.returncode == 65
        assert not list(tmp_path.glob("taken-out*"))


async def test_where_nothing_was_ever_stored_it_says_so(tmp_path: Path) -> None:
    done = await asyncio.to_thread(run, "export", cwd=tmp_path)
    assert "no database" in one_sentence(done)
