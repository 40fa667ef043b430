"""Taking back what an editor arranged of an edition that is still to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from storage import Storage
from storage.desk_log import By, Entry
from storage.edition_records import Arrangement, EditionKey, EditionPlan

_WHERE = ("date", "slot")
_SEQUENCES = ("pinned", "added", "dropped", "order", "sections")


class EditionUndo:
    """Puts plans back; an edition that waits is looked at anew by itself."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def put_back(self, entry: Entry, by: By) -> bool:
        """False where the edition is out, or no longer stands as the entry left it."""
        before, after = entry.before or {}, entry.after or {}
        on, slot = after.get("date"), after.get("slot")
        if not isinstance(on, str) or not isinstance(slot, str):
            return False
        key = EditionKey(
            guild_id=entry.guild_id,
            schedule_id=entry.subject_id,
            local_date=date.fromisoformat(on),
            slot=slot,
        )
        plan = await self._storage.edition_plans.get(key)
        names = [name for name in before if name not in _WHERE]
        if any(_fact(plan, name) != after.get(name) for name in names):
            return False
        wanted = replace(_with(plan, {name: before[name] for name in names}, by), change="undo")
        written = await self._storage.edition_plans.put(wanted, plan.version, by, entry.name)
        return written is not None


def _fact(plan: EditionPlan, name: str) -> object:
    match name:
        case "held":
            return plan.held_at is not None
        case "approved":
            return plan.approved_at is not None
        case _:
            value = getattr(plan.arrangement, name, None)
            return list(value) if name in _SEQUENCES and value is not None else value


def _with(plan: EditionPlan, facts: dict[str, Any], by: By) -> EditionPlan:
    held, approved = facts.pop("held", None), facts.pop("approved", None)
    if held is not None:
        plan = replace(plan, held_by=by.actor_id if held else None, held_at=by.at if held else None)
    # What was approved before is not approved again by an undo: somebody has to look at it.
    if approved is not None:
        plan = replace(plan, approved_by=None, approved_at=None)
    fields = {name: tuple(value) if name in _SEQUENCES else value for name, value in facts.items()}
    arrangement: Arrangement = replace(plan.arrangement, **fields)
    return replace(plan, arrangement=arrangement, on_story=None)
