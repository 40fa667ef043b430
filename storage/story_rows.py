"""A story as rows: written whole in one transaction, and read back. Which ones, others decide."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from storage.database import Transaction
from storage.errors import Damaged
from storage.question import grams, mark_word
from storage.story_records import Mark, MarkKind, Passage, Story, StoryText
from storage.values import clean, instant, instant_or_none, to_json

Fetch = Callable[..., Awaitable[list[sqlite3.Row]]]
"""A database's `fetch`, or a transaction's `run`."""

Statement = tuple[str, tuple[object, ...]]
"""With its values."""

MOST_MARKS = 100
"""Of a story that was edited: those of its ten newest texts."""


def folded(section: str) -> str:
    """A section's name for comparison: blanks collapsed, case dropped."""
    return " ".join(clean(section).split()).casefold()


async def insert(
    transaction: Transaction,
    guild_id: int,
    text: StoryText,
    added_by: int,
    now: datetime,
    follows_id: int | None = None,
    found_by: int | None = None,
    to_place: int | None = None,
) -> Story:
    """The story, its body, sections and marks. The search index follows by itself.

    found_by: who is to be named as the finder, unless they asked not to be. to_place: LIKE, ALONE
    or a story's id, for `same_events`; None: nobody is to look for its event.
    """
    transaction.room.check()
    await transaction.run_all(*_names(guild_id, text))
    rows = await transaction.run(
        f"""
        INSERT INTO stories (
            guild_id, headline, section, agency, publisher, byline, dateline, published_at,
            updated_at, dated_at, utc_offset, zone_inferred, language, url, summary, key_facts,
            word_count, reading_minutes, doubts, headline_grams, text_grams, section_ids,
            source_ids, marks, added_by, added_at, follows_id, found_by, to_place
        ) VALUES (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($8, $9), $10, $11,
            $12, $13, $14, $15, $16, $17, $18, $19, $20,
            {_numbers("sections", "$21")}, {_numbers("sources", "$22")}, $23, $24, $25,
            (SELECT id FROM stories WHERE guild_id = $1 AND id = $26),
            iif(EXISTS (SELECT 1 FROM quiet_finders WHERE guild_id = $1 AND user_id = $27),
                NULL, $27), $28
        ) RETURNING *
        """,  # noqa: S608 - a text of ours
        guild_id,
        *_columns(text),
        " ".join(map(mark_word, text.marks)),
        added_by,
        now,
        follows_id,
        found_by,
        to_place,
    )
    story = read(rows[0])
    await transaction.run(
        "INSERT INTO story_bodies (story_id, guild_id, body) VALUES ($1, $2, $3)",
        story.id,
        guild_id,
        pack(text.body),
    )
    return story


async def rewrite(transaction: Transaction, story: Story, text: StoryText) -> None:
    """Put another text in the story's place; id, server and intake stay. It goes on to be found
    by its earlier marks, too.
    """
    rows = await transaction.run("SELECT marks FROM stories WHERE id = $1", story.id)
    marks = dict.fromkeys((*map(mark_word, text.marks), *rows[0]["marks"].split()))
    await transaction.run_all(
        *_names(story.guild_id, text),
        (
            f"""
            UPDATE stories SET
                headline = $2, section = $3, agency = $4, publisher = $5, byline = $6,
                dateline = $7, published_at = $8, updated_at = $9, dated_at = coalesce($8, $9),
                utc_offset = $10, zone_inferred = $11, language = $12, url = $13, summary = $14,
                key_facts = $15, word_count = $16, reading_minutes = $17, doubts = $18,
                headline_grams = $19, text_grams = $20,
                section_ids = {_numbers("sections", "$21")},
                source_ids = {_numbers("sources", "$22")}, marks = $23
            WHERE guild_id = $1 AND id = $24
            """,  # noqa: S608 - a text of ours
            (story.guild_id, *_columns(text), " ".join([*marks][:MOST_MARKS]), story.id),
        ),
        ("UPDATE story_bodies SET body = $2 WHERE story_id = $1", (story.id, pack(text.body))),
    )


def _columns(text: StoryText) -> tuple[object, ...]:
    return (
        text.headline,
        to_json([clean(name) for name in text.section]),
        text.agency,
        text.publisher,
        text.byline,
        text.dateline,
        text.published_at,
        text.updated_at,
        text.utc_offset,
        text.zone_inferred,
        text.language,
        text.url,
        _passages_to_json(text.summary),
        _passages_to_json(text.key_facts),
        text.word_count,
        text.reading_minutes,
        to_json(text.doubts),
        grams(text.headline),
        grams("\n".join(passage.text for passage in (*text.summary, *text.key_facts))),
        to_json([*_folded(text.section)]),
        to_json([*_folded(_sources(text))]),
    )


