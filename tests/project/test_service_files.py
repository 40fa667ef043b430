"""compose.yaml, the Dockerfile and the service unit keep what docs/operators.md promises of them,
and what they name is there.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import LAST_SECONDS, TELLING_SECONDS, app
from bot.errors import Exit
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "packaging" / "dateline.service"
SETTINGS = {name.upper() for name in Settings.model_fields}
OTHERS = {"SQLITE_TMPDIR", "PYTHONDONTWRITEBYTECODE", "PATH"}
"""What SQLite, Python and the shell read."""
MOST_EXPOSED = 1.5
"""As `systemd-analyze security` counts, from 0 to 10."""


def compose() -> dict[str, Any]:
    """compose.yaml, by the part of YAML that it is written in: maps and lists by indentation, and
    JSON-like lists of words. Fails at any other.
    """
    lines = [
        (len(line) - len(line.lstrip()), line.strip())
        for line in (ROOT / "compose.yaml").read_text().splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    found, rest = _block(lines, 0)
    assert not rest
    assert isinstance(found, dict)
    return found


def _block(lines: list[tuple[int, str]], depth: int) -> tuple[Any, list[tuple[int, str]]]:
    made: Any = None
    while lines and lines[0][0] == depth:
        _, text = lines.pop(0)
        if text.startswith("- "):
            made = [*(made or []), _scalar(text[2:])]
            continue
        key, colon, value = text.partition(":")
        assert colon, text
        assert re.fullmatch(r"[\w-]+", key), text
        made = made or {}
        assert key not in made, f"{key} stands there twice"
        if value:
            made[key] = _scalar(value.strip())
        elif lines and lines[0][0] > depth:
            made[key], lines = _block(lines, lines[0][0])
        else:
            made[key] = None
    assert not lines or lines[0][0] < depth, lines[:1]
    return made, lines


def _scalar(text: str) -> Any:
    assert not re.search(r"[&*|>{}#]", text), f"more YAML than is read here: {text}"
    if text.startswith("["):
        return [word.strip().strip('"') for word in text.strip("[]").split(",")]
    return {"true": True, "false": False}.get(text, text)


def dockerfile() -> list[tuple[str, str]]:
    """Its instructions, each with the rest of its line."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]


def of_the_image(word: str) -> list[str]:
    """What stands after an instruction in the last stage."""
    steps = dockerfile()
    last = max(place for place, (name, _) in enumerate(steps) if name == "FROM")
    return [rest for name, rest in steps[last:] if name == word]


def image_environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in of_the_image("ENV") for pair in rest.split())


