"""Everything as JSON Lines, table by table, and the same lines back as a database.

The tables and columns are the schema's own: a new table is exported without a word said here,
unless it belongs to no one server (`_SHARED`). Search indexes are not exported; they come about by
themselves. What a line may hold is checked against the schema and against the servers named in the
first line, before anything is put in place.
"""

from __future__ import annotations

import asyncio
import base64
import json
import math
import sqlite3
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from storage import Storage
from storage.backups import our_connection
from storage.database import Database, Transaction, open_database
from storage.errors import (
    Damaged,
    Exists,
    Faulty,
    NewerDatabase,
    NoSuchServer,
    StorageError,
    StorageFull,
    UnusableExport,
    Unwritable,
)
from storage.feed_records import ItemState
from storage.header import check_log
from storage.lock import sole_process
from storage.migrate import migrations, prepare
from storage.values import MAX_INTEGER

FORMAT = "dateline-export"
VERSION = 1
LONGEST_LINE = 16 * 1024 * 1024

_NOT_EXPORTED = {"migrations", "database_sizes", "story_sections"}
"""What the file knows of itself, and what comes about by itself."""

_LOCAL = {"ledger": {"restored_at"}}
"""Columns that tell of this very file, and are set anew where it is read in."""

_SHARED = {
    "ledger": "1",
    "feed_sources": "id IN (SELECT source_id FROM feeds WHERE guild_id = $1)",
    "feed_seen": "source_id IN (SELECT source_id FROM feeds WHERE guild_id = $1)",
}
"""Tables without a guild_id: which of their rows go along when one server is exported."""


