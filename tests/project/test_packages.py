"""What is shipped: the wheel runs from an empty folder, and the image holds what the wheel does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout, and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_all_that_is_not_code(unpacked: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "bot", "storage", "playground", "seeds"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert any(name.endswith(".sql") for name in tracked)
    missing = [name for name in tracked if not (unpacked / name).exists()]
    assert not missing


def test_the_wheel_posts_a_briefing_from_an_empty_folder(unpacked: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "DATELINE_TICK_SECONDS": "0.05"}
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import bot; print(bot.__file__)"],
        cwd=tmp_path, env=environment, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert where.startswith(str(unpacked)), "not the checkout's own"
    shown = subprocess.run(
        [sys.executable, "-P", "-m", "bot", "demo", "--once"],
        cwd=tmp_path, env=environment, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert "\n## Harbour briefing\n" in shown
    assert not list(tmp_path.iterdir())


def test_the_image_copies_what_the_wheel_is_built_from() -> None:
    packages = re.search(
        r"^packages = (\[.*\])$", (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert packages
    docker = (ROOT / "Dockerfile").read_text()
    for name in json.loads(packages[1]):
        assert f"\nCOPY {name} {name}\n" in docker
        assert f"!{name}\n" in (ROOT / ".dockerignore").read_text()


def test_the_image_asks_for_its_health_where_it_is_answered() -> None:
    docker = (ROOT / "Dockerfile").read_text()
    port = re.search(r"DATELINE_HEALTH_PORT=(\d+)", docker)
    assert port
    assert f"http://127.0.0.1:{port[1]}/healthz" in docker


def test_every_part_is_listed_with_its_hashes(tmp_path: Path) -> None:
    listed = tmp_path / "dateline.cdx.json"
    subprocess.run(
        [
            *(sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible"),
            *("--pyproject", "pyproject.toml", "--output-file", str(listed), "requirements.lock"),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    parts = json.loads(listed.read_text())["components"]
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert {part["name"] for part in parts} == set(pinned)
    assert all(
        reference.get("hashes") for part in parts for reference in part["externalReferences"]
    )
