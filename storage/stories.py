"""The stories of a server: adding, showing, listing, and what a schedule may still carry.

How one lies in its rows is in `story_rows`; finding them by what was typed, in `search`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from storage import story_facts, story_rows
from storage.database import Database, Transaction
from storage.desk_log import By, record
from storage.story_records import Story, StoryPage, StoryText
from storage.values import MAX_INTEGER, column, epoch, rows_before, to_json


class Stories:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        guild_id: int,
        text: StoryText,
        added_by: int,
        now: datetime,
        by: By | None = None,
        follows_id: int | None = None,
        embargo_until: datetime | None = None,
        to_place: int | None = None,
    ) -> Story:
        """Store it whole: words, body, sections and index in one transaction.

        to_place: as `story_rows.insert` takes it.
        """

        async def work(transaction: Transaction) -> Story:
            story = await story_rows.insert(
                *(transaction, guild_id, text, added_by, now, follows_id), to_place=to_place
            )
            if embargo_until is not None:
                await transaction.run(
                    "UPDATE stories SET embargo_until = $2 WHERE id = $1", story.id, embargo_until
                )
                story = replace(story, embargo_until=embargo_until)
            if by is not None:
                await record(transaction, guild_id, story_facts.added(by, story))
            return story

        return await self._database.transaction(work)

    async def remove(self, guild_id: int, story_id: int, by: By) -> bool:
        """Delete a story that no edition carries and no other goes on with; False if one does, or
        there is none. The entry of the log keeps what it takes to add it again.
        """

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                SELECT stories.*, story_bodies.body
                FROM stories JOIN story_bodies ON story_bodies.story_id = stories.id
                WHERE stories.guild_id = $1 AND stories.id = $2
                    AND NOT EXISTS (SELECT 1 FROM delivery_stories WHERE story_id = $2)
                    AND NOT EXISTS (
                        SELECT 1 FROM stories AS later
                        WHERE later.guild_id = $1 AND later.follows_id = $2
                    )
                """,
                guild_id,
                story_id,
            )
            if not rows:
                return False
            story = story_rows.read(rows[0])
            await transaction.run("DELETE FROM stories WHERE id = $1", story_id)
            text = story_rows.text_to_json(story_rows.text_of(story))
            before = {**story_facts.facts(story), "text": text}
            if story.embargo_until is not None:
                before["embargo_until"] = epoch(story.embargo_until)
            change = story_facts.changed(by, "remove", story, before, None)
            await record(transaction, guild_id, change)
            return True

        return await self._database.transaction(work)

    async def get(self, guild_id: int, story_id: int, *, with_body: bool = False) -> Story | None:
        rows = await self._database.fetch(
            """
            SELECT stories.*, story_bodies.body
            FROM stories LEFT JOIN story_bodies ON $3 AND story_bodies.story_id = stories.id
            WHERE stories.guild_id = $1 AND stories.id = $2
            """,
            guild_id,
            story_id,
            with_body,
        )
        return story_rows.read(rows[0]) if rows else None

    async def walk(self, guild_id: int, past: int, limit: int) -> tuple[Story, ...]:
        """Stories with their bodies by id, from the first one past an id on."""
        rows = await self._database.fetch(
            """
            SELECT stories.*, story_bodies.body FROM stories
            LEFT JOIN story_bodies ON story_bodies.story_id = stories.id
            WHERE stories.guild_id = $1 AND stories.id > $2 ORDER BY stories.id LIMIT $3
            """,
            guild_id,
            past,
            limit,
        )
        return tuple(story_rows.read(row) for row in rows)

    async def count(
        self, guild_id: int, *, embargoed: bool = True, newest_id: int = MAX_INTEGER
    ) -> int:
        """newest_id: no later story is counted."""
        rows = await self._database.fetch(
            """
            SELECT (SELECT count(*) FROM stories WHERE guild_id = $1 AND +id <= $3) - iif(
                $2, 0, (SELECT count(*) FROM embargoed_stories WHERE guild_id = $1 AND id <= $3)
            )
            """,
            guild_id,
            embargoed,
            newest_id,
        )
        return rows[0][0]

    async def latest(
        self,
        guild_id: int,
        section: str | None = None,
        page: int = 1,
        size: int = 5,
        *,
        embargoed: bool = False,
        newest_id: int = MAX_INTEGER,
    ) -> StoryPage:
        """Newest dated first, undated last. `section` is any name of a path, in any case.

        embargoed: with those that are under embargo. newest_id: without those added later.
        """
        page = max(page, 1)
        if section is None:
            rows = await self._database.fetch(
                """
                SELECT * FROM stories
                WHERE guild_id = $1 AND +id <= $5 AND ($4 OR embargo_until IS NULL)
                ORDER BY dated_at DESC, id DESC LIMIT $2 OFFSET $3
                """,
                guild_id,
                size + 1,
                rows_before(page, size),
                embargoed,
                newest_id,
            )
        else:
            rows = await self._database.fetch(
                """
                SELECT stories.* FROM sections
                CROSS JOIN story_sections AS filed ON filed.section_id = sections.id
                CROSS JOIN stories ON stories.id = filed.story_id
                WHERE sections.guild_id = $1 AND sections.folded = $4
                    AND filed.story_id <= $6 AND ($5 OR stories.embargo_until IS NULL)
                ORDER BY filed.dated_at DESC, filed.story_id DESC LIMIT $2 OFFSET $3
                """,
                guild_id,
                size + 1,
                rows_before(page, size),
                story_rows.folded(section),
                embargoed,
                newest_id,
            )
        stories = tuple(story_rows.read(row) for row in rows)
        return StoryPage(stories=stories[:size], number=page, has_more=len(stories) > size)

    async def by_ids(self, guild_id: int, ids: Sequence[int]) -> tuple[Story, ...]:
        """In the order of `ids`; what is another server's or gone is left out."""
        return await story_rows.by_ids(self._database.fetch, guild_id, ids)

    async def sections(
        self, guild_id: int, typed: str = "", limit: int = 25, *, embargoed: bool = False
    ) -> tuple[str, ...]:
        """Names on the section paths of the server's stories; those that begin so come first.

        embargoed: also names that only stories under embargo have.
        """
        rows = await self._database.fetch(
            """
            SELECT name FROM sections
            WHERE guild_id = $1 AND instr(folded, $2) > 0 AND EXISTS (
                SELECT 1 FROM story_sections AS filed WHERE filed.section_id = sections.id
                    AND ($4 OR filed.story_id NOT IN (
                        SELECT id FROM embargoed_stories WHERE guild_id = $1))
            )
            ORDER BY instr(folded, $2) > 1, folded LIMIT $3
            """,
            guild_id,
            story_rows.folded(typed),
            limit,
            embargoed,
        )
        return tuple(row["name"] for row in rows)

    async def candidates(
        self,
        guild_id: int,
        *,
        schedule_id: int | None,
        start: datetime,
        end: datetime,
        sections: Sequence[str] = (),
        limit: int,
    ) -> tuple[Story, ...]:
        """Dated in [start, end] and not yet carried by the schedule, newest first.

        `sections` () means every section; a schedule of None has carried nothing.
        """
        rows = await self._database.fetch(
            """
            SELECT * FROM stories
            WHERE guild_id = $1 AND dated_at BETWEEN $2 AND $3
                AND retracted_at IS NULL AND embargo_until IS NULL
                AND ($4 = '[]' OR EXISTS (
                    SELECT 1 FROM json_each(stories.section_ids) AS filed
                    CROSS JOIN sections ON sections.id = filed.value
                    WHERE sections.folded IN (SELECT value FROM json_each($4))))
                AND NOT EXISTS (
                    SELECT 1 FROM carried_stories AS carried
                    WHERE carried.story_id = stories.id AND carried.schedule_id = $5)
            ORDER BY dated_at DESC, id DESC LIMIT $6
            """,
            guild_id,
            start,
            end,
            _folded(sections),
            schedule_id,
            limit,
        )
        return tuple(story_rows.read(row) for row in rows)

    async def archive(
        self,
        guild_id: int,
        *,
        schedule_id: int | None,
        before: datetime,
        sections: Sequence[str] = (),
        limit: int,
    ) -> tuple[Story, ...]:
        """Dated before `before` or undated, not yet carried by the schedule; undated last."""
        rows = await self._database.fetch(
            """
            SELECT * FROM stories
            WHERE guild_id = $1 AND (dated_at < $2 OR dated_at IS NULL)
                AND retracted_at IS NULL AND embargo_until IS NULL
                AND ($3 = '[]' OR EXISTS (
                    SELECT 1 FROM json_each(stories.section_ids) AS filed
                    CROSS JOIN sections ON sections.id = filed.value
                    WHERE sections.folded IN (SELECT value FROM json_each($3))))
                AND NOT EXISTS (
                    SELECT 1 FROM carried_stories AS carried
                    WHERE carried.story_id = stories.id AND carried.schedule_id = $4)
            ORDER BY dated_at DESC, id DESC LIMIT $5
            """,
            guild_id,
            before,
            _folded(sections),
            schedule_id,
            limit,
        )
        return tuple(story_rows.read(row) for row in rows)

    async def passed_over(
        self,
        guild_id: int,
        *,
        schedule_id: int,
        start: datetime,
        end: datetime,
        sections: Sequence[str] = (),
        limit: int,
    ) -> dict[int, str]:
        """Stories of that time that `candidates` does not give, newest first, and why not."""
        rows = await self._database.fetch(
            """
            SELECT id, CASE
                WHEN retracted_at IS NOT NULL THEN 'retracted'
                WHEN embargo_until IS NOT NULL THEN 'under embargo'
                WHEN EXISTS (
                    SELECT 1 FROM carried_stories AS carried
                    WHERE carried.story_id = stories.id AND carried.schedule_id = $5
                ) THEN 'carried before'
                WHEN $4 <> '[]' AND NOT EXISTS (
                    SELECT 1 FROM json_each(stories.section_ids) AS filed
                    CROSS JOIN sections ON sections.id = filed.value
                    WHERE sections.folded IN (SELECT value FROM json_each($4))
                ) THEN 'other section'
            END AS reason
            FROM stories WHERE guild_id = $1 AND dated_at BETWEEN $2 AND $3 AND reason NOTNULL
            ORDER BY dated_at DESC, id DESC LIMIT $6
            """,
            guild_id,
            start,
            end,
            _folded(sections),
            schedule_id,
            limit,
        )
        return {row["id"]: row["reason"] for row in rows}

    async def newest_id(self) -> int:
        """The id of the story added last, 0 where there is none. Crosses servers."""
        rows = await self._database.fetch("SELECT max(id) FROM stories")
        return rows[0][0] or 0

    async def servers_with_new(self, since_id: int) -> frozenset[int]:
        """The servers that have added a story after the one with that id. Crosses servers."""
        # DISTINCT would have it walk the index by server instead of the newest rows.
        rows = await self._database.fetch("SELECT guild_id FROM stories WHERE id > $1", since_id)
        return frozenset(row["guild_id"] for row in rows)

    async def still_to_carry(
        self, editions: Sequence[tuple[int, int, datetime, Sequence[str]]]
    ) -> frozenset[int]:
        """Which of these editions would have anything to carry, by their place in the list.

        Each is server, schedule, instant and sections. The same stories that `candidates` and
        `archive` will give at that instant, as far as one can know, but none is read: thousands of
        editions must not cost a composition each.
        """
        rows = await self._database.fetch(
            """
            SELECT edition.key FROM json_each($1) AS edition
            WHERE (
                SELECT stories.id FROM stories
                WHERE guild_id = edition.value ->> 0
                    AND (dated_at <= edition.value ->> 2 OR dated_at IS NULL)
                    AND retracted_at IS NULL
                    AND (embargo_until IS NULL OR embargo_until <= edition.value ->> 2)
                    AND (edition.value -> 3 = '[]' OR EXISTS (
                        SELECT 1 FROM json_each(stories.section_ids) AS filed
                        CROSS JOIN sections ON sections.id = filed.value
                        WHERE sections.folded IN
                            (SELECT value FROM json_each(edition.value -> 3))))
                    AND NOT EXISTS (
                        SELECT 1 FROM carried_stories AS carried
                        WHERE carried.story_id = stories.id
                            AND carried.schedule_id = edition.value ->> 1)
                ORDER BY dated_at DESC, id DESC LIMIT 1
            ) IS NOT NULL
            """,
            to_json(
                [
                    [guild_id, schedule_id, column(until), [*map(story_rows.folded, sections)]]
                    for guild_id, schedule_id, until, sections in editions
                ]
            ),
        )
        return frozenset(row["key"] for row in rows)


def _folded(sections: Sequence[str]) -> str:
    return to_json([story_rows.folded(name) for name in sections])
