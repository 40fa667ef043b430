"""A database put back to a backup, and what was posted since in a forum, a thread or plain text: no
edition is posted again, and no story that a feed brings in again is news again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from bot.workflows.places import channel_of
from bot.workflows.restored import RESTORED
from storage.delivery_records import DeliveryState
from tests.e2e.conftest import Desk
from tests.e2e.faults import POST, briefings, ended, impatient_desk
from tests.e2e.test_corrections import mended
from tests.e2e.test_feeds import Quay, follow
from tests.e2e.test_places import just_after_midnight, long_news, threads
from tests.e2e.test_plain_text import post_plain
from tests.e2e.test_restoring import ends, kept, put_back
from tests.e2e.test_schedules import add, to_the_next_post


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with impatient_desk(tmp_path, pauses=()) as desk:
        yield desk
        await desk.net.close()


async def test_a_forum_post_is_not_made_again(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    forum: Any = desk.world.add_channel(desk.guild, "briefings", kind="forum")
    await add(desk, channel=forum, times="08:00, 18:00")
    backup = await kept(desk)
    await to_the_next_post(desk)
    await ended(desk)
    assert len(threads(desk, forum)) == 1
    await put_back(desk, backup)
    (row,) = await ends(desk, 1)
    assert len(threads(desk, forum)) == 1
    assert (row.state, row.reason) == (DeliveryState.SENT, RESTORED)


async def test_what_went_into_the_days_thread_is_not_posted_again(desk: Desk) -> None:
    await desk.set_up()
    just_after_midnight(desk)
    await desk.add_story()
    await add(desk, channel=desk.news, times="08:00, 18:00", thread=True)
    backup = await kept(desk)
    await to_the_next_post(desk)
    await ends(desk, 1)
    await desk.add_story(headline="Ferry goes back to its winter timetable", hours_old=1)
    await to_the_next_post(desk)
    await ends(desk, 2)
    (thread,) = threads(desk, desk.news)
    assert len(await briefings(desk)) == 1
    assert len(await briefings(desk, thread)) == 1
    await put_back(desk, backup)
    rows = await ends(desk, 2)
    assert len(threads(desk, desk.news)) == 1
    assert len(await briefings(desk)) == 1
    assert len(await briefings(desk, thread)) == 1
    assert [(row.state, row.reason) for row in rows] == [(DeliveryState.SENT, RESTORED)] * 2
    assert {row.thread_id for row in rows} == {thread.id}


@pytest.mark.parametrize("where", ["channel", "thread", "forum"])
async def test_every_part_of_a_long_edition_is_on_record_again(desk: Desk, where: str) -> None:
    await desk.set_up()
    await long_news(desk)
    channel: Any = desk.news
    if where == "forum":
        channel = desk.world.add_channel(desk.guild, "briefings", kind="forum")
    await add(desk, channel=channel, thread=where == "thread")
    backup = await kept(desk)
    await to_the_next_post(desk)
    (row,) = await ends(desk, 1)
    before = await desk.app.storage.deliveries.get(desk.guild.id, row.id)
    await put_back(desk, backup)
    (row,) = await ends(desk, 1)
    after = await desk.app.storage.deliveries.get(desk.guild.id, row.id)
    assert before is not None
    assert after is not None
    assert len(before.parts) == 2
    assert [one.message_id for one in after.parts] == [one.message_id for one in before.parts]
    assert [channel_of(after, one) for one in after.parts] == [
        channel_of(before, one) for one in before.parts
    ]
    assert {one.story_id for one in after.stories} == {one.story_id for one in before.stories}


async def test_a_correction_reaches_what_was_found(desk: Desk) -> None:
    await desk.set_up()
    await desk.add_story()
    await add(desk, channel=desk.news)
    backup = await kept(desk)
    await to_the_next_post(desk)
    await ends(desk, 1)
    (before,) = await briefings(desk)
    await put_back(desk, backup)
    await ends(desk, 1)
    page = await desk.editor.slash("story correct", story="1")
    form = await desk.editor.choose(page.message, "Which part is wrong?", ["note"])
    await desk.editor.submit(form.modal, {"words": "The race was on Saturday."})
    await mended(desk)
    (after,) = await briefings(desk)
    assert "The race was on Saturday" in str(after)
    assert after["flags"] == before["flags"]
    assert texts(after)[0] == texts(before)[0]


def texts(message: dict[str, Any]) -> list[str]:
    return [one["content"] for one in message["components"][0]["components"] if "content" in one]


TOLD = {
    1: (
        "Crane *falls* into dock",
        (
            "A crane fell into the old dock at Sampleport on Tuesday night. Nobody was hurt; the"
            " harbour master closed two berths until divers have looked at the wreck."
        ),
    ),
    2: (
        "Library opens at night | for two weeks",
        (
            "The town library lends its reading room to students until midnight. Ms Example hired"
            " three guards and borrowed forty lamps from the theatre for the trial."
        ),
    ),
    3: (
        "Bakers agree on lighter loaves",
        (
            "Nine bakeries will sell bread of 400 grams from May on. Flour costs a third more"
            " than in autumn, their guild told farmers on Friday, and loaves went stale."
        ),
    ),
}


class Telling(Quay):
    """Entries whose dates stay as they were. linked: whether they have links of their own."""

    linked = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._dated: dict[int, str] = {}

    def plain_item(self, number: int) -> str:
        headline, words = TOLD[number]
        ago = self._desk.playground.clock.utc() - timedelta(minutes=20)
        dated = self._dated.setdefault(number, format_datetime(ago))
        link = f"http://pages.example/{number}" if self.linked else "http://pages.example/"
        return (
            f"<item><title>{headline}</title><guid>tag:{number}</guid><link>{link}</link>"
            f"<pubDate>{dated}</pubDate><description>{words}</description></item>"
        )


async def polled(desk: Desk, count: int) -> None:
    """An editor has the feed looked at, which has brought so many stories then."""
    page = await desk.editor.slash("feed show", feed="1")
    await desk.editor.press(page.message, "Check now")
    assert await desk.app.storage.stories.count(desk.guild.id) == count


async def shown(desk: Desk, channel: Any) -> list[str]:
    """Which of the entries each briefing shows, oldest first, wherever it stands."""
    found = [one for place in (channel, *threads(desk, channel))
             for one in await briefings(desk, place)]  # fmt: skip
    posts = [str(one) for one in sorted(found, key=lambda one: int(one["id"]))]
    marks = {"1": "dock", "2": "Library", "3": "loaves"}
    return ["".join(number for number, word in marks.items() if word in post) for post in posts]


@pytest.mark.parametrize("form", ["cards", "thread", "forum", "plain", "plainest", "without links"])
async def test_what_a_feed_brings_in_again_is_not_news_again(desk: Desk, form: str) -> None:
    await desk.set_up()
    just_after_midnight(desk)
    desk.editor.quiet_patience = 30  # the way out leaves a host alone for two seconds
    feed = Telling(desk)
    feed.linked = form != "without links"
    await desk.net.site("quay.example", feed.answer)
    channel: Any = desk.news
    if form == "forum":
        channel = desk.world.add_channel(desk.guild, "briefings", kind="forum")
    if form == "plain":
        await post_plain(desk)
    feed.numbers = [1]
    await follow(desk, "the newest 3", mode="auto")
    await add(desk, channel=channel, times="03:00, 06:00, 09:00, 12:00", thread=form == "thread")
    await to_the_next_post(desk)
    await ends(desk, 1)
    backup = await kept(desk)
    feed.numbers = [1, 2]
    await polled(desk, 2)
    if form == "plainest":
        desk.playground.faults.refuse(50035, on=POST)
    await to_the_next_post(desk)
    await ends(desk, 2)
    assert await shown(desk, channel) == ["1", "2"]
    await put_back(desk, backup)
    feed.numbers = [1, 2, 3]
    await polled(desk, 3)
    await to_the_next_post(desk)
    rows = await ends(desk, 3)
    assert [row.state for row in rows] == [DeliveryState.SENT] * 3
    assert await shown(desk, channel) == ["1", "2", "3"]
