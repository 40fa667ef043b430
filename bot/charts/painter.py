"""What the charts of a server's coverage show, and the asking for it in a process of its own, where
alone matplotlib is loaded. Keeps the last pictures.
"""

from __future__ import annotations

import base64
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from babel.dates import format_date

from bot.errors import Refusal
from bot.ui.markup import label
from bot.web.parser import Parser, Reader
from bot.words import say, spoken_locale
from storage.coverage import Coverage, Tally

log = structlog.get_logger(__name__)

MOST_KEPT = 32
"""Sets of pictures, of some 80 kB."""
WALL_SECONDS = 45
"""Loading matplotlib and drawing takes two seconds of work; a busy machine has others to do."""
IDLE_SECONDS = 10
"""The process has 80 MB: it is ended soon after its last picture."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Pictures:
    """As the process that draws gives them."""

    png: dict[str, str]


DRAW = Reader("bot.charts.picture", "draw", Pictures)


class Painter:
    """Fulfils `workflows.ports.Charts`."""

    def __init__(self) -> None:
        self._process = Parser(wall=WALL_SECONDS, idle=IDLE_SECONDS)
        self._kept: OrderedDict[tuple[bytes, bool], Mapping[str, bytes]] = OrderedDict()

    async def coverage(self, coverage: Coverage, *, dark: bool) -> Mapping[str, bytes]:
        """PNG files by what they show; none where they cannot be drawn."""
        charts = json.dumps(_charts(coverage), ensure_ascii=False).encode()
        key = charts, dark
        if key not in self._kept:
            try:
                drawn = await self._process.read(DRAW, charts, dark=dark)
            except Refusal as refusal:
                log.warning("no charts", cause=str(refusal))
                return {}
            self._kept[key] = {name: base64.b64decode(png) for name, png in drawn.png.items()}
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    async def close(self) -> None:
        """End the process, whatever it is doing."""
        await self._process.close()


@asynccontextmanager
async def open_painter() -> AsyncIterator[Painter]:
    """A painter whose process ends with the block."""
    painter = Painter()
    try:
        yield painter
    finally:
        await painter.close()


def _charts(coverage: Coverage) -> dict[str, Any]:
    """Titles, names and figures, as `picture.draw` reads them."""
    panels = {
        "sections": (say("Sections"), coverage.sections),
        "sources": (say("Sources"), coverage.sources),
        "places": (say("Places"), coverage.places),
    }
    return {
        "bars": {
            name: _panel(title, tallies) for name, (title, tallies) in panels.items() if tallies
        },
        "weeks": {
            "title": say("Stories a week"),
            "labels": [
                format_date(week.monday, say("d MMM"), locale=spoken_locale())
                for week in coverage.weeks
            ],
            "parts": _parts(coverage),
        },
    }


def _panel(title: str, tallies: Sequence[Tally]) -> dict[str, Any]:
    return {
        "title": title,
        "names": [label(tally.name, LONGEST_NAME) for tally in tallies],
        "figures": [tally.stories for tally in tallies],
    }


def _parts(coverage: Coverage) -> list[dict[str, Any]]:
    """The stories of each week by the first sections, and all the others."""
    weeks = coverage.weeks
    count = len(weeks[0].by_section) if weeks else 0
    parts: list[dict[str, Any]] = [
        {
            "name": label(tally.name, LONGEST_NAME),
            "figures": [week.by_section[number] for week in weeks],
        }
        for number, tally in enumerate(coverage.sections[:count])
    ]
    rest = [week.stories - sum(week.by_section) for week in weeks]
    return [*parts, {"name": say("Others"), "figures": rest}]
