"""`dateline doctor`: everything that can be wrong, looked at without changing anything, each with
what to do about it. Works beside a running bot and without one.

settings ─→ token ─→ folder, database, backups ─→ schedules and feeds ─→ Discord ─→ the running bot
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncGenerator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.metadata import version
from typing import Any
from zoneinfo import TZPATH

import aiohttp

from bot.briefing.timetable import next_postings
from bot.briefing.zones import is_known
from bot.channel_check import DiscordSilent, channel_check
from bot.client import connector_of
from bot.errors import SetupFault
from bot.invite import application_of, invite_link
from bot.settings import Settings, load_settings
from bot.workflows.backups import newest_of
from storage import Storage
from storage.backups import check_pages
from storage.database import open_database
from storage.errors import InUse, StorageError
from storage.feed_records import FeedState
from storage.lock import sole_process
from storage.migrate import (
    check_header,
    migrations,
    sqlite_is_old,
    sqlite_version,
    version_in_header,
)
from storage.records import Schedule

DISCORD_SECONDS = 5.0
HEALTH_SECONDS = 1.0
LARGEST_CHECKED = 64_000_000
"""A larger database is not read through here: its nightly backup was."""
OLD_BACKUP = timedelta(hours=50)
RECENT = timedelta(days=2)
MEGABYTE = 1_000_000


class State(StrEnum):
    GOOD = "good"
    MIND = "mind"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. remedy: what to do; "" where all is well."""

    check: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """invite: the link that adds the bot to a server; None without a usable token."""

    findings: tuple[Finding, ...]
    invite: str | None

    @property
    def is_bad(self) -> bool:
        return any(one.state is State.BAD for one in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "good": not self.is_bad,
            "invite": self.invite,
            "findings": [asdict(one) for one in self.findings],
        }


async def examine(*, offline: bool = False) -> Diagnosis:
    """Look at everything. offline: ask Discord nothing."""
    try:
        settings = load_settings()
    except SetupFault as fault:
        return Diagnosis(
            findings=(_bad("settings", str(fault), "Correct them in .env."),), invite=None
        )
    examination = _Examination(settings, offline=offline)
    found = [one async for one in examination.findings()]
    return Diagnosis(findings=tuple(found), invite=examination.invite)


def _good(check: str, found: str) -> Finding:
    return Finding(check=check, state=State.GOOD, found=found)


def _mind(check: str, found: str, remedy: str) -> Finding:
    return Finding(check=check, state=State.MIND, found=found, remedy=remedy)


def _bad(check: str, found: str, remedy: str) -> Finding:
    return Finding(check=check, state=State.BAD, found=found, remedy=remedy)


