"""Messages of a channel: nonces, history, edits, mentions, pins, publishing."""

from __future__ import annotations

import io
from typing import Any

import discord
import pytest
from discord.http import Route

from playground import Permission, Playground, Upload
from playground.files import grey_square
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot, until


@pytest.fixture
async def channel(pg: Playground, start: Start, news: Channel) -> discord.TextChannel:
    bot = await start(TryBot(pg.socket_path))
    found = bot.get_channel(news.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_the_same_nonce_within_its_window_gives_the_same_message(
    pg: Playground, channel: discord.TextChannel, ana: Member, news: Channel
) -> None:
    one = await channel.send("edition", nonce="delivery-7-1")
    two = await channel.send("edition, sent again", nonce="delivery-7-1")
    other = await channel.send("part two", nonce="delivery-7-2")
    assert one.id == two.id != other.id
    assert two.content == "edition"
    pg.clock.move(pg.messages.nonce_window + 1)
    late = await channel.send("edition", nonce="delivery-7-1")
    assert late.id not in (one.id, other.id)
    assert len(await pg.person(ana, news).messages()) == 3


async def test_a_nonce_without_enforcement_prevents_nothing(
    pg: Playground, channel: discord.TextChannel, news: Channel
) -> None:
    http = channel._state.http
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=news.id)
    one = await http.request(route, json={"content": "a", "nonce": "n"})
    two = await http.request(route, json={"content": "a", "nonce": "n"})
    assert one["id"] != two["id"]
    assert one["nonce"] == "n"


async def test_history_before_after_and_around(channel: discord.TextChannel) -> None:
    ids = [(await channel.send(str(number))).id for number in range(8)]
    http = channel._state.http

    async def numbers(**which: Any) -> list[str]:
        return [one["content"] for one in await http.logs_from(channel.id, **which)]

    assert await numbers(limit=3) == ["7", "6", "5"]
    assert await numbers(limit=2, before=ids[4]) == ["3", "2"]
    assert await numbers(limit=2, after=ids[4]) == ["6", "5"]
    assert await numbers(limit=3, around=ids[4]) == ["5", "4", "3"]
    assert [m.content async for m in channel.history(limit=None, oldest_first=True)] == [
        str(number) for number in range(8)
    ]


async def test_edit_and_delete_of_ones_own(channel: discord.TextChannel) -> None:
    message = await channel.send("a", embed=discord.Embed(title="old"))
    await message.edit(content="b")
    read = await channel.fetch_message(message.id)
    assert (read.content, read.embeds[0].title) == ("b", "old")
    assert read.edited_at is not None
    await message.edit(content=None, embed=None, view=layout("now a layout"))
    read = await channel.fetch_message(message.id)
    assert read.flags.components_v2
    assert (read.content, read.embeds) == ("", [])
    await message.delete()
    with pytest.raises(discord.NotFound) as no:
        await channel.fetch_message(message.id)
    assert no.value.code == 10008


def layout(text: str) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.TextDisplay(text))
    return view


async def test_another_persons_message_cannot_be_edited_but_deleted_with_permission(
    pg: Playground,
    channel: discord.TextChannel,
    guild: Guild,
    ana: Member,
    news: Channel,
) -> None:
    theirs = await pg.person(ana, news).post("mine")
    message = channel.get_partial_message(int(theirs["id"]))
    with pytest.raises(discord.Forbidden) as no:
        await message.edit(content="yours")
    assert no.value.code == 50005
    with pytest.raises(discord.Forbidden) as no:
        await message.delete()
    assert no.value.code == 50013
    bot = guild.members[pg.world.bot.id]
    pg.world.set_roles(bot, [pg.world.add_role(guild, "Mod", Permission.MANAGE_MESSAGES)])
    await message.delete()
    assert await pg.person(ana, news).messages() == []


async def test_what_others_write_is_hidden_without_the_content_intent(
    pg: Playground, channel: discord.TextChannel, ana: Member, news: Channel
) -> None:
    person = pg.person(ana, news)
    plain = await person.post("a secret", files=[Upload("x.txt", b"1")])
    named = await person.post(f"hello <@{pg.world.bot.id}>")
    hidden = await channel.fetch_message(int(plain["id"]))
    assert (hidden.content, hidden.attachments) == ("", [])
    assert (await channel.fetch_message(int(named["id"]))).content.startswith("hello")
    own = await channel.send("my own words")
    assert (await channel.fetch_message(own.id)).content == "my own words"


async def test_mentions_ping_as_allowed_and_as_permitted(
    pg: Playground, channel: discord.TextChannel, guild: Guild, ana: Member
) -> None:
    role = pg.world.add_role(guild, "Readers")
    text = f"@everyone <@&{role.id}> <@{ana.id}>"
    sent = await channel.send(text)
    assert (sent.mention_everyone, sent.role_mentions) == (False, [])
    assert [one.id for one in sent.mentions] == [ana.id]
    bot = guild.members[pg.world.bot.id]
    pg.world.set_roles(bot, [pg.world.add_role(guild, "Loud", Permission.MENTION_EVERYONE)])
    sent = await channel.send(text)
    assert sent.mention_everyone
    assert sent.raw_role_mentions == [role.id]
    silent = await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
    assert (silent.mention_everyone, silent.mentions, silent.role_mentions) == (False, [], [])
    only = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(ana.id)])
    sent = await channel.send(text, allowed_mentions=only)
    assert (sent.mention_everyone, [one.id for one in sent.mentions]) == (False, [ana.id])
    shown = await channel.send(view=layout(text))
    assert [one.id for one in shown.mentions] == [ana.id]


