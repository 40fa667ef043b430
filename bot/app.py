"""The service as a whole: opens what it stands on, starts its parts, and ends all of it in order.
How the parts are wired is `parts`' to say.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.charts.painter import open_painter
from bot.client import DatelineClient
from bot.errors import Ended, Exit, SetupFault
from bot.footprint import keep_small
from bot.gateway_faults import UNKNOWN_BOT, gateway_fault, login_fault
from bot.monitoring import open_monitoring
from bot.parts import MEGABYTE, Parts
from bot.poster import DiscordPoster
from bot.settings import Settings
from bot.ticks import Ticks
from bot.web.dial import Dial
from bot.web.guarded import open_web
from bot.workflows.correcting import Correcting
from bot.workflows.extra import Extra
from bot.workflows.feed_polls import FeedPolls
from bot.workflows.mending import Mending
from bot.workflows.notices import Notices
from bot.workflows.patience import Patience
from bot.workflows.ports import Clock
from bot.workflows.publish import Publish
from bot.workflows.restraint import Restraint
from bot.workflows.same_event import SameEvent
from storage import Storage, open_storage
from storage.backups import backups_in
from storage.errors import Damaged, StorageError

log = structlog.get_logger(__name__)

CLOSING_SECONDS = 8
"""How long what is being sent may take to finish."""
LEAVING_SECONDS = 2


def utc_now() -> datetime:
    """The clock of every part."""
    return datetime.now(UTC)


@dataclass(slots=True)
class App:
    """The parts that others hold on to: the demo, the tests."""

    client: DatelineClient
    storage: Storage
    publish: Publish
    notices: Notices
    extra: Extra
    poster: DiscordPoster
    ticks: Ticks
    restraint: Restraint
    polls: FeedPolls
    correcting: Correcting
    mending: Mending
    same_event: SameEvent
    gateway: asyncio.Task[None] | None = None

    async def start(self, token: str, stopped: asyncio.Event | None = None) -> None:
        """Log in, connect, and begin to tick once ready. Raises Ended; returns when ready, or once
        `stopped` is set: Discord may let a start wait for hours.
        """
        stopped = stopped or asyncio.Event()
        await self.same_event.tick()  # before anything of theirs may be shown or due
        self.gateway = asyncio.create_task(self.client.start(token), name="gateway")
        ready = asyncio.create_task(self.client.settled_in.wait(), name="ready")
        stopping = asyncio.create_task(stopped.wait(), name="stopping")
        try:
            await asyncio.wait({self.gateway, ready, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
            stopping.cancel()
        if stopped.is_set():
            return
        if not self.client.settled_in.is_set():
            raise login_fault(_end_of(self.gateway))
        self.ticks.start()

    async def run_until(self, stopped: asyncio.Event) -> None:
        """Run until `stopped` is set. Raises Ended when Discord lets us go on no longer, and
        Damaged or Replaced when the database does not.
        """
        assert self.gateway is not None
        damage = asyncio.create_task(self._damage())
        watched = {
            self.gateway,
            damage,
            asyncio.create_task(stopped.wait()),
            asyncio.create_task(self.restraint.revoked.wait()),
        }
        try:
            await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in watched - {self.gateway}:
                task.cancel()
        if stopped.is_set():
            return
        if self.restraint.revoked.is_set():
            raise Ended(UNKNOWN_BOT, Exit.TOKEN)
        if damage.done():
            damage.result()
        raise gateway_fault(_end_of(self.gateway))

    async def _damage(self) -> None:
        """Raises Replaced or Damaged where the database was called so and that is borne out:
        writing on would be lost, or make it worse, for every server.
        """
        await self.ticks.unsound.wait()
        await self.storage.check(utc_now())
        log.error("the database was called damaged, but its pages are sound")
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Begin nothing new, let what is being sent finish, leave Discord."""
        self.publish.stop()
        self.extra.stop()
        self.correcting.stop()
        self.mending.stop()
        await self.ticks.stop(CLOSING_SECONDS)
        await self.polls.stop()
        await self.publish.abandon()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.client.close(), LEAVING_SECONDS)
        if self.gateway is not None:
            self.gateway.cancel()
            await asyncio.wait({self.gateway}, timeout=LEAVING_SECONDS)
            _end_of(self.gateway)  # seen, so that nobody is warned of it


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    patience: Patience | None = None,
    dial: Dial | None = None,
) -> AsyncIterator[App]:
    """Everything, ready to start. Raises StorageError where the database cannot be opened."""
    keep_small()
    async with (
        open_storage(
            settings.database,
            alone=True,
            copies=settings.backup_folder,
            low_space=settings.dateline_low_disk_mb * MEGABYTE,
        ) as storage,
        open_web(clock, ports=settings.web_ports, dial=dial) as web,
        open_painter() as painter,
    ):
        patience = patience or Patience(grace=timedelta(hours=settings.dateline_grace_hours))
        parts = Parts(settings, storage, web, painter, clock, patience)
        app = App(
            client=parts.client,
            storage=storage,
            publish=parts.publish,
            notices=parts.notices,
            extra=parts.extra,
            poster=parts.poster,
            ticks=parts.ticks,
            restraint=parts.restraint,
            polls=parts.polls,
            correcting=parts.correcting,
            mending=parts.mending,
            same_event=parts.same_event,
        )
        try:
            async with open_monitoring(parts.monitoring, settings.dateline_health_port):
                yield app
        finally:
            await app.stop()


async def run(settings: Settings, stopped: asyncio.Event) -> None:
    """Run the bot until `stopped` is set. Raises SetupFault, StorageError; of a damaged database it
    says which backup is the newest.
    """
    token = settings.discord_token.get_secret_value()
    if not token:
        raise SetupFault(
            "There is no bot token. Put DISCORD_TOKEN=… into the file .env, or try `dateline demo`,"
            " which needs none."
        )
    try:
        await _serve(settings, token, stopped)
    except Damaged as fault:
        raise Damaged(fault.detail, _newest(settings.backup_folder)) from fault


def _newest(folder: Path) -> Path | None:
    """The newest backup; a folder that cannot be read hides no other fault."""
    with contextlib.suppress(StorageError):
        return next((one.path for one in backups_in(folder) if one.made_at <= utc_now()), None)
    return None


async def _serve(settings: Settings, token: str, stopped: asyncio.Event) -> None:
    async with AsyncExitStack() as stack:
        try:
            async with _unless(stopped):
                app = await stack.enter_async_context(open_app(settings))
                await asyncio.to_thread(app.storage.room.take_ballast)
        except TimeoutError:
            if not stopped.is_set():
                raise
            return
        await app.start(token, stopped)
        if not stopped.is_set():
            log.info("running", database=str(settings.database))
        await app.run_until(stopped)


@asynccontextmanager
async def _unless(stopped: asyncio.Event) -> AsyncIterator[None]:
    """Breaks the block off, with TimeoutError, once `stopped` is set."""
    async with asyncio.timeout(None) as block:

        async def break_off() -> None:
            await stopped.wait()
            block.reschedule(0)

        stopping = asyncio.create_task(break_off(), name="stopping")
        try:
            yield
        finally:
            stopping.cancel()


def _end_of(gateway: asyncio.Task[None]) -> BaseException | None:
    return gateway.exception() if gateway.done() and not gateway.cancelled() else None
