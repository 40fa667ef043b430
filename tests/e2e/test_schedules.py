"""/schedule and what it posts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import SEND_MESSAGES, Desk


async def add(desk: Desk, **options: Any) -> str:
    return (await desk.chief.slash("schedule add", **{"times": "08:00", **options})).text


async def to_the_next_post(desk: Desk) -> None:
    """Move the clock just past the next slot of the first schedule."""
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    runs = [slot.next_run_at for slot in schedule.slots if slot.next_run_at]
    ahead = min(runs) - desk.playground.clock.utc()
    desk.playground.clock.move(ahead.total_seconds() + 1)


async def test_a_schedule_posts_once_and_never_again_the_same_story(desk: Desk) -> None:
    await desk.set_up()
    answer = await add(desk, channel=desk.news, name="Morning")
    assert "Morning" in answer
    assert "<t:" in answer
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    assert schedule.zone == "Europe/Berlin"
    await to_the_next_post(desk)
    await desk.quiet()
    assert await desk.posted(count=1) == []
    listed = await desk.chief.slash("schedule list")
    assert "skipped: nothing new" in listed.text

    await desk.add_story()
    await to_the_next_post(desk)
    posts = await desk.posted()
    assert len(posts) == 1
    assert "Rowing club wins" in str(posts[0])
    await desk.settled()
    assert "posted" in (await desk.chief.slash("schedule list")).text

    await to_the_next_post(desk)
    await desk.quiet()
    assert len(await desk.posted()) == 1
    assert "skipped: nothing new" in (await desk.chief.slash("schedule list")).text


async def test_a_post_carries_nonce_code_and_no_mentions(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    (post,) = await desk.posted()
    await desk.settled()
    sent = [
        request
        for request in desk.playground.requests
        if request.method == "POST"
        and request.path.endswith(f"/channels/{desk.news.id}/messages")
        and "briefing.why" in str(request.body)
    ]
    assert len(sent) == 1
    body = sent[0].body
    assert body["enforce_nonce"] is True
    assert len(body["nonce"]) == 24
    assert body["allowed_mentions"]["parse"] == []
    assert "posted" in (await desk.chief.slash("schedule list")).text
    delivery = await desk.app.storage.deliveries.get(desk.guild.id, 1)
    assert delivery is not None
    assert delivery.parts[0].message_id == int(post["id"])


async def test_a_restart_between_plan_and_hour_loses_nothing(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    await desk.stop()
    desk.playground.clock.move(3 * 3600)
    await desk.start()
    await to_the_next_post(desk)
    assert len(await desk.posted()) == 1


async def test_an_hour_missed_within_the_grace_is_posted_late_once(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    run = schedule.slots[0].next_run_at
    assert run is not None
    await desk.stop()
    ahead = (run - desk.playground.clock.utc()).total_seconds()
    desk.playground.clock.move(ahead + 2 * 3600)
    await desk.start()
    posts = await desk.posted()
    await desk.quiet()
    assert len(await desk.posted()) == 1
    assert "late" in str(posts[0])


async def test_hours_missed_beyond_the_grace_are_skipped_with_the_reason(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    await desk.stop()
    desk.playground.clock.move(3.5 * 86400)
    await desk.start()
    await desk.quiet()
    rows = await desk.app.storage.deliveries.of_schedule(desk.guild.id, 1, limit=20)
    assert len(rows) >= 3
    assert sum(row.state == "sent" for row in rows) <= 1
    assert all(row.reason for row in rows if row.state == "skipped")


async def test_without_a_zone_it_asks_and_makes_nothing(desk: Desk) -> None:
    answer = await add(desk, channel=desk.news)
    assert "time zone" in answer
    assert await desk.app.storage.schedules.list_all(desk.guild.id) == ()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"timezone": "Mars/Olympus"}, "zone"),
        ({"times": "25:00"}, "not a time"),
        ({"times": ","}, "time"),
        ({"days": "someday"}, "not a day"),
        ({"name": "x", "times": "08:61"}, "not a time"),
    ],
)
async def test_a_wrong_option_gets_one_sentence(
    desk: Desk, options: dict[str, str], sentence: str
) -> None:
    await desk.set_up()
    answer = await add(desk, channel=desk.news, **options)
    assert sentence in answer
    assert len(answer) < 300
    assert await desk.app.storage.schedules.list_all(desk.guild.id) == ()


async def test_a_channel_the_bot_cannot_post_to_is_refused_with_what_is_missing(desk: Desk) -> None:
    await desk.set_up()
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    closed = desk.world.add_channel(desk.guild, "closed", kind="text")
    desk.world.set_overwrite(closed, bot, deny=SEND_MESSAGES)
    answer = await add(desk, channel=closed)
    assert "Send Messages" in answer
    assert "lacks" in answer


async def test_pause_resume_and_remove(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news, name="Morning")
    choices = await desk.chief.autocomplete("schedule pause", "schedule", typed="mor")
    assert [choice["name"] for choice in choices] == ["Morning"]
    paused = await desk.chief.slash("schedule pause", schedule=choices[0]["value"])
    assert "Paused" in paused.text
    assert "Paused" in (await desk.chief.slash("schedule list")).text
    desk.playground.clock.move(1 * 86400)
    await desk.quiet()
    assert await desk.posted(count=0) == []
    resumed = await desk.chief.slash("schedule resume", schedule="1")
    assert "<t:" in resumed.text
    removed = await desk.chief.slash("schedule remove", schedule="1")
    assert "Removed" in removed.text
    desk.playground.clock.move(1 * 86400)
    await desk.quiet()
    assert await desk.posted(count=0) == []
    assert "No such schedule" in (await desk.chief.slash("schedule pause", schedule="1")).text


async def test_zones_and_sections_complete_while_one_types(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    zones = await desk.chief.autocomplete("schedule add", "timezone", typed="berl")
    assert "Europe/Berlin" in [choice["value"] for choice in zones]
    sections = await desk.chief.autocomplete("schedule add", "sections", typed="Town, spo")
    assert [choice["value"] for choice in sections] == ["Town, Sport"]


async def test_two_slots_a_day_and_only_some_sections(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    answer = await add(desk, channel=desk.news, times="08:00, 18:00", sections="Politics")
    assert "08:00 and 18:00" in answer
    assert "Politics" in answer
    desk.playground.clock.move(1 * 86400)
    await desk.quiet()
    assert await desk.posted(count=0) == []


async def test_an_old_page_appears_from_the_archive_with_its_date(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story(hours_old=24 * 400)
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    (post,) = await desk.posted()
    assert "From the archive" in str(post)


async def test_a_channel_deleted_before_the_hour_is_recorded_as_failed(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    gone = desk.world.add_channel(desk.guild, "gone", kind="text")
    await add(desk, channel=gone)
    desk.world.delete_channel(gone)
    await to_the_next_post(desk)
    await desk.quiet()
    listed = await desk.chief.slash("schedule list")
    assert "failed" in listed.text
    assert "no longer exists" in listed.text
