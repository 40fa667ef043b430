"""Arranging an edition that is still to come: opened, changed one wish at a time, held, released,
approved. Only its plan is written here; putting it together is `preparing`'s work.

wish ─→ arrange ─→ edition_plans.put   at the version that was seen, or not at all
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.briefing.arrange import Wish, wished, with_note, with_sections
from bot.briefing.compose import Briefing
from bot.briefing.leave import waits_for
from bot.briefing.spoken import say_date
from bot.errors import Invalid, NotFound, Refusal
from bot.workflows.coming import OUT, Coming, ToCome
from bot.workflows.editions import Editions
from bot.workflows.patience import Patience
from bot.workflows.ports import Clock
from storage import Storage
from storage.desk_log import By
from storage.edition_records import Arrangement, EditionPlan, Wait
from storage.story_records import Story

MOST_FOUND = 25
NO_STORY = "No such story here. Add one from the list that a search gives."
TOO_LATE_TO_RELEASE = (
    "It is too late for that: a newer edition has taken its place, or too much time has passed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An edition to come as it stands. briefing: None where nothing would be posted.

    dropped: stories that editors have taken out. on_story: the one the last change was about.
    waits: what would keep it back at its hour. is_due: it does wait, and can still go out `until`.
    missed: somebody else was faster, so that what was wished was not done; `lost` is what was
    typed with it.
    """

    coming: Coming
    plan: EditionPlan
    briefing: Briefing | None
    until: datetime
    is_due: bool
    waits: Wait | None
    dropped: tuple[Story, ...] = ()
    on_story: Story | None = None
    missed: bool = False
    lost: str = ""

    @property
    def shown(self) -> list[list[int]]:
        """Story ids as they stand, section by section, without the lead."""
        if self.briefing is None:
            return []
        parts = [section.items for section in self.briefing.sections]
        return [[item.story.id for item in part] for part in (*parts, self.briefing.archive)]