def _sources(text: StoryText) -> tuple[str, ...]:
    return tuple(name for name in (text.agency, text.publisher) if name)


def _folded(names: Iterable[str]) -> dict[str, str]:
    """The spelling seen first by the folded name."""
    return {folded(name): name for name in reversed([*names]) if folded(name)}


def _names(guild_id: int, text: StoryText) -> Iterator[Statement]:
    """What numbers the names on its section path and its sources, where they are new."""
    for table, names in (("sections", text.section), ("sources", _sources(text))):
        yield (
            f"""
            INSERT INTO {table} (guild_id, folded, name)
            SELECT $1, value ->> 0, value ->> 1 FROM json_each($2) WHERE true
            ON CONFLICT DO NOTHING
            """,  # noqa: S608 - a text of ours
            (guild_id, to_json([*_folded(names).items()])),
        )


def _numbers(table: str, folded_names: str) -> str:
    """The numbers of these names of the server $1, as a JSON list."""
    return f"""(
        SELECT json_group_array(id) FROM {table}
        WHERE guild_id = $1 AND folded IN (SELECT value FROM json_each({folded_names}))
    )"""  # noqa: S608 - a text of ours


def read(row: sqlite3.Row) -> Story:
    """A story from all columns of its row; with its body where one was joined to it."""
    return Story(
        id=row["id"],
        guild_id=row["guild_id"],
        headline=row["headline"],
        section=tuple(json.loads(row["section"])),
        agency=row["agency"],
        publisher=row["publisher"],
        byline=row["byline"],
        dateline=row["dateline"],
        published_at=instant_or_none(row["published_at"]),
        updated_at=instant_or_none(row["updated_at"]),
        utc_offset=row["utc_offset"],
        zone_inferred=bool(row["zone_inferred"]),
        language=row["language"],
        url=row["url"],
        summary=_passages(json.loads(row["summary"])),
        key_facts=_passages(json.loads(row["key_facts"])),
        body=unpack(row["body"]) if "body" in row.keys() else (),  # noqa: SIM118 (a Row is no dict)
        word_count=row["word_count"],
        reading_minutes=row["reading_minutes"],
        doubts=tuple(json.loads(row["doubts"])),
        added_by=row["added_by"],
        added_at=instant(row["added_at"]),
        follows_id=row["follows_id"],
        retracted_at=instant_or_none(row["retracted_at"]),
        found_by=row["found_by"],
        embargo_until=instant_or_none(row["embargo_until"]),
    )


async def by_ids(fetch: Fetch, guild_id: int, ids: Sequence[int]) -> tuple[Story, ...]:
    """In the order of `ids`; what is another server's or gone is left out."""
    if not ids:
        return ()
    rows = await fetch(
        """
        SELECT stories.* FROM json_each($2) AS wanted
        CROSS JOIN stories ON stories.id = wanted.value
        WHERE stories.guild_id = $1 ORDER BY wanted.key
        """,
        guild_id,
        to_json(list(ids)),
    )
    return tuple(read(row) for row in rows)


def pack(body: tuple[str, ...]) -> bytes:
    return zlib.compress(to_json([clean(paragraph) for paragraph in body]).encode())


def unpack(body: bytes | None) -> tuple[str, ...]:
    """Raises Damaged."""
    try:
        return tuple(json.loads(zlib.decompress(body))) if body else ()
    except (zlib.error, ValueError) as error:
        raise Damaged("The text of a story in the database is damaged") from error


def text_of(story: Story) -> StoryText:
    """What a new story would be made of, to be like this one."""
    return StoryText(**{field.name: getattr(story, field.name) for field in fields(StoryText)})


def text_to_json(text: StoryText) -> str:
    """All fields of a draft's text, instants in ISO 8601."""
    values = asdict(text)
    for name in ("published_at", "updated_at"):
        moment: datetime | None = values[name]
        values[name] = moment.isoformat() if moment else None
    values["marks"] = _pairs(text.marks)
    return to_json(values)


def text_from_json(text: str) -> StoryText:
    values: dict[str, Any] = json.loads(text)
    for name in ("published_at", "updated_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    for name in ("section", "body", "doubts"):
        values[name] = tuple(values[name])
    for name in ("summary", "key_facts"):
        values[name] = tuple(Passage(**passage) for passage in values[name])
    values["marks"] = tuple(Mark(MarkKind(kind), value) for kind, value in values["marks"])
    return StoryText(**values)


def _pairs(marks: tuple[Mark, ...]) -> list[tuple[int, int]]:
    return [(mark.kind, mark.value) for mark in marks]


def _passages_to_json(passages: tuple[Passage, ...]) -> str:
    return to_json([(clean(passage.text), passage.paragraph) for passage in passages])


def _passages(pairs: list[tuple[str, int]]) -> tuple[Passage, ...]:
    return tuple(Passage(text, paragraph) for text, paragraph in pairs)
