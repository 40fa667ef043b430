from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from storage import Storage
from storage.delivery_records import CarriedStory, DeliveryPart, DeliveryState
from storage.errors import Damaged, Missing
from storage.schedule_records import Schedule
from storage.search_records import Question
from storage.story_records import Passage, Story, StoryText

HERE, ELSEWHERE, NOBODY = 1001, 1002, 9999
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

Text = Callable[..., StoryText]
AddSchedule = Callable[..., Awaitable[Schedule]]


async def add(storage: Storage, text: StoryText, guild_id: int = HERE) -> Story:
    return await storage.stories.add(guild_id, text, 5, NOW)


async def deliver(
    storage: Storage, schedule: Schedule, story: Story, state: DeliveryState | None
) -> None:
    """An edition that carries the story; left leased and frozen where `state` is None."""
    extra = await storage.claims.add_extra(
        schedule.guild_id,
        schedule_id=schedule.id,
        channel_id=77,
        local_date=NOW.date(),
        slot=f"extra:{story.id}",
        due_at=NOW,
        code=f"code{story.id}",
        now=NOW,
    )
    await storage.claims.lease("me", NOW, NOW + timedelta(minutes=2), 10)
    assert await storage.sending.freeze(
        schedule.guild_id,
        extra.id,
        "me",
        [DeliveryPart(part=1, payload="{}", nonce="n")],
        [CarriedStory(story_id=story.id, position=0, role="lead")],
        NOW,
    )
    if state is DeliveryState.SENDING:
        await storage.sending.begin_sending(schedule.guild_id, extra.id, "me", NOW)
    elif state is not None:
        await storage.sending.settle(schedule.guild_id, extra.id, "me", state, None, NOW)


async def test_a_story_comes_back_as_it_was_given(storage: Storage, text: Text) -> None:
    given = text(
        headline="Fähre “Möwe” fährt wieder \N{FERRY}",
        published_at=datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1))),
        updated_at=NOW + DAY,
        zone_inferred=True,
        summary=(Passage('She said: "We sail."', 0), Passage("渡轮复航。", 3)),
        key_facts=(),
        doubts=("section", "published_at"),
        reading_minutes=4,
    )
    story = await add(storage, given)
    assert story.guild_id == HERE
    assert (story.added_by, story.added_at) == (5, NOW)
    loaded = await storage.stories.get(HERE, story.id, with_body=True)
    assert loaded is not None
    for field in set(StoryText.__dataclass_fields__) - {"marks"}:
        assert getattr(loaded, field) == getattr(given, field), field
    assert loaded.published_at is not None
    assert loaded.published_at.utcoffset() == timedelta(0)


async def test_the_body_comes_only_when_asked_for(storage: Storage, text: Text) -> None:
    story = await add(storage, text())
    loaded = await storage.stories.get(HERE, story.id)
    assert story.body == ()
    assert loaded == story


async def test_a_story_that_is_kept_back_says_so_at_once(storage: Storage, text: Text) -> None:
    kept = await storage.stories.add(HERE, text(), 5, NOW, embargo_until=NOW + DAY)
    assert kept.embargo_until == NOW + DAY
    assert await storage.stories.get(HERE, kept.id) == kept


async def test_the_barest_story_can_be_kept(storage: Storage) -> None:
    story = await add(storage, StoryText(headline="Only this"))
    assert await storage.stories.get(HERE, story.id, with_body=True) == story
    assert story.dated_at is None


async def test_texts_that_no_database_likes_are_cleaned_and_kept(
    storage: Storage, text: Text
) -> None:
    story = await add(
        storage,
        text(
            headline="Nul\0 and \ud800 half",
            section=("A\0B", "\udfff"),
            summary=(Passage("x\0y \ud801", 0),),
            body=("b\0c \ud802",),
        ),
    )
    loaded = await storage.stories.get(HERE, story.id, with_body=True)
    assert loaded is not None
    assert (loaded.headline, loaded.section) == ("Nul and ? half", ("AB", "?"))
    assert (loaded.summary[0].text, loaded.body) == ("xy ?", ("bc ?",))
    assert (await storage.search.find(HERE, Question(words="xy"))).stories == (story,)


async def test_anothers_story_reads_as_missing(storage: Storage, text: Text) -> None:
    story = await add(storage, text(), ELSEWHERE)
    assert await storage.stories.get(HERE, story.id) is None
    assert await storage.stories.get(HERE, story.id + 1) is None
    assert await storage.stories.get(HERE, 2**63) is None
    assert await storage.stories.get(HERE, -(2**99)) is None


