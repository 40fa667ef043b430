from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage import Storage
from storage.delivery_records import Destination
from storage.schedule_records import ChannelKind, ForumTag, PingWhen, Schedule, Target
from storage.schedule_rows import Done
from storage.targets import read_destination, read_target, write_destination, write_target

HERE, ELSEWHERE = 1001, 1002
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)

AddSchedule = Callable[..., Awaitable[Schedule]]

IDS = st.integers(1, 2**63 - 1)
TAGS = st.lists(st.builds(ForumTag, IDS, st.text(max_size=20)), max_size=5).map(tuple)
TARGETS = st.builds(
    Target,
    kind=st.sampled_from(ChannelKind),
    daily_thread=st.booleans(),
    tags=TAGS,
    ping_role_id=st.none() | IDS,
    ping_when=st.sampled_from(PingWhen),
)
DESTINATIONS = st.builds(
    Destination,
    kind=st.sampled_from(ChannelKind),
    title=st.none() | st.text(max_size=100),
    joins=st.booleans(),
    tag_ids=st.lists(IDS, max_size=5).map(tuple),
    ping_role_id=st.none() | IDS,
)


@given(TARGETS)
def test_a_target_comes_back_as_it_was_written(target: Target) -> None:
    assert read_target(write_target(target)) == target


@given(DESTINATIONS)
def test_a_destination_comes_back_as_it_was_written(destination: Destination) -> None:
    assert read_destination(write_destination(destination)) == destination


async def test_a_schedule_keeps_its_target_and_changes_it(
    storage: Storage, schedule: AddSchedule
) -> None:
    thread = Target(daily_thread=True, ping_role_id=5)
    made = await schedule(target=thread, language="en")
    assert made.target == thread
    post = Target(kind=ChannelKind.FORUM, tags=(ForumTag(7, "Local"),))

    def change(before: Schedule, _done: Done) -> Schedule:
        return replace(before, target=post)

    edited = await storage.schedules.edit(HERE, made.id, NOW.date(), change)
    assert edited is not None
    assert edited.target == post
    assert edited.language == "en"
    assert edited.server_language == "en"


async def test_the_thread_of_a_date_is_found_in_its_channel_only(
    storage: Storage, schedule: AddSchedule
) -> None:
    made = await schedule()
    for number, thread_id in enumerate((801, None, 802)):
        row = await storage.claims.add_extra(
            HERE,
            schedule_id=made.id,
            channel_id=77,
            local_date=NOW.date() + (DAY if number == 2 else 0 * DAY),
            slot=f"extra:{number}",
            due_at=NOW + number * DAY,
            code=str(number),
            now=NOW,
        )
        destination = Destination(title="Morning")
        await storage.sending.set_destination(
            HERE, row.id, channel_id=77, destination=destination, thread_id=thread_id
        )
    find = storage.deliveries.thread_of_date
    assert await find(HERE, made.id, NOW.date(), 77) == 801
    assert await find(HERE, made.id, NOW.date() + DAY, 77) == 802
    assert await find(HERE, made.id, NOW.date() + 2 * DAY, 77) is None
    assert await find(HERE, made.id, NOW.date(), 78) is None
    assert await find(ELSEWHERE, made.id, NOW.date(), 77) is None
