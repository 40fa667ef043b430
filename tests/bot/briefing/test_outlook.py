"""What is said of an edition to come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.outlook import (
    DISK_FULL,
    HELD,
    MOST_ABSENCE,
    MOST_SILENCE,
    NO_HISTORY,
    NO_PING,
    NOTHING_NEW,
    SHUT_OUT,
    STOPPED,
    UNAPPROVED,
    UNCONNECTED,
    ZONE_LOST,
    Facts,
    Verdict,
    outlook,
)
from bot.briefing.rule import QUIET
from storage.edition_records import Wait

LONG = timedelta(hours=1)
GONE = "That channel no longer exists."


def test_with_nothing_in_its_way_it_goes_out_and_nobody_is_told() -> None:
    view = outlook(Facts())
    assert (view.verdict, view.reason, view.trouble) == (Verdict.GOES, "", "")


@pytest.mark.parametrize(
    ("facts", "verdict", "reason"),
    [
        ({"obstacle": GONE}, Verdict.NOT, GONE),
        ({"shut_out": True}, Verdict.DOUBTFUL, SHUT_OUT),
        ({"silence": LONG}, Verdict.DOUBTFUL, STOPPED),
        ({"low_disk": True}, Verdict.DOUBTFUL, DISK_FULL),
        ({"absence": LONG}, Verdict.DOUBTFUL, UNCONNECTED),
        ({"stories": False}, Verdict.NOTHING, NOTHING_NEW),
        ({"waits_for": Wait.RELEASE}, Verdict.DOUBTFUL, HELD),
        ({"waits_for": Wait.APPROVAL}, Verdict.DOUBTFUL, UNAPPROVED),
        ({"history": False}, Verdict.GOES, NO_HISTORY),
        ({"ping": False}, Verdict.GOES, NO_PING),
        ({"zone_known": False}, Verdict.GOES, ZONE_LOST),
    ],
)
def test_each_fact_alone_has_its_verdict_and_is_told(
    facts: dict[str, Any], verdict: Verdict, reason: str
) -> None:
    view = outlook(Facts(**facts))
    assert (view.verdict, view.reason, view.trouble) == (verdict, reason, reason)


def test_a_date_set_aside_is_as_it_should_be_and_told_to_nobody() -> None:
    view = outlook(Facts(set_aside=QUIET, obstacle=GONE, stories=False))
    assert (view.verdict, view.reason, view.trouble) == (Verdict.NOTHING, QUIET, "")


def test_a_schedule_that_posts_anyway_posts_a_short_note() -> None:
    view = outlook(Facts(stories=False, post_empty=True))
    assert (view.verdict, view.trouble) == (Verdict.SHORT, "")


def test_up_to_the_bound_a_silence_or_an_absence_is_nothing() -> None:
    assert not outlook(Facts(silence=MOST_SILENCE, absence=MOST_ABSENCE)).trouble


@given(
    st.builds(
        Facts,
        obstacle=st.sampled_from([None, GONE]),
        history=st.booleans(),
        stories=st.booleans(),
        post_empty=st.booleans(),
        shut_out=st.booleans(),
        low_disk=st.booleans(),
        silence=st.sampled_from([timedelta(), LONG]),
        absence=st.sampled_from([timedelta(), LONG]),
    )
)
def test_whatever_comes_together_an_obstacle_wins_and_no_trouble_is_hushed_up(
    facts: Facts,
) -> None:
    view = outlook(facts)
    assert (view.verdict is Verdict.NOT) == (facts.obstacle is not None)
    doubtful = facts.shut_out or facts.low_disk or facts.silence or facts.absence
    if doubtful and not facts.obstacle:
        assert view.verdict is Verdict.DOUBTFUL
    if not facts.stories and not facts.post_empty:
        assert view.trouble
