"""Stories that go on with an earlier one: "Day 3", with the way back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from playground.permissions import Permission
from tests.e2e.conftest import Desk
from tests.e2e.test_corrections import correct, edits, mended, post, retract, texts
from tests.e2e.test_places import settled, threads
from tests.e2e.test_schedules import to_the_next_post


@pytest.fixture
async def ready(desk: Desk) -> Desk:
    await desk.set_up()
    return desk


def to_the_evening(desk: Desk) -> None:
    """So that what is added now and what is added after the morning's post are of two days."""
    berlin = ZoneInfo("Europe/Berlin")
    tomorrow = desk.playground.clock.utc().astimezone(berlin).date() + timedelta(days=1)
    desk.playground.clock.move_to(datetime.combine(tomorrow, time(20, 0), berlin))


async def shown(desk: Desk) -> str:
    newest = max(await desk.posted(), key=lambda one: int(one["id"]))
    return "\n".join(texts(newest))


async def test_an_update_says_its_day_and_links_to_the_message_before(ready: Desk) -> None:
    to_the_evening(ready)
    await ready.add_story(headline="Fire on the old mole")
    await post(ready)
    (first,) = await ready.posted()
    await ready.add_story(headline="Old mole still closed after the fire")
    linked = await ready.editor.slash("story follow", story="2", earlier="1")
    assert "is an update to" in linked.text
    await to_the_next_post(ready)
    await settled(ready)
    address = f"https://discord.com/channels/{ready.guild.id}/{ready.news.id}/{first['id']}"
    assert "-# Day " in await shown(ready)
    assert f"update to [Fire on the old mole]({address})" in await shown(ready)
    before = await shown(ready)
    await correct(ready, "note", "", "The mole is open.", story="2")
    await mended(ready)
    assert edits(ready)
    for line in before.split("\n"):
        assert line in await shown(ready)


async def test_links_can_be_taken_back_and_never_make_a_circle(ready: Desk) -> None:
    for number in range(3):
        await ready.add_story(headline=f"Fire on mole number {number}")
    await ready.editor.slash("story follow", story="2", earlier="1")
    await ready.editor.slash("story follow", story="3", earlier="2")
    circle = await ready.editor.slash("story follow", story="1", earlier="3")
    assert "cannot be the other way round" in circle.text
    assert "to itself" in (await ready.editor.slash("story follow", story="1", earlier="1")).text
    assert (
        "No such story" in (await ready.editor.slash("story follow", story="1", earlier="x")).text
    )
    alone = await ready.editor.slash("story follow", story="3")
    assert "on its own now" in alone.text
    before = await ready.app.storage.follow_ups.before(ready.guild.id, 3)
    assert before == ()


async def test_an_update_to_a_retracted_story_does_not_lead_back_to_it(ready: Desk) -> None:
    await ready.add_story(headline="Fire on the old mole")
    await post(ready)
    await retract(ready, "There was no fire.")
    await ready.add_story(headline="Old mole was never on fire, the harbour master says")
    await ready.editor.slash("story follow", story="2", earlier="1")
    await to_the_next_post(ready)
    await settled(ready)
    assert "pdate to" not in await shown(ready)


async def test_members_link_nothing(ready: Desk) -> None:
    await ready.add_story()
    refused = await ready.member.slash("story follow", story="1", earlier="1")
    assert "for editors" in refused.text


# The thread that updates share


async def choose_threads(desk: Desk) -> None:
    panel = await desk.chief.slash("setup")
    pressed = await desk.chief.press(panel.message, "Threads for updates")
    assert "Each gets a line in a public thread" in pressed.text


async def update(desk: Desk, number: int, earlier: int) -> int:
    """Another story, an update to that one, posted a day later: its message."""
    await desk.add_story(headline=f"Harbour fire, what is known by report {number}")
    answer = await desk.editor.slash("story follow", story=str(number), earlier=str(earlier))
    assert "is an update to" in answer.text
    await to_the_next_post(desk)
    await settled(desk)
    return max(int(one["id"]) for one in await desk.posted())


async def first_story(desk: Desk) -> int:
    await desk.add_story(headline="Fire on the <@&1> old mole")
    await post(desk)
    (first,) = await desk.posted()
    return int(first["id"])


async def lines(desk: Desk, thread: Any, count: int) -> list[str]:
    """What stands in a thread, oldest first, once there are `count` and some ticks have passed."""
    found: list[str] = []
    for _ in range(100):
        messages = await desk.chief.messages(thread)
        ordered = sorted(messages, key=lambda one: int(one["id"]))
        found = [content for one in ordered if (content := "".join(texts(one)))]
        if len(found) >= count:
            break
        await desk.quiet(0.05)
    await desk.quiet()
    return found


async def begun(desk: Desk, count: int = 1) -> list[Any]:
    """The threads at messages of the news channel, once there are `count`."""
    for _ in range(100):
        if len(threads(desk, desk.news)) >= count:
            break
        await desk.quiet(0.05)
    return threads(desk, desk.news)


def address(desk: Desk, message_id: int) -> str:
    return f"https://discord.com/channels/{desk.guild.id}/{desk.news.id}/{message_id}"


async def test_updates_share_one_thread_at_the_first_storys_message(ready: Desk) -> None:
    to_the_evening(ready)
    await choose_threads(ready)
    first = await first_story(ready)
    second = await update(ready, 2, 1)
    (thread,) = await begun(ready)
    assert thread.id == first
    assert thread.name.startswith("Fire on the <@")
    (line,) = await lines(ready, thread, 1)
    assert "**Harbour fire, what is known by report 2**" in line
    assert "-# Day " in line
    assert address(ready, second) in line
    await ready.restart()
    third = await update(ready, 3, 2)
    stand = await lines(ready, thread, 2)
    assert len(stand) == 2
    assert "report 3" in stand[1]
    assert address(ready, third) in stand[1]
    assert threads(ready, ready.news) == [thread]


