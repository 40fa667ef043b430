"""An entry is new once, whatever a feed does with its guids, links, dates and titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.reading.feed import FeedEntry
from bot.reading.feed_identity import Identity, Known, match

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def entry(number: int, **fields: object) -> FeedEntry:
    made = FeedEntry(
        guid=f"guid-{number}",
        link=f"https://quay.example/{number}",
        title=f"Report {number} from the quay",
        published_at=NOON - timedelta(hours=number),
        paragraphs=(f"The crane lifted {number} boxes onto the quay, the harbour office said.",),
    )
    return replace(made, **fields)


class Memory:
    """What is remembered of a feed between polls, as the tables do."""

    def __init__(self) -> None:
        self.known: list[Known] = []
        self.identity = Identity.GUID

    def poll(self, entries: Iterable[FeedEntry]) -> list[str]:
        """Titles of those that are new."""
        self.identity, found = match(list(entries), self.known, self.identity)
        new: list[str] = []
        for one in found:
            if one.known is None:
                self.known.append(Known(len(self.known), one.marks))
                new.append(one.entry.title)
            else:
                self.known[one.known.id] = Known(one.known.id, one.marks)
        return new


Mischief = Callable[[FeedEntry, int, Random], FeedEntry]

MISCHIEF: dict[str, Mischief] = {
    "guids change": lambda one, poll, _: replace(one, guid=f"{one.guid}-{poll}"),
    "no guids": lambda one, _, __: replace(one, guid=None),
    "all share a guid": lambda one, _, __: replace(one, guid="news"),
    "guids are random": lambda one, _, rng: replace(one, guid=str(rng.random())),
    "tracking in links": lambda one, poll, _: replace(one, link=f"{one.link}?utm_source=f{poll}"),
    "links change": lambda one, poll, _: replace(one, guid=None, link=f"{one.link}?s={poll}"),
    "all share a link": lambda one, _, __: replace(one, link="https://quay.example/"),
    "neither guid nor link": lambda one, _, __: replace(one, guid=None, link=None),
    "dates are bumped": lambda one, poll, _: replace(one, published_at=NOON + timedelta(days=poll)),
    "no dates": lambda one, _, __: replace(one, published_at=None),
    "guids and dates change": lambda one, poll, _: replace(
        one, guid=f"{one.guid}-{poll}", published_at=NOON + timedelta(days=poll)
    ),
    "guids, links and dates change": lambda one, poll, _: replace(
        one,
        guid=f"{one.guid}-{poll}",
        link=f"{one.link}?at={poll}",
        published_at=NOON + timedelta(days=poll),
    ),
    "the same without texts": lambda one, poll, _: replace(
        one,
        guid=f"{one.guid}-{poll}",
        link=f"{one.link}?at={poll}",
        published_at=NOON + timedelta(days=poll),
        paragraphs=(),
    ),
    "texts change": lambda one, poll, _: replace(one, paragraphs=(f"Seen {poll} times by now.",)),
}


@pytest.mark.parametrize("name", MISCHIEF)
def test_nothing_is_new_twice_and_everything_once(name: str) -> None:
    rng = Random(7)
    memory = Memory()
    heard: list[str] = []
    for poll in range(12):
        newest = 10 + poll
        window = [entry(number) for number in range(newest, newest - 10, -1)]
        shown = [MISCHIEF[name](one, poll, rng) for one in window]
        rng.shuffle(shown)
        heard += memory.poll(shown)
    assert sorted(heard) == sorted(f"Report {number} from the quay" for number in range(1, 22))


def test_guids_that_count_positions_are_no_identity() -> None:
    memory = Memory()
    heard: list[str] = []
    for poll in range(5):
        window = [entry(number) for number in range(10 + poll, poll, -1)]
        heard += memory.poll(replace(one, guid=str(at)) for at, one in enumerate(window))
    assert len(heard) == len(set(heard)) == 14
    assert memory.identity is Identity.LINK


def test_empty_and_then_full_again_repeats_nothing() -> None:
    memory = Memory()
    full = [entry(number) for number in range(20)]
    assert len(memory.poll(full)) == 20
    assert memory.poll([]) == []
    assert memory.poll(full) == []


def test_an_edited_entry_is_the_same_one() -> None:
    memory = Memory()
    memory.poll([entry(1), entry(2)])
    edited = entry(1, title="Report 1, corrected", paragraphs=("Words that were not there.",))
    _, found = match([edited, entry(2)], memory.known, memory.identity)
    assert [one.known is not None and one.is_edited for one in found] == [True, False]


def test_a_feed_that_keeps_its_guids_is_believed_about_equal_titles() -> None:
    memory = Memory()
    weather = [entry(n, title="Weather", published_at=NOON + timedelta(days=n)) for n in range(4)]
    assert len(memory.poll(weather[:2])) == 2
    assert len(memory.poll(weather)) == 2
    assert memory.identity is Identity.GUID


def test_a_site_that_moves_to_https_repeats_nothing() -> None:
    memory = Memory()
    old = [
        entry(n, guid=f"http://quay.example/{n}", link=f"http://quay.example/{n}") for n in range(9)
    ]
    memory.poll(old)
    moved = [
        entry(n, guid=f"https://www.quay.example/{n}/", link=f"https://www.quay.example/{n}/")
        for n in range(9)
    ]
    assert memory.poll(moved) == []
