"""What an edition carries, and that every choice can be explained."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.choose import Choice, choose, top_section
from bot.briefing.window import Window
from storage.story_records import Story
from tests.bot.briefing.stories import story

START = datetime(2026, 6, 4, 6, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(days=1))
SEED_LIKE = story(99, "2011-08-09T08:55+08:00", "China")


def at(hours: float) -> str:
    """So many hours into the window."""
    return (START + timedelta(hours=hours)).isoformat()


def ids(choice: Choice) -> list[int]:
    return [chosen.story.id for chosen in choice.items]


stories = st.lists(
    st.builds(
        lambda number, hours, section, summary, doubts: story(
            number,
            at(hours),
            section,
            doubts=doubts,
            **({} if summary else {"summary": ()}),
        ),
        st.integers(1, 10_000),
        st.floats(0.1, 23.9),
        st.sampled_from(["Harbour", "Schools", "Sport", ""]),
        st.booleans(),
        st.lists(st.just("section"), max_size=4).map(tuple),
    ),
    max_size=30,
    unique_by=lambda one: one.id,
)


def test_the_newest_of_equal_stories_leads() -> None:
    choice = choose([story(1, at(3)), story(2, at(20)), story(3, at(10))], [], window=WINDOW, cap=8)
    assert ids(choice) == [2, 3, 1]
    assert [chosen.role for chosen in choice.items] == ["lead", "item", "item"]


def test_a_bare_day_ranks_as_the_middle_of_what_it_may_be() -> None:
    bare = story(1, "2026-06-05T00:00")  # some time from midnight to the window's end at six
    choice = choose([story(2, "2026-06-05T05:00"), bare], [], window=WINDOW, cap=8)
    assert ids(choice) == [2, 1]
    choice = choose([story(2, "2026-06-05T01:00"), bare], [], window=WINDOW, cap=8)
    assert ids(choice) == [1, 2]


@pytest.mark.parametrize(
    "poorer",
    [
        {"summary": ()},
        {"key_facts": ()},
        {"agency": None},
        {"doubts": ("headline",)},
        {"section": ""},
    ],
    ids=str,
)
def test_of_two_stories_of_one_hour_the_better_known_one_leads(poorer: dict[str, object]) -> None:
    choice = choose([story(1, at(9), **poorer), story(2, at(9))], [], window=WINDOW, cap=8)  # pyright: ignore[reportArgumentType]
    assert ids(choice) == [2, 1]


def test_an_old_story_never_stands_beside_news_of_the_day() -> None:
    choice = choose([story(1, at(3))], [SEED_LIKE], window=WINDOW, cap=8)
    assert ids(choice) == [1]


def test_an_old_story_is_offered_from_the_archive_when_there_is_nothing_newer() -> None:
    choice = choose([], [SEED_LIKE], window=WINDOW, cap=8)
    assert ids(choice) == [99]
    assert choice.items[0].role == "archive"
    assert choice.items[0].why["reason"] == "archive"


def test_a_story_counts_as_what_its_date_makes_it_whatever_list_it_came_in() -> None:
    assert ids(choose([SEED_LIKE], [story(1, at(3))], window=WINDOW, cap=8)) == [1]
    assert choose([SEED_LIKE], [], window=WINDOW, cap=8).items[0].role == "archive"


def test_a_story_dated_after_the_window_is_not_carried_at_all() -> None:
    assert choose([story(1, at(30))], [], window=WINDOW, cap=8).items == ()


def test_the_archive_gives_three_newest_first_and_undated_last() -> None:
    old = [story(1, None), story(2, "2020-01-01"), story(3, "2024-01-01"), story(4, "2011-08-09")]
    assert ids(choose([], old, window=WINDOW, cap=8)) == [3, 2, 4]
    assert ids(choose([], old, window=WINDOW, cap=8, archive_cap=9)) == [3, 2, 4, 1]


def test_a_busy_section_leaves_half_the_places_while_another_waits() -> None:
    busy = [story(number, at(23 - number / 10)) for number in range(1, 11)]
    quiet = [story(number, at(1), "Schools") for number in range(11, 14)]
    choice = choose([*busy, *quiet], [], window=WINDOW, cap=8)
    taken = Counter(top_section(chosen.story) for chosen in choice.items)
    assert taken == {"Harbour": 5, "Schools": 3}
    assert choice.items[-1].why["reason"] == "spread"
    reasons = {one.story.id: one.why["reason"] for one in choice.left_out}
    assert reasons == {
        6: "section full",
        7: "section full",
        8: "section full",
        9: "full",
        10: "full",
    }


def test_a_single_section_may_fill_the_whole_briefing() -> None:
    busy = [story(number, at(number)) for number in range(1, 11)]
    assert len(choose(busy, [], window=WINDOW, cap=8).items) == 8


@pytest.mark.parametrize("cap", [0, 1, 2, 3, 50])
def test_no_more_than_the_cap_is_carried(cap: int) -> None:
    many = [story(number, at(number / 2), f"S{number % 4}") for number in range(1, 40)]
    choice = choose(many, [], window=WINDOW, cap=cap)
    assert len(choice.items) == min(cap, 39)
    assert len(choice.items) + len(choice.left_out) == 39


@given(stories, st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_same_stories_in_any_order_give_the_same_choice(
    today: list[Story], cap: int, chance: random.Random
) -> None:
    choice = choose(today, [], window=WINDOW, cap=cap)
    shuffled = list(today)
    chance.shuffle(shuffled)
    assert choose(shuffled, [], window=WINDOW, cap=cap) == choice


@given(stories, st.integers(1, 12))
def test_every_story_is_carried_or_left_out_with_facts_that_json_can_hold(
    today: list[Story], cap: int
) -> None:
    choice = choose(today, [], window=WINDOW, cap=cap)
    everything = [*choice.items, *choice.left_out]
    assert sorted(one.story.id for one in everything) == sorted(one.id for one in today)
    for one in everything:
        assert json.loads(json.dumps(one.why)) == one.why
        assert one.why["score"] == sum(one.why["parts"].values())  # pyright: ignore
        assert one.why["reason"]
    scores = [one.why["score"] for one in choice.items]
    assert scores == sorted(scores, reverse=True)  # pyright: ignore


@given(stories, st.integers(2, 12))
def test_no_section_takes_more_than_half_while_another_waits(today: list[Story], cap: int) -> None:
    choice = choose(today, [], window=WINDOW, cap=cap)
    taken = Counter(top_section(one.story) for one in choice.items)
    for section, count in taken.items():
        if count > max(1, cap // 2):
            waiting = [one for one in choice.left_out if top_section(one.story) != section]
            assert all(taken[top_section(one.story)] >= cap // 2 for one in waiting)


def test_the_best_report_of_an_event_stands_for_all() -> None:
    reports = [
        story(1, at(3), agency="Harbour Wire"),
        story(2, at(20), agency="Quay News"),
        story(3, at(10), "Sport", agency="Quay News"),
        story(4, at(5), agency=None, url="https://paper.example/a"),
    ]
    choice = choose(reports, [], window=WINDOW, cap=8, events={1: 1, 2: 1, 4: 1, 3: 3})
    assert ids(choice) == [2, 3]
    lead, item = choice.items
    assert [other.id for other in lead.also] == [1, 4]
    assert (lead.why["also"], lead.why["sources"]) == ([1, 4], ["Harbour Wire", "paper.example"])
    assert [chosen.why["rank"] for chosen in choice.items] == [1, 2]
    assert choice.items[0].why["of"] == 2
    assert item.also == ()
    assert "also" not in item.why
    assert choice.left_out == ()


def test_the_archive_carries_one_report_of_an_event() -> None:
    old = [story(1, "2020-01-01"), story(2, "2020-01-02"), story(3, "2019-05-05")]
    choice = choose([], old, window=WINDOW, cap=8, events={1: 1, 2: 1})
    assert ids(choice) == [2, 3]


@given(stories, st.integers(1, 10), st.integers(1, 4))
def test_no_report_is_lost_and_none_stands_twice(today: list[Story], cap: int, apart: int) -> None:
    events = {one.id: one.id % apart for one in today}
    choice = choose(today, [], window=WINDOW, cap=cap, events=events)
    carried = [one.id for chosen in choice.items for one in (chosen.story, *chosen.also)]
    assert len(carried) == len(set(carried))
    shown = [events[chosen.story.id] for chosen in choice.items]
    assert len(shown) == len(set(shown))
    if len({*events.values()}) <= cap:
        assert set(carried) == set(events)
