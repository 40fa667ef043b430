"""A story as rows: written whole in one transaction, and read back. Which ones, others decide."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from storage.database import Transaction
from storage.question import grams, section_token, source_token
from storage.records import Mark, MarkKind, Passage, Story, StoryText
from storage.values import clean, instant, instant_or_none, to_json

Fetch = Callable[..., Awaitable[list[sqlite3.Row]]]
"""A database's `fetch`, or a transaction's `run`."""


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
) -> Story:
    """The story, its body, sections and marks. The search index follows by itself.

    found_by: who is to be named as the finder, unless they asked not to be.
    """
    transaction.room.check()
    rows = await transaction.run(
        """
        INSERT INTO stories (
            guild_id, headline, section, agency, publisher, byline, dateline, published_at,
            updated_at, dated_at, utc_offset, zone_inferred, language, url, summary, key_facts,
            word_count, reading_minutes, doubts, headline_grams, text_grams, filing, added_by,
            added_at, follows_id, found_by
        ) VALUES (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($8, $9), $10, $11,
            $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            (SELECT id FROM stories WHERE guild_id = $1 AND id = $24),
            iif(EXISTS (SELECT 1 FROM quiet_finders WHERE guild_id = $1 AND user_id = $25),
                NULL, $25)
        ) RETURNING *
        """,
        guild_id,
        *_columns(text),
        added_by,
        now,
        follows_id,
        found_by,
    )
    story = read(rows[0])
    body = pack(text.body)
    await transaction.run_all(
        (
            "INSERT INTO story_bodies (story_id, guild_id, body) VALUES ($1, $2, $3)",
            (story.id, guild_id, body),
        ),
        *_filed(story, text.marks),
    )
    return story


async def rewrite(transaction: Transaction, story: Story, text: StoryText) -> None:
    """Put another text in the story's place; id, server and intake stay. It goes on to be found
    by its earlier marks, too.
    """
    await transaction.run(
        """
        UPDATE stories SET
            headline = $2, section = $3, agency = $4, publisher = $5, byline = $6, dateline = $7,
            published_at = $8, updated_at = $9, dated_at = coalesce($8, $9), utc_offset = $10,
            zone_inferred = $11, language = $12, url = $13, summary = $14, key_facts = $15,
            word_count = $16, reading_minutes = $17, doubts = $18, headline_grams = $19,
            text_grams = $20, filing = $21
        WHERE id = $1
        """,
        story.id,
        *_columns(text),
    )
    await transaction.run(
        "UPDATE story_bodies SET body = $2 WHERE story_id = $1", story.id, pack(text.body)
    )
    await transaction.run("DELETE FROM story_sections WHERE story_id = $1", story.id)
    rows = await transaction.run("SELECT * FROM stories WHERE id = $1", story.id)
    await transaction.run_all(*_filed(read(rows[0]), text.marks))


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
        " ".join(
            (
                *map(section_token, _folded(text.section)),
                *map(source_token, _folded(_sources(text))),
            )
        ),
    )


def _sources(text: StoryText) -> tuple[str, ...]:
    return tuple(name for name in (text.agency, text.publisher) if name)


def _folded(names: Iterable[str]) -> dict[str, str]:
    """The spelling seen first by the folded name."""
    return {folded(name): name for name in reversed([*names]) if folded(name)}


def _filed(story: Story, marks: tuple[Mark, ...]) -> tuple[tuple[str, tuple[object, ...]], ...]:
    """What puts the story under each name of its section path, its sources and its marks."""
    sections, sources = _folded(story.section), _folded(_sources(story))
    return (
        (
            """
            INSERT INTO sections (guild_id, folded, name)
            SELECT $1, value ->> 0, value ->> 1 FROM json_each($2) WHERE true
            ON CONFLICT DO NOTHING
            """,
            (story.guild_id, to_json([*sections.items()])),
        ),
        (
            """
            INSERT INTO story_sections (story_id, guild_id, folded, dated_at)
            SELECT $1, $2, value, $3 FROM json_each($4)
            """,
            (story.id, story.guild_id, story.dated_at, to_json([*sections])),
        ),
        (
            """
            INSERT INTO sources (guild_id, folded, name)
            SELECT $1, value ->> 0, value ->> 1 FROM json_each($2) WHERE true
            ON CONFLICT DO NOTHING
            """,
            (story.guild_id, to_json([*sources.items()])),
        ),
        (
            """
            INSERT INTO story_marks (guild_id, kind, value, story_id)
            SELECT $1, value ->> 0, value ->> 1, $2 FROM json_each($3) WHERE true
            ON CONFLICT DO NOTHING
            """,
            (story.guild_id, story.id, to_json(_pairs(marks))),
        ),
    )


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
    return tuple(json.loads(zlib.decompress(body))) if body else ()


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
