"""On which local dates a schedule posts: days of the week or of the month, a start and an end,
quiet dates and moved ones. The hour is `timetable`'s business, the words are `spoken`'s.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

EVERY = (1, 2, 3, 4, 5, 6, 7)

LAST = -1
"""The place of the last one in its month."""

QUIET = "a quiet date, set with /schedule skip"
MOVED = "moved to another date with /schedule skip"


class Days(NamedTuple):
    """Days of the week (ISO, 1 = Monday), each of them or one a month.

    place: 0 each, 1 to 4 counted from the beginning of the month, LAST its last. All of
    `weekdays` are counted together: place 1 of Monday to Friday is the first working day.
    """

    weekdays: tuple[int, ...]
    place: int = 0

    def hold(self, on: date) -> bool:
        """Whether `on` is such a day."""
        if on.isoweekday() not in self.weekdays:
            return False
        if self.place == LAST:
            return not self._count(on, range(on.day + 1, monthrange(on.year, on.month)[1] + 1))
        return self.place in (0, 1 + self._count(on, range(1, on.day)))

    def _count(self, on: date, days: Iterable[int]) -> int:
        return sum(on.replace(day=day).isoweekday() in self.weekdays for day in days)


@dataclass(frozen=True, slots=True)
class Rule:
    """The dates of a schedule. Raises ValueError without any day.

    A date is planned if one of `days` holds it, from `start` to `end` (both counted in), or if
    another was moved to it. What is planned is posted unless it is quiet or was moved away.
    """

    days: tuple[Days, ...] = (Days(EVERY),)
    start: date | None = None
    end: date | None = None
    quiet: tuple[date, ...] = ()
    moved: tuple[tuple[date, date], ...] = ()
    """From, to."""

    def __post_init__(self) -> None:
        if not self.days or any(not days.weekdays for days in self.days):
            raise ValueError("a rule without days is never due")

    @property
    def first_date(self) -> date | None:
        """Nothing is planned before it; None where there is no such date."""
        return min((self.start, *self._targets)) if self.start else None

    @property
    def last_date(self) -> date | None:
        """Nothing is planned after it; None where it goes on for ever."""
        return max((self.end, *self._targets)) if self.end else None

    @property
    def exceptions(self) -> tuple[date, ...]:
        """Every date that is quiet or was moved, sorted."""
        return tuple(sorted({*self.quiet, *(away for away, _ in self.moved)}))

    def plans(self, on: date) -> bool:
        """Whether an edition is planned for `on`; one that is set aside counts too."""
        if on in self._targets:
            return True
        return self._holds(on)

    def set_aside(self, on: date) -> str | None:
        """Why nothing is posted on a planned date, as a message id; None where it is posted."""
        if on in self.quiet:
            return QUIET
        away = on not in self._targets and any(on == source for source, _ in self.moved)
        return MOVED if away else None

    def posts(self, on: date) -> bool:
        """Whether an edition is planned for `on` and not set aside."""
        return self.plans(on) and self.set_aside(on) is None

    def skipping(self, dates: Iterable[date]) -> Rule:
        """The rule with these dates quiet; a move away from one of them is given up."""
        quiet = {*self.quiet, *dates}
        moved = tuple(move for move in self.moved if move[0] not in quiet)
        return replace(self, quiet=tuple(sorted(quiet)), moved=moved)

    def moving(self, source: date, target: date) -> Rule:
        """The rule with the edition of `source` on `target` instead."""
        onward = ((one, target if to == source else to) for one, to in self.moved if one != source)
        # A date that only another was moved to has no edition of its own to move.
        own = ((source, target),) if self._holds(source) else ()
        moved = {(one, to) for one, to in (*onward, *own) if one != to}
        quiet = tuple(on for on in self.quiet if on not in (source, target))
        return replace(self, quiet=quiet, moved=tuple(sorted(moved)))

    def restoring(self, on: date) -> Rule:
        """The rule without what was said about `on`, be it quiet, moved away or moved to."""
        return replace(
            self,
            quiet=tuple(one for one in self.quiet if one != on),
            moved=tuple(move for move in self.moved if on not in move),
        )

    def forgetting(self, before: date) -> Rule:
        """The rule without exceptions that lie behind."""
        return replace(
            self,
            quiet=tuple(on for on in self.quiet if on >= before),
            moved=tuple(move for move in self.moved if max(move) >= before),
        )

    def _holds(self, on: date) -> bool:
        """Whether it is one of the days, between start and end."""
        if (self.start and on < self.start) or (self.end and on > self.end):
            return False
        return any(days.hold(on) for days in self.days)

    @property
    def _targets(self) -> tuple[date, ...]:
        return tuple(target for _, target in self.moved)


def write_rule(rule: Rule) -> str:
    """The rule as JSON text, the same text for the same rule; what is empty is left out."""
    fields: dict[str, object] = {
        "days": [[list(days.weekdays), days.place] for days in rule.days],
        "start": rule.start and rule.start.isoformat(),
        "end": rule.end and rule.end.isoformat(),
        "quiet": [on.isoformat() for on in rule.quiet],
        "moved": [[on.isoformat() for on in move] for move in rule.moved],
    }
    return json.dumps({name: value for name, value in fields.items() if value})


@lru_cache(maxsize=1024)  # ten thousand schedules share a handful of rules
def read_rule(text: str) -> Rule:
    """The rule that `write_rule` wrote; "{}" is every day."""
    fields: dict[str, Any] = json.loads(text)
    days = fields.get("days", [[EVERY, 0]])
    start, end = fields.get("start"), fields.get("end")
    return Rule(
        days=tuple(Days(tuple(weekdays), place) for weekdays, place in days),
        start=date.fromisoformat(start) if start else None,
        end=date.fromisoformat(end) if end else None,
        quiet=tuple(date.fromisoformat(on) for on in fields.get("quiet", ())),
        moved=tuple(
            (date.fromisoformat(source), date.fromisoformat(target))
            for source, target in fields.get("moved", ())
        ),
    )
