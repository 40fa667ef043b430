"""The buttons of a card at the desk: accept, edit, merge, hold, decline, and their forms.

A button carries the submission's id, the version of the card it stands on, and where that is shown:
the view and page of a queue, or page 0 for a channel, where the answer is private.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import discord
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, sentence, show
from bot.cogs.controls import control, typed_id
from bot.cogs.forms import Submitted, download
from bot.errors import Invalid, Refusal
from bot.reading.upload import decode_upload
from bot.ui.controls import Page, custom_id, notice
from bot.ui.desk_answers import merge_page, outcome_note, outcome_page, typed_note
from bot.ui.desk_page import Place, queue_page, repeats_page
from bot.ui.forms import fields_form, find_form, paste_form, reason_form
from bot.workflows.acts import Act
from bot.workflows.desk import Desk, Outcome
from bot.workflows.desk_queue import Card, DeskQueue
from bot.workflows.take_in import DraftFields

CARD = (int, int, int, int)
"""Submission, version, view, page."""

Action = Callable[[int, int, int, int], Awaitable[Outcome]]


class DeskCardCog(commands.Cog):
    """What editors do with a submission."""

    def __init__(self, access: Access, desk: Desk, queue: DeskQueue) -> None:
        self._access = access
        self._desk = desk
        self._queue = queue
        self._actions: Mapping[str, Action] = {
            "accept": desk.accept,
            "anyway": desk.accept_anyway,
            "hold": desk.hold,
            "release": desk.release,
            "skip": desk.skip,
            "fetch": desk.read,
        }

    @control("desk.do", str, *CARD)
    async def act(
        self, interaction: discord.Interaction, action: str, submission_id: int, *at: int
    ) -> None:
        """Whatever takes one press."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        version, place = at[0], Place(*at[1:])
        if action not in self._actions:
            raise Refusal("This button is from another time. Please use the command once more.")
        await _begin(interaction, place)
        user_id = interaction.user.id
        outcome = await self._actions[action](guild_id, user_id, submission_id, version)
        await self._tell(interaction, guild_id, outcome, place)

    @control("desk.decline", *CARD)
    async def ask_reason(
        self, interaction: discord.Interaction, submission_id: int, *at: int
    ) -> None:
        """Open the form for the reason."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        opened = await self._desk.opened(guild_id, submission_id, at[0])
        if isinstance(opened, Outcome):
            await self._tell(interaction, guild_id, opened, Place(*at[1:]))
            return
        form = custom_id("desk.declined", submission_id, *at)
        told = opened.submitted_by not in (None, interaction.user.id)
        await interaction.response.send_modal(reason_form(form, told=told))

    @control("desk.declined", *CARD)
    async def decline(self, interaction: discord.Interaction, submission_id: int, *at: int) -> None:
        """The reason came back."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        reason, place = Submitted(interaction).text("reason"), Place(*at[1:])
        await _begin(interaction, place)
        user_id = interaction.user.id
        outcome = await self._desk.decline(guild_id, user_id, submission_id, at[0], reason)
        await self._tell(interaction, guild_id, outcome, place)

    @control("desk.edit", *CARD)
    async def ask_fields(
        self, interaction: discord.Interaction, submission_id: int, *at: int
    ) -> None:
        """Open the form with its fields."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        text = await self._desk.to_edit(guild_id, submission_id, at[0])
        if isinstance(text, Outcome):
            await self._tell(interaction, guild_id, text, Place(*at[1:]))
            return
        form = custom_id("desk.fields", submission_id, *at)
        await interaction.response.send_modal(fields_form(text, form))

    @control("desk.fields", *CARD)
    async def edit(self, interaction: discord.Interaction, submission_id: int, *at: int) -> None:
        """The corrected fields came back."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        form, place = Submitted(interaction), Place(*at[1:])
        names = ("headline", "section", "source", "date", "url")
        fields = DraftFields(**{name: form.text(name) for name in names})
        await _begin(interaction, place)
        user_id = interaction.user.id
        try:
            outcome = await self._desk.edit(guild_id, user_id, submission_id, at[0], fields)
        except Invalid as refusal:
            await show(interaction, notice(f"{sentence(refusal)}\n{typed_note(fields)}"))
            return
        typed = "" if outcome.done else typed_note(fields)
        await self._tell(interaction, guild_id, outcome, place, typed)

    @control("desk.paste_form", *CARD)
    async def ask_page(
        self, interaction: discord.Interaction, submission_id: int, *at: int
    ) -> None:
        """Open the paste form for a page that could not be read."""
        await self._access.may(interaction, Act.WORK_QUEUE)
        form = custom_id("desk.paste", submission_id, *at)
        await interaction.response.send_modal(paste_form(form))

    @control("desk.paste", *CARD)
    async def paste(self, interaction: discord.Interaction, submission_id: int, *at: int) -> None:
        """The page came back."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        place = Place(*at[1:])
        text, file, _ = Submitted(interaction).page()
        await _begin(interaction, place)
        if file is not None:
            text = decode_upload(await download(file))
        user_id = interaction.user.id
        outcome = await self._desk.paste(guild_id, user_id, submission_id, at[0], text)
        await self._tell(interaction, guild_id, outcome, place)

    @control("desk.merge", *CARD)
    async def ask_story(
        self, interaction: discord.Interaction, submission_id: int, *at: int
    ) -> None:
        """Ask with which story."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        place = Place(*at[1:])
        opened = await self._desk.opened(guild_id, submission_id, at[0])
        if isinstance(opened, Outcome):
            await self._tell(interaction, guild_id, opened, place)
            return
        stories = await self._queue.offers(guild_id, submission_id)
        await self._put(interaction, merge_page(opened, stories, place), place)

    @control("desk.find", *CARD)
    async def ask_words(
        self, interaction: discord.Interaction, submission_id: int, *at: int
    ) -> None:
        """Open the form for another story's number or headline."""
        await self._access.may(interaction, Act.WORK_QUEUE)
        await interaction.response.send_modal(
            find_form(custom_id("desk.found", submission_id, *at))
        )

    @control("desk.found", *CARD)
    async def find(self, interaction: discord.Interaction, submission_id: int, *at: int) -> None:
        """Offer the stories that were looked for."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        place, words = Place(*at[1:]), Submitted(interaction).text("words")
        opened = await self._desk.opened(guild_id, submission_id, at[0])
        if isinstance(opened, Outcome):
            await self._tell(interaction, guild_id, opened, place)
            return
        stories = await self._queue.offers(guild_id, submission_id, words)
        await change(interaction, merge_page(opened, stories, place, looked_for=words))

    @control("desk.merge_into", *CARD)
    async def merge(self, interaction: discord.Interaction, submission_id: int, *at: int) -> None:
        """A story was chosen."""
        guild_id = await self._access.may(interaction, Act.WORK_QUEUE)
        values = (interaction.data or {}).get("values") or [""]
        into_id, place = typed_id(str(values[0])) or 0, Place(*at[1:])
        await interaction.response.defer()
        user_id = interaction.user.id
        outcome = await self._desk.merge(guild_id, user_id, submission_id, at[0], into_id)
        if place.page:
            await self._tell(interaction, guild_id, outcome, place)
        else:
            await change(interaction, outcome_page(outcome))  # the question was private already

    async def _tell(
        self,
        interaction: discord.Interaction,
        guild_id: int,
        outcome: Outcome,
        place: Place,
        more: str = "",
    ) -> None:
        """What came of it: above the redrawn queue, or privately under a channel's card."""
        if outcome.repeats:
            card = Card(submission=outcome.submission, matches=outcome.repeats)
            await self._put(interaction, repeats_page(card, place), place)
        elif place.page:
            note = "\n".join(part for part in (outcome_note(outcome), more) if part)
            queue = await self._queue.queue(guild_id, place.view, place.page)
            await change(interaction, queue_page(queue, note))
        else:
            await show(interaction, outcome_page(outcome, more))

    async def _put(self, interaction: discord.Interaction, page: Page, place: Place) -> None:
        """In place of the queue, or privately under a channel's card."""
        if place.page:
            await change(interaction, page)
        else:
            await show(interaction, page)


async def _begin(interaction: discord.Interaction, place: Place) -> None:
    """Answer in time: reading a page or placing a story takes a while."""
    if place.page:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)
