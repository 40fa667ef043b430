"""The database and what it holds: its file, its log, schedules, editions that failed, feeds."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.briefing.timetable import next_postings
from bot.briefing.zones import is_known
from bot.doctor.diagnosis import Finding, bad, good, mind
from storage import Storage
from storage.backups import check_pages
from storage.database import LARGEST_LOG, log_bytes, open_database
from storage.delivery_records import Delivery
from storage.errors import StorageError, Unwritable
from storage.feed_records import FeedState
from storage.header import check_header, version_in_header
from storage.migrate import (
    migrations,
    sqlite_is_old,
    sqlite_version,
)
from storage.schedule_records import Schedule

LARGEST_CHECKED = 64_000_000
"""A larger database is not read through here: its nightly backup was."""
RECENT = timedelta(days=2)
MEGABYTE = 1_000_000


@dataclass(slots=True)
class Contents:
    """What the database holds, once it could be read. schedules: by server, those first that post
    next. failed: each schedule's last edition, where it failed of late, by the schedule's id.
    """

    is_read: bool = False
    schedules: dict[int, list[Schedule]] = field(default_factory=dict[int, list[Schedule]])
    failed: dict[int, Delivery] = field(default_factory=dict[int, Delivery])
    feeds: list[Finding] = field(default_factory=list[Finding])


def log_finding(path: Path) -> Finding | None:
    """Where the write-ahead log is too large; looked at before the database is opened."""
    size = log_bytes(path)
    if size <= LARGEST_LOG:
        return None
    return mind(
        "log",
        f"{path.name}-wal has {size // MEGABYTE} MB: another program has been reading the database"
        " all the time, or the bot ended in the middle of a long change.",
        "Close other programs that have it open, then stop the bot and start it again.",
    )


async def database_findings(path: Path, contents: Contents) -> list[Finding]:
    """How the database is; fills `contents`."""
    if sqlite_is_old():
        return [bad("database", "SQLite is too old.", "Install Python with a newer SQLite.")]
    try:
        size = _size(path)
        if size is None:
            return [mind("database", f"{path} is not there.", "The first start makes it.")]
        return await _look(path, size, contents)
    except StorageError as fault:
        return [bad("database", str(fault), "See docs/operators.md, “Nothing was posted”.")]


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unwritable(path) from error


async def _look(path: Path, size: int, contents: Contents) -> list[Finding]:
    known = len(migrations())
    check_header(path)
    found = version_in_header(path)
    if found > known:
        newer = f"It has version {found}, and this Dateline knows versions up to {known}."
        remedy = "Install the newer Dateline again, or restore an older backup."
        return [bad("database", newer, remedy)]
    if size <= LARGEST_CHECKED:
        await check_pages(path)
    about = f"{size / MEGABYTE:.1f} MB, version {found} of {known}, SQLite {sqlite_version()}."
    async with open_database(path, readers=1) as database:
        if found < known:
            older = f"It has version {found}, and this Dateline brings {known}."
            remedy = "The next start brings it up to date, after a copy was made."
            return [good("database", about), mind("schema", older, remedy)]
        await _read(Storage(database), contents)
    return [good("database", about)]


async def _read(storage: Storage, contents: Contents) -> None:
    now = datetime.now(UTC)
    present = sorted(await storage.guilds.present_ids())
    by_server: dict[int, list[Schedule]] = {}
    for guild_id in present:
        for schedule in await storage.schedules.list_all(guild_id):
            by_server.setdefault(guild_id, []).append(schedule)
            last = await storage.deliveries.latest_of(guild_id, schedule.id)
            if last and last.state in ("failed", "unconfirmed") and now - last.due_at < RECENT:
                contents.failed[schedule.id] = last
    soonest = {guild_id: min(map(_next_run, here)) for guild_id, here in by_server.items()}
    contents.schedules = {one: by_server[one] for one in sorted(by_server, key=soonest.__getitem__)}
    contents.feeds = [one async for one in _feeds(storage, present)]
    contents.is_read = True


def schedule_findings(contents: Contents, obstacles: Mapping[int, str | None]) -> Iterator[Finding]:
    """Each schedule's next posting and what stands in its way. obstacles: by the schedule's id."""
    if contents.is_read and not contents.schedules:
        yield mind("schedules", "There is no schedule.", "In Discord: /schedule add.")
    for here in contents.schedules.values():
        for schedule in here:
            yield _schedule(schedule, obstacles.get(schedule.id))
            if row := contents.failed.get(schedule.id):
                yield mind(
                    "editions",
                    f"The edition of {row.local_date} of “{schedule.name}” ended {row.state}:"
                    f" {row.reason}",
                    "In Discord: /why.",
                )


def _schedule(schedule: Schedule, obstacle: str | None) -> Finding:
    name = f"“{schedule.name}” in channel {schedule.channel_id}"
    if schedule.paused_at:
        reason = f": {schedule.pause_reason}" if schedule.pause_reason else ""
        return mind("schedule", f"{name} is paused{reason}.", "In Discord: /schedule resume.")
    if not is_known(schedule.zone):
        return bad(
            "schedule",
            f"{name} has the time zone {schedule.zone}, which is not known here.",
            "Update Dateline, or choose another: /schedule edit.",
        )
    if obstacle:
        return bad("schedule", f"{name} cannot post: {obstacle}", "Mend that in Discord.")
    coming = next_postings(schedule, datetime.now(UTC), 1)
    if not coming:
        return mind("schedule", f"{name} has no posting to come.", "In Discord: /schedule edit.")
    return good("schedule", f"{name} posts next at {coming[0].at:%Y-%m-%d %H:%M} UTC.")


def _next_run(schedule: Schedule) -> datetime:
    runs = [slot.next_run_at for slot in schedule.slots if slot.next_run_at]
    return min(runs, default=datetime.max.replace(tzinfo=UTC))


async def _feeds(storage: Storage, present: list[int]) -> AsyncGenerator[Finding]:
    count = 0
    for guild_id in present:
        for feed in await storage.feeds.list_all(guild_id):
            count += 1
            if feed.source.state in (FeedState.FAILING, FeedState.QUARANTINED, FeedState.GONE):
                why = (feed.source.fault or "").format_map(_Anything(feed.source.fault_values))
                yield mind(
                    "feed",
                    f"“{feed.name}” ({feed.source.url}) is {feed.source.state}: {why}".rstrip(": "),
                    "In Discord: /feed check.",
                )
    yield good("feeds", f"{count} feeds are followed.")


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key
