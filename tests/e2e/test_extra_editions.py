"""/briefing now: an extra edition, asked for by hand."""

from __future__ import annotations

import asyncio
from typing import Any

from storage.delivery_records import Delivery
from tests.e2e.conftest import Desk
from tests.e2e.faults import SEND, deny
from tests.e2e.test_schedules import add, to_the_next_post

QUESTION = "Post an extra edition"


async def ledger(desk: Desk) -> tuple[Delivery, ...]:
    return await desk.app.storage.deliveries.of_schedule(desk.guild.id, 1, 20)


def link(desk: Desk, post: dict[str, Any], channel: Any = None) -> str:
    where = (channel or desk.news).id
    return f"https://discord.com/channels/{desk.guild.id}/{where}/{post['id']}"


async def out_today(desk: Desk) -> None:
    """A schedule whose edition of today is out, and one story more since then."""
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news, name="Morning")
    await to_the_next_post(desk)
    await desk.posted(count=1)
    await desk.add_story(headline="Ferry goes back to its winter timetable")


async def test_now_posts_at_once_labelled_and_answers_privately_with_a_link(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news, name="Morning")
    answer = await desk.editor.slash("briefing now", schedule="1")
    (post,) = await desk.posted()
    assert answer.ephemeral
    assert link(desk, post) in str(answer.message)
    assert "extra edition" in str(post)
    assert post["mention_roles"] == []
    (row,) = await ledger(desk)
    assert row.slot.startswith("extra:")
    assert row.state == "sent"


async def test_what_an_extra_edition_carried_the_next_one_does_not_carry_again(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    await desk.editor.slash("briefing now", schedule="1")
    await to_the_next_post(desk)
    await desk.quiet()
    assert len(await desk.posted()) == 1
    assert [row.reason for row in await ledger(desk)] == ["nothing new", None]


async def test_with_nothing_left_it_says_so_and_posts_nothing(desk: Desk) -> None:
    await desk.set_up()
    await add(desk, channel=desk.news, post_empty=True)
    answer = await desk.editor.slash("briefing now", schedule="1")
    assert "Nothing was posted" in answer.text
    assert await desk.posted(count=0) == []


async def test_it_asks_first_when_todays_edition_is_out_and_yes_works_once_after_a_restart(
    desk: Desk,
) -> None:
    await out_today(desk)
    question = await desk.editor.slash("briefing now", schedule="1")
    assert question.ephemeral
    assert "out already" in question.text
    assert len(await desk.posted()) == 1
    await desk.restart()
    answer = await desk.editor.press(question.message, QUESTION)
    _, post = sorted(await desk.posted(count=2), key=lambda one: int(one["id"]))
    assert link(desk, post) in str(answer.message)
    assert QUESTION not in answer.buttons
    again = await desk.forge(desk.editor, answer.message, confirm_id(question))
    assert link(desk, post) in str(again.message)
    desk.playground.clock.move(86400)
    await desk.forge(desk.editor, answer.message, confirm_id(question))
    await desk.quiet()
    assert len([row for row in await ledger(desk) if row.slot.startswith("extra:")]) == 1
    assert len(await desk.posted(count=2)) == 2


async def test_a_double_click_gives_one_post(desk: Desk) -> None:
    await out_today(desk)
    question = await desk.editor.slash("briefing now", schedule="1")
    clicks = [desk.forge(desk.editor, question.message, confirm_id(question)) for _ in range(5)]
    answers = await asyncio.gather(*clicks)
    await desk.posted(count=2)
    await desk.quiet()
    assert len(await desk.posted(count=2)) == 2
    assert all(not answer.failed for answer in answers)
    assert len([row for row in await ledger(desk) if row.slot.startswith("extra:")]) == 1


async def test_it_asks_while_todays_edition_is_going_out_and_follows_it(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    desk.playground.faults.slow_answer(1.5, on=f"POST /channels/{desk.news.id}/messages")
    await to_the_next_post(desk)
    await desk.posted(count=1)
    await desk.add_story(headline="Ferry goes back to its winter timetable")
    question = await desk.editor.slash("briefing now", schedule="1")
    assert "going out now" in question.text
    desk.editor.quiet_patience = 8.0
    answer = await desk.editor.press(question.message, QUESTION)
    assert "Posted an extra edition" in answer.text
    assert len(await desk.posted(count=2)) == 2


async def test_a_post_that_is_refused_is_explained(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    deny(desk, SEND)
    answer = await desk.editor.at(desk.staff).slash("briefing now", schedule="1")
    assert "Nothing was posted" in answer.text
    assert "lacks Send Messages" in answer.text


async def test_only_editors_and_only_schedules_of_this_server(desk: Desk) -> None:
    await desk.set_up()
    await add(desk, channel=desk.news, name="Morning")
    refused = await desk.member.slash("briefing now", schedule="1")
    assert "for editors" in refused.text
    assert "No such schedule" in (await desk.editor.slash("briefing now", schedule="77")).text
    choices = await desk.editor.autocomplete("briefing now", "schedule", typed="mor")
    assert [choice["name"] for choice in choices] == ["Morning"]
    forged = await desk.forge(desk.member, refused.message, "briefing.extra:1:5")
    assert "for editors" in forged.text
    assert await ledger(desk) == ()


def confirm_id(question: Any) -> str:
    rows = question.message["components"]
    buttons = [one for part in rows for one in part.get("components", [])]
    return next(one["custom_id"] for one in buttons if one.get("label") == QUESTION)