async def test_a_story_for_a_server_never_joined_is_refused_whole(
    storage: Storage, text: Text
) -> None:
    with pytest.raises(Missing):
        await add(storage, text(), NOBODY)
    assert (await storage.search.find(NOBODY, Question(words="bridge"))).stories == ()
    assert await storage.stories.sections(NOBODY) == ()


async def test_naive_times_are_refused(storage: Storage, text: Text) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await add(storage, text(published_at=datetime(2026, 1, 1)))  # noqa: DTZ001
    assert await storage.stories.count(HERE) == 0


async def test_stories_are_counted_by_server(storage: Storage, text: Text) -> None:
    for guild_id in (HERE, HERE, ELSEWHERE):
        await add(storage, text(), guild_id)
    assert await storage.stories.count(HERE) == 2
    assert await storage.stories.count(NOBODY) == 0


async def test_many_at_once_are_all_kept_with_ids_of_their_own(
    storage: Storage, text: Text
) -> None:
    stories = await asyncio.gather(*(add(storage, text(f"Story {n}")) for n in range(30)))
    assert len({story.id for story in stories}) == 30
    assert await storage.stories.count(HERE) == 30


async def test_latest_is_by_the_storys_own_date_with_undated_last(
    storage: Storage, text: Text
) -> None:
    await add(storage, text("old", published_at=NOW - 3 * DAY))
    await add(storage, text("undated", published_at=None))
    await add(storage, text("new", published_at=NOW, updated_at=NOW - 9 * DAY))
    await add(storage, text("updated", published_at=None, updated_at=NOW - DAY))
    await add(storage, text("ancient", published_at=datetime(1912, 4, 15, tzinfo=UTC)))
    await add(storage, text("not ours"), ELSEWHERE)
    page = await storage.stories.latest(HERE, size=10)
    assert [story.headline for story in page.stories] == [
        "new", "updated", "old", "ancient", "undated",
    ]  # fmt: skip
    assert (page.number, page.has_more) == (1, False)


async def test_latest_pages_show_every_story_once(storage: Storage, text: Text) -> None:
    for n in range(12):
        await add(storage, text(f"Story {n}", published_at=NOW + n % 3 * DAY))
    pages = [await storage.stories.latest(HERE, page=n, size=5) for n in (1, 2, 3, 4)]
    assert [len(page.stories) for page in pages] == [5, 5, 2, 0]
    assert [page.has_more for page in pages] == [True, True, False, False]
    shown = [story.id for page in pages for story in page.stories]
    assert len(set(shown)) == 12
    assert (await storage.stories.latest(HERE, page=-4)).number == 1


@pytest.mark.parametrize("asked", ["China", "society", " SOCIETY ", "cHiNa"])
async def test_latest_of_a_section_matches_any_name_on_the_path(
    storage: Storage, text: Text, asked: str
) -> None:
    inside = await add(storage, text("inside", section=("China", "Society")))
    await add(storage, text("outside", section=("World", "Chinatown")))
    await add(storage, text("nowhere", section=()))
    page = await storage.stories.latest(HERE, asked)
    assert page.stories == (inside,)
    assert (await storage.stories.latest(ELSEWHERE, asked)).stories == ()


async def test_latest_of_a_section_has_the_same_order_and_pages(
    storage: Storage, text: Text
) -> None:
    for n in (2, 0, 1):
        await add(storage, text(f"{n}", published_at=NOW + n * DAY))
    await add(storage, text("undated", published_at=None))
    first = await storage.stories.latest(HERE, "city", page=1, size=3)
    second = await storage.stories.latest(HERE, "city", page=2, size=3)
    assert [story.headline for story in first.stories] == ["2", "1", "0"]
    assert [story.headline for story in second.stories] == ["undated"]
    assert (first.has_more, second.has_more) == (True, False)


async def test_section_names_fold_case_beyond_ascii(storage: Storage, text: Text) -> None:
    story = await add(storage, text(section=("Straße", "ΠΟΛΙΤΙΚΉ", "straße")))
    for asked in ("STRASSE", "πολιτική"):
        assert (await storage.stories.latest(HERE, asked)).stories == (story,)


