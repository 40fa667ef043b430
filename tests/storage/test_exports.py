"""Everything out as lines and in again, byte for byte; and what is no export refused."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from string import ascii_letters
from typing import Any

import pytest

from storage import Storage, open_storage
from storage.backups import back_up
from storage.errors import (
    NewerDatabase,
    NoSuchServer,
    StorageError,
    StorageFull,
    UnusableExport,
)
from storage.exports import export_lines, import_lines
from storage.schedule_records import Schedule
from storage.search_records import Question
from storage.story_records import StoryText
from tests.storage.test_erasure import ELSEWHERE, HERE, NOW, fill, rows_by_table

Text = Callable[..., StoryText]
AddSchedule = Callable[..., Awaitable[Schedule]]


@pytest.fixture
async def filled(storage: Storage, text: Text, schedule: AddSchedule, path: Path) -> Path:
    """Two servers with something in every table, and a story that was deleted again."""
    rng = random.Random(4)
    await fill(storage, HERE, text, schedule, rng)
    await fill(storage, ELSEWHERE, text, schedule, rng)
    story = await storage.stories.add(
        HERE,
        text('=HYPERLINK("http://x.example","a") @everyone ../../etc/passwd 消息 \U0001f6a2'),
        5,
        NOW,
    )
    await storage.stories.add(HERE, text("=1+1"), 5, NOW)
    await storage.stories._database.write("DELETE FROM stories WHERE id = $1", story.id + 1)
    return path


async def lines_of(path: Path, guild_id: int | None = None) -> list[str]:
    return [line async for line in export_lines(path, guild_id)]


async def test_an_export_read_in_gives_the_same_export_again(filled: Path, tmp_path: Path) -> None:
    lines = await lines_of(filled)
    place = tmp_path / "new" / "dateline.sqlite3"
    servers, rows = await import_lines(lines, place, NOW)
    assert servers == 2
    assert rows == sum('"table"' in line[:9] for line in lines)
    assert await lines_of(place) == lines
    for guild_id in (HERE, ELSEWHERE):
        assert rows_by_table(place, guild_id) == rows_by_table(filled, guild_id)
    async with open_storage(place) as storage, open_storage(filled) as before:
        assert (await storage.search.find(HERE, Question(words="消息"))).stories
        assert (await storage.deliveries.ledger()).restored_at == NOW
        # An id that was given once is not given again.
        there = await storage.drafts.add(HERE, 5, StoryText(headline="x"), NOW, NOW)
        here = await before.drafts.add(HERE, 5, StoryText(headline="x"), NOW, NOW)
        assert there.id == here.id
    assert [file.name for file in place.parent.iterdir() if "importing" in file.name] == []


async def test_one_server_goes_out_alone_and_comes_in_alone(filled: Path, tmp_path: Path) -> None:
    lines = await lines_of(filled, HERE)
    text = "".join(lines).replace('"lease_owner":"qqthere"', "")  # a process, no server
    assert "qqhere" in text
    assert "qqthere" not in text
    assert str(ELSEWHERE) not in re.findall(r'"guild_id":(\d+)', text)
    place = tmp_path / "new.sqlite3"
    await import_lines(lines, place, NOW)
    assert await lines_of(place, HERE) == lines
    assert rows_by_table(place, HERE) == rows_by_table(filled, HERE)


LEFT_OUT = {
    "migrations": "how this file came to its tables; a new one is made with the same",
    "story_sections": "stories by section and date, made from `stories` by triggers",
    "database_sizes": "how this very file grew, by which it is guessed when the disk is full",
}


async def test_every_table_of_the_schema_is_exported_but_for_what_each_file_makes_of_itself(
    filled: Path,
) -> None:
    named = {json.loads(line).get("table") for line in await lines_of(filled)} - {None}
    with closing(sqlite3.connect(filled)) as database:
        there = {
            name
            for (name,) in database.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                " AND name NOT LIKE 'sqlite_%'"
            )
        }
    assert named == there - set(LEFT_OUT), "not exported, or nothing was put into it here"


async def test_a_database_of_a_newer_version_gives_no_export(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as database:
        database.execute("CREATE TABLE novelties (id INTEGER PRIMARY KEY) STRICT")
        database.execute("PRAGMA user_version = 9999")
    with pytest.raises(NewerDatabase, match="9999"):
        await lines_of(filled)


async def test_a_server_that_is_not_here_gives_no_export(filled: Path) -> None:
    with pytest.raises(NoSuchServer, match=r"9999 here\. Known are: "):
        await lines_of(filled, 9999)


async def test_what_a_killed_import_has_left_is_no_hindrance(filled: Path, tmp_path: Path) -> None:
    lines = await lines_of(filled)
    place = tmp_path / "new" / "dateline.sqlite3"
    await back_up(filled, place.with_name(f"{place.name}.importing"))
    await import_lines(lines, place, NOW)
    assert await lines_of(place) == lines


async def test_an_import_that_is_broken_off_ends_at_once_and_leaves_nothing(
    filled: Path, tmp_path: Path
) -> None:
    lines = await lines_of(filled)
    row = json.loads(next(line for line in lines if line.startswith('{"table":"lookups"')))
    taken, begun = 0, threading.Event()

    def many() -> Iterator[str]:
        nonlocal taken
        yield lines[0]
        for taken in range(1, 100_000):
            if taken == 100:
                begun.set()
            yield json.dumps({**row, "row": {**row["row"], "id": taken}})

    place = tmp_path / "new" / "dateline.sqlite3"
    reading = asyncio.create_task(import_lines(many(), place, NOW))
    await asyncio.to_thread(begun.wait, 20)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert taken < 99_999
    assert [file.name for file in place.parent.iterdir()] == ["dateline.sqlite3.lock"]


async def test_an_import_that_fills_the_disk_says_so_and_leaves_nothing(
    filled: Path, tmp_path: Path, text: Text
) -> None:
    rng = random.Random(5)
    async with open_storage(filled) as storage:
        for _ in range(100):
            body = ("".join(rng.choices(ascii_letters, k=40_000)),)
            await storage.stories.add(HERE, text(str(rng.random()), body=body), 5, NOW)
    small = tmp_path / "small"
    small.mkdir()
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=4m none {small} 2>/dev/null"):
        pytest.skip("no rights to mount a small file system")
    try:
        with pytest.raises(StorageFull):
            await import_lines(await lines_of(filled), small / "dateline.sqlite3", NOW)
        assert [file.name for file in small.iterdir()] == ["dateline.sqlite3.lock"]
    finally:
        os.system(f"umount {small}")


async def test_a_database_that_is_there_is_left_as_it_is(filled: Path) -> None:
    lines = await lines_of(filled)
    with pytest.raises(UnusableExport, match="already"):
        await import_lines(lines, filled, NOW)


def rewritten(lines: list[str], table: str, **changed: Any) -> list[str]:
    """With the columns of the table's first row changed."""
    done = False
    out: list[str] = []
    for line in lines:
        found = json.loads(line)
        if not done and found.get("table") == table:
            found["row"].update(changed)
            done = True
        out.append(json.dumps(found) + "\n")
    assert done
    return out


