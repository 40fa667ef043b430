"""Whoever asks gets an answer although the database fails before the command has begun, and what is
typed meanwhile is answered with no choice.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing

import pytest

from tests.e2e.conftest import Desk

CALLBACK = "POST /interactions/*/callback"


def break_off(desk: Desk, *tables: str) -> None:
    """What becomes of a table that another program has damaged: it cannot be read any more."""
    with closing(sqlite3.connect(desk.folder / "data" / "dateline.sqlite3")) as database:
        for table in tables:
            database.execute(f"ALTER TABLE {table} RENAME TO lost_{table}")
        database.commit()


async def test_a_command_is_answered_although_the_askers_language_cannot_be_read(
    desk: Desk,
) -> None:
    await desk.set_up()
    break_off(desk, "readers")
    answer = await desk.member.slash("story latest")
    assert answer.ephemeral
    assert "database" in answer.text


async def test_nothing_is_offered_at_once_where_the_storage_fails(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.set_up()
    break_off(desk, "feeds")
    assert await desk.editor.autocomplete("feed show", "feed", "quay") == []
    told = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert not told


@pytest.mark.parametrize("code", [10062, 40060])
async def test_choices_that_come_too_late_are_no_error_of_ours(
    desk: Desk, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    await desk.set_up()
    await desk.add_story()
    desk.playground.faults.refuse(code, on=CALLBACK)
    assert await desk.member.autocomplete("story show", "story", "row") == []
    assert [one for one in desk.playground.requests if one.status in (400, 404)]
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert await desk.member.autocomplete("story show", "story", "row")
