"""A discord.py bot whose commands put every kind of thing on the page that the page can show."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import discord
from discord import app_commands, ui

from playground import Playground
from tests.playground.trybot import TryBot

# The smallest picture there is: one grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63a8afaf0700027e017ef98f2b390000000049454e44ae426082"
)
SHIPS = ["Aurora", "Beagle", "Calypso", "Dolphin", "Endeavour"]


class EveryPart(ui.LayoutView):
    """A layout with each part there is."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        inside = ui.Container[Any](accent_colour=discord.Colour(0xC0762B))
        inside.add_item(
            ui.Section(
                ui.TextDisplay("## The [island race](https://example.org/race) was close"),
                ui.TextDisplay("-# Sport, Harbour Wire, two minutes to read"),
                accessory=ui.Thumbnail("attachment://boat.png", description="A boat at sea"),
            )
        )
        inside.add_item(ui.TextDisplay("- **42** crews\n- 18 kilometres\n\nThe tide turned early."))
        inside.add_item(ui.Separator(spacing=discord.SeparatorSpacing.large))
        inside.add_item(
            ui.Section(
                ui.TextDisplay("Boats that turned back: ||two||"),
                accessory=ui.Button(label="Why this", custom_id="why"),
            )
        )
        self.add_item(inside)
        gallery = ui.MediaGallery[Any]()
        gallery.add_item(media="attachment://boat.png", description="The finish")
        gallery.add_item(media="https://example.org/far.png", description="Far away")
        self.add_item(gallery)
        self.add_item(ui.File("attachment://results.txt"))
        rows = ui.ActionRow[Any]()
        for style in ("primary", "secondary", "success", "danger"):
            rows.add_item(
                ui.Button(
                    label=style.title(), style=discord.ButtonStyle[style], custom_id=f"go:{style}"
                )
            )
        rows.add_item(ui.Button(label="Read on", url="https://example.org/race"))
        self.add_item(rows)
        self.add_item(ui.ActionRow(ui.Button(label="Switched off", disabled=True, custom_id="off")))

    def files(self) -> list[discord.File]:
        return [
            discord.File(io.BytesIO(PIXEL), "boat.png"),
            discord.File(io.BytesIO(b"1. Aurora\n2. Beagle\n"), "results.txt"),
        ]


