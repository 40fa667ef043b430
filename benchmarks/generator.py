"""Stories by the million that look like news, the same for the same seed, and the libraries that
are made of them: files in a folder of their own, so that the next run finds them.

    python -m benchmarks.generator COUNT     makes the library of so many, unless it is there

The words are made up; that some come often and most hardly ever (Zipf) is as in any language. So
are the servers' sizes: the largest has a sixth of all. Texts are about as long as those that the
service makes of real articles. One story in twenty is Chinese. Libraries lie in build/benchmarks,
or where DATELINE_BENCH_LIBRARIES says.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from multiprocessing.connection import Connection
from pathlib import Path

from storage import Storage, open_storage
from storage.errors import StorageError
from storage.story_records import Mark, MarkKind, Passage, StoryText

SEED = 26
VERSION = 4
"""Of what this module makes: a library of another version is not taken for one of this."""
SERVERS = 200
FIRST_SERVER = 800_000_000_000_000_001
VOCABULARY = 60_000
CHINESE_VOCABULARY = 5_000
CHINESE = 0.05
UNDATED = 0.02
BACKFILLED = 0.03
"""Stories of an older date than those that came in with them."""
FROM, UNTIL = datetime(2021, 1, 4, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
BATCH = 500
SKETCH = 8
"""Phrases that a story is found again by (`bot.editing.same_text`)."""

STOP_WORDS = (
    "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "with", "as", "at",
    "by", "he", "from", "his", "be", "are", "this", "an", "which", "have", "has", "had", "not",
    "were", "they", "their", "been", "will", "would", "said", "after", "who", "its", "more", "over",
)  # fmt: skip
TOP_SECTIONS = (
    "World", "China", "Politics", "Business", "Technology", "Science", "Health", "Sport",
    "Culture", "Society", "Environment", "Travel",
)  # fmt: skip
SECTIONS = tuple(
    (top, under) for top in TOP_SECTIONS for under in ("Analysis", "Local", "Abroad", "Portrait")
)
AGENCIES = ("Harbour Wire", "Pier Wire", "Lantern Wire", "Beacon Wire", "Signal Wire")
PUBLISHERS = tuple(
    f"The {place} {paper}"
    for place in ("Northport", "Southbay", "Eastmoor", "Westfield", "Porthaven", "Millbrook")
    for paper in ("Herald", "Courier", "Gazette", "Post")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story, the server that it belongs to, and when it came in."""

    guild_id: int
    text: StoryText
    added_at: datetime


