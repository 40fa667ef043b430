"""What the editors are told, where, and that nothing of it is lost."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.e2e.conftest import SEND_MESSAGES, Desk

SENTENCE = "{name} is paused: {reason}. It posts to <#{channel}>."


async def tell(desk: Desk, subject: str = "paused:1", name: str = "Morning") -> bool:
    reason = "That channel no longer exists."
    return await desk.app.notices.tell(
        desk.guild.id, subject, SENTENCE, name=name, reason=reason, channel=desk.news.id
    )


async def settled(desk: Desk) -> int:
    """How many notices wait for a command, once none waits to be sent."""
    notices = desk.app.storage.notices
    for _ in range(200):
        if not await notices.untried(9):
            return len(await notices.kept(desk.guild.id, 99))
        await asyncio.sleep(0.02)
    raise AssertionError("a notice still waits to be sent")


async def told_in(desk: Desk, channel: Any) -> list[str]:
    """What stands in a channel, as the chief sees it."""
    return [str(one["components"]) for one in await desk.chief.messages(channel)]


async def choose_channel(desk: Desk) -> str:
    panel = await desk.chief.slash("setup")
    return (await desk.chief.choose(panel.message, "setup.notices", [desk.staff])).text


async def test_a_notice_stands_once_in_the_editors_channel(desk: Desk) -> None:
    await choose_channel(desk)
    assert await tell(desk, name="*Morning* @everyone")
    assert not await tell(desk)
    assert await settled(desk) == 0
    (told,) = await told_in(desk, desk.staff)
    assert "no longer exists" in told
    assert f"<#{desk.news.id}>" in told
    assert "@everyone" not in told
    request = next(
        one
        for one in desk.playground.requests
        if one.method == "POST" and one.path.endswith(f"/channels/{desk.staff.id}/messages")
    )
    assert request.body["allowed_mentions"]["parse"] == []
    await desk.restart()
    assert not await tell(desk)
    assert len(await told_in(desk, desk.staff)) == 1


async def test_the_editors_channel_is_remembered_and_can_be_taken_back(desk: Desk) -> None:
    assert "Editors' channel" in await choose_channel(desk)
    await desk.restart()
    guild = await desk.app.storage.guilds.get(desk.guild.id)
    assert guild is not None
    assert guild.notice_channel_id == desk.staff.id
    panel = await desk.chief.slash("setup")
    await desk.chief.choose(panel.message, "setup.notices", [])
    guild = await desk.app.storage.guilds.get(desk.guild.id)
    assert guild is not None
    assert guild.notice_channel_id is None


async def test_an_editors_channel_the_bot_may_not_write_in_is_refused(desk: Desk) -> None:
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    desk.world.set_overwrite(desk.staff, bot, deny=SEND_MESSAGES)
    assert "Send Messages" in await choose_channel(desk)
    guild = await desk.app.storage.guilds.get(desk.guild.id)
    assert guild is not None
    assert guild.notice_channel_id is None


async def test_without_an_editors_channel_the_owner_is_told(desk: Desk) -> None:
    await tell(desk)
    assert await settled(desk) == 0
    (told,) = await told_in(desk, desk.world.dm(desk.chief.user))
    assert "no longer exists" in told


async def test_an_editors_channel_that_is_gone_makes_way_for_the_owner(desk: Desk) -> None:
    await choose_channel(desk)
    desk.world.delete_channel(desk.staff)
    await tell(desk)
    assert await settled(desk) == 0
    assert len(await told_in(desk, desk.world.dm(desk.chief.user))) == 1


async def test_what_reaches_nobody_is_shown_at_the_chiefs_next_command_once(desk: Desk) -> None:
    desk.world.close_dms(desk.chief.user)
    await tell(desk)
    assert await settled(desk) == 1
    await desk.restart()
    assert await settled(desk) == 1
    await desk.member.slash("help")
    await desk.quiet(0.2)
    assert await settled(desk) == 1
    await desk.chief.slash("help")
    for _ in range(100):
        if not await settled(desk):
            break
        await asyncio.sleep(0.02)
    shown = [one for one in await told_in(desk, desk.news) if "no longer exists" in one]
    assert len(shown) == 1
    await desk.chief.slash("help")
    await desk.quiet(0.2)
    shown = [one for one in await told_in(desk, desk.news) if "no longer exists" in one]
    assert len(shown) == 1


async def test_a_fault_of_discord_delays_a_notice_and_does_not_double_it(desk: Desk) -> None:
    await choose_channel(desk)
    desk.playground.faults.cut_after(f"POST /channels/{desk.staff.id}/messages", times=1)
    await tell(desk)
    assert await settled(desk) == 0
    assert len(await told_in(desk, desk.staff)) == 1


async def test_a_notice_can_be_withdrawn_until_somebody_has_seen_it(desk: Desk) -> None:
    desk.world.close_dms(desk.chief.user)
    await tell(desk)
    assert await settled(desk) == 1
    assert await desk.app.notices.withdraw(desk.guild.id, "paused:1")
    assert await settled(desk) == 0
    await tell(desk)
    assert await settled(desk) == 1


async def test_a_server_we_do_not_know_is_told_nothing(desk: Desk) -> None:
    assert not await desk.app.notices.tell(1, "x", "Nobody reads this.")
    assert await settled(desk) == 0


async def test_the_obstacle_to_a_post_is_named(desk: Desk) -> None:
    bot = desk.world.bot_member(desk.guild)
    assert bot is not None
    poster = desk.app.poster

    async def obstacle(channel: Any = desk.news) -> str | None:
        await desk.quiet(0.1)
        return await poster.obstacle(desk.guild.id, channel.id)

    assert await obstacle() is None
    desk.world.set_overwrite(desk.news, bot, deny=SEND_MESSAGES)
    assert "Send Messages" in str(await obstacle())
    desk.world.set_overwrite(desk.news, bot, deny=1 << 10)
    assert "View Channel" in str(await obstacle())
    desk.world.set_overwrite(desk.news, bot)
    assert await obstacle() is None
    thread = desk.world.add_channel(desk.guild, "t", kind="thread", parent=desk.news)
    assert await obstacle(thread) is None
    desk.world.delete_channel(desk.news)
    assert "no longer exists" in str(await obstacle())
    desk.world.set_unavailable(desk.guild)
    assert "outage" in str(await obstacle(desk.staff))
    assert "no longer in" in str(await poster.obstacle(1, desk.staff.id))