class EverySelect(ui.View):
    """One select of each kind; it says what was chosen."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        ships = ui.Select[Any](custom_id="ships", placeholder="Choose ships", max_values=3)
        for name in SHIPS:
            ships.add_option(label=name, description=f"The {name} of the fleet")
        kinds: list[Any] = [
            ships,
            ui.UserSelect[Any](custom_id="who", placeholder="Choose a person"),
            ui.RoleSelect[Any](custom_id="role", placeholder="Choose a role"),
            ui.MentionableSelect[Any](custom_id="either", placeholder="Choose either"),
            ui.ChannelSelect[Any](
                custom_id="where",
                placeholder="Choose a channel",
                channel_types=[discord.ChannelType.text],
            ),
        ]
        for select in kinds:
            select.callback = self._chosen
            self.add_item(select)

    async def _chosen(self, interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        await interaction.response.send_message(f"Chosen: {', '.join(data['values'])}")


class EveryField(ui.Modal, title="Tell us about the race"):
    """A form with each field there is; it says what was filled in."""

    words = ui.TextDisplay[Any]("Every field is **only a sample**.")
    headline = ui.Label[Any](
        text="Headline",
        description="One line, at most 80 characters",
        component=ui.TextInput(max_length=80, min_length=3, custom_id="headline"),
    )
    story = ui.Label[Any](
        text="Story",
        component=ui.TextInput(
            style=discord.TextStyle.paragraph, required=False, max_length=4000, custom_id="story"
        ),
    )
    ships = ui.Label[Any](
        text="Ships",
        description="Up to two",
        component=ui.Select(
            options=[discord.SelectOption(label=name) for name in SHIPS],
            max_values=2,
            custom_id="ships",
        ),
    )
    picture = ui.Label[Any](
        text="Picture", component=ui.FileUpload(required=False, custom_id="picture")
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        headline: Any = self.headline.component
        ships: Any = self.ships.component
        picture: Any = self.picture.component
        files = [file.filename for file in picture.values]
        await interaction.response.send_message(
            f"{headline.value} / {', '.join(ships.values)} / {', '.join(files) or 'no file'}"
        )


class Choices(ui.Modal, title="Choose"):
    """A form with the fields to tick."""

    tide = ui.Label[Any](
        text="Tide",
        component=ui.RadioGroup(
            custom_id="tide",
            options=[discord.RadioGroupOption(label=one, value=one) for one in ("ebb", "flood")],
        ),
    )
    days = ui.Label[Any](
        text="Days",
        component=ui.CheckboxGroup(
            custom_id="days",
            options=[discord.CheckboxGroupOption(label=one, value=one) for one in ("Sat", "Sun")],
        ),
    )
    sure = ui.Label[Any](text="Tell me of changes", component=ui.Checkbox(custom_id="sure"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        tide: Any = self.tide.component
        days: Any = self.days.component
        sure: Any = self.sure.component
        await interaction.response.send_message(
            f"{tide.value} / {', '.join(days.values)} / {sure.value}"
        )


def showcase(playground: Playground) -> TryBot:
    """The bot, not started yet."""
    bot = TryBot(playground.socket_path)
    _shows(bot)
    _answers(bot)
    _menus(bot)
    return bot


def _shows(bot: TryBot) -> None:
    show = app_commands.Group(name="show", description="Put something on the page")

    @show.command(description="Every part of a layout")
    async def layout(interaction: discord.Interaction) -> None:
        view = EveryPart()
        await interaction.response.send_message(view=view, files=view.files())

    @show.command(description="An embed with all its parts")
    async def embed(interaction: discord.Interaction) -> None:
        made = discord.Embed(
            title="Tide table",
            url="https://example.org/tides",
            description="High water at *noon*.",
            colour=0x2A6F97,
            timestamp=discord.utils.utcnow(),
        )
        made.set_author(name="Harbour office").set_footer(text="All times local")
        for name in ("Mon", "Tue", "Wed"):
            made.add_field(name=name, value="**3.2** m")
        made.add_field(name="Note", value="Storms may change this.", inline=False)
        await interaction.response.send_message("Here it is:", embed=made)

    @show.command(description="One select of each kind")
    async def selects(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Choose:", view=EverySelect())

    @show.command(description="A form with texts, a select and a file")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(EveryField())

    @show.command(description="A form to tick")
    async def ticks(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Choices())

    bot.tree.add_command(show)


def _answers(bot: TryBot) -> None:
    @bot.tree.command(description="Say something back, word for word")
    @app_commands.describe(text="What to say", private="Only to you")
    async def say(interaction: discord.Interaction, text: str, private: bool = False) -> None:
        await interaction.response.send_message(text.replace("\\n", "\n"), ephemeral=private)

    @bot.tree.command(description="Think for a while, then answer")
    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await asyncio.sleep(0.7)
        await interaction.edit_original_response(content="That took a moment.")

    @bot.tree.command(description="Never answer at all")
    async def silent(interaction: discord.Interaction) -> None:
        pass

    @bot.tree.command(description="Look for a ship")
    @app_commands.describe(name="The beginning of its name")
    async def ship(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(f"Found: {name}")

    @ship.autocomplete("name")
    async def names(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:  # pyright: ignore[reportUnusedFunction]
        found = [name for name in SHIPS if typed.lower() in name.lower()]
        return [app_commands.Choice(name=name, value=name.lower()) for name in found]

    @bot.tree.command(description="An option of each kind")
    @app_commands.choices(side=[app_commands.Choice(name=one, value=one) for one in ("port", "sb")])
    async def options(
        interaction: discord.Interaction,
        channel: discord.TextChannel,
        count: app_commands.Range[int, 1, 10],
        side: str | None = None,
        person: discord.Member | None = None,
        role: discord.Role | None = None,
        page: discord.Attachment | None = None,
        loud: bool = False,
    ) -> None:
        size = len(await page.read()) if page else 0
        parts = [channel.name, count, side, person and person.name, role and role.name, size, loud]
        await interaction.response.send_message(" / ".join(str(part) for part in parts))

    @bot.tree.command(description="For those who run the server")
    @app_commands.default_permissions(manage_guild=True)
    async def rule(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Ruled.", ephemeral=True)

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        if interaction.type is not discord.InteractionType.component:
            return
        custom_id = str((interaction.data or {}).get("custom_id"))
        if custom_id.startswith("go:"):
            await interaction.response.send_message(f"Pressed {custom_id[3:]}.", ephemeral=True)


def _menus(bot: TryBot) -> None:
    @bot.tree.context_menu(name="Add to the desk")
    async def add(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"Added: {message.content}", ephemeral=True)

    @bot.tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"Hello, {member.display_name}.")
