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


FAULTY: dict[bytes, str] = {
    "DISCORD_TOKEN=x\n".encode("utf-16"): "no UTF-8 text",
    b"DATELINE_DATA=caf\xe9\n": "no UTF-8 text",
    b'# mine\n\nDISCORD_TOKEN="x\nDATELINE_DATA=there\n': "line 3 is no NAME=value",
    b"DATELINE_DATA=there\nset DATELINE_HEALTH_PORT=1\n": "line 2 is no NAME=value",
    b"DISCORD_TOKEN\n": "line 1 is no NAME=value",
    b"DATELINE_DATA=a\0b\n": "DATELINE_DATA: value error, no path has a zero byte",
    b'DISCORD_TOKEN="two\nlines"\n': "DISCORD_TOKEN: value error, a bot token has no blanks",
    b"DISCORD_TOKEN=two words\n": "DISCORD_TOKEN: value error, a bot token has no blanks",
}


@pytest.mark.parametrize("text", FAULTY)
def test_a_file_of_settings_that_cannot_be_read_is_named_with_all_other_faults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DISCORD_TOKEN", "DATELINE_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATELINE_LOG_LEVEL", "loud")
    Path(".env").write_bytes(text)
    with pytest.raises(SetupFault) as fault:
        load_settings()
    said = str(fault.value)
    assert FAULTY[text] in said
    assert "DATELINE_LOG_LEVEL" in said
    assert "\n" not in said
    assert "two" not in said


def test_a_file_of_settings_is_read_as_it_is_written_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DISCORD_TOKEN", "DATELINE_DATA"):
        monkeypatch.delenv(name, raising=False)
    text = "\ufeffDISCORD_TOKEN=' x.y.z '\r\nexport DATELINE_DATA=\"th ere\"  # mine\r\n\r\n"
    Path(".env").write_bytes(text.encode())
    settings = load_settings()
    assert settings.discord_token.get_secret_value() == "x.y.z"
    assert settings.dateline_data == Path("th ere")


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
