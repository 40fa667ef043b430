"""`dateline doctor`: what it finds beside a running bot, without one, and with everything wrong."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.invite import PERMISSIONS, application_of, invite_link
from storage import open_storage
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


@pytest.mark.parametrize("answer", ["[]", '{"faults": 5}', "Not yours"])
async def test_another_program_on_the_port_is_no_answer_of_the_bots(
    here: Town, unused_tcp_port: int, answer: str
) -> None:
    async def another(_request: web.Request) -> web.Response:
        return web.Response(text=answer, content_type="application/json")

    application = web.Application()
    application.add_routes([web.get("/readyz", another)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    try:
        await here.running()
        code, found = await examined(here, DATELINE_HEALTH_PORT=str(unused_tcp_port))
    finally:
        await runner.cleanup()
    assert code == 1
    assert "gives no answer on port" in said(found, "health")


async def test_without_a_port_the_running_bot_tells_its_ticks_and_its_connection(
    here: Town,
) -> None:
    await here.plan(1, in_seconds=3600)
    process = await here.running()

    async def told() -> bool:
        code, found = await examined(here)
        return code == 0 and said(found, "ticks").startswith("good The bot looked for due")

    await until(told, "the bot's pulse", seconds=40)
    _, found = await examined(here)
    assert "connected to Discord since" in said(found, "gateway")
    assert said(found, "health") == ""

    process.send_signal(signal.SIGSTOP)
    pulse = here.folder / "data" / "dateline.sqlite3.pulse"
    about = json.loads(pulse.read_text())
    about["at"] = (datetime.now(UTC) - timedelta(minutes=2)).isoformat()
    pulse.write_text(json.dumps(about))  # two minutes in which it stood still
    code, found = await examined(here)
    assert code == 1
    assert "bad The bot has not looked for due briefings since" in said(found, "ticks")

    process.send_signal(signal.SIGKILL)
    await process.communicate()
    code, found = await examined(here)
    assert code == 0
    assert "mind The bot was last at work at" in said(found, "ticks")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"at": "x"}', '{"at": 5, "process": 1}'])
async def test_a_pulse_that_cannot_be_read_is_none(here: Town, text: str) -> None:
    await here.plan(1, in_seconds=3600)
    (here.folder / "data" / "dateline.sqlite3.pulse").write_text(text)
    code, found = await examined(here)
    assert (code, said(found, "ticks")) == (0, "")


@pytest.mark.parametrize(
    ("seconds", "state", "words"),
    [
        (0, "good", "agrees"),
        (-30, "mind", "30 s ahead of Discord's: every briefing comes so much too early"),
        (3700, "bad", "behind Discord's: every briefing comes so much too late"),
    ],
)
async def test_the_clock_is_held_against_discords(
    here: Town, seconds: int, state: str, words: str
) -> None:
    here.playground.clock.move(seconds)
    _, found = await examined(here)
    assert said(found, "clock").startswith(state)
    # Half a second to and fro: Discord's answers name whole seconds.
    shown = re.sub(r"\b(29|31) s", "30 s", said(found, "clock"))
    assert words in shown


async def test_on_an_empty_folder_discord_is_asked_about_the_token_all_the_same(
    here: Town,
) -> None:
    code, found = await examined(here)
    assert code == 0, found
    assert "knows this token" in said(found, "Discord")
    assert "is not there" in said(found, "database")


async def test_of_many_servers_those_are_asked_about_that_post_next(here: Town) -> None:
    due = datetime.now(UTC) + timedelta(hours=1)
    async with open_storage(here.database) as storage:
        for number in range(30):
            guild = here.playground.world.add_guild(f"Town {number}")
            channel = here.playground.world.add_channel(guild, "news", kind="text")
            bot = here.playground.world.bot_member(guild)
            assert bot is not None
            here.playground.world.set_overwrite(channel, bot, deny=SEND)
            at = due + timedelta(minutes=number)
            await storage.guilds.join(guild.id, due)
            await storage.schedules.add(
                guild.id, channel_id=channel.id, name=f"{number}", zone="UTC", rule="{}",
                sections=(), story_cap=8, created_by=1, post_empty=True, now=due,
                slots=[(at.hour * 60 + at.minute, at.date(), at)],
            )  # fmt: skip
    here.playground.faults.slow(0.2, on="GET /guilds/*", times=1000)
    code, found = await examined(here)
    assert code == 1
    named = [one["found"] for one in found["findings"] if one["check"] == "schedule"]
    assert "lacks Send Messages" in named[0]
    assert "posts next at" in named[-1]
    assert re.search(r"About \d\d servers it was not asked", said(found, "Discord"))


async def test_a_log_that_is_too_large_is_told_with_what_to_do(here: Town) -> None:
    await here.plan(1, in_seconds=3600)
    await here.running()
    with closing(sqlite3.connect(here.database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM guilds").fetchall()  # and it reads on and on
        with closing(sqlite3.connect(here.database)) as writer:
            for number in range(68):
                writer.execute(
                    "INSERT INTO lookups (guild_id, user_id, kind, terms, created_at)"
                    " VALUES ($1, 1, 'x', $2, $3)",
                    (here.guild.id, "x" * 1024 * 1024, number),
                )
                writer.commit()
        code, found = await examined(here)
    assert code == 0, found
    assert "mind dateline.sqlite3-wal has" in said(found, "log")
    assert "Close other programs" in said(found, "log")


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


async def test_a_setting_that_is_misspelt_is_told_of(here: Town) -> None:
    (here.folder / ".env").write_text("dateline_low_disk_mb=100\nDATELINE_HEALTH_PROT=1\nPATH=x\n")
    _, found = await examined(here)
    assert "DATELINE_HEALTH_PROT in .env is no setting" in said(found, "settings")
    assert "disk" not in said(found, "settings")


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


async def test_a_backup_dated_later_than_now_is_no_proof_of_one(here: Town) -> None:
    await here.plan(1, in_seconds=3600)
    folder = here.folder / "data" / "backups"
    folder.mkdir()
    (folder / "dateline-20990101T030000Z.sqlite3").touch()
    _, found = await examined(here)
    assert "There is none" in said(found, "backup")


async def test_a_backup_folder_that_takes_no_files_is_a_fault(here: Town) -> None:
    await here.plan(1, in_seconds=3600)
    (here.folder / "notes").touch()
    for folder in ("notes", "notes/deeper"):
        code, found = await examined(here, DATELINE_BACKUP_FOLDER=folder)
        assert code == 1
        assert "no backup is made" in said(found, "backup")


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
