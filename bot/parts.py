"""Every part of the service, built once and wired by hand: who gets what is said here and nowhere
else. What is opened and closed around them is `app`'s part.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta

from discord.ext import commands

from bot.charts.painter import Painter
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
from bot.connector import connector_of
from bot.discord_faults import listening
from bot.monitoring import Monitoring
from bot.poster import DiscordPoster
from bot.pulse import BEAT_SECONDS, PulseFile
from bot.settings import Settings
from bot.ticks import Ticks
from bot.ui.briefing_layout import DiscordRenderer
from bot.ui.desk_mail import DiscordDeskRenderer
from bot.vitals import ProcessVitals
from bot.web.guarded import GuardedWeb
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
from bot.workflows.log_size import LogSize
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
from bot.workflows.restored import Restored
from bot.workflows.restraint import Restraint
from bot.workflows.retention import Retention
from bot.workflows.same_event import SameEvent
from bot.workflows.same_story import SameStory
from bot.workflows.saved import Saved
from bot.workflows.seen_before import SeenBefore
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
from storage import Storage

HOUSEKEEPING_SECONDS = 3600
RETENTION_SECONDS = 300
BACKUP_SECONDS = 600
LOG_SIZE_SECONDS = 300
PLACE_SECONDS = 10
LOOKS_APART = 6
"""Ticks from one look ahead to the next."""
MEGABYTE = 1_000_000


class Parts:
    """The parts by name. Each group stands on those before it."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        web: GuardedWeb,
        painter: Painter,
        clock: Clock,
        patience: Patience,
    ) -> None:
        self.settings = settings
        self.storage = storage
        self.web = web
        self.painter = painter
        self.clock = clock
        self.patience = patience
        self.ticks = Ticks()
        self._build_discord()
        self._build_stories()
        self._build_publishing()
        self._build_desk()
        self._build_after_publishing()
        self._build_upkeep()
        self.client.ready_cogs = self._cogs()
        self._set_ticks()

    def _build_discord(self) -> None:
        """The way to Discord, and what is said there unasked."""
        storage, clock = self.storage, self.clock
        self.servers = Servers(storage, clock)
        self.access = Access(self.servers)
        self.pacer = Pacer()
        self.restraint = Restraint(clock)
        self.figures = Figures()
        self.client = DatelineClient(
            self.servers,
            connector_of(self.settings),
            listening(self.pacer, self.restraint, self.figures),
            clock,
        )
        self.poster = DiscordPoster(self.client, self.pacer, self.restraint)
        self.client.greet = self.poster.greet
        self.renderer = DiscordRenderer()
        self.notices = Notices(storage, self.renderer, self.poster, clock)
        self.letters = Letters(storage, self.renderer, self.poster, clock)

    def _build_stories(self) -> None:
        """Taking stories in, and looking them up."""
        storage, clock = self.storage, self.clock
        self.same_story = SameStory(storage)
        self.same_event = SameEvent(storage, clock)
        self.take_in = TakeIn(storage, self.web, clock, self.same_event)
        self.embargoes = Embargoes(storage, self.take_in, clock)
        self.look_up = LookUp(storage, self.servers, clock)
        self.saved = Saved(storage, clock)
        self.correcting = Correcting(storage, clock, wake=self._waker("mends"))
        self.cards = StoryCards(
            self.access, self.look_up, self.same_event, self.saved, self.correcting
        )

    def _build_publishing(self) -> None:
        """From a schedule to a post."""
        storage, clock, patience = self.storage, self.clock, self.patience
        renderer, poster, notices = self.renderer, self.poster, self.notices
        owner = secrets.token_hex(8)
        self.plan = Plan(storage, clock)
        restored = Restored(storage, patience)
        self.editions = Editions(storage, SeenBefore(storage, renderer, restored, clock), clock)
        self.barred = Barred(storage, poster, notices, clock, patience)
        settling = Settling(storage, self.barred, clock, patience, owner, self.figures)
        places = Places(storage, renderer, poster, clock)
        delivering = Delivering(
            storage,
            restored,
            Preparing(
                storage, self.editions, self.embargoes, renderer, places, settling, clock, owner
            ),
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
        self.publish = Publish(storage, claiming, delivering, self.restraint, clock, owner)
        self.extra = Extra(storage, clock, wake=self._waker("publish"))
        self.arranging = Arranging(
            storage, self.editions, clock, patience, wake=self._waker("publish")
        )
        self.drafts_ahead = DraftsAhead(storage, self.arranging, renderer, poster, notices, clock)

    def _build_desk(self) -> None:
        """What editors decide, and the feeds that bring them work."""
        storage, clock, notices = self.storage, self.clock, self.notices
        self.undo = Undo(storage, clock, undos(storage, clock))
        self.reports = Reports(storage, clock)
        self.desk_queue = DeskQueue(storage, self.same_story, clock)
        self.desk = Desk(
            storage, self.take_in, self.same_story, self.same_event, FeedStories(self.web), clock
        )
        self.desk_mail = DeskMail(
            storage, self.desk_queue, DiscordDeskRenderer(), self.poster, notices, clock
        )
        tell = FeedNotices(notices)
        poll = FeedPoll(storage, self.web, tell, clock)
        self.polls = FeedPolls(storage, poll, tell, clock, self.figures)

    def _build_after_publishing(self) -> None:
        """What becomes of messages that are posted."""
        storage, clock, notices = self.storage, self.clock, self.notices
        self.pulling = Pulling(storage, clock, wake=self._waker("mends"))
        self.mending = Mending(storage, self.renderer, self.poster, notices, clock)
        self.crossposting = Crossposting(storage, self.poster, clock)
        self.updates = UpdateThreads(
            storage, self.renderer, self.poster, notices, clock, self.patience
        )

    def _build_upkeep(self) -> None:
        """What keeps the service in order, and says how it is."""
        storage, settings, clock = self.storage, self.settings, self.clock
        low_disk = settings.dateline_low_disk_mb * MEGABYTE
        self.vitals = ProcessVitals(self.client, self.publish, settings.dateline_data)
        self.growing = Growing(storage, self.vitals, self.notices, clock, low_disk=low_disk)
        self.retention = Retention(storage, clock)
        self.housekeeping = Housekeeping(storage, self.servers, clock)
        self.check_ahead = CheckAhead(
            storage,
            self.poster,
            self.vitals,
            self.notices,
            clock,
            self.editions,
            ahead=timedelta(minutes=settings.dateline_check_ahead_minutes),
            low_disk=low_disk,
        )
        self.backups = Backups(
            settings.database,
            settings.backup_folder,
            clock,
            hour=settings.dateline_backup_hour,
            keep=settings.dateline_backups_kept,
        )
        health = HealthCheck(storage, self.vitals, clock)
        self.monitoring = Monitoring(storage, health, self.figures, settings.database)
        self.pulse = PulseFile(health, settings.database, clock)

    def _cogs(self) -> list[commands.Cog]:
        """Everything that people can use in Discord."""
        storage, clock, access = self.storage, self.clock, self.access
        look_up, take_in, embargoes = self.look_up, self.take_in, self.embargoes
        return [
            StoryCog(
                access,
                take_in,
                self.same_story,
                self.same_event,
                look_up,
                self.cards,
                self.correcting,
                FollowUps(storage, clock),
                embargoes,
            ),
            SubmitCog(
                access,
                Submissions(storage, self.same_story, clock),
                take_in,
                Messages(storage, clock),
                self.same_story,
            ),
            StoryListCog(access, look_up),
            TrustCog(access, look_up, self.reports),
            ArchiveCog(access, Archive(storage, self.servers, clock), look_up),
            CorrectionsCog(access, self.correcting),
            DeskCog(
                access,
                self.desk_queue,
                DeskLog(storage, self.undo),
                self.undo,
                self.arranging,
                self.plan,
                self.reports,
                embargoes,
                take_in,
            ),
            DeskCardCog(access, self.desk, self.desk_queue),
            StatsCog(access, Stats(storage, self.servers, self.painter, clock)),
            PrivacyCog(access, Privacy(storage, clock)),
            SavedCog(access, self.cards, self.saved),
            BriefingCog(access, self.editions, self.cards, self.plan, self.extra, self.pulling),
            ScheduleCog(access, self.plan, self.servers, look_up),
            SetupCog(access, self.servers),
            NoticeCog(access, self.notices),
            FeedCog(
                access,
                Feeds(storage, self.web, self.polls, clock),
                FeedLists(storage, clock),
                look_up,
            ),
            StatusCog(
                access,
                Status(storage, self.check_ahead, self.vitals, self.pacer, self.growing, clock),
            ),
            RetentionCog(access, self.retention),
            WhyCog(access, Chronicles(storage, clock), look_up, StoryWhy(storage)),
        ]

    def _set_ticks(self) -> None:
        """What runs by the clock."""
        seconds = self.settings.dateline_tick_seconds
        for name, tick in {
            "publish": self.publish.tick,
            "same events": self.same_event.tick,
            "drafts": self.drafts_ahead.tick,
            "embargoes": self.embargoes.tick,
            "barred": self.barred.tick,
            "crossposts": self.crossposting.tick,
            "mends": self.mending.tick,
            "updates": self.updates.tick,
            "notices": self.notices.tick,
            "letters": self.letters.tick,
            "desk mail": self.desk_mail.tick,
            "feeds": self.polls.tick,
        }.items():
            self.ticks.every(seconds, name, tick)
        self.ticks.every(seconds * LOOKS_APART, "ahead", self.check_ahead.tick)
        self.ticks.every(RETENTION_SECONDS, "retention", self.retention.tick)
        self.ticks.every(BACKUP_SECONDS, "backups", self.backups.tick)
        self.ticks.every(BEAT_SECONDS, "pulse", self.pulse.beat)
        self.ticks.every(LOG_SIZE_SECONDS, "log size", LogSize(self.storage).tick)
        self.ticks.every(PLACE_SECONDS, "place", self.storage.check_place)
        self.ticks.every(LOG_SIZE_SECONDS, "ballast", self._take_ballast)
        self.ticks.every(HOUSEKEEPING_SECONDS, "growth", self.growing.tick)
        self.ticks.every(HOUSEKEEPING_SECONDS, "quiet feeds", self.polls.tell_quiet)
        self.ticks.every(HOUSEKEEPING_SECONDS, "housekeeping", self.housekeeping.run)

    async def _take_ballast(self) -> None:
        """What was given up on a full disk is put there again once there is plenty of room."""
        await asyncio.to_thread(self.storage.room.take_ballast)

    def _waker(self, tick: str) -> Callable[[], None]:
        return lambda: self.ticks.soon(tick)
