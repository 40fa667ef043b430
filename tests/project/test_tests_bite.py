"""What keeps a briefing from coming twice is taken out, one thing at a time, in a copy of the
source: a test must fail each time. Otherwise that test proves nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("bot", "storage", "playground", "seeds", "tests", "pyproject.toml", "README.md")
TORTURE = "tests/torture/test_torture.py::test_a_bot_that_is_killed_there_loses_and_doubles_nothing"


class Removal(NamedTuple):
    """test: what must fail without it. cuts: file, text, and what stands there instead."""

    test: str
    cuts: tuple[tuple[str, str, str], ...]


ONCE = "ON CONFLICT (schedule_id, local_date, slot) DO NOTHING"
REMOVALS = {
    "the nonce": Removal(
        "tests/e2e/test_delivery_faults.py::test_a_passing_fault_delays_a_briefing_by_seconds"
        "[a connection cut after Discord took it]",
        (("bot/poster.py", '{"nonce": nonce, "enforce_nonce": True}', "{}"),),
    ),
    "the look-back": Removal(
        f"{TORTURE}[sent, message id not stored]",
        (
            (
                "bot/workflows/delivering.py",
                "if this.in_doubt and not await self._look_back(this):",
                "if False:",
            ),
            ("bot/workflows/delivering.py", "if not self._nonce_holds(this):", "if False:"),
        ),
    ),
    "the unique key": Removal(
        "tests/storage/test_claims.py"
        "::test_a_second_time_on_the_same_date_moves_on_without_a_second_edition",
        (
            (
                "storage/migrations/0006_deliveries.sql",
                "UNIQUE (schedule_id, local_date, slot)",
                "CHECK (1)",
            ),
            ("storage/claims.py", ONCE, ""),
        ),
    ),
    "the first pass of a fold": Removal(
        "tests/bot/briefing/test_timetable.py"
        "::test_a_clock_change_moves_a_gap_and_takes_the_first_pass_of_a_fold",
        (
            (
                "bot/briefing/timetable.py",
                "datetime.combine(local_date, at, tzinfo=zone)",
                "datetime.combine(local_date, at, tzinfo=zone).replace(fold=1)",
            ),
        ),
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    return folder


def outcome(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """0 if they pass, 1 if one fails; other codes mean that they were not run."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_they_pass_while_nothing_is_removed(copy: Path) -> None:
    result = outcome(copy, *(removal.test for removal in REMOVALS.values()))
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("what", REMOVALS)
def test_a_test_fails_without(copy: Path, what: str) -> None:
    removal = REMOVALS[what]
    whole: dict[Path, str] = {}
    try:
        for name, text, instead in removal.cuts:
            path = copy / name
            source = path.read_text()
            assert text in source, f"{name} has no {text!r}: removing nothing proves nothing"
            whole.setdefault(path, source)
            path.write_text(source.replace(text, instead))
        result = outcome(copy, removal.test)
    finally:
        for path, source in whole.items():
            path.write_text(source)
    assert result.returncode == 1, result.stdout
