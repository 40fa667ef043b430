"""What a start costs before anything is said to Discord: our imports beside Red-DiscordBot's,
which is installed for this in a folder of its own, if it can be.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.generator import folder
from benchmarks.report import Row

VERSION = "3.5.24"
ROUNDS = 5
OURS, THEIRS = "import bot.app", "import redbot.core.bot"
PATIENCE = 300.0


def rows(*, install: bool) -> list[Row]:
    """The row of this module. install: get Red where it is not there yet."""
    python, fault = folder() / "red" / "bin" / "python", "it is not installed"
    if install and not python.exists():
        fault = _installed(python.parent.parent) or fault
    ours = _seconds(Path(sys.executable), OURS)
    theirs = _seconds(python, THEIRS) if python.exists() else None
    return [
        Row(
            work="imports of a start",
            unit="s",
            ours=ours,
            other_way=f"Red-DiscordBot {VERSION}",
            other=theirs,
            note="" if theirs else f"not beside Red-DiscordBot: {fault}; make bench-full tries to.",
        )
    ]


def _installed(place: Path) -> str:
    """Red in an environment of its own. Returns what went wrong, "" where nothing did."""
    steps = (
        [sys.executable, "-m", "venv", str(place)],
        [str(place / "bin" / "pip"), "install", "--quiet", f"Red-DiscordBot=={VERSION}"],
    )
    try:
        for step in steps:
            subprocess.run(step, check=True, capture_output=True, timeout=PATIENCE)
    except (subprocess.SubprocessError, OSError) as error:
        shutil.rmtree(place, ignore_errors=True)
        return f"it does not install ({type(error).__name__})"
    return ""


def _seconds(python: Path, statement: str) -> float:
    """The median of some fresh processes, after one that writes the bytecode."""
    taken: list[float] = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        subprocess.run([str(python), "-c", statement], check=True, capture_output=True)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken[1:])
