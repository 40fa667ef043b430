"""`dateline doctor`: what it finds beside a running bot, without one, and with everything wrong."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.invite import PERMISSIONS, application_of, invite_link
from tests.bot.test_cli import dateline
from tests.e2e.faults import SEND, until
from tests.e2e.service import Town, town


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as opened:
        yield opened


async def examined(here: Town, **env: str) -> tuple[int, dict[str, Any]]:
    settings = {
        "DISCORD_TOKEN": here.playground.bot_token,
        "DISCORD_SOCKET": str(here.playground.socket_path),
        **env,
    }
    done = await asyncio.to_thread(dateline, "doctor", "--json", cwd=here.folder, env=settings)
    assert b"Traceback" not in done.stderr, done.stderr
    found = json.loads(done.stdout)
    assert found["good"] == (done.returncode == 0)
    return done.returncode, found


def said(found: dict[str, Any], check: str) -> str:
    return " ".join(
        f"{one['state']} {one['found']} {one['remedy']}"
        for one in found["findings"]
        if one["check"] == check
    )


async def test_a_stopped_bot_that_is_well(here: Town) -> None:
    await here.plan(2, in_seconds=3600)
    code, found = await examined(here)
    assert code == 0, found
    assert "not running" in said(found, "process")
    assert said(found, "schedule").count("good") == 2
    assert "none in" in said(found, "backup")
    assert "permissions=309237713920" in found["invite"]
    # It has looked, and changed nothing.
    assert here.ledger("SELECT count(*) FROM deliveries") == [0]


async def test_a_running_bot_is_asked_how_it_is(here: Town, unused_tcp_port: int) -> None:
    await here.plan(1, in_seconds=3600)
    port = {"DATELINE_HEALTH_PORT": str(unused_tcp_port)}
    await here.running(port)

    async def well() -> bool:
        code, found = await examined(here, **port)
        return (
            code == 0 and "is running" in said(found, "process") and "good" in said(found, "health")
        )

    await until(well, "health", seconds=20)
    code, found = await examined(here, DATELINE_HEALTH_PORT="1")
    assert code == 1
    assert "no answer on port 1" in said(found, "health")


async def test_what_a_schedule_lacks_in_discord_is_named(here: Town) -> None:
    await here.plan(2, in_seconds=3600)
    world = here.playground.world
    bot = world.bot_member(here.guild)
    assert bot is not None
    world.set_overwrite(here.channels[0], bot, deny=SEND)
    code, found = await examined(here)
    assert code == 1
    assert "lacks Send Messages" in said(found, "schedule")
    assert said(found, "schedule").count("good") == 1


async def test_every_fault_of_the_settings_is_listed_at_once(here: Town) -> None:
    code, found = await examined(
        here, DATELINE_LOG_LEVEL="loud", DATELINE_BACKUP_HOUR="25", DATELINE_HEALTH_PORT="x"
    )
    assert code == 1
    for name in ("DATELINE_LOG_LEVEL", "DATELINE_BACKUP_HOUR", "DATELINE_HEALTH_PORT"):
        assert name in said(found, "settings")


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
async def test_a_token_that_is_none_is_named_without_asking_discord(here: Town, token: str) -> None:
    here.playground.requests.clear()
    code, found = await examined(here, DISCORD_TOKEN=token)
    assert code == 1
    assert "bad" in said(found, "token")
    assert found["invite"] is None
    assert not list(here.playground.requests)


async def test_a_token_that_discord_does_not_know_is_named(here: Town) -> None:
    await here.plan(1, in_seconds=3600)
    parts = here.playground.bot_token.split(".")
    code, found = await examined(here, DISCORD_TOKEN=".".join([*parts[:2], "x" * 38]))
    assert code == 1
    assert "does not know" in said(found, "Discord")


@pytest.mark.parametrize("damage", ["empty", "letter", "newer"])
async def test_a_database_that_cannot_be_used_is_named_and_left_alone(
    here: Town, damage: str
) -> None:
    await here.plan(1)
    if damage == "newer":
        with closing(sqlite3.connect(here.database)) as database:
            database.execute("PRAGMA user_version = 9999")
    else:
        here.database.write_bytes(b"" if damage == "empty" else b"A letter. " * 1000)
    before = here.database.read_bytes()
    code, found = await examined(here)
    assert code == 1
    assert "bad" in said(found, "database")
    assert here.database.read_bytes() == before


async def test_an_old_backup_is_a_fault(here: Town) -> None:
    await here.plan(1, in_seconds=3600)
    folder = here.folder / "data" / "backups"
    folder.mkdir()
    (folder / "dateline-20200101T030000Z.sqlite3").touch()
    code, found = await examined(here)
    assert code == 1
    assert "days old" in said(found, "backup")


async def test_for_people_it_is_a_line_each(here: Town) -> None:
    done = await asyncio.to_thread(dateline, "doctor", "--offline", cwd=here.folder)
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert any(line.startswith("BAD   token:") for line in lines)


def test_the_invite_link_asks_for_what_the_readme_explains_and_no_more() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    link = invite_link(1234)
    assert str(sum(PERMISSIONS.values())) in readme
    assert f"permissions={sum(PERMISSIONS.values())}" in link
    for name in PERMISSIONS:
        assert f"| {name} |" in readme
    assert "client_id=1234" in link


@pytest.mark.parametrize("token", ["", ".", "..", "a..b", "MTIz.x", "!!.x." + "y" * 30])
def test_what_is_no_token_has_no_application(token: str) -> None:
    assert application_of(token) is None
    assert application_of("MTIz.GabcDE." + "y" * 38) == 123
