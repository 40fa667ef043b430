"""/why: the chain of reasons for the editions of a date."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from playground import Person
from tests.e2e.conftest import SEND_MESSAGES, Desk

VIEW = 1 << 10


async def why(desk: Desk, person: Person | None = None, **options: Any) -> str:
    answer = await (person or desk.member).slash("why", **options)
    assert answer.ephemeral
    assert not answer.failed
    return answer.text


async def add(desk: Desk, **options: Any) -> None:
    options = {"times": "08:00", "channel": desk.news, "name": "Morning", **options}
    assert "Next" in (await desk.chief.slash("schedule add", **options)).text


async def due(desk: Desk) -> tuple[date, datetime]:
    """The next run of the first slot."""
    slot = (await desk.app.storage.schedules.list_all(desk.guild.id))[0].slots[0]
    assert slot.next_date is not None
    assert slot.next_run_at is not None
    return slot.next_date, slot.next_run_at


async def to_the_hour(desk: Desk, late: timedelta = timedelta(seconds=1)) -> date:
    """Move past the next run, and wait until the ledger is closed."""
    on, at = await due(desk)
    desk.playground.clock.move_to(at + late)
    await closed(desk, on)
    return on


async def closed(desk: Desk, on: date | None = None) -> None:
    """Until there is an edition, of that date, and none is open."""
    deliveries = desk.app.storage.deliveries
    for _ in range(300):
        rows = await deliveries.of_schedule(desk.guild.id, 1, 9)
        there = [row for row in rows if on in (None, row.local_date)]
        if there and not await deliveries.waiting():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("something is still on its way")


@pytest.fixture
async def planned(desk: Desk) -> Desk:
    """A server with a story and a schedule for 08:00."""
    await desk.set_up()
    await desk.add_story()
    await add(desk)
    return desk


async def test_a_posted_edition_has_its_whole_chain(planned: Desk) -> None:
    on = await to_the_hour(planned)
    (post,) = await planned.posted()
    shown = await why(planned, date=on.isoformat())
    steps = [
        "Morning** · posted",
        "Planned for <t:",
        "every day, Europe/Berlin time",
        "Taken up.",
        "Put together: 1 story from <t:",
        "in 1 message.",
        "Try 1 began.",
        f"/{planned.news.id}/{post['id']})",
        "Done.",
    ]
    places = [shown.find(step) for step in steps]
    assert -1 not in places, shown
    assert places == sorted(places)


async def test_today_is_the_servers_own_and_still_to_come_until_its_hour(planned: Desk) -> None:
    on, _ = await due(planned)
    assert "still to come: <t:" in await why(planned, date=on.isoformat())
    assert "made after that" in await why(planned, date=f"{on - timedelta(days=1)}")
    await to_the_hour(planned)
    assert "posted" in await why(planned)
    planned.playground.clock.move(20 * 3600)
    assert "posted" in await why(planned, date="yesterday")


async def test_that_nothing_was_new_is_the_reason(planned: Desk) -> None:
    await to_the_hour(planned)
    await planned.posted()
    on = await to_the_hour(planned)
    assert "skipped: nothing new" in await why(planned, date=on.isoformat())


async def test_a_late_edition_says_so_and_why(planned: Desk) -> None:
    on, at = await due(planned)
    await planned.stop()
    planned.playground.clock.move_to(at + timedelta(hours=2))
    await planned.start()
    await planned.posted()
    await closed(planned)
    shown = await why(planned, date=on.isoformat())
    assert "posted late" in shown
    assert "the bot was away" in shown


async def test_a_failed_edition_tells_each_try(planned: Desk) -> None:
    bot = planned.world.bot_member(planned.guild)
    assert bot is not None
    planned.world.set_overwrite(planned.news, bot, deny=SEND_MESSAGES)
    on = await to_the_hour(planned)
    shown = await why(planned, date=on.isoformat())
    assert "failed: The bot may not write in that channel" in shown
    assert "Closed: failed." in shown


async def test_a_lost_answer_shows_how_the_doubt_was_settled(planned: Desk) -> None:
    on, at = await due(planned)
    planned.playground.faults.cut_after("POST /channels/*/messages", times=9)
    planned.playground.clock.move_to(at + timedelta(seconds=1))
    shown = ""
    for _ in range(400):
        if "to be tried again" in (shown := await why(planned, date=on.isoformat())):
            break
        await asyncio.sleep(0.1)
    assert "to be tried again: The connection to Discord broke" in shown
    assert "It failed:" in shown
    planned.playground.faults.clear()
    planned.playground.clock.move(600)
    await closed(planned)
    shown = await why(planned, date=on.isoformat())
    assert "Morning** · posted" in shown
    assert "The channel was read back: part 1 was there already." in shown
    assert len(await planned.posted()) == 1


async def test_hours_missed_for_too_long_say_so_each(planned: Desk) -> None:
    on, at = await due(planned)
    await planned.stop()
    planned.playground.clock.move_to(at + timedelta(days=12, hours=-1))
    await planned.start()
    await closed(planned)
    last = on + timedelta(days=11)
    assert "too much time had passed" in await why(planned, date=last.isoformat())
    assert "only counted" in await why(planned, date=on.isoformat())


async def test_dates_without_an_edition_have_a_computed_reason(planned: Desk) -> None:
    on, _ = await due(planned)

    async def reason(days: int) -> str:
        return await why(planned, date=f"{on + timedelta(days=days)}")

    await planned.chief.slash("schedule skip", schedule="1")
    assert "set aside" in await reason(0)
    await planned.chief.slash("schedule skip", schedule="1", date=f"{on}", undo=True)
    target = on + timedelta(days=9)
    edited = await planned.chief.slash(
        "schedule edit", schedule="1", days=f"{on:%A}", end=f"{target}"
    )
    assert "Next" in edited.text
    assert f"which are: {on:%A}" in await reason(1)
    assert "ends on" in await reason(14)
    await planned.chief.slash("schedule pause", schedule="1")
    assert "paused since <t:" in await reason(7)


async def test_an_extra_edition_and_a_removed_schedule_are_in_it(planned: Desk) -> None:
    await planned.chief.slash("briefing now", schedule="1")
    await closed(planned)
    shown = await why(planned)
    assert "Asked for with /briefing now." in shown
    await planned.chief.slash("schedule remove", schedule="1")
    shown = await why(planned)
    assert "Morning** · posted" in shown
    assert "no edition" not in shown


async def test_all_schedules_of_a_channel_are_listed_and_no_other(planned: Desk) -> None:
    await add(planned, name="Evening", times="18:00, 19:00")
    await add(planned, name="Elsewhere", channel=planned.staff)
    on, _ = await due(planned)
    shown = await why(planned, date=f"{on + timedelta(days=1)}")
    assert "Morning** at 08:00" in shown
    assert shown.count("Evening** at") == 2
    skipped = await planned.chief.slash("schedule skip", schedule="2", date=f"{on}")
    assert "posts nothing" in skipped.text
    assert "Evening** at 18:00 and 19:00" in await why(planned, date=f"{on}")
    assert "Elsewhere" not in shown
    there = await why(planned, channel=planned.staff, date=f"{on}")
    assert "Elsewhere" in there
    assert "Morning" not in there


async def test_a_channel_one_cannot_see_reads_like_one_that_nothing_is_posted_to(
    planned: Desk,
) -> None:
    secret = planned.world.add_channel(planned.guild, "secret", kind="text")
    plain = planned.world.add_channel(planned.guild, "plain", kind="text")
    await add(planned, name="Secret", channel=secret)
    everyone = planned.guild.roles[planned.guild.id]
    planned.world.set_overwrite(secret, everyone, deny=VIEW)
    await planned.quiet(0.1)
    hidden = await planned.member.slash("why", anyway=True, channel=secret)
    nothing = await planned.member.slash("why", channel=plain)
    assert hidden.text == nothing.text
    assert "No schedule posts" in nothing.text
    assert "Secret" in await why(planned, planned.chief, channel=secret)


async def test_dates_complete_while_one_types(planned: Desk) -> None:
    on = await to_the_hour(planned)
    await planned.posted()
    planned.playground.clock.move(3 * 86400)
    choices = await planned.member.autocomplete("why", "date", typed="")
    values = [choice["value"] for choice in choices]
    assert on.isoformat() in values
    assert values == sorted(values, reverse=True)
    typed = await planned.member.autocomplete("why", "date", typed=f"{on:%A}"[:4])
    assert on.isoformat() in [choice["value"] for choice in typed]
    assert await planned.member.autocomplete("why", "date", typed="nothing") == []


async def test_a_storys_places_are_told_from_what_was_known_then(planned: Desk) -> None:
    await planned.add_story(hours_old=1, headline="Ferry goes back to its winter timetable")
    await planned.add_story(hours_old=90, headline="Lighthouse was painted in the autumn")
    await planned.chief.slash("schedule edit", schedule="1", story_cap=1)
    await to_the_hour(planned)
    await planned.posted()
    await closed(planned)
    stories = (await planned.app.storage.stories.latest(planned.guild.id)).stories
    ids = {one.headline.split()[0]: str(one.id) for one in stories}

    async def told(word: str) -> str:
        return (await planned.member.slash("why", story=ids[word])).text

    assert "· in it" in await told("Ferry")
    assert "First of 2 by points" in await told("Ferry")
    assert "Left out: number 2 of 2 by points, and the briefing holds 1." in await told("Rowing")
    assert "outside the time that the edition looked at" in await told("Lighthouse")
    await planned.chief.slash("schedule edit", schedule="1", story_cap=9, sections="Nothing")
    assert "Left out: number 2 of 2 by points, and the briefing holds 1." in await told("Rowing")
    await planned.add_story(hours_old=1, headline="Market hall gets a new roof at last")
    newest = (await planned.app.storage.stories.latest(planned.guild.id)).stories[0]
    later = await planned.member.slash("why", story=str(newest.id))
    assert "came in after the edition was put together" in later.text
    assert "No such story" in (await planned.member.slash("why", story="999")).text
    typed = await planned.member.autocomplete("why", "story", typed="ferr")
    assert [choice["value"] for choice in typed] == [ids["Ferry"]]


async def test_a_date_that_is_none_gets_one_sentence(planned: Desk) -> None:
    assert "is not a date" in await why(planned, date="soonish")
