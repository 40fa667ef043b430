from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import cast

import pytest

from benchmarks import report
from benchmarks.report import Row
from benchmarks.soak import Found, Rest, Sample, rows, section
from benchmarks.soak_day import Day
from benchmarks.soak_feeds import dial_to, open_soak_feeds
from bot.app import utc_now
from bot.errors import Refusal
from bot.web.guarded import open_web

EVENTS = 1_000


class Done:
    """What is read of a day that is over."""

    def __init__(self, failures: int) -> None:
        self.kinds = Counter({"ask": EVENTS})
        self.failures = Counter({"ask: TimeoutError": failures}) if failures else Counter[str]()


def found(
    *,
    memory: tuple[float, float] = (100, 104),
    late: tuple[int, int, int] = (9, 30, 2),
    failures: int = 0,
    errors: int = 0,
    inside: int = 0,
) -> Found:
    first, last = memory
    samples = [
        Sample(events, first if events < EVENTS // 2 else last, 150)
        for events in range(0, EVENTS, 10)
    ]
    return Found(
        day=cast("Day", Done(failures)),
        samples=samples,
        early=Rest(9, 30, 2),
        late=Rest(*late),
        seconds=60,
        cpu=5,
        errors=Counter({"poll failed": errors}) if errors else Counter(),
        visits=Counter(good=3),
        inside=inside,
    )


def missed(found: Found) -> list[str]:
    return [row.work for row in rows(found, EVENTS) if row.met is False]


def test_a_day_on_which_nothing_grows_meets_every_bound() -> None:
    assert missed(found()) == []
    text = section(found(), rows(found(), EVENTS), EVENTS)
    assert "1,000 events" in text
    assert "Visits to feeds: good 3" in text


@pytest.mark.parametrize(
    ("run", "work"),
    [
        (found(memory=(100, 106)), "memory of the bot"),
        (found(late=(10, 30, 2)), "threads"),
        (found(late=(9, 31, 2)), "handles"),
        (found(late=(9, 30, 3)), "tasks"),
        (found(failures=1), "not answered"),
        (found(errors=1), "errors in the log"),
        (found(inside=1), "the machine itself"),
    ],
)
def test_each_thing_that_grows_or_fails_misses_its_bound(run: Found, work: str) -> None:
    (only,) = missed(run)
    assert work in only


def test_what_the_soak_has_found_stays_when_the_table_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "TARGET", tmp_path / "benchmarks.md")
    report.write([Row(work="first", unit="s", ours=1)], {})
    for run in ("one run", "another run"):
        report.write_soak("A long day", run)
    report.write([Row(work="second", unit="s", ours=1)], {"Pages": "a table"})
    text = report.TARGET.read_text(encoding="utf-8")
    assert text.index("second") < text.index("## Pages") < text.index("another run")
    assert text.count("## A long day") == 1
    assert "first" not in text
    assert "one run" not in text


async def test_the_feeds_are_read_through_the_guard_and_hostile_ones_are_refused() -> None:
    async with (
        open_soak_feeds() as (feeds, port, canary),
        open_web(utc_now, dial=dial_to(port)) as web,
    ):

        async def entries(host: str) -> int:
            fetched = await web.fetch(f"http://{host}.example/feed", kind="feed")
            return len((await web.read_feed(fetched)).entries)

        assert await entries("good-1") == 1
        assert await entries("down-1") == 1
        feeds.hostile = True
        for host in ("inside-1", "garbage-1", "down-2"):
            with pytest.raises(Refusal):
                await entries(host)
        feeds.quiet = True
        again = await web.fetch("http://good-2.example/feed", kind="feed", etag='"1"')
        assert again.not_modified
        assert canary.visits == 0
