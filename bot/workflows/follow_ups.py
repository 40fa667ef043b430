"""Stories that go on with an earlier one: said by an editor, told by every edition that carries
them.
"""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.briefing.choose import Choice, Chosen
from bot.briefing.follow_up import fact_of, follow_up
from bot.errors import NotFound, Refusal
from bot.workflows.correcting import NO_STORY
from bot.workflows.ports import Clock
from storage import Storage
from storage.desk_log import By
from storage.story_records import Story


async def told(
    storage: Storage, guild_id: int, schedule_id: int | None, choice: Choice, zone: ZoneInfo
) -> Choice:
    """The choice; what goes on with an earlier story says with which, and on which day."""
    items = [
        await _told(storage, guild_id, schedule_id, one, zone) if one.story.follows_id else one
        for one in choice.items
    ]
    return replace(choice, items=tuple(items))


async def _told(
    storage: Storage, guild_id: int, schedule_id: int | None, chosen: Chosen, zone: ZoneInfo
) -> Chosen:
    before = await storage.follow_ups.before(guild_id, chosen.story.id)
    if not before:
        return chosen
    earlier, first = before[0], before[-1]
    if earlier.retracted_at is not None or earlier.embargo_until is not None:
        return chosen
    posting = await storage.same_stories.last_posting(guild_id, earlier.id, schedule_id)
    one = follow_up(chosen.story, earlier, first, posting, zone)
    return replace(chosen, why=chosen.why | fact_of(one))


class FollowUps:
    """The editors' way to link stories."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def link(
        self, guild_id: int, user_id: int, story_id: int | None, earlier_id: int | None
    ) -> tuple[Story, Story | None]:
        """Say that a story goes on with an earlier one, or with none. Raises NotFound, Refusal."""
        story = await self._story(guild_id, story_id)
        earlier = await self._story(guild_id, earlier_id) if earlier_id else None
        if earlier and earlier.id == story.id:
            raise Refusal("A story cannot be an update to itself. Choose an earlier one.")
        by = By(actor_id=user_id, at=self._clock())
        linked = await self._storage.follow_ups.link(
            guild_id, story.id, earlier.id if earlier else None, by
        )
        if not linked:
            raise Refusal(
                "Story {earlier} already goes on with story {id}, so it cannot be the other way"
                " round, too.",
                earlier=earlier.id if earlier else 0,
                id=story.id,
            )
        return story, earlier

    async def _story(self, guild_id: int, story_id: int | None) -> Story:
        story = await self._storage.stories.get(guild_id, story_id) if story_id else None
        if story is None:
            raise NotFound(NO_STORY)
        return story
