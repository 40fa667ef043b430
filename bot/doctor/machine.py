"""Token, data folder, process, time zones, backups: what can be seen without opening anything."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from zoneinfo import TZPATH

from bot.doctor.diagnosis import Finding, bad, good, mind
from bot.invite import application_of
from bot.settings import Settings
from bot.workflows.backups import newest_of
from storage.errors import InUse, StorageError
from storage.lock import sole_process

OLD_BACKUP = timedelta(hours=50)
MEGABYTE = 1_000_000


def token(settings: Settings) -> Finding:
    """Whether it has the shape of one."""
    text = settings.discord_token.get_secret_value()
    if not text:
        return bad("token", "There is no bot token.", "Put DISCORD_TOKEN=… into .env.")
    application_id = application_of(text)
    if application_id is None:
        return bad(
            "token",
            "DISCORD_TOKEN has not the shape of a bot token.",
            "Copy it anew: developer portal, page Bot, Reset Token.",
        )
    return good("token", f"It has the shape of a bot token, of application {application_id}.")


def folder(settings: Settings) -> Finding:
    """Whether the data folder can be written, and what is free there."""
    path = settings.dateline_data
    try:
        if not path.exists():
            return mind("data folder", f"{path} is not there.", "The first start makes it.")
    except OSError:  # a folder on the way to it may not even be entered
        return bad("data folder", f"{path} cannot be reached.", "Check its owner and its rights.")
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return bad("data folder", f"{path} cannot be written.", "Check its owner and its rights.")
    free = shutil.disk_usage(path).free // MEGABYTE
    low = settings.dateline_low_disk_mb
    if free < low:
        return bad(
            "data folder",
            f"{path} has {free} MB free: below {low} MB no new stories are stored.",
            "Free some space.",
        )
    return good("data folder", f"{path} can be written and has {free} MB free.")


def zones() -> Finding:
    """Where the rules of time zones are from, and what time it is here."""
    rules = f"tzdata {version('tzdata')}" if not TZPATH else "the system's, else tzdata's"
    now = datetime.now(UTC)
    return good("time zones", f"It is {now:%Y-%m-%d %H:%M} UTC here; rules of zones: {rules}.")


def process(settings: Settings) -> Finding:
    """Whether the bot runs: good only if so."""
    database = settings.database
    if not os.access(database.parent, os.F_OK):
        return mind("process", "The bot is not running.", "Start it: dateline run.")
    try:
        with sole_process(database):
            pass
    except InUse as fault:
        return good("process", f"The bot is running ({fault.process}).")
    except StorageError as fault:
        return bad("process", str(fault), "See docs/operators.md, “Nothing was posted”.")
    return mind("process", "The bot is not running.", "Start it: dateline run.")


def backup(settings: Settings) -> Finding:
    """The newest one's age."""
    if not settings.dateline_backups_kept:
        return mind("backup", "No backups are made.", "Set DATELINE_BACKUPS_KEPT=7.")
    folder, now = settings.backup_folder, datetime.now(UTC)
    if not _takes_files(folder):
        where = f"{folder} cannot be written, so no backup is made."
        return bad("backup", where, "Check its owner and its rights.")
    try:
        made_at = newest_of(folder, now)
    except StorageError as fault:
        return bad("backup", str(fault), "See docs/operators.md, “Where things are”.")
    if made_at is None:
        make = "Make one: dateline backup." if settings.database.exists() else ""
        return mind("backup", f"There is none in {folder} yet.", make)
    age = now - made_at
    if age > OLD_BACKUP:
        return bad(
            "backup",
            f"The newest is {age.days} days old, of {made_at:%Y-%m-%d %H:%M} UTC.",
            "Look into the log for “no backup”; make one: dateline backup.",
        )
    return good("backup", f"The newest is of {made_at:%Y-%m-%d %H:%M} UTC.")


def _takes_files(folder: Path) -> bool:
    """Whether a backup could be written there; the folders that are missing are made first."""
    there = next((one for one in (folder, *folder.parents) if os.access(one, os.F_OK)), None)
    return there is not None and there.is_dir() and os.access(there, os.W_OK | os.X_OK)
