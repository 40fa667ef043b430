"""The database: everything the service keeps, in one SQLite file. Knows no Discord.

`open_storage` opens it; each attribute of `Storage` has the methods of one group of tables.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from storage.archive import Archive
from storage.backups import check_copy
from storage.claims import Claims
from storage.completions import Completions
from storage.corrections import Corrections
from storage.coverage import Coverages
from storage.crossposts import Crossposts
from storage.database import Database, open_database
from storage.deliveries import Deliveries
from storage.desk import Desk
from storage.desk_log import DeskLog
from storage.desk_mail import DeskMail
from storage.drafts import Drafts
from storage.edition_drafts import EditionDrafts
from storage.edition_plans import EditionPlans
from storage.embargoes import Embargoes
from storage.erasing import Erasing
from storage.error_reports import ErrorReports
from storage.errors import Replaced, StorageError
from storage.feed_sources import FeedSources
from storage.feeds import Feeds
from storage.follow_ups import FollowUps
from storage.guilds import Guilds
from storage.letters import Letters
from storage.lock import sole_process
from storage.lookups import Lookups
from storage.mends import Mends
from storage.migrate import prepare
from storage.notices import Notices
from storage.outlooks import Outlooks
from storage.pauses import Pauses
from storage.people import People
from storage.readers import Readers
from storage.retention import Retention
from storage.same_events import SameEvents
from storage.same_stories import SameStories
from storage.saved_stories import SavedStories
from storage.schedules import Schedules
from storage.search import Search
from storage.sending import Sending
from storage.slots import Slots
from storage.stories import Stories
from storage.submissions import Submissions
from storage.update_lines import UpdateLines

__all__ = ["Storage", "open_storage"]


class Storage:
    """The tables by group. Made by `open_storage`."""

    def __init__(self, database: Database) -> None:
        self.guilds = Guilds(database)
        self.stories = Stories(database)
        self.search = Search(database)
        self.completions = Completions(database)
        self.same_stories = SameStories(database)
        self.same_events = SameEvents(database)
        self.archive = Archive(database)
        self.coverage = Coverages(database)
        self.retention = Retention(database)
        self.readers = Readers(database)
        self.saved_stories = SavedStories(database)
        self.drafts = Drafts(database)
        self.desk = Desk(database)
        self.desk_mail = DeskMail(database)
        self.submissions = Submissions(database)
        self.lookups = Lookups(database)
        self.schedules = Schedules(database)
        self.slots = Slots(database)
        self.pauses = Pauses(database)
        self.claims = Claims(database)
        self.sending = Sending(database)
        self.deliveries = Deliveries(database)
        self.edition_drafts = EditionDrafts(database)
        self.edition_plans = EditionPlans(database)
        self.crossposts = Crossposts(database)
        self.corrections = Corrections(database)
        self.mends = Mends(database)
        self.error_reports = ErrorReports(database)
        self.embargoes = Embargoes(database)
        self.letters = Letters(database)
        self.follow_ups = FollowUps(database)
        self.update_lines = UpdateLines(database)
        self.notices = Notices(database)
        self.outlooks = Outlooks(database)
        self.desk_log = DeskLog(database)
        self.feeds = Feeds(database)
        self.feed_sources = FeedSources(database)
        self.people = People(database)
        self.erasing = Erasing(database)
        self.room = database.room
        self._database = database

    async def check_place(self) -> None:
        """Raises Replaced where the path leads to the open file no longer. Crosses servers."""
        if not self._database.is_in_place:
            raise Replaced(self._database.path)

    async def check(self, now: datetime) -> None:
        """Look whether the file is in its place, and at every page, beside all that goes on.
        Crosses servers. Raises Replaced, once what is open has been copied out, and Damaged.
        """
        path = self._database.path
        if not self._database.is_in_place:
            kept = path.with_name(f"{path.stem}-kept-{now:%Y%m%dT%H%M%SZ}{path.suffix}")
            try:
                await self._database.copy_out(kept)
            except StorageError as error:
                raise Replaced(path) from error
            raise Replaced(path, kept)
        await check_copy(path)

    @property
    def log_bytes(self) -> int:
        """The size of the database's write-ahead log. Crosses servers."""
        return self._database.log_bytes


@asynccontextmanager
async def open_storage(
    path: Path,
    *,
    readers: int = 3,
    alone: bool = False,
    copies: Path | None = None,
    low_space: int = 0,
) -> AsyncGenerator[Storage]:
    """The storage in the file at `path`, made where there is none and brought up to date.

    alone: no other process may have it so at the same time. copies: where a copy goes before it is
    brought up to date. low_space: with fewer bytes free no new stories are stored. Closed at the
    end, whatever happens.
    Raises StorageError: NewerDatabase, NotADatabase, InUse, Unwritable and the rest of
    `storage.errors`.
    """
    with sole_process(path) if alone else nullcontext():
        await prepare(path, copies=copies)
        async with open_database(path, readers=readers, low_space=low_space) as database:
            yield Storage(database)
