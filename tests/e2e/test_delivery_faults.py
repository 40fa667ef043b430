"""Discord's faults and refusals while a briefing goes out, row by row: each has its own end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import Ended, Exit
from playground.faults import Faults
from storage.delivery_records import Delivery, DeliveryState
from tests.e2e.conftest import Desk
from tests.e2e.faults import (
    POST,
    SEND,
    asked,
    briefings,
    ended,
    impatient_desk,
    planned,
    row,
    steps,
    to_the_next_try,
    until,
    waiting,
)
from tests.e2e.test_schedules import to_the_next_post

SENT, FAILED = DeliveryState.SENT, DeliveryState.FAILED


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with impatient_desk(tmp_path) as desk:
        yield desk


Order = Callable[[Faults], None]

AT_ONCE: dict[str, Order] = {
    "503, which discord.py does not ask again about": lambda f: f.status(503, on=POST, times=2),
    "a connection cut before Discord took it": lambda f: f.cut_before(on=POST, times=2),
    "a connection cut after Discord took it": lambda f: f.cut_after(on=POST, times=2),
    "500": lambda f: f.status(500, on=POST),
    "502": lambda f: f.status(502, on=POST),
    "504": lambda f: f.status(504, on=POST),
    "429 of the channel": lambda f: f.limit(0.2, on=POST),
    "429 that others have caused": lambda f: f.limit(0.2, on=POST, scope="shared"),
    "429 for the whole bot": lambda f: f.limit(0.2, on=POST, scope="global"),
}
LATER: dict[str, Order] = {
    "503 again and again": lambda f: f.status(503, on=POST, times=3),
    "cut again and again": lambda f: f.cut_after(on=POST, times=3),
    "429 for a minute": lambda f: f.limit(60, on=POST),
    "429 for a minute that others have caused": lambda f: f.limit(60, on=POST, scope="shared"),
    "429 for a minute for the whole bot": lambda f: f.limit(60, on=POST, scope="global"),
    "Cloudflare's ban": lambda f: f.limit(900, on=POST, scope="cloudflare"),
    "10004, which may be an outage": lambda f: f.refuse(10004, on=POST),
}


@pytest.mark.parametrize("fault", AT_ONCE)
async def test_a_passing_fault_delays_a_briefing_by_seconds(desk: Desk, fault: str) -> None:
    await planned(desk)
    AT_ONCE[fault](desk.playground.faults)
    await to_the_next_post(desk)
    assert (await ended(desk)).state is SENT
    assert len(await briefings(desk)) == 1
    bodies = [one.body for one in desk.playground.requests if "briefing.why" in str(one.body)]
    assert asked(desk) > 1
    assert len({body["nonce"] for body in bodies}) == 1


@pytest.mark.parametrize("fault", LATER)
async def test_a_lasting_fault_delays_a_briefing_by_a_wait_that_is_on_record(
    desk: Desk, fault: str
) -> None:
    await planned(desk)
    LATER[fault](desk.playground.faults)
    await to_the_next_post(desk)
    postponed = await waiting(desk)
    assert postponed.reason
    before = asked(desk)
    desk.playground.clock.move(5)
    await asyncio.sleep(0.2)
    assert asked(desk) == before  # nobody is asked while we wait
    await to_the_next_try(desk)
    assert (await ended(desk)).state is SENT
    assert len(await briefings(desk)) == 1
    assert ("failed", postponed.reason) in await steps(desk)


async def test_waits_grow_to_ten_minutes_and_end_with_the_grace(desk: Desk) -> None:
    await planned(desk)
    desk.playground.faults.status(503, on=POST, times=10_000)
    await to_the_next_post(desk)
    waits: list[timedelta] = []
    while True:
        found = await until(lambda: settled_or_waiting(desk), "another try")
        if found.state in (FAILED, DeliveryState.UNCONFIRMED):
            break
        assert found.retry_at is not None
        waits.append(found.retry_at - desk.playground.clock.utc())
        desk.playground.clock.move_to(found.retry_at + timedelta(seconds=2))
    assert waits[0] < timedelta(seconds=19)
    assert waits[1] > waits[0]
    assert timedelta(minutes=9) < max(waits) <= timedelta(minutes=12)
    assert found.state is FAILED  # the channel was read back last: it is not there
    assert found.reason == "Discord had a fault."
    assert await briefings(desk) == []


async def settled_or_waiting(desk: Desk) -> Any:
    found = await row(desk)
    ahead = found.retry_at and found.retry_at > desk.playground.clock.utc()
    return found if ahead or found.state not in ("pending", "sending") else None


async def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    async with impatient_desk(tmp_path, attempt_seconds=0.5) as desk:
        await planned(desk)
        desk.playground.faults.slow_answer(3, on=POST)
        await to_the_next_post(desk)
        assert "in time" in str((await waiting(desk)).reason)
        await to_the_next_try(desk)
        assert (await ended(desk)).state is SENT
        assert len(await briefings(desk)) == 1


async def test_others_go_on_and_a_schedule_keeps_its_order(desk: Desk) -> None:
    await planned(desk, times="09:00, 09:02", name="Slow")
    await desk.chief.slash(
        "schedule add", channel=desk.staff, times="09:01", post_empty=True, name="Other"
    )
    desk.playground.faults.limit(150, on=f"POST /channels/{desk.news.id}/messages")
    await to_the_next_post(desk)
    first = await waiting(desk)
    desk.playground.clock.move(125)
    assert (await ended(desk, 2)).state is SENT
    assert (await until(lambda: after(desk, first), "the next edition")).state == "pending"
    assert await briefings(desk) == []
    desk.playground.clock.move(70)
    await desk.settled()
    rows = await desk.app.storage.deliveries.of_schedule(desk.guild.id, 1, 9)
    posts = await briefings(desk)
    assert [one.state for one in rows] == [SENT, SENT]
    codes = [one.code for one in reversed(rows)]
    assert [code in str(post) for code, post in zip(codes, posts, strict=True)] == [True, True]


async def test_while_the_whole_bot_is_to_wait_nobody_is_asked(desk: Desk) -> None:
    await planned(desk)
    for number in range(4):
        await desk.chief.slash(
            "schedule add", channel=desk.staff, times="09:01", post_empty=True, name=f"{number}"
        )
    desk.playground.faults.limit(120, on=POST, scope="global")
    (first, *_) = [
        one for one in await desk.app.storage.schedules.list_all(desk.guild.id) if one.id == 1
    ]
    assert first.slots[0].next_run_at is not None
    desk.playground.clock.move_to(first.slots[0].next_run_at + timedelta(seconds=1))
    await waiting(desk)
    assert asked(desk) == 1
    desk.playground.clock.move(90)  # the others are due
    await asyncio.sleep(0.3)
    assert asked(desk) == 1
    desk.playground.clock.move(90)
    for number in range(1, 6):
        assert (await ended(desk, number)).state is SENT
    assert asked(desk) == 6


async def after(desk: Desk, first: Delivery) -> Delivery | None:
    last = await row(desk)
    return last if last.due_at > first.due_at else None


async def test_what_is_late_by_a_newer_edition_gives_way_to_it(desk: Desk) -> None:
    await planned(desk, times="09:00, 09:20, 09:40")
    desk.playground.faults.status(503, on=POST, times=10_000)
    await to_the_next_post(desk)
    for _ in range(5):
        await to_the_next_try(desk)
        await waiting(desk)
    desk.playground.clock.move(3600)
    await asyncio.sleep(0.3)
    desk.playground.faults.clear()
    desk.playground.clock.move(1200)
    await desk.settled()
    rows = await desk.app.storage.deliveries.of_schedule(desk.guild.id, 1, 9)
    assert [one.state.value for one in rows] == ["sent", "skipped", "skipped"]
    assert len(await briefings(desk)) == 1


async def test_a_ban_stops_everything_unasked_and_lasts_twice_as_long_the_next_time(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    await planned(desk)
    for number in range(5):
        await desk.chief.slash(
            "schedule add", channel=desk.news, times="09:00", post_empty=True, name=f"{number}"
        )
    faults = desk.playground.faults
    faults.limit(900, on=POST, times=1000, scope="cloudflare")
    await to_the_next_post(desk)
    first = await waiting(desk)
    for number in range(2, 7):
        await waiting(desk, number)
    assert first.retry_at is not None
    assert first.retry_at - desk.playground.clock.utc() > timedelta(minutes=14)
    refused = asked(desk)
    desk.playground.clock.move(14 * 60)
    await asyncio.sleep(0.3)
    assert asked(desk) == refused
    assert not await desk.app.poster.owner_channel(desk.guild.id)

    # A quarter of an hour later one request finds the door still shut.
    desk.playground.clock.move(8 * 60)
    await until(lambda: shut_for(desk, timedelta(minutes=29)), "a longer silence")
    assert asked(desk) == refused + 1
    faults.clear()
    desk.playground.clock.move(40 * 60)
    for number in range(1, 7):
        assert (await ended(desk, number)).state is SENT
    assert len(await briefings(desk)) == 6
    assert desk.app.publish.shut_out_until is None
    assert capsys.readouterr().err.count("Discord has blocked this address") == 2


async def shut_for(desk: Desk, least: timedelta) -> bool:
    until_ = desk.app.publish.shut_out_until
    return until_ is not None and until_ - desk.playground.clock.utc() > least


async def test_what_discord_does_not_take_is_sent_in_plain_form(desk: Desk) -> None:
    await planned(desk)
    desk.playground.faults.refuse(50035, on=POST)
    await to_the_next_post(desk)
    assert (await ended(desk)).state is SENT
    (post,) = await briefings(desk)
    assert post["components"] == []
    for words in ("Rowing club wins", "42 crews", "Harbour Sample Wire"):
        assert words in post["content"]
    assert post["mentions"] == []
    assert [what for what, _ in await steps(desk)] == [
        "frozen", "begun", "plain", "part sent", "settled",
    ]  # fmt: skip


async def test_what_is_not_taken_in_plain_form_either_fails_with_the_reason(desk: Desk) -> None:
    await planned(desk)
    desk.playground.faults.refuse(50035, on=POST, times=2)
    await to_the_next_post(desk)
    end = await ended(desk)
    assert (end.state, end.reason) == (
        FAILED,
        "Discord does not take the message as it is written.",
    )
    assert asked(desk) == 2
    assert "does not take the message" in (await desk.chief.slash("schedule list")).text


async def test_a_plain_part_in_doubt_is_found_by_its_last_line(desk: Desk) -> None:
    await planned(desk)
    desk.playground.faults.refuse(50035, on=POST)
    desk.playground.faults.cut_after(on=POST, times=3)
    await to_the_next_post(desk)
    await waiting(desk)
    await desk.stop()
    desk.playground.clock.move(600)
    await desk.start()
    assert (await ended(desk)).state is SENT
    assert len(await briefings(desk)) == 1


async def test_an_unavailable_server_is_waited_for_and_counts_as_no_failure(desk: Desk) -> None:
    await planned(desk)
    desk.world.set_unavailable(desk.guild)
    await to_the_next_post(desk)
    assert "outage" in str((await waiting(desk)).reason)
    assert asked(desk) == 0
    desk.world.set_available(desk.guild)
    await to_the_next_try(desk)
    assert (await ended(desk)).state is SENT
    schedule = await desk.app.storage.schedules.get(desk.guild.id, 1)
    assert schedule is not None
    assert schedule.fail_count == 0


async def test_a_server_that_was_left_is_not_posted_to_and_goes_on_when_it_is_back(
    desk: Desk,
) -> None:
    await planned(desk)
    desk.world.remove_bot(desk.guild)
    await until(lambda: has_left(desk), "the leave")
    await to_the_next_post(desk)
    await desk.quiet(0.3)
    assert asked(desk) == 0
    desk.world.add_bot(desk.guild, bot_permissions=(1 << 10) | SEND | (1 << 16))
    desk.playground.clock.move(60)
    assert (await ended(desk)).state is SENT
    assert len(await briefings(desk)) == 1


async def has_left(desk: Desk) -> bool:
    guild = await desk.app.storage.guilds.get(desk.guild.id)
    return guild is not None and guild.left_at is not None


async def test_a_revoked_token_ends_the_service_with_a_code_of_its_own(desk: Desk) -> None:
    await planned(desk)
    running = asyncio.create_task(desk.app.run_until(asyncio.Event()))
    desk.playground.faults.refuse(40001, on=POST, times=1000)
    await to_the_next_post(desk)
    with pytest.raises(Ended) as end:
        await asyncio.wait_for(running, 10)
    assert end.value.exit_code is Exit.TOKEN
    assert asked(desk) == 1
    assert (await waiting(desk)).state is DeliveryState.PENDING


async def test_thousands_of_refusals_are_never_made(tmp_path: Path) -> None:
    async with impatient_desk(tmp_path) as desk:
        await planned(desk)
        schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
        (slot,) = schedule.slots
        for number in range(150):
            await desk.app.storage.schedules.add(
                desk.guild.id, channel_id=desk.news.id, name=f"{number}", zone=schedule.zone,
                rule="{}", sections=(), story_cap=8, created_by=1, post_empty=True,
                slots=[(slot.minute, slot.next_date, slot.next_run_at)],
                now=desk.playground.clock.utc(),
            )  # fmt: skip
        desk.playground.faults.refuse(50013, on=POST, times=10_000)
        await to_the_next_post(desk)
        await until(lambda: shut_for(desk, timedelta(minutes=5)), "restraint")
        await asyncio.sleep(0.5)
        first = asked(desk)
        assert 80 < first <= 100
        desk.playground.faults.clear()
        desk.playground.clock.move(11 * 60)
        await until(lambda: none_open(desk), "an end of all")
        assert asked(desk) == 151
        assert len(await briefings(desk)) == 151 - first


async def none_open(desk: Desk) -> bool:
    schedules = await desk.app.storage.schedules.list_all(desk.guild.id)
    rows = [await desk.app.storage.deliveries.latest_of(desk.guild.id, one.id) for one in schedules]
    return all(one and one.state not in ("pending", "sending") for one in rows)


async def test_no_plain_form_is_longer_than_discord_takes(desk: Desk) -> None:
    from bot.ui.plain_briefing import plain_body

    texts = [{"type": 10, "content": "### A headline\n-# Byline\n" + "word " * n} for n in (1, 700)]
    texts += [{"type": 10, "content": "😀" * 1800}, {"type": 10, "content": "### Last\n-# x"}]
    body = json.dumps(
        {"flags": 1 << 15, "components": [{"type": 17, "components": texts}],
         "allowed_mentions": {"parse": []}}
    )  # fmt: skip
    plain = plain_body(body, code="a" * 12, part=3)
    assert plain is not None
    content = json.loads(plain)["content"]
    assert len(content.encode("utf-16-le")) // 2 <= 2000
    assert content.endswith(f"-# {'a' * 12}/3")
    assert plain_body(plain, code="a" * 12, part=3) is None
