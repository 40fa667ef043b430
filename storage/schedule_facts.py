"""A schedule as facts for the log of changes, and a schedule made like such facts again."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from storage.database import Transaction
from storage.desk_log import By, Change, Facts, record
from storage.schedule_records import Schedule
from storage.targets import read_target
from storage.values import to_json

SUBJECT = "schedule"

_RULE = ("days", "start", "end", "quiet", "moved")
_TARGET = ("kind", "daily_thread", "tags", "ping_role_id", "ping_when")
_PLAIN = (
    "channel_id",
    "name",
    "zone",
    "story_cap",
    "language",
    "post_empty",
    "draft_minutes",
    "needs_approval",
)


def facts(schedule: Schedule) -> dict[str, Any]:
    """Everything that can be set of it, by name; its rule and its target taken apart."""
    rule: dict[str, Any] = json.loads(schedule.rule)
    target = asdict(schedule.target)
    return {
        **{name: getattr(schedule, name) for name in _PLAIN},
        **{name: rule.get(name) for name in _RULE},
        **{name: target[name] for name in _TARGET},
        "sections": list(schedule.sections),
        "times": [slot.minute for slot in schedule.slots],
        "paused": schedule.paused_at is not None,
    }


def with_facts(schedule: Schedule, wanted: Facts) -> Schedule:
    """The schedule with those facts in place of its own; its times and its pause are left alone."""
    given: dict[str, Any] = {**facts(schedule), **wanted}
    rule = {name: given[name] for name in _RULE if given[name]}
    return replace(
        schedule,
        **{name: given[name] for name in _PLAIN},
        rule=json.dumps(rule),
        sections=tuple(given["sections"]),
        target=read_target(to_json({name: given[name] for name in _TARGET})),
    )


def change(by: By, verb: str, before: Schedule | None, after: Schedule | None) -> Change:
    """The entry for what became of a schedule."""
    known = after or before
    assert known is not None
    return Change(
        at=by.at,
        actor_id=by.actor_id,
        action=f"{SUBJECT}.{verb}",
        subject=SUBJECT,
        subject_id=known.id,
        name=known.name,
        before=before and facts(before),
        after=after and facts(after),
        undoes_id=by.undoes_id,
    )


async def note(
    transaction: Transaction,
    by: By | None,
    verb: str,
    before: Schedule | None,
    after: Schedule | None,
) -> None:
    """The change into the log; what the bot does by itself (by None) is in none."""
    known = after or before
    if by is not None and known is not None:
        await record(transaction, known.guild_id, change(by, verb, before, after))