class Arranging:
    """The editors' hand on editions to come. `wake` lets the sending tick run now."""

    def __init__(
        self,
        storage: Storage,
        editions: Editions,
        clock: Clock,
        patience: Patience,
        wake: Callable[[], None],
    ) -> None:
        self._storage = storage
        self._editions = editions
        self._to_come = ToCome(storage, clock)
        self._clock = clock
        self._patience = patience
        self._wake = wake

    async def next_of(self, guild_id: int, schedule_id: int | None) -> Opened:
        """The edition that waits, else the next of a schedule. Raises NotFound, Refusal."""
        return await self._opened(await self._to_come.next_of(guild_id, schedule_id))

    async def of(self, coming: Coming) -> Opened:
        """An edition that is known to be to come."""
        return await self._opened(coming)

    async def named(self, guild_id: int, schedule_id: int, slot_id: int, on: date) -> Opened:
        """An edition by its schedule, slot and date. Raises NotFound, Refusal."""
        return await self._opened(await self._to_come.named(guild_id, schedule_id, slot_id, on))

    async def wish(
        self, opened: Opened, user_id: int, seen: int, wish: Wish, story_id: int
    ) -> Opened:
        """One story led, moved, pinned, dropped, brought back or added. Raises NotFound, Invalid.

        seen: the version of the plan that the editor had before their eyes.
        """
        guild_id = opened.coming.schedule.guild_id
        if await self._storage.stories.get(guild_id, story_id) is None:
            raise NotFound(NO_STORY)
        arrangement = wished(opened.plan.arrangement, wish, story_id, opened.shown)
        cap = opened.coming.schedule.story_cap
        if len(arrangement.wanted) > max(cap, len(opened.plan.arrangement.wanted)):
            raise Invalid(
                "This edition holds {cap} stories, and so many are pinned or added already. Unpin"
                " or drop one first.",
                cap=cap,
            )
        return await self._arranged(opened, user_id, seen, arrangement, wish, story_id)

    async def note(self, opened: Opened, user_id: int, seen: int, typed: str) -> Opened:
        """A line of the editors' own; "" takes it away."""
        arrangement = with_note(opened.plan.arrangement, " ".join(typed.split()))
        return await self._arranged(opened, user_id, seen, arrangement, "note", lost=typed)

    async def order_sections(self, opened: Opened, user_id: int, seen: int, typed: str) -> Opened:
        """The order of the sections, a name a line."""
        names = [name for line in typed.splitlines() if (name := " ".join(line.split()))]
        arrangement = with_sections(opened.plan.arrangement, names)
        return await self._arranged(opened, user_id, seen, arrangement, "sections", lost=typed)

    async def hold(self, opened: Opened, user_id: int) -> Opened:
        """It is not to go out until it is released, whatever else was changed meanwhile."""
        if opened.plan.held_at is not None:
            return opened
        now = self._clock()
        plan = replace(opened.plan, held_by=user_id, held_at=now, change="hold", on_story=None)
        return await self._put(opened, plan, user_id, opened.plan.version)

    async def release(self, opened: Opened, user_id: int, seen: int) -> Opened:
        """It may go out again: at its hour, or at once if that has passed. Raises Refusal."""
        if opened.plan.held_at is None:
            return opened
        await self._check_time(opened)
        plan = replace(opened.plan, held_by=None, held_at=None, change="release", on_story=None)
        return await self._put(opened, plan, user_id, seen)

    async def approve(self, opened: Opened, user_id: int, seen: int) -> Opened:
        """It may go out as it stands. Raises Refusal."""
        if opened.plan.approved_at is not None:
            return opened
        await self._check_time(opened)
        now = self._clock()
        plan = replace(
            opened.plan, approved_by=user_id, approved_at=now, change="approve", on_story=None
        )
        return await self._put(opened, plan, user_id, seen)

    async def find(self, guild_id: int, words: str) -> tuple[Story, ...]:
        """Stories to add, by words of their headline or by number."""
        return await self._storage.completions.stories(guild_id, words, MOST_FOUND)

    async def _arranged(
        self,
        opened: Opened,
        user_id: int,
        seen: int,
        arrangement: Arrangement,
        change: str,
        story_id: int | None = None,
        *,
        lost: str = "",
    ) -> Opened:
        """An approval was for what stood before, so it is gone."""
        if arrangement == opened.plan.arrangement:
            return opened
        plan = replace(
            opened.plan,
            arrangement=arrangement,
            approved_by=None,
            approved_at=None,
            change=change,
            on_story=story_id,
        )
        return await self._put(opened, plan, user_id, seen, lost=lost)

    async def _put(
        self, opened: Opened, plan: EditionPlan, user_id: int, seen: int, *, lost: str = ""
    ) -> Opened:
        coming = opened.coming
        by = By(actor_id=user_id, at=self._clock())
        name = f"{coming.schedule.name}, {say_date(coming.local_date)}"
        written = await self._storage.edition_plans.put(plan, seen, by, name)
        if written is None and await self._storage.edition_plans.is_closed(coming.edition):
            raise Refusal(OUT)
        if written and opened.is_due:
            self._wake()
        now = await self._opened(coming)
        return now if written else replace(now, missed=True, lost=lost)

    async def _check_time(self, opened: Opened) -> None:
        """Whether what is late can still go out. Raises Refusal."""
        if not opened.is_due:
            return
        row = await self._storage.deliveries.of_edition(opened.coming.edition)
        newer = row and await self._storage.deliveries.has_newer(row.guild_id, row.id)
        if newer or self._clock() > opened.until:
            raise Refusal(TOO_LATE_TO_RELEASE)

    async def _opened(self, coming: Coming) -> Opened:
        plan, briefing = await self._editions.as_planned(coming)
        stories, guild_id = self._storage.stories, coming.schedule.guild_id
        on_story = await stories.get(guild_id, plan.on_story) if plan.on_story else None
        return Opened(
            coming=coming,
            plan=plan,
            briefing=briefing,
            until=coming.due_at + self._patience.grace,
            is_due=coming.due_at <= self._clock(),
            waits=waits_for(plan, needs_approval=coming.schedule.needs_approval),
            dropped=await stories.by_ids(guild_id, plan.arrangement.dropped),
            on_story=on_story,
        )
