"""The repository's papers agree with its code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import SetupFault
from bot.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_names_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", example, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_the_example_shows_the_defaults() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        shown = re.search(rf"^#? ?{name.upper()}=(.*)$", example, re.MULTILINE)
        assert shown is not None
        default = field.default
        if name != "discord_token" and default is not None:
            assert shown[1] == str(default)


def test_every_fault_is_named_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_GRACE_HOURS", "never")
    monkeypatch.setenv("DATELINE_LOG_LEVEL", "loud")
    monkeypatch.setenv("DATELINE_WEB_PORTS", "80,99999")
    with pytest.raises(SetupFault) as fault:
        load_settings()
    assert "DATELINE_GRACE_HOURS" in str(fault.value)
    assert "DATELINE_LOG_LEVEL" in str(fault.value)
    assert "DATELINE_WEB_PORTS" in str(fault.value)


def test_the_token_is_not_shown_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "canary-token")
    assert "canary-token" not in repr(load_settings())


def test_locks_carry_hashes_and_name_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in lock
        assert "index" not in lock
        for requirement in re.findall(r"^\S+==.*$", lock, re.MULTILINE):
            assert requirement.endswith("\\"), requirement


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").lower()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in re.findall(r'^ {4}"([A-Za-z0-9._-]+)(?:\[[a-z]+\])?>=', project, re.MULTILINE):
        assert name.lower() in reasons, name
