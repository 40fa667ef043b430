"""The card of a stored story, as the person who asks may see it: one way for every road to it."""

from __future__ import annotations

import discord

from bot.cogs.access import Access
from bot.ui.controls import Page
from bot.ui.correction_lines import correction_lines
from bot.ui.story_card import story_card
from bot.workflows.acts import Act
from bot.workflows.correcting import Correcting
from bot.workflows.look_up import LookUp
from bot.workflows.same_event import SameEvent
from bot.workflows.saved import Saved
from storage.story_records import Story


class StoryCards:
    """Brings together what stands on a story's card."""

    def __init__(
        self,
        access: Access,
        look_up: LookUp,
        same_event: SameEvent,
        saved: Saved,
        correcting: Correcting,
    ) -> None:
        self._access = access
        self._look_up = look_up
        self._same_event = same_event
        self._saved = saved
        self._correcting = correcting

    async def of(self, interaction: discord.Interaction, story_id: int | None) -> Page:
        """The story's card. Raises NotFound, also for another server's id."""
        guild_id = await self._access.may(interaction, Act.READ)
        embargoed = await self._access.sees_embargoed(interaction)
        story = await self._look_up.story(guild_id, story_id, embargoed=embargoed)
        return story_card(
            story,
            await self._same_event.of(guild_id, story.id, embargoed=embargoed),
            for_editor=await self._access.allows(interaction, Act.GROUP_STORIES),
            corrected=await self._corrected(story),
            saved=await self._saved.has(guild_id, interaction.user.id, story.id),
        )

    async def _corrected(self, story: Story) -> str:
        made = await self._correcting.of_story(story.guild_id, story.id)
        return correction_lines(made, await self._correcting.zone(story.guild_id))
