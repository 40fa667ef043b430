"""/desk edition and its controls: an edition seen, arranged, held, released and approved before it
goes out."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.briefing.arrange import Wish
from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.completions import Choices, id_choices
from bot.cogs.controls import control, typed_id
from bot.cogs.forms import Submitted
from bot.errors import NotFound
from bot.ui.briefing_layout import briefing_pages
from bot.ui.edition_page import (
    draft_page,
    edition_page,
    found_page,
    note_form,
    search_form,
    sections_form,
)
from bot.workflows.acts import Act
from bot.workflows.arranging import NO_STORY, Arranging, Opened
from bot.workflows.coming import PASSED
from bot.workflows.editions import plan_code, read_date_number
from bot.workflows.plan import Plan

EDITION = (int, int, int, int)
"""Of a control: schedule, slot, date as 20261126, and the version of the plan that was seen."""

WISHES = frozenset(Wish)


class EditionDesk(commands.Cog):
    """The part of /desk that is about editions to come; its group is in `cogs.desk`."""

    _access: Access
    _arranging: Arranging
    _plan: Plan

    @app_commands.command(
        description="The next briefing exactly as it will be posted: arrange, hold, approve"
    )
    @app_commands.describe(schedule="Which schedule")
    async def edition(self, interaction: discord.Interaction, schedule: str) -> None:
        """Answer with the post and with the controls."""
        guild_id = await self._access.may(interaction, Act.ARRANGE)
        await _show_all(interaction, await self._arranging.next_of(guild_id, typed_id(schedule)))

    @edition.autocomplete("schedule")
    async def complete_edition(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Schedules of this server."""
        found = await self._plan.complete(await self._access.may(interaction, Act.ARRANGE), typed)
        return id_choices(found)

    @control("edition.open", *EDITION)
    async def open(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, _seen: int
    ) -> None:
        """The post and the controls, for whoever pressed Open under a draft."""
        await _show_all(interaction, await self._opened(interaction, schedule, slot, on))

    @control("edition.look", *EDITION)
    async def look(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, _seen: int
    ) -> None:
        """The post as it is now."""
        opened = await self._opened(interaction, schedule, slot, on)
        await _show_post(interaction, opened)
        if opened.briefing is None:
            await show(interaction, edition_page(opened))

    @control("edition.pick", *EDITION)
    async def pick(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, _seen: int
    ) -> None:
        """A story was chosen: show what can be done with it."""
        opened = await self._opened(interaction, schedule, slot, on)
        await change(interaction, edition_page(opened, _chosen(interaction)))

    @control("edition.wish", str, *EDITION, int)
    async def wish(
        self,
        interaction: discord.Interaction,
        wish: str,
        schedule: int,
        slot: int,
        on: int,
        seen: int,
        story: int,
    ) -> None:
        """Lead, up, down, pin, unpin or drop."""
        if wish not in WISHES:
            raise NotFound(NO_STORY)
        await self._wish(interaction, Wish(wish), (schedule, slot, on, seen), story)

    @control("edition.back", *EDITION)
    async def bring_back(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, seen: int
    ) -> None:
        """A dropped story was chosen."""
        story = _chosen(interaction) or 0
        await self._wish(interaction, Wish.BACK, (schedule, slot, on, seen), story)

    @control("edition.take", *EDITION)
    async def take(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, seen: int
    ) -> None:
        """A story that a search gave was chosen."""
        story = _chosen(interaction) or 0
        await self._wish(interaction, Wish.ADD, (schedule, slot, on, seen), story)

    @control("edition.add", *EDITION)
    async def ask_words(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, _seen: int
    ) -> None:
        """Open the form that asks what to add."""
        opened = await self._opened(interaction, schedule, slot, on)
        await interaction.response.send_modal(search_form(opened))

    @control("edition.search", *EDITION)
    async def search(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, _seen: int
    ) -> None:
        """The form came back: show what was found."""
        opened = await self._opened(interaction, schedule, slot, on)
        words = Submitted(interaction).text("words")
        found = await self._arranging.find(opened.coming.schedule.guild_id, words)
        await change(interaction, found_page(opened, words, found))

    @control("edition.note", *EDITION)
    async def ask_note(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, _seen: int
    ) -> None:
        """Open the form for the note."""
        opened = await self._opened(interaction, schedule, slot, on)
        await interaction.response.send_modal(note_form(opened))

    @control("edition.noted", *EDITION)
    async def note(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, seen: int
    ) -> None:
        """The note came back."""
        opened = await self._opened(interaction, schedule, slot, on)
        typed = Submitted(interaction).text("note")
        noted = await self._arranging.note(opened, interaction.user.id, seen, typed)
        await change(interaction, edition_page(noted))

    @control("edition.sections", *EDITION)
    async def ask_sections(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, _seen: int
    ) -> None:
        """Open the form for the order of sections."""
        opened = await self._opened(interaction, schedule, slot, on)
        await interaction.response.send_modal(sections_form(opened))

    @control("edition.sectioned", *EDITION)
    async def order_sections(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, seen: int
    ) -> None:
        """The order came back."""
        opened = await self._opened(interaction, schedule, slot, on)
        typed = Submitted(interaction).text("sections")
        ordered = await self._arranging.order_sections(opened, interaction.user.id, seen, typed)
        await change(interaction, edition_page(ordered))

    @control("edition.hold", *EDITION)
    async def hold(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, _seen: int
    ) -> None:
        """Keep it back."""
        opened = await self._opened(interaction, schedule, slot, on)
        await _update(interaction, await self._arranging.hold(opened, interaction.user.id))

    @control("edition.release", *EDITION)
    async def release(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, seen: int
    ) -> None:
        """Keep it back no longer."""
        opened = await self._opened(interaction, schedule, slot, on)
        await _update(interaction, await self._arranging.release(opened, interaction.user.id, seen))

    @control("edition.approve", *EDITION)
    async def approve(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int, seen: int
    ) -> None:
        """Give leave to post it as it stands."""
        opened = await self._opened(interaction, schedule, slot, on)
        await _update(interaction, await self._arranging.approve(opened, interaction.user.id, seen))

    async def _wish(
        self,
        interaction: discord.Interaction,
        wish: Wish,
        edition: tuple[int, int, int, int],
        story: int,
    ) -> None:
        *named, seen = edition
        opened = await self._opened(interaction, *named)
        done = await self._arranging.wish(opened, interaction.user.id, seen, wish, story)
        await change(interaction, edition_page(done, story))

    async def _opened(
        self, interaction: discord.Interaction, schedule: int, slot: int, on: int
    ) -> Opened:
        """The edition that a control names, for those who may arrange it."""
        guild_id = await self._access.may(interaction, Act.ARRANGE)
        date = read_date_number(on)
        if date is None:
            raise NotFound(PASSED)
        return await self._arranging.named(guild_id, schedule, slot, date)


async def _show_all(interaction: discord.Interaction, opened: Opened) -> None:
    await _show_post(interaction, opened)
    await show(interaction, edition_page(opened))


async def _show_post(interaction: discord.Interaction, opened: Opened) -> None:
    if opened.briefing:
        for page in briefing_pages(opened.briefing, code=plan_code(opened.coming)):
            await show(interaction, page, plain=opened.briefing.plain)


async def _update(interaction: discord.Interaction, opened: Opened) -> None:
    """Put how it stands in place of what was clicked: a draft for all, or the private page."""
    message = interaction.message
    if message is not None and message.flags.ephemeral:
        await change(interaction, edition_page(opened))
        return
    code = plan_code(opened.coming)
    part = len(briefing_pages(opened.briefing, code=code)) if opened.briefing else 0
    await change(interaction, draft_page(opened, code, part + 1))


def _chosen(interaction: discord.Interaction) -> int | None:
    values = (interaction.data or {}).get("values") or [""]
    return typed_id(str(values[0]))