def header(lines: list[str], **changed: Any) -> list[str]:
    return [json.dumps({**json.loads(lines[0]), **changed}) + "\n", *lines[1:]]


HOSTILE: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "nothing": (lambda _: [], "cut off"),
    "cut off": (lambda lines: lines[:-1], "cut off"),
    "a line short": (lambda lines: [*lines[:5], *lines[6:]], "missing"),
    "goes on": (lambda lines: [*lines, lines[-1]], "after the end"),
    "no JSON": (lambda lines: [lines[0], "{{\n", *lines[1:]], "no JSON"),
    "deep": (lambda lines: [lines[0], "[" * 200_000 + "\n"], "no JSON"),
    "a list": (lambda lines: [lines[0], "[]\n"], "no line"),
    "another program's": (lambda lines: header(lines, format="x"), "no export"),
    "newer": (lambda lines: header(lines, schema=9999), "version 9999"),
    "of another form": (lambda lines: header(lines, version=2), "another form"),
    "names no server": (lambda lines: header(lines, servers=None), "servers"),
    "a server that has no row": (
        lambda lines: header(lines, servers=[HERE, ELSEWHERE, 7]),
        "missing",
    ),
    "a foreign server": (
        lambda lines: rewritten(lines, "stories", guild_id=4242),
        "does not name",
    ),
    "a list for a server": (
        lambda lines: rewritten(lines, "stories", guild_id=[]),
        "does not name",
    ),
    "a list for a counter": (
        lambda lines: [*lines[:-1], '{"counter":["stories"],"at":1}\n'],
        "no counter",
    ),
    "a counter of no size": (
        lambda lines: [*lines[:-1], '{"counter":"stories","at":' + "9" * 30 + "}\n"],
        "no counter",
    ),
    "another server's row": (
        lambda lines: rewritten(lines, "story_bodies", guild_id=ELSEWHERE),
        "another server",
    ),
    "no such table": (
        lambda lines: [lines[0], '{"table":"migrations","row":{}}\n'],
        "no such table",
    ),
    "SQL for a table": (
        lambda lines: [lines[0], '{"table":"stories; DROP TABLE stories","row":{}}\n'],
        "no such table",
    ),
    "SQL for a column": (
        lambda lines: rewritten(lines, "stories", **{"id) VALUES (1); --": 1}),
        "columns",
    ),
    "a path for a table": (
        lambda lines: [lines[0], '{"table":"../../../etc/passwd","row":{}}\n'],
        "no such table",
    ),
    "text for a number": (lambda lines: rewritten(lines, "stories", added_at="=1+1"), "Line"),
    "a number of no size": (lambda lines: rewritten(lines, "stories", added_at=10**30), "column"),
    "infinity": (
        lambda lines: [re.sub(r'"likeness": ?[0-9.]+', '"likeness":1e999', line) for line in lines],
        "column",
    ),
    "a truth": (lambda lines: rewritten(lines, "stories", added_by=True), "column"),
    "an object": (lambda lines: rewritten(lines, "stories", headline={"a": 1}), "column"),
    "bytes of no base": (
        lambda lines: rewritten(lines, "story_bodies", body={"base64": "!"}),
        "column",
    ),
    "a body that is no body": (
        lambda lines: rewritten(lines, "story_bodies", body={"base64": "AAAA"}),
        "cannot be read",
    ),
    "a summary that is none": (
        lambda lines: rewritten(lines, "stories", summary='"x"'),
        "cannot be read",
    ),
    "a rule that is none": (
        lambda lines: rewritten(lines, "schedules", target="[[["),
        "cannot be read",
    ),
    "a year without end": (
        lambda lines: rewritten(lines, "deliveries", due_at=2**62),
        "cannot be read",
    ),
    "twice the same": (lambda lines: [*lines[:2], *lines[1:]], "Line 3 .* stands there twice"),
    "two ledgers": (
        lambda lines: [
            *lines[:-1],
            next(line for line in lines if '"ledger"' in line),
            json.dumps({"lines": len(lines)}),
        ],
        "ledger",
    ),
    "an end that is not there": (
        lambda lines: rewritten(lines, "slots", schedule_id=99999),
        "refers",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_no_export_is_refused_in_one_sentence_and_leaves_nothing(
    filled: Path, tmp_path: Path, name: str
) -> None:
    spoil, words = HOSTILE[name]
    lines = spoil(await lines_of(filled))
    folder = tmp_path / "new"
    place = folder / "dateline.sqlite3"
    with pytest.raises(StorageError, match=words) as refusal:
        await import_lines(lines, place, NOW)
    assert "\n" not in str(refusal.value)
    assert [file.name for file in folder.iterdir()] == ["dateline.sqlite3.lock"]
