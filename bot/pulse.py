"""The running bot's pulse: a small file beside the database, in which it says every few seconds how
it is. `dateline doctor` reads it, so that this can be asked without a port, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from bot.workflows.health import HealthCheck
from bot.workflows.ports import Clock

BEAT_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How the bot was at an instant. process: its number. silence: seconds since it had looked for
    what is due. connected_since, lost_since: of the gateway; at most one of them is set. faults: as
    /healthz tells them.
    """

    at: datetime
    process: int
    silence: float
    connected_since: datetime | None
    lost_since: datetime | None
    faults: tuple[str, ...]


class PulseFile:
    """Written by the bot, whole or not at all."""

    def __init__(self, health: HealthCheck, database: Path, clock: Clock) -> None:
        self._health = health
        self._path = path_of(database)
        self._clock = clock

    async def beat(self) -> None:
        """Write how things stand."""
        health = await self._health.read()
        pulse = Pulse(
            at=self._clock(),
            process=os.getpid(),
            silence=health.signs.silence.total_seconds(),
            connected_since=health.signs.connected_since,
            lost_since=health.signs.lost_since,
            faults=health.faults,
        )
        await asyncio.to_thread(self._write, json.dumps(asdict(pulse), default=datetime.isoformat))

    def _write(self, text: str) -> None:
        draft = self._path.with_name(f"{self._path.name}.new")
        # On a full or read-only disk there is none: that has its own words in the log.
        with contextlib.suppress(OSError):
            draft.touch(mode=0o600)
            draft.write_text(text, encoding="utf-8")
            os.replace(draft, self._path)


def path_of(database: Path) -> Path:
    """Where the pulse of the bot on this database stands."""
    return database.with_name(f"{database.name}.pulse")


def read_pulse(database: Path) -> Pulse | None:
    """The last one; None where there is none that can be read."""
    try:
        found = cast("dict[str, Any]", json.loads(path_of(database).read_text(encoding="utf-8")))
        return Pulse(
            at=datetime.fromisoformat(found["at"]),
            process=int(found["process"]),
            silence=float(found["silence"]),
            connected_since=_instant(found["connected_since"]),
            lost_since=_instant(found["lost_since"]),
            faults=tuple(map(str, found["faults"])),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
