"""What the desk sends by itself: cards in its channel, thanks and reasons by direct message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.e2e.conftest import Desk
from tests.e2e.test_desk import HEADLINES, queue, send, submission

__all__ = ["queue"]

Message = dict[str, Any]


@pytest.fixture
async def channel(queue: Desk) -> Desk:
    """The desk with a channel of its own, where its people are."""
    panel = await queue.chief.slash("setup")
    await queue.chief.choose(panel.message, "setup.desk", [queue.staff])
    queue.editor = queue.editor.at(queue.staff)
    queue.chief = queue.chief.at(queue.staff)
    return queue


async def cards(desk: Desk, holds: Callable[[str], bool] = lambda _text: True) -> list[Message]:
    """The bot's public messages in the desk's channel, once something holds of what they say."""
    found: list[Message] = []
    for _ in range(200):
        found = [
            one
            for one in await desk.chief.messages(desk.staff)
            if one["author"].get("bot") and not one["flags"] & 64
        ]
        if found and holds(str([one["components"] for one in found])):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError([one["components"] for one in found])


async def letters(desk: Desk, count: int = 1) -> list[Message]:
    """What the member got by direct message, once there are so many."""
    box = desk.world.dm(desk.member.user)
    found: list[Message] = []
    for _ in range(200):
        found = await desk.member.messages(box)
        if len(found) >= count:
            break
        await asyncio.sleep(0.05)
    return found


async def test_a_submission_is_shown_in_the_desks_channel_and_decided_there(channel: Desk) -> None:
    await send(channel)
    (card,) = await cards(channel)
    assert HEADLINES[0] in str(card["components"])
    assert card["mentions"] == []
    accepted = await channel.editor.press(card, "Accept")
    assert accepted.ephemeral
    assert "as story 1" in accepted.text
    (decided,) = await cards(channel, lambda text: "accepted it" in text)
    assert decided["id"] == card["id"]
    assert "desk.do" not in str(decided["components"])
    assert decided["mentions"] == []


async def test_a_press_on_an_old_card_says_who_was_first(channel: Desk) -> None:
    await send(channel)
    (card,) = await cards(channel)
    shown = await channel.chief.slash("desk queue")
    await channel.chief.press(shown.message, "Hold")
    late = await channel.forge(channel.editor, card, "desk.do:accept:1:1:0:0")
    said = ""
    for _ in range(100):
        said = str((await channel.editor.messages(channel.staff))[-1]["components"])
        if "Somebody was faster" in said:
            break
        await asyncio.sleep(0.05)
    assert "put it on hold" in said
    assert not late.failed
    held = await cards(channel, lambda text: "Back to the queue" in text)
    assert len(held) == 1


async def test_members_cannot_press_a_card(channel: Desk) -> None:
    await send(channel)
    (card,) = await cards(channel)
    refused = await channel.member.at(channel.staff).press(card, "Accept")
    assert "for editors" in refused.text
    assert (await submission(channel)).version == 1


async def test_cards_survive_a_restart_and_a_fault(channel: Desk) -> None:
    channel.playground.faults.status(503, on="POST /channels/*/messages", times=1)
    await send(channel)
    await channel.restart()
    await channel.quiet(1)
    channel.playground.clock.move(120)
    assert len(await cards(channel)) == 1
    await channel.quiet(1)
    assert len(await cards(channel)) == 1


async def test_a_channel_that_is_barred_is_told_of_and_the_queue_goes_on(channel: Desk) -> None:
    everyone = channel.guild.roles[channel.guild.id]
    channel.world.set_overwrite(channel.staff, everyone, deny=1 << 11)
    sent = await send(channel)
    assert "Sent to the desk" in sent.text
    shown = await channel.chief.at(channel.news).slash("desk queue")
    assert HEADLINES[0] in shown.text


async def test_declining_is_told_privately_with_the_reason(channel: Desk) -> None:
    await send(channel)
    (card,) = await cards(channel)
    form = await channel.editor.press(card, "Decline")
    await channel.editor.submit(form.modal, {"Why": "We had it on Monday, <@&1> @here"})
    (letter,) = await letters(channel)
    said = str(letter["components"])
    assert "was declined" in said
    assert "We had it on Monday" in said
    assert letter["mentions"] == []
    assert not letter["mention_everyone"]


async def test_the_finder_is_thanked_once_when_the_story_is_used(queue: Desk) -> None:
    await send(queue)
    shown = await queue.editor.slash("desk queue")
    await queue.editor.press(shown.message, "Accept")
    for name in ("Morning", "Noon"):
        await queue.chief.slash("schedule add", channel=queue.news, times="08:00", name=name)
    schedules = await queue.app.storage.schedules.list_all(queue.guild.id)
    (slot, *_) = schedules[0].slots
    assert slot.next_run_at is not None
    queue.playground.clock.move_to(slot.next_run_at + timedelta(seconds=1))
    posted = await queue.posted(count=2)
    assert f"Found by <@{queue.member.id}>" in str(posted[0]["components"])
    assert posted[0]["mentions"] == []
    (letter,) = await letters(queue)
    assert "was used. Thank you" in str(letter["components"])
    assert f"/{queue.news.id}/" in str(letter["components"])
    await queue.quiet(1)
    assert len(await letters(queue)) == 1
    mine = await queue.member.slash("submit mine")
    stopped = await queue.member.press(mine.message, "Neither name nor tell me")
    assert "neither named nor written to" in stopped.text
    story = await queue.app.storage.stories.get(queue.guild.id, 1)
    assert story is not None
    assert story.found_by is None


async def test_closed_direct_messages_lose_nothing(channel: Desk) -> None:
    channel.world.close_dms(channel.member.user)
    await send(channel)
    (card,) = await cards(channel)
    form = await channel.editor.press(card, "Decline")
    await channel.editor.submit(form.modal, {"Why": "Too old"})
    await channel.quiet(1)
    mine = await channel.member.slash("submit mine")
    assert "declined: Too old" in mine.text
    assert "thanks" not in mine.text


async def test_who_asked_to_be_left_alone_is_not_written_to(channel: Desk) -> None:
    sent = await send(channel)
    quiet = await channel.member.press(sent.message, "Neither name nor tell me")
    assert "neither named nor written to" in quiet.text
    (card,) = await cards(channel)
    form = await channel.editor.press(card, "Decline")
    await channel.editor.submit(form.modal, {"Why": "Too old"})
    await channel.quiet(1)
    assert await letters(channel, 0) == []
