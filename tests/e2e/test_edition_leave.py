"""Drafts before the hour, approval, hold and release."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from playground.answers import message_text
from storage.delivery_records import Delivery
from tests.e2e.conftest import Desk
from tests.e2e.test_edition_desk import Editor
from tests.e2e.test_notices import choose_channel
from tests.e2e.test_schedules import add

HALF_AN_HOUR = 1800


@pytest.fixture
async def drafting(desk: Desk) -> Desk:
    """A schedule whose draft is shown to the editors half an hour before, and one story."""
    await desk.set_up()
    await choose_channel(desk)
    await desk.add_story()
    await add(desk, channel=desk.news, name="Morning", draft=30)
    return desk


async def due(desk: Desk) -> datetime:
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    (at,) = [slot.next_run_at for slot in schedule.slots]
    assert at is not None
    return at


async def draft_in(desk: Desk) -> list[dict[str, Any]]:
    """The draft in the editors' channel, its buttons last, once it is whole."""
    for _ in range(200):
        seen = await desk.chief.messages(desk.staff)
        found = sorted(
            (one for one in seen if "briefing.why:plan-" in str(one)),
            key=lambda one: int(one["id"]),
        )
        if found and "edition.open" in str(found[-1]):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("no draft")


async def rows(desk: Desk) -> list[Delivery]:
    return list(await desk.app.storage.deliveries.of_schedule(desk.guild.id, 1, 20))


async def until_row(desk: Desk, **wanted: Any) -> Delivery:
    for _ in range(300):
        for row in await rows(desk):
            if all(getattr(row, name) == value for name, value in wanted.items()):
                return row
        await asyncio.sleep(0.02)
    raise AssertionError(f"no edition with {wanted}: {await rows(desk)}")


async def told(desk: Desk, words: str) -> str:
    for _ in range(200):
        text = "\n".join(message_text(one) for one in await desk.chief.messages(desk.staff))
        if words in text:
            return text
        await asyncio.sleep(0.02)
    raise AssertionError(f"nobody was told “{words}”")


async def test_the_draft_is_the_post_and_goes_out_unless_somebody_objects(drafting: Desk) -> None:
    at = await due(drafting)
    drafting.playground.clock.move_to(at - timedelta(minutes=31))
    await drafting.quiet(0.3)
    assert "briefing.why:plan-" not in str(await drafting.chief.messages(drafting.staff))
    drafting.playground.clock.move_to(at - timedelta(minutes=29))
    *shown, controls = await draft_in(drafting)
    assert "unless somebody holds it" in message_text(controls)
    assert controls["mention_roles"] == []
    drafting.playground.clock.move_to(at + timedelta(seconds=1))
    (post,) = await drafting.posted()
    assert [message_text(one) for one in shown] == [message_text(post)]


async def test_a_draft_is_shown_once_whatever_happens(drafting: Desk) -> None:
    at = await due(drafting)
    drafting.playground.faults.cut_after("POST /channels/*/messages", times=3)
    drafting.playground.clock.move_to(at - timedelta(minutes=29))
    assert len(await draft_in(drafting)) == 2
    await drafting.restart()
    await drafting.quiet()
    assert len(await draft_in(drafting)) == 2


async def test_without_an_approval_it_waits_the_editors_are_told_and_then_it_goes_late(
    drafting: Desk,
) -> None:
    await drafting.chief.slash("schedule edit", schedule="1", approval=True)
    at = await due(drafting)
    drafting.playground.clock.move_to(at - timedelta(minutes=29))
    draft = (await draft_in(drafting))[-1]
    assert "once it is approved" in message_text(draft)
    drafting.playground.clock.move_to(at + timedelta(seconds=1))
    await until_row(drafting, waits_for="approval")
    await told(drafting, "nobody has approved it")
    assert await drafting.posted(count=0) == []
    drafting.playground.clock.move(1200)
    await drafting.restart()
    assert await drafting.posted(count=0) == []
    approved = await drafting.editor.at(drafting.staff).press(draft, "Approve")
    assert "Approved by" in approved.text
    (post,) = await drafting.posted()
    assert "late" in message_text(post)
    await until_row(drafting, state="sent")
    why = await drafting.member.slash("why")
    assert "Kept back: nobody has approved it yet." in why.text
    assert "Approved by an editor." in why.text


