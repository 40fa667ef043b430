"""What narrows an answer, what it can be narrowed by, and how it is shown and paged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Storage
from storage.database import open_database
from storage.search import FACETED, Search
from storage.search_records import Count, Question, Sort
from storage.snippet import LONGEST
from storage.story_records import Passage, Story, StoryText

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Text = Callable[..., StoryText]


async def add(storage: Storage, text: StoryText, guild_id: int = HERE) -> Story:
    return await storage.stories.add(guild_id, text, 5, NOW)


async def ids(storage: Storage, **question: object) -> set[int]:
    answer = await storage.search.find(HERE, Question(**question), size=50)  # pyright: ignore[reportArgumentType]
    assert not answer.has_more
    return {story.id for story in answer.stories}


async def test_phrases_exclusions_and_beginnings_find_what_they_say(
    storage: Storage, text: Text
) -> None:
    bridge = (await add(storage, text("Harbour bridge reopens", summary=()))).id
    other = (await add(storage, text("Bridge over the harbour repaired", summary=()))).id
    chinese = (await add(storage, text("北京APEC峰会开幕", summary=()))).id
    assert await ids(storage, words='"harbour bridge"') == {bridge}
    assert await ids(storage, words='bridge -"harbour bridge"') == {other}
    assert await ids(storage, words="rep*") == {other}
    assert await ids(storage, words="re*") == set()
    assert await ids(storage, words="bridge -rep*") == {bridge}
    assert await ids(storage, words='"APEC峰会"') == {chinese}
    assert await ids(storage, words="-bridge") == {chinese}
    assert await ids(storage, words='"bridge harbour"') == set()


async def test_sections_sources_and_dates_narrow_an_answer(storage: Storage, text: Text) -> None:
    async def told(days: int | None, **fields: object) -> int:
        date = None if days is None else NOW + days * DAY
        return (await add(storage, text("Bridge", published_at=date, **fields))).id

    today = await told(0, section=("China", "Society"), agency="Xinhua", publisher=None)
    old = await told(-900, section=("CHINA",), agency=None, publisher="Österreich Heute")
    undated = await told(None, section=("Sport",), agency="XINHUA ", publisher="The Quay")
    await add(storage, text("Bridge", section=("China",)), ELSEWHERE)
    assert await ids(storage, words="bridge", section=" china ") == {today, old}
    assert await ids(storage, words="bridge", section="society") == {today}
    assert await ids(storage, words="bridge", source="xinhua") == {today, undated}
    assert await ids(storage, words="bridge", source="ÖSTERREICH  heute") == {old}
    assert await ids(storage, words="bridge", source="xinhua", section="sport") == {undated}
    assert await ids(storage, words="bridge", start=NOW) == {today}
    assert await ids(storage, words="bridge", end=NOW) == {old}
    assert await ids(storage, words="bridge", start=NOW - 900 * DAY, end=NOW) == {old}
    assert await ids(storage, words="bridge", start=NOW - 899 * DAY, end=NOW) == set()
    assert await ids(storage, words="tunnel", section="china") == set()
    assert await ids(storage, section="china") == {today, old}
    assert await ids(storage, words="  ", end=NOW + DAY) == {today, old}
    assert await ids(storage) == set()


dates = st.builds(
    lambda days, seconds: NOW + timedelta(days, seconds),
    st.integers(-500, 500) | (st.integers(-739_000, 2_900_000)),
    st.integers(0, 86_400),
)


# On clocks from all over the world, but for the first and the last days that there are.
clocks = st.sampled_from([None, 0, 60, -720, 840])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    dated=st.lists(st.tuples(st.none() | dates, clocks), max_size=8),
    start=st.none() | dates,
    end=st.none() | dates,
)
async def test_dates_are_compared_to_the_second_however_the_index_groups_them(
    storage: Storage,
    text: Text,
    dated: list[tuple[datetime | None, int | None]],
    start: datetime | None,
    end: datetime | None,
) -> None:
    word = f"w{(await add(storage, text('Counts'))).id}"
    expected: set[int] = set()
    for date, clock in dated:
        if date and not -500 * DAY <= date - NOW <= 501 * DAY:
            clock = 0
        story = await add(storage, text(word, published_at=date, utc_offset=clock))
        told = story.dated_at
        if told is None:
            fits = start is None and end is None
        else:
            shown = told + timedelta(minutes=clock or 0)
            fits = (start is None or shown >= start.replace(microsecond=0)) and (
                end is None or shown < end.replace(microsecond=0)
            )
        expected |= {story.id} if fits else set()
    for sort in Sort:
        assert await ids(storage, words=word, start=start, end=end, sort=sort) == expected


async def test_a_story_is_of_the_day_and_the_month_that_its_page_shows(
    storage: Storage, text: Text
) -> None:
    async def told(day: int, hour: int, clock: int) -> int:
        date = datetime(2026, 3, day, hour, tzinfo=UTC)
        return (await add(storage, text("Bridge", published_at=date, utc_offset=clock))).id

    february = await told(1, 3, -480)
    april = await told(31, 20, 480)
    march = await told(31, 20, -480)
    for month, expected in ((2, {february}), (3, {march}), (4, {april})):
        start, end = (datetime(2026, each, 1, tzinfo=UTC) for each in (month, month + 1))
        assert await ids(storage, words="bridge", start=start, end=end) == expected
        found = await storage.search.facets(HERE, Question(words="bridge", start=start, end=end))
        assert found.months == (Count(f"2026-{month:02}", 1),)
    last = datetime(2026, 3, 31, tzinfo=UTC)
    for sort in Sort:
        assert await ids(storage, words="bridge", start=last, end=last + DAY, sort=sort) == {march}


@pytest.mark.parametrize("sort", Sort)
async def test_pages_stay_as_they_are_while_stories_come_in(
    storage: Storage, text: Text, sort: Sort
) -> None:
    for number in range(12):
        await add(storage, text(f"Bridge {number}", published_at=NOW + number * DAY))
    pinned = Question(words="bridge", newest_id=await storage.stories.newest_id(), sort=sort)
    whole = await storage.search.find(HERE, pinned, size=50)
    seen: list[int] = []
    for page in range(1, 5):
        answer = await storage.search.find(HERE, pinned, page=page, size=3)
        seen += [story.id for story in answer.stories]
        assert (answer.total, answer.has_more, answer.sort) == (12, page < 4, sort)
        await add(storage, text("Bridge bridge", published_at=NOW + 99 * DAY))
    assert seen == [story.id for story in whole.stories]


async def test_the_best_match_is_the_one_that_speaks_of_it_most(
    storage: Storage, text: Text
) -> None:
    best = await add(storage, text("Bridge: the bridge", published_at=NOW - 500 * DAY))
    passing = Passage("Somebody saw a bridge in passing, among a good many other things.", 0)
    for _ in range(3):
        await add(storage, text("Other news", summary=(passing,)))
    answer = await storage.search.find(HERE, Question(words="bridge", sort=Sort.BEST))
    assert (answer.stories[0], answer.sort) == (best, Sort.BEST)
    newest = await storage.search.find(HERE, Question(words="bridge"))
    assert newest.stories[0] != best


async def test_a_best_match_that_takes_too_long_is_answered_newest_first_and_says_so(
    storage: Storage, text: Text, path: Path
) -> None:
    for number in range(9):
        await add(storage, text(f"Bridge {number}", published_at=NOW + number * DAY))
    async with open_database(path) as database:
        impatient = Search(database, best_deadline=0, facets_deadline=0)
        question = Question(words="bridge", sort=Sort.BEST)
        answer = await impatient.find(HERE, question)
        facets = await impatient.facets(HERE, question)
    assert answer.sort is Sort.NEWEST
    assert answer == await storage.search.find(HERE, Question(words="bridge"))
    assert (facets.sections, facets.whole) == ((), False)


async def test_facets_count_what_an_answer_can_be_narrowed_by(storage: Storage, text: Text) -> None:
    for month, section, agency in ((1, "Sport", "Wire"), (2, "Sport", "wire"), (2, "Arts", "Wire")):
        date = datetime(2026, month, 3, tzinfo=UTC)
        await add(
            storage,
            text(
                "Bridge",
                section=("City", section),
                agency=agency,
                publisher="Quay",
                published_at=date,
            ),
        )
    await add(storage, text("Bridge", section=(), agency=None, publisher=None, published_at=None))
    await add(storage, text("Tunnel"))
    await add(storage, text("Bridge"), ELSEWHERE)
    facets = await storage.search.facets(HERE, Question(words="bridge"))
    assert facets.sections == (Count("City", 3), Count("Sport", 2), Count("Arts", 1))
    assert facets.sources == (Count("Quay", 3), Count("Wire", 3))
    assert facets.months == (Count("2026-02", 2), Count("2026-01", 1))
    assert (facets.counted, facets.whole) == (4, True)
    for count in facets.sections:
        narrowed = Question(words="bridge", section=count.name)
        assert (await storage.search.find(HERE, narrowed)).total == count.stories
    for count in facets.sources:
        narrowed = Question(words="bridge", source=count.name)
        assert (await storage.search.find(HERE, narrowed)).total == count.stories
    nothing = await storage.search.facets(HERE, Question())
    assert (nothing.counted, nothing.whole) == (0, True)
    assert FACETED >= 500


async def test_sources_are_offered_while_one_has_stories(storage: Storage, text: Text) -> None:
    for agency in ("Harbour Wire", "HARBOUR wire", "Österreich Heute", "Wire of the East"):
        await add(storage, text(agency=agency, publisher=None))
    assert await storage.completions.sources(HERE) == (
        "Harbour Wire", "Wire of the East", "Österreich Heute",
    )  # fmt: skip
    assert await storage.completions.sources(HERE, "wire") == ("Wire of the East", "Harbour Wire")
    assert await storage.completions.sources(HERE, "ö") == ("Österreich Heute",)
    assert await storage.completions.sources(ELSEWHERE) == ()
    await storage.guilds.erase(HERE)
    assert await storage.completions.sources(HERE) == ()


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("traffic", ["TRAFFIC"]),
        ('"both lanes" creme', ["Both lanes", "both LANES"]),
        ("BRULEE", ["brûlée"]),
        ("lane*", ["lanes", "LANES"]),
        ("打拐", ["打拐"]),
        ("apec峰会", ["ＡＰＥＣ", "峰会"]),
        ("2.5", ["2.5"]),
        ("café", ["Cafe\N{COMBINING ACUTE ACCENT}"]),
        ("서", ["서"]),
        ("film", ["ﬁlm"]),
    ],
)
async def test_a_snippet_marks_the_words_that_were_asked_for(
    storage: Storage, text: Text, words: str, marked: list[str]
) -> None:
    await add(
        storage,
        text(
            "Crème brûlée for all",
            summary=(
                Passage("Both lanes carry TRAFFIC again on both LANES.", 0),
                Passage("警方在北京的ＡＰＥＣ峰会上说，打拐案件。", 1),
                Passage("Cafe\N{COMBINING ACUTE ACCENT} and ﬁlm at 석서.", 2),
            ),
            key_facts=(Passage("$2.5 million", 1),),
        ),
    )
    (snippet,) = (await storage.search.find(HERE, Question(words=words))).snippets
    assert [snippet.text[start:end] for start, end in snippet.hits] == marked


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=st.text(max_size=400), words=st.text(max_size=30))
async def test_a_snippet_is_short_and_its_marks_lie_in_it_in_order(
    storage: Storage, text: Text, told: str, words: str
) -> None:
    await add(storage, text(told or "x", summary=(Passage(told, 0),)))
    answer = await storage.search.find(HERE, Question(words=f"{words} {told[:20]}"), size=3)
    assert len(answer.snippets) == len(answer.stories)
    for snippet in answer.snippets:
        assert len(snippet.text) <= LONGEST + 4
        edges = [edge for hit in snippet.hits for edge in hit]
        assert edges == sorted(edges)
        assert not edges or (edges[0] >= 0 and edges[-1] <= len(snippet.text))


async def test_a_long_passage_is_cut_around_its_hit(storage: Storage, text: Text) -> None:
    told = "Nothing of note. " * 40 + "Then the bridge fell. " + "Nothing more. " * 40
    await add(storage, text("Plain", summary=(Passage(told, 0),), key_facts=()))
    (snippet,) = (await storage.search.find(HERE, Question(words="bridge"))).snippets
    assert snippet.text.startswith("… ")
    assert snippet.text.endswith(" …")
    ((start, end),) = snippet.hits
    assert snippet.text[start:end] == "bridge"
