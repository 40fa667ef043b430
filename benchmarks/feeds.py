"""Feeds of every kind through our reader: each one accepted or quarantined, and how fast.

    python -m benchmarks.feeds TAR

TAR holds feeds as .xml, .rss, .atom, .rdf or .json files, such as feedparser's own test suite.
Beside it, in the same run, bare feedparser as it comes.
"""

from __future__ import annotations

import argparse
import io
import tarfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import feedparser  # noqa: TID251 - the peer

from benchmarks.given import unusable
from benchmarks.report import Row
from bot.errors import Unreadable
from bot.reading.feed import read_feed

SUITE = Path(__file__).parents[2] / "shared" / "data" / "feeds" / "feedparser-tests.tar.gz"
KINDS = (".xml", ".rss", ".atom", ".rdf", ".json")
ADDRESS = "http://feeds.example/feed"
ENTRIES = 200


@dataclass(slots=True)
class Outcome:
    """What became of the files. entries: as bare feedparser counts them, for both ways."""

    files: int = 0
    accepted: int = 0
    exceptions: list[str] = field(default_factory=list[str])
    reasons: Counter[str] = field(default_factory=Counter[str])
    entries: int = 0
    seconds: float = 0.0
    bare_exceptions: int = 0
    bare_seconds: float = 0.0

    @property
    def quarantined(self) -> int:
        """Refused with a reason."""
        return sum(self.reasons.values())


def measure(tar: Path) -> Outcome:
    """Read every feed in the archive both ways."""
    outcome = Outcome()
    for name, body in _files(tar):
        outcome.files += 1
        begun = time.perf_counter()
        try:
            read_feed(body, url=ADDRESS)
            outcome.accepted += 1
        except Unreadable as refusal:
            outcome.reasons[str(refusal)] += 1
        except Exception as error:
            outcome.exceptions.append(f"{name}: {error!r}")
        outcome.seconds += time.perf_counter() - begun
        begun = time.perf_counter()
        try:
            outcome.entries += len(feedparser.parse(io.BytesIO(body))["entries"])
        except Exception:
            outcome.bare_exceptions += 1
        outcome.bare_seconds += time.perf_counter() - begun
    if not outcome.files:
        unusable(tar, f"it holds no feed; their names end in {', '.join(KINDS)}.")
    return outcome


def rows() -> list[Row]:
    """The rows of this module; the suite's only where it lies beside this checkout."""
    body = large_feed()
    found = [
        Row(
            work=f"read a feed of {ENTRIES} whole articles",
            unit="entries/s",
            ours=ENTRIES / _fastest(lambda: read_feed(body, url=ADDRESS)),
            other_way="bare feedparser",
            other=ENTRIES / _fastest(lambda: feedparser.parse(io.BytesIO(body))),
            higher_is_better=True,
            note="ours ends in paragraphs without markup, theirs in HTML made safe.",
        )
    ]
    if SUITE.exists():
        suite = measure(SUITE)
        found += [
            Row(
                work=f"feedparser's own suite, {suite.files} files: exceptions",
                unit="files",
                ours=len(suite.exceptions),
                other_way="bare feedparser",
                other=suite.bare_exceptions,
                target=0,
                note=f"{suite.accepted} accepted, {suite.quarantined} quarantined with a reason.",
            ),
            Row(
                work="the same files",
                unit="entries/s",
                ours=suite.entries / suite.seconds,
                other_way="bare feedparser",
                other=suite.entries / suite.bare_seconds,
                higher_is_better=True,
            ),
        ]
    return found


def _files(tar: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(tar) as archive:
            for member in archive:
                if member.isfile() and member.name.lower().endswith(KINDS):
                    opened = archive.extractfile(member)
                    assert opened is not None
                    yield member.name, opened.read()
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        unusable(tar, f"it cannot be unpacked: {reason or 'it is no tar archive, or cut off'}.")


def large_feed() -> bytes:
    """A feed of whole articles, 1 MB."""
    paragraph = "<p>The harbour office said that the <b>crane</b> would lift again on Monday.</p>"
    items = "".join(
        f"<item><title>Crane report {number}</title><link>/crane/{number}</link>"
        f"<guid isPermaLink='false'>{number}</guid>"
        f"<pubDate>Mon, 23 Nov 2026 {number // 60:02}:{number % 60:02}:00 GMT</pubDate>"
        f"<description><![CDATA[{paragraph * 20}]]></description></item>"
        for number in range(ENTRIES)
    )
    return f"<rss version='2.0'><channel><title>Quay</title>{items}</channel></rss>".encode()


def _fastest(work: object) -> float:
    taken: list[float] = []
    for _ in range(5):
        begun = time.perf_counter()
        assert callable(work)
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    """Measure the archive and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("tar", type=Path)
    outcome = measure(arguments.parse_args().tar)
    for line in outcome.exceptions:
        print(f"  {line}")
    for reason, count in outcome.reasons.most_common():
        print(f"  {count} quarantined: {reason}")
    print(
        f"{outcome.files} files: {outcome.accepted} accepted, {outcome.quarantined} quarantined,"
        f" {len(outcome.exceptions)} exceptions\n"
        f"{outcome.entries} entries: {outcome.entries / outcome.seconds:.0f} a second;"
        f" bare feedparser {outcome.entries / outcome.bare_seconds:.0f} a second,"
        f" {outcome.bare_exceptions} exceptions"
    )
    if outcome.exceptions:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
