"""/story: add, show, search, latest, and the buttons of drafts and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.access import Access
from bot.cogs.answers import change, sentence, show
from bot.cogs.completions import Choices, id_choices, name_choices
from bot.cogs.controls import control, typed_id
from bot.cogs.forms import Submitted, download
from bot.cogs.story_cards import StoryCards
from bot.cogs.story_changes import StoryChanges
from bot.errors import Refusal
from bot.ui.controls import custom_id, notice
from bot.ui.forms import draft_form, paste_form
from bot.ui.story_card import draft_card, dropped_card, saved_card, unread_card
from bot.ui.story_list import story_list
from bot.words import say
from bot.workflows.acts import Act
from bot.workflows.correcting import Correcting
from bot.workflows.embargoes import Embargoes
from bot.workflows.follow_ups import FollowUps
from bot.workflows.look_up import LookUp
from bot.workflows.same_event import SameEvent
from bot.workflows.same_story import SameStory
from bot.workflows.take_in import DraftFields, TakeIn
from storage.search_records import Sort
from storage.story_records import Draft

Name = app_commands.Range[str, 1, 100]
Typed = app_commands.Range[str, 1, 80]


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
class StoryCog(
    StoryChanges,
    commands.GroupCog,
    group_name="story",
    group_description="Add and find stories",
):
    """Taking stories in and looking them up."""

    def __init__(
        self,
        access: Access,
        take_in: TakeIn,
        same_story: SameStory,
        same_event: SameEvent,
        look_up: LookUp,
        cards: StoryCards,
        correcting: Correcting,
        follow_ups: FollowUps,
        embargoes: Embargoes,
    ) -> None:
        super().__init__()
        self._correcting = correcting
        self._follow_ups = follow_ups
        self._embargoes = embargoes
        self._cards = cards
        self._same_event = same_event
        self._same_story = same_story
        self._access = access
        self._take_in = take_in
        self._look_up = look_up

    @app_commands.command(description="Add a story: give its link, paste a page, or attach a file")
    @app_commands.describe(
        link="The page's address: it is fetched and read",
        file="The page as a text file, up to 1 MiB",
    )
    async def add(
        self,
        interaction: discord.Interaction,
        link: app_commands.Range[str, 1, 512] | None = None,
        file: discord.Attachment | None = None,
    ) -> None:
        """Read the file, else the link, else open the paste form."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        user_id = interaction.user.id
        if file is None and link is None:
            await interaction.response.send_modal(paste_form(custom_id("story.paste", 0)))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        if file is not None:
            data = await download(file)
            draft = await self._take_in.upload(guild_id, user_id, data, url=link)
            await self._show_draft(interaction, guild_id, draft)
        elif link is not None:
            await self._read_link(interaction, guild_id, link)

    async def _read_link(self, interaction: discord.Interaction, guild_id: int, link: str) -> None:
        link_id = await self._take_in.keep_link(guild_id, interaction.user.id, link)
        try:
            draft = await self._take_in.link(guild_id, interaction.user.id, link)
        except Refusal as refusal:
            await show(interaction, unread_card(sentence(refusal), link_id))
            return
        await self._show_draft(interaction, guild_id, draft)

    @control("story.form", int)
    async def open_form(self, interaction: discord.Interaction, link_id: int) -> None:
        """Open the paste form for a page that could not be read from its link."""
        await self._access.may(interaction, Act.ADD_STORIES)
        await interaction.response.send_modal(paste_form(custom_id("story.paste", link_id)))

    @control("story.paste", int)
    async def paste(self, interaction: discord.Interaction, link_id: int) -> None:
        """The paste form came back."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        form = Submitted(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        text, file, warnings = form.page()
        link = await self._take_in.kept_link(guild_id, link_id)
        if file is not None:
            data = await download(file)
            draft = await self._take_in.upload(guild_id, interaction.user.id, data, url=link)
        else:
            draft = await self._take_in.paste(guild_id, interaction.user.id, text, url=link)
        await self._show_draft(interaction, guild_id, draft, warnings)

    async def _show_draft(
        self,
        interaction: discord.Interaction,
        guild_id: int,
        draft: Draft,
        warnings: Sequence[str] = (),
    ) -> None:
        matches = await self._same_story.find(guild_id, draft.text)
        await show(interaction, draft_card(draft, warnings, matches))

    @control("draft.save", int)
    async def save(self, interaction: discord.Interaction, draft_id: int) -> None:
        """Make the draft a story."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        saved = await self._take_in.save(guild_id, draft_id, interaction.user.id)
        await change(interaction, saved_card(*saved))

    @control("draft.edit", int)
    async def edit(self, interaction: discord.Interaction, draft_id: int) -> None:
        """Open the form with the draft's fields."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        draft = await self._take_in.draft(guild_id, draft_id)
        await interaction.response.send_modal(draft_form(draft))

    @control("draft.fields", int)
    async def fields(self, interaction: discord.Interaction, draft_id: int) -> None:
        """The corrected fields came back."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        form = Submitted(interaction)
        names = ("headline", "section", "source", "date", "url")
        fields = DraftFields(**{name: form.text(name) for name in names})
        draft: Draft = await self._take_in.edit(guild_id, draft_id, fields)
        matches = await self._same_story.find(guild_id, draft.text)
        await change(interaction, draft_card(draft, (), matches))

    @control("draft.duplicate", int, int)
    async def duplicate(
        self, interaction: discord.Interaction, draft_id: int, story_id: int
    ) -> None:
        """Drop the draft: the story is here already."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        story = await self._look_up.story(guild_id, story_id, embargoed=True)
        await self._take_in.discard(guild_id, draft_id)
        await change(interaction, dropped_card(story))

    @control("draft.follow", int, int)
    async def follow_up(
        self, interaction: discord.Interaction, draft_id: int, story_id: int
    ) -> None:
        """Make the draft a story that goes on with another."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        user_id = interaction.user.id
        earlier = await self._look_up.story(guild_id, story_id, embargoed=True)
        saved = await self._take_in.save(guild_id, draft_id, user_id, follows_id=earlier.id)
        await change(interaction, saved_card(*saved, follows=earlier))

    @control("draft.different", int)
    async def different(self, interaction: discord.Interaction, draft_id: int) -> None:
        """Make the draft a story of its own, whatever it repeats."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        user_id = interaction.user.id
        saved = await self._take_in.save(guild_id, draft_id, user_id, apart=True)
        await change(interaction, saved_card(*saved))

    @control("draft.discard", int)
    async def discard(self, interaction: discord.Interaction, draft_id: int) -> None:
        """Forget the draft."""
        guild_id = await self._access.may(interaction, Act.ADD_STORIES)
        await self._take_in.discard(guild_id, draft_id)
        await change(interaction, notice(say("Discarded. Nothing was stored.")))

    @app_commands.command(name="show", description="Show one story")
    @app_commands.describe(story="Begin to type its headline")
    async def show_story(self, interaction: discord.Interaction, story: str) -> None:
        """Answer with a story's card."""
        await show(interaction, await self._cards.of(interaction, typed_id(story)))

    @control("story.open", int)
    async def open_story(self, interaction: discord.Interaction, story_id: int) -> None:
        """A story's card, from a list."""
        await show(interaction, await self._cards.of(interaction, story_id))

    @control("event.apart", int)
    async def set_apart(self, interaction: discord.Interaction, story_id: int) -> None:
        """Take a story out of its event."""
        guild_id = await self._access.may(interaction, Act.GROUP_STORIES)
        story = await self._same_event.set_apart(guild_id, interaction.user.id, story_id)
        await change(interaction, await self._cards.of(interaction, story.id))

    @control("event.join", int, int)
    async def join(self, interaction: discord.Interaction, story_id: int, other_id: int) -> None:
        """Say that two stories tell of the same event."""
        guild_id = await self._access.may(interaction, Act.GROUP_STORIES)
        user_id = interaction.user.id
        story = await self._same_event.put_together(guild_id, user_id, story_id, other_id)
        await change(interaction, await self._cards.of(interaction, story.id))

    @app_commands.command(description='Find stories: words, "phrases", -without, beginnings*')
    @app_commands.rename(since="from", until="to")
    @app_commands.describe(
        query="The words to look for in headline, summary and key facts",
        section="Only this section",
        source="Only this agency or publisher",
        since="Not before this: 3 May, last week, 2026-11",
        until="Not after this: yesterday, 2026-11",
        sort="The newest first, or those that fit best",
    )
    async def search(
        self,
        interaction: discord.Interaction,
        query: app_commands.Range[str, 1, 200],
        section: Name | None = None,
        source: Name | None = None,
        since: Typed | None = None,
        until: Typed | None = None,
        sort: Literal["newest", "best"] = "newest",
    ) -> None:
        """Answer with the first page of what was found."""
        guild_id = await self._access.may(interaction, Act.READ)
        found = await self._look_up.search(
            guild_id,
            interaction.user.id,
            query,
            section=section,
            source=source,
            since=since,
            until=until,
            sort=Sort(sort),
            embargoed=await self._access.sees_embargoed(interaction),
        )
        await show(interaction, story_list(found))

    @app_commands.command(description="The newest stories")
    @app_commands.describe(section="Only this section", source="Only this agency or publisher")
    async def latest(
        self,
        interaction: discord.Interaction,
        section: Name | None = None,
        source: Name | None = None,
    ) -> None:
        """Answer with the first page of the newest."""
        guild_id = await self._access.may(interaction, Act.READ)
        embargoed = await self._access.sees_embargoed(interaction)
        found = await self._look_up.latest(
            guild_id, interaction.user.id, section, source, embargoed=embargoed
        )
        await show(interaction, story_list(found))

    @show_story.autocomplete("story")
    async def complete_story(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Headlines of this server."""
        guild_id = await self._access.may(interaction, Act.READ)
        embargoed = await self._access.sees_embargoed(interaction)
        found = await self._look_up.complete_stories(guild_id, typed, embargoed=embargoed)
        return id_choices(found)

    @search.autocomplete("section")
    @latest.autocomplete("section")
    async def complete_section(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Sections of this server."""
        guild_id = await self._access.may(interaction, Act.READ)
        embargoed = await self._access.sees_embargoed(interaction)
        found = await self._look_up.complete_sections(guild_id, typed, embargoed=embargoed)
        return name_choices(found)

    @search.autocomplete("source")
    @latest.autocomplete("source")
    async def complete_source(self, interaction: discord.Interaction, typed: str) -> Choices:
        """Agencies and publishers of this server."""
        guild_id = await self._access.may(interaction, Act.READ)
        embargoed = await self._access.sees_embargoed(interaction)
        found = await self._look_up.complete_sources(guild_id, typed, embargoed=embargoed)
        return name_choices(found)
