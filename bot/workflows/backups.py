"""When a backup is due, and making it: one a night, the newest few kept.

What a backup is and how it is made sound, `storage.backups` says.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.workflows.ports import Clock
from storage.backups import back_up, backups_in, name_of, prune
from storage.errors import Damaged, StorageError

log = structlog.get_logger(__name__)

_DAY = timedelta(days=1)


class Backups:
    """The nightly backups of one database in one folder.

    hour: from 0 to 23, on this machine's own clock. keep: how many stay; 0 makes none.
    """

    def __init__(self, database: Path, folder: Path, clock: Clock, *, hour: int, keep: int) -> None:
        self._database = database
        self._folder = folder
        self._clock = clock
        self._hour = hour
        self._keep = keep

    async def tick(self) -> None:
        """Make the night's backup if it is not there yet: after a night without power, at once.
        Raises Damaged, where the database or the copy is.
        """
        try:
            if not self._keep or not self.is_due():
                return
            path = await self.make()
        except StorageError as error:
            # Tried again at the next tick. `dateline doctor` tells of the backup's age.
            log.warning("no backup", reason=str(error))
            if isinstance(error, Damaged):
                raise
        else:
            log.info("backup made", path=str(path))

    def is_due(self) -> bool:
        """Whether the newest backup is older than the last passing of the hour. Raises
        StorageError.
        """
        here = self._clock().astimezone()  # an operator's night is the machine's
        passing = here.replace(hour=self._hour, minute=0, second=0, microsecond=0)
        if passing > here:
            passing -= _DAY
        made_at = newest_of(self._folder, here)
        return made_at is None or made_at < passing

    async def make(self) -> Path:
        """Make one now, and remove what is too many or too old. Raises StorageError."""
        now = self._clock()
        path = self._folder / name_of(now)
        await back_up(self._database, path)
        prune(self._folder, now, max(self._keep, 1))
        return path


def newest_of(folder: Path, now: datetime) -> datetime | None:
    """When the newest of the nightly backups was made. One that is dated later than now was made
    while the clock was wrong, and says nothing. Raises StorageError.
    """
    nightly = (one.made_at for one in backups_in(folder) if not one.before_update)
    return max((made_at for made_at in nightly if made_at <= now), default=None)
