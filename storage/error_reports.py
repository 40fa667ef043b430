"""What readers say is wrong with stories, and what editors answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database, Transaction
from storage.desk_log import By, Change, record
from storage.letters import write_letter
from storage.values import instant, instant_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReport:
    """What a member says is wrong with a story. answer: None while it is open."""

    id: int
    guild_id: int
    story_id: int
    headline: str
    """As the story has it now."""
    reporter_id: int
    words: str
    made_at: datetime
    answer: str | None = None
    answered_by: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the reporter is told by direct message. message: a message id that `values` fill."""

    message: str
    values: Mapping[str, str | int]


class ErrorReports:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, guild_id: int, story_id: int, reporter_id: int, words: str, now: datetime
    ) -> int | None:
        """Its id; None where the server has no such story."""
        rows = await self._database.write(
            """
            INSERT INTO error_reports (guild_id, story_id, reporter_id, words, made_at)
            SELECT guild_id, id, $3, $4, $5 FROM stories WHERE guild_id = $1 AND id = $2
            RETURNING id
            """,
            guild_id,
            story_id,
            reporter_id,
            words,
            now,
        )
        return rows[0]["id"] if rows else None

    async def get(self, guild_id: int, report_id: int) -> ErrorReport | None:
        rows = await self._database.fetch(
            """
            SELECT error_reports.*, stories.headline FROM error_reports
            CROSS JOIN stories ON stories.id = error_reports.story_id
            WHERE error_reports.guild_id = $1 AND error_reports.id = $2
            """,
            guild_id,
            report_id,
        )
        return _report(rows[0]) if rows else None

    async def open(
        self, guild_id: int, page: int, size: int
    ) -> tuple[tuple[ErrorReport, ...], bool]:
        """A page of those that wait for an answer, oldest first, and whether there are more."""
        rows = await self._database.fetch(
            """
            SELECT error_reports.*, stories.headline FROM error_reports
            CROSS JOIN stories ON stories.id = error_reports.story_id
            WHERE error_reports.guild_id = $1 AND answered_at IS NULL
            ORDER BY error_reports.id LIMIT $2 OFFSET $3
            """,
            guild_id,
            size + 1,
            (page - 1) * size,
        )
        return tuple(map(_report, rows[:size])), len(rows) > size

    async def count_open(self, guild_id: int) -> int:
        """How many wait for an answer."""
        rows = await self._database.fetch(
            "SELECT count(*) FROM error_reports WHERE guild_id = $1 AND answered_at IS NULL",
            guild_id,
        )
        return rows[0][0]

    async def of_reporter(
        self, guild_id: int, reporter_id: int, limit: int
    ) -> tuple[ErrorReport, ...]:
        """A member's own, newest first."""
        rows = await self._database.fetch(
            """
            SELECT error_reports.*, stories.headline FROM error_reports
            CROSS JOIN stories ON stories.id = error_reports.story_id
            WHERE error_reports.guild_id = $1 AND reporter_id = $2
            ORDER BY error_reports.id DESC LIMIT $3
            """,
            guild_id,
            reporter_id,
            limit,
        )
        return tuple(map(_report, rows))

    async def answer(self, guild_id: int, report_id: int, words: str, told: Told, by: By) -> bool:
        """Answer and close it, and write to the reporter. False where it is not open."""

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.run(
                """
                UPDATE error_reports SET answer = $3, answered_by = $4, answered_at = $5
                WHERE guild_id = $1 AND id = $2 AND answered_at IS NULL
                RETURNING reporter_id,
                    (SELECT headline FROM stories WHERE stories.id = story_id) AS headline
                """,
                guild_id,
                report_id,
                words,
                by.actor_id,
                by.at,
            )
            if rows:
                subject = f"report {report_id}"
                reporter_id = rows[0]["reporter_id"]
                await write_letter(
                    transaction, guild_id, reporter_id, subject, told.message, told.values, by.at
                )
                change = Change(
                    at=by.at, actor_id=by.actor_id, action="report.answer", subject="report",
                    subject_id=report_id, name=rows[0]["headline"],
                    before={"answer": None}, after={"answer": words},
                )  # fmt: skip
                await record(transaction, guild_id, change)
            return bool(rows)

        return await self._database.transaction(work)


def _report(row: sqlite3.Row) -> ErrorReport:
    return ErrorReport(
        id=row["id"],
        guild_id=row["guild_id"],
        story_id=row["story_id"],
        headline=row["headline"],
        reporter_id=row["reporter_id"],
        words=row["words"],
        made_at=instant(row["made_at"]),
        answer=row["answer"],
        answered_by=row["answered_by"],
        answered_at=instant_or_none(row["answered_at"]),
    )