async def test_an_approval_is_for_what_was_seen(drafting: Desk) -> None:
    await drafting.chief.slash("schedule edit", schedule="1", approval=True)
    drafting.playground.clock.move_to(await due(drafting) - timedelta(minutes=29))
    draft = (await draft_in(drafting))[-1]
    other = await Editor(drafting, drafting.chief).open()
    await other.fill("Note", "A line at the top of the briefing", "Not seen by Ed")
    stale = await drafting.editor.at(drafting.staff).press(draft, "Approve")
    assert "changed before your click" in stale.text
    again = await drafting.editor.at(drafting.staff).press(stale.message, "Approve")
    assert "Approved by" in again.text


async def test_what_is_held_waits_and_goes_out_when_it_is_released(drafting: Desk) -> None:
    at = await due(drafting)
    drafting.playground.clock.move_to(at - timedelta(minutes=29))
    draft = (await draft_in(drafting))[-1]
    held = await drafting.editor.at(drafting.staff).press(draft, "Hold")
    assert "Held by" in held.text
    await drafting.stop()
    drafting.playground.clock.move_to(at + timedelta(minutes=2))
    await drafting.start()
    await until_row(drafting, waits_for="release")
    await told(drafting, "an editor holds it")
    editor = await Editor(drafting, drafting.editor).open()
    assert "It was due" in editor.text
    drafting.playground.clock.move(HALF_AN_HOUR)
    await editor.press("Release")
    (post,) = await drafting.posted()
    assert "late" in message_text(post)
    await drafting.settled()
    assert len(await drafting.posted()) == 1


async def test_what_is_held_past_the_grace_is_skipped_and_says_why(drafting: Desk) -> None:
    at = await due(drafting)
    editor = await Editor(drafting, drafting.editor).open()
    await editor.press("Hold")
    drafting.playground.clock.move_to(at + timedelta(seconds=1))
    row = await until_row(drafting, waits_for="release")
    stale = await Editor(drafting, drafting.editor).open()
    drafting.playground.clock.move_to(at + timedelta(hours=9))
    await until_row(drafting, id=row.id, state="skipped")
    await told(drafting, "held, and not released in time")
    refused = await drafting.editor.press(stale.page, "Release")
    assert "out or on its way" in refused.text
    assert await drafting.posted(count=0) == []
    assert "held, and not released in time" in (await drafting.chief.slash("schedule list")).text


async def test_a_held_edition_gives_way_to_the_next_one(drafting: Desk) -> None:
    at = await due(drafting)
    editor = await Editor(drafting, drafting.editor).open()
    await editor.press("Hold")
    local = at + timedelta(hours=1)
    edited = await drafting.chief.slash("schedule edit", schedule="1", times="08:00, 09:00")
    assert "Next" in edited.text
    drafting.playground.clock.move_to(at + timedelta(seconds=1))
    held = await until_row(drafting, waits_for="release")
    drafting.playground.clock.move_to(local + timedelta(seconds=1))
    row = await until_row(drafting, id=held.id, state="skipped")
    assert row.reason == "It was held until the next edition was due."
    assert len(await drafting.posted()) == 1


async def test_an_extra_edition_does_not_wait_for_one_that_is_held(drafting: Desk) -> None:
    at = await due(drafting)
    await (await Editor(drafting, drafting.editor).open()).press("Hold")
    drafting.playground.clock.move_to(at + timedelta(seconds=1))
    await until_row(drafting, waits_for="release")
    asked = await drafting.editor.slash("briefing now", schedule="1")
    if "Post an extra edition" in asked.buttons:
        await drafting.editor.press(asked.message, "Post an extra edition")
    assert len(await drafting.posted()) == 1


async def test_an_approval_brings_a_draft_along_and_none_cannot_be_approved(desk: Desk) -> None:
    await desk.set_up()
    await add(desk, channel=desk.news, approval=True)
    shown = await desk.chief.slash("schedule show", schedule="1")
    assert "60 minutes before; it goes out once it is approved" in shown.text
    refused = await desk.chief.slash("schedule edit", schedule="1", draft=0)
    assert "nothing to approve" in refused.text
    await desk.chief.slash("schedule edit", schedule="1", draft=0, approval=False)
    assert "draft" not in (await desk.chief.slash("schedule show", schedule="1")).text
