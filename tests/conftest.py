"""Paths to the measuring data, and skips that say why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
