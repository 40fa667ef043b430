"""/story edit, correct, retract, follow and embargo, and what their buttons and forms do."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, show
from bot.cogs.completions import Choices, id_choices
from bot.cogs.controls import control, typed_id
from bot.cogs.forms import Submitted
from bot.errors import Refusal
from bot.ui.change_page import (
    Verb,
    corrected_page,
    edited_page,
    linked_page,
    part_form,
    parts_page,
    retract_form,
)
from bot.ui.embargo_page import embargoed_page
from bot.workflows.acts import Act
from bot.workflows.correcting import Correcting
from bot.workflows.embargoes import Embargoes
from bot.workflows.follow_ups import FollowUps
from bot.workflows.look_up import LookUp
from storage.correction_records import Correction


class StoryChanges(commands.Cog):
    """The part of /story that changes what is stored; `StoryCog` takes it up."""

    _access: Access
    _correcting: Correcting
    _follow_ups: FollowUps
    _embargoes: Embargoes
    _look_up: LookUp

    @app_commands.command(description="Correct a story in every message that carries it")
    @app_commands.describe(story="Begin to type its headline")
    async def correct(self, interaction: discord.Interaction, story: str) -> None:
        """Answer with the parts of the story to choose from."""
        await self._choose(interaction, story, "correct")

    @app_commands.command(name="edit", description="Change a story that has not been posted yet")
    @app_commands.describe(story="Begin to type its headline")
    async def edit_story(self, interaction: discord.Interaction, story: str) -> None:
        """Answer with the parts of the story to choose from."""
        await self._choose(interaction, story, "edit")

    @app_commands.command(description="Take a story back, in every message that carries it")
    @app_commands.describe(story="Begin to type its headline")
    async def retract(self, interaction: discord.Interaction, story: str) -> None:
        """Ask for the reason."""
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        standing = await self._correcting.standing(guild_id, typed_id(story))
        if standing.story.retracted_at is not None:
            raise Refusal("Story {id} is retracted already.", id=standing.story.id)
        await interaction.response.send_modal(retract_form(standing.story))

    @app_commands.command(description="Say that a story is an update to an earlier one")
    @app_commands.describe(
        story="The newer story", earlier="The one it goes on with; none to take that back"
    )
    async def follow(
        self, interaction: discord.Interaction, story: str, earlier: str | None = None
    ) -> None:
        """Link two stories."""
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        before = typed_id(earlier) or -1 if earlier else None
        linked = await self._follow_ups.link(guild_id, interaction.user.id, typed_id(story), before)
        await show(interaction, linked_page(*linked))

    @app_commands.command(description="Keep a story back until a time")
    @app_commands.describe(
        story="Begin to type its headline",
        until="2026-11-26 07:00, in the server's zone; none to lift it",
    )
    async def embargo(
        self,
        interaction: discord.Interaction,
        story: str,
        until: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """Put a stored story under embargo, or lift that."""
        guild_id = await self._access.may(interaction, Act.EMBARGO)
        user_id = interaction.user.id
        kept = await self._embargoes.keep_back(guild_id, user_id, typed_id(story), until or "")
        await show(interaction, embargoed_page(kept))

    @embargo.autocomplete("story")
    @follow.autocomplete("story")
    @follow.autocomplete("earlier")
    @correct.autocomplete("story")
    @edit_story.autocomplete("story")
    @retract.autocomplete("story")
    async def complete_changed(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Headlines of this server."""
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        found = await self._look_up.complete_stories(guild_id, typed, embargoed=True)
        return id_choices(found)

    async def _choose(self, interaction: discord.Interaction, story: str, verb: Verb) -> None:
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        standing = await self._correcting.standing(guild_id, typed_id(story))
        if verb == "edit" and standing.published:
            raise Refusal(
                "Story {id} has been posted, so readers are told of a change: use /story correct.",
                id=standing.story.id,
            )
        await show(interaction, parts_page(standing, verb))

    @control("story.correct_open", int)
    async def open_correction(self, interaction: discord.Interaction, story_id: int) -> None:
        """Correct on a story's card, or on a report."""
        await self._choose(interaction, str(story_id), "correct")

    @control("story.correct_part", int, int)
    async def choose_correction(
        self, interaction: discord.Interaction, story_id: int, _versions: int
    ) -> None:
        """A part was chosen to be corrected."""
        await self._ask(interaction, story_id, "correct")

    @control("story.edit_part", int, int)
    async def choose_edit(
        self, interaction: discord.Interaction, story_id: int, _versions: int
    ) -> None:
        """A part was chosen to be edited."""
        await self._ask(interaction, story_id, "edit")

    async def _ask(self, interaction: discord.Interaction, story_id: int, verb: Verb) -> None:
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        standing = await self._correcting.standing(guild_id, story_id)
        values = (interaction.data or {}).get("values") or [""]
        await interaction.response.send_modal(part_form(standing, str(values[0]), verb))

    @control("story.edited", int, str, int)
    async def take_edit(
        self, interaction: discord.Interaction, story_id: int, part: str, versions: int
    ) -> None:
        """An edit came back."""
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        typed = Submitted(interaction).text("value")
        story = await self._correcting.edit(
            guild_id, interaction.user.id, story_id, part, typed, seen=versions
        )
        await change(interaction, edited_page(story))

    @control("story.corrected", int, str, int)
    async def take_correction(
        self, interaction: discord.Interaction, story_id: int, part: str, versions: int
    ) -> None:
        """A correction came back."""
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        form, user_id = Submitted(interaction), interaction.user.id
        typed, words = form.text("value"), form.text("words")
        made = await self._correcting.correct(
            guild_id, user_id, story_id, part, typed, words, seen=versions
        )
        await self._watch(interaction, made)

    @control("story.retracted", int)
    async def take_retraction(self, interaction: discord.Interaction, story_id: int) -> None:
        """The reason for a retraction came back."""
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        words = Submitted(interaction).text("words")
        made = await self._correcting.retract(guild_id, interaction.user.id, story_id, words)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._watch(interaction, made)

    async def _watch(self, interaction: discord.Interaction, made: Correction) -> None:
        """Show how the messages are mended while it goes on."""
        standing = await self._correcting.standing(made.guild_id, made.story_id)
        async for progress in self._correcting.watch(made.guild_id, made.id):
            await change(interaction, corrected_page(standing, made, progress))

    @control("mend.progress", int)
    async def show_progress(self, interaction: discord.Interaction, correction_id: int) -> None:
        """How far a correction's messages are."""
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        await self._watch(interaction, await self._correcting.made(guild_id, correction_id))

    @control("mend.again", int)
    async def try_again(self, interaction: discord.Interaction, correction_id: int) -> None:
        """Try the messages that could not be mended once more."""
        guild_id = await self._access.may(interaction, Act.CHANGE_STORIES)
        await self._correcting.try_again(guild_id, correction_id)
        await self._watch(interaction, await self._correcting.made(guild_id, correction_id))
