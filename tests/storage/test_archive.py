"""The archive: by the day that stands on the page, on the page's own clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Storage, open_storage
from storage.story_records import Story, StoryText

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Text = Callable[..., StoryText]


async def add(storage: Storage, text: StoryText, guild_id: int = HERE) -> Story:
    return await storage.stories.add(guild_id, text, 5, NOW)


async def test_a_story_counts_on_the_day_that_its_page_shows(storage: Storage, text: Text) -> None:
    beijing = await add(
        storage, text(published_at=datetime(2011, 8, 8, 23, 30, tzinfo=UTC), utc_offset=480)
    )
    await add(storage, text(published_at=datetime(2011, 8, 8, 23, 30, tzinfo=UTC), utc_offset=None))
    spans = [(date(2011, 8, day), date(2011, 8, day)) for day in (8, 9, 10)]
    assert await storage.archive.count(HERE, spans) == (1, 1, 0)
    assert await storage.archive.dated(HERE, [spans[1]], limit=9) == (beijing,)
    assert await storage.archive.ends(HERE) == (date(2011, 8, 8), date(2011, 8, 9))


async def test_another_servers_and_undated_stories_are_not_in_it(
    storage: Storage, text: Text
) -> None:
    await add(storage, text(), ELSEWHERE)
    await add(storage, text(published_at=None))
    span = [(date(1970, 1, 1), date(2100, 1, 1))]
    assert await storage.archive.count(HERE, span) == (0,)
    assert await storage.archive.dated(HERE, span, limit=9) == ()
    assert await storage.archive.ends(HERE) is None
    assert await storage.archive.undated(HERE) == 1


async def test_a_section_is_any_name_of_a_path_in_any_case(storage: Storage, text: Text) -> None:
    story = await add(storage, text(section=("China", "Society")))
    await add(storage, text(section=("Sport",)))
    span = [(NOW.date(), NOW.date())]
    for section in ("china", "SOCIETY"):
        assert await storage.archive.count(HERE, span, section) == (1,)
        assert await storage.archive.dated(HERE, span, section, limit=9) == (story,)


DATED = st.tuples(
    st.integers(-70 * 366, 70 * 366),
    st.integers(0, 86_399),
    st.none() | st.integers(-12 * 60, 14 * 60),
    st.sampled_from(["City", "Sport", "world"]),
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(dated=st.lists(DATED, min_size=1, max_size=12), data=st.data())
async def test_every_story_is_counted_and_listed_on_its_own_day_and_no_other(
    text: Text,
    path: Path,
    dated: list[tuple[int, int, int | None, str]],
    data: st.DataObject,
) -> None:
    async with open_storage(path) as storage:
        await storage.guilds.join(HERE, NOW)
        await storage.guilds.erase(HERE)
        await storage.guilds.join(HERE, NOW)
        own: list[tuple[date, str, datetime, int]] = []
        for days, seconds, offset, section in dated:
            moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=seconds)
            story = await add(
                storage, text(published_at=moment, utc_offset=offset, section=(section,))
            )
            day = (moment + timedelta(minutes=offset or 0)).date()
            own.append((day, section, moment, story.id))
        # Spans around the stories' own days, where a mistake would show.
        day = data.draw(st.sampled_from(own))[0] + data.draw(st.integers(-1, 1)) * DAY
        spans = [(day, day), (day + DAY, day + data.draw(st.integers(1, 400)) * DAY)]
        for section in (None, "CITY", "sport"):
            inside = [
                [
                    (moment, story_id)
                    for on, name, moment, story_id in own
                    if first <= on <= last and section in (None, name.casefold(), name.upper())
                ]
                for first, last in spans
            ]
            counted = await storage.archive.count(HERE, spans, section)
            assert counted == tuple(map(len, inside))
            found = await storage.archive.dated(HERE, spans, section, limit=99)
            expected = sorted((pair for pairs in inside for pair in pairs), reverse=True)
            assert [story.id for story in found] == [story_id for _, story_id in expected]
            if expected:
                page = await storage.archive.dated(HERE, spans, section, limit=1, offset=1)
                assert [one.id for one in page] == [key for _, key in expected[1:2]]
        ends = await storage.archive.ends(HERE)
        assert ends is not None
        assert ends[0] in {on for on, *_ in own}
