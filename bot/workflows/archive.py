"""The archive: a server's stories by year, month and day, and those of this day in earlier years.

typed date or month ─→ span ─→ storage.archive ─→ a leaf of it, with the ways on from there
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.briefing.spans import Span, day_span, month_span, parse_span, year_span
from bot.errors import Invalid, Refusal
from bot.workflows.ports import Clock
from bot.workflows.servers import Servers
from storage import Storage
from storage.story_records import Lookup, Story
from storage.values import MAX_INTEGER, rows_before

PAGE_SIZE = 5
MOST_OFFERED = 25
"""Months that Discord takes as choices."""
MOST_YEARS = 25
"""In one select."""
SPAN, THIS_DAY = "archive", "on this day"
NAME_LIMIT = 100

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Way:
    """A year, month or day to go to, and how many stories it has."""

    span: Span
    stories: int


@dataclass(frozen=True, slots=True)
class Ways:
    """The years that have stories, the months of one year, the days of one month; newest first."""

    years: tuple[Way, ...] = ()
    months: tuple[Way, ...] = ()
    days: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page of the archive.

    span: the days it shows, None for all; with this_day the day that is looked back from.
    number, pages: from 1, also where nothing is there. undated: stories that no day shows.
    """

    lookup_id: int
    span: Span | None
    section: str | None
    this_day: bool
    stories: tuple[Story, ...]
    number: int
    pages: int
    total: int
    undated: int
    ways: Ways