class News:
    """Draws stories. words: the vocabulary, the commonest first; so chinese."""

    def __init__(self, seed: int = SEED) -> None:
        draw = random.Random(seed)
        self.words = [*STOP_WORDS, *islice(_made_up(draw, set(STOP_WORDS)), VOCABULARY)]
        characters = [chr(code) for code in range(0x4E00, 0x4E00 + 3_000)]
        self.chinese = list(
            {"".join(draw.choices(characters, k=2)): None for _ in range(CHINESE_VOCABULARY)}
        )
        self._draw = draw
        self._weights = _zipf(len(self.words))
        self._chinese_weights = _zipf(len(self.chinese))
        self.servers = range(FIRST_SERVER, FIRST_SERVER + SERVERS)
        self._server_weights = _zipf(SERVERS)
        self._section_weights = _zipf(len(SECTIONS))

    def stories(self, count: int) -> Iterator[Told]:
        """So many, in the order in which they come in."""
        draw, step = self._draw, (UNTIL - FROM) / max(count, 1)
        for number in range(count):
            now = FROM + number * step
            (server,) = draw.choices(self.servers, cum_weights=self._server_weights)
            yield Told(guild_id=server, text=self._story(number, now), added_at=now)

    def _story(self, number: int, now: datetime) -> StoryText:
        draw = self._draw
        date: datetime | None = now - timedelta(seconds=draw.randrange(36 * 3600))
        if draw.random() < UNDATED:
            date = None
        elif draw.random() < BACKFILLED:
            date = now - timedelta(days=draw.randrange(1, 2_000))
        in_chinese = draw.random() < CHINESE
        say = self._chinese_sentence if in_chinese else self._sentence
        body = tuple(
            " ".join(say(draw.randint(12, 24)) for _ in range(draw.randint(2, 4)))
            for _ in range(draw.randint(4, 8))
        )
        (section,) = draw.choices(SECTIONS, cum_weights=self._section_weights)
        return StoryText(
            headline=say(draw.randint(6, 11)).rstrip(".。"),
            section=section,
            agency=draw.choice(AGENCIES) if draw.random() < 0.7 else None,
            publisher=draw.choice(PUBLISHERS),
            byline=f"{self._name()} {self._name()}",
            dateline=draw.choice(PUBLISHERS).split()[1].upper(),
            published_at=date,
            utc_offset=480 if in_chinese else 0,
            language="zh" if in_chinese else "en",
            url=f"https://news-{number % 97}.example/{now:%Y/%m/%d}/{number}",
            summary=tuple(Passage(say(draw.randint(14, 24)), paragraph) for paragraph in range(3)),
            key_facts=tuple(
                Passage(say(draw.randint(2, 4)).rstrip(".。"), paragraph) for paragraph in range(3)
            ),
            body=body,
            word_count=sum(map(len, map(str.split, body))),
            reading_minutes=2,
            marks=self._marks(),
        )

    def _sentence(self, length: int) -> str:
        words = self._draw.choices(self.words, cum_weights=self._weights, k=length)
        if self._draw.random() < 0.2:
            words[self._draw.randrange(length)] = str(self._draw.randrange(2, 5_000))
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def _chinese_sentence(self, length: int) -> str:
        words = self._draw.choices(self.chinese, cum_weights=self._chinese_weights, k=length)
        half = length // 2
        return f"{''.join(words[:half])}，{''.join(words[half:])}。"

    def _name(self) -> str:
        return self.words[self._draw.randrange(200, 5_000)].capitalize()

    def _marks(self) -> tuple[Mark, ...]:
        """As many, and as small, as a sketch of some hundred phrases has."""
        draw = self._draw
        phrases = {draw.randrange(2**32 // 20) for _ in range(SKETCH)}
        return (
            Mark(MarkKind.TEXT, draw.getrandbits(63)),
            Mark(MarkKind.LINK, draw.getrandbits(63)),
            *(Mark(MarkKind.PHRASE, phrase) for phrase in sorted(phrases)),
        )


def _zipf(count: int) -> list[float]:
    """Cumulative weights of the ranks 1, 2, 3 …"""
    return list(accumulate(1 / rank for rank in range(1, count + 1)))


def _made_up(draw: random.Random, known: set[str]) -> Iterator[str]:
    """Words of one to four syllables, each once; the short ones first, as the common ones are."""
    for syllables in (2, 3, 4, 5):
        for _ in range(VOCABULARY // 2 if syllables > 2 else 1_500):
            word = "".join(
                draw.choice("bcdfghklmnprstvw") + draw.choice(("a", "e", "i", "o", "u", "ea", "ou"))
                for _ in range(syllables)
            ) + draw.choice(("", "", "n", "r", "s", "t"))
            if word not in known:
                known.add(word)
                yield word


async def ingest(storage: Storage, stories: Sequence[Told]) -> float:
    """Store them, each as any story is stored, so many at once. Returns the seconds it took."""
    begun = time.perf_counter()
    await asyncio.gather(
        *(storage.stories.add(one.guild_id, one.text, 1, one.added_at) for one in stories)
    )
    return time.perf_counter() - begun


def folder() -> Path:
    """Where libraries are kept."""
    usual = Path(__file__).parent.parent / "build" / "benchmarks"
    return Path(os.environ.get("DATELINE_BENCH_LIBRARIES", usual))


async def library(count: int, seed: int = SEED) -> Path:
    """A database with so many stories: the one that is there, brought to today's tables as any
    database is, or a new one.
    """
    path = folder() / f"stories-v{VERSION}-{seed}-{count}.sqlite3"
    if path.exists():
        try:
            async with open_storage(path):
                return path
        except StorageError:
            pass  # made with steps that were changed since
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".making")
    for leftover in (path, draft):
        for suffix in ("", "-wal", "-shm"):
            leftover.with_name(leftover.name + suffix).unlink(missing_ok=True)
    await make(draft, count, seed)
    draft.rename(path)
    return path


async def make(path: Path, count: int, seed: int = SEED) -> None:
    """A new database with so many stories. A process of its own thinks them out meanwhile; it
    ends with this one, however this one ends.
    """
    spawn = multiprocessing.get_context("spawn")
    batches, theirs = spawn.Pipe(duplex=False)
    author = spawn.Process(target=_draw, args=(seed, count, theirs), daemon=True)
    author.start()
    theirs.close()
    try:
        async with open_storage(path) as storage:
            for number in range(SERVERS):
                await storage.guilds.join(FIRST_SERVER + number, FROM)
            done, seconds = 0, 0.0
            while done < count:
                batch: list[Told] = await asyncio.to_thread(batches.recv)
                seconds += await ingest(storage, batch)
                if done // 50_000 < (done := done + len(batch)) // 50_000:
                    print(f"{done:,} of {count:,}, {done / seconds:.0f}/s", file=sys.stderr)
    finally:
        author.kill()
        author.join()


def _draw(seed: int, count: int, reader: Connection) -> None:
    stories = News(seed).stories(count)
    with suppress(BrokenPipeError):
        while batch := list(islice(stories, BATCH)):
            reader.send(batch)


def sizes(path: Path) -> dict[str, int]:
    """Bytes by table or index."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(
            connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
        )


def main() -> None:
    """Make one library and say where it lies."""
    print(asyncio.run(library(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
