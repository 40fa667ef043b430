from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.story_ranking import HALF_AGE, Hit, ranked

hits = st.lists(
    st.builds(
        Hit,
        id=st.integers(1, 2**62),
        dated_at=st.none() | st.integers(-(2**40), 2**40),
        in_headline=st.booleans(),
    ),
    unique_by=lambda hit: hit.id,
)


def test_of_equal_fit_the_newer_leads_and_of_equal_date_the_later_added() -> None:
    assert ranked([Hit(1, 50, False), Hit(2, 90, False), Hit(3, 90, False)]) == [3, 2, 1]


def test_a_headline_weighs_as_much_as_one_half_age() -> None:
    today, older = Hit(1, 10 * HALF_AGE, False), Hit(2, 9 * HALF_AGE + 9, True)
    much_older = Hit(3, 8 * HALF_AGE, True)
    assert ranked([today, older, much_older]) == [2, 1, 3]


def test_undated_hits_come_last_headlines_first() -> None:
    assert ranked([Hit(1, None, False), Hit(2, None, True), Hit(3, 5, False)]) == [3, 2, 1]
    assert ranked([Hit(1, None, False), Hit(2, None, True)]) == [2, 1]


def test_very_old_hits_keep_their_order() -> None:
    ages = [Hit(n, -n * 10**9, False) for n in range(1, 9)]
    assert ranked([*ages, Hit(99, 10**10, False)]) == [99, 1, 2, 3, 4, 5, 6, 7, 8]


@given(hits)
def test_every_hit_is_ranked_once_whatever_the_order_found(found: list[Hit]) -> None:
    order = ranked(found)
    assert sorted(order) == sorted(hit.id for hit in found)
    assert ranked(found[::-1]) == order
