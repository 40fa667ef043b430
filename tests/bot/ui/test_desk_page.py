"""The queue's cards at their fullest: Discord takes 40 components, the nested ones counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from bot.ui.desk_page import queue_page
from bot.workflows.desk_queue import CARDS, Card, Queue
from storage.desk_records import (
    Origin,
    QueueCounts,
    QueueFilter,
    QueuePage,
    Source,
    Submission,
    SubmissionState,
)
from storage.story_records import Passage, StoryText

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PAGES = 3
SUMMARY = "The keeper handed the lamp to his daughter on Sunday."
TEXT = StoryText(
    headline="Lighthouse keeper hands the lamp on",
    section=("Harbour",),
    summary=(Passage(SUMMARY, 0),),
    body=(SUMMARY,),
)


def queue(number: int = 1, *, pages: int = PAGES, reports: int = 0, held: bool = False) -> Queue:
    """A page of a queue that has sections and sources to choose from."""
    state = SubmissionState.HELD if held else SubmissionState.SUBMITTED
    submissions = tuple(
        Submission(
            id=place, guild_id=1, state=state, version=1, origin=Origin.MEMBER, submitted_by=5,
            submitted_at=NOW, headline=TEXT.headline, section="Harbour", text=TEXT,
        )
        for place in range(1, CARDS + 1)
    )  # fmt: skip
    total = pages * CARDS
    return Queue(
        view=7,
        wish=QueueFilter(state=state),
        cards=tuple(Card(submission=one) for one in submissions),
        page=QueuePage(submissions=submissions, number=number, total=total),
        counts=QueueCounts(
            submitted=total,
            held=2,
            sections=(("Harbour", 5), ("Town", 4)),
            sources=(
                Source(origin=Origin.MEMBER, feed_id=None, name=None, count=5),
                Source(origin=Origin.FEED, feed_id=3, name="Harbour feed", count=4),
            ),
        ),
        reports=reports,
    )


def parts(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component with those inside it, in the order in which they are read."""
    for one in components:
        yield one
        yield from parts(one.get("components", []))
        if "accessory" in one:
            yield one["accessory"]


def shown(of: Queue) -> list[dict[str, Any]]:
    return list(parts(queue_page(of).to_components()))


def labels(of: Queue) -> list[str]:
    return [one["label"] for one in shown(of) if "label" in one]


@pytest.mark.parametrize(
    ("number", "reports", "held"), list(product((1, 2, 3), (0, 4), (False, True)))
)
def test_three_cards_with_every_filter_and_button_fit_a_message(
    number: int, reports: int, held: bool
) -> None:
    of = queue(number, reports=reports, held=held)
    assert len(shown(of)) <= 40
    assert labels(of).count("Read") == CARDS
    assert labels(of).count("Accept") == CARDS


def test_what_a_card_tells_stands_below_the_line_it_shares_with_its_button() -> None:
    sections = [one for one in shown(queue()) if "accessory" in one]
    beside = [str(one["components"]) for one in sections]
    assert len(beside) == CARDS
    assert all(TEXT.headline in words and SUMMARY not in words for words in beside)
    told = [one["content"] for one in shown(queue()) if SUMMARY in one.get("content", "")]
    assert len(told) == CARDS


@pytest.mark.parametrize(
    ("of", "ways"),
    [
        (queue(1), ["Look again", "Older", "On hold (2)"]),
        (queue(1, reports=4), ["Reports (4)", "Older", "On hold (2)"]),
        (queue(2, reports=4), ["Newer", "Older", "On hold (2)"]),
        (queue(1, pages=1), ["Look again", "On hold (2)"]),
        (queue(1, pages=1, reports=4), ["Look again", "Reports (4)", "On hold (2)"]),
    ],
)
def test_older_keeps_its_place_from_page_to_page(of: Queue, ways: list[str]) -> None:
    assert labels(of)[-len(ways) :] == ways


def test_nothing_is_older_than_the_last_page() -> None:
    (older,) = [one for one in shown(queue(PAGES)) if one.get("label") == "Older"]
    assert older["disabled"]
