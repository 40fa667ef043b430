"""A queue of 5,000 cards opened by an editor: read, held against the stories, laid out."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.report import Row
from bot.editing.same_text import marks_of
from bot.ui.desk_page import queue_page
from bot.workflows.desk_queue import DeskQueue
from bot.workflows.same_story import SameStory
from storage import Storage, open_storage
from storage.desk_records import NewSubmission, Origin
from storage.story_records import Passage, StoryText

CARDS = 5_000
OPENINGS = 30
GUILD = 1
NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
SECTIONS = ("Town", "Sport", "Business", "World", "Science", "Culture")


async def rows() -> list[Row]:
    """The rows of this module."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_storage(Path(folder) / "dateline.sqlite3") as storage:
            await _fill(storage)
            queue = DeskQueue(storage, SameStory(storage), lambda: NOW)
            first = await _opened(queue, page=1)
            last = await _opened(queue, page=CARDS // 3)
    return [
        Row(
            work="a queue of 5,000 cards opened",
            unit="ms",
            ours=median(first),
            target=100,
            note=f"median of {OPENINGS}, worst {max(first):.0f} ms; the last page"
            f" {median(last):.0f} ms. From the press to the finished layout, without Discord.",
        )
    ]


async def _fill(storage: Storage) -> None:
    await storage.guilds.join(GUILD, NOW)
    for number in range(500):
        await storage.stories.add(GUILD, _text(number, "stored"), 1, NOW)
    for number in range(CARDS):
        new = NewSubmission(
            origin=Origin.MEMBER, submitted_by=number % 400, text=_text(number, "sent")
        )
        filed = await storage.submissions.file(
            GUILD, new, NOW + timedelta(seconds=number), headline=""
        )
        if filed.submission is None or filed.twin:
            raise RuntimeError(f"number {number} was not filed")


async def _opened(queue: DeskQueue, page: int) -> list[float]:
    """Milliseconds for each opening."""
    taken: list[float] = []
    for _ in range(OPENINGS):
        begun = time.perf_counter()
        shown = queue_page(await queue.queue(GUILD, 0, page))
        taken.append((time.perf_counter() - begun) * 1000)
        if len(str(shown.to_components())) < 500:
            raise RuntimeError("the page is empty")
    return taken


def _text(number: int, kind: str) -> StoryText:
    """A story of six paragraphs, two of which every second one has in common with another."""
    shared = number // 2 if kind == "sent" else number
    body = tuple(
        f"The {kind if part > 1 else 'harbour'} report {shared if part < 2 else number} says in"
        f" part {part} that {number * 7 + part} boats with {kind}{number} and crew{number * part}"
        f" left the pier of quarter {number % 97} after the storm of the year before."
        for part in range(6)
    )
    headline = f"Report {number} of the {kind} harbour office"
    url = f"https://{kind}.example/{number}"
    return StoryText(
        headline=headline,
        section=(SECTIONS[number % len(SECTIONS)], "Harbour"),
        agency="Harbour Wire",
        published_at=NOW,
        language="en",
        url=url,
        summary=tuple(Passage(paragraph, at) for at, paragraph in enumerate(body[:3])),
        body=body,
        word_count=170,
        marks=marks_of(headline, body, url),
    )
