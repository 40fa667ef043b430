"""The Dockerfile's steps in a clean folder, for machines without Docker: what is copied, what is
installed, and whether what came of it starts, posts and answers the health check.

python packaging/image_steps.py     (`make image-steps`)

The image's paths lie under a temporary folder; steps that need root (fonts, the user) are named and
passed over, and so is what only a container can do: the read-only root, the capabilities.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEEDS_ROOT = ("apt-get", "useradd")
INSIDE = ("/opt/dateline", "/data", "/src")


def main() -> None:
    """Run the steps one after the other; ends with an error at the first that fails."""
    with tempfile.TemporaryDirectory(prefix="dateline-image-") as folder:
        image = Path(folder)
        for path in INSIDE:
            if path != "/opt/dateline":  # the step that makes it is one of those below
                (image / path[1:]).mkdir(parents=True)
        environment = {"HOME": folder, "PATH": os.environ["PATH"]}
        environment |= {
            name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))
        }
        health: list[str] = []
        for word, rest in _instructions(ROOT / "Dockerfile"):
            print(word, rest, flush=True)
            match word:
                case "COPY" if not rest.startswith("--from"):
                    *sources, _ = rest.split()
                    for source in sources:
                        _copy(ROOT / source, image / "src" / source)
                case "RUN" if any(tool in rest for tool in NEEDS_ROOT):
                    print("    needs root: passed over")
                case "RUN":
                    command = _inside(rest, image).replace("python ", f"{sys.executable} ", 1)
                    subprocess.run(command, shell=True, check=True, cwd=image / "src")  # noqa: S602
                case "ENV":
                    environment |= {
                        name: _inside(value, image).replace("$PATH", environment["PATH"])
                        for name, value in (pair.split("=", 1) for pair in rest.split())
                    }
                case "HEALTHCHECK":
                    health = json.loads(rest[rest.index("[") :])
                case _:
                    pass
        _try(image, environment, health)


def _instructions(path: Path) -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", path.read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]


def _inside(text: str, image: Path) -> str:
    for path in INSIDE:
        text = text.replace(path, f"{image}{path}")
    return text


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def _try(image: Path, environment: dict[str, str], health: list[str]) -> None:
    """A briefing posted by what was installed; then the bot itself, asked for its health."""
    empty = image / "empty"
    empty.mkdir()
    # The checkout may lie below this folder's Python path; what was installed must do alone.
    command = ["dateline", "demo", "--once"]
    shown = subprocess.run(command, cwd=empty, env=environment, capture_output=True, check=True)  # noqa: S603
    assert b"\n## Harbour briefing\n" in shown.stdout, shown.stdout.decode()
    assert not list(empty.iterdir()), "it wrote into the folder it was started from"
    print("demo --once: a briefing was posted and printed")
    refused = subprocess.run(
        ["dateline", "run"],  # noqa: S607
        cwd=empty, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 2, refused
    assert b"no bot token" in refused.stderr, refused.stderr
    print("run without a token: refused with a sentence, exit code 2")
    serving = [environment["PATH"].split(":")[0] + "/python", "-c", SERVE, str(image)]
    ended = subprocess.run([*serving, json.dumps(health)], cwd=empty, env=environment, check=False)  # noqa: S603
    assert ended.returncode == 0, "the health check failed"
    print("run: connected, healthy, ended by SIGTERM with code 0")


SERVE = """
import asyncio, json, os, signal, sys
from pathlib import Path
from playground import Playground

async def main(folder, health):
    socket = Path(folder) / "discord.sock"
    async with Playground(socket_path=socket, port=None) as playground:
        guild = playground.world.add_guild("Harbour Herald")
        playground.world.add_channel(guild, "news", kind="text")
        playground.world.add_member(guild, "Ana", owner=True)
        secrets = {"DISCORD_TOKEN": playground.bot_token, "DISCORD_SOCKET": str(socket)}
        bot = await asyncio.create_subprocess_exec("dateline", "run", env={**os.environ, **secrets})
        await playground.bot_ready(30)
        check = await asyncio.create_subprocess_exec(*health)
        code = await check.wait()
        bot.send_signal(signal.SIGTERM)
        ended = await asyncio.wait_for(bot.wait(), 15)
        sys.exit(code or ended)

asyncio.run(main(sys.argv[1], json.loads(sys.argv[2])))
"""


if __name__ == "__main__":
    main()
