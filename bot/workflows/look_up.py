"""Looking things up: one story, a search that can be narrowed, the latest, and an answer's pages.

what was asked ─→ lookups (so that pages outlive a restart) ─→ storage.search ─→ Found
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.briefing.spans import LAST_YEAR, Span, month_span, parse_span
from bot.errors import Invalid, NotFound, Refusal
from bot.workflows.ports import Clock
from bot.workflows.servers import Servers
from storage import Storage
from storage.search_records import Answer, Facets, Question, Sort
from storage.story_records import Story
from storage.values import MAX_INTEGER

PAGE_SIZE = 5
QUERY_LIMIT = 200
NAME_LIMIT = 100
KIND = "find"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to see. With no words, all that the rest leaves.

    first, last: days, both included. newest_id: no later story is shown, so that pages stay as
    they are while stories come in.
    """

    words: str = ""
    section: str | None = None
    source: str | None = None
    first: date | None = None
    last: date | None = None
    sort: Sort = Sort.NEWEST
    newest_id: int | None = None

    @property
    def narrowed(self) -> bool:
        return any((self.section, self.source, self.first, self.last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of an answer. pages: how many there are; with `about` as far as is known, with `more`
    at least so many; None where nobody knows.
    """

    lookup_id: int
    asked: Asked
    answer: Answer
    facets: Facets
    pages: int | None
    about: bool = False
    more: bool = False


class LookUp:
    """Read-only questions about a server's stories. `embargoed`: for somebody who may also see
    those under embargo.
    """

    def __init__(self, storage: Storage, servers: Servers, clock: Clock) -> None:
        self._storage = storage
        self._servers = servers
        self._clock = clock

    async def story(
        self,
        guild_id: int,
        story_id: int | None,
        *,
        with_body: bool = False,
        embargoed: bool = False,
    ) -> Story:
        """One story of this server. Raises NotFound, also for another server's id."""
        stories = self._storage.stories
        story = await stories.get(guild_id, story_id or 0, with_body=with_body)
        if story is None or (story.embargo_until is not None and not embargoed):
            raise NotFound(
                "No such story here. Pick one from the list that appears while you type."
            )
        return story

    async def search(
        self,
        guild_id: int,
        user_id: int,
        words: str,
        *,
        section: str | None = None,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        sort: Sort = Sort.NEWEST,
        embargoed: bool = False,
    ) -> Found:
        """The first page of a search; dates as somebody typed them. Raises Invalid."""
        first = last = None
        if since or until:
            today = await self._servers.today(guild_id)
            first = parse_span(since, today).first if since else None
            last = parse_span(until, today).last if until else None
        if first and last and last < first:
            raise Invalid("The end is before the beginning. Swap from and to.")
        asked = Asked(
            words=words[:QUERY_LIMIT],
            section=section,
            source=source,
            first=first,
            last=last,
            sort=sort,
        )
        return await self._first(guild_id, user_id, asked, embargoed=embargoed)

    async def latest(
        self,
        guild_id: int,
        user_id: int,
        section: str | None,
        source: str | None = None,
        *,
        embargoed: bool = False,
    ) -> Found:
        """The first page of the newest stories, of one section or source if it is named."""
        asked = Asked(section=section, source=source)
        return await self._first(guild_id, user_id, asked, embargoed=embargoed)

    async def page(
        self, guild_id: int, lookup_id: int, number: int, *, embargoed: bool = False
    ) -> Found:
        """Another page of an earlier answer. Raises Refusal where the question is forgotten."""
        asked = await self._asked(guild_id, lookup_id)
        return await self._answer(guild_id, lookup_id, asked, max(number, 1), embargoed=embargoed)

    async def narrow(
        self,
        guild_id: int,
        user_id: int,
        lookup_id: int,
        what: str,
        chosen: str,
        *,
        embargoed: bool = False,
    ) -> Found:
        """The same with a section, source or month ("2026-11") that was chosen, or another sort.
        Raises Refusal.
        """
        asked = await self._asked(guild_id, lookup_id)
        match what:
            case "section":
                asked = replace(asked, section=chosen)
            case "source":
                asked = replace(asked, source=chosen)
            case "month":
                span = _month(chosen)
                asked = replace(asked, first=span.first, last=span.last)
            case "sort" if chosen in (Sort.NEWEST, Sort.BEST):
                asked = replace(asked, sort=Sort(chosen))
            case _:
                raise Refusal("This button is from another time. Please use the command once more.")
        return await self._first(guild_id, user_id, asked, embargoed=embargoed)

    async def widen(
        self, guild_id: int, user_id: int, lookup_id: int, *, embargoed: bool = False
    ) -> Found:
        """The same words without anything that narrows them. Raises Refusal."""
        asked = await self._asked(guild_id, lookup_id)
        wide = Asked(words=asked.words, sort=asked.sort)
        return await self._first(guild_id, user_id, wide, embargoed=embargoed)

    async def complete_stories(
        self, guild_id: int, typed: str, *, embargoed: bool = False
    ) -> list[tuple[str, int]]:
        """Headlines that match what was typed, with their ids: those that begin so first, then
        the newest.
        """
        stories = await self._storage.completions.stories(guild_id, typed, embargoed=embargoed)
        begun = " ".join(typed.casefold().split())
        return [
            (story.headline, story.id)
            for story in sorted(
                stories, key=lambda story: not story.headline.casefold().startswith(begun)
            )
        ]

    async def complete_sections(
        self, guild_id: int, typed: str, *, embargoed: bool = False
    ) -> list[str]:
        """Section names of this server that match what was typed."""
        return list(await self._storage.stories.sections(guild_id, typed, embargoed=embargoed))

    async def complete_sources(
        self, guild_id: int, typed: str, *, embargoed: bool = False
    ) -> list[str]:
        """Agencies and publishers of this server's stories that match what was typed."""
        return list(await self._storage.completions.sources(guild_id, typed, embargoed=embargoed))

    async def _first(self, guild_id: int, user_id: int, asked: Asked, *, embargoed: bool) -> Found:
        asked = replace(asked, newest_id=await self._storage.stories.newest_id())
        lookup = self._storage.lookups.add_soon(
            guild_id, user_id, KIND, _to_json(asked), self._clock()
        )
        return await self._answer(guild_id, lookup.id, asked, 1, embargoed=embargoed)

    async def _asked(self, guild_id: int, lookup_id: int) -> Asked:
        lookup = await self._storage.lookups.get(guild_id, lookup_id)
        if lookup is None or lookup.kind != KIND:
            raise Refusal("This list is too old to turn its pages. Ask once more.")
        return _from_json(lookup.terms)

    async def _answer(
        self, guild_id: int, lookup_id: int, asked: Asked, number: int, *, embargoed: bool
    ) -> Found:
        if not asked.words and not asked.narrowed:
            return await self._newest(guild_id, lookup_id, asked, number, embargoed=embargoed)
        question = Question(
            words=asked.words,
            section=asked.section,
            source=asked.source,
            start=_midnight(asked.first),
            end=_midnight(asked.last, days=1),
            sort=asked.sort,
            newest_id=asked.newest_id,
            embargoed=embargoed,
        )
        search = self._storage.search
        answer, facets = await asyncio.gather(
            search.find(guild_id, question, page=number, size=PAGE_SIZE),
            search.facets(guild_id, question),
        )
        if answer.begun:  # no story has the words themselves
            facets = await search.facets(guild_id, question, begun=True)
        found = Found(lookup_id=lookup_id, asked=asked, answer=answer, facets=facets, pages=None)
        if answer.total is not None:
            found = replace(found, pages=_pages(answer.total))
        elif facets.counted:
            found = replace(
                found, pages=_pages(facets.counted), about=facets.whole, more=not facets.whole
            )
        if found.pages and found.pages < number:
            if not answer.stories:  # they have gone since the page before was shown
                return await self._answer(
                    guild_id, lookup_id, asked, found.pages, embargoed=embargoed
                )
            found = replace(found, pages=number, about=False, more=answer.has_more)
        return found

    async def _newest(
        self, guild_id: int, lookup_id: int, asked: Asked, number: int, *, embargoed: bool
    ) -> Found:
        stories = self._storage.stories
        newest_id = MAX_INTEGER if asked.newest_id is None else asked.newest_id
        total = await stories.count(guild_id, embargoed=embargoed, newest_id=newest_id)
        page = await stories.latest(
            guild_id,
            page=min(number, _pages(total)),
            size=PAGE_SIZE,
            embargoed=embargoed,
            newest_id=newest_id,
        )
        return Found(
            lookup_id=lookup_id,
            asked=asked,
            answer=Answer(
                stories=page.stories, number=page.number, has_more=page.has_more, total=total
            ),
            facets=Facets(),
            pages=_pages(total),
        )


def _pages(stories: int) -> int:
    return max(1, -(-stories // PAGE_SIZE))


def _month(chosen: str) -> Span:
    try:
        year, month = map(int, chosen.split("-"))
        if year <= LAST_YEAR:
            return month_span(year, month)
    except ValueError:
        pass
    raise Refusal("This button is from another time. Please use the command once more.")


def _midnight(on: date | None, days: int = 0) -> datetime | None:
    """The beginning of a day on the clock of whatever page."""
    if on is None:
        return None
    return datetime.combine(on, time(), UTC) + timedelta(days=days)


def _to_json(asked: Asked) -> str:
    fields = asdict(asked)
    for name in ("first", "last"):
        fields[name] = fields[name].isoformat() if fields[name] else None
    return json.dumps(fields, ensure_ascii=False)


def _from_json(text: str) -> Asked:
    fields: Mapping[str, str | None] = json.loads(text)
    days = {
        name: date.fromisoformat(typed) if (typed := fields[name]) else None
        for name in ("first", "last")
    }
    return Asked(**{**fields, **days, "sort": Sort(fields["sort"] or Sort.NEWEST)})  # pyright: ignore