def example() -> dict[str, str]:
    """.env as it was copied."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def unit() -> dict[str, list[str]]:
    """Each key of the unit with its values."""
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text().splitlines():
        if line and line[0] not in "#[":
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def seconds(text: str) -> float:
    assert re.fullmatch(r"\d+s?", text), text
    return float(text.removesuffix("s"))


def test_the_container_has_no_rights_and_a_root_file_system_that_it_can_only_read() -> None:
    service = compose()["services"]["dateline"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert "ports" not in service, "its port is answered inside only"
    assert "network_mode" not in service
    assert "user" not in service, "the image says who it is"


def test_the_image_is_nobody_with_rights() -> None:
    assert len([name for name, _ in dockerfile() if name == "FROM"]) == 2
    (user,) = of_the_image("USER")
    (made,) = [step for step in of_the_image("RUN") if step.startswith("useradd")]
    assert made.split()[-1] == user != "root"
    uid = re.search(r"--uid (\d+)", made)
    assert uid
    assert int(uid[1]) > 0
    steps = [name for name, _ in dockerfile()]
    assert not [name for name in steps[steps.index("USER") :] if name in ("RUN", "COPY", "ADD")]


def test_exactly_one_named_volume_holds_everything() -> None:
    read = compose()
    (named,) = read["volumes"]
    (mounted,) = read["services"]["dateline"]["volumes"]
    volume, _, place = mounted.partition(":")
    assert volume == named
    assert of_the_image("VOLUME") == [place]
    kept = image_environment()
    assert kept["DATELINE_DATA"] == place
    assert kept["SQLITE_TMPDIR"] == place
    service = compose()["services"]["dateline"]["environment"]
    settings = {**kept, **example(), **service}
    assert settings["DATELINE_DATA"] == place, "what .env says does not lead out of the volume"


def test_the_container_is_asked_for_its_health_where_it_answers_whatever_was_copied_into_env() -> (
    None
):
    (check,) = of_the_image("HEALTHCHECK")
    asked = re.search(r"http://127\.0\.0\.1:(\d+)/healthz", check)
    assert asked
    service = compose()["services"]["dateline"]
    assert "healthcheck" not in service
    assert service["env_file"] == ".env"
    settings = {**image_environment(), **example(), **service["environment"]}
    assert settings["DATELINE_HEALTH_PORT"] == asked[1]
    command = json.loads(check[check.index("[") :])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "the health check", "exec")


def test_it_is_given_longer_to_end_than_it_takes() -> None:
    takes = LAST_SECONDS + TELLING_SECONDS
    promised = re.search(
        r"ends within (\d+) seconds of a SIGTERM", (ROOT / "README.md").read_text()
    )
    assert promised
    assert takes < float(promised[1])
    grace = seconds(compose()["services"]["dateline"]["stop_grace_period"])
    assert float(promised[1]) < grace
    assert float(promised[1]) < seconds(unit()["TimeoutStopSec"][0])
    assert of_the_image("STOPSIGNAL") == ["SIGTERM"]
    assert "KillSignal" not in unit()


def test_every_setting_that_is_named_is_one() -> None:
    service = compose()["services"]["dateline"]["environment"]
    of_the_unit = [pair.split("=")[0] for value in unit()["Environment"] for pair in value.split()]
    for name in [*service, *image_environment(), *of_the_unit]:
        assert name in SETTINGS | OTHERS, name


def commands() -> Iterator[str]:
    """Everything that is run as `dateline …`."""
    (entry,), (command,) = of_the_image("ENTRYPOINT"), of_the_image("CMD")
    yield " ".join([*json.loads(entry), *json.loads(command)])
    (start,) = unit()["ExecStart"]
    program, *words = start.split()
    yield " ".join([Path(program).name, *words])


def test_every_command_that_is_named_is_one() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    for command in commands():
        program, *words = command.split()
        assert program in scripts, command
        assert CliRunner().invoke(app, [*words, "--help"]).exit_code == 0, command


def test_every_path_that_is_named_is_there_or_made() -> None:
    for rest in [rest for name, rest in dockerfile() if name == "COPY" and "--from" not in rest]:
        *sources, _ = rest.split()
        for source in sources:
            assert (ROOT / source).exists(), source
    assert compose()["services"]["dateline"]["build"] == "."
    read, guide = unit(), (ROOT / "docs" / "operators.md").read_text()
    home = "/opt/dateline"
    assert f"the release in `{home}`" in guide
    for value in [*read["ExecStart"], *read["Documentation"]]:
        path = value.removeprefix("file:").split()[0]
        inside = Path(path).relative_to(home)
        # `make install` makes the one, the other is in the release.
        assert str(inside) == ".venv/bin/dateline" or (ROOT / inside).exists(), path
    (state,) = read["StateDirectory"]
    assert read["WorkingDirectory"] == [f"/var/lib/{state}"]
    (environment,) = read["EnvironmentFile"]
    assert f" {environment}\n" in guide, "it is said how that file comes there"


def test_the_units_data_lies_in_the_folder_that_it_may_write() -> None:
    read = unit()
    settings = dict(pair.split("=", 1) for one in read["Environment"] for pair in one.split())
    # systemd: what a file says is stronger than Environment=.
    data = Path(read["WorkingDirectory"][0]) / {**settings, **example()}["DATELINE_DATA"]
    default = str(Settings.model_fields["dateline_data"].default)
    without = Path(read["WorkingDirectory"][0]) / settings.get("DATELINE_DATA", default)
    assert data == without, "the same, whether or not the file has a line for it"
    assert data.is_relative_to(read["WorkingDirectory"][0])


def test_the_unit_is_hardened() -> None:
    read = unit()
    for key in (
        *("NoNewPrivileges", "DynamicUser", "ProtectHome", "PrivateTmp", "PrivateDevices"),
        *("ProtectKernelTunables", "ProtectKernelModules", "ProtectControlGroups"),
        *("RestrictNamespaces", "RestrictSUIDSGID", "LockPersonality"),
    ):
        assert read[key] == ["yes"], key
    assert read["ProtectSystem"] == ["strict"]
    assert read["CapabilityBoundingSet"] == read["AmbientCapabilities"] == [""]
    assert "ReadWritePaths" not in read, "it writes into its state folder only"


def test_the_unit_starts_nothing_again_that_would_end_the_same_way() -> None:
    stated = re.search(r"^RestartPreventExitStatus=(.*)$", UNIT.read_text(), re.MULTILINE)
    assert stated
    passing = {Exit.LOST, Exit.FULL, Exit.LOCKED}
    assert set(map(int, stated[1].split())) == {code.value for code in Exit} - passing


@pytest.fixture
def unit_here(tmp_path: Path) -> Path:
    """The unit, of a program that this machine has."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not on this machine")
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/dateline/.venv/bin/dateline", "/bin/true"))
    return unit


def analyzed(*words: str) -> subprocess.CompletedProcess[str]:
    """What systemd itself says."""
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def test_systemd_knows_every_line_of_the_unit(unit_here: Path) -> None:
    done = analyzed("verify", str(unit_here))
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_itself_finds_the_unit_little_exposed(unit_here: Path) -> None:
    done = analyzed("security", "--offline=yes", "--no-pager", str(unit_here))
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze cannot judge a file")
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert level, done.stdout + done.stderr
    assert float(level[1]) <= MOST_EXPOSED
