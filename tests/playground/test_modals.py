"""Modals: every field discord.py can put in one, filled in and sent."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import ui

from playground import Answer, CannotSubmit, Playground, Upload
from playground.records import Channel, Guild, Member
from tests.playground.trybot import Start, TryBot

got: dict[str, Any] = {}


class Everything(ui.Modal, title="Add a story"):
    """Five parts are the most that discord.py and Discord take."""

    text = ui.Label(
        text="Text",
        description="Paste it here",
        component=ui.TextInput(style=discord.TextStyle.paragraph, max_length=4000),
    )
    more = ui.Label(text="More", component=ui.TextInput(required=False, default="as it was"))
    page = ui.Label(text="Page", component=ui.FileUpload(required=False, max_values=2))
    section = ui.Label(
        text="Section",
        component=ui.Select(options=[discord.SelectOption(label=n) for n in ("China", "World")]),
    )
    where = ui.Label(text="Where", component=ui.ChannelSelect(required=False, min_values=0))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        got.update(text=self.text.component.value, more=self.more.component.value)  # type: ignore
        got.update(section=self.section.component.values)  # type: ignore
        got["where"] = [one.name for one in self.where.component.values]  # type: ignore
        files: list[discord.Attachment] = self.page.component.values  # type: ignore
        got["pages"] = [(one.filename, await one.read()) for one in files]
        await interaction.response.send_message("thanks", ephemeral=True)


class Ticks(ui.Modal, title="Ticks"):
    plain = ui.TextDisplay("Say what you like")
    tone = ui.Label(
        text="Tone",
        component=ui.RadioGroup(
            options=[discord.RadioGroupOption(label=n) for n in ("Calm", "Loud")]
        ),
    )
    days = ui.Label(
        text="Days",
        component=ui.CheckboxGroup(
            options=[
                discord.CheckboxGroupOption(label=n, default=n == "Mon") for n in ("Mon", "Tue")
            ]
        ),
    )
    sure = ui.Label(text="Sure", component=ui.Checkbox())

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        values = (self.tone.component.value, self.days.component.values, self.sure.component.value)  # type: ignore
        await interaction.response.send_message(repr(values))


async def opened(
    pg: Playground, start: Start, ana: Member, news: Channel, kind: type[ui.Modal]
) -> Answer:
    bot = TryBot(pg.socket_path)

    @bot.tree.command(description="Open")
    async def add(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(kind())

    await start(bot)
    got.clear()
    return await pg.person(ana, news).slash("add")


async def test_text_files_and_choices_of_a_modal_arrive(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    answer = await opened(pg, start, ana, news, Everything)
    assert answer.modal is not None
    assert answer.modal["title"] == "Add a story"
    assert "Paste it here" in answer.text
    person = pg.person(ana, news)
    sent = await person.submit(
        answer.modal,
        {
            "Text": "BEIJING\r\nA story",
            "Page": [Upload("a.txt", b"one"), Upload("b.txt", b"two")],
            "Section": ["World"],
            "Where": [news],
        },
    )
    assert (sent.text, sent.ephemeral) == ("thanks", True)
    assert got == {
        "text": "BEIJING\r\nA story",
        "more": "as it was",
        "section": ["World"],
        "where": ["news"],
        "pages": [("a.txt", b"one"), ("b.txt", b"two")],
    }


async def test_radio_checkboxes_and_a_tick_arrive_with_their_defaults(
    pg: Playground, start: Start, ana: Member, news: Channel
) -> None:
    answer = await opened(pg, start, ana, news, Ticks)
    person = pg.person(ana, news)
    assert (await person.submit(answer.modal, {"Tone": "Loud"})).text == "('Loud', ['Mon'], False)"
    again = await person.slash("add")
    sent = await person.submit(again.modal, {"Tone": "Calm", "Days": ["Tue"], "Sure": True})
    assert sent.text == "('Calm', ['Tue'], True)"


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"Section": ["World"]}, "required"),
        ({"Text": " ", "Section": ["World"]}, "required"),
        ({"Text": "x" * 4001, "Section": ["World"]}, "between"),
        ({"Text": "x"}, "choose between"),
        ({"Text": "x", "Section": ["Moon"]}, "no choice"),
        ({"Text": "x", "Section": ["World"], "Page": "not a file"}, "an Upload"),
        ({"Text": "x", "Section": ["World"], "Page": [Upload("a", b"")] * 3}, "choose between"),
        ({"Text": "x", "Section": ["World"], "Colour": "red"}, "no field"),
    ],
)
async def test_the_client_refuses_a_modal_that_is_not_filled_in(
    pg: Playground,
    start: Start,
    ana: Member,
    news: Channel,
    values: dict[str, Any],
    complaint: str,
) -> None:
    answer = await opened(pg, start, ana, news, Everything)
    with pytest.raises(CannotSubmit, match=complaint):
        await pg.person(ana, news).submit(answer.modal, values)
    assert got == {}


async def test_a_modal_opened_by_a_button_may_edit_the_buttons_message(
    pg: Playground, start: Start, guild: Guild, ana: Member, news: Channel
) -> None:
    class Title(ui.Modal, title="Headline"):
        headline = ui.TextInput(label="Headline")

        async def on_submit(self, interaction: discord.Interaction, /) -> None:
            await interaction.response.edit_message(content=str(self.headline))

    class Card(ui.View):
        @ui.button(label="Edit fields")
        async def edit(self, interaction: discord.Interaction, _: ui.Button[Any]) -> None:
            await interaction.response.send_modal(Title())

    bot = await start(TryBot(pg.socket_path))
    channel = bot.get_channel(news.id)
    assert isinstance(channel, discord.TextChannel)
    message = {"id": (await channel.send("old", view=Card())).id}
    person = pg.person(ana, news)
    opened_modal = await person.press(message, "Edit fields")
    sent = await person.submit(opened_modal.modal, {"Headline": "New headline"})
    assert sent.text.startswith("New headline")
    assert sent.message is not None
    assert sent.message["id"] == str(message["id"])
