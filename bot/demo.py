"""The demo: the real bot in a local playground. People add stories and a schedule by commands, as
they would on Discord; nothing is put into the database by another way.

    playground + bot ─→ /setup ─→ /story add, Save ─→ /schedule add ─→ the hour ─→ read the channel
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import typer
from tzlocal import get_localzone_name

from bot.app import App, open_app
from bot.errors import SetupFault
from bot.settings import Settings
from playground import Answer, Person, Playground, Upload

SEED_STORIES = Path(__file__).parent.parent / "seeds" / "stories"
PATIENCE_SECONDS = 90
_HOURS_AGO = re.compile(r"\{([0-9]+) hours ago\}")


@dataclass(frozen=True, slots=True)
class Stage:
    """A playground with a server, its people, and the bot running in it."""

    playground: Playground
    app: App
    guild: Any
    news: Any
    chief: Person
    zone: ZoneInfo


async def run_demo(
    stopped: asyncio.Event, *, once: bool, stories: Sequence[Path], port: int
) -> int:
    """Run the demo until `stopped`, or with `once` until the first post. Returns an exit code."""
    pages = [_Page(path.name, _bytes(path)) for path in stories] or _samples()
    async with _stage(port=None if once else port) as stage:
        work = asyncio.create_task(_show(stage, pages, once=once))
        end = asyncio.create_task(stopped.wait())
        await asyncio.wait({work, end}, return_when=asyncio.FIRST_COMPLETED)
        end.cancel()
        if not work.done():
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work
            typer.echo("\nStopped.")
            return 0
        posted = await work
        if not once:
            await stopped.wait()
            typer.echo("\nStopped.")
    return 0 if posted else 1


@asynccontextmanager
async def _stage(*, port: int | None) -> AsyncIterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="dateline-demo-") as folder:
        socket = Path(folder) / "discord.sock"
        async with _playground(socket, port) as playground:
            world = playground.world
            guild = world.add_guild("Harbour Herald")
            editors = world.add_role(guild, "Editors")
            news = world.add_channel(guild, "news", kind="text")
            world.add_channel(guild, "desk", kind="text")
            admin = world.add_member(guild, "Ana", owner=True)
            world.add_member(guild, "Ed", roles=[editors])
            world.add_member(guild, "Mia")
            settings = Settings(
                _env_file=None,  # pyright: ignore[reportCallIssue]
                discord_socket=socket,
                dateline_data=Path(folder) / "data",
                dateline_tick_seconds=1,
            )
            async with open_app(settings, clock=playground.clock.utc) as app:
                await app.start(playground.bot_token)
                zone = ZoneInfo(_zone_name())
                chief = playground.person(admin, news)
                yield Stage(playground, app, guild, news, chief, zone)


@asynccontextmanager
async def _playground(socket: Path, port: int | None) -> AsyncIterator[Playground]:
    try:
        async with Playground(socket_path=socket, port=port) as playground:
            yield playground
    except OSError as error:
        if port is None or error.errno is None:
            raise
        raise SetupFault(
            "Port {port} is taken. Choose another: dateline demo --port 0.", port=port
        ) from error


async def _show(stage: Stage, pages: Sequence[_Page], *, once: bool) -> bool:
    typer.echo("A playground server with the real bot in it. Setting up …")
    await _set_up(stage)
    for page in pages:
        await _add_story(stage, page)
    due = await _add_schedule(stage)
    if not once:
        stage.playground.offer(
            "next-posting",
            "Move the clock to the next posting",
            lambda: _to_the_next_posting(stage),
        )
        typer.echo(f"\nOpen {stage.playground.page_url}\n")
        typer.echo("Type / to see the commands. Ctrl-C ends the demo.")
    typer.echo(f"The briefing is due at {due.astimezone(stage.zone):%H:%M} …")
    posted = await _posted(stage)
    if not posted:
        typer.echo(f"dateline: nothing was posted within {PATIENCE_SECONDS} seconds.", err=True)
        typer.echo((await stage.chief.slash("schedule list")).text, err=True)
        return False
    typer.echo("Posted.\n" if once else "Posted: see the channel news.")
    if once:
        typer.echo("\n".join(posted))
    return True


async def _set_up(stage: Stage) -> None:
    panel = await stage.chief.slash("setup")
    form = await stage.chief.press(panel.message, "Set the time zone")
    await stage.chief.submit(form.modal, {"Time zone": stage.zone.key})
    role = next(role for role in stage.guild.roles.values() if role.name == "Editors")
    await stage.chief.choose(panel.message, "setup.role", [role])


@dataclass(frozen=True, slots=True)
class _Page:
    name: str
    data: bytes


async def _add_story(stage: Stage, page: _Page) -> None:
    read = await stage.chief.slash("story add", file=Upload(page.name, page.data))
    save = next((name for name in ("Save", "Different") if name in read.buttons), None)
    if save is None:
        raise SetupFault("{name} was not stored. {answer}", name=page.name, answer=read.text)
    saved = await stage.chief.press(read.message, save)
    typer.echo(f"  {_first_heading(saved)}")


async def _add_schedule(stage: Stage) -> datetime:
    now = stage.playground.clock.utc()
    due = (now + timedelta(minutes=1)).replace(second=0, microsecond=0)
    if due - now < timedelta(seconds=5):
        due += timedelta(minutes=1)
    answer = await stage.chief.slash(
        "schedule add",
        channel=stage.news,
        times=f"{due.astimezone(stage.zone):%H:%M}",
        name="Harbour briefing",
    )
    if "Next" not in answer.text:
        raise SetupFault("The schedule was not made. {answer}", answer=answer.text)
    return due


async def _to_the_next_posting(stage: Stage) -> str:
    schedules = await stage.app.storage.schedules.list_all(stage.guild.id)
    runs = [slot.next_run_at for one in schedules for slot in one.slots if slot.next_run_at]
    if not runs:
        return "Nothing is scheduled."
    stage.playground.clock.move_to(min(runs))
    return "The clock stands at the next posting. Look at the channel."


async def _posted(stage: Stage) -> list[str]:
    """What the bot posted, read back from the channel over REST; [] if nothing came in time."""
    socket = aiohttp.UnixConnector(path=str(stage.playground.socket_path))
    headers = {"Authorization": f"Bot {stage.playground.bot_token}"}
    address = f"http://playground/api/v10/channels/{stage.news.id}/messages"
    async with aiohttp.ClientSession(connector=socket, headers=headers) as session:
        for _ in range(PATIENCE_SECONDS * 2):
            async with session.get(address) as response:
                messages = await response.json()
            briefing = [message for message in messages if _is_briefing(message)]
            if briefing:
                return ["\n".join(_texts(one["components"])) for one in reversed(briefing)]
            await asyncio.sleep(0.5)
    return []


def _is_briefing(message: dict[str, Any]) -> bool:
    return "briefing.why:" in str(message["components"])


def _texts(components: Sequence[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for component in components:
        if "content" in component:
            found.append(component["content"])
        found += _texts(component.get("components", []))
    return found


def _first_heading(answer: Answer) -> str:
    return next((line for line in answer.text.splitlines() if line.startswith("###")), "")[4:]


def fill_in(sample: str, now: datetime) -> str:
    """A starter story with its "{3 hours ago}" replaced by that moment."""

    def moment(hours: re.Match[str]) -> str:
        return f"{now - timedelta(hours=int(hours[1])):%Y-%m-%d %H:%M} UTC"

    return _HOURS_AGO.sub(moment, sample)


def _samples() -> list[_Page]:
    now = datetime.now(UTC)
    return [
        _Page(path.name, fill_in(path.read_text(encoding="utf-8"), now).encode())
        for path in sorted(SEED_STORIES.glob("*.txt"))
    ]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetupFault(
            "{path} cannot be opened: {reason}.", path=path, reason=error.strerror or "unknown"
        ) from error


def _zone_name() -> str:
    return get_localzone_name() or "UTC"
