from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import open_storage
from storage.errors import (
    Damaged,
    MigrationFailed,
    NewerDatabase,
    NotADatabase,
    Unwritable,
)
from storage.header import APPLICATION_ID
from storage.migrate import FOLDER, migrations, prepare, statements
from storage.search_records import Question
from storage.story_records import Mark, MarkKind


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """A folder with two steps of its own: tables one and two."""
    folder = tmp_path / "steps"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("-- First.\nCREATE TABLE one (a INTEGER) STRICT;\n")
    (folder / "0002_two.sql").write_text("-- Second.\nCREATE TABLE two (a INTEGER) STRICT;\n")
    return folder


async def test_a_missing_database_is_made_with_every_step(path: Path) -> None:
    async with open_storage(path) as storage:
        assert await storage.guilds.present_ids() == frozenset()
    known = migrations()
    assert ask(path, "PRAGMA user_version") == [(len(known),)]
    assert ask(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert ask(path, "SELECT name, checksum FROM migrations ORDER BY number") == [
        (step.name, step.checksum) for step in known
    ]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_making_that_is_broken_off_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    making = asyncio.create_task(prepare(folder / "dateline.sqlite"))
    while not list(folder.glob("*-wal")):
        await asyncio.sleep(0)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert list(folder.iterdir()) == []


async def test_missing_folders_are_made(tmp_path: Path) -> None:
    async with open_storage(tmp_path / "a" / "b" / "dateline.sqlite"):
        pass
    assert (tmp_path / "a" / "b" / "dateline.sqlite").stat().st_size > 0


async def test_only_the_owner_may_read_a_new_database(path: Path) -> None:
    await prepare(path)
    assert path.stat().st_mode & 0o077 == 0


SHARED = {
    "database_sizes",
    "migrations",
    "ledger",
    "feed_sources",
    "feed_seen",
    "story_sections",  # its sections name it
}
"""Tables that hold nothing of any one server."""


async def test_every_table_is_strict_and_names_the_server(path: Path) -> None:
    await prepare(path)
    tables = ask(
        path,
        "SELECT name, strict FROM pragma_table_list"
        " WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    assert len(tables) >= 12
    for name, strict in tables:
        assert strict, name
        columns = {row[0] for row in ask(path, f"SELECT name FROM pragma_table_info('{name}')")}
        assert "guild_id" in columns or name in SHARED, name


async def test_opening_again_changes_nothing(path: Path) -> None:
    await prepare(path)
    before = ask(path, "SELECT * FROM migrations")
    async with open_storage(path):
        pass
    assert ask(path, "SELECT * FROM migrations") == before


async def test_a_later_step_is_applied_to_an_older_database(path: Path, steps: Path) -> None:
    second = (steps / "0002_two.sql").read_text()
    (steps / "0002_two.sql").unlink()
    await prepare(path, steps)
    assert ask(path, "PRAGMA user_version") == [(1,)]
    (steps / "0002_two.sql").write_text(second)
    await prepare(path, steps)
    assert ask(path, "PRAGMA user_version") == [(2,)]
    assert ask(path, "SELECT name FROM migrations") == [("0001_one",), ("0002_two",)]


async def test_a_story_of_before_the_numbered_sections_is_found_as_it_was(
    path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "before"
    folder.mkdir()
    for file in sorted(FOLDER.glob("*.sql"))[:34]:
        (folder / file.name).write_bytes(file.read_bytes())
    await prepare(path, folder)
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("INSERT INTO guilds (guild_id, joined_at) VALUES (7, 0), (8, 0)")
        for guild_id, story_id in ((7, 1), (8, 2)):
            old.execute(
                "INSERT INTO stories (id, guild_id, headline, section, agency, published_at,"
                " dated_at, zone_inferred, language, summary, key_facts, word_count,"
                " reading_minutes, doubts, headline_grams, text_grams, filing, added_by, added_at)"
                " VALUES ($1, $2, 'A bridge opens', '[\"City\",\"Übersee\"]', 'Pier Wire',"
                " 1772000000, 1772000000, 0, 'en', '[[\"It is open.\",0]]', '[]', 3, 1, '[]', '',"
                " '', 's63697479 sc3bc626572736565 a706965722077697265', 5, 1772000000)",
                {"1": story_id, "2": guild_id},
            )
            for folded, name in (("city", "City"), ("übersee", "Übersee")):
                old.execute("INSERT INTO sections VALUES (?, ?, ?)", (guild_id, folded, name))
                old.execute(
                    "INSERT INTO story_sections VALUES (?, ?, ?, 1772000000)",
                    (story_id, guild_id, folded),
                )
            old.execute("INSERT INTO sources VALUES (?, 'pier wire', 'Pier Wire')", (guild_id,))
            old.executemany(
                "INSERT INTO story_marks VALUES (?, ?, ?, ?)",
                [(guild_id, 2, 2**62 + 3, story_id)]
                + [(guild_id, 0, value, story_id) for value in range(16)],
            )
    async with open_storage(path) as storage:
        for question in (
            Question(section="übersee"),
            Question(source="PIER WIRE"),
            Question(words="bridge"),
        ):
            answer = await storage.search.find(7, question)
            assert [story.id for story in answer.stories] == [1], question
        assert [one.id for one in (await storage.stories.latest(8, "city")).stories] == [2]
        text = Mark(MarkKind.TEXT, 2**62 + 3)
        (found,) = await storage.same_stories.sharing(
            7, [text, *(Mark(MarkKind.PHRASE, value) for value in range(16))], 5
        )
        assert (found.story_id, found.same_text, found.phrases) == (1, True, 9)


async def test_a_story_of_before_is_found_in_the_month_that_its_page_shows(
    path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "before"
    folder.mkdir()
    for file in sorted(FOLDER.glob("*.sql"))[:37]:
        (folder / file.name).write_bytes(file.read_bytes())
    await prepare(path, folder)
    new_year = int(datetime(2025, 12, 31, 20, tzinfo=UTC).timestamp())
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("INSERT INTO guilds (guild_id, joined_at) VALUES (7, 0)")
        for offset in (None, 0, 480):
            old.execute(
                "INSERT INTO stories (guild_id, headline, section, published_at, dated_at,"
                " utc_offset, zone_inferred, language, summary, key_facts, word_count,"
                " reading_minutes, doubts, headline_grams, text_grams, added_by, added_at)"
                " VALUES (7, 'A bridge opens', '[]', $1, $1, $2, 0, 'en', '[]', '[]', 3, 1,"
                " '[]', '', '', 5, $1)",
                {"1": new_year, "2": offset},
            )
    january = datetime(2026, 1, 1, tzinfo=UTC)
    async with open_storage(path) as storage:
        for question, expected in (
            (Question(words="bridge", start=january, end=january + timedelta(days=31)), [3]),
            (Question(words="bridge", start=january - timedelta(days=31), end=january), [2, 1]),
            (Question(words="bridge"), [3, 2, 1]),
        ):
            answer = await storage.search.find(7, question)
            assert [story.id for story in answer.stories] == expected
    assert ask(path, "INSERT INTO story_search (story_search) VALUES ('integrity-check')") == []


async def test_a_step_that_fails_half_way_leaves_the_version_before_it(
    path: Path, steps: Path
) -> None:
    good = (steps / "0002_two.sql").read_text()
    (steps / "0002_two.sql").unlink()
    await prepare(path, steps)
    (steps / "0002_two.sql").write_text(good + "INSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(MigrationFailed, match="0002_two"):
        await prepare(path, steps)
    assert ask(path, "PRAGMA user_version") == [(1,)]
    assert ask(path, "SELECT name FROM sqlite_master WHERE name = 'two'") == []
    (steps / "0002_two.sql").write_text(good)
    await prepare(path, steps)
    assert ask(path, "SELECT count(*) FROM two") == [(0,)]


async def test_a_first_start_that_fails_leaves_no_database(path: Path, steps: Path) -> None:
    (steps / "0002_two.sql").write_text("CREATE TABLE;\n")
    with pytest.raises(MigrationFailed):
        await prepare(path, steps)
    assert not path.exists()
    (steps / "0002_two.sql").write_text("CREATE TABLE two (a INTEGER) STRICT;\n")
    await prepare(path, steps)
    assert ask(path, "PRAGMA user_version") == [(2,)]
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, "steps"]


async def test_a_step_changed_after_it_was_applied_is_refused(path: Path, steps: Path) -> None:
    await prepare(path, steps)
    with (steps / "0001_one.sql").open("a") as file:
        file.write("CREATE TABLE extra (a INTEGER) STRICT;\n")
    with pytest.raises(MigrationFailed, match="0001_one"):
        await prepare(path, steps)


async def test_a_newer_database_is_refused_with_both_versions(path: Path) -> None:
    await prepare(path)
    known = len(migrations())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {known + 3}")
    with pytest.raises(NewerDatabase, match=f"version {known + 3}.* up to {known}") as caught:
        async with open_storage(path):
            pass
    assert (caught.value.found, caught.value.known) == (known + 3, known)
    assert ask(path, "PRAGMA user_version") == [(known + 3,)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"SQLite format 3\0", "is not a database"),
        (b"A shopping list, longer than any header would be: " * 5, "is not a database"),
    ],
)
async def test_a_file_that_is_no_database_is_refused_and_left_alone(
    path: Path, content: bytes, reason: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(NotADatabase, match=reason):
        async with open_storage(path):
            pass
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(NotADatabase, match="another program's"):
        async with open_storage(path):
            pass
    assert path.read_bytes() == before


async def test_a_cut_off_database_is_refused(path: Path) -> None:
    await prepare(path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(Damaged):
        async with open_storage(path):
            pass


async def test_a_log_without_its_database_is_refused(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"pages of a database that went missing")
    with pytest.raises(Damaged, match="is missing, but its log"):
        async with open_storage(path):
            pass
    assert not path.exists()


async def test_what_a_crash_left_of_a_first_start_is_made_anew(path: Path) -> None:
    for end in (".12ab.new", ".12ab.new-wal", ".12ab.new-shm"):
        path.with_name(path.name + end).write_bytes(b"half of something")
    await prepare(path)
    assert ask(path, "PRAGMA user_version") == [(len(migrations()),)]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()
    for impossible in (
        tmp_path / "file" / "dateline.sqlite",
        Path("/proc/nowhere/dateline.sqlite"),
        tmp_path / "folder",
    ):
        with pytest.raises(Unwritable, match="cannot be written"):
            async with open_storage(impossible):
                pass


async def test_first_starts_at_once_end_with_one_whole_database(path: Path) -> None:
    await asyncio.gather(*(prepare(path) for _ in range(4)))
    assert ask(path, "SELECT count(*) FROM migrations") == [(len(migrations()),)]
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_each_step_says_its_reason_first() -> None:
    for file in FOLDER.glob("*.sql"):
        assert file.read_text().startswith("-- "), file.name


def test_numbers_with_a_gap_are_refused(steps: Path) -> None:
    (steps / "0004_four.sql").write_text("CREATE TABLE four (a INTEGER) STRICT;\n")
    with pytest.raises(ValueError, match="gap"):
        migrations(steps)


def test_a_trigger_is_one_statement() -> None:
    sql = """
-- A comment; with a semicolon;
CREATE TABLE a (x TEXT);
CREATE TRIGGER t AFTER INSERT ON a BEGIN
    DELETE FROM a WHERE x = ';';
    DELETE FROM a;
END;
-- The end.
"""
    found = [" ".join(one.split()) for one in statements(sql)]
    assert len(found) == 2
    assert found[0].endswith("CREATE TABLE a (x TEXT);")
    assert found[1].startswith("CREATE TRIGGER")
    assert found[1].endswith("END;")


def test_a_statement_without_its_semicolon_is_noticed() -> None:
    with pytest.raises(ValueError, match="semicolon"):
        list(statements("CREATE TABLE a (x TEXT)"))
