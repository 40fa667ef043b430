"""Joining, leaving, outages, and what the bot hears of channels, roles and members."""

from __future__ import annotations

import discord

from playground import Permission, Playground
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot, running, until


async def test_the_bot_hears_of_joining_leaving_and_outages_as_different_things(
    pg: Playground, start: Start, guild: Guild
) -> None:
    bot = await start(TryBot(pg.socket_path))
    bot.events.clear()
    second = pg.world.add_guild("Second", with_bot=False)
    town = pg.world.add_channel(second, "town")
    pg.world.add_bot(second)
    await until(lambda: ("join", second.id) in bot.events)
    joined = bot.get_guild(second.id)
    assert joined is not None
    assert joined.get_channel(town.id) is not None
    assert joined.me.guild_permissions.send_messages
    pg.world.set_unavailable(second)
    await until(lambda: ("unavailable", second.id) in bot.events)
    pg.world.set_available(second)
    await until(lambda: ("available", second.id) in bot.events)
    pg.world.remove_bot(second)
    await until(lambda: ("remove", second.id) in bot.events)
    assert bot.get_guild(second.id) is None
    assert [name for name, *_ in bot.events] == ["join", "unavailable", "available", "remove"]


async def test_a_server_in_an_outage_at_the_start_is_not_a_new_one_later(
    pg: Playground, guild: Guild
) -> None:
    pg.world.set_unavailable(guild)
    bot = TryBot(pg.socket_path)
    async with running(bot, pg):
        found = bot.get_guild(guild.id)
        assert found is not None
        assert found.unavailable
        pg.world.set_available(guild)
        await until(lambda: ("available", guild.id) in bot.events)
    assert "join" not in [name for name, *_ in bot.events]


async def test_the_bot_may_leave_by_itself(pg: Playground, start: Start, guild: Guild) -> None:
    bot = await start(TryBot(pg.socket_path))
    found = bot.get_guild(guild.id)
    assert found is not None
    await found.leave()
    await until(lambda: ("remove", guild.id) in bot.events)
    assert pg.world.bot.id not in guild.members


async def test_channels_and_roles_stay_in_step(
    pg: Playground, start: Start, guild: Guild, news: Channel
) -> None:
    bot = await start(TryBot(pg.socket_path))
    seen = bot.get_guild(guild.id)
    assert seen is not None
    wire = pg.world.add_channel(guild, "wire", kind="announcement", topic="All of it")
    role = pg.world.add_role(guild, "Editors", Permission.MANAGE_MESSAGES)
    await until(lambda: seen.get_channel(wire.id) and seen.get_role(role.id))
    channel = seen.get_channel(wire.id)
    assert isinstance(channel, discord.TextChannel)
    assert channel.is_news()
    assert channel.topic == "All of it"
    pg.world.set_roles(guild.members[pg.world.bot.id], [role])
    await until(lambda: seen.me.guild_permissions.manage_messages)
    pg.world.set_overwrite(news, role, deny=Permission.SEND_MESSAGES)
    text = seen.get_channel(news.id)
    assert isinstance(text, discord.TextChannel)
    await until(lambda: not text.permissions_for(seen.me).send_messages)
    pg.world.delete_role(guild, role)
    await until(lambda: seen.get_role(role.id) is None)
    await until(lambda: text.permissions_for(seen.me).send_messages)
    pg.world.delete_channel(wire)
    await until(lambda: seen.get_channel(wire.id) is None)


async def test_other_members_are_told_of_only_with_the_intents(
    pg: Playground, guild: Guild, ana: Member
) -> None:
    bot = TryBot(pg.socket_path)
    async with running(bot, pg):
        seen = bot.get_guild(guild.id)
        assert seen is not None
        assert [one.id for one in seen.members] == [pg.world.bot.id]
        assert seen.member_count == 2


async def test_reading_a_server_over_rest(
    pg: Playground, start: Start, guild: Guild, news: Channel, ana: Member
) -> None:
    bot = await start(TryBot(pg.socket_path))
    fetched = await bot.fetch_guild(guild.id)
    assert (fetched.name, fetched.owner_id, fetched.approximate_member_count) == (
        "Harbour Herald",
        ana.id,
        2,
    )
    assert [one.id for one in await fetched.fetch_channels()] == [news.id]
    assert [one.name for one in await fetched.fetch_roles()] == ["@everyone", "Newsbot"]
    assert (await fetched.fetch_member(ana.id)).display_name == "Ana"
    assert [one.id async for one in bot.fetch_guilds()] == [guild.id]
    info = await bot.application_info()
    assert (info.name, info.approximate_guild_count) == ("Newsbot", 1)


async def test_a_bot_with_the_permission_makes_channels_and_roles(
    pg: Playground, start: Start
) -> None:
    allowed = Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES
    guild = pg.world.add_guild("Making", bot_permissions=int(allowed))
    bot = await start(TryBot(pg.socket_path))
    seen = bot.get_guild(guild.id)
    assert seen is not None
    channel = await seen.create_text_channel("briefings", topic="At eight")
    assert pg.world.channels[channel.id].topic == "At eight"
    await channel.edit(name="briefing", slowmode_delay=5)
    assert pg.world.channels[channel.id].slowmode == 5
    await channel.set_permissions(seen.default_role, send_messages=False)
    assert pg.world.channels[channel.id].overwrites[guild.id].deny == 1 << 11
    await channel.set_permissions(seen.default_role, overwrite=None)
    assert pg.world.channels[channel.id].overwrites == {}
    await channel.delete()
    assert channel.id not in pg.world.channels
