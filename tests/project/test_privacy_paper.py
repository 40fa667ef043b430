"""docs/privacy.md tells of every table and column that there is, and of no other; and whatever
names a person is in the one table that erases people.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.migrate import prepare
from storage.people import PERSONAL, TOLD_OF

PAPER = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)

NAMES_A_PERSON = re.compile(
    r"(^|_)(user|actor|member|person|author|editor|submitter|reporter|finder|owner|creator)_id$"
    r"|_by$|_by_id$"
)
NO_PERSON: set[tuple[str, str]] = set()
"""Columns whose name only looks like a person's."""


@pytest.fixture
async def schema(tmp_path: Path) -> AsyncIterator[dict[str, list[str]]]:
    path = tmp_path / "dateline.sqlite3"
    await prepare(path)
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        yield {
            name: [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
            for (name,) in tables
        }


async def test_the_paper_names_every_table_and_column_and_no_other(
    schema: dict[str, list[str]],
) -> None:
    told = {
        table: re.findall(r"`(\w+)`", columns)
        for table, columns in ROW.findall(PAPER.read_text(encoding="utf-8"))
    }
    faults = [f"{PAPER.name} lacks the table {table}" for table in schema if table not in told]
    faults += [f"{PAPER.name} names {table}, which is no table" for table in told.keys() - schema]
    for table, columns in schema.items():
        named = set(told.get(table, columns))
        faults += [f"{PAPER.name} lacks {table}.{one}" for one in columns if one not in named]
        faults += [
            f"{PAPER.name} names {table}.{one}, which is no column"
            for one in sorted(named - set(columns))
        ]
    assert not faults, "\n".join(faults)


async def test_every_column_that_names_a_person_says_what_becomes_of_it(
    schema: dict[str, list[str]],
) -> None:
    faults = [
        f"{table}.{column} names a person: say in storage/people.py what becomes of it"
        for table, columns in schema.items()
        for column in columns
        if NAMES_A_PERSON.search(column)
        and (table, column) not in PERSONAL
        and (table, column) not in NO_PERSON
    ]
    faults += [
        f"storage/people.py names {table}.{column}, which there is not"
        for table, column in [
            *PERSONAL,
            *((table, column) for table, columns in TOLD_OF.items() for column in columns),
        ]
        if column not in schema.get(table, [])
    ]
    assert not faults, "\n".join(faults)
