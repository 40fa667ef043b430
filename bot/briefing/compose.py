"""From a choice of stories to a briefing: lead, sections in order, archive, reading time.

What is chosen is settled in `choose`; what it looks like in a channel is `ui`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from bot.briefing.choose import Choice, Chosen, Role, Why, top_section
from bot.reading.length import reading_minutes
from bot.words import say
from storage.correction_records import Correction
from storage.story_records import Story


@dataclass(frozen=True, slots=True)
class Item:
    """A story in its place. `position` counts through the briefing from 0.

    also: other reports of its event, which are not carried themselves. corrections: made since it
    was posted, oldest first.
    """

    story: Story
    role: Role
    position: int
    why: Why
    also: tuple[Story, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Items that belong together, under the name of their outermost section."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """The content of an edition.

    reading_minutes: for the headlines, summaries and key facts, not for the whole articles.
    left_out: stories of today that found no place.
    late: it starts well after its time. extra: it was asked for, and is no edition of the day.
    plain: it is posted as plain text, without cards.
    language: what it speaks; None means that of whoever looks at it.
    note: a line of the editors' own, as typed; "" for none.
    facts: what is kept of how it was chosen, plain JSON values; why stories were left out, by id.
    """

    title: str
    local_date: date
    lead: Item | None
    sections: tuple[Section, ...]
    archive: tuple[Item, ...]
    reading_minutes: int
    story_count: int
    left_out: int
    late: bool = False
    extra: bool = False
    language: str | None = None
    note: str = ""
    facts: Why = field(default_factory=dict[str, object])
    plain: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in reading order."""
        lead = (self.lead,) if self.lead else ()
        return (*lead, *(item for part in self.sections for item in part.items), *self.archive)


def compose(
    choice: Choice,
    *,
    title: str,
    local_date: date,
    zone: ZoneInfo,
    late: bool = False,
    extra: bool = False,
    language: str | None = None,
    sections: Sequence[str] = (),
    note: str = "",
    facts: Why | None = None,
) -> Briefing:
    """Lay a choice out. The sections named stand in that order, the others after them, in the
    order in which their first stories come.
    """
    lead = [chosen for chosen in choice.items if chosen.role == "lead"]
    archive = [chosen for chosen in choice.items if chosen.role == "archive"]
    by_section: dict[str, list[Chosen]] = {}
    for chosen in choice.items:
        if chosen.role == "item":
            by_section.setdefault(top_section(chosen.story).casefold(), []).append(chosen)
    wished = {name.casefold(): number for number, name in enumerate(sections)}
    by_section = {
        name: by_section[name]
        for name in sorted(by_section, key=lambda name: wished.get(name, len(wished)))
    }
    ordered = [*lead, *(one for group in by_section.values() for one in group), *archive]
    placed = {
        chosen.story.id: Item(
            chosen.story, chosen.role, position, chosen.why | {"zone": zone.key}, chosen.also
        )
        for position, chosen in enumerate(ordered)
    }

    def items(group: Iterable[Chosen]) -> tuple[Item, ...]:
        return tuple(placed[chosen.story.id] for chosen in group)

    return Briefing(
        title=title,
        local_date=local_date,
        lead=next(iter(items(lead)), None),
        sections=tuple(
            Section(top_section(group[0].story) or say("Other news"), items(group))
            for group in by_section.values()
        ),
        archive=items(archive),
        reading_minutes=_minutes(chosen.story for chosen in choice.items),
        story_count=len(choice.items),
        left_out=sum(one.why["reason"] != "dropped" for one in choice.left_out),
        late=late,
        extra=extra,
        language=language,
        note=note,
        facts=(facts or {}) | {"zone": zone.key},
    )


def _minutes(stories: Iterable[Story]) -> int:
    """Whole minutes for what the briefing itself says."""
    texts = [
        text
        for story in stories
        for text in (story.headline, *(one.text for one in (*story.summary, *story.key_facts)))
    ]
    return reading_minutes(" ".join(texts))
