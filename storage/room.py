"""Room on the disk: below a limit no new stories are stored, so that postings can be recorded to
the last; and a ballast file is given up when even that is no longer possible.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

from storage.errors import NearlyFull

BALLAST = 16 * 1024 * 1024
BELIEVED_SECONDS = 1.0
"""How long a look at the disk counts: stories can come in hundreds a second."""


class Room:
    """What is free where the database lies.

    low: bytes below which no new stories are stored; 0 looks at nothing and keeps no ballast.
    """

    def __init__(self, database: Path, low: int = 0) -> None:
        self._folder = database.parent
        self._ballast = database.with_name(f"{database.name}.ballast")
        self._low = low
        self._looked_at = float("-inf")
        self._free: int | None = None

    def is_low(self) -> bool:
        """Whether there is too little for new stories."""
        if not self._low:
            return False
        if time.monotonic() - self._looked_at > BELIEVED_SECONDS:
            self._looked_at = time.monotonic()
            self._free = self._ask()
        return self._free is not None and self._free < self._low

    def check(self) -> None:
        """Raises NearlyFull where a story may not be stored."""
        if self.is_low():
            raise NearlyFull(self._low)

    def take_ballast(self) -> None:
        """Put the ballast there, while there is plenty. It is real bytes: holes take no room."""
        free = self._ask()
        if not self._low or self._ballast.exists() or not free or free < self._low + 2 * BALLAST:
            return
        draft = self._ballast.with_name(f"{self._ballast.name}.part")
        with contextlib.suppress(OSError):  # without it all works as long as there is room
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                for _ in range(BALLAST >> 20):
                    os.write(descriptor, os.urandom(1 << 20))
            finally:
                os.close(descriptor)
            draft.rename(self._ballast)

    def drop_ballast(self) -> bool:
        """Give it up, so that what must be recorded can be. False where there was none."""
        try:
            self._ballast.unlink()
        except OSError:
            return False
        self._looked_at = float("-inf")
        return True

    def _ask(self) -> int | None:
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return None
