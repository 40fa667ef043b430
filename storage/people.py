"""What is held about one person in one server: found, handed out, and erased.

Which columns name a person is the one table here; docs/privacy.md tells of it, and a test holds
both against the schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from storage.database import Database, Transaction


class Fate(StrEnum):
    """What becomes of a row when the person that it names is erased."""

    GOES = "the row goes"
    """It is the person's own."""
    NAMELESS = "the name goes"
    """It is the server's: it stays, and says no longer who it was."""


NOBODY = 0
"""Stands where a person did in columns that must hold an id; in the others, NULL."""

PERSONAL: Mapping[tuple[str, str], Fate] = {
    ("stories", "added_by"): Fate.NAMELESS,
    ("stories", "found_by"): Fate.NAMELESS,
    ("drafts", "user_id"): Fate.GOES,
    ("drafts", "found_by"): Fate.NAMELESS,
    ("lookups", "user_id"): Fate.GOES,
    ("schedules", "created_by"): Fate.NAMELESS,
    ("feeds", "added_by"): Fate.NAMELESS,
    ("saved_stories", "user_id"): Fate.GOES,
    ("desk_log", "actor_id"): Fate.NAMELESS,
    ("corrections", "made_by"): Fate.NAMELESS,
    ("story_versions", "replaced_by"): Fate.NAMELESS,
    ("error_reports", "reporter_id"): Fate.GOES,
    ("error_reports", "answered_by"): Fate.NAMELESS,
    ("letters", "user_id"): Fate.GOES,
    ("submissions", "submitted_by"): Fate.NAMELESS,
    ("submissions", "found_by"): Fate.NAMELESS,
    ("submissions", "changed_by"): Fate.NAMELESS,
    ("edition_plans", "held_by"): Fate.NAMELESS,
    ("edition_plans", "approved_by"): Fate.NAMELESS,
    ("edition_plans", "changed_by"): Fate.NAMELESS,
    ("quiet_finders", "user_id"): Fate.GOES,
    ("finder_notes", "user_id"): Fate.GOES,
    ("readers", "user_id"): Fate.GOES,
}
"""Every column with a member's id, by table."""

TOLD_OF: Mapping[str, tuple[str, ...]] = {"desk_log": ("before", "after")}
"""Columns of text in which a member's id may stand among other things."""

Row = Mapping[str, object]


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def held(self, guild_id: int, user_id: int) -> dict[str, list[Row]]:
        """The rows that name the person, by table; tables without any are left out. Compressed
        columns are left out, too.
        """
        found: dict[str, list[Row]] = {}
        for table, column in PERSONAL:
            rows = await self._database.fetch(
                f"SELECT * FROM {table} WHERE guild_id = $1 AND {column} = $2",  # noqa: S608
                guild_id,
                user_id,
            )
            for row in rows:
                plain = {
                    name: value
                    for name, value in zip(row.keys(), row, strict=True)
                    if not isinstance(value, bytes) and not name.endswith("_grams")
                }
                found.setdefault(table, []).append(plain)
        return found

    async def count(self, guild_id: int, user_id: int) -> dict[str, int]:
        """How many rows name the person, by table; tables without any are left out."""
        found: dict[str, int] = {}
        for table, column in PERSONAL:
            ((rows,),) = await self._database.fetch(
                f"SELECT count(*) FROM {table} WHERE guild_id = $1 AND {column} = $2",  # noqa: S608
                guild_id,
                user_id,
            )
            if rows:
                found[table] = found.get(table, 0) + rows
        return found

    async def is_known(self, user_id: int) -> bool:
        """Whether any server still holds something about them. Crosses servers."""
        for table, column in PERSONAL:
            rows = await self._database.fetch(
                f"SELECT 1 FROM {table} WHERE {column} = $1 LIMIT 1",  # noqa: S608
                user_id,
                deadline=60.0,
            )
            if rows:
                return True
        return False

    async def erase(self, guild_id: int, user_id: int) -> dict[str, int]:
        """Take the person out of every row of the server; how many rows, by table. The bytes are
        `Database.purge`'s to remove.
        """

        async def work(transaction: Transaction) -> dict[str, int]:
            done: dict[str, int] = {}
            for (table, column), fate in PERSONAL.items():
                rows = await transaction.run(_statement(table, column, fate), guild_id, user_id)
                if rows:
                    done[table] = done.get(table, 0) + len(rows)
            for table, columns in TOLD_OF.items():
                for column in columns:
                    await transaction.run(
                        f"UPDATE {table} SET {column} = replace({column}, $2, '0')"  # noqa: S608
                        f" WHERE guild_id = $1 AND instr({column}, $2)",
                        guild_id,
                        str(user_id),
                    )
            return done

        return await self._database.transaction(work)


def _statement(table: str, column: str, fate: Fate) -> str:
    where = f"WHERE guild_id = $1 AND {column} = $2 RETURNING guild_id"
    if fate is Fate.GOES:
        return f"DELETE FROM {table} {where}"  # noqa: S608
    nobody = (
        f"(SELECT iif(\"notnull\", {NOBODY}, NULL) FROM pragma_table_info('{table}')"  # noqa: S608
        f" WHERE name = '{column}')"
    )
    return f"UPDATE {table} SET {column} = {nobody} {where}"  # noqa: S608
