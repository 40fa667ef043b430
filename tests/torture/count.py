"""Promised editions against what the playground has on record: posted, lost, doubled.

Judged by the words in the channel and when they came, not by what the bot believes; only what it
has told staff it is unsure of, it must itself have written down.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from playground.records import Channel, Message
from playground.snowflakes import time_of

_DRAFT = re.compile(r"briefing\.why:plan-([0-9]+)-[0-9]+-([0-9]{8}):([0-9]+)")
_PART = re.compile(r"briefing\.why:[^:\"]+:([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An edition that must appear: its channel, its hour, the headlines it carries."""

    channel: Channel
    due_at: datetime
    headlines: tuple[str, ...]


@dataclass(slots=True)
class Count:
    """tried: kills. promised: editions, or commands that were to be kept."""

    tried: int = 0
    promised: int = 0
    posted: int = 0
    lost: int = 0
    doubled: int = 0
    unconfirmed: int = 0

    def add(self, other: Count) -> None:
        for name in ("tried", "promised", "posted", "lost", "doubled", "unconfirmed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing doubled, and something was promised at all."""
        return self.promised > 0 and not self.lost and not self.doubled


def count(promises: Iterable[Promise], unsure: Iterable[tuple[int, datetime]] = ()) -> Count:
    """Hold each promise against its channel. `unsure`: channel and hour of what was written down
    as unconfirmed: that may be missing, yet it may not be doubled.
    """
    told = set(unsure)
    total = Count()
    for promise in promises:
        total.promised += 1
        messages = _of_the_day(promise)
        # Over the whole channel: what comes again on another day is doubled as well.
        everything = "\n".join(text_of(one) for one in promise.channel.messages.values())
        today = "\n".join(text_of(one) for one in messages)
        parts = Counter(hit[1] for one in messages if (hit := _PART.search(text_of(one))))
        total.doubled += any(everything.count(headline) > 1 for headline in promise.headlines) or (
            max(parts.values(), default=1) > 1
        )
        if all(headline in today for headline in promise.headlines):
            total.posted += 1
        elif (promise.channel.id, promise.due_at) in told:
            total.unconfirmed += 1
        else:
            total.lost += 1
    return total


def count_drafts(channel: Channel, schedules: Mapping[int, int], days: Iterable[date]) -> Count:
    """Hold the editors' channel against what each day's drafts are made of.

    schedules: id to the number of messages that its draft has.
    """
    seen = Counter(
        (int(hit[1]), hit[2], int(hit[3]))
        for message in channel.messages.values()
        if (hit := _DRAFT.search(text_of(message)))
    )
    total = Count()
    for day in days:
        for schedule, parts in schedules.items():
            times = [seen[schedule, f"{day:%Y%m%d}", part] for part in range(1, parts + 1)]
            total.promised += 1
            total.doubled += max(times) > 1
            total.lost += min(times) == 0
            total.posted += set(times) == {1}
    return total


def _of_the_day(promise: Promise) -> list[Message]:
    end = promise.due_at + timedelta(days=1)
    return [
        message
        for message in promise.channel.messages.values()
        if promise.due_at <= time_of(message.id) < end
    ]


def text_of(message: Message) -> str:
    """Everything that stands in a message, its controls included."""
    return json.dumps(message.data["components"])
