"""Bots that are not ours: a ten-line one, and the patterns of discord.py's own documentation."""

from __future__ import annotations

import asyncio
import datetime
import io
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import aiohttp
import discord
import pytest
from discord import app_commands, ui
from discord.ext import commands, tasks

from playground import Permission, Playground
from playground.records import Channel, Guild, Member
from tests.playground.trybot import QUICK, Start, TryBot, running, until


async def test_a_bot_of_ten_lines(pg: Playground, ana: Member, news: Channel) -> None:
    client = discord.Client(
        intents=discord.Intents(guilds=True),
        connector=aiohttp.UnixConnector(str(pg.socket_path), limit=0),
    )
    tree = app_commands.CommandTree(client)

    @tree.command(description="Say hello")
    async def hello(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(f"hello {name}")

    async def sync() -> None:
        await tree.sync()

    client.setup_hook = sync
    await client.login(pg.bot_token)
    task = asyncio.create_task(client.connect())
    await pg.bot_ready()
    assert (await pg.person(ana, news).slash("hello", name="Bo")).text == "hello Bo"
    await client.close()
    await asyncio.gather(task, return_exceptions=True)


class Confirm(ui.View):
    """discord.py's confirm.py: a question that waits for a click."""

    def __init__(self) -> None:
        super().__init__(timeout=5)
        self.value: bool | None = None

    @ui.button(label="Confirm", style=discord.ButtonStyle.green)
    async def confirm(self, interaction: discord.Interaction, _: ui.Button[Any]) -> None:
        self.value = True
        await interaction.response.send_message("Confirming", ephemeral=True)
        self.stop()


async def test_a_view_that_is_waited_for(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Ask")
    async def ask(interaction: discord.Interaction) -> None:
        view = Confirm()
        await interaction.response.send_message("Continue?", view=view)
        await view.wait()
        await interaction.edit_original_response(content=f"It was {view.value}", view=None)

    await start(bot)
    person = pg.person(ana, news)
    asked = await person.slash("ask")
    clicked = await person.press(asked.message, "Confirm")
    assert (clicked.text, clicked.ephemeral) == ("Confirming", True)
    await until(lambda: next(iter(news.messages.values())).data["content"] == "It was True")


class Square(ui.Button["Board"]):
    """discord.py's tic_tac_toe.py: nine buttons that know their place."""

    def __init__(self, x: int, y: int) -> None:
        super().__init__(label="-", row=y, custom_id=f"{x}{y}")

    async def callback(self, interaction: discord.Interaction) -> Any:
        assert self.view is not None
        self.view.moves += 1
        self.label, self.disabled = "XO"[self.view.moves % 2], True
        await interaction.response.edit_message(content=f"{self.view.moves}", view=self.view)


class Board(ui.View):
    moves = 0

    def __init__(self) -> None:
        super().__init__()
        for x in range(3):
            for y in range(3):
                self.add_item(Square(x, y))


async def test_a_board_of_buttons(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Play")
    async def play(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("0", view=Board())

    await start(bot)
    ben = pg.world.add_member(guild, "Ben")
    people = [pg.person(ana, news), pg.person(ben, news)]
    answer = await people[0].slash("play")
    for turn, square in enumerate(["00", "11", "22", "01"], 1):
        answer = await people[turn % 2].press(answer.message, square)
        assert answer.text.startswith(str(turn))
    assert sorted(answer.buttons) == sorted(["O", "O", "X", "X", *["-"] * 5])


class Feedback(ui.Modal, title="Feedback"):
    """discord.py's modals/basic.py, with its error handler."""

    name = ui.TextInput(label="Name", placeholder="Your name here")
    text = ui.TextInput(label="What do you think?", style=discord.TextStyle.long, required=False)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        if self.text.value == "break":
            raise RuntimeError("broken")
        await interaction.response.send_message(f"Thanks, {self.name.value}!", ephemeral=True)

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:
        await interaction.response.send_message("Something went wrong.", ephemeral=True)


async def test_a_modal_and_its_error_handler(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Feedback")
    async def feedback(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Feedback())

    await start(bot)
    person = pg.person(ana, news)
    opened = await person.slash("feedback")
    assert (await person.submit(opened.modal, {"Name": "Ana"})).text == "Thanks, Ana!"
    opened = await person.slash("feedback")
    broken = {"Name": "Ana", "What do you think?": "break"}
    assert (await person.submit(opened.modal, broken)).text == "Something went wrong."


class Point(app_commands.Transformer):
    async def transform(self, interaction: discord.Interaction, value: Any, /) -> Any:
        x, _, y = value.partition(",")
        return int(x) + int(y)


async def test_a_group_with_checks_cooldowns_and_transformers(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    class Maths(app_commands.Group):
        @app_commands.command(description="Sum")
        async def total(
            self,
            interaction: discord.Interaction,
            point: app_commands.Transform[int, Point],
            how: Literal["plain", "loud"],
        ) -> None:
            await interaction.response.send_message(f"{point}{'!' if how == 'loud' else ''}")

        @app_commands.command(description="Once")
        @app_commands.checks.cooldown(1, 60)
        async def once(self, interaction: discord.Interaction) -> None:
            await interaction.response.send_message("done")

    bot = TryBot(pg.socket_path)
    bot.tree.add_command(Maths(name="maths", description="Sums"))

    async def on_error(interaction: discord.Interaction, error: Exception) -> None:
        await interaction.response.send_message(type(error).__name__, ephemeral=True)

    bot.tree.on_error = on_error
    await start(bot)
    person = pg.person(ana, news)
    assert (await person.slash("maths total", point="3,4", how="loud")).text == "7!"
    assert (await person.slash("maths total", point="x", how="plain")).text == "TransformerError"
    assert (await person.slash("maths once")).text == "done"
    assert (await person.slash("maths once")).text == "CommandOnCooldown"


class Desk(commands.Cog):
    """An extension's cog: hybrid commands, a loop, a listener, permissions for the bot."""

    def __init__(self, bot: commands.Bot) -> None:
        self.bot = bot
        self.ticks = 0

    async def cog_load(self) -> None:
        self.tick.start()

    async def cog_unload(self) -> None:
        self.tick.cancel()

    @tasks.loop(seconds=0.02)
    async def tick(self) -> None:
        self.ticks += 1

    @commands.hybrid_group(description="Stories", fallback="help")
    async def story(self, ctx: commands.Context[Any]) -> None:
        await ctx.send("story help")

    @story.command(description="Show")
    @commands.bot_has_permissions(embed_links=True)
    async def show(self, ctx: commands.Context[Any], number: int) -> None:
        await ctx.send(embed=discord.Embed(title=f"Story {number}"), ephemeral=True)


async def test_hybrid_commands_in_a_cog(
    pg: Playground, guild: Guild, ana: Member, news: Channel
) -> None:
    bot = commands.Bot(
        commands.when_mentioned,
        intents=discord.Intents(guilds=True, guild_messages=True),
        connector=aiohttp.UnixConnector(str(pg.socket_path), limit=0),
        **QUICK,
    )
    cog = Desk(bot)
    await bot.add_cog(cog)
    async with running(bot, pg):
        await bot.tree.sync()
        person = pg.person(ana, news)
        assert (await person.slash("story help")).text == "story help"
        shown = await person.slash("story show", number=4)
        assert (shown.text, shown.ephemeral) == ("Story 4", True)
        await person.post(f"<@{pg.world.bot.id}> story show 5")
        await until(lambda: len(news.messages) == 3)
        last = (await person.messages())[-1]
        assert last["embeds"][0]["title"] == "Story 5"
        await until(lambda: cog.ticks > 2)
        await bot.remove_cog("Desk")


async def test_a_bot_waits_for_a_reaction_and_a_message(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, guild_reactions=True)
    bot = await start(TryBot(pg.socket_path, intents))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("Vote")
    waiting = asyncio.create_task(bot.wait_for("raw_reaction_add", timeout=3))
    await asyncio.sleep(0)
    person = pg.person(ana, news)
    await person.react({"id": message.id}, "👍")
    reaction = await waiting
    assert (str(reaction.emoji), reaction.user_id) == ("👍", ana.id)
    hearing = asyncio.create_task(bot.wait_for("message", timeout=3))
    await asyncio.sleep(0)
    await person.post("hello")
    heard = await hearing
    assert (heard.author.id, heard.content) == (ana.id, "")


async def test_threads_are_started_written_in_archived_and_locked(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    bot = await start(TryBot(pg.socket_path))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("Today's edition")
    thread = await message.create_thread(name="Talk")
    assert thread.id == message.id
    await thread.send("first")
    with pytest.raises(discord.HTTPException) as no:
        await message.create_thread(name="Again")
    assert no.value.code == 160004
    theirs = pg.person(ana, pg.world.channels[thread.id])
    assert [one["content"] for one in await theirs.messages()] == ["", "first"]
    assert (await bot.http.get_channel(thread.id)).get("message_count") == 1
    await theirs.post("a word from Ana")
    await thread.edit(archived=True)
    with pytest.raises(discord.HTTPException) as no:
        await thread.edit(name="Other")
    assert no.value.code == 50083
    await thread.send("this wakes it")
    state = pg.world.channels[thread.id].thread
    assert state is not None
    assert not state.archived
    state.locked = True
    with pytest.raises(discord.HTTPException) as no:
        await thread.send("no more")
    assert no.value.code == 160005


async def test_threads_that_sleep_are_listed_last_asleep_first_page_by_page(
    pg: Playground, start: Start, guild: Guild, news: Channel
) -> None:
    bot = await start(TryBot(pg.socket_path))
    made: list[int] = []
    for number in range(5):
        thread = pg.world.add_channel(guild, f"talk {number}", kind="thread", parent=news)
        pg.clock.move(60)
        if number != 2:
            pg.world.archive(thread)
            made.append(thread.id)
    pages: list[list[int]] = []
    before: Any = None
    more = True
    while more:
        answer = await bot.http.get_public_archived_threads(news.id, before, 3)
        pages.append([int(one["id"]) for one in answer["threads"]])
        before = answer["threads"][-1]["thread_metadata"]["archive_timestamp"]
        more = answer["has_more"]
    assert pages == [made[:0:-1], made[:1]]
    active = (await bot.http.get_active_threads(guild.id))["threads"]
    assert [one["name"] for one in active] == ["talk 2"]


async def test_a_forum_post_has_its_first_message_and_tags(
    pg: Playground, start: Start, guild: Guild, ana: Member
) -> None:
    desk = pg.world.add_channel(
        guild, "desk", kind="forum", tags=["China", "World"], require_tag=True
    )
    bot = await start(TryBot(pg.socket_path))
    forum = bot.get_channel(desk.id)
    assert isinstance(forum, discord.ForumChannel)
    tag = forum.available_tags[1]
    made = await forum.create_thread(name="A story", content="Text", applied_tags=[tag])
    assert made.message.id == made.thread.id
    assert made.thread.applied_tags == [tag]
    with pytest.raises(discord.HTTPException) as no:
        await forum.create_thread(name="No tag", content="Text")
    assert no.value.code == 40067
    posts = [one for one in guild.channels.values() if one.parent_id == desk.id]
    assert [one.name for one in posts] == ["A story"]
    assert (await pg.person(ana, posts[0]).messages())[0]["content"] == "Text"


async def test_a_webhook_of_a_channel_posts_under_its_own_name(
    pg: Playground, start: Start, ana: Member
) -> None:
    hooks = int(Permission.MANAGE_WEBHOOKS)
    guild = pg.world.add_guild("Hooks", bot_permissions=hooks)
    wire = pg.world.add_channel(guild, "wire")
    member = pg.world.add_member(guild, ana.user)
    bot = await start(TryBot(pg.socket_path))
    channel = bot.get_channel(wire.id)
    assert isinstance(channel, discord.TextChannel)
    hook = await channel.create_webhook(name="Wire desk")
    sent = await hook.send("by wire", username="Reuters-like", wait=True)
    edited = await sent.edit(content="by wire, mended")
    assert edited.content == "by wire, mended"
    (seen,) = await pg.person(member, wire).messages()
    assert (seen["author"]["username"], seen["content"]) == ("Reuters-like", "by wire, mended")
    assert seen["webhook_id"] == str(hook.id)
    assert [one.id for one in await channel.webhooks()] == [hook.id]
    await sent.delete()
    await hook.delete()
    with pytest.raises(discord.NotFound) as no:
        await hook.send("gone")
    assert no.value.code == 10015


async def test_a_poll_is_kept_as_asked(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = await start(TryBot(pg.socket_path))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    poll = discord.Poll("Which story?", datetime.timedelta(hours=24))
    poll.add_answer(text="Boats").add_answer(text="Chickens")
    sent = await channel.send(poll=poll)
    read = (await channel.fetch_message(sent.id)).poll
    assert read is not None
    assert [one.text for one in read.answers] == ["Boats", "Chickens"]


Ask = Callable[[discord.Interaction], Awaitable[Any]]


async def test_an_answer_may_carry_a_file_an_embed_and_a_layout(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    async def plain(interaction: discord.Interaction) -> None:
        file = discord.File(io.BytesIO(b"x"), "x.txt")
        await interaction.response.send_message(embed=discord.Embed(title="E"), file=file)

    async def shown(interaction: discord.Interaction) -> None:
        view = ui.LayoutView()
        file = discord.File(io.BytesIO(b"x"), "x.txt")
        view.add_item(ui.File(file))
        await interaction.response.send_message(view=view, file=file, ephemeral=True)

    async def deferred(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        view = ui.LayoutView()
        view.add_item(ui.TextDisplay("A layout"))
        await interaction.followup.send(view=view)

    acts: dict[str, Ask] = {"plain": plain, "shown": shown, "deferred": deferred}
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Do it")
    async def do(interaction: discord.Interaction, what: str) -> None:
        await acts[what](interaction)

    await start(bot)
    person = pg.person(ana, news)
    answers = {name: await person.slash("do", what=name) for name in acts}
    assert bot.errors == []
    assert {name: one.text for name, one in answers.items()} == {
        "plain": "E",
        "shown": "x.txt",
        "deferred": "A layout",
    }
    assert answers["deferred"].ephemeral
    layout = answers["deferred"].message
    assert layout is not None
    assert layout["flags"] & (1 << 15)