@dataclass(frozen=True, slots=True)
class Table:
    """columns: those that are exported. key: by what the rows are ordered. owners: the tables that
    rows refer to, by the columns that do, where both name their server.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    by_server: bool
    owners: tuple[tuple[str, str, str], ...]


async def export_lines(path: Path, guild_id: int | None = None) -> AsyncGenerator[str]:
    """One line a row, the newest committed state of one moment. Of one server, or of all.

    Raises StorageError: NoSuchServer, NewerDatabase.
    """
    check_log(path)
    async with our_connection(path) as connection:
        connection.row_factory = sqlite3.Row

        async def ask(sql: str, *values: object) -> list[sqlite3.Row]:
            named = {str(number): value for number, value in enumerate(values, 1)}
            return list(await connection.execute_fetchall(sql, named))

        await connection.execute("BEGIN")
        servers = [row[0] for row in await ask("SELECT guild_id FROM guilds ORDER BY guild_id")]
        if guild_id is not None:
            if guild_id not in servers:
                raise NoSuchServer(guild_id, servers)
            servers = [guild_id]
        (version,) = (await ask("PRAGMA user_version"))[0]
        if version > len(migrations()):  # what its tables are, only the newer one knows
            raise NewerDatabase(version, len(migrations()))
        yield _line(
            {"format": FORMAT, "version": VERSION, "schema": version, "servers": servers,
             "whole": guild_id is None}
        )  # fmt: skip
        count = 1
        for table in await tables(ask):
            sql, values = _selection(table, guild_id)
            async with connection.execute(sql, values) as cursor:
                async for row in cursor:
                    yield _line({"table": table.name, "row": _values(row)})
                    count += 1
        if guild_id is None:
            # Ids are never given twice: a posted button may hold one for years.
            for row in await ask("SELECT name, seq FROM sqlite_sequence ORDER BY name"):
                yield _line({"counter": row["name"], "at": row["seq"]})
                count += 1
        yield _line({"lines": count})


def read_lines(file: IO[str]) -> Iterator[str]:
    """The lines of a file, none longer than can be used."""
    return iter(lambda: file.readline(LONGEST_LINE + 1), "")


async def tables(ask: Any) -> tuple[Table, ...]:
    """Every table with rows of its own, by name."""
    rows = await ask(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    names = [row["name"] for row in rows if row["name"] not in _NOT_EXPORTED]
    columns = {name: await ask("SELECT * FROM pragma_table_info($1)", name) for name in names}
    by_server = {name: any(row["name"] == "guild_id" for row in columns[name]) for name in names}
    found: list[Table] = []
    for name in names:
        if not by_server[name] and name not in _SHARED:
            raise LookupError(f"{name} has no guild_id: say in _SHARED which rows are a server's")
        keyed = sorted((row["pk"], row["name"]) for row in columns[name] if row["pk"])
        refers = await ask("SELECT * FROM pragma_foreign_key_list($1)", name)
        found.append(
            Table(
                name=name,
                columns=tuple(
                    row["name"]
                    for row in columns[name]
                    if row["name"] not in _LOCAL.get(name, set[str]())
                ),
                key=tuple(column for _, column in keyed) or ("rowid",),
                by_server=by_server[name],
                owners=tuple(
                    (row["from"], row["table"], row["to"])
                    for row in refers
                    if by_server[name] and by_server.get(row["table"]) and row["table"] != "guilds"
                ),
            )
        )
    return tuple(found)


async def import_lines(lines: Iterable[str], database: Path, now: datetime) -> tuple[int, int]:
    """Make the database of an export, where there is none yet. Returns servers and rows.

    What was due since the export is in doubt, as after a restoration. Raises StorageError:
    UnusableExport with the number of the line, StorageFull; nothing is left behind then.
    """
    with sole_process(database):
        _check_place(database)
        draft = database.with_name(f"{database.name}.importing")
        _remove(draft)  # left by one that was killed
        try:
            await prepare(draft)
            async with open_database(draft, readers=1) as opened:
                reading = _Reading(lines, now)
                try:
                    await opened.transaction(reading.work)
                except asyncio.CancelledError:
                    reading.is_broken_off = True  # its transaction would go on to the last line
                    raise
                except (UnusableExport, StorageFull, Unwritable, Faulty):
                    raise  # a disk's fault is no line's
                except Exists as error:
                    raise UnusableExport(reading.number, "It stands there twice.") from error
                except StorageError as error:
                    raise UnusableExport(reading.number, str(error)) from error
                await _check_readable(opened, reading.servers)
            draft.rename(database)
        finally:
            _remove(draft)
    return len(reading.servers), reading.rows


def _remove(draft: Path) -> None:
    for name in ("", "-wal", "-shm"):
        draft.with_name(draft.name + name).unlink(missing_ok=True)


async def _check_readable(database: Database, servers: Iterable[int]) -> None:
    """Read each story, schedule, edition and feed once: no row of another make is let in."""
    storage = Storage(database)
    for guild_id in servers:
        at = "the server itself"
        try:
            await storage.guilds.get(guild_id)
            past = 0
            at = "its stories"
            while stories := await storage.stories.walk(guild_id, past, 200):
                past = stories[-1].id
            at = "its schedules"
            rows = await database.fetch("SELECT id FROM schedules WHERE guild_id = $1", guild_id)
            for row in rows:
                await storage.schedules.even_removed(guild_id, row["id"])
            at = "its editions"
            rows = await database.fetch("SELECT id FROM deliveries WHERE guild_id = $1", guild_id)
            for row in rows:
                await storage.deliveries.get(guild_id, row["id"])
                await storage.deliveries.steps(guild_id, row["id"])
            at = "its feeds"
            for feed in await storage.feeds.list_all(guild_id):
                await storage.feeds.items(guild_id, feed.id, ItemState.HELD, 10_000)
            at = "what was sent to its desk"
            rows = await database.fetch("SELECT id FROM submissions WHERE guild_id = $1", guild_id)
            for row in rows:
                await storage.submissions.get(guild_id, row["id"])
        except Exception as error:
            if isinstance(error, StorageError) and not isinstance(error, Damaged):
                raise
            raise UnusableExport(
                0, f"Of server {guild_id}, {at} cannot be read, so nothing was kept."
            ) from error


def _check_place(database: Path) -> None:
    if database.exists():
        raise UnusableExport(
            0,
            f"There is a database at {database} already. An export goes into an empty data folder:"
            " choose another DATELINE_DATA, or move the database away.",
        )


class _Reading:
    """One pass over the lines, inside one transaction."""

    def __init__(self, lines: Iterable[str], now: datetime) -> None:
        self._lines = lines
        self._now = now
        self.number = 0
        self.rows = 0
        self.servers: set[int] = set()
        self.is_broken_off = False
        self._tables: dict[str, Table] = {}
        self._whole = False

    async def work(self, transaction: Transaction) -> None:
        self._tables = {table.name: table for table in await tables(transaction.run)}
        await transaction.run("PRAGMA defer_foreign_keys = ON")
        await transaction.run("DELETE FROM ledger")
        ended = False
        for line in self._lines:
            self.number += 1
            if self.is_broken_off:
                raise UnusableExport(self.number, "It was broken off.")
            if ended:
                raise UnusableExport(self.number, "Something stands after the end.")
            ended = await self._take(transaction, _object(line, self.number))
        if not ended:
            raise UnusableExport(self.number, "The file is cut off: its last line is missing.")
        await self._check(transaction)
        await transaction.run("UPDATE ledger SET restored_at = $1", self._now)

    async def _take(self, transaction: Transaction, line: Mapping[str, Any]) -> bool:
        """True for the last line."""
        if self.number == 1:
            self._begin(line)
        elif "table" in line:
            await self._row(transaction, line)
        elif "counter" in line:
            await self._counter(transaction, line)
        elif set(line) == {"lines"}:
            if line["lines"] != self.number - 1:
                raise UnusableExport(self.number, "Lines of the export are missing.")
            return True
        else:
            raise UnusableExport(self.number, "This is no line of an export.")
        return False

    def _begin(self, line: Mapping[str, Any]) -> None:
        if line.get("format") != FORMAT:
            raise UnusableExport(1, "This is no export of Dateline's.")
        known = len(migrations())
        if line.get("version") != VERSION:
            raise UnusableExport(
                1, "Another Dateline has written it, in another form. Import it with that one."
            )
        if line.get("schema") != known:
            raise UnusableExport(
                1,
                f"It was made by a Dateline whose database has version {line.get('schema')}, and"
                f" this one has {known}. Import it with that Dateline, then update.",
            )
        servers = line.get("servers")
        if not isinstance(servers, list) or not all(
            type(one) is int and 0 < one <= MAX_INTEGER for one in cast("list[object]", servers)
        ):
            raise UnusableExport(1, "It does not name its servers.")
        self.servers = set(cast("list[int]", servers))
        self._whole = line.get("whole") is True

    async def _row(self, transaction: Transaction, line: Mapping[str, Any]) -> None:
        table, row = self._tables.get(str(line["table"])), line.get("row")
        if table is None or not isinstance(row, dict):
            raise UnusableExport(self.number, "There is no such table in the database.")
        row = cast("dict[str, object]", row)
        if set(row) != set(table.columns):
            raise UnusableExport(self.number, f"Its columns are not those of {table.name}.")
        server = row.get("guild_id")
        if table.by_server and (type(server) is not int or server not in self.servers):
            raise UnusableExport(
                self.number, "It belongs to a server that the export does not name."
            )
        names = ", ".join(table.columns)
        marks = ", ".join(f"${number}" for number in range(1, len(table.columns) + 1))
        values = [_value(row[name], self.number) for name in table.columns]
        await transaction.run(
            f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608
            *values,
        )
        self.rows += 1

    async def _counter(self, transaction: Transaction, line: Mapping[str, Any]) -> None:
        name, at = line["counter"], line.get("at")
        known = self._whole and isinstance(name, str) and name in self._tables
        if not known or type(at) is not int or not 0 <= at <= MAX_INTEGER:
            raise UnusableExport(self.number, "This is no counter of the database.")
        await transaction.run("DELETE FROM sqlite_sequence WHERE name = $1", name)
        await transaction.run("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", name, at)

    async def _check(self, transaction: Transaction) -> None:
        """What no single line tells: rows of one server that refer to another's."""
        (ledgers,) = (await transaction.run("SELECT count(*) FROM ledger"))[0]
        (servers,) = (await transaction.run("SELECT count(*) FROM guilds"))[0]
        if ledgers != 1 or servers != len(self.servers):
            raise UnusableExport(self.number, "Its ledger or one of its servers is missing.")
        if rows := await transaction.run("PRAGMA foreign_key_check"):
            raise UnusableExport(
                self.number, f"A row of {rows[0]['table']} refers to one that is not there."
            )
        for table in self._tables.values():
            for column, owner, key in table.owners:
                rows = await transaction.run(
                    f"SELECT 1 FROM {table.name} AS one JOIN {owner} AS other"  # noqa: S608
                    f" ON other.{key} = one.{column} WHERE other.guild_id <> one.guild_id LIMIT 1"
                )
                if rows:
                    raise UnusableExport(
                        self.number, f"A row of {table.name} refers to another server's."
                    )


