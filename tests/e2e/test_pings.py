"""The one role a schedule may call: by which rule, and only if bot and person may mention it."""

from __future__ import annotations

from typing import Any

import pytest

from playground.permissions import Permission
from tests.e2e.conftest import Desk
from tests.e2e.test_places import briefings, long_news, settled, threads
from tests.e2e.test_schedules import add, to_the_next_post


@pytest.fixture
async def readers(desk: Desk) -> Any:
    """A role that anybody may mention."""
    await desk.set_up()
    return desk.world.add_role(desk.guild, "Readers", mentionable=True)


async def pinged(desk: Desk, channel: Any = None) -> list[list[str]]:
    """The roles that each briefing called, oldest first."""
    posts = await desk.posted(channel=channel)
    return [post["mention_roles"] for post in sorted(posts, key=lambda one: int(one["id"]))]


def bodies(desk: Desk) -> list[dict[str, Any]]:
    return [
        request.body.get("message", request.body)
        for request in desk.playground.requests
        if request.method == "POST" and "briefing.why" in str(request.body)
    ]


async def test_news_of_the_day_calls_the_role_in_the_first_part_and_nobody_else(
    desk: Desk, readers: Any
) -> None:
    await long_news(desk)
    answer = await add(desk, channel=desk.news, ping=readers)
    assert f"Pings <@&{readers.id}> when there is news of the day" in answer
    await to_the_next_post(desk)
    await settled(desk)
    assert await pinged(desk) == [[str(readers.id)], []]
    first, second = bodies(desk)
    assert first["allowed_mentions"] == {
        "parse": [],
        "replied_user": False,
        "roles": [str(readers.id)],
    }
    assert second["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_stories_that_mention_the_role_call_nobody(desk: Desk, readers: Any) -> None:
    await desk.add_story(headline=f"Rowers thank <@&{readers.id}> and @everyone for coming")
    await add(desk, channel=desk.news)
    await to_the_next_post(desk)
    await settled(desk)
    assert await pinged(desk) == [[]]


async def test_an_archive_edition_and_an_empty_one_call_only_if_every_edition_does(
    desk: Desk, readers: Any
) -> None:
    await desk.add_story(hours_old=24 * 400)
    await add(desk, channel=desk.news, ping=readers, post_empty=True, name="By rule")
    await add(
        desk, channel=desk.staff, ping=readers, ping_when="every", post_empty=True, name="Always"
    )
    for _ in range(2):  # once from the archive, once with nothing at all
        await to_the_next_post(desk)
        await settled(desk)
        await desk.quiet(0.2)
    assert await pinged(desk) == [[], []]
    assert await pinged(desk, desk.staff) == [[str(readers.id)], [str(readers.id)]]


async def test_a_late_edition_and_an_extra_one_never_call(desk: Desk, readers: Any) -> None:
    await desk.add_story()
    await add(desk, channel=desk.news, ping=readers, ping_when="every")
    schedule = (await desk.app.storage.schedules.list_all(desk.guild.id))[0]
    run = schedule.slots[0].next_run_at
    assert run is not None
    await desk.stop()
    ahead = (run - desk.playground.clock.utc()).total_seconds()
    desk.playground.clock.move(ahead + 2 * 3600)
    await desk.start()
    await settled(desk)
    await desk.add_story(headline="Ferry goes back to its winter timetable", hours_old=0.5)
    question = await desk.editor.slash("briefing now", schedule="1")
    await desk.editor.press(question.message, "Post an extra edition")
    await settled(desk)
    assert await pinged(desk) == [[], []]


async def test_once_the_right_is_gone_it_is_posted_without_the_ping_and_the_row_says_so(
    desk: Desk, readers: Any
) -> None:
    await desk.add_story()
    await add(desk, channel=desk.news, ping=readers)
    readers.mentionable = False
    desk.world.set_permissions(desk.guild, readers, 0)
    await to_the_next_post(desk)
    row = await settled(desk)
    assert await pinged(desk) == [[]]
    assert "without the ping" in str(row.reason)
    assert "without the ping" in (await desk.chief.slash("schedule list")).text
    assert "<@&" not in str(await desk.posted())


async def test_a_role_deleted_before_the_hour_stops_nothing(desk: Desk, readers: Any) -> None:
    await desk.add_story()
    await add(desk, channel=desk.news, ping=readers)
    desk.world.delete_role(desk.guild, readers)
    await to_the_next_post(desk)
    row = await settled(desk)
    assert "without the ping" in str(row.reason)


async def test_a_forum_post_calls_the_role_too(desk: Desk, readers: Any) -> None:
    papers = desk.world.add_channel(desk.guild, "papers", kind="forum")
    await desk.add_story()
    await add(desk, channel=papers, ping=readers)
    await to_the_next_post(desk)
    await settled(desk)
    (post,) = threads(desk, papers)
    assert await briefings(desk, post) == ["1"]
    assert await pinged(desk, post) == [[str(readers.id)]]


async def test_everyone_is_never_pinged(desk: Desk, readers: Any) -> None:
    everyone = desk.guild.roles[desk.guild.id]
    answer = await add(desk, channel=desk.news, ping=everyone)
    assert "never pinged" in answer
    assert await desk.app.storage.schedules.list_all(desk.guild.id) == ()


async def test_when_saved_both_the_person_and_the_bot_must_be_allowed_to_mention_it(
    desk: Desk, readers: Any
) -> None:
    closed = desk.world.add_role(desk.guild, "Subscribers")
    assert "The bot may not mention" in await add(desk, channel=desk.news, ping=closed)
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    desk.world.set_overwrite(desk.news, bot, allow=Permission.MENTION_EVERYONE)
    deputy_role = desk.world.add_role(desk.guild, "Deputy", Permission.MANAGE_GUILD)
    deputy = desk.person(desk.world.add_member(desk.guild, "Dee", roles=[deputy_role]))
    refused = await deputy.slash("schedule add", times="08:00", channel=desk.news, ping=closed)
    assert "You may not mention" in refused.text
    assert f"Pings <@&{closed.id}>" in await add(desk, channel=desk.news, ping=closed)


async def test_a_ping_can_be_changed_and_taken_back(desk: Desk, readers: Any) -> None:
    await add(desk, channel=desk.news)
    lonely = await desk.chief.slash("schedule edit", schedule="1", ping_when="every")
    assert "Which role?" in lonely.text
    given = await desk.chief.slash("schedule edit", schedule="1", ping=readers, ping_when="every")
    assert "with every edition" in given.text
    taken = await desk.chief.slash("schedule edit", schedule="1", ping_when="never")
    assert "Pings" not in taken.text


async def test_a_body_that_would_call_more_than_one_role_is_never_posted(desk: Desk) -> None:
    for allowed in (
        '{"parse":[],"roles":["1","2"]}',
        '{"parse":["roles"]}',
        '{"parse":[],"users":["1"]}',
    ):
        body = f'{{"content":"x","allowed_mentions":{allowed}}}'
        with pytest.raises(ValueError, match="whom it may mention"):
            await desk.app.poster.send(desk.guild.id, desk.news.id, body, "nonce")
