"""Pulling a posted briefing: its messages go, the ledger remembers."""

from __future__ import annotations

import pytest

from playground import Permission
from tests.e2e.conftest import Desk
from tests.e2e.test_corrections import mended, post
from tests.e2e.test_places import forum, long_news, threads
from tests.e2e.test_schedules import add, to_the_next_post


@pytest.fixture
async def ready(desk: Desk) -> Desk:
    await desk.set_up()
    return desk


async def test_a_pulled_briefing_is_deleted_and_stays_sent_in_the_ledger(ready: Desk) -> None:
    await long_news(ready)
    await post(ready)
    assert len(await ready.posted(count=2)) == 2
    asked = await ready.editor.slash("briefing pull", schedule="1")
    assert "Delete the 2 messages" in asked.text
    assert len(await ready.posted(count=2)) == 2
    pulled = await ready.editor.press(asked.message, "Delete it")
    assert "of 2 messages deleted" in pulled.text
    await mended(ready)
    await ready.quiet(0.1)
    assert not [one for one in ready.news.messages.values() if "briefing.why" in str(one.data)]
    row = await ready.app.storage.deliveries.latest_of(ready.guild.id, 1)
    assert row
    assert row.state == "sent"
    why = await ready.member.slash("why")
    assert "Pulled by an editor" in why.text
    assert "Message 2 was deleted" in why.text
    again = await ready.forge(ready.editor, asked.message, "briefing.pulled:1")
    assert "pulled already" in again.text
    assert "no posted briefing" in (await ready.editor.slash("briefing pull", schedule="1")).text
    (entry,) = await ready.app.storage.desk_log.latest(ready.guild.id, subject="briefing", limit=5)
    assert entry.action == "briefing.pull"


async def test_pulled_stories_are_not_carried_again_nor_corrected_into_a_message(
    ready: Desk,
) -> None:
    await ready.add_story()
    await post(ready)
    asked = await ready.editor.slash("briefing pull", schedule="1")
    await ready.editor.press(asked.message, "Delete it")
    await mended(ready)
    await to_the_next_post(ready)
    await ready.settled()
    assert not [one for one in ready.news.messages.values() if "briefing.why" in str(one.data)]
    page = await ready.editor.slash("story correct", story="1")
    form = await ready.editor.choose(page.message, "Which part is wrong?", ["note"])
    done = await ready.editor.submit(form.modal, {"words": "It rained."})
    assert "No posted message carries it" in done.text


async def test_what_members_wrote_in_the_thread_stays(ready: Desk) -> None:
    await long_news(ready)
    await post(ready, thread=True)
    (thread,) = threads(ready, ready.news)
    await ready.person(ready.editing_member, thread).post("Good to know.")
    asked = await ready.editor.slash("briefing pull", schedule="1")
    assert "What members wrote in its thread stays" in asked.text
    await ready.editor.press(asked.message, "Delete it")
    await mended(ready)
    await ready.quiet(0.1)
    left = [one.data["content"] for one in thread.messages.values()]
    assert "Good to know." in left
    assert not any("briefing.why" in str(one.data) for one in thread.messages.values())


async def pull(desk: Desk) -> None:
    asked = await desk.editor.slash("briefing pull", schedule="1")
    await desk.editor.press(asked.message, "Delete it")
    await mended(desk)
    await desk.quiet(0.1)


def allow_to_delete(desk: Desk) -> None:
    for channel in [one for one in desk.guild.channels.values() if not one.is_thread]:
        bot = desk.guild.members[desk.world.bot.id]
        desk.world.set_overwrite(channel, bot, allow=Permission.MANAGE_THREADS)


async def told(desk: Desk) -> list[str]:
    """What the editors were told unasked."""
    await desk.app.notices.tick()
    owner = desk.world.dm(desk.guild.members[desk.guild.owner_id])
    return [str(desk.playground.messages.payload(one, 0)) for one in owner.messages.values()]


@pytest.mark.parametrize("place", ["post", "thread"])
async def test_the_thread_of_a_pulled_briefing_goes_where_nobody_has_written_in_it(
    ready: Desk, place: str
) -> None:
    await long_news(ready)
    channel = forum(ready) if place == "post" else ready.news
    allow_to_delete(ready)
    await post(ready, channel=channel, **({"thread": True} if place == "thread" else {}))
    assert len(threads(ready, channel)) == 1
    await pull(ready)
    assert threads(ready, channel) == []
    assert await told(ready) == []


async def test_a_post_that_the_bot_may_not_delete_is_closed_and_the_editors_are_told(
    ready: Desk,
) -> None:
    await long_news(ready)
    papers = forum(ready)
    await post(ready, channel=papers)
    await pull(ready)
    (thread,) = threads(ready, papers)
    assert thread.thread.archived
    assert not thread.messages
    (notice,) = await told(ready)
    assert f"<#{thread.id}>" in str(notice)
    assert "Manage Threads" in str(notice)


async def test_a_post_in_which_members_have_written_stays_open(ready: Desk) -> None:
    await ready.add_story()
    papers = forum(ready)
    allow_to_delete(ready)
    await post(ready, channel=papers)
    (thread,) = threads(ready, papers)
    await ready.person(ready.editing_member, thread).post("Good to know.")
    await pull(ready)
    assert threads(ready, papers) == [thread]
    assert not thread.thread.archived
    assert await told(ready) == []


async def test_only_editors_of_the_server_pull(ready: Desk) -> None:
    await ready.add_story()
    await post(ready)
    refused = await ready.member.slash("briefing pull", schedule="1")
    assert "for editors" in refused.text
    elsewhere = ready.world.add_guild("Quay Courier")
    channel = ready.world.add_channel(elsewhere, "general", kind="text")
    stranger = ready.person(ready.world.add_member(elsewhere, "Zoe", owner=True), channel)
    await ready.quiet(0.1)
    empty = await stranger.slash("corrections")
    for custom_id in ("briefing.pulled:1", "briefing.pulling:1"):
        forged = await ready.forge(stranger, empty.message, custom_id)
        assert "no posted briefing" in forged.text
        assert "for editors" in (await ready.forge(ready.member, refused.message, custom_id)).text
    assert len(await ready.posted()) == 1
    await add(ready, channel=ready.staff, name="Idle")
