"""Taking back what is in the log of changes: one table, action → who may and how.

entry ─→ still in force? ─→ UNDOS[action].back: the thing still as `after` says? ─→ as `before` says
The undo is a change like any other, so it is in the log and can be taken back, too.

To make an action undoable, add its row to `undos`: `back` gets the entry and by whom, puts
`before` in the place of `after` in one transaction with its own entry of the log, and answers
False where things no longer stand as `after` says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.briefing.arrange import Wish
from bot.errors import Instant, NotFound, Person, Refusal
from bot.workflows.acts import Act
from bot.workflows.correction_undo import CorrectionUndo
from bot.workflows.desk_undo import DeskUndo
from bot.workflows.edition_undo import EditionUndo
from bot.workflows.embargo_undo import EmbargoUndo
from bot.workflows.feed_undo import FeedUndo
from bot.workflows.ports import Clock
from bot.workflows.schedule_undo import ScheduleUndo
from bot.workflows.settings_undo import SettingsUndo
from bot.workflows.story_undo import StoryUndo
from storage import Storage
from storage.desk_log import By, Entry

Back = Callable[[Entry, By], Awaitable[bool]]

NO_ENTRY = "This entry is no longer in the log: changes are kept for 180 days."


@dataclass(frozen=True, slots=True)
class Undoable:
    """act: what one must be allowed to do, to take it back."""

    act: Act
    back: Back


def undos(storage: Storage, clock: Clock) -> Mapping[str, Undoable]:
    """The table."""
    schedules = ScheduleUndo(storage, clock)
    feeds = FeedUndo(storage)
    stories = StoryUndo(storage)
    corrections = CorrectionUndo(storage, clock)
    settings = SettingsUndo(storage)
    editions = EditionUndo(storage)
    desk = DeskUndo(storage)
    embargoes = EmbargoUndo(storage)
    return {
        "schedule.add": Undoable(Act.SCHEDULES, schedules.remove),
        "schedule.edit": Undoable(Act.SCHEDULES, schedules.edit_back),
        "schedule.skip": Undoable(Act.SCHEDULES, schedules.edit_back),
        "schedule.pause": Undoable(Act.SCHEDULES, schedules.resume),
        "schedule.resume": Undoable(Act.SCHEDULES, schedules.pause),
        "schedule.remove": Undoable(Act.SCHEDULES, schedules.restore),
        "schedule.restore": Undoable(Act.SCHEDULES, schedules.remove),
        "feed.follow": Undoable(Act.FEEDS, feeds.remove),
        "feed.remove": Undoable(Act.FEEDS, feeds.follow),
        "feed.pause": Undoable(Act.FEEDS, feeds.resume),
        "feed.resume": Undoable(Act.FEEDS, feeds.pause),
        "story.add": Undoable(Act.ADD_STORIES, stories.remove),
        "story.remove": Undoable(Act.ADD_STORIES, stories.add),
        "story.edit": Undoable(Act.CHANGE_STORIES, corrections.edit_back),
        "story.correct": Undoable(Act.CHANGE_STORIES, corrections.take_back),
        "story.retract": Undoable(Act.CHANGE_STORIES, corrections.take_back),
        "story.follow": Undoable(Act.CHANGE_STORIES, corrections.link_back),
        "story.embargo": Undoable(Act.EMBARGO, embargoes.story_back),
        "draft.embargo": Undoable(Act.ADD_STORIES, embargoes.draft_back),
        "story.group": Undoable(Act.GROUP_STORIES, stories.group_back),
        **{
            f"edition.{change}": Undoable(Act.ARRANGE, editions.put_back)
            for change in (*Wish, "note", "sections", "hold", "release", "approve", "undo")
        },
        "submission.accept": Undoable(Act.WORK_QUEUE, desk.state_back),
        "submission.merge": Undoable(Act.WORK_QUEUE, desk.state_back),
        "submission.decline": Undoable(Act.WORK_QUEUE, desk.state_back),
        "submission.hold": Undoable(Act.WORK_QUEUE, desk.state_back),
        "submission.release": Undoable(Act.WORK_QUEUE, desk.state_back),
        "settings.edit": Undoable(Act.SET_UP, settings.put_back),
        "settings.roles": Undoable(Act.CHOOSE_ROLES, settings.put_back),
    }


class Undo:
    """Takes entries of the log back, one at a time."""

    def __init__(self, storage: Storage, clock: Clock, table: Mapping[str, Undoable]) -> None:
        self._storage = storage
        self._clock = clock
        self._table = table
        self._one_at_a_time = asyncio.Lock()

    def act_of(self, entry: Entry) -> Act | None:
        """What one must be allowed to do to take this back; None where nobody can."""
        undoable = self._table.get(entry.action)
        return undoable.act if undoable else None

    async def entry(self, guild_id: int, entry_id: int) -> Entry:
        """An entry of this server's log. Raises NotFound."""
        entry = await self._storage.desk_log.get(guild_id, entry_id)
        if entry is None:
            raise NotFound(NO_ENTRY)
        return entry

    async def is_in_force(self, entry: Entry) -> bool:
        """Whether it has not been taken back, or that has been taken back in its turn."""
        if entry.undone_by is None:
            return True
        by = await self._storage.desk_log.get(entry.guild_id, entry.undone_by)
        return by is None or not await self.is_in_force(by)

    async def undo(self, guild_id: int, user_id: int, entry_id: int) -> None:
        """Put things back as they were before an entry. Raises NotFound, Refusal."""
        async with self._one_at_a_time:
            entry = await self.entry(guild_id, entry_id)
            undoable = self._table.get(entry.action)
            if undoable is None:
                raise Refusal("This cannot be taken back.")
            if not await self.is_in_force(entry):
                raise Refusal(
                    "{who} has taken this back already, {when}.", **await self._latest(entry)
                )
            by = By(actor_id=user_id, at=self._clock(), undoes_id=entry.id)
            if not await undoable.back(entry, by):
                raise await self._changed_since(entry)

    async def _latest(self, entry: Entry) -> dict[str, object]:
        undone = await self.entry(entry.guild_id, entry.undone_by or 0)
        return {"who": Person(undone.actor_id), "when": Instant(undone.at)}

    async def _changed_since(self, entry: Entry) -> Refusal:
        """Who has changed it since: whoever was the last to touch the same facts."""
        touched = {*(entry.before or ()), *(entry.after or ())}
        for later in await self._storage.desk_log.since(entry):
            if touched & {*(later.before or ()), *(later.after or ())}:
                return Refusal(
                    "{who} has changed this since, {when}, so it stays as it is. Take that back"
                    " first, or change it by hand.",
                    who=Person(later.actor_id),
                    when=Instant(later.at),
                )
        return Refusal("This has changed since, so it stays as it is. Change it by hand.")