async def test_without_the_setting_updates_start_no_thread(ready: Desk) -> None:
    await first_story(ready)
    await update(ready, 2, 1)
    await choose_threads(ready)
    await ready.quiet()
    assert threads(ready, ready.news) == []


async def test_turning_it_off_again_is_in_the_log_and_holds(ready: Desk) -> None:
    await choose_threads(ready)
    panel = await ready.chief.slash("setup")
    off = await ready.chief.press(panel.message, "No threads for updates")
    assert "They can also share a thread" in off.text
    assert "Threads for updates: yes → no" in (await ready.chief.slash("desk log")).text
    await first_story(ready)
    await update(ready, 2, 1)
    await ready.quiet()
    assert threads(ready, ready.news) == []


@pytest.mark.parametrize("away", [20, 600])
async def test_a_line_whose_answer_was_cut_off_stands_once_after_a_restart(
    ready: Desk, away: int
) -> None:
    await choose_threads(ready)
    first = await first_story(ready)
    path = f"/channels/{first}/messages"
    ready.playground.faults.cut_after(on=f"POST {path}")
    await update(ready, 2, 1)
    (thread,) = await begun(ready)
    assert len(await lines(ready, thread, 1)) == 1
    await ready.stop()
    if away > 120:
        ready.playground.messages.nonce_window = 0.0
    ready.playground.clock.move(away)
    await ready.start()
    assert len(await lines(ready, thread, 2)) == 1
    tries = [one for one in ready.playground.requests if one.path == path and one.method == "POST"]
    assert len(tries) == (2 if away == 20 else 1)
    await update(ready, 3, 2)
    assert len(await lines(ready, thread, 2)) == 2


async def test_a_line_that_discord_did_not_take_comes_after_a_restart(ready: Desk) -> None:
    await choose_threads(ready)
    first = await first_story(ready)
    ready.playground.faults.status(503, on=f"POST /channels/{first}/messages", times=99)
    await update(ready, 2, 1)
    (thread,) = await begun(ready)
    assert await lines(ready, thread, 0) == []
    await ready.stop()
    ready.playground.faults.clear()
    ready.playground.clock.move(20)
    await ready.start()
    assert len(await lines(ready, thread, 1)) == 1


async def test_without_leave_to_start_threads_the_editors_are_told_once(ready: Desk) -> None:
    await choose_threads(ready)
    panel = await ready.chief.slash("setup")
    await ready.chief.choose(panel.message, "setup.notices", [ready.staff])
    bot = ready.world.bot_member(ready.guild)
    assert bot is not None
    ready.world.set_overwrite(ready.news, bot, deny=Permission.CREATE_PUBLIC_THREADS)
    first = await first_story(ready)
    for number in (2, 3):
        await update(ready, number, number - 1)
        await ready.quiet()
    assert threads(ready, ready.news) == []
    told = [one for one in await ready.chief.messages(ready.staff) if "no thread" in str(one)]
    assert len(told) == 1
    asked = [one for one in ready.playground.requests if one.path.endswith("/threads")]
    assert [one.path for one in asked] == [
        f"/channels/{ready.news.id}/messages/{first}/threads"
    ] * 2


async def test_where_the_first_message_is_gone_the_thread_begins_at_the_updates_own(
    ready: Desk,
) -> None:
    await choose_threads(ready)
    first = await first_story(ready)
    ready.playground.messages.delete(ready.news.messages[first])
    second = await update(ready, 2, 1)
    (thread,) = await begun(ready)
    assert thread.id == second
    assert len(await lines(ready, thread, 1)) == 1


async def test_two_chains_that_begin_in_one_message_get_a_thread_each(ready: Desk) -> None:
    await choose_threads(ready)
    await ready.add_story(headline="Strike at the cable works goes on")
    first = await first_story(ready)
    second = await update(ready, 3, 2)
    await begun(ready)
    third = await update(ready, 4, 1)
    found = {one.id: one for one in await begun(ready, 2)}
    assert set(found) == {first, third}
    (line,) = await lines(ready, found[first], 1)
    assert address(ready, second) in line
    assert found[third].name == "Strike at the cable works goes on"


async def test_schedules_with_threads_of_their_own_get_no_second_one(ready: Desk) -> None:
    await choose_threads(ready)
    await ready.add_story(headline="Fire on the old mole")
    await post(ready, thread=True)
    await update(ready, 2, 1)
    await ready.quiet()
    for thread in threads(ready, ready.news):
        assert await lines(ready, thread, 0) == []


async def test_an_announcement_channel_and_plain_text_get_their_line(ready: Desk) -> None:
    await choose_threads(ready)
    panel = await ready.chief.slash("setup")
    await ready.chief.press(panel.message, "Post plain text")
    ready.news = ready.world.add_channel(ready.guild, "bulletin", kind="announcement")
    first = await first_story(ready)
    second = await update(ready, 2, 1)
    (thread,) = await begun(ready)
    assert thread.id == first
    said: list[str] = []
    for _ in range(40):
        said = [one["content"] for one in await ready.chief.messages(thread) if one["content"]]
        if said:
            break
        await ready.quiet(0.05)
    assert "report 2" in said[0]
    assert address(ready, second) in said[0]