class _Examination:
    def __init__(self, settings: Settings, *, offline: bool) -> None:
        self._settings = settings
        self._offline = offline
        self.invite: str | None = None

    async def findings(self) -> AsyncGenerator[Finding]:
        yield _good("settings", "All settings can be used.")
        yield self._token()
        yield self._folder()
        yield self._clock()
        running = self._running()
        yield running
        async for one in self._database():
            yield one
        yield self._backup()
        if running.found.startswith("The bot is running"):
            yield await self._health()

    def _token(self) -> Finding:
        token = self._settings.discord_token.get_secret_value()
        if not token:
            return _bad("token", "There is no bot token.", "Put DISCORD_TOKEN=… into .env.")
        application_id = application_of(token)
        if application_id is None:
            return _bad(
                "token",
                "DISCORD_TOKEN has not the shape of a bot token.",
                "Copy it anew: developer portal, page Bot, Reset Token.",
            )
        self.invite = invite_link(application_id)
        return _good("token", f"It has the shape of a bot token, of application {application_id}.")

    def _folder(self) -> Finding:
        folder = self._settings.dateline_data
        if not folder.exists():
            return _mind("data folder", f"{folder} is not there.", "The first start makes it.")
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            return _bad(
                "data folder", f"{folder} cannot be written.", "Check its owner and its rights."
            )
        free = shutil.disk_usage(folder).free // MEGABYTE
        low = self._settings.dateline_low_disk_mb
        if free < low:
            return _bad(
                "data folder",
                f"{folder} has {free} MB free: below {low} MB no new stories are stored.",
                "Free some space.",
            )
        return _good("data folder", f"{folder} can be written and has {free} MB free.")

    def _clock(self) -> Finding:
        rules = f"tzdata {version('tzdata')}" if not TZPATH else "the system's, else tzdata's"
        return _good("clock", f"It is {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; time zones: {rules}.")

    def _running(self) -> Finding:
        database = self._settings.database
        if not database.parent.exists():
            return _mind("process", "The bot is not running.", "Start it: dateline run.")
        try:
            with sole_process(database):
                pass
        except InUse as fault:
            return _good("process", f"The bot is running ({fault.process}).")
        except StorageError as fault:
            return _bad("process", str(fault), "Choose another data folder.")
        return _mind("process", "The bot is not running.", "Start it: dateline run.")

    async def _database(self) -> AsyncGenerator[Finding]:
        path, known = self._settings.database, len(migrations())
        if sqlite_is_old():
            yield _bad("database", "SQLite is too old.", "Install Python with a newer SQLite.")
            return
        if not path.exists():
            yield _mind("database", f"{path} is not there.", "The first start makes it.")
            return
        try:
            check_header(path)
            found = version_in_header(path)
            if found > known:
                yield _bad(
                    "database",
                    f"It has version {found}, and this Dateline knows versions up to {known}.",
                    "Install the newer Dateline again, or restore an older backup.",
                )
                return
            if path.stat().st_size <= LARGEST_CHECKED:
                await check_pages(path)
            async with open_database(path, readers=1) as database:
                yield _good(
                    "database",
                    f"{path.stat().st_size / MEGABYTE:.1f} MB, version {found} of {known}, SQLite"
                    f" {sqlite_version()}.",
                )
                if found < known:
                    yield _mind(
                        "schema",
                        f"It has version {found}, and this Dateline brings {known}.",
                        "The next start brings it up to date, after a copy was made.",
                    )
                    return
                async for one in self._contents(Storage(database)):
                    yield one
        except StorageError as fault:
            yield _bad("database", str(fault), "See docs/operators.md, “The database”.")

    async def _contents(self, storage: Storage) -> AsyncGenerator[Finding]:
        schedules = [
            schedule
            for guild_id in sorted(await storage.guilds.present_ids())
            for schedule in await storage.schedules.list_all(guild_id)
        ]
        obstacles = await self._obstacles(schedules)
        if isinstance(obstacles, Finding):
            yield obstacles
            obstacles = {}
        if not schedules:
            yield _mind("schedules", "There is no schedule.", "In Discord: /schedule add.")
        for schedule in schedules:
            yield _schedule(schedule, obstacles.get(schedule.id))
            row = await storage.deliveries.latest_of(schedule.guild_id, schedule.id)
            if row and row.state in ("failed", "unconfirmed") and _now() - row.due_at < RECENT:
                yield _mind(
                    "editions",
                    f"The edition of {row.local_date} of “{schedule.name}” ended {row.state}:"
                    f" {row.reason}",
                    "In Discord: /why.",
                )
        async for one in _feeds(storage):
            yield one

    async def _obstacles(self, schedules: list[Schedule]) -> dict[int, str | None] | Finding:
        """Why each schedule's posts would fail, by its id."""
        if self._offline or self.invite is None:
            return {}
        token = self._settings.discord_token.get_secret_value()
        found: dict[int, str | None] = {}
        try:
            async with channel_check(token, connector_of(self._settings), DISCORD_SECONDS) as asked:
                for guild_id in sorted({schedule.guild_id for schedule in schedules}):
                    here = [one for one in schedules if one.guild_id == guild_id]
                    said = await asked.obstacles(
                        guild_id, [(one.channel_id, one.target) for one in here]
                    )
                    found |= {one.id: said[one.channel_id] for one in here}
        except DiscordSilent as silence:
            return _bad("Discord", str(silence), "Check the token and the network.")
        return found

    def _backup(self) -> Finding:
        settings = self._settings
        if not settings.dateline_backups_kept:
            return _mind("backup", "No backups are made.", "Set DATELINE_BACKUPS_KEPT=7.")
        made_at = newest_of(settings.backup_folder)
        if made_at is None:
            return _mind(
                "backup",
                f"There is none in {settings.backup_folder}.",
                "Make one: dateline backup.",
            )
        age = _now() - made_at
        if age > OLD_BACKUP:
            return _bad(
                "backup",
                f"The newest is {age.days} days old, of {made_at:%Y-%m-%d %H:%M} UTC.",
                "Look into the log for “no backup”; make one: dateline backup.",
            )
        return _good("backup", f"The newest is of {made_at:%Y-%m-%d %H:%M} UTC.")

    async def _health(self) -> Finding:
        port = self._settings.dateline_health_port
        if not port:
            return _mind(
                "health",
                "The running bot is not asked how it is.",
                "Set DATELINE_HEALTH_PORT, and its connection and ticks are shown here.",
            )
        timeout = aiohttp.ClientTimeout(total=HEALTH_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(f"http://127.0.0.1:{port}/readyz") as response,
            ):
                faults = (await response.json())["faults"]
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError):
            return _bad(
                "health",
                f"The bot gives no answer on port {port}.",
                "Look into its log; start it again if it hangs.",
            )
        if faults:
            return _bad("health", f"The bot says: {'; '.join(faults)}.", "Look into its log.")
        return _good("health", "The bot is connected, and looks for what is due.")


def _schedule(schedule: Schedule, obstacle: str | None) -> Finding:
    name = f"“{schedule.name}” in channel {schedule.channel_id}"
    if schedule.paused_at:
        reason = f": {schedule.pause_reason}" if schedule.pause_reason else ""
        return _mind("schedule", f"{name} is paused{reason}.", "In Discord: /schedule resume.")
    if not is_known(schedule.zone):
        return _bad(
            "schedule",
            f"{name} has the time zone {schedule.zone}, which is not known here.",
            "Update Dateline, or choose another: /schedule edit.",
        )
    if obstacle:
        return _bad("schedule", f"{name} cannot post: {obstacle}", "Mend that in Discord.")
    coming = next_postings(schedule, _now(), 1)
    if not coming:
        return _mind("schedule", f"{name} has no posting to come.", "In Discord: /schedule edit.")
    return _good("schedule", f"{name} posts next at {coming[0].at:%Y-%m-%d %H:%M} UTC.")


async def _feeds(storage: Storage) -> AsyncGenerator[Finding]:
    count = 0
    for guild_id in sorted(await storage.guilds.present_ids()):
        for feed in await storage.feeds.list_all(guild_id):
            count += 1
            if feed.source.state in (FeedState.FAILING, FeedState.QUARANTINED, FeedState.GONE):
                why = (feed.source.fault or "").format_map(_Anything(feed.source.fault_values))
                yield _mind(
                    "feed",
                    f"“{feed.name}” ({feed.source.url}) is {feed.source.state}: {why}".rstrip(": "),
                    "In Discord: /feed check.",
                )
    yield _good("feeds", f"{count} feeds are followed.")


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key


def _now() -> datetime:
    return datetime.now(UTC)
