"""The composition root: builds every part once, opens and closes them in order."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import structlog

from bot.charts.painter import open_painter
from bot.client import DatelineClient
from bot.cogs.access import Access
from bot.cogs.archive import ArchiveCog
from bot.cogs.briefings import BriefingCog
from bot.cogs.corrections import CorrectionsCog
from bot.cogs.desk import DeskCog
from bot.cogs.desk_cards import DeskCardCog
from bot.cogs.feeds import FeedCog
from bot.cogs.notices import NoticeCog
from bot.cogs.privacy import PrivacyCog
from bot.cogs.reports import TrustCog
from bot.cogs.retention import RetentionCog
from bot.cogs.saved import SavedCog
from bot.cogs.schedules import ScheduleCog
from bot.cogs.setup import SetupCog
from bot.cogs.stats import StatsCog
from bot.cogs.status import StatusCog
from bot.cogs.stories import StoryCog
from bot.cogs.story_cards import StoryCards
from bot.cogs.story_lists import StoryListCog
from bot.cogs.submit import SubmitCog
from bot.cogs.why import WhyCog
from bot.discord_faults import listening
from bot.errors import Ended, Exit, SetupFault
from bot.monitoring import Monitoring, open_monitoring
from bot.poster import DiscordPoster
from bot.settings import Settings
from bot.ticks import Ticks
from bot.ui.briefing_layout import DiscordRenderer
from bot.ui.desk_mail import DiscordDeskRenderer
from bot.vitals import ProcessVitals
from bot.web.dial import Dial
from bot.web.guarded import open_web
from bot.workflows.archive import Archive
from bot.workflows.arranging import Arranging
from bot.workflows.backups import Backups
from bot.workflows.barred import Barred
from bot.workflows.check_ahead import CheckAhead
from bot.workflows.chronicle import Chronicles
from bot.workflows.claiming import Claiming
from bot.workflows.correcting import Correcting
from bot.workflows.crossposting import Crossposting
from bot.workflows.delivering import Delivering
from bot.workflows.desk import Desk
from bot.workflows.desk_log import DeskLog
from bot.workflows.desk_mail import DeskMail
from bot.workflows.desk_queue import DeskQueue
from bot.workflows.drafts_ahead import DraftsAhead
from bot.workflows.editions import Editions
from bot.workflows.embargoes import Embargoes
from bot.workflows.extra import Extra
from bot.workflows.feed_lists import FeedLists
from bot.workflows.feed_notices import FeedNotices
from bot.workflows.feed_poll import FeedPoll
from bot.workflows.feed_polls import FeedPolls
from bot.workflows.feed_stories import FeedStories
from bot.workflows.feeds import Feeds
from bot.workflows.figures import Figures
from bot.workflows.follow_ups import FollowUps
from bot.workflows.growing import Growing
from bot.workflows.health import HealthCheck
from bot.workflows.housekeeping import Housekeeping
from bot.workflows.letters import Letters
from bot.workflows.look_up import LookUp
from bot.workflows.mending import Mending
from bot.workflows.message_finds import Messages
from bot.workflows.notices import Notices
from bot.workflows.pacer import Pacer
from bot.workflows.patience import Patience
from bot.workflows.places import Places
from bot.workflows.plan import Plan
from bot.workflows.ports import Clock
from bot.workflows.preparing import Preparing
from bot.workflows.privacy import Privacy
from bot.workflows.publish import Publish
from bot.workflows.pulling import Pulling
from bot.workflows.reports import Reports
from bot.workflows.restraint import Restraint
from bot.workflows.retention import Retention
from bot.workflows.same_event import SameEvent
from bot.workflows.same_story import SameStory
from bot.workflows.saved import Saved
from bot.workflows.servers import Servers
from bot.workflows.settling import Settling
from bot.workflows.stats import Stats
from bot.workflows.status import Status
from bot.workflows.story_why import StoryWhy
from bot.workflows.submissions import Submissions
from bot.workflows.take_in import TakeIn
from bot.workflows.undo import Undo, undos
from bot.workflows.update_threads import UpdateThreads
from bot.workflows.waiting import Waiting
from storage import Storage, open_storage

log = structlog.get_logger(__name__)

HOUSEKEEPING_SECONDS = 3600
RETENTION_SECONDS = 300
BACKUP_SECONDS = 600
LOOKS_APART = 6
"""Ticks from one look ahead to the next."""
MEGABYTE = 1_000_000
CLOSING_SECONDS = 9
"""How long what is being sent may take to finish."""
LEAVING_SECONDS = 2

UNKNOWN_BOT = (
    "Discord does not know this bot token."
    " Copy it anew from the developer portal into .env, then start again."
)
GATEWAY_CODES = {
    4010: "invalid shard",
    4011: "more shards needed",
    4012: "outdated version",
    4013: "invalid intents",
    4014: "intents that are not granted",
}


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
    gateway: asyncio.Task[None] | None = None

    async def start(self, token: str) -> None:
        """Log in, connect, and begin to tick once ready. Raises Ended; returns when ready."""
        self.gateway = asyncio.create_task(self.client.start(token), name="gateway")
        ready = asyncio.create_task(self.client.settled_in.wait(), name="ready")
        await asyncio.wait({self.gateway, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if not self.client.settled_in.is_set():
            raise _login_fault(_end_of(self.gateway))
        self.ticks.start()

    async def run_until(self, stopped: asyncio.Event) -> None:
        """Run until `stopped` is set. Raises Ended when Discord lets us go on no longer."""
        assert self.gateway is not None
        watched = {
            self.gateway,
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
        raise _gateway_fault(_end_of(self.gateway))

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
            await asyncio.wait({self.gateway})
            _end_of(self.gateway)  # seen, so that nobody is warned of it


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    patience: Patience | None = None,
    dial: Dial | None = None,
) -> AsyncIterator[App]:
    """Every part, built and wired. Raises StorageError where the database cannot be opened."""
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
        servers = Servers(storage, clock)
        editions = Editions(storage, clock)
        look_up = LookUp(storage, servers, clock)
        same_event = SameEvent(storage, clock)
        plan = Plan(storage, clock)
        undo = Undo(storage, clock, undos(storage, clock))
        ticks = Ticks()
        extra = Extra(storage, clock, wake=lambda: ticks.soon("publish"))
        access = Access(servers)
        saved = Saved(storage, clock)
        correcting = Correcting(storage, clock, wake=lambda: ticks.soon("mends"))
        pulling = Pulling(storage, clock, wake=lambda: ticks.soon("mends"))
        reports = Reports(storage, clock)
        cards = StoryCards(access, look_up, same_event, saved, correcting)
        pacer = Pacer()
        restraint = Restraint(clock)
        figures = Figures()
        client = DatelineClient(
            servers, connector_of(settings), listening(pacer, restraint, figures), clock
        )
        poster = DiscordPoster(client, pacer, restraint)
        renderer = DiscordRenderer()
        notices = Notices(storage, renderer, poster, clock)
        client.greet = poster.greet
        patience = patience or Patience(grace=timedelta(hours=settings.dateline_grace_hours))
        owner = secrets.token_hex(8)
        barred = Barred(storage, poster, notices, clock, patience)
        settling = Settling(storage, barred, clock, patience, owner, figures)
        take_in = TakeIn(storage, web, clock, same_event)
        embargoes = Embargoes(storage, take_in, clock)
        places = Places(storage, renderer, poster, clock)
        delivering = Delivering(
            storage,
            Preparing(storage, editions, embargoes, renderer, places, settling, clock, owner),
            Waiting(storage, settling, notices, clock, patience, owner),
            places,
            renderer,
            poster,
            settling,
            clock,
            patience,
            owner,
        )
        claiming = Claiming(storage, clock, patience.grace)
        publish = Publish(storage, claiming, delivering, restraint, clock, owner)
        arranging = Arranging(
            storage, editions, clock, patience, wake=lambda: ticks.soon("publish")
        )
        drafts_ahead = DraftsAhead(storage, arranging, renderer, poster, notices, clock)
        vitals = ProcessVitals(client, publish, settings.dateline_data)
        low_disk = settings.dateline_low_disk_mb * MEGABYTE
        growing = Growing(storage, vitals, notices, clock, low_disk=low_disk)
        retention = Retention(storage, clock)
        check_ahead = CheckAhead(
            storage,
            poster,
            vitals,
            notices,
            clock,
            ahead=timedelta(minutes=settings.dateline_check_ahead_minutes),
            low_disk=low_disk,
        )
        same_story = SameStory(storage)
        desk_queue = DeskQueue(storage, same_story, clock)
        desk = Desk(storage, take_in, same_story, same_event, FeedStories(web), clock)
        desk_mail = DeskMail(storage, desk_queue, DiscordDeskRenderer(), poster, notices, clock)
        tell = FeedNotices(notices)
        polls = FeedPolls(storage, FeedPoll(storage, web, tell, clock), tell, clock, figures)
        client.ready_cogs = [
            StoryCog(
                access,
                take_in,
                same_story,
                same_event,
                look_up,
                cards,
                correcting,
                FollowUps(storage, clock),
                embargoes,
            ),
            SubmitCog(
                access,
                Submissions(storage, same_story, clock),
                take_in,
                Messages(storage, clock),
                same_story,
            ),
            StoryListCog(access, look_up),
            TrustCog(access, look_up, reports),
            ArchiveCog(access, Archive(storage, servers, clock), look_up),
            CorrectionsCog(access, correcting),
            DeskCog(
                access,
                desk_queue,
                DeskLog(storage, undo),
                undo,
                arranging,
                plan,
                reports,
                embargoes,
                take_in,
            ),
            DeskCardCog(access, desk, desk_queue),
            StatsCog(access, Stats(storage, servers, painter, clock)),
            PrivacyCog(access, Privacy(storage, clock)),
            SavedCog(access, cards, saved),
            BriefingCog(access, editions, cards, plan, extra, pulling),
            ScheduleCog(access, plan, servers, look_up),
            SetupCog(access, servers),
            NoticeCog(access, notices),
            FeedCog(access, Feeds(storage, web, polls, clock), FeedLists(storage, clock), look_up),
            StatusCog(access, Status(storage, check_ahead, vitals, pacer, growing, clock)),
            RetentionCog(access, retention),
            WhyCog(access, Chronicles(storage, clock), look_up, StoryWhy(storage)),
        ]
        ticks.every(settings.dateline_tick_seconds * LOOKS_APART, "ahead", check_ahead.tick)
        ticks.every(settings.dateline_tick_seconds, "embargoes", embargoes.tick)
        ticks.every(RETENTION_SECONDS, "retention", retention.tick)
        ticks.every(HOUSEKEEPING_SECONDS, "growth", growing.tick)
        ticks.every(settings.dateline_tick_seconds, "publish", publish.tick)
        ticks.every(settings.dateline_tick_seconds, "drafts", drafts_ahead.tick)
        ticks.every(settings.dateline_tick_seconds, "notices", notices.tick)
        ticks.every(settings.dateline_tick_seconds, "desk mail", desk_mail.tick)
        updates = UpdateThreads(storage, renderer, poster, notices, clock, patience)
        ticks.every(settings.dateline_tick_seconds, "updates", updates.tick)
        ticks.every(settings.dateline_tick_seconds, "barred", barred.tick)
        crossposting = Crossposting(storage, poster, clock)
        ticks.every(settings.dateline_tick_seconds, "crossposts", crossposting.tick)
        mending = Mending(storage, renderer, poster, notices, clock)
        ticks.every(settings.dateline_tick_seconds, "mends", mending.tick)
        letters = Letters(storage, renderer, poster, clock)
        ticks.every(settings.dateline_tick_seconds, "letters", letters.tick)
        ticks.every(settings.dateline_tick_seconds, "feeds", polls.tick)
        ticks.every(HOUSEKEEPING_SECONDS, "quiet feeds", polls.tell_quiet)
        ticks.every(HOUSEKEEPING_SECONDS, "housekeeping", Housekeeping(storage, servers, clock).run)
        backups = Backups(
            settings.database,
            settings.backup_folder,
            clock,
            hour=settings.dateline_backup_hour,
            keep=settings.dateline_backups_kept,
        )
        ticks.every(BACKUP_SECONDS, "backups", backups.tick)
        monitoring = Monitoring(
            storage, HealthCheck(storage, vitals, clock), figures, settings.database
        )
        app = App(
            client, storage, publish, notices, extra, poster, ticks, restraint, polls, correcting,
            mending,
        )  # fmt: skip
        try:
            async with open_monitoring(monitoring, settings.dateline_health_port):
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
        await asyncio.to_thread(app.storage.room.take_ballast)
        await app.start(token)
        log.info("running", database=str(settings.database))
        await app.run_until(stopped)


def _end_of(gateway: asyncio.Task[None]) -> BaseException | None:
    return gateway.exception() if gateway.done() and not gateway.cancelled() else None


def _login_fault(error: BaseException | None) -> Ended:
    match error:
        case discord.LoginFailure():
            return Ended(UNKNOWN_BOT, Exit.TOKEN)
        case discord.HTTPException():
            return Ended(
                "Discord refused the login ({status}). Try again in some minutes.",
                Exit.LOST,
                status=error.status,
            )
        case aiohttp.ClientError() | OSError():
            return Ended(
                "Discord cannot be reached from here. Check the network, then start again.",
                Exit.LOST,
            )
        case _:
            return _gateway_fault(error)


def _gateway_fault(error: BaseException | None) -> Ended:
    """Why the gateway's task has ended; discord.py comes back by itself from anything else."""
    match error:
        case discord.ConnectionClosed(code=4004):
            return Ended(UNKNOWN_BOT, Exit.TOKEN)
        case discord.PrivilegedIntentsRequired():
            return _refused_connection(4014)
        case discord.ConnectionClosed():
            return _refused_connection(error.code)
        case _:
            log.error("the gateway ended", exc_info=error)
            return Ended("The connection to Discord has ended. Start the bot again.", Exit.LOST)


def _refused_connection(code: int) -> Ended:
    return Ended(
        "Discord refuses the connection ({code}: {reason}). Starting again would not help; update"
        " Dateline, or look at the bot's page in the developer portal.",
        Exit.GATEWAY,
        code=code,
        reason=GATEWAY_CODES.get(code, "unknown"),
    )


def connector_of(settings: Settings) -> aiohttp.BaseConnector | None:
    """The way to Discord, where it is not the usual one."""
    if settings.discord_socket is None:
        return None
    return aiohttp.UnixConnector(path=str(settings.discord_socket), limit=0)
