"""Slash commands from the person's keyboard to discord.py and back."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from playground import CannotType, CommandHidden, Permission, Playground, Upload
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot, until


def story_bot(pg: Playground) -> TryBot:
    bot = TryBot(pg.socket_path)
    story = app_commands.Group(name="story", description="Stories")
    archive = app_commands.Group(name="archive", description="Old ones", parent=story)

    @story.command(name="show", description="Show one")
    async def show(interaction: discord.Interaction, story: int) -> None:
        await interaction.response.send_message(f"story {story}", ephemeral=True)

    @show.autocomplete("story")
    async def offer(_: discord.Interaction, typed: str) -> list[app_commands.Choice[int]]:
        names = {"China wages war": 1, "Chicken market": 2, "Harbour": 3}
        found = [(name, value) for name, value in names.items() if typed.lower() in name.lower()]
        return [app_commands.Choice(name=name, value=value) for name, value in found]

    @archive.command(name="find", description="Find one")
    async def find(interaction: discord.Interaction, query: str) -> None:
        await interaction.response.send_message(f"found {query}")

    bot.tree.add_command(story)
    return bot


async def test_a_subcommand_answers_to_the_asker_only(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    await start(story_bot(pg))
    person = pg.person(ana, news)
    answer = await person.slash("story show", story=12)
    assert (answer.text, answer.ephemeral, answer.failed) == ("story 12", True, None)
    other = pg.person(pg.world.add_member(pg.world.guilds[ana.guild_id], "Ben"), news)
    assert [m["content"] for m in await person.messages()] == ["story 12"]
    assert await other.messages() == []


async def test_a_command_in_a_group_of_a_group(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    await start(story_bot(pg))
    answer = await pg.person(ana, news).slash("story archive find", query="boats")
    assert answer.text == "found boats"
    assert not answer.ephemeral
    (message,) = await pg.person(ana, news).messages()
    assert message["interaction_metadata"]["user"]["username"] == "ana"
    assert message["type"] == 20


async def test_autocomplete_offers_what_the_bot_finds(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    await start(story_bot(pg))
    choices = await pg.person(ana, news).autocomplete("story show", "story", typed="chi")
    assert [(one["name"], one["value"]) for one in choices] == [
        ("China wages war", 1),
        ("Chicken market", 2),
    ]


async def test_every_kind_of_option_arrives_as_its_own_type(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)
    got: dict[str, Any] = {}

    @bot.tree.command(description="All options")
    @app_commands.choices(tone=[app_commands.Choice(name="Calm", value="calm")])
    async def everything(
        interaction: discord.Interaction,
        text: str,
        whole: int,
        broken: float,
        yes: bool,
        who: discord.Member,
        where: discord.TextChannel,
        role: discord.Role,
        either: discord.User | discord.Role,
        paper: discord.Attachment,
        tone: str,
        left_out: int | None = None,
    ) -> None:
        got.update(interaction.namespace.__dict__)
        got["bytes"] = await paper.read()
        assert interaction.guild is not None
        got["shares"] = (
            who.guild_permissions.send_messages,
            where.permissions_for(interaction.guild.me).send_messages,
        )
        await interaction.response.send_message("ok")

    await start(bot)
    editors = pg.world.add_role(guild, "Editors")
    page = Upload("front page.txt", b"BEIJING -- a story")
    answer = await pg.person(ana, news).slash(
        "everything",
        text="a b",
        whole=7,
        broken=1.5,
        yes=True,
        who=ana,
        where=news,
        role=editors,
        either=editors,
        paper=page,
        tone="Calm",
    )
    assert answer.text == "ok", bot.errors
    assert (got["text"], got["whole"], got["broken"], got["yes"]) == ("a b", 7, 1.5, True)
    assert (got["who"].id, got["where"].id, got["role"].id) == (ana.id, news.id, editors.id)
    assert got["either"].id == editors.id
    assert got["tone"] == "calm"
    assert got["bytes"] == page.content
    assert got["paper"].filename == "front_page.txt"
    assert got["paper"].content_type == "text/plain; charset=utf-8"
    assert got["shares"] == (True, True)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({}, "required"),
        ({"story": "twelve"}, "a number"),
        ({"story": True}, "a number"),
        ({"story": 1, "colour": "red"}, "no option 'colour'"),
    ],
)
async def test_the_client_refuses_options_that_do_not_fit(
    pg: Playground,
    start: Start,
    ana: Member,
    news: Channel,
    options: dict[str, Any],
    complaint: str,
) -> None:
    await start(story_bot(pg))
    with pytest.raises(CannotType, match=complaint):
        await pg.person(ana, news).slash("story show", **options)


async def test_limits_of_text_and_numbers_are_kept_by_the_client(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Limits")
    async def limits(
        interaction: discord.Interaction,
        text: app_commands.Range[str, 2, 4],
        number: app_commands.Range[int, 1, 10],
    ) -> None:
        await interaction.response.send_message(f"{text} {number}")

    await start(bot)
    person = pg.person(ana, news)
    for text, number in (("a", 5), ("abcde", 5), ("abc", 0), ("abc", 11)):
        with pytest.raises(CannotType, match="between"):
            await person.slash("limits", text=text, number=number)
    assert (await person.slash("limits", text="abcd", number=10)).text == "abcd 10"


async def test_a_command_that_is_not_registered_cannot_be_typed(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    await start(story_bot(pg))
    person = pg.person(ana, news)
    for name in ("storey show", "story", "story hide", "story archive"):
        with pytest.raises(CommandHidden, match="no command"):
            await person.slash(name)


def guarded_bot(pg: Playground) -> TryBot:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="For managers")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def setup(interaction: discord.Interaction) -> None:
        allowed = interaction.permissions.manage_guild
        await interaction.response.send_message("come in" if allowed else "no entry")

    return bot


async def test_default_permissions_hide_a_command_and_anyway_forges_it(
    pg: Playground, start: Start, guild: Guild, news: Channel
) -> None:
    await start(guarded_bot(pg))
    managers = pg.world.add_role(guild, "Managers", permissions=Permission.MANAGE_GUILD)
    reader = pg.person(pg.world.add_member(guild, "Ben"), news)
    manager = pg.person(pg.world.add_member(guild, "Mia", roles=[managers]), news)
    with pytest.raises(CommandHidden, match="lacks the permissions"):
        await reader.slash("setup")
    assert [one["name"] for one in reader.commands()] == []
    assert [one["name"] for one in manager.commands()] == ["setup"]
    assert (await manager.slash("setup")).text == "come in"
    assert (await reader.slash("setup", anyway=True)).text == "no entry"


async def test_a_guild_only_command_is_not_offered_in_a_dm(
    pg: Playground, start: Start, ana: Member
) -> None:
    await start(guarded_bot(pg))
    with pytest.raises(CommandHidden, match="not for DMs"):
        await pg.person(ana, pg.world.dm(ana)).slash("setup")


async def test_a_command_in_a_dm_has_a_user_and_no_guild(
    pg: Playground, start: Start, ana: Member
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Where am I?")
    async def where(interaction: discord.Interaction) -> None:
        kind = type(interaction.channel).__name__
        await interaction.response.send_message(f"{kind} {interaction.guild} {interaction.user}")

    await start(bot)
    answer = await pg.person(ana, pg.world.dm(ana)).slash("where")
    assert answer.text == "DMChannel None ana"


async def test_nobody_types_where_they_cannot_look_or_use_commands(
    pg: Playground, start: Start, guild: Guild, news: Channel
) -> None:
    await start(story_bot(pg))
    ben = pg.world.add_member(guild, "Ben")
    everyone = guild.roles[guild.id]
    pg.world.set_overwrite(news, everyone, deny=Permission.USE_APPLICATION_COMMANDS)
    with pytest.raises(CommandHidden, match="may not use application commands"):
        await pg.person(ben, news).slash("story show", story=1)
    pg.world.set_overwrite(news, everyone, deny=Permission.VIEW_CHANNEL)
    with pytest.raises(CommandHidden, match="cannot see"):
        await pg.person(ben, news).slash("story show", story=1)


async def test_context_menus_get_the_message_or_the_member(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.context_menu(name="Add to the desk")
    async def add(interaction: discord.Interaction, message: discord.Message) -> None:
        text = f"{message.author.display_name}: {message.content}"
        await interaction.response.send_message(text, ephemeral=True)

    @bot.tree.context_menu(name="Who is this")
    async def who(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"{member} {member.joined_at is not None}")

    await start(bot)
    person = pg.person(ana, news)
    message = await person.post("A boat came in.")
    assert (await person.menu("Add to the desk", message)).text == "Ana: A boat came in."
    ben = pg.world.add_member(guild, "Ben")
    assert (await person.menu("Who is this", ben)).text == "ben True"


async def test_a_bot_that_is_silent_for_three_seconds_has_failed(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Late")
    async def late(interaction: discord.Interaction) -> None:
        await pg.interactions.log[-1].first.wait()
        await interaction.response.send_message("too late")

    await start(bot)
    pg.interactions.first_answer = 0.1
    answer = await pg.person(ana, news).slash("late")
    assert answer.failed == "The application did not respond"
    assert answer.message is None
    await until(lambda: bot.errors)
    error = bot.errors[0]
    assert isinstance(error, discord.NotFound)
    assert error.code == 10062


async def test_without_a_bot_a_command_fails_at_once(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = await start(story_bot(pg))
    await bot.close()
    answer = await pg.person(ana, news).slash("story show", story=1)
    assert answer.failed == "The application did not respond"