async def test_files_embeds_and_their_pictures(channel: discord.TextChannel) -> None:
    embed = discord.Embed(title=" Title ", description="d", colour=3)
    embed.set_image(url="attachment://p.png").add_field(name="n", value="v", inline=False)
    file = discord.File(io.BytesIO(grey_square(9)), "p.png")
    sent = await channel.send(embed=embed, file=file)
    read = (await channel.fetch_message(sent.id)).embeds[0]
    assert read.title == "Title"
    assert (read.image.width, read.image.height) == (9, 9)
    assert read.image.url is not None
    assert await channel._state.http.get_from_cdn(read.image.url) == grey_square(9)
    plain = await channel.send(file=discord.File(io.BytesIO(b"abc"), "a b.txt"))
    assert (await channel.fetch_message(plain.id)).attachments[0].filename == "a_b.txt"


async def test_replies_point_to_what_they_answer(
    pg: Playground, channel: discord.TextChannel, ana: Member, news: Channel
) -> None:
    question = await pg.person(ana, news).post(f"<@{pg.world.bot.id}> when?")
    answer = await channel.get_partial_message(int(question["id"])).reply("at eight")
    assert answer.reference is not None
    assert answer.reference.message_id == int(question["id"])
    assert [one.id for one in answer.mentions] == [ana.id]
    with pytest.raises(discord.HTTPException) as no:
        await channel.get_partial_message(1).reply("to nothing")
    assert no.value.code == 50035


async def test_a_forward_carries_a_copy(
    pg: Playground, start: Start, channel: discord.TextChannel, guild: Guild
) -> None:
    other = pg.world.add_channel(guild, "other")
    await until(lambda: channel.guild.get_channel(other.id))
    target = channel.guild.get_channel(other.id)
    assert isinstance(target, discord.TextChannel)
    original = await channel.send("worth passing on")
    forwarded = await original.forward(target)
    await original.delete()
    read = await target.fetch_message(forwarded.id)
    assert (read.content, read.message_snapshots[0].content) == ("", "worth passing on")
    with pytest.raises(discord.NotFound) as no:
        await original.forward(target)
    assert no.value.code == 10008


async def test_pins_are_listed_and_announced(
    pg: Playground, channel: discord.TextChannel, guild: Guild, ana: Member, news: Channel
) -> None:
    message = await channel.send("keep this")
    with pytest.raises(discord.Forbidden):
        await message.pin()
    bot = guild.members[pg.world.bot.id]
    pg.world.set_roles(bot, [pg.world.add_role(guild, "Pins", Permission.PIN_MESSAGES)])
    await message.pin()
    assert [one.id async for one in channel.pins()] == [message.id]
    assert [one["type"] for one in await pg.person(ana, news).messages()] == [0, 6]
    await message.unpin()
    assert [one async for one in channel.pins()] == []


async def test_reactions_are_counted_with_ones_own_marked(
    pg: Playground, channel: discord.TextChannel, ana: Member, news: Channel
) -> None:
    message = await channel.send("vote")
    await pg.person(ana, news).react({"id": message.id}, "👍")
    await message.add_reaction("👍")
    await message.add_reaction("🎉")
    read = await channel.fetch_message(message.id)
    assert [(str(one.emoji), one.count, one.me) for one in read.reactions] == [
        ("👍", 2, True),
        ("🎉", 1, True),
    ]
    assert {one.name async for one in read.reactions[0].users()} == {"ana", "newsbot"}
    assert pg.requests[-1].path.endswith("/reactions/👍")
    (seen,) = await pg.person(ana, news).messages()
    assert [one["me"] for one in seen["reactions"]] == [True, False]
    await message.remove_reaction("👍", discord.Object(pg.world.bot.id))
    await message.remove_reaction("🎉", discord.Object(pg.world.bot.id))
    assert [one.count for one in (await channel.fetch_message(message.id)).reactions] == [1]


async def test_only_announcements_are_published_and_only_once(
    pg: Playground, start: Start, guild: Guild, channel: discord.TextChannel
) -> None:
    plain = await channel.send("x")
    with pytest.raises(discord.HTTPException) as no:
        await plain.publish()
    assert no.value.code == 50024
    wire = pg.world.add_channel(guild, "wire", kind="announcement")
    await until(lambda: channel.guild.get_channel(wire.id))
    target = channel.guild.get_channel(wire.id)
    assert isinstance(target, discord.TextChannel)
    message = await target.send("news")
    await message.publish()
    assert (await target.fetch_message(message.id)).flags.crossposted
    with pytest.raises(discord.HTTPException) as no:
        await message.publish()
    assert no.value.code == 40033


async def test_old_messages_take_only_so_many_edits(
    pg: Playground, channel: discord.TextChannel
) -> None:
    message = await channel.send("old")
    pg.clock.move(3601)
    for number in range(30):
        await message.edit(content=str(number))
    with pytest.raises(discord.HTTPException) as no:
        await message.edit(content="once more")
    assert no.value.code == 30046


async def test_many_messages_are_deleted_at_once_unless_two_weeks_old(
    pg: Playground, channel: discord.TextChannel, guild: Guild, ana: Member, news: Channel
) -> None:
    bot = guild.members[pg.world.bot.id]
    pg.world.set_roles(bot, [pg.world.add_role(guild, "Mod", Permission.MANAGE_MESSAGES)])
    sent = [await channel.send(str(number)) for number in range(4)]
    await channel.delete_messages(sent[:2])
    assert [one["content"] for one in await pg.person(ana, news).messages()] == ["2", "3"]
    pg.clock.move(15 * 86400)
    with pytest.raises(discord.HTTPException) as no:
        await channel.delete_messages(sent[2:])
    assert no.value.code == 50034