def _selection(table: Table, guild_id: int | None) -> tuple[str, dict[str, int]]:
    sql = f"SELECT {', '.join(table.columns)} FROM {table.name}"  # noqa: S608
    values: dict[str, int] = {}
    if guild_id is not None:
        which = "guild_id = $1" if table.by_server else _SHARED[table.name]
        sql += f" WHERE {which}"
        values = {"1": guild_id} if "$1" in which else {}
    return f"{sql} ORDER BY {', '.join(table.key)}", values


def _values(row: sqlite3.Row) -> dict[str, object]:
    return {
        name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in zip(row.keys(), row, strict=True)
    }


def _value(value: object, number: int) -> object:
    """As it came from `_values`; what JSON has and a column has not is refused."""
    match value:
        case bool():
            pass
        case None | str():
            return value
        case int() if abs(value) <= MAX_INTEGER:
            return value
        case float() if math.isfinite(value):
            return value
        case {"base64": str(text)} if len(cast("dict[str, object]", value)) == 1:
            try:
                return base64.b64decode(text, validate=True)
            except ValueError:  # also of what is no ASCII
                pass
        case _:
            pass
    raise UnusableExport(number, "One of its values fits into no column.")


def _object(line: str, number: int) -> Mapping[str, Any]:
    if len(line) > LONGEST_LINE:
        raise UnusableExport(number, "It is longer than any line of an export.")
    try:
        found = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise UnusableExport(number, "It is no JSON.") from None
    if not isinstance(found, dict):
        raise UnusableExport(number, "This is no line of an export.")
    return cast("dict[str, Any]", found)


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _line(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
