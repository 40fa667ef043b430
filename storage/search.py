"""Finding a server's stories by what was typed: an answer's pages, and what narrows it.

How typed text becomes a question to the index is in `question`, the order of hits in
`story_ranking`, what is shown of them in `snippet`; what is offered while typing in `completions`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from storage import story_rows
from storage.database import Database
from storage.errors import TooSlow
from storage.facets import facets_of
from storage.question import (
    NOTHING,
    Asked,
    asked_of,
    everywhere,
    fewest,
    in_headline,
    scope,
)
from storage.search_records import Answer, Facets, Question, Sort
from storage.snippet import snippet
from storage.story_ranking import Hit, ranked
from storage.values import MAX_INTEGER, MOST_OFFSET, epoch, instant, rows_before

RERANKED = 200
"""Hits that are put in order of fit together, the newest first, then the next.

Ordering a whole history by fit takes 1.4 s at a million stories, this 1 ms; each hundred more adds
a quarter of one, and of 300 searches there none began with another page when 300 were ordered.
"""

FEW = 1_000
"""Stories of all servers with a word, up to which all that are found are read and sorted. Counting
so many takes 0.15 ms at most; the walk back through the largest server's stories 1.4, forth 0.7.
"""

SHORTEST_BEGINNING = 4
"""Letters that a word needs before the second try takes it for a beginning, too."""

FACETED = 500
"""The newest hits whose sections, sources and months are counted. Each is read whole: a thousand
took 9 ms at a million stories, beside a search of 3."""

_FIRST = epoch(datetime.min.replace(tzinfo=UTC))
_LAST = epoch(datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A question as the index is asked it."""

    guild_id: int
    question: Question
    within: str
    asked: Asked
    begun: bool = False

    @property
    def everywhere(self) -> str:
        return everywhere(self.within, self.asked, begun_at=self._begun_at)

    @property
    def in_headline(self) -> str:
        return in_headline(self.asked.words, begun_at=self._begun_at)

    @property
    def fewest(self) -> str:
        """What is found is among the stories of this."""
        return self.within if self.begun else fewest(self.within, self.asked)

    @property
    def _begun_at(self) -> int | None:
        return SHORTEST_BEGINNING if self.begun else None

    @property
    def limits(self) -> tuple[object, ...]:
        newest = self.question.newest_id
        return (
            MAX_INTEGER if newest is None else newest,
            self.question.start,
            self.question.end,
            self.question.embargoed,
            self.guild_id,
        )


