"""What is asked of search and what it answers: plain data, in the trade's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.story_records import StoryPage


class Sort(StrEnum):
    """The order of an answer. BEST is of all time, and given up where it would take too long."""

    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Words as they were typed, and what narrows them. Dated in [start, end), on the story's own
    page's clock, which is read as if it were UTC.

    With no words, all the stories that the rest leaves; with nothing at all, none. newest_id: no
    later story is found, so that the pages of an answer stay as they are while stories come in.
    embargoed: those under embargo are found, too.
    """

    words: str = ""
    section: str | None = None
    """Any name on the section path, in any case."""
    source: str | None = None
    """The agency or the publisher, in any case."""
    start: datetime | None = None
    end: datetime | None = None
    sort: Sort = Sort.NEWEST
    newest_id: int | None = None
    embargoed: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a story and where in it the words that were asked for stand, as slices."""

    text: str
    hits: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(StoryPage):
    """A page of what was found. `total` is None from 200 stories on.

    snippets: one a story, in their order. sort: as it was done. begun: no story has all the
    words, these have words that begin so.
    """

    snippets: tuple[Snippet, ...] = ()
    sort: Sort = Sort.NEWEST
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many of an answer's stories have this name or month."""

    name: str
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What an answer can be narrowed by, most stories first; months ("2026-11"), newest first.

    counted: the stories looked at, the newest. whole: those are all.
    """

    sections: tuple[Count, ...] = ()
    sources: tuple[Count, ...] = ()
    months: tuple[Count, ...] = field(default=())
    counted: int = 0
    whole: bool = True
