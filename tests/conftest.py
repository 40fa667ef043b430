"""Paths to the measuring data, skips that say why, and a look for what must not be anywhere."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.canaries import CANARIES

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def seed_page() -> Path:
    """The real newspaper page the product grew from; not part of the project."""
    path = SHARED / "seed" / "000_5c8842111dd8874b.txt"
    if not path.exists():
        pytest.skip("the seed page is not beside this checkout (shared/seed)")
    return path


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """In CI a browser test that skips is a failure."""
    skipped = call.excinfo is not None and call.excinfo.errisinstance(pytest.skip.Exception)
    if skipped and item.get_closest_marker("browser") and os.environ.get("DATELINE_CI"):
        pytest.exit(f"{item.nodeid} was skipped: CI must run the browser tests", returncode=1)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Folders that belong to no one test are looked into at the end."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    if factory is not None and factory._basetemp is not None:
        CANARIES.look_into(factory._basetemp)
    if CANARIES.leaks:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    count = CANARIES.count
    terminalreporter.write_line(
        f"canaries: {count['lines']:,} lines of the log, {count['files']:,} files,"
        f" {count['outputs']:,} outputs and {count['requests']:,} requests looked through,"
        f" {count['leaks']} leaks"
    )
    for leak in CANARIES.told():
        terminalreporter.write_line(leak, red=True)


def pytest_configure() -> None:
    CANARIES.listen()


def pytest_runtest_setup() -> None:
    CANARIES.listen()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """A test in which a secret or another's word came to light fails at its end."""
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    if folder:
        CANARIES.look_into(folder)  # a database's own log is there as long as the bot runs
    result = yield
    if folder:
        CANARIES.look_into(folder)
    if leaks := CANARIES.told():
        CANARIES.count["leaks"] += len(leaks)
        pytest.fail("\n".join(leaks[:20]), pytrace=False)
    return result