async def test_sections_complete_from_anywhere_in_the_name(storage: Storage, text: Text) -> None:
    await add(storage, text(section=("World", "Asia Pacific")))
    await add(storage, text(section=("Asia", "")))
    await add(storage, text(section=("ASIA",)))
    await add(storage, text(section=("Secret asia",)), ELSEWHERE)
    sections = storage.stories.sections
    assert await sections(HERE, "asia") == ("Asia", "Asia Pacific")
    assert await sections(HERE, "PACIF") == ("Asia Pacific",)
    assert await sections(HERE) == ("Asia", "Asia Pacific", "World")
    assert await sections(HERE, "", 1) == ("Asia",)
    assert await sections(HERE, "%") == ()


async def test_candidates_are_dated_inside_the_window_ends_included(
    storage: Storage, text: Text
) -> None:
    for hours in (-25, -24, -1, 0, 1):
        await add(storage, text(f"{hours}", published_at=NOW + timedelta(hours=hours)))
    await add(storage, text("undated", published_at=None))
    await add(storage, text("not ours"), ELSEWHERE)
    found = await storage.stories.candidates(
        HERE, schedule_id=None, start=NOW - DAY, end=NOW, limit=10
    )
    assert [story.headline for story in found] == ["0", "-1", "-24"]
    found = await storage.stories.candidates(
        HERE, schedule_id=None, start=NOW - DAY, end=NOW, limit=2
    )
    assert [story.headline for story in found] == ["0", "-1"]


async def test_candidates_and_archive_can_be_held_to_some_sections(
    storage: Storage, text: Text
) -> None:
    for number, section in enumerate([("City", "Parks"), ("World",), ("Sport", "City"), ()]):
        await add(storage, text(" > ".join(section), section=section, word_count=number))
    stories = storage.stories
    for sections, expected in (
        (("city",), ["Sport > City", "City > Parks"]),
        (("PARKS", "world"), ["World", "City > Parks"]),
        (("Nowhere",), []),
        ((), ["", "Sport > City", "World", "City > Parks"]),
    ):
        today = await stories.candidates(
            HERE, schedule_id=1, start=NOW, end=NOW, sections=sections, limit=9
        )
        assert [story.headline for story in today] == expected
        old = await stories.archive(
            HERE, schedule_id=1, before=NOW + DAY, sections=sections, limit=9
        )
        assert [story.headline for story in old] == expected


async def test_the_archive_is_what_came_before_newest_first_undated_last(
    storage: Storage, text: Text
) -> None:
    for days in (0, -1, -400, -2):
        await add(storage, text(f"{days}", published_at=NOW + days * DAY))
    await add(storage, text("undated", published_at=None))
    await add(storage, text("not ours", published_at=NOW - DAY), ELSEWHERE)
    found = await storage.stories.archive(HERE, schedule_id=None, before=NOW, limit=9)
    assert [story.headline for story in found] == ["-1", "-2", "-400", "undated"]
    found = await storage.stories.archive(HERE, schedule_id=None, before=NOW, limit=1)
    assert [story.headline for story in found] == ["-1"]


@pytest.mark.parametrize(
    ("state", "carried"),
    [
        (None, True),
        (DeliveryState.SENDING, True),
        (DeliveryState.SENT, True),
        (DeliveryState.UNCONFIRMED, True),
        (DeliveryState.FAILED, False),
        (DeliveryState.SKIPPED, False),
    ],
)
async def test_a_schedule_carries_a_story_once_unless_it_did_not_go_out(
    storage: Storage, text: Text, schedule: AddSchedule, state: DeliveryState | None, carried: bool
) -> None:
    morning, evening = await schedule(name="Morning"), await schedule(name="Evening")
    story = await add(storage, text())
    await deliver(storage, morning, story, state)

    async def open_to(one: Schedule) -> list[tuple[Story, ...]]:
        return [
            await storage.stories.candidates(HERE, schedule_id=one.id, start=NOW, end=NOW, limit=9),
            await storage.stories.archive(HERE, schedule_id=one.id, before=NOW + DAY, limit=9),
        ]

    assert await open_to(morning) == ([(), ()] if carried else [(story,), (story,)])
    assert await open_to(evening) == [(story,), (story,)]


async def test_a_story_whose_text_is_damaged_is_named_so_and_the_others_stay(
    storage: Storage, text: Text, path: Path
) -> None:
    whole, torn = await add(storage, text()), await add(storage, text())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE story_bodies SET body = substr(body, 1, 12) WHERE story_id = ?", (torn.id,)
        )
    with pytest.raises(Damaged, match="text of a story"):
        await storage.stories.get(HERE, torn.id, with_body=True)
    assert await storage.stories.get(HERE, torn.id) is not None
    found = await storage.stories.get(HERE, whole.id, with_body=True)
    assert found is not None
    assert found.body == text().body
