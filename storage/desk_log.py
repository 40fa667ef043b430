"""The log of what editors change. An entry is written in the transaction of the change itself;
what can be undone, and how, is the workflows' to say.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database, Transaction
from storage.values import instant, to_json

Facts = Mapping[str, object]
"""What a thing is like, by name: plain JSON values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change by an editor. action: a noun and a verb, "story.correct".

    name: what the thing is called, for people. before: None for what is new; after: None for what
    is gone. Where both are given only what differs is kept; should nothing differ, nothing is.
    undoes_id: the entry that this change takes back.
    """

    at: datetime
    actor_id: int
    action: str
    subject: str
    subject_id: int
    name: str = ""
    before: Facts | None = None
    after: Facts | None = None
    undoes_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who changes something, and when. undoes_id: the entry of the log that is taken back."""

    actor_id: int
    at: datetime
    undoes_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A change as it stands in the log. actor_id: None once the person is erased.

    undone_by: the entry that took this one back, the latest.
    """

    id: int
    guild_id: int
    at: datetime
    actor_id: int | None
    action: str
    subject: str
    subject_id: int
    name: str
    before: dict[str, object] | None
    after: dict[str, object] | None
    undoes_id: int | None = None
    undone_by: int | None = None


async def record(transaction: Transaction, guild_id: int, change: Change) -> None:
    """Write the change down, in the transaction that makes it."""
    before, after = _what_differs(change.before, change.after)
    if before is not None and before == after:
        return
    await transaction.run(
        """
        INSERT INTO desk_log (
            guild_id, at, actor_id, action, subject, subject_id, name, before, after, undoes_id
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
            (SELECT id FROM desk_log WHERE guild_id = $1 AND id = $10))
        """,
        guild_id,
        change.at,
        change.actor_id,
        change.action,
        change.subject,
        change.subject_id,
        change.name,
        None if before is None else to_json(before),
        None if after is None else to_json(after),
        change.undoes_id,
    )


def _what_differs(before: Facts | None, after: Facts | None) -> tuple[Facts | None, Facts | None]:
    """As they will be read back, without what is alike."""
    if before is None or after is None:
        return before, after
    old, new = (json.loads(to_json(dict(facts))) for facts in (before, after))
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return {name: old.get(name) for name in names}, {name: new.get(name) for name in names}


class DeskLog:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, guild_id: int, entry_id: int) -> Entry | None:
        rows = await self._database.fetch(
            f"{_ENTRIES} WHERE guild_id = $1 AND id = $2", guild_id, entry_id
        )
        return _entry(rows[0]) if rows else None

    async def latest(
        self,
        guild_id: int,
        *,
        actor_id: int | None = None,
        subject: str | None = None,
        before_id: int | None = None,
        limit: int,
    ) -> tuple[Entry, ...]:
        """The newest, of one person or one kind of thing if they are named."""
        by_actor = "AND actor_id = $2" if actor_id is not None else ""
        of_subject = "AND subject = $3" if subject is not None else ""
        older = "AND id < $4" if before_id is not None else ""
        rows = await self._database.fetch(
            f"""
            {_ENTRIES} WHERE guild_id = $1 {by_actor} {of_subject} {older}
            ORDER BY id DESC LIMIT $5
            """,
            guild_id,
            actor_id,
            subject,
            before_id,
            limit,
        )
        return tuple(_entry(row) for row in rows)

    async def since(self, entry: Entry) -> tuple[Entry, ...]:
        """What else was done to the same thing after an entry of its server, newest first."""
        rows = await self._database.fetch(
            f"""
            {_ENTRIES} WHERE guild_id = $1 AND subject = $2 AND subject_id = $3 AND id > $4
            ORDER BY id DESC LIMIT 50
            """,
            entry.guild_id,
            entry.subject,
            entry.subject_id,
            entry.id,
        )
        return tuple(_entry(row) for row in rows)

    async def newest_id(self) -> int:
        """The id of the last entry, 0 where there is none. Crosses servers."""
        rows = await self._database.fetch("SELECT max(id) FROM desk_log")
        return rows[0][0] or 0

    async def servers_changed(self, since_id: int) -> frozenset[int]:
        """The servers in which somebody has changed something after that entry. Crosses servers."""
        rows = await self._database.fetch("SELECT guild_id FROM desk_log WHERE id > $1", since_id)
        return frozenset(row["guild_id"] for row in rows)

    async def delete_older(self, moment: datetime, limit: int = 500) -> bool:
        """Forget some that are so old. False when none was left. Crosses servers."""
        return bool(
            await self._database.write(
                """
                DELETE FROM desk_log WHERE id IN
                    (SELECT id FROM desk_log WHERE at < $1 ORDER BY at LIMIT $2)
                RETURNING id
                """,
                moment,
                limit,
            )
        )


_ENTRIES = """
SELECT *, (
    SELECT max(undo.id) FROM desk_log AS undo WHERE undo.undoes_id = desk_log.id
) AS undone_by
FROM desk_log
"""


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        id=row["id"],
        guild_id=row["guild_id"],
        at=instant(row["at"]),
        actor_id=row["actor_id"],
        action=row["action"],
        subject=row["subject"],
        subject_id=row["subject_id"],
        name=row["name"],
        before=json.loads(row["before"]) if row["before"] else None,
        after=json.loads(row["after"]) if row["after"] else None,
        undoes_id=row["undoes_id"],
        undone_by=row["undone_by"],
    )
