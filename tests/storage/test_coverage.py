from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Storage, open_storage
from storage.coverage import COLOURED, MOST_NAMED, Tally
from storage.story_records import StoryText

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Text = Callable[..., StoryText]


async def test_a_server_without_stories_has_nothing_but_empty_weeks(storage: Storage) -> None:
    found = await storage.coverage.count(HERE, date(2026, 2, 16), date(2026, 3, 1))
    assert (found.total, found.sections, found.sources, found.places) == (0, (), (), ())
    assert [(week.monday, week.stories) for week in found.weeks] == [
        (date(2026, 2, 16), 0),
        (date(2026, 2, 23), 0),
    ]


async def test_names_are_counted_whatever_their_case_and_elsewhere_not_at_all(
    storage: Storage, text: Text
) -> None:
    for story in (text(section=("City",)), text(section=("CITY", "Transport")), text(section=())):
        await storage.stories.add(HERE, story, 5, NOW)
    await storage.stories.add(ELSEWHERE, text(), 5, NOW)
    await storage.stories.add(HERE, text(published_at=None), 5, NOW)
    found = await storage.coverage.count(HERE, NOW.date(), NOW.date())
    assert found.total == 3
    assert [tally.stories for tally in found.sections] == [2]
    assert found.sources == (Tally("Harbour Wire", 3),)
    assert found.places == (Tally("PORTHAVEN", 3),)


STORY = st.tuples(
    st.integers(-60, 60),
    st.integers(0, 86_399),
    st.none() | st.integers(-720, 840),
    st.sampled_from(["A", "B", "C", "D", "E", "F", None]),
    st.sampled_from(["Wire", "Quay", None]),
    st.sampled_from(["BEIJING", "BERLIN", "巴黎", None]),
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    stories=st.lists(STORY, max_size=25),
    base=st.sampled_from([date(1969, 12, 29), date(2026, 3, 2)]),
    length=st.integers(0, 60),
)
async def test_the_figures_are_those_of_counting_by_hand(
    text: Text,
    path: Path,
    stories: list[tuple[int, int, int | None, str | None, str | None, str | None]],
    base: date,
    length: int,
) -> None:
    first, last = base - length * DAY, base + length * DAY
    names: list[Counter[str]] = [Counter(), Counter(), Counter()]
    weekly: Counter[date] = Counter()
    in_weeks: Counter[tuple[date, str]] = Counter()
    async with open_storage(path) as storage:
        await storage.guilds.join(HERE, NOW)
        await storage.guilds.erase(HERE)
        await storage.guilds.join(HERE, NOW)
        for days, seconds, offset, section, source, place in stories:
            at = datetime(base.year, base.month, base.day, tzinfo=UTC) + days * DAY
            at += timedelta(seconds=seconds)
            story = text(
                published_at=at, utc_offset=offset, section=(section,) if section else (),
                agency=None, publisher=source, dateline=place,
            )  # fmt: skip
            await storage.stories.add(HERE, story, 5, NOW)
            own = (at + timedelta(minutes=offset or 0)).date()
            if first <= own <= last:
                monday = own - own.weekday() * DAY
                weekly[monday] += 1
                for counter, name in zip(names, (section, source, place), strict=True):
                    counter.update([name] if name else [])
                if section:
                    in_weeks[monday, section] += 1
        found = await storage.coverage.count(HERE, first, last)
    assert found.total == weekly.total()
    for tallies, counter in zip((found.sections, found.sources, found.places), names, strict=True):
        by_fit = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_NAMED]
        assert [(one.name, one.stories) for one in tallies] == by_fit
    assert {week.monday: week.stories for week in found.weeks if week.stories} == weekly
    assert [week.monday for week in found.weeks] == [
        found.weeks[0].monday + 7 * number * DAY for number in range(len(found.weeks))
    ]
    coloured = [one.name for one in found.sections[:COLOURED]]
    for week in found.weeks:
        assert week.by_section == tuple(in_weeks[week.monday, name] for name in coloured)
