"""Reports of one event are put together, others are not, and what is unsure is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.same_event import (
    POSSIBLE,
    SAME,
    Placement,
    count_terms,
    likeness,
    place,
    profile_of,
)
from storage.story_records import Report

FERRY = (
    "The council of Port Sample voted on Thursday for a second ferry to Gull Island. The ship will"
    " carry 120 people and 14 cars and sails from May, Mayor Hill said. The county pays half of"
    " the 3.4 million crowns. Opponents want the quay widened first."
)
FERRY_TOO = (
    "Gull Island gets a second ferry: Port Sample's council agreed to buy a ship for 14 cars and"
    " 120 people. Mayor Hill expects it to sail in May. Half of the 3.4 million crowns comes from"
    " the county, while opponents said the quay was too narrow."
)
CRANE = (
    "A crane fell into the dock of Northbay on Monday night and hit two empty barges. Nobody was"
    " hurt, the fire brigade said. Divers will look for its cab when the storm is over."
)


class Library:
    """Reports placed one after another, as a server does it."""

    def __init__(self) -> None:
        self.spread: Counter[int] = Counter()
        self.reports: list[Report] = []

    def add(self, text: str, language: str = "en", *, keep: bool = True) -> Placement:
        counts = count_terms("", (text,), language)
        profile = profile_of(counts, self.spread, len(self.reports))
        found = place(profile, self.reports, language)
        number = len(self.reports) + 1
        if keep:
            self.spread.update(counts.keys())
            self.reports.append(
                Report(
                    story_id=number,
                    event_id=found.event_id or number,
                    counts=profile.counts,
                    length=profile.length,
                )
            )
        return found


def test_two_reports_of_one_event_are_put_together_even_in_an_empty_library() -> None:
    library = Library()
    assert library.add(FERRY) == Placement(None, 0.0)
    assert library.add(CRANE).event_id is None
    found = library.add(FERRY_TOO)
    assert found.event_id == 1
    assert found.likeness >= SAME


def test_in_other_languages_and_other_words_nothing_is_alike() -> None:
    library = Library()
    library.add("三个山村的村民用九年时间修建了一条水渠，今年春天正式通水。", "zh")
    found = library.add("警方今年破获两起重大盗窃案件，找回文物一百零四件。", "zh")
    assert found.event_id is None
    assert found.possible is None


def test_between_the_thresholds_the_event_is_only_possible() -> None:
    library = Library()
    library.add(FERRY)
    words = [word for word in FERRY.split() if word[0].islower() or word[0].isdigit()]
    seen: set[str] = set()
    for share in range(len(words)):
        text = " ".join(words[:share]) + " " + CRANE
        found = library.add(text, keep=False)
        seen.add("same" if found.event_id else "possible" if found.possible else "none")
        assert (found.event_id is not None) == (found.likeness >= SAME)
        assert (found.possible is not None) == (POSSIBLE <= found.likeness < SAME)
    assert {"possible", "none"} <= seen


def test_an_event_is_as_like_as_its_reports_on_average() -> None:
    library = Library()
    library.add(FERRY)
    mixed = [*library.reports, Report(story_id=2, event_id=1, counts={}, length=1.0)]
    counts = count_terms("", (FERRY,), "en")
    profile = profile_of(counts, library.spread, 1)
    alone = place(profile, library.reports, "en")
    assert place(profile, mixed, "en").likeness == pytest.approx(alone.likeness / 2)


TERMS = st.dictionaries(st.integers(0, 2**32 - 1), st.integers(1, 50), max_size=30)


@given(TERMS, TERMS, st.integers(0, 10_000))
def test_likeness_stays_between_none_and_all(
    one: dict[int, int], other: dict[int, int], stories: int
) -> None:
    new, old = profile_of(one, {}, stories), profile_of(other, {}, stories)
    report = Report(story_id=1, event_id=1, counts=old.counts, length=old.length)
    assert 0.0 <= likeness(new, report) <= 1.0
    itself = Report(story_id=1, event_id=1, counts=new.counts, length=new.length)
    assert likeness(new, itself) == pytest.approx(1.0 if one else 0.0)


@given(st.text(), st.lists(st.text(), max_size=4), st.sampled_from(["en", "zh", "ja", "und"]))
def test_any_text_has_terms_that_fit_four_bytes(
    headline: str, body: Sequence[str], language: str
) -> None:
    assert all(0 <= term < 2**32 for term in count_terms(headline, body, language))
