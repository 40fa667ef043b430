from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Storage, open_storage
from storage.story_records import Story, StoryText

HERE, ELSEWHERE = 1001, 1002
MIA, BEN = 5, 6
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Text = Callable[..., StoryText]


async def add(storage: Storage, text: StoryText, guild_id: int = HERE) -> Story:
    return await storage.stories.add(guild_id, text, 5, NOW)


async def listed(storage: Storage, user_id: int = MIA, guild_id: int = HERE) -> list[int]:
    found = await storage.saved_stories.list(guild_id, user_id, limit=99)
    return [one.story.id for one in found]


async def test_each_member_has_a_list_of_their_own_in_each_server(
    storage: Storage, text: Text
) -> None:
    first, second = await add(storage, text("One")), await add(storage, text("Two"))
    far = await add(storage, text("Three"), ELSEWHERE)
    saved = storage.saved_stories
    assert await saved.save(HERE, MIA, first.id, NOW, 9)
    assert await saved.save(HERE, MIA, second.id, NOW + MINUTE, 9)
    assert await saved.save(HERE, BEN, first.id, NOW, 9)
    assert await saved.save(ELSEWHERE, MIA, far.id, NOW, 9)
    assert await listed(storage) == [second.id, first.id]
    assert await listed(storage, BEN) == [first.id]
    assert await listed(storage, MIA, ELSEWHERE) == [far.id]
    assert await saved.has(HERE, BEN, first.id)
    assert not await saved.has(HERE, BEN, second.id)


async def test_another_servers_story_cannot_be_saved(storage: Storage, text: Text) -> None:
    far = await add(storage, text(), ELSEWHERE)
    await storage.saved_stories.save(HERE, MIA, far.id, NOW, 9)
    await storage.saved_stories.save(HERE, MIA, 10**18, NOW, 9)
    assert await listed(storage) == []


async def test_saving_twice_keeps_the_first_time_and_a_full_list_takes_no_more(
    storage: Storage, text: Text
) -> None:
    stories = [await add(storage, text(f"Story {n}")) for n in range(3)]
    save = storage.saved_stories.save
    assert await save(HERE, MIA, stories[0].id, NOW, 2)
    assert await save(HERE, MIA, stories[1].id, NOW, 2)
    assert not await save(HERE, MIA, stories[2].id, NOW, 2)
    assert await save(HERE, MIA, stories[0].id, NOW + MINUTE, 2), "what is there already is fine"
    (one, other) = await storage.saved_stories.list(HERE, MIA, limit=9)
    assert (one.saved_at, other.saved_at) == (NOW, NOW)


async def test_a_list_outlives_the_process(path: Path, text: Text) -> None:
    async with open_storage(path) as storage:
        await storage.guilds.join(HERE, NOW)
        story = await add(storage, text())
        await storage.saved_stories.save(HERE, MIA, story.id, NOW, 9)
    async with open_storage(path) as storage:
        assert await listed(storage) == [story.id]


async def test_a_member_and_a_server_can_be_forgotten(storage: Storage, text: Text) -> None:
    story = await add(storage, text())
    for user_id in (MIA, BEN):
        await storage.saved_stories.save(HERE, user_id, story.id, NOW, 9)
    assert (await storage.people.erase(HERE, MIA))["saved_stories"] == 1
    assert (await listed(storage), await listed(storage, BEN)) == ([], [story.id])
    await storage.guilds.erase(HERE)
    assert await listed(storage, BEN) == []


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["save", "remove"]),
        st.sampled_from([HERE, ELSEWHERE]),
        st.sampled_from([MIA, BEN]),
        st.integers(0, 5),
    ),
    max_size=40,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS, limit=st.integers(1, 4), size=st.integers(1, 3))
async def test_whatever_is_saved_and_removed_the_pages_show_just_that_in_order(
    storage: Storage,
    text: Text,
    actions: list[tuple[str, int, int, int]],
    limit: int,
    size: int,
) -> None:
    for guild_id in (HERE, ELSEWHERE):
        for user_id in (MIA, BEN):
            await storage.people.erase(guild_id, user_id)
    stories = {
        guild_id: [await add(storage, text(f"Story {n}"), guild_id) for n in range(6)]
        for guild_id in (HERE, ELSEWHERE)
    }
    model: dict[tuple[int, int], list[int]] = {}
    for minute, (action, guild_id, user_id, which) in enumerate(actions):
        story_id, now = stories[guild_id][which].id, NOW + minute * MINUTE
        mine = model.setdefault((guild_id, user_id), [])
        if action == "save":
            room = story_id in mine or len(mine) < limit
            assert await storage.saved_stories.save(guild_id, user_id, story_id, now, limit) == room
            if room and story_id not in mine:
                mine.insert(0, story_id)
        else:
            gone = await storage.saved_stories.remove(guild_id, user_id, [story_id, 10**12])
            assert gone == (story_id in mine)
            mine[:] = [one for one in mine if one != story_id]
    for (guild_id, user_id), mine in model.items():
        assert await storage.saved_stories.count(guild_id, user_id) == len(mine)
        seen: list[int] = []
        for offset in range(0, len(mine) + size, size):
            page = await storage.saved_stories.list(guild_id, user_id, limit=size, offset=offset)
            seen += [one.story.id for one in page]
        assert seen == mine
