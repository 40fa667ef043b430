"""Permission arithmetic, and the codes Discord answers when something is not allowed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import Permission, Playground
from playground.clock import Clock
from playground.permissions import ALL, in_channel, in_guild
from playground.records import Channel, Guild, Member, Overwrite, Role, User
from playground.world import World
from tests.playground.trybot import Start, TryBot

V, S = int(Permission.VIEW_CHANNEL), int(Permission.SEND_MESSAGES)
H = int(Permission.READ_MESSAGE_HISTORY)


def small_world(everyone: int) -> tuple[World, Guild, Member, Role, Channel]:
    world = World(Clock())
    guild = world.add_guild("G", with_bot=False)
    guild.roles[guild.id].permissions = everyone
    role = world.add_role(guild, "R")
    member = world.add_member(guild, "M", roles=[role])
    return world, guild, member, role, world.add_channel(guild, "c")


def test_roles_add_up_and_the_administrator_has_all() -> None:
    world, guild, member, role, channel = small_world(V)
    role.permissions = S
    assert in_guild(guild, member) == V | S
    role.permissions = int(Permission.ADMINISTRATOR)
    assert in_channel(guild, member, channel) == ALL
    world.set_overwrite(channel, member, deny=V)
    assert in_channel(guild, member, channel) == ALL


def test_the_owner_has_all_without_any_role() -> None:
    _, guild, member, _, channel = small_world(0)
    guild.owner_id = member.id
    assert in_channel(guild, member, channel) == ALL


def test_overwrites_go_everyone_then_roles_together_then_the_member() -> None:
    world, guild, member, role, channel = small_world(V | S | H)
    everyone = guild.roles[guild.id]
    world.set_overwrite(channel, everyone, deny=S)
    assert in_channel(guild, member, channel) == V | H
    world.set_overwrite(channel, role, allow=S)
    assert in_channel(guild, member, channel) == V | S | H
    other = world.add_role(guild, "Muted")
    world.set_roles(member, [role, other])
    world.set_overwrite(channel, other, deny=S)
    assert in_channel(guild, member, channel) & S, "among roles, allow wins over deny"
    world.set_overwrite(channel, member, deny=S)
    assert not in_channel(guild, member, channel) & S


def test_without_view_there_is_nothing_and_without_send_no_embeds() -> None:
    embeds = int(Permission.EMBED_LINKS)
    world, guild, member, _, channel = small_world(V | S | embeds)
    world.set_overwrite(channel, member, deny=S)
    assert in_channel(guild, member, channel) == V
    world.set_overwrite(channel, member, deny=V)
    assert in_channel(guild, member, channel) == 0


def test_a_thread_takes_its_parents_overwrites_and_its_own_permission_to_write() -> None:
    threads = int(Permission.SEND_MESSAGES_IN_THREADS)
    world, guild, member, _, channel = small_world(V | threads | int(Permission.EMBED_LINKS))
    thread = world.add_channel(guild, "t", kind="thread", parent=channel)
    assert in_channel(guild, member, thread) & Permission.EMBED_LINKS
    assert not in_channel(guild, member, channel) & Permission.EMBED_LINKS
    world.set_overwrite(channel, member, deny=V)
    assert in_channel(guild, member, thread) == 0


bits = st.integers(0, (1 << 53) - 1)


@given(
    base=bits, everyone=st.tuples(bits, bits), role=st.tuples(bits, bits), own=st.tuples(bits, bits)
)
def test_our_arithmetic_is_discord_pys_own(
    base: int, everyone: tuple[int, int], role: tuple[int, int], own: tuple[int, int]
) -> None:
    """discord.py has the documented algorithm too; the two were written apart."""
    guild = Guild(1, "G", owner_id=99)
    guild.roles = {1: Role(1, "@everyone", base), 2: Role(2, "R", 0)}
    member = Member(User(3, "M", "m"), 1, "2026-01-01T00:00:00+00:00", [2])
    channel = Channel(4, 1, 0, "c")
    channel.overwrites = {
        target: Overwrite(allow & ~deny, deny, of_member=target == 3)
        for target, (allow, deny) in ((1, everyone), (2, role), (3, own))
    }
    theirs = discord.Permissions(base)
    if theirs.administrator:
        assert in_channel(guild, member, channel) == ALL
        return
    for overwrite in channel.overwrites.values():
        theirs.handle_overwrite(overwrite.allow, overwrite.deny)
    if not theirs.send_messages:
        theirs.send_tts_messages = theirs.mention_everyone = False
        theirs.embed_links = theirs.attach_files = theirs.send_polls = False
    expected = theirs.value if theirs.read_messages else 0
    assert in_channel(guild, member, channel) == expected


Act = Callable[[discord.TextChannel], Awaitable[Any]]


async def send_embed(channel: discord.TextChannel) -> None:
    await channel.send(embed=discord.Embed(title="x"))


async def send_file(channel: discord.TextChannel) -> None:
    import io

    await channel.send(file=discord.File(io.BytesIO(b"x"), "x.txt"))


async def send_text(channel: discord.TextChannel) -> None:
    await channel.send("x")


async def reply(channel: discord.TextChannel) -> None:
    message = await channel.send("x")
    await message.reply("y")


async def read_one(channel: discord.TextChannel) -> None:
    message = await channel.send("x")
    await channel.fetch_message(message.id)


async def react(channel: discord.TextChannel) -> None:
    await (await channel.send("x")).add_reaction("👍")


async def start_thread(channel: discord.TextChannel) -> None:
    await (await channel.send("x")).create_thread(name="t")


async def rename(channel: discord.TextChannel) -> None:
    await channel.edit(name="other")


async def overwrite(channel: discord.TextChannel) -> None:
    await channel.set_permissions(channel.guild.default_role, send_messages=False)


async def delete_channel(channel: discord.TextChannel) -> None:
    await channel.delete()


async def poll(channel: discord.TextChannel) -> None:
    import datetime

    asked = discord.Poll("Which?", datetime.timedelta(hours=1))
    asked.add_answer(text="this").add_answer(text="that")
    await channel.send(poll=asked)


@pytest.mark.parametrize(
    ("denied", "act", "code"),
    [
        (Permission.VIEW_CHANNEL, send_text, 50001),
        (Permission.SEND_MESSAGES, send_text, 50013),
        (Permission.EMBED_LINKS, send_embed, 50013),
        (Permission.ATTACH_FILES, send_file, 50013),
        (Permission.SEND_POLLS, poll, 50013),
        (Permission.READ_MESSAGE_HISTORY, reply, 160002),
        (Permission.READ_MESSAGE_HISTORY, read_one, 50013),
        (Permission.READ_MESSAGE_HISTORY, react, 50013),
        (Permission.ADD_REACTIONS, react, 50013),
        (Permission.CREATE_PUBLIC_THREADS, start_thread, 50013),
        (Permission.MANAGE_CHANNELS, rename, 50013),
        (Permission.MANAGE_ROLES, overwrite, 50013),
        (Permission.MANAGE_CHANNELS, delete_channel, 50013),
    ],
)
async def test_what_is_denied_is_refused_and_with_the_permission_it_is_done(
    pg: Playground,
    start: Start,
    guild: Guild,
    news: Channel,
    denied: Permission,
    act: Act,
    code: int,
) -> None:
    everything = ALL & ~int(Permission.ADMINISTRATOR)
    pg.world.set_permissions(guild, guild.roles[guild.id], everything)
    bot_member = guild.members[pg.world.bot.id]
    pg.world.set_overwrite(news, bot_member, deny=denied)
    bot = await start(TryBot(pg.socket_path))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    with pytest.raises(discord.HTTPException) as no:
        await act(channel)
    assert no.value.code == code
    pg.world.set_overwrite(news, bot_member)
    await act(channel)


async def test_history_without_permission_is_empty_not_an_error(
    pg: Playground, start: Start, guild: Guild, news: Channel, ana: Member
) -> None:
    await pg.person(ana, news).post("x")
    pg.world.set_overwrite(news, guild.members[pg.world.bot.id], deny=H)
    bot = await start(TryBot(pg.socket_path))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    assert [one async for one in channel.history()] == []


async def test_codes_for_what_is_not_there(
    pg: Playground, start: Start, guild: Guild, news: Channel
) -> None:
    elsewhere = pg.world.add_guild("Elsewhere", with_bot=False)
    foreign = pg.world.add_channel(elsewhere, "secret")
    category = pg.world.add_channel(guild, "all", kind="category")
    bot = await start(TryBot(pg.socket_path))
    http = bot.http
    for request, code in (
        (http.get_channel(1), 10003),
        (http.get_channel(foreign.id), 50001),
        (http.get_guild(1), 10004),
        (http.get_guild(elsewhere.id), 10004),
        (http.get_message(news.id, 1), 10008),
        (http.get_member(guild.id, 1), 10013),
        (http.get_member(guild.id, pg.world.application.owner.id), 10013),
        (http.get_user(1), 10013),
        (http.get_global_command(bot.application_id or 0, 1), 10063),
        (http.get_global_commands(1), 10002),
        (http.get_guild_commands(bot.application_id or 0, elsewhere.id), 50001),
        (http.start_private_message(1), 50033),
        (http.send_message(category.id, params=plain("x")), 50008),
        (http.send_message(news.id, params=plain("  ")), 50006),
    ):
        with pytest.raises(discord.HTTPException) as no:
            await request
        assert no.value.code == code


def plain(content: str) -> Any:
    return discord.http.handle_message_parameters(content)  # type: ignore[attr-defined]


async def test_direct_messages_open_closed_and_without_a_common_server(
    pg: Playground, start: Start, guild: Guild, ana: Member
) -> None:
    bot = await start(TryBot(pg.socket_path))
    user = await bot.fetch_user(ana.id)
    await user.send("hello")
    dm = pg.world.dm(ana)
    assert [one["content"] for one in await pg.person(ana, dm).messages()] == ["hello"]
    pg.world.close_dms(ana)
    with pytest.raises(discord.Forbidden) as no:
        await user.send("are you there?")
    assert no.value.code == 50007
    pg.world.close_dms(ana, closed=False)
    pg.world.remove_member(ana)
    with pytest.raises(discord.Forbidden) as no:
        await user.send("and now?")
    assert no.value.code == 50278


async def test_a_wrong_token_is_refused_at_both_doors(pg: Playground) -> None:
    bot = TryBot(pg.socket_path)
    with pytest.raises(discord.LoginFailure):
        await bot.login("wrong.token.here")
    await bot.close()
