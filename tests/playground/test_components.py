"""Buttons, every kind of select, layouts and controls that outlive their view."""

from __future__ import annotations

import io
import re
from typing import Any

import discord
import pytest
from discord import ui

from playground import CannotPress, Playground, message_text
from playground.compose import walk
from playground.files import grey_square
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot, until


async def test_a_button_edits_its_message(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    class Counter(ui.View):
        count = 0

        @ui.button(label="Again")
        async def again(self, interaction: discord.Interaction, _: ui.Button[Any]) -> None:
            self.count += 1
            await interaction.response.edit_message(content=f"{self.count} times", view=self)

    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Count")
    async def count(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("0 times", view=Counter(), ephemeral=True)

    await start(bot)
    person = pg.person(ana, news)
    answer = await person.slash("count")
    assert answer.buttons == ["Again"]
    for number in (1, 2, 3):
        answer = await person.press(answer.message, "Again")
        assert answer.text == f"{number} times\nAgain"
        assert answer.ephemeral
    (message,) = await person.messages()
    assert message["edited_timestamp"] is not None


class AllSelects(ui.View):
    """Answers with what was chosen."""

    def __init__(self) -> None:
        super().__init__()
        options = [discord.SelectOption(label=name, value=name[0]) for name in ("Red", "Green")]
        kinds: list[ui.Item[Any]] = [
            ui.Select(placeholder="Colours", options=options, min_values=1, max_values=2),
            ui.UserSelect(placeholder="People"),
            ui.RoleSelect(placeholder="Roles"),
            ui.MentionableSelect(placeholder="Either", max_values=2),
            ui.ChannelSelect(placeholder="Channels", channel_types=[discord.ChannelType.text]),
        ]
        for one in kinds:
            one.callback = self.say(one)
            self.add_item(one)

    def say(self, select: Any) -> Any:
        async def callback(interaction: discord.Interaction) -> None:
            values = ", ".join(str(getattr(one, "name", one)) for one in select.values)
            await interaction.response.send_message(values, ephemeral=True)

        return callback


async def select_message(pg: Playground, start: Start, news: Channel) -> dict[str, Any]:
    bot = await start(TryBot(pg.socket_path))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send("Choose", view=AllSelects())
    return {"id": sent.id}


async def test_every_kind_of_select_brings_what_was_chosen(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    message = await select_message(pg, start, news)
    editors = pg.world.add_role(guild, "Editors")
    person = pg.person(ana, news)
    assert (await person.choose(message, "Colours", ["Green", "R"])).text == "G, R"
    assert (await person.choose(message, "People", [ana])).text == "ana"
    assert (await person.choose(message, "Roles", [editors])).text == "Editors"
    assert (await person.choose(message, "Either", [editors, ana])).text == "ana, Editors"
    assert (await person.choose(message, "Channels", [news])).text == "news"


async def test_the_client_refuses_choices_that_are_not_there(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    message = await select_message(pg, start, news)
    person = pg.person(ana, news)
    voice = pg.world.add_channel(guild, "talk", kind="voice")
    for select, values, complaint in (
        ("Colours", ["Blue"], "no choice"),
        ("Colours", [], "between 1 and 2"),
        ("Colour", ["Red"], "no select"),
        ("People", [news], "cannot be chosen"),
        ("Channels", [voice], "only channels"),
    ):
        with pytest.raises(CannotPress, match=complaint):
            await person.choose(message, select, values)


async def test_a_switched_off_or_missing_button_and_a_link_cannot_be_pressed(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = await start(TryBot(pg.socket_path))
    view = ui.View()
    view.add_item(ui.Button(label="Off", disabled=True))
    view.add_item(ui.Button(label="Site", url="https://example.org/"))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    message = {"id": (await channel.send("x", view=view)).id}
    person = pg.person(ana, news)
    for name, complaint in (("Off", "switched off"), ("Site", "a link"), ("On", "no button")):
        with pytest.raises(CannotPress, match=complaint):
            await person.press(message, name)


class Vote(ui.DynamicItem[ui.Button[Any]], template=r"vote:(?P<story>\d+)"):
    """A button whose story stands in its custom id."""

    def __init__(self, story: int) -> None:
        super().__init__(ui.Button(label="Vote", custom_id=f"vote:{story}"))
        self.story = story

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: Any, match: re.Match[str], /
    ) -> Vote:
        return cls(int(match["story"]))

    async def callback(self, interaction: Any) -> None:
        await interaction.response.send_message(f"a vote for {self.story}", ephemeral=True)


async def test_a_dynamic_item_works_after_the_bot_was_restarted(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    first = TryBot(pg.socket_path)
    first.add_dynamic_items(Vote)
    await start(first)
    layout = ui.LayoutView()
    text: ui.TextDisplay[Any] = ui.TextDisplay("Story seven")
    layout.add_item(ui.Section(text, accessory=Vote(7)))  # pyright: ignore[reportArgumentType]
    channel = first.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    message = {"id": (await channel.send(view=layout)).id}
    person = pg.person(ana, news)
    assert (await person.press(message, "Vote")).text == "a vote for 7"
    await first.close()
    second = TryBot(pg.socket_path)
    second.add_dynamic_items(Vote)
    await start(second)
    assert (await person.press(message, "vote:7")).text == "a vote for 7"


def front_page() -> ui.LayoutView:
    layout = ui.LayoutView()
    container: ui.Container[Any] = ui.Container(accent_colour=0x224466)
    container.add_item(ui.TextDisplay("# Today"))
    container.add_item(ui.Separator())
    thumbnail: ui.Thumbnail[Any] = ui.Thumbnail("attachment://boat.png", description="A boat")
    container.add_item(ui.Section("Boats come in", accessory=thumbnail))
    gallery: ui.MediaGallery[Any] = ui.MediaGallery(
        discord.MediaGalleryItem("https://example.org/x.png", description="Harbour")
    )
    container.add_item(gallery)
    container.add_item(ui.File("attachment://notes.txt"))
    row: ui.ActionRow[Any] = ui.ActionRow()
    row.add_item(ui.Button(label="Details", custom_id="details"))
    container.add_item(row)
    layout.add_item(container)
    return layout


async def test_a_layout_comes_back_whole_and_can_be_read_in_order(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    bot = await start(TryBot(pg.socket_path))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    files = [
        discord.File(io.BytesIO(grey_square(5)), "boat.png"),
        discord.File(io.BytesIO(b"hello"), "notes.txt"),
    ]
    sent = await channel.send(view=front_page(), files=files)
    (message,) = await pg.person(ana, news).messages()
    assert message_text(message).split("\n") == [
        "# Today",
        "Boats come in",
        "A boat",
        "Harbour",
        "notes.txt",
        "Details",
    ]
    read_back = await channel.fetch_message(sent.id)
    assert read_back.flags.components_v2
    container = read_back.components[0]
    assert isinstance(container, discord.Container)
    section = container.children[2]
    assert isinstance(section, discord.SectionComponent)
    thumbnail = section.accessory
    assert isinstance(thumbnail, discord.ThumbnailComponent)
    assert (thumbnail.media.width, thumbnail.media.height) == (5, 5)
    numbers = [one["id"] for one in walk(message["components"])]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


async def test_a_quiet_deferral_is_answered_by_the_edit_that_follows(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    class Slow(ui.View):
        @ui.button(label="Edit")
        async def edit(self, interaction: discord.Interaction, _: ui.Button[Any]) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="edited", view=None)

        @ui.button(label="Tell")
        async def tell(self, interaction: discord.Interaction, _: ui.Button[Any]) -> None:
            await interaction.response.defer()
            await interaction.followup.send("told", ephemeral=True)

        @ui.button(label="Nothing")
        async def nothing(self, interaction: discord.Interaction, _: ui.Button[Any]) -> None:
            await interaction.response.defer()

        @ui.button(label="Through the channel")
        async def channel(self, interaction: discord.Interaction, _: ui.Button[Any]) -> None:
            await interaction.response.defer()
            assert interaction.message is not None
            channel = interaction.channel
            assert isinstance(channel, discord.TextChannel)
            await channel.get_partial_message(interaction.message.id).edit(content="by channel")

    bot = await start(TryBot(pg.socket_path))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    message = {"id": (await channel.send("before", view=Slow())).id}
    person = pg.person(ana, news)
    person.quiet_patience = 0.2
    told = await person.press(message, "Tell")
    assert (told.text, told.ephemeral, told.deferred) == ("told", True, True)
    quiet = await person.press(message, "Nothing")
    assert quiet.failed is None
    assert quiet.text.startswith("before")
    assert (await person.press(message, "Through the channel")).text.startswith("by channel")
    edited = await person.press(message, "Edit")
    assert (edited.text, edited.buttons) == ("edited", [])
    await until(lambda: not bot.errors)


async def test_an_ephemeral_message_is_out_of_reach_for_others(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Private")
    async def private(interaction: discord.Interaction) -> None:
        view = ui.View()
        view.add_item(ui.Button(label="Mine", custom_id="mine"))
        await interaction.response.send_message("secret", view=view, ephemeral=True)

    await start(bot)
    answer = await pg.person(ana, news).slash("private")
    ben = pg.person(pg.world.add_member(guild, "Ben"), news)
    with pytest.raises(CannotPress, match="not for these eyes"):
        await ben.press(answer.message, "Mine")
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    assert answer.message is not None
    with pytest.raises(discord.NotFound) as no:
        await channel.fetch_message(int(answer.message["id"]))
    assert no.value.code == 10008