class Search:
    """best_deadline, facets_deadline: seconds, after which an answer does without."""

    def __init__(
        self,
        database: Database,
        *,
        best_deadline: float = 0.3,
        facets_deadline: float = 0.3,
    ) -> None:
        self._database = database
        self._best_deadline = best_deadline
        self._facets_deadline = facets_deadline

    async def find(
        self, guild_id: int, question: Question, *, page: int = 1, size: int = 5
    ) -> Answer:
        """One page of the answer. Where no story has all the words, those with words that begin so.

        Newest first: 200 at a time are put in order of fit (`story_ranking`). Best first: by how
        often and where the words stand, of all time; where that takes too long, newest first.
        """
        page = max(page, 1)
        wanted = await self._wanted(guild_id, question)
        if wanted is None:
            return Answer(stories=(), number=page, has_more=False, total=0)
        first = await self._window(wanted, 0)
        if not first and wanted.asked.words:
            wanted = replace(wanted, begun=True)
            first = await self._window(wanted, 0)
        start, sort = rows_before(page, size), question.sort
        shown = await self._best(wanted, start, size + 1) if sort is Sort.BEST else None
        if shown is None:
            sort = Sort.NEWEST
            shown = await self._newest(wanted, first, start, size + 1)
        stories = await story_rows.by_ids(self._database.fetch, guild_id, shown[:size])
        return Answer(
            stories=stories,
            number=page,
            has_more=len(shown) > size,
            total=len(first) if len(first) < RERANKED else None,
            snippets=tuple(snippet(story, wanted.asked.words) for story in stories),
            sort=sort,
            begun=wanted.begun,
        )

    async def _wanted(self, guild_id: int, question: Question) -> _Wanted | None:
        """None where nothing is asked for."""
        asked = asked_of(question.words)
        narrowed = any(
            each is not None
            for each in (question.section, question.source, question.start, question.end)
        )
        if not (asked.words or asked.without or narrowed):
            return None
        within = await self._within(guild_id, question) if narrowed else scope(guild_id)
        return _Wanted(guild_id, question, within, asked)

    async def _within(self, guild_id: int, question: Question) -> str:
        """The scope of the section and the source that are asked for, and of the period: where one
        end of it is open, it ends with the server's oldest or newest story.
        """
        section, source = (
            None if name is None else story_rows.folded(name)
            for name in (question.section, question.source)
        )
        (row,) = await self._database.fetch(
            """
            SELECT
                (SELECT id FROM sections WHERE guild_id = $1 AND folded = $2) AS section_id,
                (SELECT id FROM sources WHERE guild_id = $1 AND folded = $3) AS source_id,
                (SELECT min(dated_at) FROM stories WHERE guild_id = $1) AS oldest,
                (SELECT max(dated_at) FROM stories WHERE guild_id = $1) AS newest
            """,
            guild_id,
            section,
            source,
        )
        start, end = question.start, question.end
        if (start or end) and row["oldest"] is not None:
            oldest = instant(max(row["oldest"] - MOST_OFFSET, _FIRST))
            newest = instant(min(row["newest"] + MOST_OFFSET, _LAST))
            start, end = max(start or oldest, oldest), min(end or newest, newest)
        # 0, which none has, for an unknown name.
        section_id = None if section is None else row["section_id"] or 0
        source_id = None if source is None else row["source_id"] or 0
        return scope(guild_id, section_id, source_id, start, end)

    async def _newest(self, wanted: _Wanted, first: list[int], start: int, count: int) -> list[int]:
        """`count` ids from the place `start` on; `first` is the first window."""
        ids: list[int] = []
        window = start // RERANKED
        while len(ids) < count:
            found = await self._window(wanted, window) if window else first
            ids += found[max(start - window * RERANKED, 0) :]
            if len(found) < RERANKED:
                break
            window += 1
        return ids[:count]

    async def _window(self, wanted: _Wanted, number: int) -> list[int]:
        """200 hits, counted from the newest on, in order of fit."""
        rows = await self._database.fetch(
            """
            WITH asked AS MATERIALIZED (
                SELECT
                    iif(count(*) > $12, $1, $13) AS backwards,
                    iif(count(*) > $12, $13, $1) AS forwards
                FROM (SELECT 1 FROM story_search WHERE story_search MATCH $11 LIMIT $12 + 1)
            ), admitted AS NOT MATERIALIZED (
                SELECT id, dated_at FROM stories INDEXED BY stories_dates
                WHERE ($4 IS NULL OR dated_at + coalesce(utc_offset, 0) * 60 >= $4)
                    AND ($5 IS NULL OR dated_at + coalesce(utc_offset, 0) * 60 < $5)
                    AND ($6 OR id NOT IN (SELECT id FROM embargoed_stories WHERE guild_id = $7))
            ), hits AS MATERIALIZED (
                SELECT * FROM (
                    SELECT id, dated_at FROM story_search AS found
                    CROSS JOIN admitted ON admitted.id = found.rowid
                    WHERE found.story_search MATCH (SELECT backwards FROM asked)
                        AND found.rowid <= $3
                    ORDER BY found.rowid DESC LIMIT $8 OFFSET $9
                )
                UNION ALL SELECT * FROM (
                    SELECT id, dated_at FROM story_search AS found
                    CROSS JOIN admitted ON admitted.id = found.rowid
                    WHERE found.story_search MATCH (SELECT forwards FROM asked)
                        AND found.rowid <= $3
                    -- The plus: sorted afterwards, so that the index is read forwards.
                    ORDER BY +found.rowid DESC LIMIT $8 OFFSET $9
                )
            )
            SELECT json_group_array(json_array(id, dated_at, id IN (
                SELECT rowid FROM story_search WHERE story_search MATCH (
                    -- Where few headlines of whatever server have the words, looking at all of them
                    -- costs less than walking along the server's stories.
                    SELECT iif(count(*) > $8, '(' || $10 || ') AND ' || $2, $2) FROM (
                        SELECT 1 FROM story_search WHERE story_search MATCH $2 LIMIT $8 + 1
                    )
                )
                    AND rowid BETWEEN (SELECT min(id) FROM hits) AND (SELECT max(id) FROM hits)
            )))
            FROM hits
            """,
            wanted.everywhere,
            wanted.in_headline,
            *wanted.limits,
            RERANKED,
            number * RERANKED,
            wanted.within,
            wanted.fewest,
            FEW,
            NOTHING,
        )
        return ranked([Hit(*hit) for hit in json.loads(rows[0][0])])

    async def _best(self, wanted: _Wanted, start: int, count: int) -> list[int] | None:
        """Ids by fit alone. None where that takes too long."""
        try:
            rows = await self._database.fetch(
                """
                SELECT found.rowid AS id FROM story_search AS found
                CROSS JOIN stories AS dates INDEXED BY stories_dates ON dates.id = found.rowid
                WHERE found.story_search MATCH $1 AND found.rowid <= $2
                    AND ($3 IS NULL OR dated_at + coalesce(utc_offset, 0) * 60 >= $3)
                    AND ($4 IS NULL OR dated_at + coalesce(utc_offset, 0) * 60 < $4)
                    AND ($5 OR found.rowid NOT IN (
                        SELECT id FROM embargoed_stories WHERE guild_id = $6))
                ORDER BY bm25(story_search, 4, 10, 2, 0), found.rowid DESC
                LIMIT $7 OFFSET $8
                """,
                wanted.everywhere,
                *wanted.limits,
                count,
                start,
                deadline=self._best_deadline,
            )
        except TooSlow:
            return None
        return [row["id"] for row in rows]

    async def facets(self, guild_id: int, question: Question, *, begun: bool = False) -> Facets:
        """What the answer can be narrowed by, over its newest 500 stories; `begun` as answered.

        None, and not whole, where counting takes too long.
        """
        wanted = await self._wanted(guild_id, question)
        if wanted is None:
            return Facets()
        wanted = replace(wanted, begun=begun)
        try:
            rows = await self._database.fetch(
                """
                WITH hits AS MATERIALIZED (
                    SELECT found.rowid AS id FROM story_search AS found
                    CROSS JOIN stories AS dates INDEXED BY stories_dates ON dates.id = found.rowid
                    WHERE found.story_search MATCH $1 AND found.rowid <= $2
                        AND ($3 IS NULL OR dated_at + coalesce(utc_offset, 0) * 60 >= $3)
                        AND ($4 IS NULL OR dated_at + coalesce(utc_offset, 0) * 60 < $4)
                        AND ($5 OR found.rowid NOT IN (
                            SELECT id FROM embargoed_stories WHERE guild_id = $6))
                    ORDER BY found.rowid DESC LIMIT $7
                ), told AS MATERIALIZED (
                    SELECT
                        agency, publisher, section_ids,
                        strftime(
                            '%Y-%m', dated_at + coalesce(utc_offset, 0) * 60, 'unixepoch'
                        ) AS month
                    FROM hits CROSS JOIN stories ON stories.id = hits.id
                    WHERE stories.guild_id = $6
                )
                SELECT json_group_array(json_array(facet, name, stories)) FROM (
                    SELECT 'section' AS facet, sections.name, filed.stories
                    FROM (
                        SELECT named.value AS id, count(*) AS stories
                        FROM told CROSS JOIN json_each(told.section_ids) AS named
                        GROUP BY named.value
                    ) AS filed
                    CROSS JOIN sections ON sections.id = filed.id
                    UNION ALL SELECT 'source', agency, count(*) FROM told GROUP BY agency
                    UNION ALL SELECT 'source', publisher, count(*) FROM told
                        WHERE lower(publisher) IS NOT lower(agency) GROUP BY publisher
                    UNION ALL SELECT 'month', month, count(*) FROM told GROUP BY month
                    UNION ALL SELECT 'all', NULL, count(*) FROM told
                )
                """,
                wanted.everywhere,
                *wanted.limits,
                FACETED,
                deadline=self._facets_deadline,
            )
        except TooSlow:
            return Facets(whole=False)
        return facets_of(json.loads(rows[0][0]), FACETED)
