"""The composition root: builds every part once, opens and closes them in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import structlog

from bot.client import DatelineClient
from bot.cogs.access import Access
from bot.cogs.briefings import BriefingCog
from bot.cogs.notices import NoticeCog
from bot.cogs.schedules import ScheduleCog
from bot.cogs.setup import SetupCog
from bot.cogs.stories import StoryCog
from bot.errors import SetupFault
from bot.poster import DiscordPoster, slowing_down
from bot.settings import Settings
from bot.ticks import Ticks
from bot.ui.briefing_layout import DiscordRenderer
from bot.vitals import ProcessVitals
from bot.workflows.check_ahead import CheckAhead
from bot.workflows.editions import Editions
from bot.workflows.extra import Extra
from bot.workflows.housekeeping import Housekeeping
from bot.workflows.look_up import LookUp
from bot.workflows.notices import Notices
from bot.workflows.pacer import Pacer
from bot.workflows.plan import Plan
from bot.workflows.ports import Clock
from bot.workflows.publish import Publish
from bot.workflows.servers import Servers
from bot.workflows.take_in import TakeIn
from storage import Storage, open_storage

log = structlog.get_logger(__name__)

HOUSEKEEPING_SECONDS = 3600
LOOKS_APART = 6
"""Ticks from one look ahead to the next."""
MEGABYTE = 1_000_000
CLOSING_SECONDS = 10


def utc_now() -> datetime:
    """The clock of every part."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """The parts that others hold on to: the demo, the tests."""

    client: DatelineClient
    storage: Storage
    publish: Publish
    notices: Notices
    extra: Extra
    poster: DiscordPoster
    ticks: Ticks

    async def start(self, token: str) -> None:
        """Log in, connect, and begin to tick once ready. Raises SetupFault; returns when ready."""
        connection = asyncio.create_task(self.client.start(token), name="gateway")
        ready = asyncio.create_task(self.client.settled_in.wait(), name="ready")
        await asyncio.wait({connection, ready}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            await _raise_login_fault(connection)
        self.ticks.start()

    async def stop(self) -> None:
        """Begin nothing new, let what is being sent finish, leave Discord."""
        self.publish.stop()
        self.extra.stop()
        await self.ticks.stop(CLOSING_SECONDS)
        await self.publish.release()
        await self.client.close()


@asynccontextmanager
async def open_app(settings: Settings, *, clock: Clock = utc_now) -> AsyncIterator[App]:
    """Every part, built and wired. Raises StorageError where the database cannot be opened."""
    async with open_storage(settings.database) as storage:
        servers = Servers(storage, clock)
        editions = Editions(storage, clock)
        look_up = LookUp(storage, clock)
        plan = Plan(storage, clock)
        ticks = Ticks()
        extra = Extra(storage, clock, wake=lambda: ticks.soon("publish"))
        access = Access(servers)
        pacer = Pacer()
        client = DatelineClient(servers, _connector(settings), slowing_down(pacer), clock)
        poster = DiscordPoster(client, pacer)
        renderer = DiscordRenderer()
        notices = Notices(storage, renderer, poster, clock)
        client.greet = poster.greet
        client.ready_cogs = [
            StoryCog(access, TakeIn(storage, clock), look_up),
            BriefingCog(access, editions, look_up, plan, extra),
            ScheduleCog(access, plan, servers, look_up),
            SetupCog(access, servers),
            NoticeCog(access, notices),
        ]
        publish = Publish(
            storage,
            editions,
            renderer,
            poster,
            clock,
            grace=timedelta(hours=settings.dateline_grace_hours),
        )
        vitals = ProcessVitals(client, publish, settings.dateline_data)
        check_ahead = CheckAhead(
            storage,
            poster,
            vitals,
            notices,
            clock,
            ahead=timedelta(minutes=settings.dateline_check_ahead_minutes),
            low_disk=settings.dateline_low_disk_mb * MEGABYTE,
        )
        ticks.every(settings.dateline_tick_seconds * LOOKS_APART, "ahead", check_ahead.tick)
        ticks.every(settings.dateline_tick_seconds, "publish", publish.tick)
        ticks.every(settings.dateline_tick_seconds, "notices", notices.tick)
        ticks.every(HOUSEKEEPING_SECONDS, "housekeeping", Housekeeping(storage, servers, clock).run)
        app = App(client, storage, publish, notices, extra, poster, ticks)
        try:
            yield app
        finally:
            await app.stop()


async def run(settings: Settings, stopped: asyncio.Event) -> None:
    """Run the bot until `stopped` is set. Raises SetupFault, StorageError."""
    token = settings.discord_token.get_secret_value()
    if not token:
        raise SetupFault(
            "There is no bot token. Put DISCORD_TOKEN=… into the file .env, or try `dateline demo`,"
            " which needs none."
        )
    async with open_app(settings) as app:
        await app.start(token)
        log.info("running", database=str(settings.database))
        await stopped.wait()


async def _raise_login_fault(connection: asyncio.Task[None]) -> None:
    try:
        await connection
    except discord.LoginFailure as error:
        raise SetupFault(
            "Discord does not know this bot token. Copy it anew from the developer portal into"
            " .env."
        ) from error
    except (aiohttp.ClientError, OSError) as error:
        raise SetupFault(
            "Discord cannot be reached from here. Check the network, then start again."
        ) from error
    except discord.HTTPException as error:
        raise SetupFault(
            "Discord refused the login ({status}). Try again in some minutes.", status=error.status
        ) from error
    raise SetupFault("Discord closed the connection before the bot was ready.")


def _connector(settings: Settings) -> aiohttp.BaseConnector | None:
    if settings.discord_socket is None:
        return None
    return aiohttp.UnixConnector(path=str(settings.discord_socket), limit=0)
