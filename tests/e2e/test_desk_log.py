"""/desk log: what was changed, by whom, before → after; and Undo on each entry that can be."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from playground import Answer
from storage.desk_log import Entry
from tests.e2e.conftest import Desk


async def entries(desk: Desk) -> list[Entry]:
    return list(await desk.app.storage.desk_log.latest(desk.guild.id, limit=99))


def undo_ids(answer: Answer) -> list[str]:
    return re.findall(r"log\.undo:[0-9:a-z]+", str(answer.message))


async def undo(desk: Desk, person: Any = None) -> Answer:
    """Press the first Undo there is in the log."""
    person = person or desk.chief
    log = await person.slash("desk log")
    return await desk.forge(person, log.message, undo_ids(log)[0])


async def test_every_change_stands_in_the_log_with_actor_before_and_after(desk: Desk) -> None:
    await desk.set_up()
    await desk.chief.slash("schedule add", times="08:00", channel=desk.news, name="Morning")
    await desk.chief.slash("schedule edit", schedule="1", times="09:30", story_cap=5)
    log = await desk.chief.slash("desk log")
    assert log.ephemeral
    assert "Changed the schedule Morning" in log.text
    assert "Times: 08:00 → 09:30" in log.text
    assert "Stories at most: 8 → 5" in log.text
    assert f"<@{desk.chief.id}>" in log.text
    assert "Time zone: none → Europe/Berlin" in log.text
    assert log.message is not None
    assert log.message["mentions"] == []


async def test_each_change_of_a_schedule_can_be_undone_and_that_undone_again(desk: Desk) -> None:
    await desk.set_up()
    chief, storage = desk.chief, desk.app.storage.schedules
    await chief.slash("schedule add", times="08:00, 18:00", channel=desk.news, name="Morning")
    made = await storage.get(desk.guild.id, 1)
    changes: list[dict[str, Any]] = [
        {"command": "schedule edit", "times": "09:30", "name": "Late", "days": "mon-fri"},
        {"command": "schedule skip"},
        {"command": "schedule pause"},
        {"command": "schedule remove"},
    ]
    for change in changes:
        command = change.pop("command")
        await chief.slash(command, schedule="1", **change)
        changed = await storage.get(desk.guild.id, 1)
        assert changed != made, command
        await undo(desk)
        assert _told(await storage.get(desk.guild.id, 1)) == _told(made), command
        await undo(desk)
        assert _told(await storage.get(desk.guild.id, 1)) == _told(changed), command
        await undo(desk)
        assert _told(await storage.get(desk.guild.id, 1)) == _told(made), command


def _told(schedule: Any) -> Any:
    """What people see of a schedule: its slots by their times, its pause without the instant."""
    if schedule is None:
        return None
    slots = [(slot.minute, slot.next_date, slot.next_run_at) for slot in schedule.slots]
    return (schedule.name, schedule.rule, slots, schedule.paused_at is None, schedule.channel_id)


async def test_a_removed_schedule_that_was_brought_back_posts_again(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await desk.chief.slash("schedule add", times="08:00", channel=desk.news, name="Morning")
    await desk.chief.slash("schedule remove", schedule="1")
    back = await undo(desk)
    assert "Brought the schedule Morning back" in back.text
    schedule = await desk.app.storage.schedules.get(desk.guild.id, 1)
    assert schedule is not None
    next_run = schedule.slots[0].next_run_at
    assert next_run is not None
    desk.playground.clock.move((next_run - desk.playground.clock.utc()).total_seconds() + 1)
    assert await desk.posted()


async def test_what_was_changed_since_stays_and_the_sentence_says_by_whom(desk: Desk) -> None:
    await desk.set_up()
    await desk.chief.slash("schedule add", times="08:00", channel=desk.news, name="Morning")
    await desk.chief.slash("schedule edit", schedule="1", times="09:00")
    other = desk.person(desk.world.add_member(desk.guild, "Otto", roles=[desk.admins()]))
    await other.slash("schedule edit", schedule="1", times="10:00")
    nine = next(one for one in await entries(desk) if one.after == {"times": [540]})
    log = await desk.chief.slash("desk log")
    answer = await desk.forge(desk.chief, log.message, f"log.undo:{nine.id}:0:all")
    assert f"<@{other.id}> has changed this since" in answer.text
    schedule = await desk.app.storage.schedules.get(desk.guild.id, 1)
    assert schedule is not None
    assert [slot.minute for slot in schedule.slots] == [600]
    # Another of its settings was not touched since.
    await desk.chief.slash("schedule edit", schedule="1", story_cap=3)
    ten = next(one for one in await entries(desk) if one.after == {"times": [600]})
    await desk.forge(desk.chief, log.message, f"log.undo:{ten.id}:0:all")
    schedule = await desk.app.storage.schedules.get(desk.guild.id, 1)
    assert schedule is not None
    assert ([slot.minute for slot in schedule.slots], schedule.story_cap) == ([540], 3)


async def test_twenty_presses_of_undo_at_once_have_one_effect(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    log = await desk.chief.slash("desk log", what="story")
    (identifier,) = undo_ids(log)
    await asyncio.gather(*(desk.forge(desk.chief, log.message, identifier) for _ in range(20)))
    assert await desk.app.storage.stories.count(desk.guild.id) == 0
    removed, added = [one for one in await entries(desk) if one.subject == "story"]
    assert (removed.action, removed.undoes_id) == ("story.remove", added.id)
    presses = f"log.undo:{removed.id}:0:story"
    await asyncio.gather(*(desk.forge(desk.chief, log.message, presses) for _ in range(20)))
    assert await desk.app.storage.stories.count(desk.guild.id) == 1
    story = await desk.app.storage.stories.get(desk.guild.id, 2, with_body=True)
    assert story is not None
    assert "Rowing club" in story.headline
    assert len(story.body) == 4
    desk.playground.clock.move(61)
    await desk.app.same_event.tick()
    assert await desk.app.storage.same_events.event_of(desk.guild.id, 2) == 2


async def test_a_story_in_a_posted_briefing_is_not_taken_back(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await desk.chief.slash("schedule add", times="08:00", channel=desk.news)
    await desk.chief.slash("briefing now", schedule="1")
    await desk.settled()
    (added,) = [one for one in await entries(desk) if one.action == "story.add"]
    log = await desk.chief.slash("desk log")
    answer = await desk.forge(desk.chief, log.message, f"log.undo:{added.id}:0:all")
    assert "stands in a briefing" in answer.text
    assert await desk.app.storage.stories.count(desk.guild.id) == 1


async def test_an_editor_reads_the_log_and_undoes_only_what_is_an_editors(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await desk.chief.slash("schedule add", times="08:00", channel=desk.news)
    log = await desk.editor.slash("desk log")
    kinds = {one.id: one.subject for one in await entries(desk)}
    offered = {kinds[int(identifier.split(":")[1])] for identifier in undo_ids(log)}
    assert offered == {"story"}
    (schedule,) = [one for one in await entries(desk) if one.subject == "schedule"]
    forged = await desk.forge(desk.editor, log.message, f"log.undo:{schedule.id}:0:all")
    assert "for chief editors" in forged.text
    (role,) = [one for one in await entries(desk) if one.action == "settings.roles"]
    forged = await desk.forge(desk.editor, log.message, f"log.undo:{role.id}:0:all")
    assert "Manage Server" in forged.text
    assert "for editors" in (await desk.member.slash("desk log")).text


async def test_settings_are_put_back(desk: Desk) -> None:
    await desk.set_up()
    panel = await desk.chief.slash("setup")
    await desk.chief.choose(panel.message, "setup.channel", [desk.news])
    await desk.chief.choose(panel.message, "setup.channel", [desk.staff])
    log = await undo(desk)
    assert f"Default channel: <#{desk.staff.id}> → <#{desk.news.id}>" in log.text
    settings = await desk.app.storage.guilds.get(desk.guild.id)
    assert settings is not None
    assert settings.default_channel_id == desk.news.id


async def test_the_log_has_pages_and_is_narrowed_by_person_and_kind(desk: Desk) -> None:
    await desk.set_up()
    await desk.chief.slash("schedule add", times="08:00", channel=desk.news, name="Morning")
    for cap in range(1, 8):
        await desk.chief.slash("schedule edit", schedule="1", story_cap=cap)
    first = await desk.chief.slash("desk log", what="schedule")
    assert "Stories at most: 6 → 7" in first.text
    assert "settings" not in first.text.casefold()
    older = await desk.chief.press(first.message, "Older")
    assert "Added the schedule Morning" in older.text
    assert "Stories at most: 6 → 7" not in older.text
    newest = await desk.chief.press(older.message, "Newest")
    assert "Stories at most: 6 → 7" in newest.text
    nobodys = await desk.chief.slash("desk log", who=desk.editing_member)
    assert "Nothing of that kind" in nobodys.text


async def test_the_chief_editors_role_looks_after_schedules_but_not_roles(desk: Desk) -> None:
    await desk.set_up()
    role = desk.world.add_role(desk.guild, "Chiefs")
    chief = desk.person(desk.world.add_member(desk.guild, "Cleo", roles=[role]))
    assert "for chief editors" in (await chief.slash("schedule list")).text
    panel = await desk.chief.slash("setup")
    await desk.chief.choose(panel.message, "setup.chief_role", [role])
    added = await chief.slash("schedule add", times="08:00", channel=desk.news)
    assert "08:00" in added.text
    own = await chief.slash("setup", anyway=True)
    table = await chief.press(own.message, "What each role may do")
    assert "Choose the editors' and chief editors' roles" in table.text
    forged = await desk.forge(chief, own.message, "setup.role")
    assert "Manage Server" in forged.text