class Archive:
    """Browses; changes nothing but what is remembered for turning pages."""

    def __init__(self, storage: Storage, servers: Servers, clock: Clock) -> None:
        self._storage = storage
        self._servers = servers
        self._clock = clock

    async def open(
        self, guild_id: int, user_id: int, on: str | None, month: str | None, section: str | None
    ) -> Leaf:
        """The stories of a date or month as somebody typed it, else all. Raises Invalid."""
        if on and month:
            raise Invalid("Give a date or a month, not both.")
        typed = on or month
        span = parse_span(typed, await self._servers.today(guild_id)) if typed else None
        return await self._show(guild_id, user_id, SPAN, span, section)

    async def go(self, guild_id: int, user_id: int, lookup_id: int, chosen: str) -> Leaf:
        """On from an earlier page to a year, month or day, "2011-08". Raises Refusal."""
        section = _section(await self._lookup(guild_id, lookup_id))
        return await self._show(guild_id, user_id, SPAN, _chosen(chosen), section)

    async def this_day(self, guild_id: int, user_id: int, chosen: str | None = None) -> Leaf:
        """What was dated this day, today's or "2011-08-09", in earlier years. Raises Refusal."""
        today = day_span(await self._servers.today(guild_id))
        span = _chosen(chosen) if chosen else today
        return await self._show(guild_id, user_id, THIS_DAY, span, None)

    async def page(self, guild_id: int, lookup_id: int, number: int) -> Leaf:
        """Another page of the same. Raises Refusal where that is forgotten."""
        return await self._leaf(await self._lookup(guild_id, lookup_id), number)

    async def complete_months(self, guild_id: int, typed: str) -> list[Way]:
        """The months that have stories, newest first; of those, what was typed. Nothing for what
        is no date.
        """
        ends = await self._storage.archive.ends(guild_id)
        if ends is None:
            return []
        months = _months(ends[0], ends[1] + _DAY)
        if typed.strip():
            try:
                meant = parse_span(typed, await self._servers.today(guild_id))
            except Invalid:
                return []
            months = [one for one in months if one.first <= meant.last and meant.first <= one.last]
        counts = await self._storage.archive.count(guild_id, _pairs(months))
        ways = (Way(*pair) for pair in zip(months, counts, strict=True))
        return [way for way in ways if way.stories][:MOST_OFFERED]

    async def _show(
        self, guild_id: int, user_id: int, kind: str, span: Span | None, section: str | None
    ) -> Leaf:
        # So that pages stay as they are while stories come in.
        terms: dict[str, str | int] = {"newest_id": await self._storage.stories.newest_id()}
        if span:
            terms |= {"first": span.first.isoformat(), "last": span.last.isoformat()}
        if section:
            terms["section"] = section[:NAME_LIMIT]
        lookup = self._storage.lookups.add_soon(
            guild_id, user_id, kind, json.dumps(terms, ensure_ascii=False), self._clock()
        )
        return await self._leaf(lookup, 1)

    async def _lookup(self, guild_id: int, lookup_id: int) -> Lookup:
        lookup = await self._storage.lookups.get(guild_id, lookup_id)
        if lookup is None or lookup.kind not in (SPAN, THIS_DAY):
            raise Refusal("This list is too old to turn its pages. Ask once more.")
        return lookup

    async def _leaf(self, lookup: Lookup, number: int) -> Leaf:
        archive, guild_id, section = self._storage.archive, lookup.guild_id, _section(lookup)
        span, this_day = _span(lookup), lookup.kind == THIS_DAY
        newest_id = json.loads(lookup.terms).get("newest_id", MAX_INTEGER)
        whole = await self._whole(guild_id)
        spans = _earlier(span, whole) if this_day and span else [span or whole]
        total = sum(await archive.count(guild_id, _pairs(spans), section, newest_id=newest_id))
        pages = max(1, -(-total // PAGE_SIZE))
        number = min(max(number, 1), pages)
        start = rows_before(number, PAGE_SIZE)
        return Leaf(
            lookup_id=lookup.id,
            span=span,
            section=section,
            this_day=this_day,
            stories=await archive.dated(
                guild_id,
                _pairs(spans),
                section,
                limit=PAGE_SIZE,
                offset=start,
                newest_id=newest_id,
            ),
            number=number,
            pages=pages,
            total=total,
            undated=await archive.undated(guild_id),
            ways=Ways() if this_day else await self._ways(guild_id, span or whole, whole, section),
        )

    async def _whole(self, guild_id: int) -> Span:
        ends = await self._storage.archive.ends(guild_id)
        if ends is None:
            return day_span(await self._servers.today(guild_id))
        # Clocks differ by a day at most: the true ends may lie that far off.
        return Span(ends[0] - _DAY, ends[1] + _DAY)

    async def _ways(self, guild_id: int, span: Span, whole: Span, section: str | None) -> Ways:
        last = max(min(span.last, whole.last), span.first)
        month = month_span(last.year, last.month)
        years = [year_span(year) for year in range(whole.last.year, whole.first.year - 1, -1)]
        months = [month_span(last.year, number) for number in range(12, 0, -1)]
        days = [day_span(month.last - number * _DAY) for number in range(month.last.day)]
        if span.first < month.first:
            days = []
        spans = [*years, *months, *days]
        counts = iter(await self._storage.archive.count(guild_id, _pairs(spans), section))
        years, months, days = (
            tuple(way for one in part if (way := Way(one, next(counts))).stories)
            for part in (years, months, days)
        )
        return Ways(years[:MOST_YEARS], months, days)


def _chosen(chosen: str) -> Span:
    """A year, month or day as a control holds it."""
    try:
        match [int(part) for part in chosen.split("-")]:
            case [year]:
                return year_span(year)
            case [year, month]:
                return month_span(year, month)
            case [year, month, day]:
                return day_span(date(year, month, day))
            case _:
                pass
    except (ValueError, OverflowError):
        pass
    raise Refusal("This button is from another time. Please use the command once more.")


def _span(lookup: Lookup) -> Span | None:
    terms = json.loads(lookup.terms)
    if "first" not in terms:
        return None
    return Span(date.fromisoformat(terms["first"]), date.fromisoformat(terms["last"]))


def _section(lookup: Lookup) -> str | None:
    return json.loads(lookup.terms).get("section")


def _earlier(span: Span, whole: Span) -> list[Span]:
    """The same day of each earlier year there may be; 29 February has one in four."""
    days: list[Span] = []
    for year in range(whole.first.year, span.first.year):
        try:
            days.append(day_span(span.first.replace(year=year)))
        except ValueError:
            continue
    return days


def _months(first: date, last: date) -> list[Span]:
    """The months that these days touch, newest first."""
    numbers = range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    return [month_span(number // 12, number % 12 + 1) for number in numbers]


def _pairs(spans: Iterable[Span]) -> Sequence[tuple[date, date]]:
    return [(span.first, span.last) for span in spans]
