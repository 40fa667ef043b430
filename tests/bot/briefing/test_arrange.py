"""What editors wish of an edition, and that it carries just that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.arrange import AS_IT_COMES, Wish, wished, with_note, with_sections
from bot.briefing.choose import choose
from bot.briefing.compose import Briefing, compose
from bot.briefing.leave import waits_for, why_not_posted
from bot.briefing.window import Window
from storage.edition_records import Arrangement, EditionKey, EditionPlan, Wait
from storage.story_records import Story
from tests.bot.briefing.stories import story

START = datetime(2026, 6, 4, 6, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(days=1))
SECTIONS = ("Harbour", "Schools", "Sport")
NEWS = [
    story(number, (START + timedelta(hours=24 - number)).isoformat(), SECTIONS[number % 3])
    for number in range(1, 10)
]
OLD = [story(20, "2011-08-09T08:55+08:00", "China"), story(21, "2010-01-01", "Sport")]
EVERY = {one.id: one for one in (*NEWS, *OLD)}

ids = st.sampled_from(sorted(EVERY))
wishes = st.lists(st.tuples(st.sampled_from(Wish), ids), max_size=12)


def edition(arranged: Arrangement, *, cap: int = 6, news: list[Story] = NEWS) -> Briefing:
    wanted = [EVERY[one] for one in arranged.wanted]
    choice = choose(news, [], window=WINDOW, cap=cap, arranged=arranged, wanted=wanted)
    return compose(
        choice,
        title="Morning",
        local_date=date(2026, 6, 5),
        zone=ZoneInfo("UTC"),
        sections=arranged.sections,
        note=arranged.note,
    )


def shown(briefing: Briefing) -> list[list[int]]:
    return [[item.story.id for item in section.items] for section in briefing.sections]


def after(made: list[tuple[Wish, int]]) -> Arrangement:
    arranged = AS_IT_COMES
    for wish, story_id in made:
        arranged = wished(arranged, wish, story_id, shown(edition(arranged)))
    return arranged


@given(wishes)
def test_what_is_wanted_is_carried_once_and_what_is_dropped_is_not(
    made: list[tuple[Wish, int]],
) -> None:
    arranged = after(made)
    carried = [item.story.id for item in edition(arranged).items]
    assert len(carried) == len(set(carried))
    assert set(arranged.wanted) <= set(carried)
    assert not set(arranged.dropped) & set(carried)
    assert not set(arranged.dropped) & {*arranged.wanted, *arranged.order}
    assert len(carried) <= max(6, len(arranged.wanted))


@given(wishes, ids)
def test_the_last_wish_about_a_story_holds(made: list[tuple[Wish, int]], story_id: int) -> None:
    before = after(made)

    def carried(wish: Wish) -> list[int]:
        then = wished(before, wish, story_id, shown(edition(before)))
        return [item.story.id for item in edition(then).items]

    assert carried(Wish.LEAD)[0] == story_id
    assert story_id in carried(Wish.PIN)
    assert story_id in carried(Wish.ADD)
    assert story_id not in carried(Wish.DROP)


@given(wishes, ids)
def test_up_and_then_down_is_where_it_was(made: list[tuple[Wish, int]], story_id: int) -> None:
    before = after(made)
    stands = shown(edition(before))
    up = wished(before, Wish.UP, story_id, stands)
    assert sorted(map(sorted, shown(edition(up)))) == sorted(map(sorted, stands))
    if up != before:
        down = wished(up, Wish.DOWN, story_id, shown(edition(up)))
        assert shown(edition(down)) == stands


@given(wishes, wishes)
def test_twice_the_same_wish_is_once(
    made: list[tuple[Wish, int]], more: list[tuple[Wish, int]]
) -> None:
    before = after(made)
    for wish, story_id in more:
        if wish not in (Wish.UP, Wish.DOWN):
            once = wished(before, wish, story_id, [])
            assert wished(once, wish, story_id, []) == once


@given(st.permutations(SECTIONS), st.integers(0, 3))
def test_sections_stand_as_wished_and_the_others_after_them(names: list[str], named: int) -> None:
    arranged = with_sections(AS_IT_COMES, names[:named])
    briefing = edition(arranged)
    assert briefing.lead is not None
    present = [name for name in names[:named] if any(s.name == name for s in briefing.sections)]
    assert [section.name for section in briefing.sections][: len(present)] == present


def test_what_comes_in_later_stands_behind_what_was_put_in_order() -> None:
    before = edition(AS_IT_COMES, news=NEWS[3:])
    second = shown(before)[0][-1]
    arranged = wished(AS_IT_COMES, Wish.UP, second, shown(before))
    assert shown(edition(arranged, news=NEWS[3:]))[0][0] == second
    later = edition(arranged, cap=9)
    section = next(part for part in shown(later) if second in part)
    assert section[0] == second


def test_an_older_story_that_was_added_stands_among_the_news_and_says_why() -> None:
    arranged = wished(AS_IT_COMES, Wish.ADD, 20, [])
    added = next(item for item in edition(arranged).items if item.story.id == 20)
    assert (added.role, added.why["reason"]) == ("item", "added")


def test_an_added_report_stands_beside_or_instead_of_others_of_its_event() -> None:
    events = {1: 1, 5: 1}
    arranged = wished(AS_IT_COMES, Wish.ADD, 5, [])
    choice = choose(
        NEWS, [], window=WINDOW, cap=9, events=events, arranged=arranged, wanted=[EVERY[5]]
    )
    carried = {one.story.id: one for one in choice.items}
    assert 1 not in carried
    assert [other.id for other in carried[5].also] == [1]


def test_with_nothing_new_the_archive_carries_what_is_wanted_first() -> None:
    arranged = wished(AS_IT_COMES, Wish.LEAD, 21, [])
    choice = choose([], OLD, window=WINDOW, cap=6, arranged=arranged, wanted=[EVERY[21]])
    assert [(one.story.id, one.role) for one in choice.items] == [(21, "lead"), (20, "archive")]


def test_dropped_stories_are_not_counted_among_those_that_found_no_place() -> None:
    arranged = wished(AS_IT_COMES, Wish.DROP, 1, [])
    assert edition(arranged, cap=9).left_out == 0
    assert edition(arranged, cap=2).left_out == 6


def test_the_note_goes_along() -> None:
    assert edition(with_note(AS_IT_COMES, "Good morning")).note == "Good morning"


KEY = EditionKey(guild_id=1, schedule_id=2, local_date=date(2026, 6, 5), slot="3")


@given(st.booleans(), st.booleans(), st.booleans())
def test_an_edition_goes_out_unless_it_is_held_or_lacks_its_approval(
    held: bool, approved: bool, needed: bool
) -> None:
    plan = EditionPlan(
        key=KEY, held_at=START if held else None, approved_at=START if approved else None
    )
    wait = waits_for(plan, needs_approval=needed)
    assert (wait is None) == (not held and (approved or not needed))
    if wait:
        assert wait is (Wait.RELEASE if held else Wait.APPROVAL)
        assert why_not_posted(wait, overtaken=True) != why_not_posted(wait, overtaken=False)
