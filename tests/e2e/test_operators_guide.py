"""docs/operators.md is walked through in a clean folder: every command in it is run."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from playground import Playground
from tests.e2e.service import ROOT

GUIDE = ROOT / "docs" / "operators.md"
BLOCK = re.compile(r"^```(sh[^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8"))]


def test_every_block_of_commands_says_how_it_is_run() -> None:
    kinds = {kind for kind, _ in blocks()}
    assert kinds == {"sh", "sh while running", "sh as root"}
    fences = GUIDE.read_text(encoding="utf-8").count("\n```")
    assert fences == 2 * len(blocks()), "a block of another kind is never run"


def test_what_needs_root_is_well_formed_and_names_files_that_are_there() -> None:
    for kind, text in blocks():
        if kind != "sh as root":
            continue
        assert subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode == 0
        for path in re.findall(r"(?<=\s)(packaging/\S+)", text):
            assert (ROOT / path).exists(), path
        service = "dateline"
        assert re.search(rf"^  {service}:$", (ROOT / "compose.yaml").read_text(), re.MULTILINE)


RUN_ELSEWHERE = {
    "--server ID": '"--server", str(desk.guild.id)',
    "--as opml": '"--as", "opml"',
    "--as markdown --date 2026-03-02": '"--as", "markdown", "--date"',
}
"""Options in the text that need a server with feeds and editions, and how a test gives them."""


def test_commands_in_the_text_and_in_what_needs_root_are_among_those_that_are_run() -> None:
    text = BLOCK.sub("", GUIDE.read_text(encoding="utf-8"))
    codes = re.findall(r"`([^`\n]+)`", text)
    run_here = {words(line) for kind, block in blocks() if kind != "sh as root"
                for line in block.splitlines()} | {("run",)}  # fmt: skip
    named = [one for one in codes if one.startswith("dateline ")]
    as_root = [block for kind, block in blocks() if kind == "sh as root"]
    named += re.findall(r"exec dateline (dateline .+)", "\n".join(as_root))
    assert len(named) > 5
    for command in named:
        assert words(command) in run_here, f"{command} is run by no block of the guide"
    elsewhere = (ROOT / "tests" / "e2e" / "test_taking_out.py").read_text(encoding="utf-8")
    for options in [one for one in codes if one.startswith("--")]:
        assert RUN_ELSEWHERE[options] in elsewhere, options


def words(command: str) -> tuple[str, ...]:
    """What of Dateline's a line runs: the command and its options. () where it runs none."""
    _, found, rest = command.partition("dateline ")
    return tuple(one for one in rest.split() if one.isalpha() or one[:2] == "--") if found else ()


async def test_the_walk_through_the_guide(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".env.example", tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    command = tools / "dateline"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n')
    command.chmod(0o755)
    async with Playground(socket_path=tmp_path / "discord.sock", port=None) as playground:
        playground.world.add_guild("Harbour Herald")
        environment = {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            # What a reader puts into .env.
            "DISCORD_TOKEN": playground.bot_token,
            "DISCORD_SOCKET": str(playground.socket_path),
        }
        folder = tmp_path
        for kind, text in blocks():
            if kind == "sh as root":
                continue
            bot = await started(folder, environment, playground) if "running" in kind else None
            await run(text, folder, environment)
            if bot:
                bot.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(bot.wait(), 20) == 0
            folder = tmp_path / "newsdesk"
    assert (folder / ".env").stat().st_mode & 0o077 == 0
    assert list((folder / "data" / "backups").glob("dateline-*.sqlite3"))
    assert list((folder / "data").glob("dateline.sqlite3.replaced-*"))
    assert (folder / "everything.jsonl").read_bytes() == (folder / "again.jsonl").read_bytes()


async def started(
    folder: Path, environment: dict[str, str], playground: Playground
) -> asyncio.subprocess.Process:
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment
    )
    await playground.bot_ready()
    return bot


async def run(text: str, folder: Path, environment: dict[str, str]) -> None:
    """Fails with what was printed where one of the commands fails."""
    done = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", text,
        cwd=folder, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed, _ = await asyncio.wait_for(done.communicate(), 90)
    assert done.returncode == 0, f"{text}\n{printed.decode()}"
