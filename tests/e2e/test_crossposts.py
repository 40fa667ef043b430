"""Announcement channels: every part is passed on to those who follow, when Discord lets it."""

from __future__ import annotations

from typing import Any

import pytest

from playground.permissions import Permission
from playground.records import CROSSPOSTED
from tests.e2e.conftest import Desk
from tests.e2e.test_places import briefings, long_news, settled, threads
from tests.e2e.test_schedules import add, to_the_next_post

CROSSPOST = "POST */crosspost"


@pytest.fixture
async def wire(desk: Desk) -> Any:
    await desk.set_up()
    return desk.world.add_channel(desk.guild, "wire", kind="announcement")


def passed_on(channel: Any) -> list[bool]:
    """Of each message that stands there, oldest first."""
    return [bool(message.flags & CROSSPOSTED) for _, message in sorted(channel.messages.items())]


async def shown(desk: Desk) -> str:
    return (await desk.chief.slash("schedule show", schedule="1")).text


async def until_passed_on(desk: Desk, channel: Any, count: int) -> None:
    for _ in range(100):
        if sum(passed_on(channel)) == count:
            return
        await desk.quiet(0.05)
    raise AssertionError(passed_on(channel))


async def test_every_part_is_passed_on_and_the_saved_schedule_says_so(
    desk: Desk, wire: Any
) -> None:
    await long_news(desk)
    assert "channels that follow" in await add(desk, channel=wire)
    await to_the_next_post(desk)
    await settled(desk)
    await until_passed_on(desk, wire, 2)
    assert passed_on(wire) == [True, True]
    assert "followers" not in await shown(desk)


async def test_beyond_ten_an_hour_it_waits_for_its_turn(desk: Desk, wire: Any) -> None:
    await desk.add_story()
    await add(desk, channel=wire)
    body = '{"content":"An old note","allowed_mentions":{"parse":[]}}'
    notes = [
        await desk.app.poster.send(desk.guild.id, wire.id, body, f"note {n}") for n in range(10)
    ]
    desk.playground.limits.enabled = True
    for note in notes:
        await desk.app.poster.crosspost(desk.guild.id, wire.id, note)
    await desk.editor.slash("briefing now", schedule="1")
    await desk.quiet()
    assert sum(passed_on(wire)) == 10
    assert "Published to followers: 1 waiting" in await shown(desk)
    await desk.restart()
    desk.playground.clock.move(3601)
    await until_passed_on(desk, wire, 11)


async def test_when_discord_asks_to_wait_half_an_hour_the_edition_stays_sent_and_the_rest_waits(
    desk: Desk, wire: Any
) -> None:
    await long_news(desk)
    await add(desk, channel=wire)
    desk.playground.faults.limit(1800, on=CROSSPOST)
    await to_the_next_post(desk)
    row = await settled(desk)
    assert row.state == "sent"
    await desk.quiet()
    assert passed_on(wire) == [False, False]
    assert "Published to followers: 2 waiting" in await shown(desk)
    tries = [request for request in desk.playground.requests if "crosspost" in request.path]
    assert len(tries) == 1
    await desk.restart()
    await desk.quiet()
    assert passed_on(wire) == [False, False]
    desk.playground.clock.move(1801)
    await until_passed_on(desk, wire, 2)
    assert "followers:" not in await shown(desk)


async def test_an_answer_that_was_lost_is_asked_for_again_and_is_done(
    desk: Desk, wire: Any
) -> None:
    await desk.add_story()
    await add(desk, channel=wire)
    desk.playground.faults.cut_after(on=CROSSPOST)
    await to_the_next_post(desk)
    await settled(desk)
    await until_passed_on(desk, wire, 1)
    assert "1 waiting" in await shown(desk)
    desk.playground.clock.move(61)
    await desk.quiet()
    assert "waiting" not in await shown(desk)
    rows = await desk.app.storage.crossposts.of_schedule(desk.guild.id, 1, 9)
    assert rows == ()


async def test_what_may_not_be_passed_on_is_noted_and_the_edition_stays_sent(
    desk: Desk, wire: Any
) -> None:
    await desk.add_story()
    await add(desk, channel=wire)
    desk.playground.faults.limit(600, on=CROSSPOST)
    await to_the_next_post(desk)
    row = await settled(desk)
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    await desk.quiet(0.2)
    desk.world.set_overwrite(wire, bot, deny=Permission.SEND_MESSAGES)
    desk.playground.clock.move(700)
    await desk.quiet()
    assert row.state == "sent"
    assert "Not published to followers" in await shown(desk)
    assert passed_on(wire) == [False]


async def test_after_a_day_it_is_given_up(desk: Desk, wire: Any) -> None:
    await desk.add_story()
    await add(desk, channel=wire, days="sun")
    desk.playground.faults.limit(1800, on=CROSSPOST, times=99)
    await to_the_next_post(desk)
    await settled(desk)
    await desk.quiet(0.2)
    desk.playground.clock.move(25 * 3600)
    await desk.quiet()
    assert "within a day" in await shown(desk)
    assert passed_on(wire) == [False]


async def test_a_thread_in_an_announcement_channel_passes_only_the_first_part_on(
    desk: Desk, wire: Any
) -> None:
    await long_news(desk)
    await add(desk, channel=wire, thread=True)
    await to_the_next_post(desk)
    await settled(desk)
    await until_passed_on(desk, wire, 1)
    (thread,) = threads(desk, wire)
    assert await briefings(desk, thread) == ["2"]
    assert "followers" not in (await shown(desk)).replace("channels that follow", "")


async def test_a_text_channel_that_became_an_announcement_channel_is_passed_on(
    desk: Desk, wire: Any
) -> None:
    await desk.add_story()
    await add(desk, channel=desk.news)
    desk.news.kind = wire.kind
    desk.world.channel_changed(desk.news)
    await to_the_next_post(desk)
    await settled(desk)
    await until_passed_on(desk, desk.news, 1)
