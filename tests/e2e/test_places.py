"""Where a briefing goes: a thread a day, a forum post; and what a cut connection does to them."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from playground.permissions import Permission
from storage.delivery_records import Delivery
from tests.e2e.conftest import Desk
from tests.e2e.test_briefings import long_sentence
from tests.e2e.test_schedules import add, to_the_next_post

LEASE_SECONDS = 130


async def ledger(desk: Desk) -> tuple[Delivery, ...]:
    return await desk.app.storage.deliveries.of_schedule(desk.guild.id, 1, 20)


async def newest(desk: Desk) -> Delivery:
    delivery = await desk.app.storage.deliveries.latest_of(desk.guild.id, 1)
    assert delivery is not None
    found = await desk.app.storage.deliveries.get(desk.guild.id, delivery.id)
    assert found is not None
    return found


async def settled(desk: Desk, state: str = "sent") -> Delivery:
    """The newest edition, once nothing is due or under way. The clock moves on meanwhile, so that
    leases and waits run out."""
    for turn in range(400):
        await desk.quiet(0.05)
        due = (await desk.app.storage.slots.due(desk.playground.clock.utc())).schedules
        rows = await ledger(desk)
        under_way = [row for row in rows if row.state in ("pending", "sending")]
        if rows and not due and not under_way:
            row = await newest(desk)
            assert row.state == state, f"{row.state}: {row.reason}"
            return row
        if under_way and turn % 50 == 49:  # longer than a try takes
            desk.playground.clock.move(LEASE_SECONDS)
    raise AssertionError("something is still under way")


def threads(desk: Desk, parent: Any) -> list[Any]:
    return [one for one in desk.guild.channels.values() if one.parent_id == parent.id]


async def briefings(desk: Desk, channel: Any) -> list[str]:
    """The codes and parts that stand in a channel, oldest first."""
    found = [
        message
        for message in await desk.chief.messages(channel)
        if "briefing.why:" in str(message["components"])
    ]
    return [part_of(one) for one in sorted(found, key=lambda one: int(one["id"]))]


def part_of(message: dict[str, Any]) -> str:
    """ "1" for the first part."""
    return str(message["components"]).split("briefing.why:")[1].split("'")[0].split(":")[1]


async def long_news(desk: Desk, first: int = 0) -> None:
    """Stories enough for a briefing of two parts."""
    for number in range(first, first + 8):
        page = desk.page(headline=f"Council votes on harbour plan number {number}")
        head, _, rest = page.partition("PORT SAMPLE - ")
        body = "\n\n".join(long_sentence(number, part) for part in range(4))
        await desk.add_story(f"{head}PORT SAMPLE - {body}\n\n{rest[rest.index('E-paper') :]}")


@pytest.fixture
async def ready(desk: Desk) -> Desk:
    await desk.set_up()
    return desk


def just_after_midnight(desk: Desk) -> None:
    """In Berlin, so that all times of a day are still ahead."""
    berlin = ZoneInfo("Europe/Berlin")
    on = desk.playground.clock.utc().astimezone(berlin).date() + timedelta(days=1)
    desk.playground.clock.move_to(datetime.combine(on, time(0, 10), berlin))


async def restart_in_doubt(desk: Desk) -> None:
    """Stop the bot, its last request unanswered; when it starts again, no nonce is remembered."""
    async with asyncio.timeout(30):
        while desk.playground.faults.waiting:
            await asyncio.sleep(0.01)
    await desk.stop()
    desk.playground.messages.nonce_window = 0.0
    desk.playground.clock.move(LEASE_SECONDS)
    await desk.start()


# A thread a day


async def test_a_thread_begins_at_the_first_part_and_holds_the_others(ready: Desk) -> None:
    desk = ready
    await long_news(desk)
    answer = await add(desk, channel=desk.news, name="Morning", thread=True)
    assert "new thread each day" in answer
    await to_the_next_post(desk)
    row = await settled(desk)
    (thread,) = threads(desk, desk.news)
    assert thread.id == row.thread_id == row.parts[0].message_id
    assert thread.name.startswith("Morning · ")
    assert await briefings(desk, desk.news) == ["1"]
    assert await briefings(desk, thread) == ["2"]


async def test_one_part_still_opens_the_thread_so_that_people_can_talk(ready: Desk) -> None:
    desk = ready
    await desk.add_story()
    await add(desk, channel=desk.news, thread=True)
    await to_the_next_post(desk)
    await settled(desk)
    (thread,) = threads(desk, desk.news)
    assert await briefings(desk, thread) == []
    await desk.chief.at(thread).post("Well rowed")


async def test_a_later_slot_of_the_day_goes_into_the_days_thread_and_wakes_it(
    ready: Desk,
) -> None:
    desk = ready
    just_after_midnight(desk)
    await desk.add_story()
    await add(desk, channel=desk.news, times="08:00, 18:00", thread=True)
    await to_the_next_post(desk)
    await settled(desk)
    (thread,) = threads(desk, desk.news)
    desk.world.archive(thread)
    await desk.add_story(headline="Ferry goes back to its winter timetable", hours_old=1)
    await to_the_next_post(desk)
    row = await settled(desk)
    assert row.thread_id == thread.id
    assert await briefings(desk, desk.news) == ["1"]
    assert await briefings(desk, thread) == ["1"]
    assert not thread.thread.archived


async def test_the_next_day_begins_a_thread_of_its_own(ready: Desk) -> None:
    desk = ready
    await desk.add_story()
    await add(desk, channel=desk.news, thread=True)
    await to_the_next_post(desk)
    await settled(desk)
    desk.playground.clock.move(3600 * 20)
    await desk.add_story(headline="Ferry goes back to its winter timetable", hours_old=1)
    await to_the_next_post(desk)
    await settled(desk)
    assert len(threads(desk, desk.news)) == 2


@pytest.mark.parametrize(
    "step",
    [
        "POST /channels/{news}/messages",
        "POST /channels/{news}/messages/*/threads",
        "POST /channels/*/messages",
    ],
    ids=["part 1", "thread", "part 2"],
)
@pytest.mark.parametrize("restart", [False, True], ids=["goes on", "restarts"])
async def test_an_answer_lost_at_any_step_gives_one_thread_and_each_part_once(
    ready: Desk, step: str, restart: bool
) -> None:
    desk = ready
    await long_news(desk)
    await add(desk, channel=desk.news, thread=True)
    pattern = step.format(news=desk.news.id)
    if step.startswith("POST /channels/*"):
        # The second message of all: let the first through.
        desk.playground.faults.slow(0.0, on=pattern)
    # A message is tried four times in a row, a thread once.
    tries = 4 if restart and not step.endswith("threads") else 1
    desk.playground.faults.cut_after(on=pattern, times=tries)
    await to_the_next_post(desk)
    if restart:
        await restart_in_doubt(desk)
    await settled(desk)
    (thread,) = threads(desk, desk.news)
    assert await briefings(desk, desk.news) == ["1"]
    assert await briefings(desk, thread) == ["2"]


async def test_without_leave_to_open_threads_the_whole_briefing_stands_in_the_channel(
    ready: Desk,
) -> None:
    desk = ready
    await long_news(desk)
    await add(desk, channel=desk.news, thread=True)
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    desk.world.set_overwrite(desk.news, bot, deny=Permission.CREATE_PUBLIC_THREADS)
    await to_the_next_post(desk)
    row = await settled(desk)
    assert await briefings(desk, desk.news) == ["1", "2"]
    assert threads(desk, desk.news) == []
    assert row.reason == "no thread could be opened"
    assert "no thread could be opened" in (await desk.chief.slash("schedule list")).text


async def test_a_days_thread_that_was_deleted_gives_way_to_a_new_one(ready: Desk) -> None:
    desk = ready
    just_after_midnight(desk)
    await desk.add_story()
    await add(desk, channel=desk.news, times="08:00, 18:00", thread=True)
    await to_the_next_post(desk)
    await settled(desk)
    (thread,) = threads(desk, desk.news)
    desk.world.delete_channel(thread)
    await desk.add_story(headline="Ferry goes back to its winter timetable", hours_old=1)
    await to_the_next_post(desk)
    await settled(desk)
    assert await briefings(desk, desk.news) == ["1", "1"]
    (other,) = threads(desk, desk.news)
    assert other.id != thread.id


async def test_a_thread_locked_halfway_leaves_the_rest_in_the_channel(ready: Desk) -> None:
    desk = ready
    await long_news(desk)
    await add(desk, channel=desk.news, thread=True)
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    desk.world.set_overwrite(desk.news, bot, deny=Permission.SEND_MESSAGES_IN_THREADS)
    await to_the_next_post(desk)
    row = await settled(desk)
    assert await briefings(desk, desk.news) == ["1", "2"]
    assert "beside its thread" in str(row.reason)
    assert (await desk.app.storage.schedules.list_all(desk.guild.id))[0].paused_at is None


async def test_a_days_thread_that_a_moderator_closed_gives_way_to_a_new_one(ready: Desk) -> None:
    desk = ready
    just_after_midnight(desk)
    await desk.add_story()
    await add(desk, times="08:00, 18:00", channel=desk.news, name="Daily", thread=True)
    await to_the_next_post(desk)
    await settled(desk)
    (closed,) = threads(desk, desk.news)
    desk.world.archive(closed, locked=True)
    await desk.add_story(headline="Ferry goes back to its winter timetable")
    await to_the_next_post(desk)
    await settled(desk)
    assert await briefings(desk, desk.news) == ["1", "1"]
    assert len(threads(desk, desk.news)) == 2


# Forums


def forum(desk: Desk, **options: Any) -> Any:
    return desk.world.add_channel(desk.guild, "papers", kind="forum", **options)


async def test_each_edition_is_a_forum_post_with_title_tags_and_its_parts(ready: Desk) -> None:
    desk = ready
    papers = forum(desk, tags=["Morning", "Local"])
    await long_news(desk)
    answer = await add(desk, channel=papers, name="Harbour news", tags="local, morning")
    assert "tagged Local, Morning" in answer
    await to_the_next_post(desk)
    row = await settled(desk)
    (post,) = threads(desk, papers)
    assert post.name.startswith("Harbour news · ")
    assert sorted(post.thread.applied_tags) == sorted(tag.id for tag in papers.tags)
    assert await briefings(desk, post) == ["1", "2"]
    assert row.thread_id == row.parts[0].message_id == post.id


@pytest.mark.parametrize("asleep", [False, True])
async def test_a_post_whose_answer_was_lost_is_found_again_and_not_made_twice(
    ready: Desk, asleep: bool
) -> None:
    desk = ready
    papers = forum(desk)
    await long_news(desk)
    await add(desk, channel=papers)
    desk.playground.faults.cut_after(on=f"POST /channels/{papers.id}/threads")
    await to_the_next_post(desk)
    await desk.quiet()
    (post,) = threads(desk, papers)
    assert (await newest(desk)).state == "sending"
    await desk.stop()
    if asleep:
        desk.world.archive(post)
    desk.playground.clock.move(3600)
    await desk.start()
    await settled(desk)
    assert threads(desk, papers) == [post]
    assert await briefings(desk, post) == ["1", "2"]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_fault_before_the_post_was_made_is_looked_into_before_it_is_sent_again(
    ready: Desk, status: int
) -> None:
    desk = ready
    papers = forum(desk)
    await desk.add_story()
    await add(desk, channel=papers)
    desk.playground.faults.status(status, on=f"POST /channels/{papers.id}/threads")
    await to_the_next_post(desk)
    await settled(desk)
    (post,) = threads(desk, papers)
    assert await briefings(desk, post) == ["1"]
    tries = [
        request.path.rpartition("/")[2]
        for request in desk.playground.requests
        if request.path.endswith((f"/channels/{papers.id}/threads", "/threads/active"))
    ]
    assert tries == ["threads", "active", "threads"]


async def test_a_forum_that_cannot_be_read_is_never_posted_to_on_a_guess(ready: Desk) -> None:
    desk = ready
    papers = forum(desk)
    await desk.add_story()
    await add(desk, channel=papers)
    desk.playground.faults.cut_before(on=f"POST /channels/{papers.id}/threads")
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    desk.world.set_overwrite(papers, bot, deny=Permission.READ_MESSAGE_HISTORY)
    await to_the_next_post(desk)
    row = await settled(desk, "unconfirmed")
    assert threads(desk, papers) == []
    assert row.reason is not None


async def test_a_host_that_sleeps_while_a_post_is_on_its_way_makes_one_post(ready: Desk) -> None:
    """Its lease has run out when it wakes up, and the one who held it is still at work."""
    desk = ready
    papers = forum(desk)
    await long_news(desk)
    await add(desk, channel=papers)
    desk.playground.faults.slow(1.5, on=f"POST /channels/{papers.id}/threads")
    await to_the_next_post(desk)
    while not any(row.state == "sending" for row in await ledger(desk)):
        await asyncio.sleep(0.02)
    desk.playground.clock.move(8 * 60)
    await settled(desk)
    (post,) = threads(desk, papers)
    assert await briefings(desk, post) == ["1", "2"]


async def test_a_second_part_whose_answer_was_lost_stands_in_the_post_once(ready: Desk) -> None:
    desk = ready
    papers = forum(desk)
    await long_news(desk)
    await add(desk, channel=papers)
    desk.playground.faults.cut_after(on="POST /channels/*/messages", times=4)
    await to_the_next_post(desk)
    await restart_in_doubt(desk)
    await settled(desk)
    (post,) = threads(desk, papers)
    assert await briefings(desk, post) == ["1", "2"]


async def test_a_forum_that_requires_a_tag_asks_for_it_by_name_and_offers_it(ready: Desk) -> None:
    desk = ready
    papers = forum(desk, tags=["Morning", "Local"], require_tag=True)
    refused = await add(desk, channel=papers)
    assert "asks for a tag" in refused
    assert "Morning, Local" in refused
    wrong = await add(desk, channel=papers, tags="Evening")
    assert "no tag named Evening" in wrong
    choices = await desk.chief.autocomplete("schedule add", "tags", channel=papers, typed="lo")
    assert [choice["value"] for choice in choices] == ["Local"]
    more = await desk.chief.autocomplete("schedule add", "tags", channel=papers, typed="Local, ")
    assert [choice["value"] for choice in more] == ["Local, Morning"]
    assert "tagged Local" in await add(desk, channel=papers, tags="Local", name="Papers")
    none = await desk.chief.slash("schedule edit", schedule="1", tags="none")
    assert "asks for a tag" in none.text


async def test_a_tag_deleted_before_the_hour_is_left_out(ready: Desk) -> None:
    desk = ready
    papers = forum(desk, tags=["Morning", "Local"])
    await desk.add_story()
    await add(desk, channel=papers, tags="Morning, Local")
    gone = papers.tags.pop(0)
    desk.world.channel_changed(papers)
    await to_the_next_post(desk)
    await settled(desk)
    (post,) = threads(desk, papers)
    assert gone.id not in post.thread.applied_tags
    assert len(post.thread.applied_tags) == 1


# What is asked for when a schedule is saved


@pytest.mark.parametrize(
    ("options", "missing", "named"),
    [
        ({"thread": True}, Permission.CREATE_PUBLIC_THREADS, "Create Public Threads"),
        ({"thread": True}, Permission.SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
        ({}, Permission.READ_MESSAGE_HISTORY, "Read Message History"),
    ],
)
async def test_what_the_bot_lacks_for_a_target_is_named_when_it_is_saved(
    ready: Desk, options: dict[str, Any], missing: Permission, named: str
) -> None:
    desk = ready
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    desk.world.set_overwrite(desk.news, bot, deny=missing)
    answer = await add(desk, channel=desk.news, **options)
    assert named in answer
    assert await desk.app.storage.schedules.list_all(desk.guild.id) == ()


async def test_a_channel_that_cannot_have_the_option_says_so(ready: Desk) -> None:
    desk = ready
    papers = forum(desk)
    assert "leave the thread option out" in await add(desk, channel=papers, thread=True)
    assert "Only a forum has tags" in await add(desk, channel=desk.news, tags="Local")
    assert "has no tags" in await add(desk, channel=papers, tags="Local")


async def test_a_schedule_moved_to_a_forum_keeps_what_a_forum_can_have(ready: Desk) -> None:
    desk = ready
    papers = forum(desk, tags=["Local"])
    await add(desk, channel=desk.news, thread=True)
    moved = await desk.chief.slash("schedule edit", schedule="1", channel=papers, tags="Local")
    assert "forum post, tagged Local" in moved.text
    assert "thread each day" not in moved.text
    back = await desk.chief.slash("schedule edit", schedule="1", channel=desk.news)
    assert "tagged" not in back.text


async def test_the_servers_default_channel_can_be_a_forum(ready: Desk) -> None:
    desk = ready
    papers = forum(desk)
    panel = await desk.chief.slash("setup")
    await desk.chief.choose(panel.message, "setup.channel", [papers])
    assert "forum post" in await add(desk)


async def test_an_extra_edition_links_into_the_forum_post(ready: Desk) -> None:
    desk = ready
    papers = forum(desk)
    await desk.add_story()
    await add(desk, channel=papers)
    answer = await desk.editor.slash("briefing now", schedule="1")
    (post,) = threads(desk, papers)
    link = f"https://discord.com/channels/{desk.guild.id}/{post.id}/{post.id}"
    assert link in str(answer.message)
