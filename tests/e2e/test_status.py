"""/status: what will become of the next briefings, and how the bot is."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.e2e.conftest import Desk
from tests.e2e.faults import SEND, forbid


async def status(desk: Desk) -> str:
    answer = await desk.chief.slash("status")
    assert answer.ephemeral
    for _ in range(100):
        private = [one for one in await desk.chief.messages() if "The bot" in str(one)]
        if private:
            break
        await asyncio.sleep(0.02)
    return answer.text


async def add(desk: Desk, **options: Any) -> None:
    options = {"times": "08:00", "channel": desk.news, "name": "Morning", **options}
    assert "Next" in (await desk.chief.slash("schedule add", **options)).text


async def test_each_schedule_has_its_outlook_and_its_reason(desk: Desk) -> None:
    await desk.set_up()
    assert "No schedules yet" in await status(desk)
    await add(desk)
    assert "**Nothing will be posted.** There is nothing new" in await status(desk)
    await add(desk, name="Anyway", post_empty=True, channel=desk.staff)
    assert "as a short note" in await status(desk)
    await desk.add_story()
    shown = await status(desk)
    assert shown.count("It will go out.") == 2
    assert "<t:" in shown
    await forbid(desk, SEND)
    shown = await status(desk)
    assert "**It will not go out.** The bot may not write in that channel" in shown
    assert shown.count("It will go out.") == 1
    await desk.chief.slash("schedule pause", schedule="1")
    assert "Paused since" in await status(desk)
    desk.world.delete_channel(desk.staff)
    await desk.quiet(0.1)
    assert "no longer exists" in await status(desk)


async def test_what_it_says_comes_true(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk)
    await add(desk, name="Later", sections="Politics")
    shown = await status(desk)
    assert shown.index("Later") < shown.index("Nothing will be posted.") < shown.index("Morning")
    (schedule, _) = await desk.app.storage.schedules.list_all(desk.guild.id)
    assert schedule.slots[0].next_run_at is not None
    desk.playground.clock.move_to(schedule.slots[0].next_run_at)
    assert len(await desk.posted()) == 1
    await desk.settled()
    listed = (await desk.chief.slash("schedule list")).text
    assert listed.count("skipped: nothing new") == 1
    assert "posted" in listed


async def test_the_bots_health_is_told(desk: Desk) -> None:
    shown = await status(desk)
    assert "Connected to Discord <t:" in shown
    assert "last looked for due briefings a moment ago" in shown
    assert "free on its disk" in shown
    assert "No briefing waits" in shown
    await desk.stop()
    desk.settings["dateline_low_disk_mb"] = 10**12
    await desk.start()
    assert "Its operator should make room" in await status(desk)


async def test_briefings_on_their_way_are_counted(desk: Desk) -> None:
    await desk.set_up()
    await add(desk)
    await desk.stop()
    desk.settings["dateline_tick_seconds"] = 30
    await desk.start()
    for number in range(3):
        await extra(desk, number)
    assert "3 briefings are on their way." in await status(desk)


async def test_a_new_schedule_in_a_rush_is_told_of_a_quieter_minute(desk: Desk) -> None:
    await desk.set_up()
    await add(desk)
    (slot,) = (await desk.app.storage.schedules.list_all(desk.guild.id))[0].slots
    other = desk.world.add_guild("Crowd")
    await desk.quiet(0.1)
    for number in range(250):
        await desk.app.storage.schedules.add(
            other.id,
            channel_id=1,
            name=f"Crowd {number}",
            zone="UTC",
            rule="{}",
            sections=(),
            story_cap=8,
            slots=[(minute, slot.next_date, slot.next_run_at) for minute in range(12)],
            created_by=1,
            now=desk.playground.clock.utc(),
        )
    crowded = await desk.chief.slash("schedule add", times="08:00", channel=desk.news)
    assert "may come 1 minute late. 07:59 is quieter." in crowded.text
    calm = await desk.chief.slash("schedule add", times="07:59", channel=desk.news)
    assert "quieter" not in calm.text


async def test_only_chief_editors_see_it(desk: Desk) -> None:
    answer = await desk.editor.slash("status", anyway=True)
    assert "Manage Server" in answer.text


async def extra(desk: Desk, number: int) -> None:
    now = desk.playground.clock.utc()
    await desk.app.storage.claims.add_extra(
        desk.guild.id,
        schedule_id=1,
        channel_id=desk.news.id,
        local_date=now.date(),
        slot=f"extra:{number}",
        due_at=now,
        code=f"c{number}",
        now=now,
    )
